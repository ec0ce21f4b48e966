//! Signing in, sessions, and how they end.

use support::on_both_databases;

on_both_databases!(
    whoever_signs_in_has_a_session_until_they_sign_out,
    what_is_wrong_with_credentials_does_not_show,
    the_owner_signs_in_after_a_hundred_failures_of_a_stranger,
    a_session_ends_at_once_with_what_it_rests_on,
    what_pages_of_others_send_is_refused,
    a_flood_of_sign_ins_leaves_memory_as_it_is,
);

mod run {
    use serde_json::json;
    use support::people::{PASSWORD, cookie};
    use support::{Answer, Backend, TestService};

    const FOCAL: &str = "focal@example.org";

    fn refused(answer: &Answer, status: u16, code: &str) {
        assert_eq!((answer.status, answer.code().as_str()), (status, code), "{}", answer.text());
    }

    pub(super) fn whoever_signs_in_has_a_session_until_they_sign_out(backend: Backend) {
        let service = TestService::with_mail(backend);
        let person = service.person(FOCAL, "focal-point", Some("XDA"));
        let again = service.try_sign_in("  Focal@Example.org ", PASSWORD);
        assert_ne!(cookie(&again), person.cookie, "each session has an id of its own");
        let set = again.header("set-cookie");
        assert!(
            set.starts_with("__Host-iafq=") && set.ends_with("; Path=/; Secure; HttpOnly; SameSite=Lax"),
            "{set}"
        );
        let shown = service.browse("GET", "/session", &person.cookie, None).json();
        assert_eq!(shown["user"]["country"], "XDA");
        assert_eq!(shown["second_factor"], "satisfied", "people of a State may go without");
        assert_eq!(service.browse("GET", "/returns", &person.cookie, None).status, 200);
        assert_eq!(service.browse("DELETE", "/session", &person.cookie, None).status, 204);
        refused(&service.browse("GET", "/returns", &person.cookie, None), 401, "not-signed-in");
        assert_eq!(
            service.browse("GET", "/returns", &cookie(&again), None).status,
            200,
            "the other one goes on"
        );
        assert_eq!(
            service.browse("GET", "/rules", &person.cookie, None).status,
            200,
            "the public needs no session"
        );
    }

