//! Cell references, within what a sheet can have.

/// Row and column, counted from 0.
pub(crate) type Position = (u32, u32);

/// The last row and column of the format, counted from 0.
const LAST: Position = (1_048_575, 16_383);

/// A range such as `A1:C3`, or one cell.
pub(super) fn range_of(text: &[u8]) -> Option<(Position, Position)> {
    let mut parts = text.split(|byte| *byte == b':');
    let first = reference(parts.next()?)?;
    let last = match parts.next() {
        Some(last) => reference(last)?,
        None => first,
    };
    (parts.next().is_none() && first.0 <= last.0 && first.1 <= last.1).then_some((first, last))
}

/// A cell reference such as `AB12`, within the format.
pub(super) fn reference(text: &[u8]) -> Option<Position> {
    let digits = text.iter().position(u8::is_ascii_digit)?;
    let (letters, number) = text.split_at_checked(digits)?;
    let column = letters.iter().try_fold(0_u32, |sum, letter| {
        let digit = letter.to_ascii_uppercase().checked_sub(b'A').filter(|digit| *digit < 26)?;
        sum.checked_mul(26)?.checked_add(u32::from(digit) + 1)
    })?;
    let row: u32 = std::str::from_utf8(number).ok()?.parse().ok()?;
    Some((row.checked_sub(1)?, column.checked_sub(1)?)).filter(|position| is_possible(*position))
}

/// Whether a sheet can have the cell.
pub(super) fn is_possible(position: Position) -> bool {
    position.0 <= LAST.0 && position.1 <= LAST.1
}

/// A position as people write it, e.g. `AB12`.
pub(crate) fn written((row, column): Position) -> String {
    let (mut letters, mut rest) = (Vec::new(), column + 1);
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or_default();
        letters.insert(0, char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    format!("{}{}", letters.into_iter().collect::<String>(), row + 1)
}
