//! What may be stored as text: the same on both databases.

use crate::error::StorageError;

/// Refuses the character U+0000, which PostgreSQL has no room for. `what` names the text without quoting it.
pub(crate) fn storable(text: &str, what: &str) -> Result<(), StorageError> {
    if !text.contains('\0') {
        return Ok(());
    }
    let what = format!("{what} holds the character U+0000, which cannot be stored. Remove it.");
    Err(StorageError::Invalid { what })
}
