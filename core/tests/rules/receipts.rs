//! Codes of receipts can be read back however people type them.

use crate::fixtures::attempt;
use contest_core::receipts::ReceiptCode;
use proptest::prelude::*;

proptest! {
    #[test]
    fn a_code_is_read_as_it_was_written(id in any::<u128>()) {
        let code = ReceiptCode::of(attempt(id));
        let text = code.to_string();
        prop_assert_eq!(text.len(), 14);
        prop_assert!((0..1 << 60).contains(&code.number()));
        for typed in [
            text.clone(),
            text.to_lowercase(),
            text.replace('-', ""),
            text.replace('-', " "),
            format!("  {} ", text.replace('-', "–")),
            text.replace('0', "O").replace('1', "l"),
            text.replace('0', "o").replace('1', "I"),
        ] {
            prop_assert_eq!(typed.parse::<ReceiptCode>(), Ok(code), "{}", typed);
        }
        for wrong in [&text[..13], &format!("{text}0"), &text.replacen('-', "U", 1), &text.replacen('-', "Đ", 1)] {
            prop_assert!(wrong.parse::<ReceiptCode>().is_err(), "{}", wrong);
        }
    }
}

/// Computed by another program. Never adapt it: people hold receipts with these codes.
#[test]
fn codes_are_pinned() {
    let code = ReceiptCode::of(attempt(0x0190_0000_0000_7000_8000_0000_0000_0001));
    assert_eq!(code.to_string(), "BD4T-T3RG-6X21");
    for empty in ["", "-", "7F3K-9QAB", "7F3K-9QAB-2MXR-7F3K", "😀F3K-9QAB-2MXR"] {
        assert!(empty.parse::<ReceiptCode>().is_err(), "{empty}");
    }
}
