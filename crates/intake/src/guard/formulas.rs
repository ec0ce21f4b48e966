//! Which cells of a sheet hold a formula. The reader gives cached results like typed values; they are never trusted.

use std::collections::BTreeSet;

use super::part::find;

/// Row and column, counted from 0.
pub(crate) type Position = (u32, u32);

/// The cells of a sheet part that hold a formula.
pub(super) fn positions(content: &[u8]) -> BTreeSet<Position> {
    let mut found = BTreeSet::new();
    let mut from = 0;
    while let Some(at) = content.get(from..).and_then(|rest| find(rest, b"<f")) {
        let at = from + at;
        from = at + 2;
        if content.get(from).is_some_and(|next| matches!(next, b'>' | b' ' | b'/' | b'\n' | b'\t' | b'\r')) {
            let before = content.get(..at).unwrap_or_default();
            found.extend(cell_before(before));
        }
    }
    found
}

/// The reference of the cell element that opens last before a place.
fn cell_before(before: &[u8]) -> Option<Position> {
    let open = before.windows(3).rposition(|window| window == b"<c " || window == b"<c\n")?;
    let tag = before.get(open..)?;
    let tag = tag.get(..tag.iter().position(|byte| *byte == b'>')?)?;
    let at = find(tag, b" r=")?;
    let quoted = tag.get(at + 4..)?;
    let end = quoted.iter().position(|byte| matches!(byte, b'"' | b'\''))?;
    reference(std::str::from_utf8(quoted.get(..end)?).ok()?)
}

/// A cell reference such as `AB12`.
fn reference(text: &str) -> Option<Position> {
    let digits = text.find(|c: char| c.is_ascii_digit())?;
    let (letters, number) = text.split_at_checked(digits)?;
    let column = letters.bytes().try_fold(0_u32, |sum, letter| {
        letter.is_ascii_alphabetic().then(|| sum * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1)
    })?;
    Some((number.parse::<u32>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_with_a_formula_is_found_and_one_without_is_not() {
        let sheet = br#"<row r="1"><c r="A1"><v>1</v></c><c r="AB2" s="1"><f>A1+1</f><v>2</v></c><c r="C3"><f t="shared" si="0"/></c></row>"#;
        assert_eq!(positions(sheet), BTreeSet::from([(1, 27), (2, 2)]));
    }

    #[test]
    fn other_elements_that_begin_with_f_are_not_formulas() {
        assert!(positions(br#"<c r="A1"><v>1</v></c><formatCode/><font/>"#).is_empty());
    }
}
