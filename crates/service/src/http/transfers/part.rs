//! A part on its way: written down piece by piece, so that what arrived before a line breaks is there. A part with a
//! checksum is kept whole or not at all.

use std::time::{Duration, Instant};

use actix_web::HttpRequest;
use actix_web::error::PayloadError;
use actix_web::http::header::HeaderValue;
use actix_web::web::{Bytes, Data, Payload};
use chrono::Utc;
use data_encoding::BASE64;
use futures_util::StreamExt as _;
use sha1::Sha1;
use sha2::{Digest as _, Sha256};
use storage::{Added, Scope, Transfer};

use super::{CHECKSUM, elsewhere};
use crate::http::problem::Problem;
use crate::http::state::State;
use crate::http::{body, silence};

/// The checksums that are taken. The protocol asks for SHA-1; it finds what a line changed, not what somebody did.
pub(super) const ALGORITHMS: &str = "sha1,sha256";
/// How many bytes are written at a time.
const PIECE: usize = 256 * 1024;
/// After how long is written what there is: on a slow line a piece takes longer than the line may last.
const PAUSE: Duration = Duration::from_secs(2);
/// The longest part with a checksum, in bytes: it is held in memory until its end.
pub(super) const LONGEST_CHECKED: usize = 1024 * 1024;

/// What a part must have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::http) enum Checksum {
    Sha1(Vec<u8>),
    Sha256(Vec<u8>),
}

impl Checksum {
    /// The one that a request names.
    ///
    /// # Errors
    /// A problem where it is of another kind.
    pub(in crate::http) fn of(request: &HttpRequest) -> Result<Option<Self>, Problem> {
        request.headers().get(CHECKSUM).map(Self::read).transpose()
    }

    fn read(header: &HeaderValue) -> Result<Self, Problem> {
        let read = |text: &str| {
            let (algorithm, sum) = text.split_once(' ')?;
            let sum = BASE64.decode(sum.trim().as_bytes()).ok()?;
            match (algorithm, sum.len()) {
                ("sha1", 20) => Some(Self::Sha1(sum)),
                ("sha256", 32) => Some(Self::Sha256(sum)),
                _ => None,
            }
        };
        header.to_str().ok().and_then(read).ok_or_else(|| {
            let detail =
                "`Upload-Checksum` must hold `sha1` or `sha256` and the checksum of the part in base64.";
            Problem::new("invalid-request", detail)
        })
    }

    fn fits(&self, bytes: &[u8]) -> bool {
        match self {
            Self::Sha1(sum) => Sha1::digest(bytes)[..] == sum[..],
            Self::Sha256(sum) => Sha256::digest(bytes)[..] == sum[..],
        }
    }
}

/// A part of a transfer that arrives.
pub(in crate::http) struct Part {
    state: Data<State>,
    scope: Scope,
    transfer: Transfer,
    checksum: Option<Checksum>,
    /// What arrived and is not written.
    waiting: Vec<u8>,
}

impl Part {
    /// One that begins where the transfer stands.
    pub(in crate::http) fn new(
        state: Data<State>,
        scope: Scope,
        transfer: Transfer,
        checksum: Option<Checksum>,
    ) -> Self {
        Self { state, scope, transfer, checksum, waiting: Vec::new() }
    }

    /// Takes it to its end, or as far as it comes; gives the transfer as it stands then.
    ///
    /// # Errors
    /// Why it did not come to its end. What arrived before is kept.
    pub(in crate::http) async fn receive(mut self, mut payload: Payload) -> Result<Transfer, Problem> {
        let arrived = self.arrive(&mut payload).await;
        match &self.checksum {
            Some(_) if arrived.is_err() => {}
            Some(checksum) if !checksum.fits(&self.waiting) => {
                let detail = "The part has another checksum than `Upload-Checksum` says. Nothing of it was kept; send it \
                              again.";
                return Err(Problem::new("checksum-mismatch", detail));
            }
            Some(_) | None => self.write().await?,
        }
        arrived.map(|()| self.transfer)
    }

