//! Accounts of staff: the administrators' list, one's own, and the page to which links lead.

mod invite;
pub(crate) mod link;
pub(crate) mod links;
pub(crate) mod list;
pub(crate) mod made;
pub(crate) mod mine;
mod row;
