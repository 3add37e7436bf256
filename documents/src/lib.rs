//! What a contest hands out: a poster, certificates, and pictures for sharing. Each is drawn as one SVG page and printed
//! from that. Knows neither the server nor the texts: every word comes with the document. Nothing depends on a clock or
//! on the machine, so equal documents are equal files.

mod card;
mod certificate;
mod drawing;
mod fonts;
mod layout;
mod poster;
mod print;

pub use card::{Card, Number};
pub use certificate::{Cell, Certificate};
pub use poster::{Dates, Poster};

use drawing::Drawing;
use thiserror::Error;

/// Why a document could not be made.
#[derive(Debug, Error)]
pub enum Unprintable {
    #[error("no QR code holds an address that long")]
    Address,
    /// The drawing and the printer disagree, which is a bug.
    #[error("the drawing cannot be printed: {0}")]
    Drawing(String),
}

/// A document with everything that it says. The longest texts shrink, wrap, and at last end with an ellipsis; none
/// leaves the page.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Document {
    Poster(Poster),
    Certificate(Certificate),
    Card(Card),
}

impl Document {
    /// Returns the drawing that is printed.
    pub fn svg(&self) -> Result<String, Unprintable> {
        Ok(self.drawing()?.svg)
    }

    /// Returns the document as a file of its [`content_type`](Document::content_type).
    pub fn print(&self) -> Result<Vec<u8>, Unprintable> {
        let drawing = self.drawing()?;
        match self {
            Document::Poster(poster) => print::pdf(&drawing, &poster.title),
            Document::Certificate(certificate) => print::pdf(&drawing, &certificate.heading),
            Document::Card(_) => print::png(&drawing),
        }
    }

    pub fn content_type(&self) -> &'static str {
        match self {
            Document::Poster(_) | Document::Certificate(_) => "application/pdf",
            Document::Card(_) => "image/png",
        }
    }

    fn drawing(&self) -> Result<Drawing, Unprintable> {
        match self {
            Document::Poster(poster) => poster::draw(poster),
            Document::Certificate(certificate) => certificate::draw(certificate),
            Document::Card(card) => Ok(card::draw(card)),
        }
    }
}

/// Fails if something of a document leaves its page, or is drawn without a glyph.
#[cfg(test)]
mod bounds;
