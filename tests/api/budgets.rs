//! Budgets: how many requests a minute somebody may send, and what they are told.

use support::on_both_databases;

on_both_databases!(
    who_has_spent_a_budget_is_told_when_to_come_again,
    each_person_and_each_kind_of_request_has_a_budget_of_its_own,
    tokens_that_nobody_has_spend_the_budget_of_their_address,
);

mod run {
    use serde_json::json;
    use support::{Answer, Backend, TestService};

    const READ: &str = "/api/v1/returns";
    const PUBLIC: &str = "/api/v1/rules/CTX-09";
    const WRITE: &str = "/api/v1/returns/XDA/2025/explanations";

    fn told(answer: &Answer) -> (u16, &str, &str) {
        (answer.status, answer.header("ratelimit-limit"), answer.header("ratelimit-remaining"))
    }

    fn number(answer: &Answer, name: &str) -> u32 {
        answer.header(name).parse().unwrap_or_else(|_| panic!("{name}: {:?}", answer.header(name)))
    }

    fn service(backend: Backend) -> TestService {
        TestService::start_with(backend, &["--budgets", "reading=4,writing=2,uploads=1,public=3"])
    }

    pub(super) fn who_has_spent_a_budget_is_told_when_to_come_again(backend: Backend) {
        let service = service(backend);
        for left in ["2", "1", "0"] {
            assert_eq!(told(&service.get(PUBLIC, None)), (200, "3", left));
        }
        let refused = service.get(PUBLIC, None);
        assert_eq!((told(&refused), refused.code().as_str()), ((429, "3", "0"), "too-many-requests"));
        assert_eq!(refused.media_type, "application/problem+json");
        assert!((1..=20).contains(&number(&refused, "retry-after")), "{refused:?}");
        assert!((1..=60).contains(&number(&refused, "ratelimit-reset")), "{refused:?}");
        for _ in 0..10 {
            assert_eq!(service.get("/health", None).status, 200, "whoever watches is not counted");
        }
    }

    pub(super) fn each_person_and_each_kind_of_request_has_a_budget_of_its_own(backend: Backend) {
        let service = service(backend);
        let (one, other) = (service.token("focal-point", Some("XDA")), service.token("reviewer", None));
        // Nobody knows a token before it let somebody in: its first request is counted by the address.
        assert_eq!(told(&service.get(READ, Some(&one))), (200, "3", "2"));
        for left in ["3", "2", "1", "0"] {
            assert_eq!(told(&service.get(READ, Some(&one))), (200, "4", left));
        }
        assert_eq!(service.get(READ, Some(&one)).status, 429);
        assert_eq!(told(&service.get(READ, Some(&other))), (200, "3", "1"));
        assert_eq!(told(&service.get(READ, Some(&other))), (200, "4", "3"), "another has their own");
        let write = || service.post_json(WRITE, Some(&one), &json!({}));
        assert_eq!((write().status, write().status), (400, 400), "reading and writing are counted apart");
        assert_eq!(told(&write()), (429, "2", "0"));
        let upload = || service.post_json("/api/v1/submissions/XDA/2026", Some(&one), &json!({}));
        let sent = upload();
        assert!(sent.status != 429 && sent.header("ratelimit-limit") == "1", "{}", sent.text());
        assert_eq!(told(&upload()), (429, "1", "0"));
        assert_eq!(told(&service.get(PUBLIC, None)), (200, "3", "0"));
    }

    pub(super) fn tokens_that_nobody_has_spend_the_budget_of_their_address(backend: Backend) {
        let service = service(backend);
        for number in 0..3 {
            let token = format!("iafq_pat_{number:064}");
            assert_eq!(service.get(READ, Some(&token)).status, 401);
        }
        assert_eq!(service.get(READ, Some("iafq_pat_another")).status, 429);
        assert_eq!(service.get(PUBLIC, None).status, 429);
    }
}
