//! Whom a provider vouches for, whose account that is, and how far they come in.

use support::on_both_databases;

on_both_databases!(
    whoever_a_provider_vouches_for_signs_in_as_with_a_password,
    staff_show_a_second_factor_to_the_provider_or_to_the_service,
    only_people_with_an_account_come_in_and_nothing_tells_who_has_one,
    once_bound_the_subject_alone_counts,
    whoever_signs_in_by_a_provider_needs_the_password_where_it_is_asked_for,
    nothing_that_a_provider_hands_out_is_kept_or_logged,
    while_the_provider_is_away_passwords_let_people_in,
    without_a_provider_nobody_is_sent_to_one,
    a_provider_gets_the_secret_where_it_takes_it,
);

mod run {
    use serde_json::json;
    use storage::{DatabaseUrl, Store};
    use support::openid::{AtProvider, Provider, SECRET};
    use support::people::{PASSWORD, code, token_of};
    use support::{Answer, Backend, TestService, iafq};

    use super::super::reasons;

    const FOCAL: &str = "focal@example.org";
    const STAFF: &str = "reviewer@example.org";

    fn refused(answer: &Answer, status: u16, code: &str) {
        assert_eq!((answer.status, answer.code().as_str()), (status, code), "{}", answer.text());
    }

    /// `name=value` of the session that an answer opens.
    fn session(answer: &Answer) -> String {
        assert_eq!(answer.status, 200, "{}", answer.text());
        let mut cookies = answer.cookies().iter();
        let set = cookies.find(|set| set.starts_with("__Host-iafq=")).unwrap();
        assert!(set.ends_with("; Path=/; Secure; HttpOnly; SameSite=Lax"), "{set}");
        set.split(';').next().unwrap().to_owned()
    }

    /// The actions of the record about an account, the oldest first.
    fn record(service: &TestService, account: &str) -> Vec<(String, String)> {
        let url = DatabaseUrl::parse(&service.database.owner).unwrap();
        let entries = Store::open(&url).unwrap().audit(0, 1000).unwrap();
        let theirs = entries.into_iter().filter(|entry| entry.object == account);
        theirs.map(|entry| (entry.action, entry.detail)).collect()
    }

