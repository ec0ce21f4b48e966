//! The REST interface: state, application, server.

mod access;
mod accounts;
mod addresses;
mod auth;
mod body;
mod buckets;
mod budgets;
mod cache;
mod condition;
mod cookie;
mod disposition;
mod hashing;
mod invalid;
mod policy;
mod problem;
mod reference;
mod reminders;
mod repeats;
mod routes;
mod silence;
mod state;
mod uploads;
mod view;
mod whole;

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::http::header::{ACCEPT_LANGUAGE, CONTENT_DISPOSITION};
use actix_web::middleware::{Compress, DefaultHeaders, from_fn};
use actix_web::web::{Bytes, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use schema::Lang;

pub(crate) use accounts::Choices;
pub(crate) use addresses::Addresses;
pub(crate) use budgets::Budgets;
pub(crate) use cookie::Cookies;
pub use routes::openapi;
pub(crate) use state::{Settings, State};
pub(crate) use uploads::{Crowd, Uploads};

/// How long the head of a request may take.
const LONGEST_HEAD: Duration = Duration::from_secs(10);
/// How long the end of a connection may take.
const LONGEST_GOODBYE: Duration = Duration::from_secs(5);
/// How long a connection may stand idle between requests.
const LONGEST_PAUSE: Duration = Duration::from_secs(15);
/// The connections of one thread of the server; further ones wait to be accepted.
const MOST_CONNECTIONS: usize = 4_096;

/// Starts the server on a listener; it runs until its handle stops it.
pub(crate) fn server(listener: TcpListener, state: State) -> std::io::Result<Server> {
    let state = Data::new(state);
    let server = HttpServer::new(move || {
        App::new()
            .app_data(state.clone())
            .configure(routes::configure)
            .wrap(from_fn(repeats::once))
            .wrap(from_fn(budgets::counted))
            .wrap(from_fn(silence::bounded))
            .wrap(from_fn(access::recorded))
            .wrap(Compress::default())
            .wrap(
                DefaultHeaders::new()
                    .add(("X-Content-Type-Options", "nosniff"))
                    .add(("Referrer-Policy", "no-referrer"))
                    .add(("Cache-Control", "no-store"))
                    .add(("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")),
            )
            .wrap(from_fn(log))
    });
    let server = server
        .client_request_timeout(LONGEST_HEAD)
        .client_disconnect_timeout(LONGEST_GOODBYE)
        .keep_alive(LONGEST_PAUSE)
        .max_connections(MOST_CONNECTIONS)
        .shutdown_timeout(30);
    Ok(server.listen(listener)?.run())
}

/// Binds; the error names the address.
pub(crate) fn listener(address: SocketAddr) -> Result<TcpListener, String> {
    TcpListener::bind(address).map_err(|error| format!("cannot listen on {address}: {error}"))
}

/// The first language of `Accept-Language` that is one of the six.
fn language(request: &HttpRequest) -> Option<Lang> {
    let header = request.headers().get(ACCEPT_LANGUAGE)?.to_str().ok()?;
    header.split(',').find_map(|range| Lang::from_code(range.split(';').next()?.trim()))
}

/// A workbook as an attachment. The name is ours: ASCII letters, digits, dots and dashes.
fn workbook(file_name: &str, bytes: Vec<u8>) -> HttpResponse {
    attachment("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", file_name, bytes)
}

/// Bytes as an attachment under a name of ours.
fn attachment(media_type: &str, file_name: &str, bytes: impl Into<Bytes>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(media_type)
        .insert_header((CONTENT_DISPOSITION, disposition::attachment(file_name, None)))
        .body(bytes.into())
}

/// A file as it was sent, of no media type that anything would open, under a name of ours and its own.
fn as_it_was_sent(file_name: &str, original: storage::Original) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/octet-stream")
        .insert_header((
            CONTENT_DISPOSITION,
            disposition::attachment(file_name, original.file_name.as_deref()),
        ))
        .body(original.bytes)
}

/// One line a request: never a value, a text, a query or a body of it.
async fn log(
    request: actix_web::dev::ServiceRequest,
    next: actix_web::middleware::Next<impl actix_web::body::MessageBody>,
) -> Result<actix_web::dev::ServiceResponse<impl actix_web::body::MessageBody>, actix_web::Error> {
    let start = std::time::Instant::now();
    let method = request.method().clone();
    let answered = next.call(request).await;
    if let Ok(response) = &answered {
        let route = response.request().match_pattern().unwrap_or_else(|| "-".to_owned());
        let duration_ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::info!(%method, route, status = response.status().as_u16(), duration_ms, "request");
    }
    answered
}
