//! Long lists, a page at a time.

use support::on_both_databases;

on_both_databases!(
    returns_are_listed_a_page_at_a_time_and_filtered_in_letters_of_either_case,
    accounts_and_findings_are_listed_a_page_at_a_time,
);

mod run {
    use serde_json::{Value, json};
    use support::samples::{document, full};
    use support::{Backend, TestService, iafq};

    /// Years of two States, as a published file.
    fn published(service: &TestService) {
        let mut rows = vec![
            "26/08/2024\nIso3_code,Country,Region,Subregion,Indicator,Dimension,Category,Sex,Age,Year,Unit of \
                        measurement,VALUE,Source\n"
            .to_owned(),
        ];
        for (country, year) in [("XDA", 2019), ("XDA", 2020), ("XDA", 2021), ("XDB", 2019), ("XDB", 2020)] {
            rows.push(format!("{country},Land,,,Arms seized,by type,pistol,na,na,{year},Counts,7,IAFQ\n"));
        }
        let file = service.database.path("published.csv");
        std::fs::write(&file, rows.concat()).unwrap();
        let imported = iafq(&["import", &file, "--database", &service.database.url]);
        assert_eq!(imported.code, 0, "{imported:?}");
    }

    pub(super) fn returns_are_listed_a_page_at_a_time_and_filtered_in_letters_of_either_case(
        backend: Backend,
    ) {
        let service = TestService::start(backend);
        published(&service);
        let staff = service.token("reviewer", None);
        let of = |path: &str, token: &str| {
            let answer = service.get(path, Some(token));
            assert_eq!(answer.status, 200, "{path}: {}", answer.text());
            let names = answer.list("items");
            let names = names.iter().map(|item| {
                assert_eq!(item["revisions"].as_array().map(Vec::len), Some(1), "{item}");
                format!("{} {}", item["country"].as_str().unwrap(), item["year"])
            });
            (names.collect::<Vec<_>>(), answer.header("link").to_owned())
        };
        let all = ["XDA 2019", "XDA 2020", "XDA 2021", "XDB 2019", "XDB 2020"];
        let (whole, link) = of("/api/v1/returns", &staff);
        assert_eq!((whole.as_slice(), link.as_str()), (&all.map(str::to_owned)[..], ""));
        let mut path = "/api/v1/returns?limit=2".to_owned();
        let mut pages = Vec::new();
        loop {
            let (items, link) = of(&path, &staff);
            assert!(items.len() <= 2);
            pages.push(items);
            let Some(next) = link.strip_prefix('<').and_then(|link| link.strip_suffix(">; rel=\"next\""))
            else {
                break;
            };
            next.clone_into(&mut path);
        }
        assert_eq!((pages.len(), pages.concat()), (3, whole));
        assert_eq!(of("/api/v1/returns?country=xdb", &staff).0, ["XDB 2019", "XDB 2020"]);
        assert_eq!(of("/api/v1/returns?year=2019", &staff).0, ["XDA 2019", "XDB 2019"]);
        assert_eq!(of("/api/v1/returns?country=Xda&year=2021", &staff).0, ["XDA 2021"]);
        let filtered = of("/api/v1/returns?country=xda&limit=1", &staff).1;
        assert_eq!(filtered, "</api/v1/returns?limit=1&cursor=XDA-2019&country=xda>; rel=\"next\"");
        let own = service.token("focal-point", Some("XDB"));
        assert_eq!(of("/api/v1/returns", &own).0, ["XDB 2019", "XDB 2020"]);
        assert_eq!(of("/api/v1/returns?country=XDA", &own).0, Vec::<String>::new());
        for wrong in ["limit=0", "limit=501", "country=XDAB", "cursor=somewhere"] {
            let refused = service.get(&format!("/api/v1/returns?{wrong}"), Some(&staff));
            assert_eq!((refused.status, refused.code().as_str()), (400, "invalid-request"), "{wrong}");
        }
    }

    /// All items of a list, page by page, and how many pages there were.
    fn walked(service: &TestService, first: &str, token: &str) -> (Vec<Value>, usize) {
        let (mut items, mut pages, mut next) = (Vec::new(), 0, first.to_owned());
        loop {
            let answer = service.get(&next, Some(token));
            assert_eq!(answer.status, 200, "{next}: {}", answer.text());
            items.extend(answer.list("items"));
            pages += 1;
            let link = answer.header("link");
            match link.strip_prefix('<').and_then(|rest| rest.strip_suffix(">; rel=\"next\"")) {
                Some(address) => next = String::from(address),
                None => return (items, pages),
            }
        }
    }

    pub(super) fn accounts_and_findings_are_listed_a_page_at_a_time(backend: Backend) {
        let service = TestService::start(backend);
        let staff = service.token("administrator", None);
        let token = service.token("focal-point", Some("XDA"));
        for _ in 0..3 {
            let _ = service.token("contributor", Some("XDB"));
        }
        let whole = service.get("/api/v1/users", Some(&staff));
        assert_eq!((whole.list("items").len(), whole.header("link")), (5, ""));
        assert_eq!(walked(&service, "/api/v1/users?limit=2", &staff), (whole.list("items"), 3));
        assert_eq!(walked(&service, "/api/v1/users?limit=5", &staff).1, 1);

        let mut document = document(&full("XDA", 2025));
        for table in ["SZ.TYPE", "SZ.CTX", "SZ.LEGAL"] {
            if let Some(total) = document.pointer_mut(&format!("/tables/{table}/rows/TOTAL/COUNT")) {
                *total = json!(1);
            }
        }
        let sent = service.post_json("/api/v1/submissions/XDA/2026", Some(&token), &document);
        assert_eq!(sent.status, 201, "{}", sent.text());
        let path = "/api/v1/returns/XDA/2025/findings";
        let whole = service.get(path, Some(&token));
        let count = whole.list("items").len();
        assert!(count >= 2 && whole.header("link").is_empty(), "{count}");
        let (items, pages) = walked(&service, &format!("{path}?limit=1"), &token);
        assert_eq!((items, pages), (whole.list("items"), count));
        let part = service.get(&format!("{path}?limit=1"), Some(&token)).json();
        assert_eq!(part["counts"], whole.json()["counts"], "what is counted is all");
        for wrong in ["limit=0", "limit=501", "cursor=-1", "cursor=x"] {
            for path in ["/api/v1/users", path] {
                let answer = service.get(&format!("{path}?{wrong}"), Some(&staff));
                assert_eq!(
                    (answer.status, answer.code().as_str()),
                    (400, "invalid-request"),
                    "{path} {wrong}"
                );
            }
        }
    }
}
