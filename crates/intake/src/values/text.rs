//! Free text: Unicode NFC, no control characters, no characters that turn the direction of what follows.

use std::sync::Arc;

use unicode_normalization::{UnicodeNormalization as _, is_nfc};

use super::Remark;
use crate::rules;

/// A text of at most so many characters.
pub(super) fn text(typed: &str, most: u32) -> Result<(Arc<str>, Option<Remark>), Remark> {
    let (cleaned, changed) = clean(typed);
    let count = cleaned.chars().count();
    if count > usize::try_from(most).unwrap_or(usize::MAX) {
        let remark = Remark::error(&rules::UNSAFE_TEXT, "long", typed);
        return Err(remark
            .with("most", u64::from(most))
            .with("count", u64::try_from(count).unwrap_or(u64::MAX)));
    }
    let note = changed.then(|| Remark::note(&rules::UNSAFE_TEXT, "cleaned", typed));
    Ok((Arc::from(cleaned), note))
}

/// The text in its normal form, without what is unsafe to show.
pub(crate) fn safe(typed: &str) -> String {
    clean(typed).0
}

/// The text without what is unsafe to show, and whether anything but its normal form changed.
fn clean(typed: &str) -> (String, bool) {
    let normal: String = if is_nfc(typed) { typed.to_owned() } else { typed.nfc().collect() };
    let trimmed = normal.trim().replace("\r\n", "\n");
    let safe: String = trimmed.chars().filter(|c| !is_unsafe(*c)).collect();
    let changed = safe != trimmed;
    (safe, changed)
}

/// Control characters but tab and line end, and the embedding, override and isolate marks of bidirectional text.
pub(super) fn is_unsafe(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_turns_the_direction_or_controls_is_taken_out_and_said() {
        let (text, note) = text("safe\u{202E}gpj\u{0} end", 100).unwrap();
        assert_eq!(&*text, "safegpj end");
        assert_eq!(note.unwrap().outcome, "cleaned");
    }

    #[test]
    fn a_text_in_another_normal_form_is_the_same_text() {
        assert_eq!(clean("Co\u{302}te d\u{2019}Ivoire"), ("Côte d\u{2019}Ivoire".to_owned(), false));
    }

    #[test]
    fn a_text_that_is_too_long_is_an_error() {
        assert_eq!(text("abcdef", 5).unwrap_err().outcome, "long");
        assert!(text("قانون", 5).is_ok(), "characters count, not bytes");
    }
}
