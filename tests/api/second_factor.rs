//! Second factors: of the secretariat always, of others where they want one.

use support::on_both_databases;

on_both_databases!(
    staff_without_a_second_factor_may_do_nothing_but_set_it_up,
    a_code_is_good_once_and_a_session_without_it_is_good_for_nothing,
    whoever_lost_a_second_factor_is_helped_by_an_administrator,
    another_password_leaves_the_second_factor_as_it_is,
);

mod run {
    use serde_json::{Value, json};
    use support::people::{PASSWORD, code, cookie, token_of};
    use support::{Answer, Backend, TestService};

    const STAFF: &str = "reviewer@example.org";

    fn refused(answer: &Answer, status: u16, code: &str) {
        assert_eq!((answer.status, answer.code().as_str()), (status, code), "{}", answer.text());
    }

    pub(super) fn staff_without_a_second_factor_may_do_nothing_but_set_it_up(backend: Backend) {
        let service = TestService::with_mail(backend);
        for role in ["reviewer", "publisher", "administrator"] {
            let mail = format!("{role}@example.org");
            let mut person = service.person(&mail, role, None);
            let shown = service.browse("GET", "/session", &person.cookie, None).json();
            assert_eq!(shown["second_factor"], "set_up_needed");
            let token = json!({ "label": "mine", "scopes": ["read"], "days": 1 });
            let password = json!({ "current": PASSWORD, "new": "a later phrase of four words" });
            for (method, path, body) in [
                ("GET", "/returns", None),
                ("GET", "/users", None),
                ("POST", "/account/tokens", Some(&token)),
                ("POST", "/account/password", Some(&password)),
                ("DELETE", "/account/totp", None),
            ] {
                refused(&service.browse(method, path, &person.cookie, body), 403, "second-factor-needed");
            }
            let before = person.cookie.clone();
            service.second_factor(&mut person);
            assert_eq!(service.browse("GET", "/returns", &person.cookie, None).status, 200);
            refused(&service.browse("GET", "/session", &before, None), 401, "not-signed-in");
            refused(&service.browse("DELETE", "/account/totp", &person.cookie, None), 403, "not-allowed");
        }
    }

    pub(super) fn a_code_is_good_once_and_a_session_without_it_is_good_for_nothing(backend: Backend) {
        let service = TestService::with_mail(backend);
        let mut person = service.person(STAFF, "reviewer", None);
        let seed = service.second_factor(&mut person);
        let half = service.signed_in(STAFF);
        for (method, path, body) in [
            ("GET", "/returns", None),
            ("POST", "/account/totp", Some(json!({ "password": PASSWORD }))),
            ("POST", "/account/totp/confirm", Some(json!({ "proposal": "", "code": "000000" }))),
        ] {
            refused(&service.browse(method, path, &half.cookie, body.as_ref()), 403, "second-factor-needed");
        }
        let send = |cookie: &str, code: &str| {
            service.browse("POST", "/session/code", cookie, Some(&json!({ "code": code })))
        };
        let sign_in = |code: Option<&str>| {
            let body: Value = match code {
                Some(code) => json!({ "mail": STAFF, "password": PASSWORD, "code": code }),
                None => json!({ "mail": STAFF, "password": PASSWORD }),
            };
            service.browse("POST", "/session", "", Some(&body))
        };
        let now = code(&seed, 0);
        let whole = send(&half.cookie, &now);
        assert_eq!(
            (whole.status, &whole.json()["second_factor"]),
            (200, &json!("satisfied")),
            "{}",
            whole.text()
        );
        assert_eq!(service.browse("GET", "/returns", &cookie(&whole), None).status, 200);
        refused(&service.browse("GET", "/session", &half.cookie, None), 401, "not-signed-in");
        let other = cookie(&sign_in(None));
        refused(&send(&other, &now), 401, "wrong-credentials");
        let (used, wrong) = (sign_in(Some(&now)), service.try_sign_in(STAFF, "another password than it is"));
        assert_eq!(
            (used.status, used.text()),
            (401, wrong.text()),
            "nor does a wrong code show that the password is right"
        );
        let next = sign_in(Some(&code(&seed, 1)));
        assert_eq!(
            (next.status, &next.json()["second_factor"]),
            (200, &json!("satisfied")),
            "{}",
            next.text()
        );
        let guesses: Vec<u16> = (0..12).map(|guess| send(&other, &format!("{guess:06}")).status).collect();
        assert!(guesses.contains(&429), "codes cannot be guessed one after the other: {guesses:?}");
    }

    pub(super) fn whoever_lost_a_second_factor_is_helped_by_an_administrator(backend: Backend) {
        let service = TestService::with_mail(backend);
        let admin = service.token("administrator", None);
        let mut person = service.person(STAFF, "reviewer", None);
        service.second_factor(&mut person);
        let path = format!("/api/v1/users/{}/reset", person.id);
        let reset = service.post_json(&path, Some(&admin), &json!({ "second_factor": true }));
        assert_eq!(reset.status, 202, "{}", reset.text());
        assert_eq!(service.mails(1).len(), 1, "the link goes to the owner alone");
        refused(&service.browse("GET", "/session", &person.cookie, None), 401, "not-signed-in");
        let again = service.signed_in(STAFF);
        let shown = service.browse("GET", "/session", &again.cookie, None).json();
        assert_eq!(shown["second_factor"], "set_up_needed");
        let mut focal = service.person("focal@example.org", "focal-point", Some("XDA"));
        service.second_factor(&mut focal);
        let given_up = service.browse("DELETE", "/account/totp", &focal.cookie, None);
        assert_eq!(given_up.status, 200, "people of a State may give theirs up: {}", given_up.text());
        assert_eq!(service.browse("GET", "/returns", &cookie(&given_up), None).status, 200);
    }

    pub(super) fn another_password_leaves_the_second_factor_as_it_is(backend: Backend) {
        let service = TestService::with_mail(backend);
        let mail = "focal@example.org";
        let mut focal = service.person(mail, "focal-point", Some("XDA"));
        service.second_factor(&mut focal);
        let asked = service.browse("POST", "/links/reset", "", Some(&json!({ "mail": mail })));
        assert_eq!(asked.status, 202, "{}", asked.text());
        let later = "a later phrase of four words";
        let link = token_of(service.mails(1).first().unwrap());
        assert_eq!(service.use_link("reset", &link, later).status, 204);
        let signed_in = service.try_sign_in(mail, later);
        assert_eq!(signed_in.json()["second_factor"], "code_needed", "{}", signed_in.text());
        let asked = service.browse("GET", "/returns", &cookie(&signed_in), None);
        refused(&asked, 403, "second-factor-needed");
    }
}
