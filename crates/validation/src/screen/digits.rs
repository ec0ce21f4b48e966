//! Numbers without a word before them: phones by their form, and runs of digits too long for a count.

use super::fold::Folded;
use super::words::{REFERENCES, UNITS, is_one_of};
use super::{Least, reaches};

/// Groups of digits and what joins them.
struct Run {
    from: usize,
    to: usize,
    groups: Vec<String>,
    joints: Vec<&'static str>,
}

/// What may stand between the groups of one number.
const JOINTS: [&str; 8] = [" (", ") ", ")-", " ", "-", ".", "/", ")"];

/// The lengths of the groups of a stock number of arms, `1005-01-231-0973`.
const STOCK: [usize; 4] = [4, 2, 3, 4];

pub(super) fn phone(text: &mut Folded, least: &Least) -> bool {
    take_out(text, |text, run| is_phone(text, run, least))
}

pub(super) fn number(text: &mut Folded, least: &Least) -> bool {
    take_out(text, |text, run| is_number(text, run, least))
}

fn take_out(text: &mut Folded, is: impl Fn(&Folded, &Run) -> bool) -> bool {
    let found: Vec<_> =
        runs(text).into_iter().filter(|run| is(text, run)).map(|run| run.from..run.to).collect();
    let any = !found.is_empty();
    for range in found {
        text.take_out(range);
    }
    any
}

fn runs(text: &Folded) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut index = 0;
    while index < text.len() {
        if !text.at(index).is_ascii_digit() {
            index += 1;
            continue;
        }
        let mut run = Run { from: index, to: index, groups: Vec::new(), joints: Vec::new() };
        loop {
            let end = text.skip(run.to, |letter| letter.is_ascii_digit());
            run.groups.push(text.word(run.to..end));
            run.to = end;
            let mut joints = JOINTS.iter().filter_map(|joint| Some((*joint, text.starts(end, joint)?)));
            let next = joints.find(|(_, next)| text.at(*next).is_ascii_digit());
            let Some((joint, next)) = next else { break };
            run.joints.push(joint);
            run.to = next;
        }
        index = run.to;
        runs.push(run);
    }
    runs
}

/// With a plus sign, with an area code in brackets, or with a zero in front and groups behind.
fn is_phone(text: &Folded, run: &Run, least: &Least) -> bool {
    if !reaches(run.digits(), least.bare) || is_counted(text, run) {
        return false;
    }
    let before = text.before(run.from);
    let first = run.groups.first().map_or("", String::as_str);
    let rest = run.groups.get(1..).unwrap_or_default();
    let leading = first.starts_with('0') && first.len() > 1 && !rest.is_empty();
    let area = before == '(' && run.joints.first().is_some_and(|joint| joint.starts_with(')'));
    let plain = run.is_dated() || before.is_alphanumeric();
    before == '+' || (!plain && (leading || (area && first.len() > 1 && !is_count(rest))))
}

/// A long run of digits, or short groups joined by dashes as many States write the number of a person.
fn is_number(text: &Folded, run: &Run, least: &Least) -> bool {
    if is_counted(text, run) {
        return false;
    }
    let fraction = run.groups.len() == 2 && run.joints == ["."];
    let long = run.groups.iter().any(|group| reaches(group.len(), least.bare) && !is_day(group));
    if long && !fraction {
        return true;
    }
    is_dashed(run) && !run.is_dated() && reaches(run.digits(), least.bare)
}

/// Three to five groups joined by dashes, of which the first may be grouped by dots, as in `123-45-6789` and
/// `12.345.678-5`. Lists of figures are written so too: they rise, or are all of three digits.
fn is_dashed(run: &Run) -> bool {
    let Some((last, others)) = run.joints.split_last() else { return false };
    let joined = *last == "-" && ["-", "."].iter().any(|joint| others.iter().all(|other| other == joint));
    let lengths: Vec<_> = run.groups.iter().map(String::len).collect();
    let figures =
        run.groups.iter().zip(run.groups.iter().skip(1)).all(|(one, two)| amount(one) < amount(two))
            || lengths.iter().all(|length| *length == 3);
    let person = matches!(lengths.len(), 3..=5) && lengths.iter().any(|length| *length > 2);
    joined && person && !figures && lengths != STOCK
}

/// A number is a count where its unit stands beside it, and a reference behind the word for one.
fn is_counted(text: &Folded, run: &Run) -> bool {
    let (start, before) = text.word_before(run.from);
    let behind = text.word_behind(run.to);
    let coins = [text.before(start), text.at(run.to)];
    is_one_of(&before, REFERENCES)
        || is_one_of(&before, UNITS)
        || is_one_of(&behind, UNITS)
        || coins.iter().any(|coin| "$€£¥".contains(*coin))
}

fn amount(group: &str) -> u64 {
    group.parse().unwrap_or(u64::MAX)
}

/// Groups of three behind a shorter one, as counts are written.
pub(super) fn is_count(groups: &[String]) -> bool {
    let rest = groups.get(1..).unwrap_or_default();
    groups.first().is_some_and(|first| first.len() <= 3) && rest.iter().all(|group| group.len() == 3)
}

/// A year of this century or the last.
pub(super) fn is_year(group: &str) -> bool {
    group.len() == 4 && (group.starts_with("19") || group.starts_with("20"))
}

/// A date written in one run, year first.
fn is_day(group: &str) -> bool {
    let part = |range| group.get(range).and_then(|part: &str| part.parse::<u32>().ok());
    let in_year = matches!((part(4..6), part(6..8)), (Some(1..=12), Some(1..=31)));
    group.len() == 8 && group.get(..4).is_some_and(is_year) && in_year
}

impl Run {
    fn digits(&self) -> usize {
        self.groups.iter().map(String::len).sum()
    }

    /// Dates, spans and references to laws: with a year; day, month and year in two digits each; or hours of a day.
    fn is_dated(&self) -> bool {
        let day = |group: &String| matches!(group.parse(), Ok(1..=31));
        let short = self.groups.len().is_multiple_of(3)
            && self
                .groups
                .chunks(3)
                .all(|date| date.iter().all(|group| group.len() <= 2) && date.iter().take(2).all(day));
        let hours = self.groups.iter().all(|group| group.len() == 4 && group.as_str() < "2400");
        short || hours || self.groups.iter().any(|group| is_year(group))
    }
}
