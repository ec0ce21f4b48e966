//! Where people meet the service, and over what.

use std::net::SocketAddr;

use actix_web::http::Uri;

use super::Check;
use crate::openid::is_this_machine;

/// How people come to the service.
pub(crate) struct Meeting<'a> {
    /// The address people see.
    pub(crate) public_url: &'a str,
    /// Where it listens.
    pub(crate) listen: SocketAddr,
    /// Where it listens for whoever operates it.
    pub(crate) operators: Option<SocketAddr>,
    /// Whether the service itself speaks TLS.
    pub(crate) tls: bool,
    /// Whether a proxy says who calls.
    pub(crate) trusted_proxy: bool,
    /// Whether sessions go over plain HTTP.
    pub(crate) insecure_cookies: bool,
}

/// Whether links lead to the service, and nobody on the way reads along.
pub(crate) fn addresses(meeting: &Meeting<'_>) -> Vec<Check> {
    let mut checks = vec![public_url(meeting), cookies(meeting), listening(meeting)];
    checks.extend(meeting.operators.map(metrics));
    checks
}

fn public_url(meeting: &Meeting<'_>) -> Check {
    let url = meeting.public_url;
    let parsed: Option<Uri> = url.parse().ok();
    let host = parsed.as_ref().and_then(|url| Some((url.scheme_str()?, url.host()?)));
    match host {
        Some(("http", host)) if is_this_machine(host) => Check::warning(
            "public URL",
            format!("links in mails lead to {url}, which is everybody's own machine"),
            "say what people type: --public-url https://HOST",
        ),
        Some(("http", _)) => Check::warning(
            "public URL",
            format!("{url} is plain HTTP: passwords and figures can be read on the way"),
            "serve TLS (--tls-certificate, --tls-key), or let a proxy do so, and say https",
        ),
        Some(("https", _)) => Check::ok("public URL", format!("{url} is over TLS")),
        Some(_) | None => {
            Check::failed("public URL", format!("{url} is no address of a page"), "say https://HOST")
        }
    }
}

fn cookies(meeting: &Meeting<'_>) -> Check {
    if meeting.insecure_cookies {
        let found = "sessions go over plain HTTP, where others can take them over";
        return Check::warning("cookies", found, "leave --insecure-cookies out: it is for development");
    }
    if meeting.public_url.starts_with("https:") {
        return Check::ok("cookies", "sessions go over TLS alone");
    }
    let found = "sessions go over TLS alone, and the public URL is not: nobody can sign in with a browser";
    Check::warning("cookies", found, "serve the service over TLS")
}

fn metrics(address: SocketAddr) -> Check {
    if address.ip().is_loopback() {
        return Check::ok("metrics", format!("told on {address}, to this machine alone"));
    }
    let found = format!("told on {address} to everybody who reaches it");
    Check::warning("metrics", found, "let only the collector reach it")
}

fn listening(meeting: &Meeting<'_>) -> Check {
    let address = meeting.listen;
    if meeting.tls {
        return Check::ok("listening", format!("TLS on {address}"));
    }
    if !address.ip().is_loopback() {
        let to_do = "let only the proxy reach it, or serve TLS: --tls-certificate, --tls-key";
        return Check::warning(
            "listening",
            format!("plain HTTP on {address}, for other machines too"),
            to_do,
        );
    }
    if meeting.public_url.starts_with("https:") && !meeting.trusted_proxy {
        let found = "a proxy brings all requests, and sign-ins of everybody count as its own";
        let to_do = "let it say in X-Forwarded-For who calls, and believe it: --trusted-proxy";
        return Check::warning("listening", found, to_do);
    }
    Check::ok("listening", format!("plain HTTP on {address}, for this machine alone"))
}

#[cfg(test)]
mod tests {
    use super::super::Outcome;
    use super::*;

    const PROXIED: Meeting<'_> = Meeting {
        public_url: "https://iafq.example",
        listen: SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8080),
        operators: None,
        tls: false,
        trusted_proxy: true,
        insecure_cookies: false,
    };

    fn outcomes(meeting: &Meeting<'_>) -> [Outcome; 3] {
        let outcomes: Vec<_> = addresses(meeting).iter().map(|check| check.outcome).collect();
        outcomes.try_into().unwrap()
    }

    #[test]
    fn what_others_could_read_or_nobody_could_reach_is_told() {
        use Outcome::{Failed, Ok, Warning};
        assert_eq!(outcomes(&PROXIED), [Ok, Ok, Ok]);
        assert_eq!(outcomes(&Meeting { trusted_proxy: false, ..PROXIED }), [Ok, Ok, Warning]);
        let open = Meeting { listen: "0.0.0.0:443".parse().unwrap(), ..PROXIED };
        assert_eq!(outcomes(&open), [Ok, Ok, Warning]);
        assert_eq!(outcomes(&Meeting { tls: true, ..open }), [Ok, Ok, Ok]);
        let plain = Meeting { public_url: "http://127.0.0.1:8080", trusted_proxy: false, ..PROXIED };
        assert_eq!(outcomes(&plain), [Warning, Warning, Ok]);
        assert_eq!(outcomes(&Meeting { public_url: "http://iafq.example", ..plain }), [Warning, Warning, Ok]);
        assert_eq!(outcomes(&Meeting { insecure_cookies: true, ..PROXIED }), [Ok, Warning, Ok]);
        assert_eq!(outcomes(&Meeting { public_url: "iafq.example", ..PROXIED }), [Failed, Warning, Ok]);
        for (address, outcome) in [("127.0.0.1:9464", Ok), ("0.0.0.0:9464", Warning)] {
            let operators = Some(address.parse().unwrap());
            let told = addresses(&Meeting { operators, ..PROXIED });
            assert_eq!((told[3].name, told[3].outcome), ("metrics", outcome), "{address}");
        }
    }
}