    async fn arrive(&mut self, payload: &mut Payload) -> Result<(), Problem> {
        let begun = Instant::now();
        while begun.elapsed() < body::LONGEST {
            match tokio::time::timeout(PAUSE, payload.next()).await {
                Ok(Some(Ok(chunk))) => {
                    if let Err(problem) = self.take(&chunk).await {
                        body::refuse(payload).await;
                        return Err(problem);
                    }
                }
                Ok(Some(Err(error))) => return Err(broken(&error)),
                Ok(None) => return Ok(()),
                Err(_) if self.checksum.is_none() => self.write().await?,
                Err(_) => {}
            }
        }
        Err(Problem::new(
            "request-timeout",
            "The part took more than ten minutes. What arrived is kept; go on from there.",
        ))
    }

    /// Takes some bytes, none beyond the end of the file.
    async fn take(&mut self, chunk: &Bytes) -> Result<(), Problem> {
        let length = self.waiting.len().saturating_add(chunk.len());
        let end = i64::try_from(length).ok().and_then(|length| self.transfer.received.checked_add(length));
        if end.is_none_or(|end| end > self.transfer.size) {
            return Err(beyond());
        }
        if self.checksum.is_some() && length > LONGEST_CHECKED {
            return Err(too_long_to_check());
        }
        self.waiting.extend_from_slice(chunk);
        if length < PIECE || self.checksum.is_some() {
            return Ok(());
        }
        self.write().await
    }

    /// Writes what waits, after what is there.
    async fn write(&mut self) -> Result<(), Problem> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let (scope, id, after) = (self.scope.clone(), self.transfer.id.clone(), self.transfer.received);
        let bytes = std::mem::take(&mut self.waiting);
        let added = self
            .state
            .blocking(move |store| Ok(store.add_part(&scope, &id, (after, &bytes), Utc::now())?))
            .await?;
        match added {
            Added::Now(received) => {
                self.transfer.received = received;
                Ok(())
            }
            Added::Elsewhere(there) => Err(elsewhere(there)),
        }
    }
}

/// What is said of a part that goes beyond the end of its file.
pub(in crate::http) fn beyond() -> Problem {
    let detail = "The part goes beyond the end of the file that `Upload-Length` announced. Send no more than is missing.";
    Problem::new("too-large", detail)
}

fn too_long_to_check() -> Problem {
    let detail = format!(
        "A part with a checksum has at most {} MiB. Nothing of it was kept; send smaller parts, or none with a checksum.",
        LONGEST_CHECKED / (1024 * 1024)
    );
    Problem::new("too-large", detail)
}

fn broken(error: &PayloadError) -> Problem {
    let slow =
        "The part stopped arriving before it was complete. What arrived is kept; ask with `HEAD` how much.";
    let broken = "The part did not arrive whole. What arrived is kept; ask with `HEAD` how much, and go on from there.";
    match silence::stopped(error) {
        Some(problem) => Problem { detail: slow.to_owned(), ..problem },
        None => Problem::new("invalid-request", broken),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_of_both_kinds_are_read_and_others_refused() {
        let read = |text: &str| Checksum::read(&HeaderValue::from_str(text).unwrap());
        assert!(read("sha1 qvTGHdzF6KLavt4PO0gs2a6pQ00=").unwrap().fits(b"hello"));
        assert!(read("sha256 LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=").unwrap().fits(b"hello"));
        assert!(!read("sha1 qvTGHdzF6KLavt4PO0gs2a6pQ00=").unwrap().fits(b"hallo"));
        for wrong in [
            "md5 XUFAKrxLKna5cZ2REBfFkg==",
            "sha1",
            "sha1 qvTG",
            "sha256 qvTGHdzF6KLavt4PO0gs2a6pQ00=",
            "sha1 *",
        ] {
            assert_eq!(read(wrong).unwrap_err().code, "invalid-request", "{wrong}");
        }
    }
}
