//! Free text: Unicode NFC, without what is unsafe to show.

mod clean;
mod mixed;

use std::sync::Arc;

use super::Remark;
use crate::rules;
use clean::clean;
pub(super) use clean::is_unsafe;

/// A text of at most so many characters, and what is to be said of it.
pub(super) fn text(typed: &str, most: u32) -> Result<(Arc<str>, Vec<Remark>), Remark> {
    let (cleaned, changed) = clean(typed);
    let count = cleaned.chars().count();
    if count > usize::try_from(most).unwrap_or(usize::MAX) {
        let remark = Remark::error(&rules::UNSAFE_TEXT, "long", typed);
        return Err(remark
            .with("most", u64::from(most))
            .with("count", u64::try_from(count).unwrap_or(u64::MAX)));
    }
    let mut notes = Vec::new();
    if changed {
        notes.push(Remark::note(&rules::UNSAFE_TEXT, "cleaned", typed));
    }
    if let Some((word, points)) = mixed::word(&cleaned) {
        notes.push(
            Remark::note(&rules::UNSAFE_TEXT, "mixed", typed).with("word", word).with("points", points),
        );
    }
    Ok((Arc::from(cleaned), notes))
}

/// The text in its normal form, without what is unsafe to show.
pub(crate) fn safe(typed: &str) -> String {
    clean(typed).0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcomes(typed: &str) -> Vec<&'static str> {
        text(typed, 100).unwrap().1.iter().map(|note| note.outcome).collect()
    }

    #[test]
    fn what_was_taken_out_and_what_may_deceive_is_said() {
        assert_eq!(outcomes("safe\u{202E}gpj\u{0} end"), ["cleaned"]);
        assert_eq!(outcomes("рaris"), ["mixed"]);
        assert_eq!(outcomes("р\u{200B}aris"), ["cleaned", "mixed"]);
        assert!(outcomes("Paris").is_empty());
        assert_eq!(&*text("рaris", 100).unwrap().0, "рaris", "it is kept as it is");
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
