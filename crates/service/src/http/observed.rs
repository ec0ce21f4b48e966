//! Each request is counted, and leaves a line in the log: method, pattern of the route, status, code, duration and an id,
//! which its sender gets too. Never a value, a text, a query, a body, an address or who somebody is.

use std::time::Instant;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Data;

use super::metrics::Answered;
use super::state::State;

/// The header with the id of a request. What a sender says of it is not believed.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The code of a problem, left with the answer that tells of it.
pub(super) struct Code(pub(super) String);

/// Observes a request.
pub(super) async fn observed<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let start = Instant::now();
    let id = uuid::Uuid::now_v7();
    let method = method(request.method());
    let mut answered = next.call(request).await?;
    let request = answered.request();
    let route = request.match_pattern().unwrap_or_else(|| "-".to_owned());
    let (took, status) = (start.elapsed(), answered.status().as_u16());
    let code = answered.response().extensions().get::<Code>().map(|Code(code)| code.clone());
    if let Some(state) = request.app_data::<Data<State>>() {
        state.metrics.count(&Answered { method, route: &route, status, code: code.as_deref(), took });
    }
    let duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    tracing::info!(request = %id, method, route, status, code, duration_ms, "request");
    if let Ok(id) = HeaderValue::from_str(&id.to_string()) {
        answered.headers_mut().insert(REQUEST_ID, id);
    }
    Ok(answered)
}

/// A method as it is counted: anybody can invent others.
fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
