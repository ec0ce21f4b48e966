//! Row 31: what is not shown and may be read all the same.

use super::book::{BOOK, Book, DECLARATION, MAIN, OFFICE, SEIZED, inline, sheet};
use super::{Expected, Reads, Recipe, from, read, refused};

const SAME: Expected = Expected::Finds(&[], Reads::AsBefore);

/// Something in the list of sheets.
fn listed(name: &'static str, expected: Expected, from_to: (&'static str, &'static str)) -> Recipe {
    from(31, name, expected, from_to, |(from, to)| Book::core().replace(BOOK, from, to).bytes())
}

/// Something in the sheet of seized arms.
fn seized(name: &'static str, expected: Expected, from_to: (&'static str, &'static str)) -> Recipe {
    from(31, name, expected, from_to, |(from, to)| Book::core().replace(SEIZED, from, to).bytes())
}

/// A sheet of its own that is shown so.
fn own(name: &'static str, state: &'static str) -> Recipe {
    from(31, name, Expected::Finds(&["STR-19"], Reads::AsBefore), state, |state| {
        Book::core().sheet("Sheet1", state, sheet("<row><c><v>999</v></c></row>")).bytes()
    })
}

pub(super) fn all() -> Vec<Recipe> {
    let mut all = shown();
    all.extend(beside());
    all
}

fn shown() -> Vec<Recipe> {
    const PISTOLS: &str = r#"<row r="29" spans="1:8""#;
    vec![
        own("a-hidden-sheet-of-other-numbers", r#" state="hidden""#),
        own("a-deeply-hidden-sheet-of-other-numbers", r#" state="veryHidden""#),
        refused(31, "a-sheet-in-a-state-that-does-not-exist", "damaged-workbook", || {
            Book::core().sheet("Sheet1", r#" state="invisible""#, sheet("<row/>")).bytes()
        }),
        listed("the-sheet-of-seized-arms-is-hidden", SAME, (r#"name="M1""#, r#"name="M1" state="hidden""#)),
        listed("the-list-of-codes-is-shown", SAME, (r#" state="hidden""#, "")),
        read(31, "the-answers-under-the-name-of-the-code-lists", &["STR-10"], Reads::NoCount, || {
            let book = Book::core().replace(BOOK, r#"name="_lists""#, r#"name="codes""#);
            book.replace(BOOK, r#"name="M1""#, r#"name="_lists""#).bytes()
        }),
        seized("a-hidden-row", SAME, (PISTOLS, r#"<row r="29" spans="1:8" hidden="1""#)),
        seized("a-row-of-no-height", SAME, (PISTOLS, r#"<row r="29" spans="1:8" ht="0" customHeight="1""#)),
        seized(
            "a-folded-row",
            SAME,
            (PISTOLS, r#"<row r="29" spans="1:8" outlineLevel="7" collapsed="1" hidden="1""#),
        ),
        seized(
            "a-view-that-shows-formulas-and-no-zeros",
            SAME,
            ("<sheetView ", r#"<sheetView showFormulas="1" showZeros="0" rightToLeft="1" "#),
        ),
    ]
}

/// Numbers that are read by one who looks at the file, and not by one who looks at the form.
fn beside() -> Vec<Recipe> {
    vec![
        read(31, "a-look-alike-that-is-shown-instead", &["STR-19"], Reads::AsBefore, || {
            let rows = format!("<row><c{}</c><c><v>999</v></c></row>", inline("Pistol"));
            Book::core()
                .replace(BOOK, r#"name="M1""#, r#"name="M1" state="hidden""#)
                .sheet("M1 ", "", sheet(&rows))
                .bytes()
        }),
        read(31, "a-hidden-row-without-a-key", &["INT-06"], Reads::AsBefore, || {
            Book::core().rows(r#"<row r="900" hidden="1"><c r="C900"><v>999</v></c></row>"#).bytes()
        }),
        read(31, "a-number-in-a-hidden-column-beside-the-form", &["INT-06"], Reads::AsBefore, || {
            let change = |text: String| {
                let (before, after) = text.split_once(r#"<row r="30""#).unwrap();
                format!(
                    r#"{}<c r="XFD29"><v>999</v></c></row><row r="30"{after}"#,
                    before.strip_suffix("</row>").unwrap()
                )
            };
            Book::core()
                .change(SEIZED, change)
                .replace(SEIZED, "</cols>", r#"<col min="16384" max="16384" width="0" hidden="1"/></cols>"#)
                .bytes()
        }),
        read(31, "a-number-in-white-on-white", &[], Reads::Count(12), || {
            Book::core()
                .replace(super::book::STYLES, "</fonts>", r#"<font><color rgb="FFFFFFFF"/></font></fonts>"#)
                .pistols("><v>12</v>")
                .bytes()
        }),
        read(31, "numbers-in-names-properties-and-rules", &[], Reads::AsBefore, || {
            let name = r#"<definedName name="hidden" hidden="1">999</definedName></definedNames>"#;
            let rules = r#"<conditionalFormatting sqref="C29"><cfRule type="expression" priority="1"><formula>999</formula></cfRule></conditionalFormatting><dataValidations"#;
            Book::core()
                .replace(BOOK, "</definedNames>", name)
                .replace(SEIZED, "<dataValidations", rules)
                .bytes()
        }),
        read(31, "a-chart-on-a-sheet-of-its-own", &[], Reads::AsBefore, || {
            let chart = format!("{DECLARATION}<chartsheet {MAIN}><sheetViews/></chartsheet>");
            let listed = r#"<sheet name="Chart1" sheetId="99" r:id="rId99"/></sheets>"#;
            Book::core()
                .part("xl/chartsheets/sheet1.xml", &format!("{OFFICE}.spreadsheetml.chartsheet+xml"), chart)
                .related("chartsheet", "chartsheets/sheet1.xml")
                .replace(BOOK, "</sheets>", listed)
                .bytes()
        }),
    ]
}
