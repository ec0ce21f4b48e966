//! Providers, and others, that lie: nobody comes in, the browser learns nothing, and the log says why.

use support::on_both_databases;

on_both_databases!(
    no_lie_of_a_provider_lets_anybody_in,
    what_was_begun_elsewhere_or_is_used_twice_lets_nobody_in,
    a_provider_that_names_itself_otherwise_is_not_asked,
    another_key_of_the_provider_is_learnt_and_unknown_ones_do_not_make_the_service_ask,
    a_provider_is_known_by_its_certificate,
    a_provider_that_is_slow_keeps_nobody_else_waiting,
    whoever_comes_back_too_often_waits,
);

mod run {
    use support::openid::{AtProvider, Lie, Provider};
    use support::people::PASSWORD;
    use support::{Answer, Backend, TestService};

    use super::super::reasons;

    const FOCAL: &str = "focal@example.org";
    const OTHER_SIGNATURE: &str = "the ID token is not signed in a way that is believed";
    const WRONG_SIGNATURE: &str = "the signature of the ID token is wrong";
    const NOT_NOW: &str = "the ID token is not of now";

    /// What each lie is told by; to the browser, that the provider let nobody in.
    const REFUSED: [(Lie, &str); 28] = [
        (Lie::Nonce, "the ID token is of another sign-in"),
        (Lie::NoNonce, "the ID token is of another sign-in"),
        (Lie::Audience, "the ID token is not for this service alone"),
        (Lie::Audiences, "the ID token is not for this service alone"),
        (Lie::Party, "the ID token was made for another client"),
        (Lie::Issuer, "the ID token is of another provider"),
        (Lie::Expired, NOT_NOW),
        (Lie::Old, NOT_NOW),
        (Lie::Early, NOT_NOW),
        (Lie::Nobody, "the provider names nobody"),
        (Lie::Unsigned, OTHER_SIGNATURE),
        (Lie::SharedSecret, OTHER_SIGNATURE),
        (Lie::PublicKeyAsSecret, OTHER_SIGNATURE),
        (Lie::ForeignKey, WRONG_SIGNATURE),
        (Lie::Altered, WRONG_SIGNATURE),
        (Lie::KeyInToken, WRONG_SIGNATURE),
        (Lie::OtherKind, "the ID token is none that is understood"),
        (Lie::UnknownKey, "the ID token is signed with an unknown key"),
        (Lie::Critical, "the ID token is none that is understood"),
        (Lie::OtherAccess, "the ID token belongs to another access token"),
        (Lie::NoToken, "the provider answers without an ID token"),
        (Lie::NoJson, "the provider answers a code with something else than tokens"),
        (Lie::Redirect, "the provider answers a code with something else than tokens"),
        (Lie::NoCode, "the provider does not take the code"),
        (Lie::Denied, "the provider vouches for nobody"),
        (Lie::OtherReturn, "the code is of another provider"),
        (Lie::NamelessReturn, "the provider names itself, and the code came without that"),
        (Lie::OtherUser, "the provider speaks of somebody else than in the token"),
    ];
    /// What each lie is told by; to the browser, that the provider cannot be asked.
    const UNAVAILABLE: [(Lie, &str); 2] = [
        (Lie::Endless, "an answer of the provider is too large"),
        (Lie::Slow, "the provider takes too long to answer"),
    ];

    fn refused(answer: &Answer, status: u16, code: &str) {
        assert_eq!((answer.status, answer.code().as_str()), (status, code), "{}", answer.text());
    }

    /// A service at which somebody may sign in whom the provider vouches for.
    fn service(backend: Backend, provider: &Provider) -> TestService {
        let service = TestService::with_provider(backend, provider);
        let _ = service.invitation(FOCAL, "focal-point", Some("XDA"));
        provider.before_it_sits(AtProvider::new("s-1", FOCAL));
        service
    }

