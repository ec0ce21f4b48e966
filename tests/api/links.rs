//! Invitations and resets.

use support::on_both_databases;

on_both_databases!(
    an_invitation_is_used_once_and_chooses_a_good_password,
    asking_for_a_reset_answers_alike_whoever_asks,
    an_administrator_invites_in_the_language_of_the_invited,
    nobody_but_an_administrator_manages_accounts_and_nobody_their_own,
    an_erased_account_is_gone_and_its_address_is_free,
);

mod run {
    use serde_json::json;
    use support::people::{PASSWORD, token_of};
    use support::{Backend, TestService, iafq};

    const FOCAL: &str = "focal@example.org";

    fn use_at_once(service: &TestService, link: &str) -> usize {
        let used = std::thread::scope(|scope| {
            let all: Vec<_> = (0..6)
                .map(|_| scope.spawn(|| service.use_link("invitation", link, PASSWORD).status))
                .collect();
            all.into_iter().map(|one| one.join().unwrap()).collect::<Vec<_>>()
        });
        used.iter().filter(|status| **status == 204).count()
    }

    pub(super) fn an_invitation_is_used_once_and_chooses_a_good_password(backend: Backend) {
        let service = TestService::with_mail(backend);
        let link = service.invitation(FOCAL, "focal-point", Some("XDA"));
        assert!(link.contains("/invitation#"), "the token is not part of what a browser sends: {link}");
        for weak in
            ["short", "password1234567", "focal@example.org", "aaaaaaaaaaaaaaaa", &"x y z ".repeat(60)]
        {
            let refused = service.use_link("invitation", &link, weak);
            assert_eq!((refused.status, refused.code().as_str()), (422, "weak-password"), "{weak}");
        }
        assert_eq!(
            service.use_link("invitation", &link, PASSWORD).status,
            204,
            "the link was not used up by them"
        );
        let link = service.invitation("other@example.org", "focal-point", Some("XDA"));
        let wrong_kind = service.use_link("reset", &link, PASSWORD);
        assert_eq!((wrong_kind.status, wrong_kind.code().as_str()), (422, "wrong-link"));
        assert_eq!(use_at_once(&service, &link), 1, "of many at once");
        let again = service.use_link("invitation", &link, PASSWORD);
        assert_eq!((again.status, again.code().as_str()), (422, "wrong-link"));
        let invented = service.use_link("invitation", &"0".repeat(64), PASSWORD);
        assert_eq!(invented.text(), again.text(), "what was used and what never was look alike");
        assert_eq!(service.try_sign_in("other@example.org", PASSWORD).status, 200);
    }

    pub(super) fn asking_for_a_reset_answers_alike_whoever_asks(backend: Backend) {
        let service = TestService::with_mail(backend);
        let person = service.person(FOCAL, "focal-point", Some("XDA"));
        let ask = |mail: &str| service.browse("POST", "/links/reset", "", Some(&json!({ "mail": mail })));
        let (known, unknown) = (ask(FOCAL), ask("nobody@example.org"));
        assert_eq!((known.status, known.text()), (202, unknown.text()));
        assert_eq!((unknown.status, unknown.lasting_headers()), (202, known.lasting_headers()));
        let token = token_of(service.mails(1).first().unwrap());
        let later = "a later phrase of four words";
        assert_eq!(service.use_link("reset", &token, later).status, 204);
        assert_eq!(service.browse("GET", "/session", &person.cookie, None).status, 401, "its sessions ended");
        assert_eq!(service.try_sign_in(FOCAL, later).status, 200);
        assert_eq!(service.use_link("reset", &token, later).status, 422);
        let _ = ask(FOCAL);
        let before = token_of(service.mails(2).last().unwrap());
        let _ = ask(FOCAL);
        let after = token_of(service.mails(3).last().unwrap());
        assert_eq!(service.use_link("reset", &before, later).status, 422, "only the last link is good");
        assert_eq!(service.use_link("reset", &after, later).status, 204);
        assert_eq!(service.mails(3).len(), 3, "nobody got none");
    }

