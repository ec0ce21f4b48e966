//! The frame in which the reading process answers: what is literally in a file, or why it cannot be read. What comes out of
//! that process is believed no more than a file: lengths are checked, and nothing in it is executed.

mod pack;
mod unpack;
mod wire;

use schema::Catalogue;

use crate::draft::Draft;
use crate::error::IntakeError;
use wire::Wire;

/// The first bytes of a frame: another version is not read.
const MAGIC: &[u8] = b"iafq frame 1\n";

/// What came of reading.
pub type Read = Result<Draft, IntakeError>;

/// Why a frame cannot be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum FrameError {
    /// It ends too early, or is none.
    #[error("the reading process did not answer in full")]
    Incomplete,
    /// The reading process knows another questionnaire than the service.
    #[error("the reading process knows another questionnaire than the service, which must be started again")]
    OtherQuestionnaire,
}

/// Writes what came of reading. The catalogue is the one it was read with.
///
/// # Errors
/// [`FrameError::Incomplete`] where it cannot be written, which only a lack of memory could bring about.
pub fn encode(read: Read, catalogue: &Catalogue) -> Result<Vec<u8>, FrameError> {
    let wire: Wire = read.map(|draft| pack::draft(draft, catalogue));
    let body = postcard::to_stdvec(&wire).map_err(|_| FrameError::Incomplete)?;
    Ok([MAGIC, &u64::try_from(body.len()).unwrap_or(u64::MAX).to_le_bytes(), &body].concat())
}

/// Reads it back.
///
/// # Errors
/// Where the frame is not whole, or was made with another questionnaire.
pub fn decode(frame: &[u8], catalogue: &Catalogue) -> Result<Read, FrameError> {
    let rest = frame.strip_prefix(MAGIC).ok_or(FrameError::Incomplete)?;
    let (length, body) = rest.split_first_chunk::<8>().ok_or(FrameError::Incomplete)?;
    if usize::try_from(u64::from_le_bytes(*length)) != Ok(body.len()) {
        return Err(FrameError::Incomplete);
    }
    let (wire, rest): (Wire, &[u8]) = postcard::take_from_bytes(body).map_err(|_| FrameError::Incomplete)?;
    if !rest.is_empty() {
        return Err(FrameError::Incomplete);
    }
    wire.map_or_else(|error| Ok(Err(error)), |draft| unpack::draft(draft, catalogue).map(Ok))
}

#[cfg(test)]
mod tests;
