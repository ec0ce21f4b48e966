//! Bytes as a workbook.

use super::held;

/// Whatever the bytes are, the guard refuses them with a code, or the readers give values in their ranges and findings
/// that can be told.
pub fn workbook(data: &[u8]) {
    held::read_and_hold(data);
}
