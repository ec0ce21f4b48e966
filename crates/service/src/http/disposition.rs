//! Names of files that are given out (RFC 6266): a name of ours in ASCII, and beside it the name the sender gave, in a form
//! in which nothing of it can end the header or be taken for a path.

use std::fmt::Write as _;

/// The most characters of a sender's name.
const LONGEST: usize = 120;

/// A file to be saved, not shown, under a name of ours; programs that read `filename*` offer the sender's own.
pub(super) fn attachment(ours: &str, theirs: Option<&str>) -> String {
    let ours: String = ours.chars().filter(|c| c.is_ascii_alphanumeric() || ".-_".contains(*c)).collect();
    let mut header = format!("attachment; filename=\"{ours}\"");
    if let Some(name) = theirs.and_then(plain) {
        header.push_str("; filename*=UTF-8''");
        for byte in name.bytes() {
            if byte.is_ascii_alphanumeric() || b".-_".contains(&byte) {
                header.push(char::from(byte));
            } else {
                // Writing into a string does not fail.
                let _ = write!(header, "%{byte:02X}");
            }
        }
    }
    header
}

/// The last part of a path, without what controls, turns the direction or is not seen; `None` where nothing is left of it.
fn plain(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let is_seen = |c: &char| {
        !c.is_control()
            && !matches!(
                *c,
                '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
                    | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF0}'..='\u{FFFF}' | '\u{E0000}'..='\u{E0FFF}'
            )
    };
    let seen: String = last.chars().filter(is_seen).collect();
    let trimmed = seen.trim_matches(|c: char| c.is_whitespace() || c == '.');
    // The end of a name says what kind of file it is.
    let kept = if trimmed.chars().count() <= LONGEST {
        trimmed.to_owned()
    } else {
        let ending = trimmed.rsplit_once('.').map_or("", |(_, ending)| ending);
        let ending: String = ending.chars().take(8).collect();
        let start: String = trimmed.chars().take(LONGEST - 10).collect();
        format!("{start}….{ending}")
    };
    (!kept.is_empty()).then_some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn theirs(name: &str) -> String {
        let header = attachment("ours.xlsx", Some(name));
        let rest = header.strip_prefix("attachment; filename=\"ours.xlsx\"").unwrap();
        rest.strip_prefix("; filename*=UTF-8''").unwrap_or_default().to_owned()
    }

    #[test]
    fn the_name_of_the_sender_is_offered_in_ascii() {
        assert_eq!(attachment("a\"\r\nb.xlsx", None), "attachment; filename=\"ab.xlsx\"");
        assert_eq!(theirs("return.xlsx"), "return.xlsx");
        assert_eq!(theirs("Côte d'Ivoire 2025.xlsx"), "C%C3%B4te%20d%27Ivoire%202025.xlsx");
        assert_eq!(theirs("تقرير.xlsx"), "%D8%AA%D9%82%D8%B1%D9%8A%D8%B1.xlsx");
    }

    #[test]
    fn nothing_of_a_name_ends_the_header_leads_elsewhere_or_turns_the_direction() {
        for (name, safe) in [
            ("a\r\nSet-Cookie: x=1.xlsx", "aSet-Cookie%3A%20x%3D1.xlsx"),
            ("a\"; filename=\"b.exe", "a%22%3B%20filename%3D%22b.exe"),
            ("a%0d%0aX: y", "a%250d%250aX%3A%20y"),
            ("a\u{2028}b\u{2029}.xlsx", "ab.xlsx"),
            ("gpj\u{202E}xslx.exe", "gpjxslx.exe"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\a.xlsx", "a.xlsx"),
            ("\0", ""),
            ("...", ""),
            ("", ""),
        ] {
            assert_eq!(theirs(name), safe, "{name:?}");
        }
        let long = theirs(&format!("{}.xlsx", "ق".repeat(10_000)));
        assert!(long.len() < 1_000 && long.rsplit('.').next() == Some("xlsx"), "{long}");
    }
}
