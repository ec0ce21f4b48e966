//! Numbers that a word introduces: of documents, persons, arms, phones and vehicles.

use super::digits::{is_count, is_year};
use super::fold::{Folded, is_arabic, is_chinese, is_cyrillic};
use super::words::{FILLERS, NUMBERS, PHONES, PLATES, UNITS, is_one_of};
use super::{Least, reaches};

pub(super) fn phone(text: &mut Folded, least: &Least) -> bool {
    find(text, PHONES, false, |token| !token.letters && reaches(token.digits(), least.phone))
}

pub(super) fn plate(text: &mut Folded, least: &Least) -> bool {
    find(text, PLATES, true, |token| {
        let enough = if token.letters { least.plate } else { least.worded };
        reaches(token.digits(), enough)
    })
}

pub(super) fn number(text: &mut Folded, least: &Least) -> bool {
    find(text, NUMBERS, false, |token| {
        let enough = match (token.letters, is_count(&token.groups) && token.groups.len() > 1) {
            (true, _) => least.lettered,
            (false, true) => least.grouped,
            (false, false) => least.worded,
        };
        reaches(token.digits(), enough)
    })
}

/// A number as it is written: its groups of digits, and whether letters belong to it.
struct Token {
    to: usize,
    groups: Vec<String>,
    letters: bool,
}

impl Token {
    /// The digits that tell something: a year does not.
    fn digits(&self) -> usize {
        self.groups.iter().filter(|group| !is_year(group)).map(String::len).sum()
    }
}

/// Looks for numbers behind the words. On a plate letters may follow digits behind a space.
fn find(text: &mut Folded, words: &[&str], is_plate: bool, is: impl Fn(&Token) -> bool) -> bool {
    if !text.plain.iter().any(char::is_ascii_digit) {
        return false;
    }
    let (mut found, mut index) = (false, 0);
    while index < text.len() {
        if !may_begin(text, index) {
            index += 1;
            continue;
        }
        let keyword = words.iter().filter_map(|word| word_ends(text, index, word)).max();
        index = match keyword.map(|end| token(text, fillers(text, end), is_plate)) {
            Some(token) if is(&token) && !is_one_of(&text.word_behind(token.to), UNITS) => {
                text.take_out(index..token.to);
                found = true;
                token.to
            }
            _ => index + 1,
        };
    }
    found
}

/// Whether a word may begin here: Arabic and Chinese ones anywhere, others behind a gap.
fn may_begin(text: &Folded, index: usize) -> bool {
    let letter = text.at(index);
    is_chinese(letter) || is_arabic(letter) || !text.before(index).is_alphanumeric()
}

/// Where a word of the lists ends that begins here. Russian and Arabic words may have endings, Arabic and Chinese ones
/// need no gap before them.
fn word_ends(text: &Folded, index: usize, word: &str) -> Option<usize> {
    let end = text.starts(index, word)?;
    let first = word.chars().next()?;
    let (before, after) = (text.before(index), text.at(end));
    if is_chinese(first) {
        Some(end)
    } else if is_arabic(first) {
        Some(text.skip(end, is_arabic))
    } else if before.is_alphanumeric() {
        None
    } else if is_cyrillic(first) {
        Some(text.skip(end, is_cyrillic))
    } else {
        (!after.is_alphabetic() || is_chinese(after)).then_some(end)
    }
}

/// Skips what stands between the word and its number: `no.`, `:`, `is`.
fn fillers(text: &Folded, from: usize) -> usize {
    let mut at = from;
    loop {
        let start = text.skip(at, |letter| " :#=-\"'«»".contains(letter));
        let word = FILLERS.iter().filter_map(|word| word_ends(text, start, word)).max();
        match word {
            Some(end) if end > start => at = text.skip(end, |letter| letter == '.'),
            _ => return start,
        }
    }
}

/// The number that begins here, as far as it goes. It is empty where none does.
fn token(text: &Folded, from: usize, is_plate: bool) -> Token {
    let from = text.skip(from, |letter| "+(".contains(letter));
    let mut token = Token { to: from, groups: Vec::new(), letters: false };
    let mut at = from;
    loop {
        let end = piece(text, at);
        let word: String = text.plain.get(at..end).unwrap_or_default().iter().collect();
        let has_digits = word.contains(|letter: char| letter.is_ascii_digit());
        if word.is_empty() || is_calibre(&word) || !(has_digits || is_series(&word)) {
            return token;
        }
        if has_digits {
            let groups =
                word.split(|letter: char| !letter.is_ascii_digit()).filter(|group| !group.is_empty());
            token.groups.extend(groups.map(str::to_owned));
        }
        token.letters |= word.contains(char::is_alphabetic);
        token.to = end;
        let next = text.skip(end, |letter| " -./()#".contains(letter));
        // A new sentence is no part of a number, nor are two things in a row.
        let gap = text.word(end..next).replace('#', "").replace("  ", " ");
        let joined = [" ", "-", ".", "/", ") ", " (", ")", ")-", " - ", "("].contains(&gap.as_str());
        // `4 AK-47`: behind a space a count is not the beginning of letters.
        let count = !is_plate && gap.contains(' ') && has_digits && !token.letters;
        if !joined || (count && text.at(next).is_alphabetic()) {
            return token;
        }
        at = next;
    }
}

/// Letters and digits without a gap; one Chinese character may stand before them, as on plates.
fn piece(text: &Folded, from: usize) -> usize {
    let province = is_chinese(text.at(from)) && text.at(from + 1).is_ascii_alphanumeric();
    let start = if province { from + 1 } else { from };
    text.skip(start, |letter| letter.is_alphanumeric() && !is_chinese(letter))
}

/// A few capital letters of a series or a plate; in Arabic a single letter.
fn is_series(word: &str) -> bool {
    let letters: Vec<_> = word.chars().collect();
    match letters.as_slice() {
        [one] if is_arabic(*one) => true,
        [_] | [_, _] | [_, _, _] => letters.iter().all(|letter| letter.is_uppercase()),
        _ => false,
    }
}

/// `9x19`, `9mm`, `12,7×108`: a calibre, no number.
fn is_calibre(word: &str) -> bool {
    let rest = word.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let rest = rest.to_lowercase();
    rest.len() < word.len() && (rest == "mm" || rest == "мм" || rest.starts_with(['x', 'х', '×']))
}
