//! Receipts: given once, readable always.

use support::on_both_databases;

on_both_databases!(a_receipt_can_be_read_again_and_a_retry_gets_the_same, a_published_year_is_not_submitted,);

mod run {
    use serde_json::{Value, json};
    use support::samples::{document, full};
    use support::{Backend, TestService, iafq};

    fn declared() -> Value {
        json!({ "declaration": true })
    }

    pub(super) fn a_receipt_can_be_read_again_and_a_retry_gets_the_same(backend: Backend) {
        let service = TestService::start(backend);
        let (token, other) =
            (service.token("focal-point", Some("XDA")), service.token("focal-point", Some("XDB")));
        let path = "/api/v1/returns/XDA/2025/receipt";
        let mut document = document(&full("XDA", 2025));
        let first = service.post_json("/api/v1/submissions/XDA/2026", Some(&token), &document).json();
        assert_eq!(service.get(path, Some(&token)).status, 404, "nothing was submitted");
        let submit = || service.change("/api/v1/returns/XDA/2025/submit", Some(&token), &declared());
        let receipt = submit();
        assert_eq!(receipt.status, 200, "{}", receipt.text());
        let retried = submit();
        assert_eq!((retried.status, retried.json()), (200, receipt.json()));
        let read = service.get(path, Some(&token));
        assert_eq!((read.status, read.json()), (200, receipt.json()));
        assert_eq!(read.json()["original_sha256"], first["original_sha256"]);
        assert_eq!(service.get(path, Some(&other)).status, 404);
        document["tables"]["Q.TRENDS"]["fields"]["TRENDS"] = json!("Another text");
        assert_eq!(service.post_json("/api/v1/submissions/XDA/2026", Some(&token), &document).status, 201);
        let state = service.get("/api/v1/returns/XDA/2025", Some(&token)).json();
        let numbers = (&state["submitted_revision"], &state["current_revision"]);
        assert_eq!(numbers, (&json!(1), &json!(2)), "a newer draft is not what the State stands by");
        assert_eq!(submit().json()["revision"], 2);
        assert_eq!(service.get(path, Some(&token)).json()["revision"], 2);
        assert_eq!(service.get(&format!("{path}?revision=1"), Some(&token)).json(), receipt.json());
        assert_eq!(service.get(&format!("{path}?revision=7"), Some(&token)).status, 404);
    }

    pub(super) fn a_published_year_is_not_submitted(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        let file = service.database.path("published.csv");
        let text = "Iso3_code,Country,Region,Subregion,Indicator,Dimension,Category,Sex,Age,Year,Unit of measurement,VALUE,Source\n\
                    XDA,Demoland,,,Arms seized,Total,Total,na,na,2020,Counts,10,IAFQ\n";
        std::fs::write(&file, text).unwrap();
        assert_eq!(iafq(&["import", &file, "--database", &service.database.url]).code, 0);
        let refused = service.change("/api/v1/returns/XDA/2020/submit", Some(&token), &declared());
        assert_eq!((refused.status, refused.code().as_str()), (400, "invalid-request"), "{}", refused.text());
        let own = service.get("/api/v1/returns/XDA/2020/original", Some(&token));
        assert_eq!(own.body, text.as_bytes(), "the State reads the file its figures came from");
    }
}
