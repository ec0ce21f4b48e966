//! Bytes as what somebody types where a number or a date is asked: the right one comes out, or a finding.
#![expect(clippy::expect_used, reason = "a target that cannot run must fail")]

use std::collections::BTreeMap;

use schema::value::LARGEST_COUNT;
use schema::{At, CellKey, Finding, Findings, Submission, Value};

use super::Choices;
use super::held::{edition, read};
use super::small_book::{Typed, small_book};

/// The zeros of the digits that people write in.
const ZEROS: [char; 10] = ['0', '٠', '۰', '०', '০', '๐', '០', '၀', '０', '𝟎'];
/// What people write between groups of digits.
const SIGNS: [&str; 12] =
    ["", " ", "\u{A0}", "\u{202F}", "\u{2009}", "\u{2007}", "٬", ",", ".", "'", "’", "_"];

/// The cells that are asked: a count, an amount, a date.
fn keys() -> [CellKey; 3] {
    let prices = edition().table("PR.PRICE").and_then(schema::Table::counts).expect("prices are asked");
    let row = prices.closed().first().expect("of something").code.clone();
    [
        CellKey::count("SZ.TYPE", "PISTOL"),
        CellKey::new("PR.PRICE", row, "LOW"),
        CellKey::field("M0.PERIOD", "START"),
    ]
}

/// Never a silent zero, never another number: of any text, and of any number as it is written somewhere.
pub fn values(data: &[u8]) {
    let mut choices = Choices::of(data);
    let way = choices.byte() % 4;
    let (typed, expected) = match way {
        0 => (choices.text(40), None),
        1 => (literal(&mut choices), None),
        _ => {
            let number = choices.number() >> (choices.byte() % 64);
            (written(number, &mut choices), Some(number))
        }
    };
    in_a_workbook(&typed, expected);
    in_a_document(&serde_json::Value::from(typed.as_str()).to_string(), &typed, expected);
    if way == 1 {
        in_a_document(&typed, &typed, expected);
    }
}

fn in_a_workbook(typed: &str, expected: Option<u64>) {
    let answers: BTreeMap<_, _> = keys().map(|key| (key, Typed::Text(typed.to_owned()))).into();
    let (bytes, _) = small_book(edition(), &answers);
    let (submission, findings) = read(&bytes).expect("a workbook of ours is read");
    judge(&submission, &findings, typed, expected);
}

fn in_a_document(json: &str, typed: &str, expected: Option<u64>) {
    let document = format!(
        r#"{{"iafq":1,"edition":"2018","country":"XDA","cycle":2026,"year":2025,"language":"en","profile":"full",
        "tables":{{"SZ.TYPE":{{"rows":{{"PISTOL":{{"COUNT":{json}}}}}}}}}}}"#
    );
    let (submission, findings) = read(document.as_bytes()).expect("a document of ours is read");
    judge(&submission, &findings, typed, expected);
}

fn judge(submission: &Submission, findings: &Findings, typed: &str, expected: Option<u64>) {
    for (key, observation) in submission.response.cells.iter().filter(|(key, _)| keys().contains(key)) {
        let here = |finding: &Finding| finding.place().is_some_and(|place| place.at == At::Cell(key.clone()));
        let said = findings.list.iter().any(here);
        match &observation.value {
            Some(Value::Count(count)) => {
                assert_eq!(number_meant(typed), Some(*count), "{typed:?}");
                assert!(expected.is_none_or(|expected| expected == *count), "{typed:?} was {expected:?}");
            }
            Some(Value::Decimal(number)) => assert!(*number > 0.0 || is_zero(typed), "{typed:?} became zero"),
            Some(Value::Date(date)) => assert_eq!(date.to_string(), typed.trim(), "another day"),
            _ => {
                let word =
                    ["NAV", "NAP"].contains(&typed.trim()) || typed.trim().to_uppercase().starts_with("INC");
                assert!(said || word || typed.trim().is_empty(), "{key}: {typed:?} is gone");
            }
        }
    }
}

