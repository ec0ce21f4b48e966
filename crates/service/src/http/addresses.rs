//! How often an address may try to sign in: a bucket each, which fills again with time.

use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

use actix_web::HttpRequest;

use super::buckets::Buckets;
use super::problem::Problem;

/// The buckets of all addresses.
pub(crate) struct Addresses {
    each_minute: u16,
    behind_proxy: bool,
    buckets: Buckets<IpAddr>,
}

impl Addresses {
    /// So many attempts a minute, and as many at once. Only behind a proxy does the request say from whom it comes.
    pub(crate) fn new(each_minute: u16, behind_proxy: bool) -> Self {
        Self { each_minute, behind_proxy, buckets: Buckets::default() }
    }

    /// Counts an attempt.
    ///
    /// # Errors
    /// Where the address has to wait.
    pub(crate) fn count(&self, request: &HttpRequest) -> Result<(), Problem> {
        let Some(address) = self.caller(request) else { return Ok(()) };
        let taken = self.buckets.take(address, self.each_minute.into(), Instant::now());
        taken.wait.map_or(Ok(()), |seconds| Err(Problem::too_many(seconds.into())))
    }

    /// From whom a request comes: the connection, or what the proxy added last.
    pub(super) fn caller(&self, request: &HttpRequest) -> Option<IpAddr> {
        let forwarded = || {
            let header = request.headers().get_all("X-Forwarded-For").last()?.to_str().ok()?;
            let last = header.rsplit(',').next()?.trim();
            // Some proxies add the port.
            let with_port = || last.parse::<SocketAddr>().ok().map(|address| address.ip());
            last.parse().ok().or_else(with_port)
        };
        let address = if self.behind_proxy { forwarded() } else { None };
        address.or_else(|| Some(request.peer_addr()?.ip())).map(network)
    }
}

/// Whoever has one address of the newer protocol has the other 2^64 of its network too.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) >> 64 << 64).into()),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn who_calls_is_told_by_the_connection_and_behind_a_proxy_by_what_it_added_last() {
        let request = |forwarded: &'static str| {
            TestRequest::default()
                .peer_addr("192.0.2.1:1".parse().unwrap())
                .insert_header(("X-Forwarded-For", forwarded))
                .to_http_request()
        };
        for forwarded in ["203.0.113.9, 198.51.100.7", "203.0.113.9:1, 198.51.100.7:5123"] {
            let said = |addresses: &Addresses| addresses.caller(&request(forwarded)).unwrap().to_string();
            assert_eq!(said(&Addresses::new(1, false)), "192.0.2.1", "anybody can send the header");
            assert_eq!(said(&Addresses::new(1, true)), "198.51.100.7");
        }
    }

    #[test]
    fn a_network_of_the_newer_protocol_is_one_address() {
        let net = |text: &str| network(text.parse().unwrap());
        assert_eq!(net("2001:db8:1:2:3:4:5:6"), net("2001:db8:1:2::9"));
        assert_ne!(net("2001:db8:1:2::9"), net("2001:db8:1:3::9"));
        assert_eq!(net("::ffff:192.0.2.1"), net("192.0.2.1"));
    }
}
