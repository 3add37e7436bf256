use crate::issue::{Issues, Problem};
use crate::table::Content;
pub(crate) fn read_package(_: &[u8], _: &mut Issues) -> Result<Content, Problem> {
    Err(Problem::Damaged {})
}
pub(crate) fn read_item(_: &crate::xml::Element, _: &mut Issues) -> Content {
    crate::formats::nothing()
}
