use super::*;

fn look(sheet: &[u8]) -> Result<Sheet, IntakeError> {
    let limits = Limits::interactive();
    let mut count = Count::default();
    let whole = [&b"<worksheet><sheetData>"[..], sheet, b"</sheetData></worksheet>"].concat();
    let mut look = Look::new("sheet", &limits, &mut count);
    xml::walk("sheet", &whole, &limits, |tag| look.tag(tag))?;
    Ok(look.sheet)
}

fn formulas(sheet: &[u8]) -> BTreeSet<Position> {
    look(sheet).unwrap().formulas
}

#[test]
fn a_cell_with_a_formula_is_found_and_one_without_is_not() {
    let sheet = br#"<row r="1"><c r="A1"><v>1</v></c><c r="AB1" s="1"><f>A1+1</f><v>2</v></c></row><row><c r="C3"><f t="shared" si="0"/></c></row>"#;
    assert_eq!(formulas(sheet), BTreeSet::from([(0, 27), (2, 2)]));
}

#[test]
fn every_cell_that_an_array_formula_fills_is_found() {
    let sheet = br#"<row r="27"><c r="C27"><f t="array" ref="C27:C29">A1:A3</f><v>1</v></c></row><row r="28"><c r="C28"><v>2</v></c></row>"#;
    assert_eq!(formulas(sheet), BTreeSet::from([(26, 2), (27, 2), (28, 2)]));
}

#[test]
fn a_cell_without_a_reference_stands_behind_the_one_before() {
    let sheet = br"<row><c><v>1</v></c><c><f>1</f><v>1</v></c></row><row><c/><c><f>1</f></c></row>";
    assert_eq!(formulas(sheet), BTreeSet::from([(0, 1), (1, 1)]));
}

#[test]
fn prefixed_elements_count_like_others_and_what_stands_outside_the_cells_does_not() {
    let limits = Limits::interactive();
    let mut count = Count::default();
    let mut look = Look::new("sheet", &limits, &mut count);
    let outside =
        br#"<worksheet><sheetData><row><c r="A1"><v>1</v></c></row></sheetData><x><f>1</f></x></worksheet>"#;
    xml::walk("sheet", outside, &limits, |tag| look.tag(tag)).unwrap();
    assert!(look.sheet.formulas.is_empty());
    let mut count = Count::default();
    let mut look = Look::new("sheet", &limits, &mut count);
    let prefixed = br#"<x:worksheet><x:sheetData><x:row r="1"><x:c r="B1"><x:f>1</x:f><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>"#;
    xml::walk("sheet", prefixed, &limits, |tag| look.tag(tag)).unwrap();
    assert_eq!((look.sheet.formulas, look.sheet.cells), (BTreeSet::from([(0, 1)]), 1));
}

#[test]
fn what_no_sheet_can_have_is_refused() {
    for (sheet, code) in [
        (&br#"<row><c r="ZZZZZZZZ1"><f>1</f></c></row>"#[..], "impossible-cell"),
        (br#"<row><c r="A0"/></row>"#, "impossible-cell"),
        (br#"<row><c r="XFE1"/></row>"#, "impossible-cell"),
        (br#"<row r="1048577"/>"#, "impossible-cell"),
        (br#"<dimension ref="A1:ZZZZZZZZ9"/>"#, "impossible-cell"),
        (br#"<row><c r="A1"><f t="array" ref="A1:XFD1048576">1</f></c></row>"#, "too-large"),
        (br#"<row><c r="$A$1"/></row>"#, "impossible-cell"),
        (br#"<dimension ref="B2:A1"/>"#, "impossible-cell"),
        (br#"<row r="2"><c r="A3"/></row>"#, "cells-out-of-order"),
        (br#"<row><c r="A1" r="B1"/></row>"#, "damaged-workbook"),
        (br#"<row><c t="s"><v>-1</v></c></row>"#, "damaged-workbook"),
        (br"<row><c><v>1<!-- -->2</v></c></row>", "damaged-workbook"),
        (br"<row><c><v>&#49;2</v></c></row>", "damaged-workbook"),
        (br"<row><x:c><v>1</v></x:c></row>", "damaged-workbook"),
        (br#"<row><c r="A1"><v>1</v><v>2</v></c></row>"#, "damaged-workbook"),
        (br#"<row><c r="A1"><c r="A2"/></c></row>"#, "damaged-workbook"),
    ] {
        assert_eq!(look(sheet).unwrap_err().code(), code, "{}", String::from_utf8_lossy(sheet));
    }
}

#[test]
fn many_array_formulas_fill_no_more_than_one_may() {
    let one = |row: u32| {
        format!("<row><c r=\"A{row}\"><f t=\"array\" ref=\"A{row}:AZ{}\">1</f></c></row>", row + 999)
    };
    let many: String = (0..3).map(|index| one(1 + index * 1_000)).collect();
    assert!(look(one(1).as_bytes()).is_ok());
    assert_eq!(look(many.as_bytes()).unwrap_err().code(), "too-large");
}

#[test]
fn positions_are_written_as_people_write_them() {
    let all = [(0, 0), (11, 25), (0, 26), (0, 701), (0, 702), (1_048_575, 16_383)];
    assert_eq!(all.map(written), ["A1", "Z12", "AA1", "ZZ1", "AAA1", "XFD1048576"]);
}

#[test]
fn old_drawings_need_not_close_their_elements_but_declare_no_document_type() {
    let look = |content: &[u8]| {
        let (mut count, mut guarded) = (Count::default(), Guarded::default());
        look_at("xl/drawings/d.vml", content.to_vec(), &Limits::interactive(), &mut count, &mut guarded)
    };
    assert!(look(b"<xml><div>a<br>b</div></xml>").is_ok());
    assert_eq!(look(b"<xml> <!DocType x></xml>").unwrap_err().code(), "document-type");
}
