//! Downloads of public data: nobody pays for them but who downloads.

use support::on_both_databases;

on_both_databases!(
    a_data_set_that_has_not_changed_is_not_sent_again,
    many_downloads_keep_nobody_from_asking_whether_the_service_lives,
    an_unknown_vintage_is_refused_with_those_there_are,
);

mod run {
    use std::time::{Duration, Instant};

    use support::{Answer, Backend, TestService, iafq};

    fn published(service: &TestService, pistols: u32) {
        let text = format!(
            "26/08/2024\nIso3_code,Country,Region,Subregion,Indicator,Dimension,Category,Sex,Age,Year,Unit of \
             measurement,VALUE,Source\nXDA,Demoland,,,Arms seized,by type,pistol,na,na,2020,Counts,{pistols},IAFQ\n"
        );
        let file = service.database.path("published.csv");
        std::fs::write(&file, text).unwrap();
        let imported = iafq(&["import", &file, "--database", &service.database.url]);
        assert_eq!(imported.code, 0, "{imported:?}");
    }

    fn known(service: &TestService, tag: &str) -> Answer {
        let headers = [("If-None-Match", tag)];
        service.request("GET", "/data/observations.csv", None, &headers, Vec::new())
    }

    pub(super) fn a_data_set_that_has_not_changed_is_not_sent_again(backend: Backend) {
        let service = TestService::start(backend);
        published(&service, 10);
        let first = service.get("/data/observations.csv", None);
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with('"') && tag.len() == 66, "a strong tag: {tag}");
        assert_eq!(first.header("cache-control"), "public, no-cache");
        let again = known(&service, &tag);
        assert_eq!((again.status, again.header("etag"), again.body.len()), (304, &*tag, 0));
        let other = known(&service, "\"of something else\"");
        assert_eq!((other.status, &other.body), (200, &first.body));
        published(&service, 11);
        let changed = known(&service, &tag);
        assert_eq!(changed.status, 200, "what is published has changed");
        assert!(changed.text().contains(",11,") && changed.header("etag") != tag, "{}", changed.text());
        let staff = service.token("reviewer", None);
        let inside = service.get("/data/observations.csv", Some(&staff));
        assert_eq!(inside.header("cache-control"), "no-store");
    }

    pub(super) fn many_downloads_keep_nobody_from_asking_whether_the_service_lives(backend: Backend) {
        let service = TestService::demonstration(backend);
        std::thread::scope(|threads| {
            let download = || assert_eq!(service.get("/data/observations.json", None).status, 200);
            let downloads: Vec<_> = (0..40).map(|_| threads.spawn(download)).collect();
            std::thread::sleep(Duration::from_millis(50));
            let start = Instant::now();
            assert_eq!(service.get("/health", None).status, 200);
            let waited = start.elapsed();
            assert!(waited < Duration::from_secs(2), "{waited:?}");
            assert!(downloads.into_iter().all(|thread| thread.join().is_ok()));
        });
    }

    pub(super) fn an_unknown_vintage_is_refused_with_those_there_are(backend: Backend) {
        let service = TestService::start(backend);
        let refused = service.get("/data/portal.csv?vintage=banana", None);
        assert_eq!((refused.status, refused.code().as_str()), (400, "invalid-request"));
        let detail = refused.json()["detail"].as_str().unwrap_or_default().to_owned();
        assert_eq!(detail, "There is no vintage banana; the vintages are 2022, 2024.");
        assert_eq!(service.get("/data/portal.csv?vintage=2022", None).status, 200);
        let url = &service.database.url;
        let asked = iafq(&["export", "--what", "portal", "--vintage", "banana", "--database", url]);
        assert_eq!(asked.code, 2, "{asked:?}");
        assert!(asked.err.contains("the vintages are 2022, 2024"), "{}", asked.err);
    }
}
