//! A text made comparable: digits and signs of other scripts as ASCII, what nobody sees left out.

use std::ops::Range;

/// The same text twice, letter by letter: as written, and in lower case without accents.
pub(super) struct Folded {
    pub(super) plain: Vec<char>,
    pub(super) lower: Vec<char>,
}

impl Folded {
    pub(super) fn of(text: &str) -> Self {
        let mut folded = Self { plain: Vec::new(), lower: Vec::new() };
        for letter in text.chars().filter(|letter| !is_unseen(*letter)) {
            let letter = western(letter);
            if letter != ' ' || !folded.plain.last().is_some_and(|last| last.is_whitespace()) {
                folded.plain.push(letter);
                folded.lower.push(lower(letter));
            }
        }
        folded
    }

    pub(super) fn len(&self) -> usize {
        self.plain.len()
    }

    /// The letter as written; a line break beyond both ends.
    pub(super) fn at(&self, index: usize) -> char {
        self.plain.get(index).copied().unwrap_or('\n')
    }

    /// The letter before, as written.
    pub(super) fn before(&self, index: usize) -> char {
        index.checked_sub(1).map_or('\n', |index| self.at(index))
    }

    /// Where a word ends that begins here, in lower case.
    pub(super) fn starts(&self, index: usize, word: &str) -> Option<usize> {
        let mut end = index;
        for letter in word.chars() {
            if self.lower.get(end) != Some(&letter) {
                return None;
            }
            end += 1;
        }
        Some(end)
    }

    /// The first place from here on whose letter is not of a kind.
    pub(super) fn skip(&self, from: usize, is: impl Fn(char) -> bool) -> usize {
        let letters = self.plain.get(from..).unwrap_or_default();
        from + letters.iter().take_while(|letter| is(**letter)).count()
    }

    /// A part in lower case.
    pub(super) fn word(&self, range: Range<usize>) -> String {
        self.lower.get(range).unwrap_or_default().iter().collect()
    }

    /// The word before, in lower case, and where it begins; empty where another sign stands there.
    pub(super) fn word_before(&self, index: usize) -> (usize, String) {
        let mut end = index;
        while self.before(end) == ' ' {
            end -= 1;
        }
        let mut start = end;
        while self.before(start).is_alphabetic() {
            start -= 1;
        }
        (start, self.word(start..end))
    }

    /// The word behind, in lower case.
    pub(super) fn word_behind(&self, index: usize) -> String {
        let start = self.skip(index, |letter| letter == ' ');
        self.word(start..self.skip(start, char::is_alphabetic))
    }

    /// Takes a part out: it joins nothing and matches nothing any more.
    pub(super) fn take_out(&mut self, range: Range<usize>) {
        for letters in [&mut self.plain, &mut self.lower] {
            letters.get_mut(range.clone()).unwrap_or_default().fill('\n');
        }
    }
}

/// Addresses of pages, which may hold long numbers of laws.
pub(super) fn take_out_links(text: &mut Folded) {
    for index in 0..text.len() {
        let link = ["https://", "http://", "www."].iter().find_map(|sign| text.starts(index, sign));
        if let Some(end) = link {
            text.take_out(index..text.skip(end, |letter| !letter.is_whitespace()));
        }
    }
}

/// Marks of direction, joiners, Arabic vowels and the like.
fn is_unseen(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{640}' | '\u{64b}'..='\u{652}' | '\u{feff}')
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
}

/// A digit, sign or space of another script as the ASCII one.
fn western(letter: char) -> char {
    let shifted = |by: u32| char::from_u32(u32::from(letter).wrapping_sub(by)).unwrap_or(letter);
    match letter {
        '\u{660}'..='\u{669}' => shifted(0x630),
        '\u{6f0}'..='\u{6f9}' => shifted(0x6c0),
        '\u{ff01}'..='\u{ff5e}' => shifted(0xfee0),
        '\t' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '°' | 'º' => 'o',
        '№' => '#',
        '’' => '\'',
        other => other,
    }
}

/// Lower case without accents; Arabic letters in their plain form.
fn lower(letter: char) -> char {
    match letter.to_lowercase().next().unwrap_or(letter) {
        'à'..='å' => 'a',
        'è'..='ë' => 'e',
        'ì'..='ï' => 'i',
        'ò'..='ö' => 'o',
        'ù'..='ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        'ё' => 'е',
        'أ' | 'إ' | 'آ' => 'ا',
        'ة' => 'ه',
        'ى' => 'ي',
        other => other,
    }
}

/// A Chinese character.
pub(super) fn is_chinese(letter: char) -> bool {
    matches!(letter, '\u{4e00}'..='\u{9fff}')
}

/// An Arabic letter.
pub(super) fn is_arabic(letter: char) -> bool {
    matches!(letter, '\u{621}'..='\u{64a}' | '\u{671}'..='\u{6d3}')
}

/// A Cyrillic letter.
pub(super) fn is_cyrillic(letter: char) -> bool {
    matches!(letter, '\u{400}'..='\u{4ff}')
}
