//! Each operation has a name of its own, made of method and path: programs that are made from the description call it.

use serde_json::Value;

use super::each;

/// Gives the names.
pub(super) fn give(description: &mut Value) {
    each(description, |method, path, operation| {
        operation.insert("operationId".to_owned(), name(method, path).into());
    });
}

/// `get` of `/api/v1/returns/{country}/{year}` is `get_returns_country_year`.
pub(super) fn name(method: &str, path: &str) -> String {
    let path = path.trim_start_matches("/api/v1");
    let words = path.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.fold(method.to_owned(), |name, word| name + "_" + word)
}