    pub(super) fn whoever_a_provider_vouches_for_signs_in_as_with_a_password(backend: Backend) {
        let provider = Provider::start();
        let service = TestService::with_provider(backend, &provider);
        let _ = service.invitation(FOCAL, "focal-point", Some("XDA"));
        provider.before_it_sits(AtProvider::new("s-1", "Focal@Example.org"));
        let begun = service.begin();
        for part in
            ["response_type=code", "code_challenge_method=S256", "scope=openid+email", "state=", "nonce="]
        {
            assert!(begun.address.contains(part), "{part}: {}", begun.address);
        }
        let set = service.ask_to_begin().cookies().to_vec();
        assert_eq!(set.len(), 1);
        assert!(set[0].starts_with("__Host-iafq-openid="), "{set:?}");
        assert!(set[0].ends_with("; Max-Age=600; Path=/; Secure; HttpOnly; SameSite=Lax"), "{set:?}");
        let evil =
            "/api/v1/session/openid?redirect_uri=https%3A%2F%2Fevil.example&iss=https%3A%2F%2Fevil.example";
        let headers = [("Host", "evil.example"), ("X-Forwarded-Host", "evil.example")];
        let led = service.request("GET", evil, None, &headers, Vec::new()).header("location").to_owned();
        let back = "redirect_uri=https%3A%2F%2Fiafq.example%2Fapi%2Fv1%2Fsession%2Fopenid%2Freturn";
        assert!(led.starts_with(&format!("{}/authorize?", provider.issuer())) && led.contains(back), "{led}");
        assert!(!led.contains("evil"), "where it leads is said by nobody but the operator: {led}");
        let answer = service.come_back(&provider, &begun);
        let forgotten =
            answer.cookies().iter().any(|set| set.starts_with("__Host-iafq-openid=; Max-Age=0; "));
        assert!(forgotten, "{:?}", answer.cookies());
        let (cookie, shown) = (session(&answer), answer.json());
        assert_eq!(
            (&shown["user"]["country"], &shown["second_factor"]),
            (&json!("XDA"), &json!("satisfied"))
        );
        assert_eq!(service.browse("GET", "/session", &cookie, None).json(), shown);
        assert_eq!(service.browse("GET", "/returns", &cookie, None).status, 200);
        let of_a_page = [("Cookie", cookie.as_str()), ("Sec-Fetch-Site", "cross-site")];
        let foreign = service.request("DELETE", "/api/v1/session", None, &of_a_page, Vec::new());
        refused(&foreign, 403, "wrong-origin");
        let account = shown["user"]["id"].as_str().unwrap();
        let actions = record(&service, account);
        let actions: Vec<_> =
            actions.iter().map(|(action, detail)| (action.as_str(), detail.as_str())).collect();
        let issuer = json!({ "issuer": provider.issuer() }).to_string();
        let expected = [("openid.bound", issuer.as_str()), ("session.opened", r#"{"strength":"password"}"#)];
        assert_eq!(actions[1..], expected, "after the invitation: {actions:?}");
        assert_ne!(session(&service.sign_in_by(&provider)), cookie, "each session has an id of its own");
        assert_eq!(service.browse("DELETE", "/session", &cookie, None).status, 204);
        refused(&service.browse("GET", "/returns", &cookie, None), 401, "not-signed-in");
    }

    pub(super) fn staff_show_a_second_factor_to_the_provider_or_to_the_service(backend: Backend) {
        let provider = Provider::start();
        let service = TestService::with_provider(backend, &provider);
        let mut person = service.person(STAFF, "reviewer", None);
        let at_provider = AtProvider::new("s-1", STAFF);
        provider.before_it_sits(at_provider.clone());
        let without = service.sign_in_by(&provider);
        assert_eq!(without.json()["second_factor"], "set_up_needed");
        refused(&service.browse("GET", "/returns", &session(&without), None), 403, "second-factor-needed");
        provider.before_it_sits(at_provider.clone().with_second_factor());
        let with = service.sign_in_by(&provider);
        assert_eq!(with.json()["second_factor"], "satisfied");
        assert_eq!(service.browse("GET", "/returns", &session(&with), None).status, 200);
        let seed = service.second_factor(&mut person);
        provider.before_it_sits(at_provider.clone());
        let half = service.sign_in_by(&provider);
        assert_eq!(half.json()["second_factor"], "code_needed");
        refused(&service.browse("GET", "/returns", &session(&half), None), 403, "second-factor-needed");
        let body = json!({ "code": code(&seed, 0) });
        let whole = service.browse("POST", "/session/code", &session(&half), Some(&body));
        assert_eq!(whole.json()["second_factor"], "satisfied", "{}", whole.text());
        let almost = AtProvider { methods: vec!["mfa2".to_owned(), "MFA".to_owned()], ..at_provider };
        provider.before_it_sits(almost);
        assert_eq!(
            service.sign_in_by(&provider).json()["second_factor"],
            "code_needed",
            "the word itself counts"
        );
    }

    pub(super) fn only_people_with_an_account_come_in_and_nothing_tells_who_has_one(backend: Backend) {
        let provider = Provider::start();
        let service = TestService::with_provider(backend, &provider);
        let admin = service.token("administrator", None);
        let _ = service.invitation(FOCAL, "focal-point", Some("XDA"));
        for mail in ["bound@example.org", "kate@example.org"] {
            let _ = service.invitation(mail, "focal-point", Some("XDA"));
        }
        let disabled = service.person("disabled@example.org", "focal-point", Some("XDA"));
        let json = [("Content-Type", "application/json")];
        let body = json!({ "disabled": true }).to_string().into_bytes();
        let path = format!("/api/v1/users/{}", disabled.id);
        assert_eq!(service.request("PATCH", &path, Some(&admin), &json, body).status, 200);
        provider.before_it_sits(AtProvider::new("s-1", "bound@example.org"));
        let _ = session(&service.sign_in_by(&provider));
        provider.before_it_sits(AtProvider::new("s-2", "nobody@example.org"));
        let nobody = service.sign_in_by(&provider);
        refused(&nobody, 401, "openid-refused");
        let of = |subject: &str, mail: &str| AtProvider::new(subject, mail);
        let unverified = AtProvider { mail_is_verified: false, ..of("s-3", FOCAL) };
        let nameless = AtProvider { mail: None, ..of("s-3", FOCAL) };
        for (who, reason) in [
            (unverified, "no account is bound, and no verified address is named"),
            (nameless, "no account is bound, and no verified address is named"),
            (of("s-3", "focal@example.org.example"), "no account is bound, and none has the address"),
            (of("s-3", "\u{212a}ate@example.org"), "no account is bound, and none has the address"),
            (of("s-4", "disabled@example.org"), "the account is disabled"),
            (of("s-5", "bound@example.org"), "the account of the address is bound to somebody else"),
        ] {
            provider.before_it_sits(who.clone());
            let answer = service.sign_in_by(&provider);
            assert_eq!((answer.status, answer.text()), (401, nobody.text()), "{who:?}");
            assert_eq!(answer.lasting_headers(), nobody.lasting_headers(), "{who:?}");
            assert_eq!(answer.cookies().len(), 1, "no session is opened: {:?}", answer.cookies());
            assert_eq!(reasons(&service).last().map(String::as_str), Some(reason), "{who:?}");
        }
    }

    pub(super) fn once_bound_the_subject_alone_counts(backend: Backend) {
        let provider = Provider::start();
        let service = TestService::with_provider(backend, &provider);
        for (mail, country) in [(FOCAL, "XDA"), ("other@example.org", "XDB")] {
            let _ = service.invitation(mail, "focal-point", Some(country));
        }
        let who = |answer: &Answer| answer.json()["user"]["country"].as_str().unwrap_or_default().to_owned();
        provider.before_it_sits(AtProvider::new("s-1", FOCAL));
        let cookie = session(&service.sign_in_by(&provider));
        provider.before_it_sits(AtProvider::new("s-1", "other@example.org"));
        assert_eq!(who(&service.sign_in_by(&provider)), "XDA", "the address at the provider moves nobody");
        let without_mail = AtProvider { mail_in_token: false, ..AtProvider::new("s-2", "other@example.org") };
        provider.before_it_sits(without_mail);
        assert_eq!(who(&service.sign_in_by(&provider)), "XDB", "the address stands beside the token");
        provider.before_it_sits(AtProvider::new("s-3", FOCAL));
        refused(&service.sign_in_by(&provider), 401, "openid-refused");
        let done = iafq(&["user", "reset-openid", FOCAL, "--database", &service.database.url]);
        assert_eq!(done.code, 0, "{done:?}");
        refused(&service.browse("GET", "/session", &cookie, None), 401, "not-signed-in");
        assert_eq!(who(&service.sign_in_by(&provider)), "XDA", "bound anew");
        let erased = iafq(&["user", "erase", FOCAL, "--database", &service.database.url]);
        assert_eq!(erased.code, 0, "{erased:?}");
        refused(&service.sign_in_by(&provider), 401, "openid-refused");
    }

    pub(super) fn whoever_signs_in_by_a_provider_needs_the_password_where_it_is_asked_for(backend: Backend) {
        let provider = Provider::start();
        let service = TestService::with_provider(backend, &provider);
        let _ = service.invitation(STAFF, "reviewer", None);
        provider.before_it_sits(AtProvider::new("s-1", STAFF));
        let cookie = session(&service.sign_in_by(&provider));
        let set_up = |cookie: &str, password: &str| {
            service.browse("POST", "/account/totp", cookie, Some(&json!({ "password": password })))
        };
        for password in ["", PASSWORD] {
            refused(&set_up(&cookie, password), 401, "wrong-credentials");
        }
        let change = json!({ "current": "", "new": PASSWORD });
        let changed = service.browse("POST", "/account/password", &cookie, Some(&change));
        refused(&changed, 403, "second-factor-needed");
        let asked = service.browse("POST", "/links/reset", "", Some(&json!({ "mail": STAFF })));
        assert_eq!(asked.status, 202, "{}", asked.text());
        let link = token_of(service.mails(1).first().unwrap());
        assert_eq!(service.use_link("reset", &link, PASSWORD).status, 204, "they choose one by mail");
        refused(&service.browse("GET", "/session", &cookie, None), 401, "not-signed-in");
        let cookie = session(&service.sign_in_by(&provider));
        assert_eq!(set_up(&cookie, PASSWORD).status, 200);
    }

    /// Everything the database holds, as text.
    fn everything(service: &TestService) -> String {
        let url = &service.database.url;
        if let Some(path) = url.strip_prefix("sqlite:") {
            let files = ["", "-wal"].map(|end| std::fs::read(format!("{path}{end}")).unwrap_or_default());
            return String::from_utf8_lossy(&files.concat()).into_owned();
        }
        support::database::dump(url)
    }

    pub(super) fn nothing_that_a_provider_hands_out_is_kept_or_logged(backend: Backend) {
        let provider = Provider::start();
        let service = TestService::with_provider(backend, &provider);
        let _ = service.invitation(FOCAL, "focal-point", Some("XDA"));
        provider.before_it_sits(AtProvider::new("canary-subject", FOCAL));
        let begun = service.begin();
        let cookie = session(&service.come_back(&provider, &begun));
        provider.before_it_sits(AtProvider::new("canary-stranger", "canary@example.org"));
        refused(&service.sign_in_by(&provider), 401, "openid-refused");
        let canary = "/api/v1/session/openid/return?state=canary-state&code=canary-code&error=canary-error";
        refused(&service.follow(canary, &begun.cookie), 401, "openid-refused");
        let (log, database) = (service.log(), everything(&service));
        assert!(log.contains("/api/v1/session/openid/return") && database.contains("canary-subject"));
        let mut secrets = provider.secrets();
        assert!(secrets.len() >= 10, "{secrets:?}");
        let value = |cookie: &str| cookie.split_once('=').unwrap().1.to_owned();
        secrets.extend([SECRET.to_owned(), value(&cookie), value(&begun.cookie), "canary-code".to_owned()]);
        for secret in &secrets {
            assert!(!log.contains(secret) && !database.contains(secret), "{secret}");
        }
        for personal in [FOCAL, "canary"] {
            assert!(!log.contains(personal), "in the log: {personal}");
        }
        assert!(!database.contains("canary-stranger"), "of strangers nothing is kept");
    }

    pub(super) fn while_the_provider_is_away_passwords_let_people_in(backend: Backend) {
        let provider = Provider::start();
        provider.is_away(true);
        let service = TestService::with_provider(backend, &provider);
        let _ = service.person(FOCAL, "focal-point", Some("XDA"));
        provider.before_it_sits(AtProvider::new("s-1", FOCAL));
        let away = service.ask_to_begin();
        refused(&away, 503, "openid-unavailable");
        assert_eq!(away.header("retry-after"), "5");
        let asked = provider.asked("/.well-known/openid-configuration");
        refused(&service.ask_to_begin(), 503, "openid-unavailable");
        assert_eq!(
            provider.asked("/.well-known/openid-configuration"),
            asked,
            "it is left in peace for a while"
        );
        let _ = service.signed_in(FOCAL);
        provider.is_away(false);
        std::thread::sleep(std::time::Duration::from_secs(5));
        let begun = service.begin();
        let back = provider.sends_back(&begun.address);
        provider.is_away(true);
        refused(&service.follow(&back, &begun.cookie), 503, "openid-unavailable");
        provider.is_away(false);
        let _ = session(&service.sign_in_by(&provider));
        let asked = provider.asked("/.well-known/openid-configuration");
        let _ = session(&service.sign_in_by(&provider));
        assert_eq!(provider.asked("/.well-known/openid-configuration"), asked, "what it says is remembered");
    }

    pub(super) fn without_a_provider_nobody_is_sent_to_one(backend: Backend) {
        let service = TestService::with_mail(backend);
        refused(&service.ask_to_begin(), 409, "openid-not-set-up");
        let back = service.follow("/api/v1/session/openid/return?code=a&state=b", "");
        refused(&back, 409, "openid-not-set-up");
    }

    pub(super) fn a_provider_gets_the_secret_where_it_takes_it(backend: Backend) {
        let provider = Provider::start();
        provider.takes_secrets_in_the_body();
        let service = TestService::with_provider(backend, &provider);
        let _ = service.invitation(FOCAL, "focal-point", Some("XDA"));
        provider.before_it_sits(AtProvider::new("s-1", FOCAL));
        let _ = session(&service.sign_in_by(&provider));
    }
}