    pub(super) fn what_is_wrong_with_credentials_does_not_show(backend: Backend) {
        let service = TestService::with_mail(backend);
        let admin = service.token("administrator", None);
        let disabled = service.person("disabled@example.org", "focal-point", Some("XDA"));
        let path = format!("/api/v1/users/{}", disabled.id);
        let json = [("Content-Type", "application/json")];
        let done = service.request("PATCH", &path, Some(&admin), &json, br#"{"disabled": true}"#.to_vec());
        assert_eq!(done.status, 200, "{}", done.text());
        let _ = service.person(FOCAL, "focal-point", Some("XDA"));
        let _ = service.invitation("invited@example.org", "focal-point", Some("XDA"));
        let unknown = service.try_sign_in("nobody@example.org", PASSWORD);
        refused(&unknown, 401, "wrong-credentials");
        for (mail, password) in [
            (FOCAL, "another password than it is"),
            (FOCAL, ""),
            (FOCAL, &"x".repeat(2_000)),
            ("disabled@example.org", PASSWORD),
            ("invited@example.org", PASSWORD),
            ("no address", PASSWORD),
        ] {
            let answer = service.try_sign_in(mail, password);
            assert_eq!((answer.status, answer.text()), (unknown.status, unknown.text()), "{mail}");
            assert_eq!(answer.lasting_headers(), unknown.lasting_headers(), "{mail}");
        }
    }

    pub(super) fn the_owner_signs_in_after_a_hundred_failures_of_a_stranger(backend: Backend) {
        let service = TestService::with_mail(backend);
        let _ = service.person(FOCAL, "focal-point", Some("XDA"));
        let statuses: Vec<_> =
            (0..100).map(|_| service.try_sign_in(FOCAL, "a guess of a stranger").status).collect();
        assert_eq!(statuses.iter().take(5).filter(|status| **status == 401).count(), 5, "{statuses:?}");
        assert!(statuses.iter().filter(|status| **status == 401).count() < 12, "{statuses:?}");
        let mut waited = 0;
        loop {
            let answer = service.try_sign_in(FOCAL, PASSWORD);
            if answer.status == 200 {
                break;
            }
            refused(&answer, 429, "too-many-requests");
            let seconds: u64 = answer.header("retry-after").parse().unwrap();
            waited += seconds;
            assert!(waited <= 61, "no stranger locks an owner out for longer");
            std::thread::sleep(std::time::Duration::from_secs(seconds));
        }
        assert_eq!(service.try_sign_in(FOCAL, "one slip of the owner").status, 401, "it starts anew");
    }

    pub(super) fn a_session_ends_at_once_with_what_it_rests_on(backend: Backend) {
        let service = TestService::with_mail(backend);
        let admin = service.token("administrator", None);
        let mut person = service.person(FOCAL, "focal-point", Some("XDA"));
        let path = format!("/api/v1/users/{}", person.id);
        for change in [
            json!({ "role": "contributor" }),
            json!({ "country": "XDB" }),
            json!({ "institution": "Customs" }),
            json!({ "disabled": true }),
        ] {
            let made = json!({ "label": "mine", "scopes": ["read"], "days": 1 });
            let token = service.browse("POST", "/account/tokens", &person.cookie, Some(&made)).json();
            let token = token["token"].as_str().unwrap().to_owned();
            assert_eq!(service.get("/api/v1/returns", Some(&token)).status, 200);
            let json = [("Content-Type", "application/json")];
            let done = service.request("PATCH", &path, Some(&admin), &json, change.to_string().into_bytes());
            assert_eq!(done.status, 200, "{change}: {}", done.text());
            refused(&service.browse("GET", "/returns", &person.cookie, None), 401, "not-signed-in");
            refused(&service.get("/api/v1/returns", Some(&token)), 401, "not-signed-in");
            if change["disabled"].is_null() {
                person = service.signed_in(FOCAL);
            }
        }
        let back = json!({ "disabled": false }).to_string().into_bytes();
        let json = [("Content-Type", "application/json")];
        assert_eq!(service.request("PATCH", &path, Some(&admin), &json, back).status, 200);
        let (one, other) = (service.signed_in(FOCAL), service.signed_in(FOCAL));
        let body = json!({ "current": PASSWORD, "new": "a later phrase of four words" });
        let changed = service.browse("POST", "/account/password", &one.cookie, Some(&body));
        assert_eq!(changed.status, 200, "{}", changed.text());
        for ended in [&one, &other] {
            refused(&service.browse("GET", "/session", &ended.cookie, None), 401, "not-signed-in");
        }
        assert_eq!(
            service.browse("GET", "/session", &cookie(&changed), None).status,
            200,
            "who changed it goes on"
        );
        refused(&service.try_sign_in(FOCAL, PASSWORD), 401, "wrong-credentials");
        assert_eq!(service.request("DELETE", &path, Some(&admin), &[], Vec::new()).status, 204);
        refused(&service.browse("GET", "/session", &cookie(&changed), None), 401, "not-signed-in");
    }

    pub(super) fn what_pages_of_others_send_is_refused(backend: Backend) {
        let service = TestService::with_mail(backend);
        let person = service.person(FOCAL, "focal-point", Some("XDA"));
        let body = json!({ "label": "mine", "scopes": ["read"], "days": 1 }).to_string().into_bytes();
        let send = |headers: &[(&str, &str)]| {
            let own = [("Cookie", person.cookie.as_str())];
            let headers = [&own[..], headers].concat();
            service.request("POST", "/api/v1/account/tokens", None, &headers, body.clone())
        };
        let json = ("Content-Type", "application/json");
        for elsewhere in [
            &[json][..],
            &[json, ("Sec-Fetch-Site", "cross-site")],
            &[json, ("Sec-Fetch-Site", "same-site")],
            &[json, ("Origin", "https://evil.example")],
            &[json, ("Origin", "null")],
        ] {
            refused(&send(elsewhere), 403, "wrong-origin");
        }
        let no_json = send(&[("Content-Type", "text/plain"), ("Sec-Fetch-Site", "same-origin")]);
        refused(&no_json, 415, "unsupported-format");
        assert_eq!(send(&[json, ("Origin", "https://iafq.example")]).status, 201);
        let credentials = json!({ "mail": FOCAL, "password": PASSWORD }).to_string().into_bytes();
        let foreign = service.request(
            "POST",
            "/api/v1/session",
            None,
            &[json, ("Sec-Fetch-Site", "cross-site")],
            credentials,
        );
        refused(&foreign, 403, "wrong-origin");
    }

    pub(super) fn a_flood_of_sign_ins_leaves_memory_as_it_is(backend: Backend) {
        let service = TestService::with_mail(backend);
        let _ = service.person(FOCAL, "focal-point", Some("XDA"));
        let peak = || {
            let status = std::fs::read_to_string(format!("/proc/{}/status", service.process())).unwrap();
            let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap().to_owned();
            line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
        };
        let before = peak();
        let flood = |password: &str, times: usize| -> Vec<u16> {
            let body = json!({ "mail": "nobody@example.org", "password": password }).to_string().into_bytes();
            let send = |number: usize| {
                let from = format!("192.0.{}.{}", number / 200, number % 200);
                let headers = [("Content-Type", "application/json"), ("X-Forwarded-For", from.as_str())];
                // A connection may end before the whole body was sent: that is an answer, too.
                service
                    .try_request("POST", "/api/v1/session", None, &headers, body.clone())
                    .map_or(413, |a| a.status)
            };
            std::thread::scope(|scope| {
                let all: Vec<_> = (0..times).map(|number| scope.spawn(move || send(number))).collect();
                all.into_iter().map(|one| one.join().unwrap()).collect()
            })
        };
        let large = flood(&"x".repeat(1 << 20), 200);
        assert!(large.iter().all(|status| *status == 413), "{large:?}");
        let small = flood(PASSWORD, 200);
        assert!(small.iter().all(|status| [401, 429, 503].contains(status)), "{small:?}");
        assert_eq!(service.get("/health", None).status, 200);
        let after = peak();
        assert!(after < before + 96, "{before} MiB before, {after} MiB after");
    }
}