    pub(super) fn no_lie_of_a_provider_lets_anybody_in(backend: Backend) {
        let provider = Provider::start();
        let service = service(backend, &provider);
        let alike = service.follow("/api/v1/session/openid/return", "");
        refused(&alike, 401, "openid-refused");
        for (lie, reason) in REFUSED {
            let person = AtProvider { mail_in_token: lie != Lie::OtherUser, ..AtProvider::new("s-1", FOCAL) };
            provider.before_it_sits(person);
            provider.lies(Some(lie));
            let answer = service.sign_in_by(&provider);
            assert_eq!((answer.status, answer.text()), (401, alike.text()), "{lie:?}");
            assert_eq!(answer.lasting_headers(), alike.lasting_headers(), "{lie:?}");
            assert_eq!(answer.cookies(), alike.cookies(), "{lie:?}");
            assert_eq!(reasons(&service).last().map(String::as_str), Some(reason), "{lie:?}");
        }
        for (lie, reason) in UNAVAILABLE {
            provider.lies(Some(lie));
            let answer = service.sign_in_by(&provider);
            refused(&answer, 503, "openid-unavailable");
            assert_eq!(answer.cookies(), alike.cookies(), "{lie:?}");
            assert_eq!(reasons(&service).last().map(String::as_str), Some(reason), "{lie:?}");
        }
        assert_eq!(provider.asked("/elsewhere"), 0, "no redirect is followed");
        provider.lies(None);
        assert_eq!(service.sign_in_by(&provider).status, 200, "the truth is believed all the same");
        let log = service.log();
        assert!(provider.secrets().iter().all(|secret| !log.contains(secret)), "{log}");
    }

    pub(super) fn what_was_begun_elsewhere_or_is_used_twice_lets_nobody_in(backend: Backend) {
        let provider = Provider::start();
        let service = service(backend, &provider);
        refused(&service.follow("/api/v1/session/openid", ""), 403, "wrong-origin");
        let typed = [("Sec-Fetch-Site", "none")];
        assert_eq!(service.request("GET", "/api/v1/session/openid", None, &typed, Vec::new()).status, 303);
        let (one, other) = (service.begin(), service.begin());
        let back = provider.sends_back(&one.address);
        let swapped = |from: &str, to: &str| back.replace(from, to);
        let state = |address: &str| {
            let (_, rest) = address.split_once("state=").unwrap();
            rest.split('&').next().unwrap().to_owned()
        };
        let theirs = state(&other.address);
        let own = state(&one.address);
        let sealed = format!("{}0", one.cookie);
        for (path, cookie) in [
            (back.clone(), ""),
            (back.clone(), other.cookie.as_str()),
            (back.clone(), sealed.as_str()),
            (back.clone(), "__Host-iafq-openid="),
            (swapped(&own, &theirs), one.cookie.as_str()),
            (swapped("state=", "stat="), one.cookie.as_str()),
            (swapped("code=", "cod="), one.cookie.as_str()),
        ] {
            refused(&service.follow(&path, cookie), 401, "openid-refused");
        }
        assert_eq!(provider.asked("/token"), 0, "nobody asks the provider about what was not begun here");
        assert_eq!(service.follow(&back, &one.cookie).status, 200);
        refused(&service.follow(&back, &one.cookie), 401, "openid-refused");
        assert_eq!(reasons(&service).last().unwrap(), "the provider does not take the code");
        // A code of another sign-in in one's own: its token bears another nonce, and another proof was promised for it.
        let (mine, begun) = (service.begin(), service.begin());
        let foreign =
            provider.sends_back(&begun.address).replace(&state(&begun.address), &state(&mine.address));
        refused(&service.follow(&foreign, &mine.cookie), 401, "openid-refused");
        let doubled = format!("{}&state=again", provider.sends_back(&service.begin().address));
        refused(&service.follow(&doubled, &mine.cookie), 400, "invalid-request");
        let posted = service.browse("POST", "/session/openid/return", "", None);
        refused(&posted, 405, "method-not-allowed");
        assert_eq!(
            service.request("HEAD", &back, None, &[], Vec::new()).status,
            405,
            "no preview uses a code up"
        );
    }

