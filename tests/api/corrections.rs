//! Corrections of earlier years, sent with the return of a later one.

use support::on_both_databases;

on_both_databases!(
    what_is_wrong_with_a_corrected_year_is_told_and_stops_that_year,
    a_correction_keeps_what_it_does_not_say_again,
    a_correction_without_ground_is_refused_whole,
    a_second_correction_of_an_imported_year_keeps_the_first,
    a_cycle_collects_the_year_before_it,
);

mod run {
    use serde_json::{Value, json};
    use support::samples::{document, full};
    use support::{Answer, Backend, TestService, iafq};

    /// The return of 2025 with corrections.
    fn correcting(corrections: &Value) -> Value {
        let mut document = document(&full("XDA", 2025));
        document["corrections"] = corrections.clone();
        document
    }

    fn submit(service: &TestService, token: &str, year: u16) -> Answer {
        let path = format!("/api/v1/returns/XDA/{year}/submit");
        service.change(&path, Some(token), &json!({ "declaration": true }))
    }

    /// A service in which a State has submitted 2024, changed as wanted.
    fn with_last_year(backend: Backend, change: impl Fn(&mut Value)) -> (TestService, String) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        let mut last = document(&full("XDA", 2024));
        change(&mut last);
        let stored = service.post_json("/api/v1/submissions/XDA/2025", Some(&token), &last);
        assert_eq!(stored.status, 201, "{}", stored.text());
        let submitted = submit(&service, &token, 2024);
        assert_eq!(submitted.status, 200, "{}", submitted.text());
        (service, token)
    }

    fn observation(service: &TestService, token: &str, year: u16, table: &str, row: &str) -> Value {
        let path = format!("/api/v1/returns/XDA/{year}/observations");
        let items = service.get(&path, Some(token)).list("items");
        items.into_iter().find(|item| item["table"] == table && item["row"] == row).unwrap()
    }

    pub(super) fn what_is_wrong_with_a_corrected_year_is_told_and_stops_that_year(backend: Backend) {
        let (service, token) = with_last_year(backend, |_| {});
        let document = correcting(&json!([{
            "year": 2024,
            "tables": { "TR.SZ": { "rows": { "UI.PE": { "COUNT": "~50", "reason": "TRACE_COMPLETED" } } } }
        }]));
        let answer = service.post_json("/api/v1/submissions/XDA/2026", Some(&token), &document);
        assert_eq!(answer.status, 201, "{}", answer.text());
        let unread = |findings: &[Value]| {
            findings
                .iter()
                .any(|one| one["code"] == "STR-11" && one["places"][0]["place"] == "2024:TR.SZ/UI.PE")
        };
        assert!(unread(&answer.list("findings")), "{}", answer.text());
        let of = |year: u16| {
            service.get(&format!("/api/v1/returns/XDA/{year}/findings"), Some(&token)).list("items")
        };
        assert!(unread(&of(2024)), "it belongs to the revision it is about");
        assert!(!unread(&of(2025)));
        assert_eq!(submit(&service, &token, 2024).code(), "findings-open");
        assert_eq!(submit(&service, &token, 2025).status, 200);
    }

    pub(super) fn a_correction_keeps_what_it_does_not_say_again(backend: Backend) {
        let (service, token) = with_last_year(backend, |last| {
            let row = &mut last["tables"]["SZ.CTX"]["rows"]["TERR"];
            row["confidentiality"] = json!("CNF");
            row["note"] = json!("An estimate of the police.");
            row["quality"] = json!(["EST"]);
        });
        let before = observation(&service, &token, 2024, "SZ.CTX", "TERR");
        let corrected = before["value"].as_u64().unwrap() + 1;
        let document = correcting(&json!([{
            "year": 2024,
            "tables": { "SZ.CTX": { "rows": { "TERR": { "COUNT": corrected, "reason": "LATE_DATA" } } } }
        }]));
        let answer = service.post_json("/api/v1/submissions/XDA/2026", Some(&token), &document);
        assert_eq!(answer.status, 201, "{}", answer.text());
        let after = observation(&service, &token, 2024, "SZ.CTX", "TERR");
        assert_eq!(after["value"], corrected);
        for kept in ["confidentiality", "note", "quality"] {
            assert_eq!(after[kept], before[kept], "{kept}");
        }
        assert_eq!(after["correction_reason"], "LATE_DATA");
        assert!(after["origin"].as_str().unwrap().starts_with("/corrections/0/"), "{after}");
        assert!(before["correction_reason"].is_null());
    }

    pub(super) fn a_correction_without_ground_is_refused_whole(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        let last = document(&full("XDA", 2024));
        assert_eq!(service.post_json("/api/v1/submissions/XDA/2025", Some(&token), &last).status, 201);
        let correction = |year: u32| {
            correcting(&json!([{
                "year": year,
                "tables": { "TR.SZ": { "rows": { "UI.PE": { "COUNT": 7, "reason": "LATE_DATA" } } } }
            }]))
        };
        for year in [2024, 2019] {
            let answer = service.post_json("/api/v1/submissions/XDA/2026", Some(&token), &correction(year));
            assert_eq!((answer.status, answer.code().as_str()), (422, "wrong-correction"), "{year}");
            assert!(answer.json()["upload"].is_string(), "the original is kept");
        }
        assert_eq!(
            service.get("/api/v1/returns/XDA/2025", Some(&token)).status,
            404,
            "nothing is half-stored"
        );
        let draft = service.get("/api/v1/returns/XDA/2024", Some(&token)).json();
        assert_eq!(draft["revisions"].as_array().unwrap().len(), 1, "a draft is nothing to correct");
        for year in [2025, 2026, 2030, 60_000] {
            let answer = service.post_json("/api/v1/submissions/XDA/2026", Some(&token), &correction(year));
            assert!(answer.list("findings").iter().any(|finding| finding["code"] == "INT-11"), "{year}");
            assert_eq!(answer.list("revisions").len(), 1, "{year} is not read");
            assert_eq!(submit(&service, &token, 2025).code(), "findings-open");
        }
        let returns = service.get("/api/v1/returns", Some(&token)).list("items");
        let years: Vec<_> = returns.iter().map(|one| one["year"].clone()).collect();
        assert_eq!(years, [json!(2024), json!(2025)]);
        let file = service.database.path("correcting.json");
        std::fs::write(&file, correction(2019).to_string()).unwrap();
        let checked = iafq(&["check", &file, "--database", &service.database.url]);
        assert_eq!(checked.code, 3, "{checked:?}");
        assert!(checked.err.contains("[wrong-correction]"), "{}", checked.err);
    }

    pub(super) fn a_second_correction_of_an_imported_year_keeps_the_first(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        let file = service.database.path("published.csv");
        let row = |category: &str, value: u32| {
            format!("XDA,Demoland,,,Arms seized,by type,{category},na,na,2020,Counts,{value},IAFQ\n")
        };
        let head = "Iso3_code,Country,Region,Subregion,Indicator,Dimension,Category,Sex,Age,Year,Unit of measurement,VALUE,Source\n";
        std::fs::write(&file, format!("{head}{}{}", row("pistol", 10), row("revolver", 20))).unwrap();
        let imported = iafq(&["import", &file, "--database", &service.database.url]);
        assert_eq!(imported.code, 0, "{imported:?}");
        for (row, count) in [("PISTOL", 11), ("REVOLV", 21)] {
            let document = correcting(&json!([{
                "year": 2020,
                "tables": { "SZ.TYPE": { "rows": { row: { "COUNT": count, "reason": "LATE_DATA" } } } }
            }]));
            let answer = service.post_json("/api/v1/submissions/XDA/2026", Some(&token), &document);
            assert_eq!(answer.status, 201, "{}", answer.text());
            let receipt = submit(&service, &token, 2020);
            assert_eq!(receipt.status, 200, "a correction answers for what it changes: {}", receipt.text());
        }
        for (row, count) in [("PISTOL", 11), ("REVOLV", 21)] {
            let now = observation(&service, &token, 2020, "SZ.TYPE", row);
            assert_eq!((&now["value"], &now["correction_reason"]), (&json!(count), &json!("LATE_DATA")));
        }
    }

    pub(super) fn a_cycle_collects_the_year_before_it(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        for (year, cycle, status) in
            [(2020, 2026, 422), (2017, 2018, 201), (2016, 2018, 201), (2017, 2019, 422)]
        {
            let mut document = document(&full("XDA", year));
            document["cycle"] = json!(cycle);
            let answer =
                service.post_json(&format!("/api/v1/submissions/XDA/{cycle}"), Some(&token), &document);
            assert_eq!(answer.status, status, "{year} in {cycle}: {}", answer.text());
            assert!(status == 201 || answer.code() == "wrong-year");
        }
    }
}
