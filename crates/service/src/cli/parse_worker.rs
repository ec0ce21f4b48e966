//! `iafq parse-worker`: reads one file from standard input and answers with a frame. Started by the service, never by hand.

use std::io::{Read as _, Write as _};
use std::process::ExitCode;

use intake::{IntakeError, Limits, Upload, frame};

use super::{Common, Failure};
use crate::{confine, forms};

/// Reads one file.
pub(super) fn run(common: &Common) -> Result<ExitCode, Failure> {
    let limits = common.limits(Limits::interactive);
    let catalogue = forms::load(common.forms.as_deref())?;
    confine::this_process(&limits).map_err(|error| Failure::World(error.to_string()))?;
    let pipe = |error: std::io::Error| Failure::World(format!("the pipe to the service: {error}"));
    let most = u64::try_from(limits.file_bytes).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(most).read_to_end(&mut bytes).map_err(pipe)?;
    let upload = Upload { bytes: &bytes, file_name: None, media_type: None };
    let read = intake::read(&upload, &catalogue, &limits);
    let stopped = |error: frame::FrameError| IntakeError::ReadingStopped { why: error.to_string().into() };
    let answer = frame::encode(read, &catalogue)
        .or_else(|error| frame::encode(Err(stopped(error)), &catalogue))
        .map_err(|error| Failure::World(error.to_string()))?;
    let mut out = std::io::stdout().lock();
    out.write_all(&answer).and_then(|()| out.flush()).map_err(pipe)?;
    Ok(ExitCode::SUCCESS)
}