    pub(super) fn a_provider_that_names_itself_otherwise_is_not_asked(backend: Backend) {
        for (lie, reason) in [
            (Lie::OtherName, "the provider names itself otherwise than --openid-issuer"),
            (Lie::PlainTokens, "the provider names an address that is not over TLS"),
            (Lie::NoKeys, "the ID token is signed with an unknown key"),
        ] {
            let provider = Provider::start();
            provider.lies(Some(lie));
            let service = service(backend, &provider);
            let answer = match lie {
                Lie::OtherName => service.ask_to_begin(),
                _ => service.sign_in_by(&provider),
            };
            let code = if lie == Lie::NoKeys { "openid-refused" } else { "openid-unavailable" };
            assert_eq!(answer.code(), code, "{lie:?}: {}", answer.text());
            assert_eq!(reasons(&service).last().map(String::as_str), Some(reason), "{lie:?}");
            if lie == Lie::PlainTokens {
                assert_eq!(provider.asked("/token"), 0);
            }
        }
    }

    pub(super) fn another_key_of_the_provider_is_learnt_and_unknown_ones_do_not_make_the_service_ask(
        backend: Backend,
    ) {
        let provider = Provider::start();
        let service = service(backend, &provider);
        assert_eq!(service.sign_in_by(&provider).status, 200);
        assert_eq!(provider.asked("/keys"), 1);
        provider.takes_another_key();
        assert_eq!(service.sign_in_by(&provider).status, 200, "a provider changes its keys when it likes");
        assert_eq!(provider.asked("/keys"), 2);
        provider.lies(Some(Lie::UnknownKey));
        for _ in 0..5 {
            refused(&service.sign_in_by(&provider), 401, "openid-refused");
        }
        assert_eq!(provider.asked("/keys"), 2, "once a minute at most");
        provider.lies(None);
        assert_eq!(service.sign_in_by(&provider).status, 200);
    }

    pub(super) fn a_provider_is_known_by_its_certificate(backend: Backend) {
        let provider = Provider::over_tls();
        let service = service(backend, &provider);
        assert_eq!(service.sign_in_by(&provider).status, 200);
        let stranger = Provider::over_tls_of_another();
        let unknown = TestService::with_provider(backend, &stranger);
        refused(&unknown.ask_to_begin(), 503, "openid-unavailable");
        assert_eq!(reasons(&unknown).last().unwrap(), "the provider does not answer");
        assert_eq!(stranger.asked("/.well-known/openid-configuration"), 0);
        let _ = unknown.person(FOCAL, "focal-point", Some("XDA"));
        assert_eq!(unknown.try_sign_in(FOCAL, PASSWORD).status, 200);
    }

    pub(super) fn a_provider_that_is_slow_keeps_nobody_else_waiting(backend: Backend) {
        let provider = Provider::start();
        let service = service(backend, &provider);
        let _ = service.person("other@example.org", "focal-point", Some("XDB"));
        let begun: Vec<_> = (0..12).map(|_| service.begin()).collect();
        provider.lies(Some(Lie::Slow));
        let codes: Vec<String> = std::thread::scope(|scope| {
            let (service, provider) = (&service, &provider);
            let back = |begun| scope.spawn(move || service.come_back(provider, begun).code());
            let all: Vec<_> = begun.iter().map(back).collect();
            while provider.asked("/token") < 8 {
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
            let _ = service.signed_in("other@example.org");
            assert_eq!(service.get("/ready", None).status, 200);
            assert!(all.iter().filter(|one| !one.is_finished()).count() >= 8, "others did not wait for them");
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        let count = |code: &str| codes.iter().filter(|one| *one == code).count();
        assert_eq!((count("openid-unavailable"), count("unavailable")), (8, 4), "{codes:?}");
        assert_eq!(provider.asked("/token"), 8, "eight ask at a time, the others are asked to come again");
        provider.lies(None);
        assert_eq!(service.sign_in_by(&provider).status, 200);
    }

    pub(super) fn whoever_comes_back_too_often_waits(backend: Backend) {
        let provider = Provider::start();
        let service = service(backend, &provider);
        let path = "/api/v1/session/openid/return";
        let from = |address: &str| {
            let headers = [("X-Forwarded-For", address)];
            service.request("GET", path, None, &headers, Vec::new())
        };
        let statuses: Vec<u16> = (0..40).map(|_| from("192.0.2.7").status).collect();
        assert_eq!(statuses[..30], [401; 30], "{statuses:?}");
        assert!(statuses[30..].contains(&429), "{statuses:?}");
        assert_eq!(from("192.0.2.8").status, 401, "each address by itself");
    }
}
