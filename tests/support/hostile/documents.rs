//! Row 35: JSON that is not quite JSON, and documents that say two things at once.

use schema::{Lang, Profile};
use serde_json::json;

use super::{Expected, Reads, Recipe, from, read, refused};
use crate::samples::{document, sample};

const NO: &str = "invalid-json";
const PISTOLS: &str = "/tables/SZ.TYPE/rows/PISTOL/COUNT";

/// The short return as a document.
pub(super) fn short() -> serde_json::Value {
    document(&sample("XDA", 2025, Lang::En, Profile::Core))
}

/// The document with something else for the number of pistols, as it is written.
pub(super) fn pistols(written: &str) -> Vec<u8> {
    let mut document = short();
    *document.pointer_mut(PISTOLS).unwrap() = json!("@here@");
    document.to_string().replacen("\"@here@\"", written, 1).into_bytes()
}

/// The document with a further member.
pub(super) fn member(written: &str) -> Vec<u8> {
    short().to_string().replacen('{', &format!("{{{written},"), 1).into_bytes()
}

fn number(name: &'static str, expected: Expected, written: &'static str) -> Recipe {
    from(35, name, expected, written, |written| pistols(written))
}

fn further(name: &'static str, expected: Expected, written: &'static str) -> Recipe {
    from(35, name, expected, written, |written| member(written))
}

fn whole(name: &'static str, code: &'static str, document: &'static [u8]) -> Recipe {
    from(35, name, Expected::Refused(code), document, |document| document.to_vec())
}

pub(super) fn all() -> Vec<Recipe> {
    let mut all = numbers();
    all.extend(members());
    all.extend(bytes());
    all.extend(wholes());
    all
}