/// The whole number that a text means beyond doubt: its digits, of whatever script, and nothing between them but spaces and
/// the Arabic thousands sign; or a JSON number that is whole.
pub(super) fn number_meant(typed: &str) -> Option<u64> {
    let digit = |c: char| {
        ZEROS.iter().find_map(|zero| u32::from(c).checked_sub(u32::from(*zero)).filter(|digit| *digit < 10))
    };
    let mut number = Some(0_u64);
    let mut any = false;
    for c in typed.trim().chars() {
        match digit(c) {
            Some(digit) => {
                any = true;
                number = number?.checked_mul(10)?.checked_add(u64::from(digit));
            }
            None if c.is_whitespace() || c == '٬' => {}
            None => return whole(typed),
        }
    }
    number.filter(|number| any && *number <= LARGEST_COUNT)
}

/// A JSON number that is whole: its digits, moved by its exponent.
fn whole(literal: &str) -> Option<u64> {
    let (mantissa, exponent) = literal.split_once(['e', 'E']).unwrap_or((literal, "0"));
    let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{}{after}", before.trim_start_matches('-'));
    if !digits.is_empty() && digits.bytes().all(|byte| byte == b'0') {
        return Some(0);
    }
    let behind = digits.len() - digits.trim_end_matches('0').len();
    let (point, behind) = (i64::try_from(after.len()).ok()?, i64::try_from(behind).ok()?);
    let zeros = exponent.parse::<i64>().ok()?.checked_sub(point)?.checked_add(behind)?;
    let significant: u64 = digits.trim_end_matches('0').parse().ok()?;
    if before.starts_with('-') {
        return None;
    }
    10_u64.checked_pow(u32::try_from(zeros).ok()?)?.checked_mul(significant)
}

/// Whether a text is a number that is zero.
fn is_zero(typed: &str) -> bool {
    let mantissa = typed.split(['e', 'E']).next().unwrap_or_default();
    let digits: Vec<u32> = mantissa
        .chars()
        .filter_map(|c| {
            ZEROS
                .iter()
                .find_map(|zero| u32::from(c).checked_sub(u32::from(*zero)).filter(|digit| *digit < 10))
        })
        .collect();
    !digits.is_empty() && digits.iter().all(|digit| *digit == 0)
}

/// A number as it is written in JSON, also beyond every range.
fn literal(choices: &mut Choices<'_>) -> String {
    let digits = |choices: &mut Choices<'_>, most: usize| -> String {
        let length = choices.below(most);
        (0..length).map(|_| char::from(b'0' + choices.byte() % 10)).collect()
    };
    let sign = choices.one(&["", "", "", "-"]).to_owned();
    let before = digits(choices, 22);
    let before = if before.starts_with('0') || before.is_empty() { "0" } else { &before };
    let after = digits(choices, 8);
    let after = if after.is_empty() { after } else { format!(".{after}") };
    let exponent = digits(choices, 22);
    let exponent = if exponent.is_empty() {
        exponent
    } else {
        format!("{}{exponent}", choices.one(&["e", "E", "e+", "e-", "E-"]))
    };
    format!("{sign}{before}{after}{exponent}")
}

/// A number in the digits and groups of somewhere.
fn written(number: u64, choices: &mut Choices<'_>) -> String {
    let zero = *choices.one(&ZEROS);
    let sign = *choices.one(&SIGNS);
    // Threes; India's threes and twos; China's fours.
    let (first, others) = *choices.one(&[(3, 3), (3, 3), (3, 2), (4, 4)]);
    let plain = number.to_string();
    let mut out = String::new();
    for (index, digit) in plain.chars().enumerate() {
        let left = plain.len() - index;
        if index > 0 && (left == first || (left > first && (left - first).is_multiple_of(others))) {
            out.push_str(sign);
        }
        let digit = u32::from(digit) - u32::from('0');
        out.extend(char::from_u32(u32::from(zero) + digit));
    }
    out
}
