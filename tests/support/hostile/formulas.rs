//! Row 33: error values, and formulas with and without results.

use std::fmt::Write as _;

use super::book::{Book, SEIZED, SHEET, sheet};
use super::stream::Stream;
use super::{Expected, Reads, Recipe, from, read, refused};

const ASKED: Expected = Expected::Finds(&["STR-12"], Reads::NoCount);

/// The number of seized pistols, written so.
fn cell(name: &'static str, content: &'static str) -> Recipe {
    from(33, name, ASKED, content, |content| Book::core().pistols(content).bytes())
}

/// An error for a number.
fn error(name: &'static str, error: &'static str) -> Recipe {
    from(33, name, ASKED, error, |error| Book::core().pistols(&format!(r#" t="e"><v>{error}</v>"#)).bytes())
}

pub(super) fn all() -> Vec<Recipe> {
    let mut all = vec![
        error("an-error-of-a-lost-reference", "#REF!"),
        error("an-error-of-something-not-available", "#N/A"),
        error("an-error-of-a-division", "#DIV/0!"),
        error("an-error-of-an-unknown-name", "#NAME?"),
        error("an-error-of-nothing", "#NULL!"),
        error("an-error-of-a-full-neighbour", "#SPILL!"),
        error("an-error-of-a-calculation", "#CALC!"),
        error("an-error-of-a-missing-field", "#FIELD!"),
        error("an-error-of-a-blocked-link", "#BLOCKED!"),
        error("an-error-that-no-program-knows", "#SEIZED!"),
        error("an-error-of-no-letters", ""),
        cell("a-formula-with-an-error", r#" t="e"><f>1/0</f><v>#DIV/0!</v>"#),
        cell("a-formula-with-an-unknown-error", r#" t="e"><f>LET(1)</f><v>#WHAT?</v>"#),
        cell("a-formula-with-a-number", "><f>6+6</f><v>12</v>"),
        cell("a-formula-without-a-result", "><f>6+6</f>"),
        cell("a-formula-with-an-empty-result", "><f>6+6</f><v></v>"),
        cell("a-formula-behind-its-result", "><v>12</v><f>6+6</f>"),
        cell("a-formula-with-a-text", r#" t="str"><f>"1"&amp;"2"</f><v>12</v>"#),
        cell("a-formula-that-is-empty", "><f/><v>12</v>"),
        cell("a-formula-of-itself", "><f>C29</f><v>12</v>"),
        cell("a-formula-of-a-name-that-changes", "><f>RAND()*0+12</f><v>12</v>"),
        cell("a-formula-of-many-cells", r#"><f t="array" ref="C29:C37">ROW()</f><v>12</v>"#),
        cell("a-formula-that-spills", r#" cm="1"><f t="array" ref="C29">SEQUENCE(9)</f><v>12</v>"#),
        cell(
            "a-formula-of-a-table-of-results",
            r#"><f t="dataTable" ref="C29:C30" dt2D="1" r1="A1" r2="A2"/><v>12</v>"#,
        ),
        cell("a-formula-of-another-cell", r#"><f t="shared" si="4294967295"/><v>12</v>"#),
        cell("a-picture-in-a-cell", r#" t="e" vm="1"><v>#VALUE!</v>"#),
    ];
    all.extend(many());
    all
}

fn many() -> Vec<Recipe> {
    vec![
        refused(33, "a-formula-over-the-whole-sheet", "too-large", || {
            Book::core().pistols(r#"><f t="array" ref="A1:XFD1048576">1</f><v>12</v>"#).bytes()
        }),
        refused(33, "a-table-of-results-over-the-whole-sheet", "too-large", || {
            Book::core().pistols(r#"><f t="dataTable" ref="A1:XFD1048576" dt2D="1"/><v>12</v>"#).bytes()
        }),
        refused(33, "ten-thousand-formulas-over-a-column-each", "too-large", || {
            let cell = r#"<row><c><f t="array" ref="A1:A1048576">1</f></c></row>"#;
            let rows = Stream::default().then(SHEET.0).times(cell, 10_000).then(SHEET.1);
            Book::core().sheet("Sheet1", "", rows.end()).bytes()
        }),
        refused(33, "a-formula-over-more-than-a-sheet", "impossible-cell", || {
            Book::core().pistols(r#"><f t="array" ref="A1:ZZZZ9999999">1</f><v>12</v>"#).bytes()
        }),
        read(
            33,
            "one-long-formula-shared-by-two-hundred-thousand-cells",
            &["STR-19"],
            Reads::AsBefore,
            || {
                let formula = format!("SUM({})", "A1,".repeat(2_700));
                let mut rows = format!(
                    r#"<row r="1"><c r="B1"><f t="shared" si="0" ref="B1:B200000">{formula}</f><v>1</v></c></row>"#
                );
                for row in 2..=200_000 {
                    let _ = write!(
                        rows,
                        r#"<row r="{row}"><c r="B{row}"><f t="shared" si="0"/><v>1</v></c></row>"#
                    );
                }
                Book::core().sheet("Sheet1", "", sheet(&rows)).bytes()
            },
        ),
        read(33, "a-formula-of-eight-megabytes", &["STR-12"], Reads::NoCount, || {
            Book::core().pistols(&format!("><f>{}1</f><v>12</v>", "1+".repeat(4 << 20))).bytes()
        }),
        read(33, "a-key-that-is-a-formula", &["STR-10"], Reads::Anything, || {
            let key = r#" t="str"><f>"SZ.TYPE/"&amp;"PISTOL"</f><v>SZ.TYPE/PISTOL</v>"#;
            Book::core().cell(SEIZED, "A29", key).bytes()
        }),
        read(33, "a-status-that-is-an-error", &["STR-12"], Reads::Anything, || {
            Book::core().cell(SEIZED, "C21", r#" t="e"><v>#REF!</v>"#).bytes()
        }),
        read(33, "a-note-that-is-a-formula", &["STR-12"], Reads::Anything, || {
            Book::core().cell(SEIZED, "F29", r#" t="str"><f>"a"&amp;"b"</f><v>ab</v>"#).bytes()
        }),
    ]
}
