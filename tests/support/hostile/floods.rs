//! Row 36: documents that make a checker work, or say more than anybody reads.

use std::fmt::Write as _;

use serde_json::json;

use super::documents::{member, pistols, short};
use super::{Expected, Reads, Recipe, from, read, refused};

/// A text that a careless pattern does not come to an end with.
fn text(name: &'static str, finds: &'static [&'static str], make: fn() -> String) -> Recipe {
    from(36, name, Expected::Finds(finds, Reads::Anything), make, |make| {
        let mut document = short();
        let text = make();
        *document.pointer_mut("/tables/M0.FP/fields/EMAIL").unwrap() = json!(text);
        document.to_string().into_bytes()
    })
}

/// The document with something else at a pointer.
fn put(pointer: &str, value: &serde_json::Value) -> Vec<u8> {
    let mut document = short();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    document.pointer_mut(parent).unwrap().as_object_mut().unwrap().insert(name.to_owned(), value.clone());
    document.to_string().into_bytes()
}

/// The document with a note of so many characters for each of its rows, until all of them have so many bytes.
fn notes(characters: usize, most: usize) -> Vec<u8> {
    let mut document = short();
    let mut left = most / characters;
    for table in document.pointer_mut("/tables").unwrap().as_object_mut().unwrap().values_mut() {
        let rows = table.get_mut("rows").and_then(|rows| rows.as_object_mut());
        for row in rows.into_iter().flat_map(|rows| rows.values_mut()).take(left) {
            row["note"] = json!("n".repeat(characters));
            left -= 1;
        }
    }
    document.to_string().into_bytes()
}

/// The same value again and again, as a list holds it.
fn repeated(value: &str, times: usize) -> String {
    format!("{}{value}", format!("{value},").repeat(times - 1))
}

/// The document with these significant seizures.
fn cases(value: &str, times: usize) -> Vec<u8> {
    let document = put("/tables/SIG", &json!({ "records": "@here@" }));
    let document = String::from_utf8(document).unwrap();
    document.replacen("\"@here@\"", &format!("[{}]", repeated(value, times)), 1).into_bytes()
}

/// Members of running names that all hold the same.
fn members(many: usize, held: &str) -> String {
    let mut out = String::new();
    for index in 0..many {
        let _ = write!(out, r#"{}"m{index}":{held}"#, if index == 0 { "" } else { "," });
    }
    out
}

pub(super) fn all() -> Vec<Recipe> {
    let mut all = texts();
    all.extend(many_values());
    all.extend(many_faults());
    all
}

fn texts() -> Vec<Recipe> {
    vec![
        text("json-an-address-that-a-pattern-comes-back-to", &["STR-20"], || {
            format!("{}!", "a".repeat(30_000))
        }),
        text("json-an-address-of-very-many-points", &["STR-20"], || format!("a@{}", "a.".repeat(30_000))),
        text("json-an-address-of-very-many-signs", &["STR-20"], || "@".repeat(60_000)),
        text("json-an-address-of-very-many-spaces", &[], || format!("a{}@b.org", " ".repeat(150))),
        text("json-a-text-of-as-many-characters-as-are-read", &["STR-20"], || "x".repeat(65_536)),
        refused(36, "json-a-text-of-one-character-more-than-is-read", "too-large", || {
            member(&format!("\"x\":\"{}\"", "x".repeat(65_537)))
        }),
        refused(36, "json-a-text-of-five-megabytes", "too-large", || {
            member(&format!("\"x\":\"{}\"", "x".repeat(5 << 20)))
        }),
        text("json-a-text-of-combining-marks", &["STR-20"], || "e\u{301}\u{323}".repeat(20_000)),
        text("json-a-text-that-normal-forms-make-longer", &["STR-20"], || "\u{FDFA}\u{1D160}".repeat(30_000)),
        text("json-a-text-of-patterns", &[], || "(a+)+$ [[:alpha:]]{1000} (?=x) \\p{L}".to_owned()),
        from(36, "json-a-text-of-very-many-codes", Expected::Finds(&["STR-08"], Reads::Anything), (), |()| {
            put("/tables/SZ.TYPE/institution", &json!("POLICE;".repeat(9_000)))
        }),
        from(
            36,
            "json-a-number-of-groups-without-end",
            Expected::Finds(&["STR-11"], Reads::NoCount),
            (),
            |()| pistols(&format!("\"1{}\"", ",234".repeat(16_000))),
        ),
        refused(36, "json-a-name-of-a-megabyte", "invalid-json", || {
            member(&format!("\"{}\":1", "n".repeat(1 << 20)))
        }),
    ]
}

fn many_values() -> Vec<Recipe> {
    vec![
        refused(36, "json-four-million-values", "too-large", || {
            member(&format!("\"x\":[{}0]", "0,".repeat(4_000_000)))
        }),
        refused(36, "json-three-million-empty-lists", "too-large", || {
            member(&format!("\"x\":[{}[]]", "[],".repeat(3_100_000)))
        }),
        from(
            36,
            "json-sixty-thousand-quality-marks",
            Expected::Finds(&["INT-03"], Reads::Anything),
            (),
            |()| pistols(&format!("12,\"quality\":[{}\"EST\"]", "\"EST\",".repeat(60_000))),
        ),
        refused(36, "json-six-hundred-thousand-values-nobody-knows", "too-large", || {
            member(&format!("\"x\":[{}0]", "0,".repeat(600_000)))
        }),
        read(36, "json-notes-as-long-as-may-be-for-every-row", &["STR-20"], Reads::Anything, || {
            notes(60_000, 7 << 20)
        }),
        refused(36, "json-more-text-than-is-read", "too-large", || {
            member(&format!("\"x\":[{}0]", format!("\"{}\",", "x".repeat(50_000)).repeat(190)))
        }),
        read(36, "json-a-megabyte-of-space", &[], Reads::AsBefore, || {
            format!("{}{}", " \n\t\r".repeat(1 << 18), short()).into_bytes()
        }),
    ]
}

fn many_faults() -> Vec<Recipe> {
    const UNKNOWN: &[&str] = &["INT-02", "INT-10"];
    const WRONG: &[&str] = &["INT-03", "INT-10"];
    vec![
        read(36, "json-two-hundred-thousand-unknown-members", UNKNOWN, Reads::AsBefore, || {
            member(&members(200_000, "1"))
        }),
        read(36, "json-a-hundred-thousand-unknown-tables", UNKNOWN, Reads::AsBefore, || {
            let tables = members(100_000, "{}");
            short().to_string().replacen("\"tables\":{", &format!("\"tables\":{{{tables},"), 1).into_bytes()
        }),
        read(36, "json-a-hundred-thousand-unknown-rows", UNKNOWN, Reads::Anything, || {
            let rows = members(100_000, r#"{"COUNT":1}"#);
            short().to_string().replacen("\"PISTOL\":", &format!("{rows},\"PISTOL\":"), 1).into_bytes()
        }),
        read(36, "json-thirty-thousand-unknown-members-of-long-names", UNKNOWN, Reads::AsBefore, || {
            let name = "n".repeat(245);
            member(&members(30_000, "1").replace("\"m", &format!("\"{name}")))
        }),
        read(36, "json-two-hundred-thousand-cases-that-are-texts", WRONG, Reads::Anything, || {
            cases(r#""a case""#, 200_000)
        }),
        refused(36, "json-forty-thousand-cases-of-an-unknown-member", "too-large", || {
            cases(r#"{"x":1}"#, 40_000)
        }),
        read(
            36,
            "json-four-thousand-cases-of-an-unknown-member",
            &["INT-02", "INT-10"],
            Reads::Anything,
            || cases(r#"{"x":1}"#, 4_000),
        ),
        read(
            36,
            "json-two-hundred-thousand-members-that-stand-twice",
            &["INT-01", "INT-10"],
            Reads::AsBefore,
            || member(&format!("{}\"x\":1", "\"x\":1,".repeat(200_000))),
        ),
        read(36, "json-a-hundred-thousand-corrections-of-no-year", &["INT-10"], Reads::AsBefore, || {
            member(&format!("\"corrections\":[{}]", repeated(r#"{"year":9999,"tables":{}}"#, 100_000)))
        }),
        refused(36, "json-a-hundred-thousand-explanations-of-nothing", "too-large", || {
            let one = r#"{"code":"X","place":"Y","text":"Z"}"#;
            member(&format!("\"explanations\":[{}]", repeated(one, 100_000)))
        }),
        read(36, "json-lists-for-every-table", &["INT-03"], Reads::Anything, || {
            let mut document = short();
            for table in document.pointer_mut("/tables").unwrap().as_object_mut().unwrap().values_mut() {
                *table = json!([1, 2, 3]);
            }
            document.to_string().into_bytes()
        }),
    ]
}
