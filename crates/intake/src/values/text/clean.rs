//! What is taken out of a text before anybody sees it: what controls, what turns the direction of what follows, what is
//! not seen and means nothing, and more marks on a letter than any language writes.

use std::borrow::Cow;

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{UnicodeNormalization as _, is_nfc};
use unicode_script::{Script, UnicodeScript as _};

/// The most marks on one character. Hebrew and Vietnamese need fewer, and what has more covers the lines around it.
const MOST_MARKS: usize = 4;

/// Zero-width joiner and non-joiner.
const JOINERS: [char; 2] = ['\u{200C}', '\u{200D}'];

/// The text without what is unsafe to show, and whether anything but its normal form changed. Cleaning a clean text changes
/// nothing.
pub(super) fn clean(typed: &str) -> (String, bool) {
    let normal = nfc(typed);
    let trimmed = normal.trim().replace("\r\n", "\n");
    if trimmed.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\t')) {
        return (trimmed, false);
    }
    // What stood between a letter and its mark may be gone: they become one.
    let seen = seen(&trimmed);
    let joined = joined(&nfc(&seen));
    let safe = nfc(&joined).trim().to_owned();
    let changed = safe != trimmed;
    (safe, changed)
}

fn nfc(text: &str) -> Cow<'_, str> {
    if is_nfc(text) { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
}

/// Without what is unsafe wherever it stands; the line ends of other systems as ours; of several variation selectors the
/// one that belongs to a character.
fn seen(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before: Option<char> = None;
    for c in text.chars() {
        let c = if matches!(c, '\r' | '\u{85}' | '\u{2028}' | '\u{2029}') { '\n' } else { c };
        let varies_nothing = is_variation(c)
            && before.is_none_or(|before| {
                is_variation(before) || before.is_whitespace() || JOINERS.contains(&before)
            });
        if is_unsafe(c) || varies_nothing {
            continue;
        }
        out.push(c);
        before = Some(c);
    }
    out
}

/// Without joiners where nothing can be joined, and without marks beyond the most.
fn joined(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut base = Script::Unknown;
    let (mut marks, mut after_mark) = (0, false);
    let mut pending: Option<char> = None;
    for c in text.chars() {
        if JOINERS.contains(&c) {
            pending = pending.or(Some(c));
            continue;
        }
        let is_mark = is_combining_mark(c) && !is_variation(c);
        if is_mark && marks >= MOST_MARKS {
            continue;
        }
        // A mark has the script of what it stands on. A sign that takes the vowel away may be joined to nothing.
        let can_join = is_joining(base) && (is_combining_mark(c) || is_joining(c.script()) || after_mark);
        out.extend(pending.take().filter(|_| can_join));
        if is_mark {
            marks += 1;
        } else if !is_variation(c) {
            (marks, base) = (0, c.script());
        }
        after_mark = is_mark;
        out.push(c);
    }
    out.extend(pending.filter(|_| after_mark && is_joining(base)));
    out
}

/// Scripts whose letters change their form by their neighbours, so that joiners have a meaning.
fn is_joining(script: Script) -> bool {
    matches!(
        script,
        Script::Arabic
            | Script::Syriac
            | Script::Mandaic
            | Script::Nko
            | Script::Mongolian
            | Script::Devanagari
            | Script::Bengali
            | Script::Gurmukhi
            | Script::Gujarati
            | Script::Oriya
            | Script::Tamil
            | Script::Telugu
            | Script::Kannada
            | Script::Malayalam
            | Script::Sinhala
            | Script::Tibetan
            | Script::Myanmar
            | Script::Khmer
    )
}

fn is_variation(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' | '\u{180B}'..='\u{180D}' | '\u{180F}')
}

