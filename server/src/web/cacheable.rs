//! Responses that browsers, proxies and a CDN may keep: one validator, one choice of encoding, one decision about
//! `304`.

use crate::errors::Refusal;
use actix_web::http::header::{
    AcceptEncoding, CacheControl, CacheDirective, ContentEncoding, ETag, Encoding, EntityTag, Header,
    IfNoneMatch, Preference, Quality, VARY,
};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use bytes::Bytes;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// A document with a validator, shared by all readers.
pub struct Cacheable {
    /// Weak, because all encodings share it.
    etag: EntityTag,
    document: Document,
}

/// A document in every encoding it is sent in.
pub(crate) struct Document {
    content_type: &'static str,
    plain: Bytes,
    /// The smallest comes first.
    packed: Vec<(ContentEncoding, Bytes)>,
}

impl Cacheable {
    /// Serialises and compresses a document. Its ETag is a hash of its content.
    pub(crate) fn json(document: &impl Serialize) -> Result<Cacheable, Refusal> {
        let json = serde_json::to_vec(document)?;
        let hash = Sha256::digest(&json);
        let packed = vec![(ContentEncoding::Brotli, brotli(&json, SMALL)?)];
        Ok(Cacheable::new(&hash, "application/json", json.into(), packed))
    }

    /// Compresses a page. Its ETag is a hash of its content.
    pub(crate) fn html(page: String) -> Result<Cacheable, Refusal> {
        let packed = brotli(page.as_bytes(), SMALL)?;
        Ok(Cacheable::packed_html(page, packed))
    }

    /// Compresses a page of up to some megabytes that is made seldom. Takes a tenth of a second and megabytes of
    /// memory: only for threads that serve no requests.
    pub(crate) fn large_html(page: String) -> Result<Cacheable, Refusal> {
        let packed = brotli(page.as_bytes(), LARGE)?;
        Ok(Cacheable::packed_html(page, packed))
    }

    fn packed_html(page: String, packed: Bytes) -> Cacheable {
        let hash = Sha256::digest(&page);
        Cacheable::of(&hash, Document::packed_html(page, packed))
    }

    /// `hash` identifies the content, whatever its encoding.
    pub(crate) fn new(
        hash: &[u8],
        content_type: &'static str,
        plain: Bytes,
        packed: Vec<(ContentEncoding, Bytes)>,
    ) -> Cacheable {
        let document = Document {
            content_type,
            plain,
            packed,
        };
        Cacheable::of(hash, document)
    }

    fn of(hash: &[u8], document: Document) -> Cacheable {
        Cacheable {
            etag: EntityTag::new_weak(hex::encode(&hash[..hash.len().min(12)])),
            document,
        }
    }

    pub fn plain(&self) -> &Bytes {
        &self.document.plain
    }

    #[cfg(test)]
    pub(crate) fn etag(&self) -> &EntityTag {
        &self.etag
    }

    /// Returns `304` if the reader has this version, else the document in the encoding that the reader prefers; if
    /// several are equal, in the smallest.
    pub(crate) fn respond(&self, request: &HttpRequest, caching: CacheControl) -> HttpResponse {
        let unchanged = self.is_known_to(request);
        let mut response = match unchanged {
            true => HttpResponse::NotModified(),
            false => HttpResponse::Ok(),
        };
        response
            .insert_header(ETag(self.etag.clone()))
            .insert_header(caching);
        if unchanged {
            return response.insert_header((VARY, "Accept-Encoding")).finish();
        }
        self.document.send(request, response)
    }

    fn is_known_to(&self, request: &HttpRequest) -> bool {
        match IfNoneMatch::parse(request) {
            Ok(IfNoneMatch::Any) => request.headers().contains_key("if-none-match"),
            Ok(IfNoneMatch::Items(known)) => known.iter().any(|known| known.weak_eq(&self.etag)),
            Err(_) => false,
        }
    }
}

impl Document {
    /// Compresses a page that is one reader's alone.
    pub(crate) fn html(page: String) -> Result<Document, Refusal> {
        let packed = brotli(page.as_bytes(), SMALL)?;
        Ok(Document::packed_html(page, packed))
    }

    fn packed_html(page: String, packed: Bytes) -> Document {
        Document {
            content_type: "text/html; charset=utf-8",
            plain: page.into(),
            packed: vec![(ContentEncoding::Brotli, packed)],
        }
    }

