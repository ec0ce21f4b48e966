//! The rules of the gate `system`: invariants of the program that no return can break, so that nobody is shown a finding
//! of them. Each is a test.
//!
//! | rule | invariant | test |
//! |---|---|---|
//! | STR-03 | a State's year has one return, whose revisions are numbered, and one of them is current | here, and `of_two_who_submit_one_return_one_wins` of `storage` |
//! | STR-09 | no two answers share table, row and column | here |
//! | CJS-10 | arrested, prosecuted and convicted persons are never added up | here |
//! | SDG-05 | the rate is between 0 and 100, rounded half up to two decimals | here, and `a_rate_is_between_0_and_100_and_a_known_row_more_never_raises_it` of `aggregation` |
//! | SDG-06 | the rate is of seized arms alone, from the table that asks for those seized for criminal offences and for what it covers | here |
//! | SDG-07 | every value names its method | here |
//! | SDG-08 | a value over two years has a footnote that names them | here, and `the_worked_examples_come_out_as_published` of `aggregation` |
//! | SDG-09 | a value of one year has none | here, and `a_single_year_has_no_footnote` of `aggregation` |
//! | PUB-06 | what is published reads back as it was, and a zero is no blank | here; `cargo xtask real-data` for the published file of 2022 |
//! | PUB-07 | what is published says whence it comes | here |
//!
//! Three rules are about what is not there yet: suppression (PUB-05), regional aggregates of the indicator (SDG-11) and
//! imputation (SDG-12). Nothing of the kind is computed, so nothing of it can be published.

use std::collections::BTreeSet;

use aggregation::disclosure::Audience;
use aggregation::{indicator, observations, portal};
use export::data::{self, Format};
use intake::Limits;
use schema::{CellKey, Observation, Response, Value};
use serde_json::Value as Json;
use support::on_both_databases;
use support::samples::{edition, full};

on_both_databases!(str_03_a_year_of_a_state_has_one_return_with_numbered_revisions_of_which_one_is_current);

mod run {
    use serde_json::{Value as Json, json};
    use support::samples::{document, full};
    use support::{Backend, TestService};

    pub(super) fn str_03_a_year_of_a_state_has_one_return_with_numbered_revisions_of_which_one_is_current(
        backend: Backend,
    ) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        let mut document = document(&full("XDA", 2025));
        for text in ["First text", "Second text", "Third text"] {
            document["tables"]["Q.TRENDS"]["fields"]["TRENDS"] = json!(text);
            let stored = service.post_json("/api/v1/submissions/XDA/2026", Some(&token), &document);
            assert_eq!(stored.status, 201, "{}", stored.text());
            if text == "Second text" {
                let declared = json!({ "declaration": true });
                let submitted = service.change("/api/v1/returns/XDA/2025/submit", Some(&token), &declared);
                assert_eq!(submitted.status, 200, "{}", submitted.text());
            }
        }
        let own = service.get("/api/v1/returns/XDA/2025", Some(&token)).json();
        let numbers: Vec<&Json> =
            own["revisions"].as_array().unwrap().iter().map(|revision| &revision["number"]).collect();
        assert_eq!(numbers, [1, 2, 3]);
        assert_eq!((&own["current_revision"], &own["state"]), (&json!(3), &json!("submitted")));
        let receipt = service.get("/api/v1/returns/XDA/2025/receipt", Some(&token)).json();
        assert_eq!(receipt["revision"], 2, "a newer draft does not replace what was submitted");
        let all = service.get("/api/v1/returns", Some(&token)).json();
        let all = all.as_array().or_else(|| all["items"].as_array()).unwrap();
        assert_eq!(all.iter().filter(|other| other["year"] == 2025).count(), 1, "{all:?}");
    }
}

/// A response with these counts.
fn year(label: u16, counts: &[(&str, u64)]) -> Response {
    let mut response = Response::new(edition().edition.clone(), "XDA".into(), label);
    for (key, count) in counts {
        response.cells.insert(CellKey::parse(key).unwrap(), Observation::of(Value::Count(*count)));
    }
    response
}

