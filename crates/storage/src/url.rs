//! Which database: `sqlite:PATH` or `postgresql://…`, nothing else.

use std::fmt;
use std::net::IpAddr;

use crate::error::StorageError;

/// A database's address. Its text form hides the password.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file.
    Sqlite(String),
    /// A server, with the whole URL.
    Postgresql(String),
}

impl DatabaseUrl {
    /// Reads an address.
    ///
    /// # Errors
    /// [`StorageError::Invalid`] for another scheme, and for a PostgreSQL server on another host without TLS.
    pub fn parse(text: &str) -> Result<Self, StorageError> {
        let invalid = |what: &str| Err(StorageError::Invalid { what: what.to_owned() });
        if let Some(path) = text.strip_prefix("sqlite:") {
            return if path.is_empty() {
                invalid("name the file: sqlite:PATH")
            } else {
                Ok(Self::Sqlite(path.to_owned()))
            };
        }
        if !text.starts_with("postgresql://") && !text.starts_with("postgres://") {
            return invalid("the database is named by a URL: sqlite:PATH or postgresql://USER@HOST/NAME");
        }
        let url = Self::Postgresql(text.to_owned());
        if !cfg!(feature = "postgres-tls") && !url.is_local() && !text.contains("sslmode=disable") {
            return invalid(
                "this build has no TLS to PostgreSQL, and the server is on another host: use a build with the \
                 feature postgres-tls, or say sslmode=disable where the network itself is protected",
            );
        }
        Ok(url)
    }

    /// Whether the server is on this machine: a loopback address or a socket.
    fn is_local(&self) -> bool {
        let Self::Postgresql(url) = self else { return true };
        let (address, parameters) = url.split_once('?').unwrap_or((url, ""));
        let authority = address.split("://").nth(1).unwrap_or_default().split('/').next().unwrap_or_default();
        let named = authority.rsplit('@').next().unwrap_or_default();
        let hosts = parameters
            .split('&')
            .filter_map(|pair| pair.strip_prefix("host=").or_else(|| pair.strip_prefix("hostaddr=")));
        named.split(',').chain(hosts).all(is_local_host)
    }
}

/// How soon a server that is gone is noticed, where the URL says nothing else: one that takes no connection, one that
/// takes no bytes, one that sends none. The system's own limits are minutes to hours.
const PATIENCE: [(&str, &str); 5] = [
    ("connect_timeout", "5"),
    ("tcp_user_timeout", "20000"),
    ("keepalives_idle", "10"),
    ("keepalives_interval", "5"),
    ("keepalives_count", "3"),
];

/// The URL of a server, with limits to the patience.
pub(crate) fn with_patience(url: &str) -> String {
    let (mut text, mut sign) = (url.to_owned(), if url.contains('?') { '&' } else { '?' });
    for (name, value) in PATIENCE {
        if !url.contains(&format!("{name}=")) {
            text.push(sign);
            text.push_str(&[name, value].join("="));
            sign = '&';
        }
    }
    text
}

fn is_local_host(host: &str) -> bool {
    let bare = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let socket = bare.is_empty() || host.starts_with('/') || host.to_ascii_lowercase().starts_with("%2f");
    socket || bare == "localhost" || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(out, "sqlite:{path}"),
            Self::Postgresql(url) => {
                let address = url.split('?').next().unwrap_or_default();
                let host = address.rsplit('@').next().unwrap_or_default();
                write!(
                    out,
                    "postgresql://{}",
                    host.trim_start_matches("postgresql://").trim_start_matches("postgres://")
                )
            }
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_two_schemes_are_read() {
        for text in [
            "sqlite:iafq.db",
            "postgresql://iafq@localhost/iafq",
            "postgres://u:p@127.0.0.1:5432/x",
            "postgresql:///iafq?host=/run/postgresql",
            "postgresql://u@[::1]/x",
        ] {
            assert!(DatabaseUrl::parse(text).is_ok(), "{text}");
        }
        for text in ["", "sqlite:", "host=127.0.0.1 dbname=x", "mysql://x", "iafq.db"] {
            assert!(DatabaseUrl::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_server_elsewhere_needs_tls_or_the_word_of_the_operator() {
        let elsewhere = [
            "postgresql://u@db.example/x",
            "postgresql://u@127.0.0.1,db.example/x",
            "postgresql://u@localhost/x?host=db.example",
        ];
        for text in elsewhere {
            assert_eq!(DatabaseUrl::parse(text).is_ok(), cfg!(feature = "postgres-tls"), "{text}");
        }
        assert!(DatabaseUrl::parse("postgresql://u@db.example/x?sslmode=disable").is_ok());
    }

    #[test]
    fn what_the_url_says_of_patience_holds() {
        let url = with_patience("postgresql://u@db.example/x?connect_timeout=60");
        assert!(url.starts_with("postgresql://u@db.example/x?connect_timeout=60&tcp_user_timeout="), "{url}");
        assert_eq!(url.matches("connect_timeout").count(), 1, "{url}");
        assert!(with_patience("postgresql:///x").starts_with("postgresql:///x?connect_timeout="));
    }

    #[test]
    fn a_password_is_never_shown() {
        let url = DatabaseUrl::parse("postgresql://user:secret@localhost/iafq?password=secret").unwrap();
        assert!(!format!("{url} {url:?}").contains("secret"));
    }
}
