//! Large documents that are wrong everywhere: however much is wrong, the answer has a limit.

use support::on_both_databases;

on_both_databases!(an_answer_has_a_limit_however_much_is_wrong);

mod run {
    use support::{Backend, TestService};

    /// The first members of a return.
    const START: &str = r#"{"iafq":1,"edition":"2018","country":"XDA","cycle":2026,"year":2025,"language":"en","profile":"full","tables":{"#;
    /// The most bytes of an answer: so many findings as are listed, each with the longest name a member may have.
    const MOST: usize = 12 << 20;

    fn many(count: usize, each: impl Fn(usize) -> String) -> String {
        (0..count).map(each).collect::<Vec<_>>().join(",")
    }

    pub(super) fn an_answer_has_a_limit_however_much_is_wrong(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        let unknown = |count| many(count, |index| format!("\"{index:0>200}\":1"));
        let without_year = many(20_000, |_| r#"{"tables":{}}"#.into());
        for (what, document) in [
            ("tables nobody asks", format!("{START}{}}}}}", unknown(20_000))),
            ("rows nobody asks", format!("{START}\"SZ.TYPE\":{{\"rows\":{{{}}}}}}}}}", unknown(20_000))),
            ("explanations", format!("{START}}},\"explanations\":[{}]}}", many(20_000, |_| "1".into()))),
            ("corrections of no year", format!("{START}}},\"corrections\":[{without_year}]}}")),
            ("members twice", format!("{START}{}}}}}", many(20_000, |_| "\"SIG\":{}".into()))),
        ] {
            let sent = document.as_bytes();
            let answer = service.post("/api/v1/submissions/XDA/2026", Some(&token), "application/json", sent);
            assert!(answer.status < 500, "{what}: {}", answer.status);
            assert!(answer.body.len() < MOST, "{what}: {} bytes", answer.body.len());
            let listed = answer.list("findings").len();
            assert!(listed <= 10_000, "{what}: {listed} findings");
        }
    }
}
