//! Bodies that stop arriving: given up after a silence, so that nobody holds a connection by saying nothing.

use std::io::{self, ErrorKind};
use std::time::Duration;

use actix_web::HttpMessage as _;
use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::{Error, PayloadError};
use actix_web::middleware::Next;
use actix_web::web::{Bytes, Data};
use futures_util::{Stream, StreamExt as _, stream};

use super::State;
use super::problem::Problem;

/// Lets a body say nothing for no longer than the service waits, whoever reads it.
pub(super) async fn bounded(
    mut request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    if let Some(state) = request.app_data::<Data<State>>() {
        let longest = state.longest_silence;
        let body = request.take_payload();
        request.set_payload(Payload::Stream { payload: Box::pin(patient(body, longest)) });
    }
    next.call(request).await
}

/// The same bytes; an error in the place of what does not come in time.
fn patient(body: Payload, longest: Duration) -> impl Stream<Item = Result<Bytes, PayloadError>> {
    let patient = stream::unfold(Some(body), move |body| async move {
        let mut body = body?;
        match tokio::time::timeout(longest, body.next()).await {
            Ok(chunk) => Some((chunk?, Some(body))),
            Err(_) => Some((Err(PayloadError::Io(io::Error::from(ErrorKind::TimedOut))), None)),
        }
    });
    // Readers of forms ask again after the end.
    patient.fuse()
}

/// The problem of a body that stopped arriving; `None` where something else is wrong with it.
pub(super) fn stopped(error: &PayloadError) -> Option<Problem> {
    let timed_out = |error: &io::Error| error.kind() == ErrorKind::TimedOut;
    let silent = match error {
        PayloadError::Io(error) | PayloadError::Incomplete(Some(error)) => timed_out(error),
        _ => false,
    };
    let detail = "The body stopped arriving before it was complete. Send it again; nothing was kept.";
    silent.then(|| Problem::new("request-timeout", detail))
}
