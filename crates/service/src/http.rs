//! The REST interface: state, application, server.

mod access;
mod accounts;
mod addresses;
mod answer;
mod asking;
mod auth;
mod body;
mod buckets;
mod budgets;
mod cache;
mod condition;
mod cookie;
mod disposition;
mod hashing;
mod housekeeping;
mod invalid;
mod jobs;
mod management;
mod metrics;
mod observed;
mod policy;
mod problem;
mod reference;
mod reminders;
mod repeats;
mod routes;
mod silence;
mod state;
mod transfers;
mod turnstile;
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
pub(crate) use management::server as management;
pub use routes::openapi;
pub(crate) use state::{Settings, State};
pub(crate) use uploads::{Crowd, Uploads};

/// How long the head of a request may take.
const LONGEST_HEAD: Duration = Duration::from_secs(10);
/// How long the end of a connection may take.
const LONGEST_GOODBYE: Duration = Duration::from_secs(5);
/// How long a connection may stand idle between requests.
const LONGEST_PAUSE: Duration = Duration::from_secs(15);
/// For how many seconds requests may go on once the service is asked to end.
const LONGEST_END: u64 = 30;
/// The connections of one thread of the server; further ones wait to be accepted.
const MOST_CONNECTIONS: usize = 4_096;

/// What every answer bears where it says nothing else: nobody keeps it, frames it, guesses what it is, or lets a page do
/// anything with it.
const HEADERS: [(&str, &str); 7] = [
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    (
        "Permissions-Policy",
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];
/// Says that this host is met over TLS alone, for a year.
const TLS_ALONE: (&str, &str) = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains");

/// Starts the server on a listener, over TLS where there is a configuration of it; it runs until its handle stops it.
pub(crate) fn server(
    listener: TcpListener,
    state: State,
    tls: Option<rustls::ServerConfig>,
) -> std::io::Result<Server> {
    let over_tls = tls.is_some() || state.accounts.public_url.starts_with("https:");
    let state = Data::new(state);
    let server = HttpServer::new(move || {
        let headers = HEADERS.iter().chain(over_tls.then_some(&TLS_ALONE));
        let headers = headers.fold(DefaultHeaders::new(), |headers, header| headers.add(*header));
        App::new()
            .app_data(state.clone())
            .configure(routes::configure)
            .wrap(from_fn(repeats::once))
            .wrap(from_fn(budgets::counted))
            .wrap(from_fn(silence::bounded))
            .wrap(from_fn(access::recorded))
            .wrap(Compress::default())
            .wrap(headers)
            .wrap(from_fn(observed::observed))
    });
    let server = server
        .client_request_timeout(LONGEST_HEAD)
        .client_disconnect_timeout(LONGEST_GOODBYE)
        .tls_handshake_timeout(LONGEST_HEAD)
        .keep_alive(LONGEST_PAUSE)
        .max_connections(MOST_CONNECTIONS)
        .shutdown_timeout(LONGEST_END);
    let server = match tls {
        Some(tls) => server.listen_rustls_0_23(listener, tls)?,
        None => server.listen(listener)?,
    };
    Ok(server.run())
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
