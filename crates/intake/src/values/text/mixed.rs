//! Words in which Latin letters stand beside Cyrillic or Greek ones: many of these look alike, and a word of both is mostly a
//! slip of the keyboard, and sometimes meant to deceive.

use unicode_script::{Script, UnicodeScript as _};

/// The most characters of a word whose code points are shown.
const MOST_SHOWN: usize = 24;

/// The first such word, and the code points of its letters, e.g. `р U+0440, a U+0061`.
pub(super) fn word(text: &str) -> Option<(String, String)> {
    if text.is_ascii() {
        return None;
    }
    let is_mixed = |word: &&str| {
        let has = |script: Script| word.chars().any(|c| c.script() == script);
        has(Script::Latin) && (has(Script::Cyrillic) || has(Script::Greek))
    };
    let word = text.split(|c: char| !c.is_alphanumeric()).find(is_mixed)?;
    let shown = |c: char| format!("{c} U+{:04X}", u32::from(c));
    let mut points: Vec<String> = word.chars().take(MOST_SHOWN).map(shown).collect();
    if word.chars().count() > MOST_SHOWN {
        points.push("…".to_owned());
    }
    Some((super::super::shorten(word), points.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::word;

    #[test]
    fn a_word_of_two_alphabets_is_named_with_its_code_points() {
        let (named, points) = word("Seized in рaris last year").unwrap();
        assert_eq!(
            (named.as_str(), points.as_str()),
            ("рaris", "р U+0440, a U+0061, r U+0072, i U+0069, s U+0073")
        );
        for text in ["Glоck", "Αthens", "пистолеt", "a2я"] {
            assert!(word(text).is_some(), "{text}");
        }
    }

    #[test]
    fn words_of_one_alphabet_beside_each_other_are_none() {
        for text in [
            "",
            "Glock",
            "пистолет Glock",
            "АК-47 and AK-47",
            "Αθήνα (Athens)",
            "5 µm",
            "قانون law",
            "日本 Tokyo",
        ] {
            assert_eq!(word(text), None, "{text}");
        }
    }
}
