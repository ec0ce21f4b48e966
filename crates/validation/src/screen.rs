//! The screen for personal data in free text. It says which kinds a text seems to hold and never what it found.
//!
//! Hand-written scanners, since the texts come in six languages and scripts. What they take for granted: a person who
//! describes a seizure needs dates, years, calibres, models and counts, and those must pass.

mod digits;
mod email;
mod fold;
mod keyed;
mod names;
#[cfg(test)]
mod tests;
mod titles;
mod words;

use schema::Questionnaire;

use crate::context::as_number;
use fold::Folded;

/// What a text seems to hold.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Kind {
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
    /// A number of a person, a document or an arm.
    Number,
    /// The plate of a vehicle.
    Plate,
    /// The name of a person.
    Name,
}

impl Kind {
    /// Which of the rule's messages.
    pub(crate) fn outcome(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Number => "number",
            Self::Plate => "plate",
            Self::Name => "name",
        }
    }
}

/// How many digits make a number suspicious, by what stands around it.
#[derive(Clone, Copy)]
pub(crate) struct Least {
    /// Without any word.
    bare: f64,
    /// After a word for a document, a person's or an arm's number.
    worded: f64,
    /// After such a word and with letters.
    lettered: f64,
    /// After such a word and written like a count, in groups of three.
    grouped: f64,
    /// After a word for a phone.
    phone: f64,
    /// After a word for a plate and with letters.
    plate: f64,
}

impl Least {
    /// The names of the figures.
    pub(crate) const NAMES: &'static [&'static str] =
        &["bare", "worded", "lettered", "grouped", "phone", "plate"];

    /// The figures of a rule. What is missing is never reached.
    pub(crate) fn of(questionnaire: &Questionnaire, rule: &str) -> Self {
        let figure = |name: &str| questionnaire.threshold(rule, name).unwrap_or(f64::INFINITY);
        Self {
            bare: figure("bare"),
            worded: figure("worded"),
            lettered: figure("lettered"),
            grouped: figure("grouped"),
            phone: figure("phone"),
            plate: figure("plate"),
        }
    }
}

/// Whether so many digits are enough.
fn reaches(digits: usize, least: f64) -> bool {
    u64::try_from(digits).is_ok_and(|digits| as_number(digits) >= least)
}

/// Looks for one kind and takes out what it finds.
type Scanner = fn(&mut Folded, &Least) -> bool;

/// The kinds of personal data a text seems to hold, each once.
pub(crate) fn kinds(text: &str, least: &Least) -> Vec<Kind> {
    let mut text = Folded::of(text);
    fold::take_out_links(&mut text);
    let mut found = Vec::new();
    // Each scanner takes out what it found, so that a number is of one kind.
    let scanners: [(Kind, Scanner); 7] = [
        (Kind::Name, names::find),
        (Kind::Email, email::find),
        (Kind::Phone, keyed::phone),
        (Kind::Plate, keyed::plate),
        (Kind::Number, keyed::number),
        (Kind::Phone, digits::phone),
        (Kind::Number, digits::number),
    ];
    for (kind, find) in scanners {
        if find(&mut text, least) {
            found.push(kind);
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}
