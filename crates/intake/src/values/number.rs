//! Counts, shares, amounts and status words.

use schema::value::LARGEST_COUNT;
use schema::{Arg, Availability, Pointer};

use super::doubt::{ambiguous_decimal, explain};
use super::{Remark, literal};
use crate::draft::Raw;
use crate::rules;

/// Words for "not available" in the six languages, folded to lower case.
const NOT_AVAILABLE: &[&str] = &[
    "nav",
    "na",
    "n/a",
    "n.a.",
    "not available",
    "غير متاح",
    "غير متوفر",
    "غ.م",
    "no disponible",
    "n/d",
    "nd",
    "s/d",
    "non disponible",
    "нет данных",
    "н/д",
    "无数据",
    "不详",
];
/// Words for "not applicable".
const NOT_APPLICABLE: &[&str] = &[
    "nap",
    "not applicable",
    "غير منطبق",
    "لا ينطبق",
    "no aplica",
    "s/o",
    "sans objet",
    "не применимо",
    "不适用",
];

/// The status a word stands for.
pub(super) fn status_word(typed: &str) -> Option<Availability> {
    let word = typed.trim().to_lowercase();
    if NOT_AVAILABLE.contains(&word.as_str()) {
        return Some(Availability::NotAvailable);
    }
    if NOT_APPLICABLE.contains(&word.as_str()) {
        return Some(Availability::NotApplicable);
    }
    None
}

/// `INC` and the pointer behind it, `Err` where that cannot be read; `None` for any other text.
pub(super) fn included(typed: &str) -> Option<Result<Pointer, ()>> {
    let typed = typed.trim();
    let word = typed.get(..3).filter(|word| word.eq_ignore_ascii_case("INC"))?;
    let rest = typed.get(word.len()..)?;
    if !rest.is_empty() && !rest.starts_with([' ', ':', '=']) {
        return None;
    }
    Some(Pointer::parse(rest.trim_start_matches([' ', ':', '='])).ok_or(()))
}

type Read<T> = Result<(T, Option<Remark>), Remark>;

/// A whole number, 0 ..= 2^53 − 1.
pub(super) fn count(raw: &Raw) -> Read<u64> {
    match raw {
        Raw::Number(number) => whole(*number, &raw.typed()).map(|count| (count, None)),
        Raw::Literal(literal) => literal::count(literal).map(|count| (count, None)),
        Raw::Text(text) => text_count(text),
        _ => Err(Remark::error(&rules::NOT_A_COUNT, "text", &raw.typed())),
    }
}

pub(super) fn fault(outcome: &'static str, typed: &str) -> Remark {
    Remark::error(&rules::NOT_A_COUNT, outcome, typed)
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the range is checked before"
)]
fn whole(number: f64, typed: &str) -> Result<u64, Remark> {
    if !number.is_finite() || number > LARGEST_COUNT as f64 {
        return Err(fault("large", typed));
    }
    if number < 0.0 {
        return Err(fault("negative", typed));
    }
    if number.fract() != 0.0 {
        return Err(fault("fraction", typed));
    }
    Ok(number as u64)
}

fn text_count(text: &str) -> Read<u64> {
    let (plain, foreign) = western(text.trim());
    if plain.is_empty() {
        return Err(fault("text", text));
    }
    if plain.bytes().all(|byte| byte.is_ascii_digit()) {
        let count = digits(&plain, text)?;
        return Ok((count, foreign.then(|| converted(text, count))));
    }
    if let Some(joined) = grouped(&plain) {
        let count = digits(&joined, text)?;
        return Ok((count, Some(converted(text, count))));
    }
    Err(explain(&plain, text))
}

pub(super) fn digits(plain: &str, typed: &str) -> Result<u64, Remark> {
    plain.parse().ok().filter(|count| *count <= LARGEST_COUNT).ok_or_else(|| fault("large", typed))
}

fn converted(typed: &str, count: u64) -> Remark {
    Remark::note(&rules::AMBIGUOUS_TEXT, "converted", typed).with("read_as", Arg::Count(count))
}

/// The digits of other scripts as western ones, and whether there were any.
fn western(text: &str) -> (String, bool) {
    const ZEROS: [char; 7] = ['\u{660}', '\u{6F0}', '\u{966}', '\u{9E6}', '\u{E50}', '\u{FF10}', '\u{1D7CE}'];
    let mut foreign = false;
    let plain = text.chars().map(|c| {
        let digit = ZEROS.iter().find_map(|zero| {
            let distance = u32::from(c).checked_sub(u32::from(*zero))?;
            if distance < 10 { char::from_digit(distance, 10) } else { None }
        });
        foreign |= digit.is_some();
        digit.unwrap_or(c)
    });
    (plain.collect(), foreign)
}

/// Groups of three digits with spaces between them, joined. Spaces of all widths are groups; commas and points are not,
/// since they are decimal signs elsewhere.
fn grouped(plain: &str) -> Option<String> {
    let is_space = |c: char| matches!(c, ' ' | '\u{A0}' | '\u{202F}' | '\u{2009}' | '\u{2007}' | '\u{66C}');
    let mut groups = plain.split(is_space);
    let first = groups.next()?;
    let mut joined = first.to_owned();
    let mut any = false;
    for group in groups {
        if group.len() != 3 {
            return None;
        }
        any = true;
        joined.push_str(group);
    }
    (any && (1..=3).contains(&first.len()) && joined.bytes().all(|byte| byte.is_ascii_digit()))
        .then_some(joined)
}