    pub(super) fn an_administrator_invites_in_the_language_of_the_invited(backend: Backend) {
        let service = TestService::with_mail(backend);
        let admin = service.token("administrator", None);
        let body = json!({
            "name": "A. Focal", "mail": "Focal@Example.org", "role": "focal_point", "country": "xda",
            "institution": "Police", "language": "fr",
        });
        let invited = service.post_json("/api/v1/users", Some(&admin), &body);
        assert_eq!(invited.status, 201, "{}", invited.text());
        let account = invited.json();
        assert_eq!((&account["mail"], &account["country"]), (&json!(FOCAL), &json!("XDA")));
        let mail = service.mails(1).remove(0);
        assert!(mail.contains("Choisissez") || mail.contains("Q2hvaXNpc3Nleg"), "{mail}");
        assert_eq!(service.use_link("invitation", &token_of(&mail), PASSWORD).status, 204);
        let again = service.post_json("/api/v1/users", Some(&admin), &body);
        assert_eq!((again.status, again.code().as_str()), (409, "conflict"));
        for (wrong, why) in [
            (json!({ "name": "X", "mail": "x@example.org", "role": "focal_point" }), "no State"),
            (
                json!({ "name": "X", "mail": "x@example.org", "role": "reviewer", "country": "XDA" }),
                "a State",
            ),
            (
                json!({ "name": "X", "mail": "x@example.org", "role": "focal_point", "country": "ZZZ" }),
                "no such State",
            ),
            (json!({ "name": "X", "mail": "nobody", "role": "reviewer" }), "no address"),
            (
                json!({ "name": "X", "mail": "x@example.org", "role": "reviewer", "disabled": false }),
                "another member",
            ),
        ] {
            assert_eq!(service.post_json("/api/v1/users", Some(&admin), &wrong).status, 400, "{why}");
        }
        let listed = service.get("/api/v1/users", Some(&admin)).list("items");
        assert_eq!(listed.len(), 2);
        assert!(listed.iter().any(|account| account["has_password"] == true));
    }

    pub(super) fn nobody_but_an_administrator_manages_accounts_and_nobody_their_own(backend: Backend) {
        let service = TestService::with_mail(backend);
        let person = service.person(FOCAL, "focal-point", Some("XDA"));
        let json = [("Content-Type", "application/json")];
        let path = format!("/api/v1/users/{}", person.id);
        let invite = json!({ "name": "X", "mail": "x@example.org", "role": "reviewer" });
        let requests = [
            ("GET", "/api/v1/users".to_owned(), String::new()),
            ("POST", "/api/v1/users".to_owned(), invite.to_string()),
            ("PATCH", path.clone(), r#"{"disabled":true}"#.to_owned()),
            ("POST", format!("{path}/reset"), "{}".to_owned()),
            ("DELETE", path.clone(), String::new()),
        ];
        for (role, country) in [
            ("reviewer", None),
            ("publisher", None),
            ("focal-point", Some("XDA")),
            ("contributor", Some("XDB")),
        ] {
            let token = service.token(role, country);
            for (method, path, body) in &requests {
                let headers = if body.is_empty() { &[][..] } else { &json };
                let answer = service.request(method, path, Some(&token), headers, body.clone().into_bytes());
                assert_eq!(
                    (answer.status, answer.code().as_str()),
                    (403, "not-allowed"),
                    "{role} {method} {path}"
                );
            }
        }
        let admin = service.token("administrator", None);
        let all = service.get("/api/v1/users", Some(&admin)).list("items");
        let own = all.iter().find(|account| account["role"] == "administrator").unwrap();
        let own = format!("/api/v1/users/{}", own["id"].as_str().unwrap());
        for (method, path, body) in [
            ("PATCH", own.clone(), r#"{"role":"reviewer"}"#),
            ("DELETE", own.clone(), ""),
            ("POST", format!("{own}/reset"), "{}"),
        ] {
            let answer = service.request(method, &path, Some(&admin), &json, body.as_bytes().to_vec());
            assert_eq!((answer.status, answer.code().as_str()), (403, "not-allowed"), "{method}");
        }
    }

    pub(super) fn an_erased_account_is_gone_and_its_address_is_free(backend: Backend) {
        let service = TestService::with_mail(backend);
        let person = service.person(FOCAL, "focal-point", Some("XDA"));
        let database = ["--database", service.database.url.as_str()];
        let run = |arguments: &[&str]| iafq(&[&["user"], arguments, &database].concat());
        assert!(run(&["list"]).out.contains("\tactive\tfocal@example.org\tA. Person"));
        assert_eq!(run(&["disable", FOCAL]).code, 0);
        assert_eq!(service.browse("GET", "/session", &person.cookie, None).status, 401);
        assert_eq!(run(&["reset-totp", FOCAL]).code, 0);
        assert_eq!(run(&["erase", &person.id]).code, 0);
        assert_eq!(run(&["erase", FOCAL]).code, 2, "nobody has the address");
        let listed = run(&["list"]).out;
        assert!(
            listed.contains("\terased\t-") && !listed.contains("A. Person") && !listed.contains(FOCAL),
            "{listed}"
        );
        let _ = service.person(FOCAL, "focal-point", Some("XDB"));
    }
}
