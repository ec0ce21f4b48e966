//! The fenced examples of a page.

/// Those of a kind, in order.
pub(crate) fn examples<'a>(page: &'a str, kind: &str) -> Vec<&'a str> {
    let fence = format!("```toml {kind}\n");
    page.split(fence.as_str()).skip(1).map(|rest| rest.split("\n```").next().unwrap_or_default()).collect()
}
