//! Documents to print and share: the poster and the picture of a contest, the certificate and the picture of a result.
//! They are in Vietnamese, as the organiser issues them, whatever the reader's language.

pub(crate) mod certificate;
pub(crate) mod contest_card;
mod own_result;
pub(crate) mod parts;
pub(crate) mod poster;
pub(crate) mod press;
pub(crate) mod result_card;
mod words;