/// Control characters but tab and line end; the embedding, override and isolate marks of bidirectional text; what has no
/// width and no meaning; tags, annotations; what is no character, or one of nobody's knowledge. The marks that only say
/// which way a place is read (LRM, RLM, ALM) are safe.
pub(in crate::values) fn is_unsafe(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(
            c,
            '\u{AD}'
                | '\u{180E}'
                | '\u{200B}'
                | '\u{202A}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{3164}'
                | '\u{FEFF}'
                | '\u{FFA0}'
                | '\u{FFF0}'..='\u{FFFB}'
                | '\u{E0000}'..='\u{E007F}'
        )
        || (!c.is_ascii() && c.script() == Script::Unknown)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_not_seen_or_turns_the_direction_is_taken_out() {
        for (typed, safe) in [
            ("safe\u{202E}gpj\u{0} end", "safegpj end"),
            ("a\u{200B}b\u{2060}c\u{AD}d\u{180E}e\u{FEFF}f", "abcdef"),
            ("x\u{E0041}\u{E0042}\u{E007F}", "x"),
            ("a\u{FFF9}b\u{FFFA}c\u{FFFB}", "abc"),
            ("a\u{E000}b\u{F0000}c\u{FFFE}d\u{378}e", "abcde"),
            ("one\u{2028}two\u{2029}three\u{85}four\rfive", "one\ntwo\nthree\nfour\nfive"),
            ("a\u{200D}b\u{200C}c", "abc"),
            ("☎\u{FE0F}\u{FE0F}\u{FE0F} \u{FE0F}a", "☎\u{FE0F} a"),
            ("e\u{200B}\u{301}", "é"),
            ("\u{200B} a \u{200B}", "a"),
            ("a\u{3164}b", "ab"),
        ] {
            assert_eq!(clean(typed), (safe.to_owned(), true), "{typed:?}");
        }
    }

    #[test]
    fn what_languages_need_stays() {
        for text in [
            "می\u{200C}خواهم",
            "क्\u{200D}ष",
            "ক্\u{200D}",
            "م\u{200F} 12\u{200E}",
            "12\u{61C}%",
            "Ṩ\u{327} Việt ậ",
            "שָׁ\u{591}לוֹם",
            "中文 日本語 한국어",
            "Côte d\u{2019}Ivoire",
            "tab\tand\nline",
            "☎\u{FE0F}",
            "\u{1F600}",
        ] {
            let normal: String = text.nfc().collect();
            assert_eq!(clean(text), (normal, false), "{text:?}");
        }
    }

    #[test]
    fn a_character_keeps_four_marks() {
        let marks = |number: usize| {
            format!("q{}u", "\u{30D}\u{489}".repeat(20).chars().take(number).collect::<String>())
        };
        assert_eq!(clean(&marks(4)), (marks(4).nfc().collect(), false));
        let (cut, changed) = clean(&marks(30));
        assert!(changed && cut.chars().count() == 6, "{cut:?}");
        assert_eq!(clean(&"\u{301}".repeat(9)).0, "\u{301}".repeat(4));
    }

    /// Texts of what is kept, moved or taken out beside each other.
    fn tricky() -> impl Strategy<Value = String> {
        let c = prop_oneof![
            any::<char>(),
            proptest::sample::select(
                "a e\u{301}\u{327}\u{30D}\u{489}\u{64B}\u{654}\u{93C}\u{94D}\u{200B}\u{200C}\u{200D}\u{200E}\u{FE0F}\u{FE0E}\r\n\u{85}\u{2028}اینक नकж\u{1100}\u{1161}\u{958}\u{E000}"
                    .chars()
                    .collect::<Vec<_>>()
            ),
        ];
        proptest::collection::vec(c, 0..24).prop_map(|chars| chars.into_iter().collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_clean_text_is_clean_and_none_grows(typed in tricky()) {
            let (once, _) = clean(&typed);
            prop_assert_eq!(clean(&once), (once.clone(), false));
            prop_assert!(once.chars().count() <= typed.nfc().count());
            prop_assert!(!once.contains(is_unsafe));
        }
    }
}