    /// Responds with a document that nobody may keep, so it has no validator.
    pub(crate) fn respond_once(&self, request: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::Ok();
        response.insert_header(CacheControl(vec![CacheDirective::NoStore]));
        self.send(request, response)
    }

    fn send(&self, request: &HttpRequest, mut response: HttpResponseBuilder) -> HttpResponse {
        response
            .insert_header((VARY, "Accept-Encoding"))
            .content_type(self.content_type);
        match self.coding_for(request) {
            Some((coding, body)) => response.insert_header(*coding).body(body.clone()),
            None => response.body(self.plain.clone()),
        }
    }

    fn coding_for(&self, request: &HttpRequest) -> Option<&(ContentEncoding, Bytes)> {
        let asked = AcceptEncoding::parse(request).ok()?;
        let quality = |coding: ContentEncoding| {
            let coding = Preference::Specific(Encoding::Known(coding));
            let stated = asked.0.iter().filter(|stated| stated.item == coding);
            stated.map(|stated| stated.quality).max().unwrap_or(Quality::ZERO)
        };
        let least = quality(ContentEncoding::Identity);
        let rated = self.packed.iter().map(|packed| (quality(packed.0), packed));
        let acceptable = rated.filter(|(quality, _)| *quality > Quality::ZERO && *quality >= least);
        // `max_by_key` returns the last of equals; reversed, that is the smallest.
        let best = acceptable.rev().max_by_key(|(quality, _)| *quality);
        best.map(|(_, packed)| packed)
    }
}

/// Allows anybody to keep the response for this many seconds.
pub(crate) fn public(max_age_s: u32) -> CacheControl {
    CacheControl(vec![CacheDirective::Public, CacheDirective::MaxAge(max_age_s)])
}

/// Quality and window for small documents. A higher quality or a larger window takes megabytes of fresh memory for a
/// board's 12 KB: the thread, and every request it serves, would stall for 30 to 100 ms. With these settings it takes
/// half a millisecond.
const SMALL: (i32, i32) = (4, 16);
/// Quality and window for large documents, away from requests.
const LARGE: (i32, i32) = (9, 20);

fn brotli(json: &[u8], (quality, lgwin): (i32, i32)) -> Result<Bytes, Refusal> {
    let settings = brotli::enc::BrotliEncoderParams {
        quality,
        lgwin,
        size_hint: json.len(),
        ..Default::default()
    };
    let mut packed = Vec::with_capacity(json.len() / 4);
    brotli::BrotliCompress(&mut &*json, &mut packed, &settings).map_err(Refusal::internal)?;
    Ok(packed.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn sent(headers: &[(&str, &str)]) -> (u16, Option<String>) {
        let packed = vec![
            (ContentEncoding::Brotli, Bytes::from_static(b"b")),
            (ContentEncoding::Gzip, Bytes::from_static(b"g")),
        ];
        let document = Cacheable::new(&[1; 32], "text/plain", Bytes::from_static(b"plain"), packed);
        let mut request = TestRequest::get();
        for header in headers {
            request = request.append_header(*header);
        }
        let response = document.respond(&request.to_http_request(), public(1));
        let coding = response.headers().get("content-encoding");
        let coding = coding.map(|coding| coding.to_str().unwrap().to_owned());
        (response.status().as_u16(), coding)
    }

    #[test]
    fn the_reader_chooses_the_coding_and_the_smallest_of_equals_is_sent() {
        let coding = |accepted| sent(&[("Accept-Encoding", accepted)]).1;
        assert_eq!(coding("gzip, deflate, br, zstd").as_deref(), Some("br"));
        assert_eq!(coding("gzip, br;q=0.5").as_deref(), Some("gzip"));
        assert_eq!(coding("gzip;q=0, br;q=0.0"), None);
        assert_eq!(coding("identity"), None);
        assert_eq!(coding("identity, br;q=0.1"), None);
        assert_eq!(coding("\u{e9}"), None);
        assert_eq!(sent(&[]).1, None);
    }

    #[test]
    fn a_client_with_this_version_is_told_so_however_the_tag_is_written() {
        let tag = "010101010101010101010101";
        let status = |known: &str| sent(&[("If-None-Match", known)]).0;
        assert_eq!(status(&format!("W/\"{tag}\"")), 304);
        assert_eq!(status(&format!("\"{tag}\"")), 304);
        assert_eq!(status(&format!("\"other\", W/\"{tag}\"")), 304);
        assert_eq!(status("*"), 304);
        assert_eq!(status("\"other\""), 200);
        assert_eq!(sent(&[]).0, 200);
    }
}
