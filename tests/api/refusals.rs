//! Files that are refused: each with its own code, its original kept, nothing half-stored.

use support::on_both_databases;

on_both_databases!(
    every_bad_file_has_a_code_of_its_own_and_its_original_is_kept,
    a_workbook_that_curl_changed_on_its_way_is_told_so,
    a_request_without_a_token_is_refused
);

mod run {
    use std::io::Write as _;

    use serde_json::json;
    use support::samples::{document, full};
    use support::{Backend, TestService};

    /// A workbook of another kind.
    fn spreadsheet() -> Vec<u8> {
        let mut book = rust_xlsxwriter::Workbook::new();
        book.add_worksheet().write(0, 0, "Budget").unwrap();
        book.save_to_buffer().unwrap()
    }

    /// The same with a macro in it.
    fn with_macros() -> Vec<u8> {
        let mut archive = zip::ZipWriter::new_append(std::io::Cursor::new(spreadsheet())).unwrap();
        archive.start_file("xl/vbaProject.bin", zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(b"Sub Auto_Open()").unwrap();
        archive.finish().unwrap().into_inner()
    }

    /// The head of an encrypted workbook: a compound file that names its encrypted stream.
    fn encrypted() -> Vec<u8> {
        let mut bytes = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
        bytes.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
        bytes
    }

    pub(super) fn every_bad_file_has_a_code_of_its_own_and_its_original_is_kept(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        let other = service.token("focal-point", Some("XDB"));
        for id in ["0", "%00", "01890a5d-ac96-774b-bcce-b302099a8057"] {
            assert_eq!(
                service.get(&format!("/api/v1/uploads/{id}/original"), Some(&token)).status,
                404,
                "{id}"
            );
        }
        let good = document(&full("XDA", 2025));
        let with = |key: &str, value: serde_json::Value| {
            let mut changed = good.clone();
            changed[key] = value;
            changed.to_string().into_bytes()
        };
        for (bytes, status, code) in [
            (Vec::new(), 422, "empty-file"),
            (b"%PDF-1.7 a report".to_vec(), 415, "not-a-workbook"),
            (encrypted(), 422, "encrypted-workbook"),
            (with_macros(), 422, "workbook-with-macros"),
            (spreadsheet(), 422, "not-an-iafq-workbook"),
            (b"{ \"iafq\": 1, ".to_vec(), 400, "invalid-json"),
            (b"{ \"hello\": 1 }".to_vec(), 422, "not-an-iafq-document"),
            (with("country", json!("XDB")), 422, "wrong-country"),
            (with("cycle", json!(2025)), 422, "wrong-year"),
            (with("edition", json!("1999")), 422, "unknown-edition"),
        ] {
            let answer = service.post(
                "/api/v1/submissions/XDA/2026",
                Some(&token),
                "application/octet-stream",
                &bytes,
            );
            assert_eq!((answer.status, answer.code().as_str()), (status, code), "{}", answer.text());
            assert_eq!(answer.media_type, "application/problem+json");
            let problem = answer.json();
            let upload = problem["upload"]
                .as_str()
                .unwrap_or_else(|| panic!("the original of {code} is kept: {problem}"));
            let path = format!("/api/v1/uploads/{upload}/original");
            let kept = service.get(&path, Some(&token));
            assert_eq!((kept.status, &kept.body), (200, &bytes), "{code}: byte for byte");
            assert_eq!(service.get(&path, Some(&other)).status, 404, "of another State: not there");
            assert_eq!(service.get(&path, None).status, 401);
            assert!(!problem["detail"].as_str().unwrap().is_empty());
        }
        assert_eq!(
            service.get("/api/v1/returns/XDA/2025", Some(&token)).status,
            404,
            "nothing is half-stored"
        );
    }

    pub(super) fn a_workbook_that_curl_changed_on_its_way_is_told_so(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        let send = |bytes: &[u8], kind: &str| {
            let answer = service.post("/api/v1/submissions/XDA/2026", Some(&token), kind, bytes);
            assert_eq!(answer.code(), "damaged-workbook", "{}", answer.text());
            answer.json()["detail"].as_str().unwrap().contains("--data-binary")
        };
        let mut bytes = spreadsheet();
        bytes.truncate(bytes.len() - 30);
        assert!(send(&bytes, "application/x-www-form-urlencoded"));
        assert!(!send(&bytes, "application/octet-stream"));
    }

    pub(super) fn a_request_without_a_token_is_refused(backend: Backend) {
        let service = TestService::start(backend);
        for token in [None, Some("iafq_pat_0000"), Some("something")] {
            let answer = service.get("/api/v1/returns/XDA/2025", token);
            assert_eq!((answer.status, answer.code().as_str()), (401, "not-signed-in"));
        }
    }
}
