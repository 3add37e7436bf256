use crate::issue::Issues;
use crate::table::Content;
pub(crate) fn read(_: &crate::xml::Element, _: &mut Issues) -> Content {
    crate::formats::nothing()
}
