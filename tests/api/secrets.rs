//! What must stand nowhere: passwords, links, codes, seeds, cookies, tokens.

use support::on_both_databases;

on_both_databases!(no_secret_stands_in_the_log_or_the_database);

mod run {
    use serde_json::json;
    use support::people::{PASSWORD, code, token_of};
    use support::{Backend, TestService};

    /// Everything the database holds, as text.
    fn everything(service: &TestService) -> String {
        let url = &service.database.url;
        if let Some(path) = url.strip_prefix("sqlite:") {
            let files = ["", "-wal"].map(|end| std::fs::read(format!("{path}{end}")).unwrap_or_default());
            return String::from_utf8_lossy(&files.concat()).into_owned();
        }
        support::database::dump(url)
    }

    pub(super) fn no_secret_stands_in_the_log_or_the_database(backend: Backend) {
        let service = TestService::with_mail(backend);
        let link = service.invitation("staff@example.org", "reviewer", None);
        let _ = service.use_link("invitation", &link, "a weak one");
        assert_eq!(service.use_link("invitation", &link, PASSWORD).status, 204);
        let mut person = service.signed_in("staff@example.org");
        let first = person.cookie.clone();
        let seed = service.second_factor(&mut person);
        let now = code(&seed, 0);
        let body = json!({ "mail": "staff@example.org", "password": PASSWORD, "code": now });
        let again = service.browse("POST", "/session", "", Some(&body));
        assert_eq!(again.status, 200);
        let made = json!({ "label": "mine", "scopes": ["read"], "days": 1 });
        let token = service.browse("POST", "/account/tokens", &person.cookie, Some(&made)).json();
        let _ = service.try_sign_in("canary-mail@example.org", "canary-password-of-nobody");
        let _ = service.browse("POST", "/links/reset", "", Some(&json!({ "mail": "staff@example.org" })));
        let reset = token_of(service.mails(1).first().unwrap());
        let _ = service.use_link("reset", "canary-link", PASSWORD);
        let _ = service.get("/api/v1/returns", Some("iafq_pat_canary"));
        let (log, database) = (service.log(), everything(&service));
        assert!(log.contains("/api/v1/session") && database.contains("staff@example.org"), "both were read");
        let id = |cookie: &str| cookie.split_once('=').unwrap().1.to_owned();
        for secret in [
            PASSWORD,
            "a weak one",
            link.split_once('#').unwrap().1,
            &reset,
            &id(&first),
            &id(&person.cookie),
            token["token"].as_str().unwrap(),
            &seed,
            "canary",
        ] {
            assert!(!secret.is_empty());
            assert!(!log.contains(secret), "in the log: {secret}");
            assert!(!database.contains(secret), "in the database: {secret}");
        }
        assert!(!log.contains(&format!("\"{now}\"")) && !log.contains("staff@example.org"));
    }
}
