//! How a text gets into a cell or a note: as text, whole or visibly cut, and so that it stays text where somebody edits it.

use std::borrow::Cow;

use rust_xlsxwriter::{Format, Note, Worksheet};

use crate::data::neutral;
use crate::error::ExportError;

/// The most that a cell holds, in units of UTF-16: characters beyond the first plane are two.
const MOST_IN_CELL: usize = 32_767;
/// The most that a note holds; the program that writes it adds to it.
const MOST_IN_NOTE: usize = MOST_IN_CELL - 54;
/// The most that the foot of a page holds, with room for what stands beside it.
const MOST_IN_FOOTER: usize = 200;

/// Writes a text. What a spreadsheet would take for a formula if it were typed in carries the mark that it is a text: the
/// apostrophe that people type before it, which is no part of the value.
pub(super) fn write_text(
    sheet: &mut Worksheet,
    at: (u32, u16),
    text: &str,
    format: &Format,
) -> Result<(), ExportError> {
    let shown = fitting(text, MOST_IN_CELL);
    if neutral::is_evaluated(text) || text.starts_with('\'') {
        sheet.write_string_with_format(at.0, at.1, shown, &format.clone().set_quote_prefix())?;
    } else {
        sheet.write_string_with_format(at.0, at.1, shown, format)?;
    }
    Ok(())
}

/// Writes a key that may name what somebody typed.
pub(super) fn write_key(sheet: &mut Worksheet, at: (u32, u16), key: &str) -> Result<(), ExportError> {
    sheet.write_string(at.0, at.1, fitting(key, MOST_IN_CELL))?;
    Ok(())
}

/// A note.
pub(super) fn note(text: &str) -> Note {
    Note::new(fitting(text, MOST_IN_NOTE)).set_author("IAFQ")
}

/// A text for the foot of a page, in which `&` would begin a command.
pub(super) fn footer(text: &str) -> String {
    fitting(text, MOST_IN_FOOTER).replace('&', "&&")
}

/// A text without what XML cannot hold, and no longer than so many units: what goes beyond is cut off, and the cut shows.
fn fitting(text: &str, most: usize) -> Cow<'_, str> {
    const CUT: &str = " […]";
    let visible = neutral::visible(text);
    if visible.encode_utf16().count() <= most {
        return visible;
    }
    let mut left = most - CUT.encode_utf16().count();
    let fits = |c: &char| {
        let room = left.checked_sub(c.len_utf16());
        left = room.unwrap_or_default();
        room.is_some()
    };
    let mut kept: String = visible.chars().take_while(fits).collect();
    kept.push_str(CUT);
    kept.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(text: &str) -> usize {
        text.encode_utf16().count()
    }

    #[test]
    fn a_text_of_the_largest_size_is_whole_and_one_beyond_is_cut_where_it_shows() {
        for (one, size) in [("a", 1), ("ق", 1), ("\u{1F600}", 2)] {
            let whole = one.repeat(MOST_IN_CELL / size);
            assert_eq!(fitting(&whole, MOST_IN_CELL), whole);
            let beyond = one.repeat(MOST_IN_CELL / size + 1);
            let cut = fitting(&beyond, MOST_IN_CELL);
            assert!(
                cut.ends_with(" […]") && units(&cut) <= MOST_IN_CELL && units(&cut) > MOST_IN_CELL - 2,
                "{one}"
            );
        }
    }

    #[test]
    fn what_xml_cannot_hold_is_shown() {
        assert_eq!(fitting("a\u{0}b\u{FFFF}", 10), "a␀b\u{FFFD}");
        assert_eq!(footer("R&D"), "R&&D");
    }
}
