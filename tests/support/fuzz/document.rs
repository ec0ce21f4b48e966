//! Bytes as a JSON return.

use super::held;

/// A document whose inside the bytes are, so that a case need not find out the first members.
fn framed(inside: &[u8]) -> Vec<u8> {
    let start = r#"{"iafq":1,"edition":"2018","country":"XDA","cycle":2026,"year":2025,"language":"en","profile":"full","#;
    [start.as_bytes(), inside, b"}"].concat()
}

/// Whatever the bytes are, they are refused with a code, or give values in their ranges and findings that can be told; so
/// too as the inside of a return.
pub fn document(data: &[u8]) {
    held::read_and_hold(data);
    if !data.starts_with(b"{") && !data.starts_with(b"PK") {
        held::read_and_hold(&framed(data));
    }
}