/// A share or an amount: finite and not negative, a share at most 100.
pub(super) fn decimal(raw: &Raw, is_share: bool) -> Read<f64> {
    let typed = raw.typed();
    let (number, note) = match raw {
        Raw::Number(number) => (Some(*number), None),
        Raw::Literal(literal) => (literal.parse().ok(), None),
        Raw::Text(text) => {
            let (plain, foreign) = western(text.trim());
            let plain = plain.trim_end_matches('%').trim_end();
            if let Some(ambiguous) = ambiguous_decimal(plain, text) {
                return Err(ambiguous);
            }
            let joined = grouped(plain);
            let read: Option<f64> = joined.as_deref().unwrap_or(plain).parse().ok();
            let changed = foreign || joined.is_some();
            let note = read.filter(|_| changed).map(|read| {
                Remark::note(&rules::AMBIGUOUS_TEXT, "converted", text).with("read_as", Arg::Number(read))
            });
            (read, note)
        }
        _ => (None, None),
    };
    match number {
        None => Err(fault("decimal", &typed)),
        Some(number) if !number.is_finite() => Err(fault("large", &typed)),
        Some(number) if number < 0.0 => Err(fault("negative", &typed)),
        Some(number) if number == 0.0 && vanishes(&typed) => Err(fault("decimal", &typed)),
        Some(number) if is_share && number > 100.0 => Err(fault("share", &typed)),
        Some(number) => Ok((number, note)),
    }
}

/// Whether digits above zero were lost: `1e-400` is no zero.
fn vanishes(typed: &str) -> bool {
    let mantissa = typed.split(['e', 'E']).next().unwrap_or_default();
    mantissa.contains(|digit: char| digit.to_digit(10).is_some_and(|digit| digit > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(u64, bool), (&'static str, &'static str)> {
        count(&Raw::Text(text.into()))
            .map(|(count, note)| (count, note.is_some()))
            .map_err(|remark| (remark.rule.code, remark.outcome))
    }

    #[test]
    fn numbers_in_other_scripts_and_with_spaces_are_read_with_a_note() {
        for (text, count) in [
            ("١٢٣", 123),
            ("۴۵", 45),
            ("१२", 12),
            ("１２３", 123),
            ("1 234", 1234),
            ("1\u{A0}234\u{202F}567", 1_234_567),
        ] {
            assert_eq!(read(text), Ok((count, true)), "{text}");
        }
        for (text, count) in [("0", 0), (" 12 ", 12), ("007", 7), ("9007199254740991", LARGEST_COUNT)] {
            assert_eq!(read(text), Ok((count, false)), "{text}");
        }
    }

    #[test]
    fn ambiguous_texts_are_never_guessed() {
        for (text, code, outcome) in [
            ("1,234", "STR-11", "separator"),
            ("1.234", "STR-11", "separator"),
            ("1'234", "STR-11", "separator"),
            ("–", "STR-11", "dash"),
            ("-", "STR-11", "dash"),
            ("<5", "STR-11", "bound"),
            ("~50", "STR-11", "approximate"),
            (">100", "STR-11", "bound"),
            ("2025-01-31", "STR-04", "date"),
            ("31/1/2025", "STR-04", "date"),
            ("12 (est.)", "STR-11", "remark"),
            ("12 pcs", "STR-11", "remark"),
            ("12,5", "STR-04", "fraction"),
            ("-3", "STR-04", "negative"),
            ("9007199254740992", "STR-04", "large"),
            ("many", "STR-04", "text"),
            ("12 34", "STR-11", "remark"),
        ] {
            assert_eq!(read(text), Err((code, outcome)), "{text}");
        }
    }

    #[test]
    fn numbers_outside_the_range_are_refused() {
        for (raw, outcome) in [
            (Raw::Number(-1.0), "negative"),
            (Raw::Number(2.5), "fraction"),
            (Raw::Number(1e16), "large"),
            (Raw::Number(f64::INFINITY), "large"),
            (Raw::Literal("1e309".into()), "large"),
            (Raw::Literal("12.5".into()), "fraction"),
            (Raw::Literal("-7".into()), "negative"),
            (Raw::Literal("18446744073709551616".into()), "large"),
        ] {
            assert_eq!(count(&raw).unwrap_err().outcome, outcome, "{raw:?}");
        }
    }

    #[test]
    fn a_decimal_that_could_be_a_group_is_not_guessed() {
        let read = |text: &str| decimal(&Raw::Text(text.into()), false);
        assert_eq!(read("1.500").unwrap_err().outcome, "separator");
        assert_eq!(read("12.5").unwrap(), (12.5, None));
        assert_eq!(read("0.125").unwrap(), (0.125, None));
        let (twelve, note) = read("١٢").unwrap();
        assert!((twelve - 12.0).abs() < f64::EPSILON && note.is_some());
    }

    #[test]
    fn status_words_are_read_in_six_languages() {
        for word in ["NA", "n/a", "NAV", "غير متاح", "no disponible", "non disponible", "н/д", "无数据"]
        {
            assert_eq!(status_word(word), Some(Availability::NotAvailable), "{word}");
        }
        for word in ["NAP", "لا ينطبق", "s/o", "不适用"] {
            assert_eq!(status_word(word), Some(Availability::NotApplicable), "{word}");
        }
        assert_eq!(status_word("12"), None);
    }

    #[test]
    fn a_pointer_stands_behind_the_word_inc() {
        assert_eq!(included("INC SZ.TYPE/OTHER"), Some(Ok(Pointer::parse("SZ.TYPE/OTHER").unwrap())));
        assert_eq!(
            included("inc: SZ.TYPE/OTHER@2024"),
            Some(Ok(Pointer::parse("SZ.TYPE/OTHER@2024").unwrap()))
        );
        assert_eq!(included("INC"), Some(Err(())));
        assert_eq!(included("INCLUDED"), None);
        assert_eq!(included("12"), None);
    }
}
