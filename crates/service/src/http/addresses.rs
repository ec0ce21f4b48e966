//! How often an address may try to sign in: a bucket each, which fills again with time.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use actix_web::HttpRequest;

use super::problem::Problem;

/// Addresses that are remembered; beyond, those whose bucket is full again are forgotten.
const REMEMBERED: usize = 50_000;

/// The buckets of all addresses.
pub(crate) struct Addresses {
    each_minute: f64,
    behind_proxy: bool,
    buckets: Mutex<HashMap<IpAddr, Bucket>>,
}

#[derive(Clone, Copy)]
struct Bucket {
    left: f64,
    at: Instant,
}

impl Addresses {
    /// So many attempts a minute, and as many at once. Only behind a proxy does the request say from whom it comes.
    pub(crate) fn new(each_minute: u16, behind_proxy: bool) -> Self {
        Self { each_minute: f64::from(each_minute), behind_proxy, buckets: Mutex::default() }
    }

    /// Counts an attempt.
    ///
    /// # Errors
    /// Where the address has to wait.
    pub(crate) fn count(&self, request: &HttpRequest) -> Result<(), Problem> {
        let Some(address) = self.caller(request) else { return Ok(()) };
        let wait = self.take(address, Instant::now());
        wait.map_or(Ok(()), |seconds| Err(Problem::too_many(seconds)))
    }

    /// From whom a request comes: the connection, or what the proxy added last.
    fn caller(&self, request: &HttpRequest) -> Option<IpAddr> {
        let forwarded = || {
            let header = request.headers().get_all("X-Forwarded-For").last()?.to_str().ok()?;
            header.rsplit(',').next()?.trim().parse().ok()
        };
        let address = if self.behind_proxy { forwarded() } else { None };
        address.or_else(|| Some(request.peer_addr()?.ip())).map(network)
    }

    /// Takes one from a bucket; where it is empty, the seconds until there is one again.
    fn take(&self, address: IpAddr, now: Instant) -> Option<i64> {
        let each_second = self.each_minute / 60.0;
        let filled = |bucket: &Bucket| {
            let since = now.saturating_duration_since(bucket.at).as_secs_f64();
            (bucket.left + since * each_second).min(self.each_minute)
        };
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= REMEMBERED {
            buckets.retain(|_, bucket| filled(bucket) < self.each_minute);
        }
        let left = buckets.get(&address).map_or(self.each_minute, filled);
        if left < 1.0 {
            #[expect(clippy::cast_possible_truncation, reason = "at most a minute")]
            return Some(((1.0 - left) / each_second).ceil() as i64);
        }
        buckets.insert(address, Bucket { left: left - 1.0, at: now });
        None
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
    use std::time::Duration;

    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn an_address_waits_for_its_bucket_and_for_no_other() {
        let addresses = Addresses::new(6, false);
        let (one, other) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        let now = Instant::now();
        assert!((0..6).all(|_| addresses.take(one, now).is_none()));
        assert_eq!(addresses.take(one, now), Some(10));
        assert_eq!(addresses.take(other, now), None);
        assert_eq!(addresses.take(one, now + Duration::from_secs(10)), None);
        assert_eq!(addresses.take(one, now + Duration::from_secs(15)), Some(5));
    }

    #[test]
    fn who_calls_is_told_by_the_connection_and_behind_a_proxy_by_what_it_added_last() {
        let request = || {
            TestRequest::default()
                .peer_addr("192.0.2.1:1".parse().unwrap())
                .insert_header(("X-Forwarded-For", "203.0.113.9, 198.51.100.7"))
                .to_http_request()
        };
        let said = |addresses: &Addresses| addresses.caller(&request()).unwrap().to_string();
        assert_eq!(said(&Addresses::new(1, false)), "192.0.2.1", "anybody can send the header");
        assert_eq!(said(&Addresses::new(1, true)), "198.51.100.7");
    }

    #[test]
    fn a_network_of_the_newer_protocol_is_one_address() {
        let net = |text: &str| network(text.parse().unwrap());
        assert_eq!(net("2001:db8:1:2:3:4:5:6"), net("2001:db8:1:2::9"));
        assert_ne!(net("2001:db8:1:2::9"), net("2001:db8:1:3::9"));
        assert_eq!(net("::ffff:192.0.2.1"), net("192.0.2.1"));
    }
}
