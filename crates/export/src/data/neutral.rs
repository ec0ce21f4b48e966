//! Text that a spreadsheet takes for text.
//!
//! A text that a spreadsheet would evaluate, or might after what it strips from the start, is written behind an
//! apostrophe. So is a text that begins with an apostrophe of its own. A field that begins with an apostrophe has therefore
//! exactly one that is not its own, and taking one away gives the text back: [`original`].

use std::borrow::Cow;

/// A text as it may stand in a data file: no formula to a spreadsheet, and no control characters but tab and line end.
pub fn neutral(text: &str) -> String {
    let shown = visible(text);
    if text.starts_with('\'') || is_evaluated(text) { format!("'{shown}") } else { shown.into_owned() }
}

/// The text that a field stands for.
pub fn original(field: &str) -> &str {
    field.strip_prefix('\'').unwrap_or(field)
}

/// Whether a text begins as a formula, at once or behind what some program strips or splits at: spaces of any kind,
/// characters that show nothing, quotes, semicolons and commas.
pub(crate) fn is_evaluated(text: &str) -> bool {
    let behind = text.trim_start_matches(|c| shows_nothing(c) || matches!(c, '"' | '\'' | ';' | ','));
    behind.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
        || text.starts_with(['\t', '\r', '\n', '\0'])
}

/// Spaces, controls, and what has no width.
fn shows_nothing(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(
            c,
            '\u{AD}'
                | '\u{34F}'
                | '\u{61C}'
                | '\u{115F}'..='\u{1160}'
                | '\u{17B4}'..='\u{17B5}'
                | '\u{180B}'..='\u{180F}'
                | '\u{200B}'..='\u{200F}'
                | '\u{202A}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{3164}'
                | '\u{FE00}'..='\u{FE0F}'
                | '\u{FEFF}'
                | '\u{FFA0}'
                | '\u{FFF0}'..='\u{FFFB}'
                | '\u{E0000}'..='\u{E0FFF}'
        )
}

/// Control characters as the pictures that Unicode has of them; those without one, and what is no character at all, as
/// U+FFFD; line ends all alike.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    let is_raw = |c: char| (c.is_control() && c != '\t' && c != '\n') || matches!(c, '\u{FFFE}' | '\u{FFFF}');
    if !text.contains(is_raw) {
        return Cow::Borrowed(text);
    }
    let one_line_end = text.replace("\r\n", "\n").replace('\r', "\n");
    let picture = |c: char| match u32::from(c) {
        code @ 0..0x20 => char::from_u32(0x2400 + code).unwrap_or('\u{FFFD}'),
        0x7F => '\u{2421}',
        _ => '\u{FFFD}',
    };
    Cow::Owned(one_line_end.chars().map(|c| if is_raw(c) { picture(c) } else { c }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_a_spreadsheet_would_evaluate_is_neutralised() {
        for text in [
            "=1+1",
            "+1",
            "-cmd",
            "@SUM(A1)",
            "\tx",
            "\nx",
            "＝1",
            "＋1",
            "－1",
            "＠x",
            " =1",
            "\u{A0}=1",
            "\u{3000}-1",
            "\u{FEFF}=1",
            "\u{200B}\u{2060}=1",
            "\"=1",
            "'=1",
            ";=1",
            ",=1",
            "\";\u{AD}=1",
            "-",
            "=",
        ] {
            assert_eq!(neutral(text), format!("'{text}"), "{text:?}");
            assert_eq!(original(&neutral(text)), text, "{text:?}");
        }
        for text in ["", "a=b", "1-2", "5", "قانون", "(=1)", " a", "\"quoted\"", "; and"] {
            assert_eq!(neutral(text), text, "{text:?}");
            assert_eq!(original(&neutral(text)), text, "{text:?}");
        }
    }

    #[test]
    fn a_text_with_an_apostrophe_of_its_own_gets_another() {
        assert_eq!(neutral("'s-Hertogenbosch"), "''s-Hertogenbosch");
        for text in ["'", "''", "'a", "''=1", "'-5"] {
            assert_eq!(original(&neutral(text)), text);
        }
    }

    #[test]
    fn control_characters_are_seen_and_do_nothing() {
        assert_eq!(neutral("\0=1"), "'␀=1");
        assert_eq!(neutral("a\u{7}b\u{7F}\u{85}"), "a␇b␡\u{FFFD}");
        assert_eq!(neutral("\r=1"), "'\n=1");
        assert_eq!(neutral("one\r\ntwo\rthree\tfour"), "one\ntwo\nthree\tfour");
    }
}
