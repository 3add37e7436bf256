//! Responses that are files to be saved.

use actix_web::http::header::{ContentDisposition, DispositionParam, DispositionType};
use actix_web::{HttpResponse, HttpResponseBuilder};

/// Returns the head of a response that is a file to be saved. `name` consists of letters, digits, hyphens and a dot.
pub fn attachment(content_type: &str, name: &str) -> HttpResponseBuilder {
    let mut head = HttpResponse::Ok();
    head.content_type(content_type).insert_header(ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::Filename(name.to_owned())],
    });
    head
}