fn numbers() -> Vec<Recipe> {
    const BAD: Expected = Expected::Finds(&["STR-04"], Reads::NoCount);
    const BROKEN: Expected = Expected::Refused(NO);
    vec![
        number("json-not-a-number", BROKEN, "NaN"),
        number("json-infinity", BROKEN, "Infinity"),
        number("json-infinity-below-zero", BROKEN, "-Infinity"),
        number("json-a-number-with-a-sign", BROKEN, "+5"),
        number("json-a-number-with-a-zero-before", BROKEN, "012"),
        number("json-a-number-in-hexadecimal", BROKEN, "0x10"),
        number("json-a-number-without-a-beginning", BROKEN, ".5"),
        number("json-a-number-without-an-end", BROKEN, "5."),
        number("json-a-number-with-groups", BROKEN, "1_000"),
        number("json-a-number-in-arabic-digits", BROKEN, "١٢"),
        number("json-a-number-beyond-every-float", BAD, "1e400"),
        number("json-a-number-with-an-exponent-beyond-every-number", BAD, "1e99999999999999999999"),
        number(
            "json-a-number-of-a-hundred-digits",
            BAD,
            concat!(
                "11111111111111111111",
                "11111111111111111111",
                "11111111111111111111",
                "11111111111111111111",
                "11111111111111111111"
            ),
        ),
        number("json-a-number-of-sixty-four-bits-and-one", BAD, "18446744073709551616"),
        number("json-the-first-number-that-a-float-cannot-hold", BAD, "9007199254740993"),
        number("json-a-number-too-small-for-a-float", BAD, "1e-400"),
        number("json-a-half", BAD, "0.5"),
        number("json-a-fraction-that-rounds-to-a-count", BAD, "12.0000000000000000000000001"),
        number("json-minus-one", BAD, "-1"),
        number("json-zero-below-zero", Expected::Finds(&[], Reads::Count(0)), "-0"),
        number("json-a-count-with-a-point", Expected::Finds(&[], Reads::Count(12)), "12.0"),
        number("json-a-count-with-an-exponent", Expected::Finds(&[], Reads::Count(1_200)), "12e2"),
        number("json-arabic-digits-as-a-text", Expected::Finds(&["STR-11"], Reads::Count(12)), "\"١٢\""),
        number("json-digits-by-escape", Expected::Finds(&[], Reads::Count(12)), r#""\u0031\u0032""#),
        number("json-a-truth-for-a-number", BAD, "true"),
        number("json-a-list-for-a-number", Expected::Finds(&["INT-03"], Reads::Anything), "[12]"),
        number(
            "json-an-object-for-a-number",
            Expected::Finds(&["INT-03"], Reads::Anything),
            r#"{"value":12}"#,
        ),
        from(35, "json-a-number-of-sixty-thousand-digits", BAD, (), |()| pistols(&"1".repeat(60_000))),
        from(35, "json-an-exponent-of-sixty-thousand-digits", BAD, (), |()| {
            pistols(&format!("1e{}", "9".repeat(60_000)))
        }),
        from(35, "json-a-number-of-a-megabyte", Expected::Refused("too-large"), (), |()| {
            pistols(&"1".repeat(1 << 20))
        }),
    ]
}

fn members() -> Vec<Recipe> {
    const TWICE: Expected = Expected::Finds(&["INT-01"], Reads::Anything);
    const UNKNOWN: Expected = Expected::Finds(&["INT-02"], Reads::AsBefore);
    vec![
        further("json-a-state-that-stands-twice", TWICE, r#""country":"XDB""#),
        further("json-a-state-that-stands-twice-by-escape", TWICE, r#""c\u006funtry":"XDB""#),
        number("json-a-number-that-stands-twice", TWICE, r#"12,"COUNT":999"#),
        number("json-a-number-that-stands-twice-by-escape", TWICE, r#"12,"\u0043OUNT":999"#),
        further("json-tables-that-stand-twice", TWICE, r#""tables":{}"#),
        further("json-a-member-of-nothing", UNKNOWN, r#""":1"#),
        further("json-a-prototype", UNKNOWN, r#""__proto__":{"status":"published"},"constructor":{}"#),
        further(
            "json-members-that-nobody-may-set",
            UNKNOWN,
            r#""status":"published","country_id":1,"role":"admin""#,
        ),
        further("json-a-name-with-nothing-in-it", UNKNOWN, r#""ti\u0000tle":1"#),
        further("json-a-name-that-turns-the-direction", UNKNOWN, r#""\u202etxet":1"#),
        number(
            "json-a-name-in-wide-letters",
            Expected::Finds(&["INT-02"], Reads::Count(12)),
            r#"12,"ＣＯＵＮＴ":999"#,
        ),
        number(
            "json-a-note-with-nothing-in-it",
            Expected::Finds(&["STR-20"], Reads::Note(2)),
            r#"12,"note":"a\u0000b""#,
        ),
        number(
            "json-a-note-that-turns-the-direction",
            Expected::Finds(&["STR-20"], Reads::Note(2)),
            r#"12,"note":"a\u202eb""#,
        ),
        further("json-a-text-with-half-a-character", Expected::Refused(NO), r#""x":"\ud800""#),
        further("json-a-text-with-the-other-half-first", Expected::Refused(NO), r#""x":"\udc00\ud800""#),
        further("json-a-text-with-an-unknown-escape", Expected::Refused(NO), r#""x":"\x41""#),
        further("json-a-text-with-a-line-end", Expected::Refused(NO), "\"x\":\"a\nb\""),
        further("json-a-text-that-does-not-end", Expected::Refused(NO), r#""x":"a"#),
        further("json-a-name-without-quotes", Expected::Refused(NO), "x:1"),
        further("json-single-quotes", Expected::Refused(NO), "'x':1"),
        further("json-a-comment", Expected::Refused(NO), "/* x */ \"x\":1"),
        further("json-two-commas", Expected::Refused(NO), "\"x\":1,"),
    ]
}

fn bytes() -> Vec<Recipe> {
    vec![
        read(35, "json-with-a-byte-order-mark", &["INT-09"], Reads::AsBefore, || {
            ["\u{FEFF}".as_bytes(), short().to_string().as_bytes()].concat()
        }),
        refused(35, "json-in-utf-16", "not-a-workbook", || {
            format!("\u{FEFF}{}", short()).encode_utf16().flat_map(u16::to_le_bytes).collect()
        }),
        refused(35, "json-in-utf-16-without-a-mark", NO, || {
            short().to_string().encode_utf16().flat_map(u16::to_le_bytes).collect()
        }),
        refused(35, "json-with-a-byte-of-latin-1", NO, || {
            [br#"{"x":""#.as_slice(), b"\xE9", br#"","#, short().to_string().get(1..).unwrap().as_bytes()]
                .concat()
        }),
        refused(35, "json-with-bytes-longer-than-they-need-to-be", NO, || {
            [br#"{"x":""#.as_slice(), b"\xC0\xAF", br#"","#, short().to_string().get(1..).unwrap().as_bytes()]
                .concat()
        }),
        refused(35, "json-with-half-a-character-in-bytes", NO, || {
            [
                br#"{"x":""#.as_slice(),
                b"\xED\xA0\x80",
                br#"","#,
                short().to_string().get(1..).unwrap().as_bytes(),
            ]
            .concat()
        }),
        refused(35, "json-with-something-behind", NO, || format!("{} x", short()).into_bytes()),
        refused(35, "two-documents-in-one", NO, || format!("{0}\n{0}", short()).into_bytes()),
        refused(35, "json-cut-off", NO, || {
            let text = short().to_string();
            text.as_bytes().get(..text.len() / 2).unwrap().to_vec()
        }),
        refused(35, "json-with-a-zero-behind", NO, || format!("{}\0", short()).into_bytes()),
        refused(35, "json-two-hundred-deep", NO, || {
            member(&format!(r#""x":{}1{}"#, "[".repeat(200), "]".repeat(200)))
        }),
        refused(35, "json-objects-two-hundred-deep", NO, || {
            member(&format!(r#""x":{}1{}"#, r#"{"a":"#.repeat(200), "}".repeat(200)))
        }),
        refused(35, "json-nine-million-deep", NO, || [b"{\"x\":".to_vec(), b"[".repeat(9_000_000)].concat()),
    ]
}

fn wholes() -> Vec<Recipe> {
    const OURS: &str = "not-an-iafq-document";
    vec![
        whole("json-of-nothing", OURS, b"{}"),
        whole("json-of-somebody-else", OURS, br#"{"name":"x","version":1}"#),
        whole("json-that-says-its-format-as-a-text", OURS, br#"{"iafq":"1"}"#),
        whole("json-of-a-format-to-come", OURS, br#"{"iafq":2}"#),
        whole("json-that-is-a-list", OURS, br#"[{"iafq":1}]"#),
        refused(35, "json-of-a-year-that-is-no-year", OURS, || {
            short().to_string().replacen("\"year\":2025", "\"year\":99999999999", 1).into_bytes()
        }),
        refused(35, "json-of-an-unknown-edition", "unknown-edition", || {
            short().to_string().replacen("\"edition\":\"2018\"", "\"edition\":\"../2018\"", 1).into_bytes()
        }),
    ]
}
