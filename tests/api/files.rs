//! Files that go out and come back: templates, documents, published files.

use support::on_both_databases;

on_both_databases!(
    a_template_shows_what_the_state_reported_last_year,
    a_document_that_is_read_can_be_sent_again,
    a_document_names_the_cycle_and_the_language_of_the_file_it_came_with,
    a_published_workbook_is_imported_like_a_csv_file,
);

mod run {
    use std::io::Cursor;

    use calamine::{Data, Range, Reader as _, Xlsx};
    use schema::{Lang, Profile};
    use serde_json::json;
    use support::samples::{document, full, sample};
    use support::{Backend, TestService, iafq};

    fn position(sheet: &Range<Data>, text: &str) -> Option<(usize, usize)> {
        let cell = |(row, column, cell): (usize, usize, &Data)| {
            (*cell == Data::String(text.to_owned())).then_some((row, column))
        };
        sheet.cells().find_map(cell)
    }

    /// What stands in a column of a row, both named by their keys.
    fn at(workbook: &[u8], sheet: &str, row: &str, column: &str) -> Data {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(workbook.to_vec())).unwrap();
        let sheet = book.worksheet_range(sheet).unwrap();
        let (row, _) = position(&sheet, row).unwrap_or_else(|| panic!("no row {row}"));
        let (_, column) = position(&sheet, column).unwrap_or_else(|| panic!("no column {column}"));
        sheet.get((row, column)).cloned().unwrap_or_default()
    }

    pub(super) fn a_template_shows_what_the_state_reported_last_year(backend: Backend) {
        let service = TestService::start(backend);
        let (token, other) =
            (service.token("focal-point", Some("XDA")), service.token("focal-point", Some("XDB")));
        let last = full("XDA", 2024);
        assert_eq!(
            service.post_json("/api/v1/submissions/XDA/2025", Some(&token), &document(&last)).status,
            201
        );
        let path = "/api/v1/templates/XDA/2025?profile=full";
        let draft = service.get(path, Some(&token));
        assert_eq!(draft.status, 200, "{}", draft.text());
        let pistols = |book: &[u8]| at(book, "M1", "SZ.TYPE/PISTOL", "_previous:COUNT");
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(draft.body.clone())).unwrap();
        let sheet = book.worksheet_range("M1").unwrap();
        assert_eq!(position(&sheet, "_previous:COUNT"), None, "a draft is not what the State stands by");
        let submitted =
            service.change("/api/v1/returns/XDA/2024/submit", Some(&token), &json!({ "declaration": true }));
        assert_eq!(submitted.status, 200, "{}", submitted.text());
        let template = service.get(path, Some(&token));
        let reported = last.response.count(&schema::CellKey::count("SZ.TYPE", "PISTOL")).unwrap();
        assert_eq!(pistols(&template.body), Data::Float(u32::try_from(reported).unwrap().into()));
        assert_eq!(service.get(path, Some(&other)).status, 404);
        let unknown = service.get("/api/v1/templates/XDA/2025?lang=xx", Some(&token));
        assert_eq!((unknown.status, unknown.code().as_str()), (400, "invalid-request"));
    }

    pub(super) fn a_document_that_is_read_can_be_sent_again(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        let sent = document(&full("XDA", 2025));
        let stored = service.post_json("/api/v1/submissions/XDA/2026", Some(&token), &sent);
        let read = service.get("/api/v1/returns/XDA/2025/document", Some(&token));
        assert_eq!((read.status, read.json()), (200, sent));
        let again =
            service.post("/api/v1/submissions/XDA/2026", Some(&token), "application/json", &read.body);
        assert_eq!(again.status, 200, "{}", again.text());
        assert_eq!(again.json()["revisions"], stored.json()["revisions"]);
    }

    pub(super) fn a_document_names_the_cycle_and_the_language_of_the_file_it_came_with(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        let earlier = document(&full("XDA", 2024));
        assert_eq!(service.post_json("/api/v1/submissions/XDA/2025", Some(&token), &earlier).status, 201);
        let submit = "/api/v1/returns/XDA/2024/submit";
        assert_eq!(service.change(submit, Some(&token), &json!({ "declaration": true })).status, 200);
        let mut sent = document(&sample("XDA", 2025, Lang::Ar, Profile::Full));
        sent["corrections"] = json!([{
            "year": 2024,
            "tables": { "TR.SZ": { "rows": { "UI.PE": { "COUNT": 7, "reason": "TRACE_COMPLETED" } } } }
        }]);
        let stored = service.post_json("/api/v1/submissions/XDA/2026", Some(&token), &sent);
        assert_eq!(stored.status, 201, "{}", stored.text());
        for (year, revision, cycle, language) in
            [(2025, 1, 2026, "ar"), (2024, 1, 2025, "en"), (2024, 2, 2026, "ar")]
        {
            let path = format!("/api/v1/returns/XDA/{year}/document?revision={revision}");
            let read = service.get(&path, Some(&token)).json();
            assert_eq!((&read["cycle"], &read["language"]), (&json!(cycle), &json!(language)), "{path}");
        }
    }

    pub(super) fn a_published_workbook_is_imported_like_a_csv_file(backend: Backend) {
        let service = TestService::start(backend);
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write_row(0, 0, ["UNODC", "contact"]).unwrap();
        sheet.write_row(1, 0, ["26/08/2024"]).unwrap();
        sheet.write_row(2, 0, aggregation::portal::HEADER).unwrap();
        for (row, (category, value)) in (3..).zip([("pistol", 10), ("revolver", 0), ("catapult", 3)]) {
            let texts = ["XDA", "Demoland", "", "", "Arms seized", "by type", category, "na", "na"];
            sheet.write_row(row, 0, texts).unwrap();
            sheet.write_row(row, 9, [2020]).unwrap();
            sheet.write(row, 10, "Counts").unwrap();
            sheet.write(row, 11, value).unwrap();
            sheet.write(row, 12, "IAFQ").unwrap();
        }
        let file = service.database.path("published.xlsx");
        std::fs::write(&file, book.save_to_buffer().unwrap()).unwrap();
        for _ in 0..2 {
            let outcome = iafq(&["import", &file, "--database", &service.database.url]);
            assert_eq!(outcome.code, 0, "{outcome:?}");
            assert!(
                outcome.out.starts_with("3 rows: 2 observations of 1 country-years, 1 rows reported"),
                "{}",
                outcome.out
            );
        }
        let token = service.token("focal-point", Some("XDA"));
        let the_return = service.get("/api/v1/returns/XDA/2020", Some(&token)).json();
        assert_eq!((&the_return["state"], &the_return["version"]), (&json!("published"), &json!(1)));
        let csv = service.get("/data/observations.csv", None).text().replace('"', "");
        assert!(csv.lines().any(|line| line.contains(",PISTOL,") && line.contains(",10,")), "{csv}");
        assert!(csv.lines().any(|line| line.contains(",REVOLV,") && line.contains(",ZU,V,")), "{csv}");
    }
}
