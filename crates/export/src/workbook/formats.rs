//! How cells look. Contrast is at least 4.5 to 1; what colour says is also said in words.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, ProtectionOptions, Worksheet};
use schema::{Lang, Severity};

use super::cells;

/// The formats of a workbook.
pub(super) struct Formats {
    pub(super) title: Format,
    pub(super) table: Format,
    pub(super) help: Format,
    pub(super) header: Format,
    pub(super) label: Format,
    pub(super) part: Format,
    pub(super) total: Format,
    pub(super) input: Format,
    pub(super) total_input: Format,
    pub(super) text: Format,
    pub(super) date: Format,
    pub(super) previous: Format,
    pub(super) plain: Format,
    pub(super) good: Format,
    pub(super) bad: Format,
}

const PALE_YELLOW: u32 = 0xFF_F9DB;
const PALE_BLUE: u32 = 0xE8_EEF7;
const DARK_BLUE: u32 = 0x1F_3864;
const PALE_GREY: u32 = 0xEE_EEEE;
/// Reading directions of a cell, in the numbers of the file format.
const BY_CONTEXT: u8 = 0;
const RIGHT_TO_LEFT: u8 = 2;
const LINE: u32 = 0xB7_B7B7;

impl Formats {
    /// Formats for a language. Without a reading direction, a sentence that begins with a number would be set from
    /// left to right in Arabic, its full stop on the wrong side.
    pub(super) fn new(lang: Lang) -> Self {
        let direction = if lang.is_right_to_left() { RIGHT_TO_LEFT } else { BY_CONTEXT };
        let base = || {
            let format = Format::new().set_font_name("Calibri").set_font_size(11);
            format.set_align(FormatAlign::Top).set_reading_direction(direction)
        };
        let bordered = || base().set_border(FormatBorder::Thin).set_border_color(LINE);
        let input = || bordered().set_background_color(PALE_YELLOW).set_unlocked();
        Self {
            title: base().set_bold().set_font_size(16).set_font_color(DARK_BLUE),
            table: base().set_bold().set_font_size(12).set_font_color(DARK_BLUE),
            help: base().set_text_wrap().set_font_color(0x40_4040),
            header: bordered().set_bold().set_background_color(PALE_BLUE).set_text_wrap(),
            label: bordered().set_text_wrap(),
            part: bordered().set_text_wrap().set_indent(2),
            total: bordered().set_text_wrap().set_bold(),
            input: input().set_num_format("#,##0.##########"),
            total_input: input().set_num_format("#,##0.##########").set_bold(),
            text: input().set_num_format("@").set_text_wrap(),
            date: input().set_num_format("yyyy-mm-dd"),
            previous: bordered().set_background_color(PALE_GREY).set_font_color(0x40_4040),
            plain: base().set_text_wrap(),
            good: base().set_font_color(0x1E_5B2A),
            bad: base().set_font_color(0x9C_0006).set_background_color(0xFF_E3E3).set_bold(),
        }
    }
}

/// A format in the colour of a severity: the same meaning stands in words in the note and on the sheet of findings.
pub(super) fn marked(format: &Format, severity: Severity) -> Format {
    let (ground, line) = match severity {
        Severity::Error => (0xFF_D6D6, 0x9C_0006),
        Severity::Warning => (0xFF_E2B8, 0x8A_4B00),
        Severity::Note => (0xDC_EBFB, 0x1F_3864),
    };
    format.clone().set_background_color(ground).set_border(FormatBorder::Medium).set_border_color(line)
}

/// What every sheet of answers has: direction, print settings, protection without a password.
pub(super) fn dress(sheet: &mut Worksheet, lang: Lang, footer: &str) {
    sheet
        .set_right_to_left(lang.is_right_to_left())
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0)
        .set_footer(format!("&L{}&R&P / &N", cells::footer(footer)))
        .protect_with_options(&ProtectionOptions {
            format_columns: true,
            format_rows: true,
            ..ProtectionOptions::default()
        });
}
