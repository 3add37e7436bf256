//! Files that are sent and received as they are.

use actix_web::http::header::{ContentDisposition, DispositionParam, DispositionType};
use actix_web::{HttpResponse, HttpResponseBuilder};
use utoipa::ToSchema;

/// Returns the head of a response that is a file to be saved. `name` consists of letters, digits, hyphens and a dot.
pub(crate) fn attachment(content_type: &str, name: &str) -> HttpResponseBuilder {
    let mut head = HttpResponse::Ok();
    head.content_type(content_type).insert_header(ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::Filename(name.to_owned())],
    });
    head
}

/// The bytes of a file.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[allow(dead_code, reason = "it describes bodies")]
pub(crate) struct File(Vec<u8>);
