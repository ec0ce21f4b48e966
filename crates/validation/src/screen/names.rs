//! Titles with a name behind them.

use super::Least;
use super::fold::{Folded, is_arabic, is_chinese};
use super::titles::{
    ARABIC_TITLES, CHINESE_PERSONS, CHINESE_TITLES, NO_NAMES, OPEN_TITLES, SHORT_TITLES, TITLES,
};
use super::words::is_one_of;

pub(super) fn find(text: &mut Folded, _: &Least) -> bool {
    if (0..text.len()).any(|index| is_chinese_name(text, index)) {
        return true;
    }
    let mut index = 0;
    while index < text.len() {
        if !text.at(index).is_alphabetic() || text.before(index).is_alphanumeric() {
            index += 1;
            continue;
        }
        let end = text.skip(index, |letter| letter.is_alphabetic() || letter == '-');
        if is_name(text, index, end) {
            return true;
        }
        index = end;
    }
    false
}

/// Whether the word is a title and a name follows.
fn is_name(text: &Folded, from: usize, to: usize) -> bool {
    let title = text.word(from..to);
    let dotted = text.at(to) == '.';
    let start = text.skip(if dotted { to + 1 } else { to }, |letter| " /".contains(letter));
    let end = text.skip(start, char::is_alphabetic);
    let name = text.word(start..end);
    if end == start || is_one_of(&name, NO_NAMES) {
        return false;
    }
    if is_one_of(&title, ARABIC_TITLES) {
        return is_arabic(text.at(start));
    }
    // `Mr X` names nobody; `Mr. J. Doe` does.
    let initial = end - start > 1 || text.at(end) == '.';
    let capital = initial && text.at(start).is_uppercase();
    let titled = text.at(from).is_uppercase() && !text.plain.get(from + 1..to).is_some_and(any_upper);
    // A text all in capitals.
    let shouted = to - from > 1
        && text.plain.get(from..to).is_some_and(|word| word.iter().all(|letter| letter.is_uppercase()))
        && end - start > 1
        && text.plain.get(start..end).is_some_and(|word| word.iter().all(|letter| letter.is_uppercase()));
    capital
        && (is_one_of(&title, OPEN_TITLES)
            || (is_one_of(&title, TITLES) && (titled || shouted || dotted))
            || (is_one_of(&title, SHORT_TITLES) && titled && dotted))
}

fn any_upper(letters: &[char]) -> bool {
    letters.iter().any(|letter| letter.is_uppercase())
}

/// In Chinese the title follows the name.
fn is_chinese_name(text: &Folded, index: usize) -> bool {
    let before = text.before(index);
    is_chinese(before)
        && !CHINESE_PERSONS.contains(before)
        && CHINESE_TITLES.iter().any(|title| text.starts(index, title).is_some())
}
