//! Why a text is no number, with the readings it may have. Nothing is guessed: a person chooses.

use schema::Arg;

use super::Remark;
use super::number::fault;
use crate::rules;

/// Why a text is no whole number, with the readings it may have.
pub(super) fn explain(plain: &str, typed: &str) -> Remark {
    if plain.eq_ignore_ascii_case("zu") {
        let readings = Arg::List(vec!["0".into(), "NA".into()]);
        return Remark::error(&rules::AMBIGUOUS_TEXT, "unconfirmed", typed).with("readings", readings);
    }
    let ambiguous = |outcome, readings: Vec<Arg>| {
        Remark::error(&rules::AMBIGUOUS_TEXT, outcome, typed).with("readings", Arg::List(readings))
    };
    if plain.chars().all(|c| matches!(c, '-' | '–' | '—' | '−' | '.' | '…')) {
        return ambiguous("dash", vec!["0".into(), "NA".into()]);
    }
    if let Some(number) = plain.strip_prefix(['-', '−'])
        && number.trim().bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b',')
    {
        return fault("negative", typed);
    }
    let inner: String = plain.chars().filter(char::is_ascii_digit).collect();
    if plain.starts_with(['<', '>', '≤', '≥']) {
        // A bound is no number, and no estimate either: none is offered.
        return if inner.is_empty() {
            fault("text", typed)
        } else {
            Remark::error(&rules::AMBIGUOUS_TEXT, "bound", typed)
        };
    }
    if is_date(plain) {
        return fault("date", typed);
    }
    let marks = ['~', '≈', '±', '+'];
    if plain.starts_with(marks) || plain.ends_with(['+', '~']) || plain.to_lowercase().starts_with("ca") {
        return if inner.is_empty() {
            fault("text", typed)
        } else {
            ambiguous("approximate", vec![inner.into()])
        };
    }
    if let Some((before, after)) = plain.split_once([',', '.', '\'', '’', '٫']) {
        return separated(before, after, plain, typed, &ambiguous);
    }
    if plain.starts_with(|c: char| c.is_ascii_digit()) {
        let number: String = plain.chars().take_while(char::is_ascii_digit).collect();
        return ambiguous("remark", vec![number.into()]);
    }
    fault("text", typed)
}

fn separated(
    before: &str,
    after: &str,
    plain: &str,
    typed: &str,
    ambiguous: &impl Fn(&'static str, Vec<Arg>) -> Remark,
) -> Remark {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let groups =
        plain.split([',', '.', '\'', '’', '٫']).skip(1).all(|group| group.len() == 3 && is_number(group));
    if is_number(before) && groups && before.len() <= 3 {
        let joined: String = plain.chars().filter(char::is_ascii_digit).collect();
        let decimal = format!("{before}.{}", after.chars().filter(char::is_ascii_digit).collect::<String>());
        return ambiguous("separator", vec![joined.into(), decimal.into()]);
    }
    if is_number(before) && is_number(after) {
        return fault("fraction", typed);
    }
    if before.starts_with(|c: char| c.is_ascii_digit()) {
        let number: String = before.chars().take_while(char::is_ascii_digit).collect();
        return ambiguous("remark", vec![number.into()]);
    }
    fault("text", typed)
}

/// `1.500` may be one and a half or fifteen hundred.
pub(super) fn ambiguous_decimal(plain: &str, typed: &str) -> Option<Remark> {
    let (before, after) = plain.split_once(['.', ','])?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !(is_number(before)
        && before.len() <= 3
        && !before.starts_with('0')
        && is_number(after)
        && after.len() == 3)
    {
        return None;
    }
    let readings = Arg::List(vec![format!("{before}{after}").into(), format!("{before}.{after}").into()]);
    Some(Remark::error(&rules::AMBIGUOUS_TEXT, "separator", typed).with("readings", readings))
}

/// `2025-01-31`, `31/01/2025`: three groups of digits with the same sign between them.
fn is_date(plain: &str) -> bool {
    ['-', '/'].iter().any(|sign| {
        let groups: Vec<_> = plain.split(*sign).collect();
        groups.len() == 3
            && groups.iter().all(|group| {
                (1..=4).contains(&group.len()) && group.bytes().all(|byte| byte.is_ascii_digit())
            })
    })
}
