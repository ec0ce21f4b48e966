//! E-mail addresses, also with the sign in words.

use super::Least;
use super::fold::Folded;

/// The sign, and how people write it to hide an address.
const SIGNS: [&str; 5] = ["@", "(at)", "[at]", "(arroba)", " at "];

pub(super) fn find(text: &mut Folded, _: &Least) -> bool {
    let mut found = false;
    for index in 0..text.len() {
        let ends = SIGNS.iter().filter_map(|sign| text.starts(index, sign).map(|end| (*sign, end)));
        for (sign, end) in ends.collect::<Vec<_>>() {
            let to = text.skip(end, |letter| letter.is_alphanumeric() || "-.".contains(letter));
            if text.before(index).is_alphanumeric() && is_domain(&text.word(end..to), sign) {
                let mut from = index;
                while text.before(from).is_alphanumeric() || "._%+-".contains(text.before(from)) {
                    from -= 1;
                }
                text.take_out(from..to);
                found = true;
            }
        }
    }
    found
}

/// Names joined by dots, the last one of letters. The bare word needs a domain that people use for mail.
fn is_domain(text: &str, sign: &str) -> bool {
    let text = text.trim_end_matches(['.', '-']);
    let parts: Vec<_> = text.split('.').collect();
    let named = parts.iter().all(|part| !part.is_empty());
    let last = parts.last().is_some_and(|last| last.len() > 1 && last.chars().all(char::is_alphabetic));
    let known = sign != " at " || MAIL.contains(&text);
    parts.len() > 1 && named && last && known
}

/// Domains of personal mail.
const MAIL: [&str; 6] = ["gmail.com", "yahoo.com", "hotmail.com", "outlook.com", "mail.ru", "qq.com"];
