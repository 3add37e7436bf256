//! Public documents, ready to be sent: serialised and compressed once, shared by all readers.

use crate::errors::{Answer, Refusal};
use crate::web::{accepts_brotli, has_already};
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use serde::Serialize;
use sha2::{Digest, Sha256};

pub struct Prepared {
    pub(crate) etag: String,
    pub json: Bytes,
    brotli: Bytes,
}

impl Prepared {
    /// Its ETag is made from its content.
    pub fn new(document: &impl Serialize) -> Answer<Prepared> {
        let json = serde_json::to_vec(document)?;
        let mut packed = Vec::with_capacity(json.len() / 4);
        // A quality or a window that is made for large files takes megabytes of fresh memory for a board's 12 KB: the
        // thread, and everybody whose requests it serves, stands still for 30 to 100 ms. This way it is half a
        // millisecond.
        let settings = brotli::enc::BrotliEncoderParams {
            quality: 4,
            lgwin: 16,
            size_hint: json.len(),
            ..Default::default()
        };
        brotli::BrotliCompress(&mut json.as_slice(), &mut packed, &settings).map_err(Refusal::internal)?;
        let etag = format!("\"{}\"", hex::encode(&Sha256::digest(&json)[..12]));
        Ok(Prepared {
            etag,
            json: json.into(),
            brotli: packed.into(),
        })
    }

    /// The answer to a reader. A proxy or CDN may keep it for so many seconds.
    pub fn answer(&self, request: &HttpRequest, max_age_s: u32) -> HttpResponse {
        let unchanged = has_already(request, &self.etag);
        let mut response = match unchanged {
            true => HttpResponse::NotModified(),
            false => HttpResponse::Ok(),
        };
        response
            .insert_header((header::ETAG, self.etag.as_str()))
            .insert_header((header::CACHE_CONTROL, format!("public, max-age={max_age_s}")))
            .insert_header((header::VARY, "Accept-Encoding"));
        if unchanged {
            return response.finish();
        }
        response.content_type("application/json");
        if accepts_brotli(request) {
            response.insert_header((header::CONTENT_ENCODING, "br"));
            return response.body(self.brotli.clone());
        }
        response.body(self.json.clone())
    }
}
