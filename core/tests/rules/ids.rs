//! Ids are read as they are written, and nothing else is an id.

use contest_core::ids::{AttemptId, Uuid};
use proptest::prelude::*;

proptest! {
    #[test]
    fn an_id_is_read_as_it_is_written(value: u128) {
        let id = AttemptId(Uuid::from_u128(value));
        let text = id.to_string();
        prop_assert_eq!(text.parse(), Ok(id));
        prop_assert_eq!(text.to_uppercase().parse(), Ok(id));
        // As Redis keeps them.
        prop_assert_eq!(text.replace('-', "").parse(), Ok(id));
        let json = serde_json::to_string(&id).unwrap();
        prop_assert_eq!(serde_json::from_str::<AttemptId>(&json).unwrap(), id);
    }

    #[test]
    fn whatever_is_read_the_library_reads_alike(text in "[0-9a-gA-G-]{31,38}|[0-9a-f]{8}(-[0-9a-g]{4}){3}-[0-9a-f]{12}|\\PC{0,40}") {
        if let Ok(id) = text.parse::<AttemptId>() {
            prop_assert_eq!(Uuid::parse_str(&text).ok(), Some(id.0));
        }
    }
}

#[test]
fn other_forms_are_no_ids() {
    let id = "67e55044-10b1-426f-9247-bb680e5fe0c8";
    assert!(id.parse::<AttemptId>().is_ok());
    let shorter = id.replacen('-', "", 1);
    let longer = [id, "0"].concat();
    let braced = ["{", id, "}"].concat();
    for other in [
        "",
        &shorter,
        &longer,
        &braced,
        &id[1..],
        &id.replace('5', "ố"),
        &id.replacen('-', "0", 1),
    ] {
        assert!(other.parse::<AttemptId>().is_err(), "{other}");
    }
}
