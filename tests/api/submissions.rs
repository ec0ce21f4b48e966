//! A file becomes records, findings and data.

use support::on_both_databases;

on_both_databases!(
    a_workbook_becomes_records_findings_and_data,
    a_document_and_its_workbook_are_the_same_content,
    a_multipart_form_is_read_like_a_raw_body,
    a_correction_of_last_year_becomes_a_revision_of_that_year,
);

mod run {
    use serde_json::{Value, json};
    use support::samples::{document, full};
    use support::{Backend, TestService, iafq};

    const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// The workbook of a JSON document, made by the program.
    fn workbook(service: &TestService, document: &Value) -> Vec<u8> {
        let (json, xlsx) = (service.database.path("return.json"), service.database.path("return.xlsx"));
        std::fs::write(&json, document.to_string()).unwrap();
        let outcome = iafq(&["convert", &json, "--to", "xlsx", "-o", &xlsx]);
        assert_eq!(outcome.code, 0, "{outcome:?}");
        std::fs::read(xlsx).unwrap()
    }

    pub(super) fn a_workbook_becomes_records_findings_and_data(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        let token = Some(token.as_str());
        let bytes = workbook(&service, &document(&full("XDA", 2025)));
        let answer = service.post("/api/v1/submissions/XDA/2026", token, XLSX, &bytes);
        assert_eq!(answer.status, 201, "{}", answer.text());
        let stored = answer.json();
        assert_eq!(stored["already"], false);
        assert_eq!(stored["counts"], json!({ "error": 0, "warning": 0, "note": 1 }));
        assert_eq!(stored["findings"][0]["code"], "HIS-09", "the first return of a State is told to be one");
        assert_eq!(stored["revisions"][0]["year"], 2025);

        let the_return = service.get("/api/v1/returns/XDA/2025", token).json();
        assert_eq!(the_return["state"], "draft");
        let observations = service.get("/api/v1/returns/XDA/2025/observations", token).json();
        let pistols = find(&observations["items"], "SZ.TYPE", "PISTOL");
        assert_eq!(pistols["availability"], "V");
        assert!(pistols["origin"].as_str().unwrap().starts_with("M1!"), "{pistols}");
        let seizures = service.get("/api/v1/returns/XDA/2025/seizures", token).json();
        assert_eq!(seizures["items"].as_array().unwrap().len(), 3);
        assert_eq!(seizures["items"][0]["answers"]["CONTEXT"], json!(["DRUG", "OC"]));
        let original = service.get("/api/v1/returns/XDA/2025/original", token);
        assert_eq!(original.body, bytes, "the original comes back byte for byte");

        let receipt =
            service.change("/api/v1/returns/XDA/2025/submit", token, &json!({ "declaration": true }));
        assert_eq!(receipt.status, 200, "{}", receipt.text());
        assert_eq!(receipt.json()["original_sha256"], stored["original_sha256"]);
        let csv = service.database.path("observations.csv");
        let outcome = iafq(&[
            "export",
            "--what",
            "observations",
            "--format",
            "csv",
            "--audience",
            "secretariat",
            "-o",
            &csv,
            "--database",
            &service.database.url,
        ]);
        assert_eq!(outcome.code, 0, "{outcome:?}");
        let text = std::fs::read_to_string(csv).unwrap();
        assert!(
            text.lines().any(|line| line.starts_with("\"XDA\",")
                && line.contains("SZ.TYPE")
                && line.contains("PISTOL"))
        );
    }

    pub(super) fn a_document_and_its_workbook_are_the_same_content(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDB"));
        let token = Some(token.as_str());
        let document = document(&full("XDB", 2025));
        let first = service.post_json("/api/v1/submissions/XDB/2026", token, &document);
        assert_eq!(first.status, 201, "{}", first.text());
        let again = service.post_json("/api/v1/submissions/XDB/2026", token, &document);
        assert_eq!(again.status, 200);
        let as_workbook =
            service.post("/api/v1/submissions/XDB/2026", token, XLSX, &workbook(&service, &document));
        assert_eq!(as_workbook.status, 200, "{}", as_workbook.text());
        assert_eq!(as_workbook.json()["submission"], first.json()["submission"]);
        let revisions =
            service.get("/api/v1/returns/XDB/2025", token).json()["revisions"].as_array().unwrap().len();
        assert_eq!(revisions, 1, "the same content makes no new revision");
    }

    pub(super) fn a_multipart_form_is_read_like_a_raw_body(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDC"));
        let document = document(&full("XDC", 2025)).to_string();
        let body = format!(
            "--b\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n--b\r\nContent-Disposition: form-data; \
             name=\"file\"; filename=\"return.json\"\r\nContent-Type: application/json\r\n\r\n{document}\r\n--b--\r\n"
        );
        let answer = service.post(
            "/api/v1/submissions/XDC/2026",
            Some(&token),
            "multipart/form-data; boundary=b",
            body.as_bytes(),
        );
        assert_eq!(answer.status, 201, "{}", answer.text());
    }

    pub(super) fn a_correction_of_last_year_becomes_a_revision_of_that_year(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDD"));
        let token = Some(token.as_str());
        let last_year = document(&full("XDD", 2024));
        assert_eq!(service.post_json("/api/v1/submissions/XDD/2025", token, &last_year).status, 201);
        let submitted =
            service.change("/api/v1/returns/XDD/2024/submit", token, &json!({ "declaration": true }));
        assert_eq!(submitted.status, 200, "{}", submitted.text());
        let mut this_year = document(&full("XDD", 2025));
        this_year["corrections"] = json!([{
            "year": 2024,
            "tables": { "TR.SZ": { "rows": { "UI.PE": { "COUNT": 7, "reason": "TRACE_COMPLETED" } } } }
        }]);
        let answer = service.post_json("/api/v1/submissions/XDD/2026", token, &this_year);
        assert_eq!(answer.status, 201, "{}", answer.text());
        let years: Vec<_> =
            answer.json()["revisions"].as_array().unwrap().iter().map(|link| link["year"].clone()).collect();
        assert_eq!(years, [json!(2025), json!(2024)]);
        let corrected = service.get("/api/v1/returns/XDD/2024/observations?revision=2", token).json();
        assert_eq!(find(&corrected["items"], "TR.SZ", "UI.PE")["value"], 7);
        let carried = find(&corrected["items"], "SZ.TYPE", "PISTOL");
        let before = service.get("/api/v1/returns/XDD/2024/observations?revision=1", token).json();
        assert_eq!(
            carried,
            find(&before["items"], "SZ.TYPE", "PISTOL"),
            "a cell carried forward keeps its origin"
        );
    }

    fn find(items: &Value, table: &str, row: &str) -> Value {
        let found =
            items.as_array().unwrap().iter().find(|item| item["table"] == table && item["row"] == row);
        found.unwrap_or_else(|| panic!("{table}/{row} is missing")).clone()
    }
}
