//! A workbook with seeded faults gives exactly these findings in one pass, each at its cell, in every language.

use std::collections::BTreeSet;

use schema::{Availability, CellKey, Findings, Lang, Observation, Profile};
use serde_json::{Value as Json, json};
use support::places::each_at_its_cell;
use support::reading::{check, read, workbook};
use support::samples::{document, edition, sample};

/// Where a fault is put, what is put there, and the rule and place that must be found.
struct Seed(&'static str, Json, &'static str, &'static str);

/// Sets the member at a pointer; null takes it out.
fn put(document: &mut Json, pointer: &str, value: &Json) {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = document.pointer_mut(parent).unwrap_or_else(|| panic!("{parent} is not in the sample"));
    match (parent, value) {
        (Json::Object(members), Json::Null) => {
            members.remove(name).unwrap_or_else(|| panic!("{pointer} is not in the sample"));
        }
        (parent, value) => parent[name] = value.clone(),
    }
}

/// Faults that are put in as they are.
#[expect(clippy::too_many_lines, reason = "a table of faults")]
fn typed() -> Vec<Seed> {
    let mut seeds = Vec::new();
    let ages = [
        "ARR.M.MINOR",
        "ARR.M.ADULT",
        "ARR.M.UNK",
        "ARR.F.MINOR",
        "ARR.F.ADULT",
        "ARR.F.UNK",
        "PRO.M.MINOR",
        "PRO.M.ADULT",
        "PRO.M.UNK",
        "PRO.F.MINOR",
        "PRO.F.ADULT",
        "PRO.F.UNK",
    ];
    let texts = [
        ("-3", "STR-04"),
        ("12,5", "STR-04"),
        ("99999999999999999999", "STR-04"),
        ("many", "STR-04"),
        ("1,234", "STR-11"),
        ("1.234", "STR-11"),
        ("–", "STR-11"),
        ("<5", "STR-11"),
        ("~50", "STR-11"),
        ("12 (est.)", "STR-11"),
        (">100", "STR-11"),
        ("1'234", "STR-11"),
    ];
    for (row, (text, code)) in ages.into_iter().zip(texts) {
        let pointer: &'static str = Box::leak(format!("/tables/CJ.AGE/rows/{row}/COUNT").into_boxed_str());
        let place: &'static str = Box::leak(format!("2025:CJ.AGE/{row}").into_boxed_str());
        seeds.push(Seed(pointer, json!(text), code, place));
    }
    for (pointer, value, code, place) in [
        ("/tables/FL.CONCEAL/rows/CARGO/USED", json!("perhaps"), "STR-08", "2025:FL.CONCEAL/CARGO/USED"),
        (
            "/tables/FL.CONCEAL/rows/LUGGAGE/USED",
            json!("sometimes"),
            "STR-08",
            "2025:FL.CONCEAL/LUGGAGE/USED",
        ),
        ("/tables/TR.CHANNEL/rows/IARMS/USED", json!("YESS"), "STR-08", "2025:TR.CHANNEL/IARMS/USED"),
        ("/tables/SZ.MARK/scope", json!("EVERYTHING"), "STR-08", "2025:SZ.MARK/_scope"),
        (
            "/tables/FL.PRINTED/rows/PRINTED/COUNT",
            json!("INC somewhere"),
            "INT-08",
            "2025:FL.PRINTED/PRINTED",
        ),
        (
            "/tables/DS.DISPOSAL/rows/STORED/SEIZED",
            json!("INC TR.SU/UI.XX"),
            "INT-08",
            "2025:DS.DISPOSAL/STORED/SEIZED",
        ),
        (
            "/tables/DS.DISPOSAL/rows/STORED/FOUND",
            json!("INC DS.DISPOSAL/OTHER/FOUND"),
            "STR-13",
            "2025:DS.DISPOSAL/STORED/FOUND",
        ),
        (
            "/tables/Q.TRENDS/fields/TRENDS",
            json!("long ".repeat(500)),
            "STR-20",
            "2025:Q.TRENDS/TRENDS/VALUE",
        ),
        ("/tables/Q.TRENDS/fields/ONLINE", json!("safe\u{202E}gpj"), "STR-20", "2025:Q.TRENDS/ONLINE/VALUE"),
        ("/tables/M0.PERIOD/fields/START", json!("31/03/2025"), "STR-11", "2025:M0.PERIOD/START/VALUE"),
        ("/tables/M0.PERIOD/fields/CALENDAR", json!("NO"), "STR-16", "2025:M0.PERIOD/CALENDAR/VALUE"),
        ("/tables/SIG/records/2/DATE", json!("yesterday"), "STR-11", "2025:SIG[XDA-2025-3]/DATE"),
        (
            "/tables/SIG/records/1/ARMS/0/TYPE",
            json!("Pistole"),
            "STR-08",
            "2025:SIG[XDA-2025-2].ARMS[1]/TYPE",
        ),
        ("/tables/SIG/records/1/ARMS/1/COUNT", json!("-1"), "STR-04", "2025:SIG[XDA-2025-2].ARMS[2]/COUNT"),
        ("/tables/SIG/records/0/CONTEXT", json!(["DRUG"]), "CTX-09", "2025:SZ.CTX/OC"),
        ("/tables/SIG/records/2/ARMS_TOTAL", json!(60), "CTX-10", "2025:SZ.CTX/TERR"),
        ("/tables/SZ.SOF/rows/RETURNED/quality", json!(["EST"]), "STR-14", "2025:SZ.SOF/RETURNED"),
        ("/tables/SU.PROG/rows/AMNESTY/confidentiality", json!("CNF"), "STR-14", "2025:SU.PROG/AMNESTY"),
        ("/tables/FL.PRINTED/rows/HYBRID/COUNT", json!("NAP"), "STR-14", "2025:FL.PRINTED/HYBRID"),
        (
            "/tables/SZ.SOF/rows/TEMPORARY",
            json!({ "COUNT": "NAV", "quality": ["PRV"] }),
            "STR-05",
            "2025:SZ.SOF/TEMPORARY",
        ),
        ("/tables/TR.SU/rows/UI.PO/note", json!(null), "TRC-13", "2025:TR.SU/UI.PO"),
        ("/tables/TR.FD/rows/UI.PO/note", json!(null), "TRC-13", "2025:TR.FD/UI.PO"),
        ("/tables/SZ.CASES/rows/TOTAL/COUNT", json!(null), "STR-06", "2025:SZ.CASES/TOTAL"),
        ("/tables/M0.FP/fields/EMAIL", json!(null), "STR-06", "2025:M0.FP/EMAIL/VALUE"),
        ("/tables/TR.REQSENT/rows/PENDING/COUNT", json!(90_000), "TRC-10", "2025:TR.REQSENT/ANSWERED"),
        ("/tables/TR.REQRECV/rows/ANSWERED/COUNT", json!(90_000), "TRC-10", "2025:TR.REQRECV/ANSWERED"),
        (
            "/tables/DS.DISPOSAL/rows/RECORDED/FOUND",
            json!(90_000),
            "ARI-25",
            "2025:DS.DISPOSAL/RECORDED/FOUND",
        ),
    ] {
        seeds.push(Seed(pointer, value, code, place));
    }
    seeds
}

/// Numbers that are moved by a little: table, row, by how much, and what must be found.
const MOVED: &[(&str, &str, i64, &str, &str)] = &[
    ("SZ.LINK", "TOTAL", -2, "ARI-24", "2025:SZ.LINK/TOTAL"),
    ("PC.TOTAL", "TOTAL", -1, "ARI-24", "2025:PC.TOTAL/TOTAL"),
    ("AM.TOTAL", "TOTAL", -1, "ARI-24", "2025:AM.TOTAL/TOTAL"),
    ("SZ.BASIS", "CRIM", 1, "ARI-23", "2025:SZ.TYPE/TOTAL"),
    ("CJ.PRO", "M", 1, "ARI-20", "2025:CJ.PRO/TOTAL"),
    ("CJ.CON", "F", 1, "ARI-20", "2025:CJ.CON/TOTAL"),
    ("CJ.ARR", "U", 1, "ARI-20", "2025:CJ.ARR/TOTAL"),
    ("TR.SU", "UI.LN", 1, "ARI-17", "2025:TR.SU/UI"),
    ("TR.FD", "NU.NF", 1, "ARI-18", "2025:TR.FD/NU"),
    ("TR.FD", "UK", 1, "ARI-19", "2025:TR.FD/TOTAL"),
    ("FD.TYPE", "UNK", -1, "ARI-12", "2025:FD.TYPE/TOTAL"),
    ("SU.TYPE", "UNK", 1, "ARI-13", "2025:SU.TYPE/TOTAL"),
    ("FD.MARK", "UNK", 1, "ARI-14", "2025:FD.MARK/TOTAL"),
    ("SU.MARK", "NOMARK", -1, "ARI-15", "2025:SU.MARK/TOTAL"),
    ("SZ.PLACE", "OTHER", 1, "ARI-11", "2025:SZ.PLACE/TOTAL"),
    ("SZ.COND", "MODIF", 1, "ARI-07", "2025:SZ.COND/TOTAL"),
    ("SZ.JUST", "OTHER", 1, "ARI-04", "2025:SZ.JUST/TOTAL"),
    ("SZ.MARK", "UNK", -1, "ARI-09", "2025:SZ.MARK/TOTAL"),
    ("SZ.TYPE", "UNK", -1, "ARI-01", "2025:SZ.TYPE/TOTAL"),
    ("CJ.OFF", "OTHER", 1, "ARI-22", "2025:CJ.OFF/ONLY"),
    ("SZ.CTX", "FATRAFF", -2, "CTX-05", "2025:SZ.CTX/FATRAFF"),
];

/// Texts that are read with a note: typed into the workbook as they are.
const READ_WITH_A_NOTE: &[(&str, &str, &str)] = &[
    ("FL.TRANSPORT/ROAD/CASES", "١٢٣", "STR-11"),
    ("FL.TRANSPORT/SEA/COUNT", "1 234", "STR-11"),
    ("FL.TRANSPORT/AIR/COUNT", "n/a", "STR-11"),
    ("Q.TRENDS/ONLINE/VALUE", "safe\u{202E}gpj", "STR-20"),
];

/// What follows for other rules: more arms by sea than were seized, and an incident of more arms than its lines hold.
const FOLLOWS: &[(&str, &str)] =
    &[("FLO-02", "2025:FL.TRANSPORT/SEA"), ("SIG-03", "2025:SIG[XDA-2025-3]/ARMS_TOTAL")];

type Expected = BTreeSet<(String, String)>;

fn seeded(lang: Lang) -> (Json, Expected) {
    let mut document = document(&sample("XDA", 2025, lang, Profile::Full));
    let mut expected = Expected::new();
    // What the seeds rest on: a zero to point at, a context that keeps its sum, a table that declares nothing of blanks.
    put(&mut document, "/tables/DS.DISPOSAL/rows/OTHER/FOUND", &json!(0));
    put(&mut document, "/tables/SZ.CASES/blanks", &Json::Null);
    let other = document["tables"]["SZ.CTX"]["rows"]["FAOTHER"]["COUNT"].as_i64().unwrap();
    put(&mut document, "/tables/SZ.CTX/rows/FAOTHER/COUNT", &json!(other + 2));
    for (table, row, by, code, place) in MOVED {
        let cell = &mut document["tables"][table]["rows"][row]["COUNT"];
        *cell = json!(cell.as_i64().unwrap() + by);
        expected.insert(((*code).to_owned(), (*place).to_owned()));
    }
    for Seed(pointer, value, code, place) in typed() {
        put(&mut document, pointer, &value);
        expected.insert((code.to_owned(), place.to_owned()));
    }
    for (key, _, code) in READ_WITH_A_NOTE {
        expected.insert(((*code).to_owned(), format!("2025:{}", CellKey::parse(key).unwrap())));
    }
    expected.extend(FOLLOWS.iter().map(|(code, place)| ((*code).to_owned(), (*place).to_owned())));
    (document, expected)
}

fn found(findings: &Findings) -> Expected {
    findings
        .list
        .iter()
        .map(|finding| (finding.code.to_string(), finding.place().unwrap().to_string()))
        .collect()
}

#[test]
fn sixty_seeded_faults_are_found_in_one_pass_each_at_its_cell_in_every_language() {
    for lang in [Lang::En, Lang::Ar] {
        let (document, expected) = seeded(lang);
        let kinds: BTreeSet<_> = expected.iter().map(|(code, _)| code).collect();
        assert!(
            expected.len() >= 60 && kinds.len() >= 25,
            "{} faults of {} kinds",
            expected.len(),
            kinds.len()
        );
        let mut submission = read(document.to_string().as_bytes()).0;
        for (key, typed, _) in READ_WITH_A_NOTE {
            let typed =
                Observation { unread: Some((*typed).into()), ..Observation::absent(Availability::Blank) };
            submission.response.cells.insert(CellKey::parse(key).unwrap(), typed);
        }
        let bytes = workbook(&submission, lang);
        let (_, findings) = check(&bytes);
        let found = found(&findings);
        let missing: Vec<_> = expected.difference(&found).collect();
        let surplus: Vec<_> = found.difference(&expected).collect();
        assert!(
            missing.is_empty() && surplus.is_empty(),
            "{lang}: missing {missing:#?}, surplus {surplus:#?}"
        );
        assert_eq!(findings.list.len(), expected.len(), "{lang}: each once");
        each_at_its_cell(&bytes, &findings, 2025);
        for finding in &findings.list {
            let message = edition().message(finding, lang);
            assert!(
                !message.what.starts_with("rule.") && !message.what.contains('{'),
                "{}: {}",
                finding.code,
                message.what
            );
        }
    }
}

#[test]
fn a_clean_full_return_gives_nothing() {
    for lang in [Lang::En, Lang::Ar] {
        for profile in [Profile::Full, Profile::Core] {
            let (_, findings) = check(&workbook(&sample("XDA", 2025, lang, profile), lang));
            assert_eq!(found(&findings), Expected::new(), "{lang} {profile}");
        }
    }
}
