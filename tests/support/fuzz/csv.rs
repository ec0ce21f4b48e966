//! Bytes as texts and numbers of a data set written as CSV: no text is a formula to a spreadsheet, and every one can be had
//! back.
#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "it panics where something does not hold"
)]

use aggregation::observations::ObservationRow;
use export::data::{Format, observations, original};

use super::Choices;

/// No text field begins as a formula; without its apostrophe it is what it was; numbers are untouched.
pub fn csv(data: &[u8]) {
    let mut choices = Choices::of(data);
    let mut rows = Vec::new();
    while !choices.is_empty() && rows.len() < 20 {
        rows.push(row(&mut choices));
    }
    let mut written = Vec::new();
    observations(&rows, Format::Csv, &mut written).expect("memory takes what is written");
    let mut reader = ::csv::Reader::from_reader(written.as_slice());
    let read: Vec<::csv::StringRecord> =
        reader.records().map(|record| record.expect("our CSV is CSV")).collect();
    assert_eq!(read.len(), rows.len());
    for (record, row) in read.iter().zip(&rows) {
        same(record, row);
    }
}

fn same(record: &::csv::StringRecord, row: &ObservationRow) {
    let field = |index: usize| record.get(index).unwrap_or_default();
    for (index, text) in texts(row) {
        let written = field(index);
        assert!(!is_evaluated(written), "{written:?} is a formula");
        assert!(!written.contains(is_raw_control), "{written:?} holds a control character");
        assert_eq!(original(written), pictured(text), "written as {written:?}");
    }
    assert_eq!(field(4), row.time_period.to_string());
    assert_eq!(field(10).parse().ok(), row.obs_value, "a number was touched");
}

/// The texts that come from outside, and their fields.
fn texts(row: &ObservationRow) -> [(usize, &str); 6] {
    [
        (1, &row.area_name),
        (8, &row.row_label),
        (11, &row.obs_text),
        (17, &row.source),
        (18, &row.note),
        (20, &row.origin),
    ]
}

fn row(choices: &mut Choices<'_>) -> ObservationRow {
    let number = choices.float();
    ObservationRow {
        ref_area: "XDA".into(),
        area_name: choices.text(12),
        region: "Testing".into(),
        subregion: String::new(),
        time_period: 2025,
        table_id: "SZ.TYPE".into(),
        table_label: "=1+1".into(),
        row_code: "PISTOL".into(),
        row_label: choices.text(12),
        column_code: "COUNT".into(),
        obs_value: Some(number).filter(|number| number.is_finite()),
        obs_text: choices.text(40),
        unit: "arms".into(),
        availability: "V",
        obs_status: "A",
        conf_status: "F",
        included_in: String::new(),
        source: choices.text(12),
        note: choices.text(40),
        origin_upload: String::new(),
        origin: choices.text(12),
    }
}

/// Whether a spreadsheet would, or might after what it strips, take a field for a formula.
fn is_evaluated(field: &str) -> bool {
    let shows_nothing = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}')
    };
    let start = field.trim_start_matches(|c| shows_nothing(c) || matches!(c, '"' | ';' | ','));
    let begins = start.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    begins || field.starts_with(['\t', '\r', '\n', '\0'])
}

fn is_raw_control(c: char) -> bool {
    c.is_control() && c != '\t' && c != '\n'
}

/// The text with line ends alike and pictures of its control characters.
fn pictured(text: &str) -> String {
    let picture = |c: char| match u32::from(c) {
        0xFFFE | 0xFFFF => '\u{FFFD}',
        _ if !is_raw_control(c) => c,
        0x7F => '␡',
        code => char::from_u32(0x2400 + code).filter(|_| code < 0x20).unwrap_or('\u{FFFD}'),
    };
    text.replace("\r\n", "\n").replace('\r', "\n").chars().map(picture).collect()
}
