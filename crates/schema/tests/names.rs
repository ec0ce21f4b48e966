//! The text forms of places and anchors are read back as they were written.

use schema::layout::{ColumnAnchor, RowAnchor};
use schema::text::{fill, placeholders};
use schema::value::column_letters;
use schema::{At, CellKey, Place, Pointer, RecordKey};

#[test]
fn a_cell_key_is_read_back_as_it_is_written() {
    for text in ["SZ.TYPE/PISTOL", "TR.SZ/UI.LN", "M0.FP/NAME/VALUE", "FL.MANUF/XDB/SHARE"] {
        assert_eq!(CellKey::parse(text).unwrap().to_string(), text);
    }
    for text in ["", "SZ.TYPE", "SZ.TYPE/", "/PISTOL", "a/b/c/d"] {
        assert_eq!(CellKey::parse(text), None, "{text}");
    }
}

#[test]
fn a_pointer_may_name_a_year() {
    let pointer = Pointer::parse("SZ.TYPE/OTHER@2024").unwrap();
    assert_eq!((pointer.year, pointer.to_string().as_str()), (Some(2024), "SZ.TYPE/OTHER@2024"));
    assert_eq!(Pointer::parse("SZ.TYPE/OTHER").unwrap().year, None);
    assert_eq!(Pointer::parse("SZ.TYPE/OTHER@x"), None);
}

#[test]
fn a_place_in_an_incident_names_case_line_and_field() {
    let key = RecordKey {
        table: "SIG".into(),
        case: "A-1".into(),
        child: Some(("ARMS".into(), 2)),
        field: Some("COUNT".into()),
    };
    assert_eq!(Place::new(2025, At::Record(key)).to_string(), "2025:SIG[A-1].ARMS[2]/COUNT");
}

#[test]
fn anchors_are_read_back_as_they_are_written() {
    for text in [
        "#cells SZ.TYPE",
        "#declaration SZ.TYPE",
        "#records SIG",
        "#records SIG/ARMS",
        "SZ.TYPE/PISTOL",
        "FL.MANUF/?",
        "SZ.TYPE/_scope_note",
    ] {
        assert_eq!(RowAnchor::parse(text).unwrap().to_string(), text);
    }
    for text in [
        "COUNT",
        "CONTEXT:2",
        "_value",
        "_value:2",
        "_row",
        "_case",
        "_quality",
        "_confidentiality",
        "_note",
        "_previous:COUNT",
        "_corrected:COUNT",
        "_reason",
    ] {
        assert_eq!(ColumnAnchor::parse(text).unwrap().to_string(), text);
    }
    for text in ["", "#", "#cells", "Pistol", "SZ.TYPE/_unknown", "a/b/c"] {
        assert_eq!(RowAnchor::parse(text), None, "{text}");
    }
}

#[test]
fn columns_have_spreadsheet_letters() {
    for (column, letters) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")] {
        assert_eq!(column_letters(column), letters);
    }
}

#[test]
fn placeholders_are_filled_and_unknown_ones_stay() {
    let value = |name: &str| (name == "sum").then(|| "412".to_owned());
    assert_eq!(fill("adds up to {sum}, not {total}", value), "adds up to 412, not {total}");
    assert_eq!(fill("an open { brace", value), "an open { brace");
    assert_eq!(placeholders("{sum} of {total}"), ["sum", "total"]);
}

#[test]
fn a_place_is_read_back_from_its_stable_text() {
    for text in [
        "2025",
        "2025:SZ.TYPE",
        "2025:SZ.TYPE/_scope",
        "2025:SZ.TYPE/PISTOL",
        "2025:FL.DEST/XDB/SHARE",
        "2025:SIG[A-1]",
        "2025:SIG[A-1]/DATE",
        "2025:SIG[A-1].ARMS[2]/COUNT",
        "2025:SIG[a[1]/b]/DATE",
    ] {
        let place = Place::parse(text).unwrap_or_else(|| panic!("{text} is no place"));
        assert_eq!(place.to_string(), text);
    }
    for text in ["", "year", "2025:SZ.TYPE/_nothing", "2025:SIG[A-1", "70000:SZ.TYPE"] {
        assert_eq!(Place::parse(text), None, "{text}");
    }
}
