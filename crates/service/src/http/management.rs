//! The address of whoever operates the service: metrics, and whether it lives and is ready. It is another one than people
//! have, and off where none is named.

use std::net::TcpListener;

use actix_web::dev::Server;
use actix_web::middleware::DefaultHeaders;
use actix_web::web::{self, Data};
use actix_web::{App, HttpResponse, HttpServer};

use super::state::State;
use super::{LONGEST_HEAD, LONGEST_PAUSE, metrics, routes};

/// Connections at a time: a collector and a few people.
const MOST_CONNECTIONS: usize = 32;

/// Starts it. It ends when its handle stops it, after the service itself.
pub(crate) fn server(listener: TcpListener, state: State) -> std::io::Result<Server> {
    let state = Data::new(state);
    let server = HttpServer::new(move || {
        App::new()
            .app_data(state.clone())
            .route("/metrics", web::get().to(show))
            .route("/health", web::get().to(routes::health))
            .route("/ready", web::get().to(routes::ready))
            .wrap(
                DefaultHeaders::new()
                    .add(("X-Content-Type-Options", "nosniff"))
                    .add(("Cache-Control", "no-store")),
            )
    });
    let server = server.workers(1).disable_signals().max_connections(MOST_CONNECTIONS);
    let server = server.client_request_timeout(LONGEST_HEAD).keep_alive(LONGEST_PAUSE).shutdown_timeout(1);
    Ok(server.listen(listener)?.run())
}

async fn show(state: Data<State>) -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(metrics::text(&state))
}
