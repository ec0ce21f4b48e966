//! The cookies of sessions and of sign-ins that were begun, and from where a request that carries one was sent.

use actix_web::HttpRequest;
use actix_web::http::header::{COOKIE, HOST, HeaderValue, ORIGIN};

use super::problem::Problem;
use crate::token;

/// What kind of cookies the service sets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Cookies {
    /// Over TLS only, bound to this host.
    Secure,
    /// Also without TLS: for development.
    Insecure,
}

impl Cookies {
    fn name(self) -> &'static str {
        match self {
            Self::Secure => "__Host-iafq",
            Self::Insecure => "iafq",
        }
    }

    /// The cookie of a sign-in that was begun with a provider.
    fn pending_name(self) -> &'static str {
        match self {
            Self::Secure => "__Host-iafq-openid",
            Self::Insecure => "iafq-openid",
        }
    }

    fn attributes(self) -> &'static str {
        match self {
            Self::Secure => "Path=/; Secure; HttpOnly; SameSite=Lax",
            Self::Insecure => "Path=/; HttpOnly; SameSite=Lax",
        }
    }

    /// The id of the session that a request carries, hashed as it is kept.
    pub(crate) fn session(self, request: &HttpRequest) -> Option<String> {
        value(request, self.name()).map(token::hash)
    }

    /// What a request remembers of a sign-in that was begun, sealed.
    pub(crate) fn pending(self, request: &HttpRequest) -> Option<&str> {
        value(request, self.pending_name())
    }

    /// The header that sets the cookie.
    pub(crate) fn set(self, id: &str) -> String {
        format!("{}={id}; {}", self.name(), self.attributes())
    }

    /// The header that takes it away.
    pub(crate) fn clear(self) -> String {
        format!("{}=; Max-Age=0; {}", self.name(), self.attributes())
    }

    /// The header that lets a browser remember a sign-in that was begun, for so many seconds.
    pub(crate) fn set_pending(self, sealed: &str, seconds: i64) -> String {
        format!("{}={sealed}; Max-Age={seconds}; {}", self.pending_name(), self.attributes())
    }

    /// The header that lets it forget.
    pub(crate) fn clear_pending(self) -> String {
        self.set_pending("", 0)
    }
}

/// The value of the first cookie of a name that a request carries.
fn value<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    let mut lines = request.headers().get_all(COOKIE).filter_map(|header| header.to_str().ok());
    lines.find_map(|line| {
        let mut pairs = line.split(';').filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(own, _)| *own == name).map(|(_, value)| value)
    })
}

/// From where a request was sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum SentFrom {
    /// A page of the service.
    Here,
    /// A page of somebody else.
    Elsewhere,
    /// Nobody says: no browser sends such a request.
    Unsaid,
}

/// From where a request was sent, as browsers say it.
pub(crate) fn sent_from(request: &HttpRequest, public_url: &str) -> SentFrom {
    let of = |here: bool| if here { SentFrom::Here } else { SentFrom::Elsewhere };
    let text = |value: &HeaderValue| value.to_str().unwrap_or_default().to_owned();
    if let Some(site) = request.headers().get("Sec-Fetch-Site").map(text) {
        return of(site == "same-origin");
    }
    let Some(origin) = request.headers().get(ORIGIN).map(text) else { return SentFrom::Unsaid };
    let host = request.headers().get(HOST).map(text).unwrap_or_default();
    let authority = origin.split_once("://").map_or("", |(_, authority)| authority);
    of(origin == public_url || (!host.is_empty() && authority.eq_ignore_ascii_case(&host)))
}

/// Refuses what pages of others send.
///
/// # Errors
/// Where it was sent from elsewhere, or, with a cookie, nobody says from where.
pub(crate) fn must_be_from_here(
    request: &HttpRequest,
    public_url: &str,
    with_cookie: bool,
) -> Result<(), Problem> {
    match sent_from(request, public_url) {
        SentFrom::Here => Ok(()),
        SentFrom::Unsaid if !with_cookie => Ok(()),
        SentFrom::Unsaid | SentFrom::Elsewhere => {
            let detail = "With a session, changes are sent from a page of this service: send the header `Origin`. \
                          Programs use a token instead.";
            Err(Problem::new("wrong-origin", detail))
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn a_request_is_from_here_only_where_a_browser_says_so() {
        let from = |headers: &[(&str, &str)]| {
            let mut request = TestRequest::default();
            for (name, value) in headers {
                request = request.append_header((*name, *value));
            }
            sent_from(&request.to_http_request(), "https://iafq.example")
        };
        assert_eq!(from(&[]), SentFrom::Unsaid);
        assert_eq!(from(&[("Sec-Fetch-Site", "same-origin")]), SentFrom::Here);
        assert_eq!(from(&[("Origin", "https://iafq.example"), ("Host", "inside:8080")]), SentFrom::Here);
        assert_eq!(from(&[("Origin", "http://inside:8080"), ("Host", "inside:8080")]), SentFrom::Here);
        for elsewhere in [
            &[("Sec-Fetch-Site", "cross-site"), ("Origin", "https://iafq.example")][..],
            &[("Sec-Fetch-Site", "same-site")],
            &[("Origin", "null"), ("Host", "iafq.example")],
            &[("Origin", "https://evil.example"), ("Host", "iafq.example")],
            &[("Origin", "https://iafq.example.evil"), ("Host", "iafq.example")],
        ] {
            assert_eq!(from(elsewhere), SentFrom::Elsewhere, "{elsewhere:?}");
        }
    }

    #[test]
    fn cookies_are_bound_to_the_host_and_out_of_reach_of_scripts() {
        assert_eq!(Cookies::Secure.set("x"), "__Host-iafq=x; Path=/; Secure; HttpOnly; SameSite=Lax");
        let request =
            TestRequest::default().insert_header(("Cookie", "a=b; __Host-iafq=x; iafq=y")).to_http_request();
        assert_eq!(Cookies::Secure.session(&request), Some(token::hash("x")));
        assert_eq!(Cookies::Insecure.session(&request), Some(token::hash("y")));
        assert_eq!(Cookies::Secure.pending(&request), None, "a session is no sign-in that was begun");
        assert_eq!(
            Cookies::Secure.set_pending("x", 600),
            "__Host-iafq-openid=x; Max-Age=600; Path=/; Secure; HttpOnly; SameSite=Lax"
        );
    }
}
