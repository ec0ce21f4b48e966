//! TLS of the service: a certificate and its key, read again when their files change. TLS 1.2 and 1.3, nothing older.

use std::io;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use actix_web::rt::time::timeout;
use rustls::ServerConfig;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio::signal::unix::{SignalKind, signal};

/// After how long a changed file is noticed where nobody says so (SIGHUP).
const PAUSE: Duration = Duration::from_mins(1);

/// Why there is no TLS. No error holds anything of the key.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TlsError {
    /// A file cannot be read, or holds no certificate or key.
    #[error("{path}: {why}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// The two are none of each other, or of a kind that is not known.
    #[error("the certificate and the key do not belong together, or the key is of an unknown kind: {0}")]
    Pair(rustls::Error),
}

/// Where certificate and key are, in PEM.
#[derive(Clone, Debug)]
pub(crate) struct Files {
    /// The certificate, with those that lead to its root.
    pub(crate) certificate: PathBuf,
    /// Its key.
    pub(crate) key: PathBuf,
}

/// The certificate that is shown to whoever connects.
pub(crate) struct Certificate {
    files: Files,
    current: RwLock<Arc<CertifiedKey>>,
}

impl std::fmt::Debug for Certificate {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{:?}", self.files)
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl Certificate {
    /// Reads certificate and key.
    pub(crate) fn read(files: Files) -> Result<Self, TlsError> {
        let current = RwLock::new(Arc::new(files.read()?));
        Ok(Self { files, current })
    }

    /// The settings of a server that shows it.
    pub(crate) fn config(self: &Arc<Self>) -> Result<ServerConfig, TlsError> {
        let settings = ServerConfig::builder_with_provider(provider());
        let settings = settings.with_safe_default_protocol_versions().map_err(TlsError::Pair)?;
        let shown: Arc<dyn ResolvesServerCert> = Arc::<Self>::clone(self);
        Ok(settings.with_no_client_auth().with_cert_resolver(shown))
    }

    /// The work of reading the files again whenever they change, or somebody says so (SIGHUP), which from now on ends
    /// nobody. What cannot be read changes nothing.
    pub(crate) fn follow(self: Arc<Self>) -> io::Result<impl Future<Output = ()> + 'static> {
        let mut told = signal(SignalKind::hangup())?;
        let mut known = self.files.changed();
        Ok(async move {
            loop {
                let was_told = timeout(PAUSE, told.recv()).await.is_ok();
                let now = self.files.changed();
                if was_told || now != known {
                    known = now;
                    self.read_again();
                }
            }
        })
    }

    fn read_again(&self) {
        match self.files.read() {
            Ok(new) => {
                *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(new);
                tracing::info!("certificate and key were read again");
            }
            Err(error) => tracing::error!(%error, "the old certificate stays"),
        }
    }
}

impl Files {
    fn read(&self) -> Result<CertifiedKey, TlsError> {
        let failed = |path: &PathBuf| {
            let path = path.clone();
            move |error: pem::Error| TlsError::File { path, why: why(&error) }
        };
        let chain = CertificateDer::pem_file_iter(&self.certificate).map_err(failed(&self.certificate))?;
        let chain: Vec<_> = chain.collect::<Result<_, _>>().map_err(failed(&self.certificate))?;
        if chain.is_empty() {
            return Err(failed(&self.certificate)(pem::Error::NoItemsFound));
        }
        let key = PrivateKeyDer::from_pem_file(&self.key).map_err(failed(&self.key))?;
        CertifiedKey::from_der(chain, key, &provider()).map_err(TlsError::Pair)
    }

    /// When the files were changed, as far as that is known.
    fn changed(&self) -> [Option<SystemTime>; 2] {
        [&self.certificate, &self.key].map(|path| path.metadata().ok()?.modified().ok())
    }
}

/// What PEM says of a file, without a byte of it.
fn why(error: &pem::Error) -> String {
    match error {
        pem::Error::Io(error) => error.to_string(),
        pem::Error::NoItemsFound => "it holds none: expected PEM, `-----BEGIN …`".to_owned(),
        _ => "it is no PEM".to_owned(),
    }
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_hold_no_certificate_are_refused_without_their_words() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.pem");
        let files = Files { certificate: path.clone(), key: path.clone() };
        let refused = |text: &str| {
            std::fs::write(&path, text).unwrap();
            Certificate::read(files.clone()).unwrap_err().to_string()
        };
        assert!(refused("").contains("holds none"));
        let broken = "-----BEGIN CERTIFICATE-----\ncanary!\n-----END CERTIFICATE-----\n";
        assert!(!refused(broken).contains("canary"));
        let elsewhere = Files { key: folder.path().join("none"), ..files };
        assert!(Certificate::read(elsewhere).is_err());
    }
}