fn json(write: impl FnOnce(&mut Vec<u8>) -> Result<(), export::ExportError>) -> Vec<Json> {
    let mut out = Vec::new();
    write(&mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

/// The data set of the indicator, by a method.
fn indicator_rows(method: &str, responses: &[Response]) -> Vec<Json> {
    let method = edition().indicators[0].method(method).unwrap();
    json(|out| {
        data::indicator(
            &indicator::values(edition(), method, responses, Audience::Secretariat),
            Format::Json,
            out,
        )
    })
}

/// Every data set there is, with all its rows.
fn data_sets(responses: &[Response]) -> Vec<Json> {
    let observations = observations::rows(edition(), responses, Audience::Secretariat);
    let portal = portal::rows(edition(), responses, "2024", Audience::Secretariat);
    let context = aggregation::context::rows(edition(), responses, Audience::Secretariat);
    let mut rows = json(|out| data::observations(&observations, Format::Json, out));
    rows.extend(json(|out| data::portal(&portal, "01/06/2026", Format::Json, out)));
    rows.extend(json(|out| data::context(&context, Format::Json, out)));
    for method in &edition().indicators[0].methods {
        rows.extend(indicator_rows(&method.id, responses));
    }
    rows
}

/// A response as the portal's file, read back.
fn published_and_read(response: &Response) -> intake::published::Published {
    let rows = portal::rows(edition(), [response], "2024", Audience::Public);
    let mut file = Vec::new();
    data::portal(&rows, "01/06/2026", Format::Csv, &mut file).unwrap();
    intake::published::read(&file, edition(), &Limits::bulk()).unwrap()
}

#[test]
fn str_09_no_two_answers_of_the_questionnaire_share_table_row_and_column() {
    let mut keys = BTreeSet::new();
    let mut count = 0;
    for counts in edition().tables.values().filter_map(|table| Some((table, table.counts()?))) {
        for row in counts.1.closed() {
            for column in &counts.1.columns {
                keys.insert(CellKey::new(counts.0.id.clone(), row.code.clone(), column.code.clone()));
                count += 1;
            }
        }
    }
    assert!(count > 400, "{count}");
    assert_eq!(keys.len(), count);
}

#[test]
fn str_09_two_published_rows_under_one_label_become_two_answers() {
    let response = year(2020, &[("SZ.COND/OTHERILL", 7), ("SZ.COND/UNKCOND", 5), ("SZ.COND/TOTAL", 12)]);
    let read = published_and_read(&response);
    let counts: Vec<_> =
        read.responses[0].cells.iter().map(|(key, cell)| (key.to_string(), cell.count())).collect();
    let expected = [("SZ.COND/OTHERILL_A", 7), ("SZ.COND/OTHERILL_B", 5), ("SZ.COND/TOTAL", 12)];
    assert_eq!(counts, expected.map(|(key, count)| (key.to_owned(), Some(count))));
}

#[test]
fn cjs_10_no_data_set_adds_arrested_prosecuted_and_convicted_persons() {
    let stages = [("CJ.ARR/TOTAL", 100_003), ("CJ.PRO/TOTAL", 20_011), ("CJ.CON/TOTAL", 3_001)];
    let rows = data_sets(&[year(2024, &stages), full("XDA", 2025).response]);
    let numbers: BTreeSet<u64> =
        rows.iter().filter_map(Json::as_object).flat_map(|row| row.values()).filter_map(whole).collect();
    let [arrested, prosecuted, convicted] = stages.map(|(_, count)| count);
    for count in [arrested, prosecuted, convicted] {
        assert!(numbers.contains(&count), "{count} itself is exported");
    }
    let sums = [
        arrested + prosecuted + convicted,
        arrested + prosecuted,
        prosecuted + convicted,
        arrested + convicted,
    ];
    for sum in sums {
        assert!(!numbers.contains(&sum), "{sum} adds up stages at which one person counts several times");
    }
}

fn whole(value: &Json) -> Option<u64> {
    value.as_u64().or_else(|| value.as_f64().filter(|number| number.fract() == 0.0)?.to_string().parse().ok())
}

#[test]
fn sdg_05_the_rate_is_between_0_and_100_and_rounded_half_up_to_two_decimals() {
    for (traced, others, expected) in [
        (0, 50, 0.0),
        (50, 0, 100.0),
        (1, 799, 0.13),      // 0.125
        (201, 19_799, 1.01), // 1.005, which no double holds
        (1, 2, 33.33),
        (2, 1, 66.67),
        (19_999, 1, 100.0), // 99.995
        (9_007_199_254_740_991, 0, 100.0),
    ] {
        let response = year(2025, &[("TR.SZ/UI.IN", traced), ("TR.SZ/UI.TA", others)]);
        let rows = indicator_rows("P2-MEAN", &[response]);
        assert_eq!(rows[0]["obs_value"].as_f64(), Some(expected), "{traced} of {}", traced + others);
    }
}

#[test]
fn sdg_06_the_rate_is_of_seized_arms_alone() {
    let traced = [("TR.SZ/UI.IN", 3), ("TR.SZ/UI.TA", 5)];
    let others = [("TR.FD/UI.IN", 700), ("TR.FD/UI.TA", 1), ("TR.SU/UI.IN", 900), ("FD.TYPE/TOTAL", 701)];
    let alone = indicator_rows("P2-MEAN", &[year(2025, &traced)]);
    let beside = indicator_rows("P2-MEAN", &[year(2025, &[&traced[..], &others[..]].concat())]);
    assert_eq!(alone, beside);
    assert_eq!(alone[0]["obs_value"].as_f64(), Some(37.5));
    let method = edition().indicators[0].methods.first().unwrap();
    assert!(
        method.denominator.iter().all(|key| key.table == "TR.SZ"),
        "the default looks at table 5.1 alone"
    );
}

#[test]
fn sdg_07_every_value_of_the_indicator_names_its_method() {
    let methods: Vec<_> = edition().indicators[0].methods.iter().map(|method| method.id.as_str()).collect();
    assert_eq!(methods, ["P2-MEAN", "P1-POOL", "META18-ALL"]);
    let responses = [full("XDA", 2024).response, full("XDA", 2025).response];
    for method in methods {
        let rows = indicator_rows(method, &responses);
        assert!(rows.len() >= 2, "{method}");
        assert!(rows.iter().all(|row| row["method"] == method), "{method}: {rows:?}");
    }
}

#[test]
fn sdg_08_a_value_over_two_years_has_a_footnote_that_names_them() {
    let responses =
        [2024, 2025].map(|label| year(label, &[("TR.SZ/UI.IN", 3), ("TR.SZ/UI.TA", u64::from(label))]));
    let rows = indicator_rows("P2-MEAN", &responses);
    let of_two: Vec<_> = rows.iter().filter(|row| row["time_period"] == 2024).collect();
    assert_eq!(of_two.len(), 2, "one row for each of its years");
    for row in of_two {
        assert_eq!(row["footnote"], "2024-2025 average based on available data");
    }
}

#[test]
fn sdg_09_a_value_of_one_year_has_no_footnote() {
    // The year after says nothing, has nothing to divide by, or is not there.
    let own = || year(2024, &[("TR.SZ/UI.IN", 3), ("TR.SZ/UI.TA", 5)]);
    let after = [year(2025, &[("TR.SZ/UI.LN", 9)]), year(2025, &[("TR.SZ/UI.IN", 0), ("TR.SZ/UK", 0)])];
    for responses in [vec![own()], vec![own(), after[0].clone()], vec![own(), after[1].clone()]] {
        let rows = indicator_rows("P2-MEAN", &responses);
        assert_eq!((&rows[0]["time_period"], &rows[0]["footnote"]), (&Json::from(2024), &Json::from("")));
        assert_eq!(rows[0]["obs_value"].as_f64(), Some(37.5));
    }
}

#[test]
fn pub_06_what_is_published_reads_back_as_it_was_and_a_zero_is_no_blank() {
    let mut response = full("XDA", 2025).response;
    let (zero, absent) = (CellKey::count("FD.TYPE", "MG"), CellKey::count("FD.TYPE", "SMG"));
    response.cells.insert(zero.clone(), Observation::of(Value::Count(0)));
    response.cells.insert(absent.clone(), Observation::absent(schema::Availability::NotAvailable));
    let read = published_and_read(&response);
    assert_eq!((read.reported.len(), read.responses.len()), (0, 1));
    let again = &read.responses[0];
    // Labels that two rows share are kept under keys of their own.
    let labels = portal::labels(edition(), "2024");
    let is_shared = |key: &CellKey| labels.values().filter(|label| **label == labels[key]).count() > 1;
    let mut compared = 0;
    for (key, cell) in response.cells.iter().filter(|(key, _)| labels.contains_key(key) && !is_shared(key)) {
        assert_eq!(again.count(key), cell.count(), "{key}");
        compared += 1;
    }
    assert!(compared > 80, "{compared} answers are published");
    assert_eq!((again.count(&zero), again.cell(&absent)), (Some(0), None));
    let mut rows = [
        portal::rows(edition(), [&response], "2024", Audience::Public),
        portal::rows(edition(), [again], "2024", Audience::Public),
    ];
    for rows in &mut rows {
        rows.sort();
    }
    assert_eq!(rows[0], rows[1], "published again, the file is the same");
}

#[test]
fn pub_07_what_is_published_says_whence_it_comes() {
    let mut response = full("XDA", 2025).response;
    for cell in response.cells.values_mut() {
        cell.upload = Some("5f3c".into());
        cell.source = Some("IAFQ".into());
    }
    let rows = observations::rows(edition(), [&response], Audience::Public);
    for row in json(|out| data::observations(&rows, Format::Json, out)) {
        // The upload is the revision: each revision is read from one, known by its hash.
        assert_eq!(
            (&row["source"], &row["origin_upload"]),
            (&Json::from("IAFQ"), &Json::from("5f3c")),
            "{row}"
        );
        assert!(row.get("origin").is_some(), "{row}");
    }
    for row in indicator_rows("P2-MEAN", std::slice::from_ref(&response)) {
        assert_eq!((&row["method"], &row["label"]), (&Json::from("P2-MEAN"), &Json::from(indicator::LABEL)));
    }
    let mut file = Vec::new();
    data::portal(
        &portal::rows(edition(), [&response], "2024", Audience::Public),
        "01/06/2026",
        Format::Csv,
        &mut file,
    )
    .unwrap();
    let file = String::from_utf8(file).unwrap();
    assert_eq!(file.lines().nth(1), Some("01/06/2026"), "the day it was written");
    assert!(file.lines().nth(2).unwrap().ends_with(",\"VALUE\",\"Source\""));
}
