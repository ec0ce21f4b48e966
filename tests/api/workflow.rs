//! The way of a return from draft to clearance, and who takes which step.

use support::on_both_databases;

on_both_databases!(
    a_return_goes_from_draft_to_clearance_and_every_step_is_written_down,
    who_sent_or_accepted_a_return_does_not_check_it,
    a_return_is_not_accepted_while_something_is_open,
    what_was_given_back_is_explained_and_submitted_again_as_it_was,
    what_was_said_of_an_accepted_return_stands,
    of_two_who_change_a_return_one_wins_and_the_other_loses_no_text,
    a_step_needs_the_version_that_was_seen,
    what_is_recalled_stands_where_it_stood,
    a_question_is_a_thread_on_a_cell,
    what_a_step_needs_is_said,
    only_tables_of_the_edition_are_cleared_and_nothing_is_public_by_that,
);

mod run {
    use serde_json::{Value, json};
    use support::samples::{document, full};
    use support::stages::{People, Stage, bring, step};
    use support::{Answer, Backend, TestService, iafq};

    const RETURN: &str = "/api/v1/returns/XDA/2025";

    fn strange() -> Value {
        let mut document = document(&full("XDA", 2025));
        let rows = &mut document["tables"]["SZ.CTX"]["rows"];
        let count = |row: &Value| row["COUNT"].as_u64().unwrap();
        let (less, more) = (count(&rows["FATRAFF"]) - 2, count(&rows["FAOTHER"]) + 2);
        rows["FATRAFF"]["COUNT"] = json!(less);
        rows["FAOTHER"]["COUNT"] = json!(more);
        document
    }

    fn refused(answer: &Answer, status: u16, code: &str) {
        assert_eq!((answer.status, answer.code().as_str()), (status, code), "{}", answer.text());
    }

    fn state(service: &TestService, people: &People) -> String {
        service.get(RETURN, Some(&people.focal_point)).json()["state"].as_str().unwrap().to_owned()
    }

    /// Whether everything stands where the record leads.
    fn record_holds(service: &TestService) {
        let verified = iafq(&["verify", "--database", &service.database.url]);
        assert_eq!(verified.code, 0, "{verified:?}");
    }

    fn start(backend: Backend, stage: Stage) -> (TestService, People, support::stages::Sent) {
        let service = TestService::start(backend);
        let people = People::of(&service, "XDA");
        let sent = bring(&service, &people, ("XDA", 2025), (&strange(), "Two cases are open."), stage);
        (service, people, sent)
    }

    pub(super) fn a_return_goes_from_draft_to_clearance_and_every_step_is_written_down(backend: Backend) {
        let (service, people, _) = start(backend, Stage::Cleared);
        let steps = service.get(&format!("{RETURN}/steps"), Some(&people.focal_point)).list("items");
        let told: Vec<_> = steps
            .iter()
            .map(|one| {
                let text = |name: &str| one[name].as_str().unwrap().to_owned();
                assert_eq!(one["revision"], 1, "{one}");
                format!("{} {} {}>{}", one["number"], text("step"), text("from"), text("to"))
            })
            .collect();
        assert_eq!(
            told,
            ["1 submitted draft>submitted", "2 accepted submitted>accepted", "3 cleared accepted>cleared"]
        );
        assert_eq!(steps[2]["tables"], json!(["SZ.TYPE"]));
        let the_return = service.get(RETURN, Some(&people.focal_point));
        let numbers = ["submitted_revision", "accepted_revision"];
        assert!(numbers.iter().all(|name| the_return.json()[name] == 1), "{}", the_return.text());
        assert_eq!(the_return.header("etag"), format!("\"{}\"", the_return.json()["version"]));
        record_holds(&service);
    }

    pub(super) fn who_sent_or_accepted_a_return_does_not_check_it(backend: Backend) {
        let service = TestService::start(backend);
        let people = People::of(&service, "XDA");
        let another = service.token("reviewer", None);
        // A reviewer sends the file that the State gave out of band; the State submits it.
        let uploaded = service.post_json(
            "/api/v1/submissions/XDA/2026",
            Some(&people.reviewer),
            &document(&full("XDA", 2025)),
        );
        assert_eq!(uploaded.status, 201, "{}", uploaded.text());
        let declared = json!({ "declaration": true });
        let submitted = service.change(&format!("{RETURN}/submit"), Some(&people.focal_point), &declared);
        assert_eq!(submitted.status, 200, "{}", submitted.text());
        let accept = json!({ "step": "accept" });
        refused(&step(&service, RETURN, &people.reviewer, &accept), 403, "four-eyes");
        assert_eq!(state(&service, &people), "submitted");
        assert_eq!(step(&service, RETURN, &another, &accept).status, 200);
    }

    pub(super) fn a_return_is_not_accepted_while_something_is_open(backend: Backend) {
        let (service, people, sent) = start(backend, Stage::Submitted);
        let accept = json!({ "step": "accept" });
        let open = step(&service, RETURN, &people.reviewer, &accept);
        refused(&open, 422, "review-open");
        assert!(
            open.text().contains(&format!("were questioned: {}.", sent.explanations.len())),
            "{}",
            open.text()
        );
        support::stages::accept_explanations(&service, &people, &sent);
        let asked = json!({ "place": "2025:SZ.TYPE/PISTOL", "text": "Does this include gas pistols?" });
        let asked = service.post_json(&format!("{RETURN}/questions"), Some(&people.reviewer), &asked);
        assert_eq!(asked.status, 201, "{}", asked.text());
        let open = step(&service, RETURN, &people.reviewer, &accept);
        refused(&open, 422, "review-open");
        assert!(open.text().contains("Open questions: 1."), "{}", open.text());
        let close = format!("{RETURN}/questions/{}/close", asked.json()["id"].as_str().unwrap());
        assert_eq!(service.post(&close, Some(&people.reviewer), "application/json", b"").status, 200);
        assert_eq!(step(&service, RETURN, &people.reviewer, &accept).status, 200);
    }

    pub(super) fn what_was_given_back_is_explained_and_submitted_again_as_it_was(backend: Backend) {
        let (service, people, sent) = start(backend, Stage::Submitted);
        let first = service.get(&format!("{RETURN}/receipt"), Some(&people.focal_point)).json();
        let question = json!({ "decision": "questioned", "text": "Which cases?" });
        let decision = format!("{RETURN}/explanations/{}/decision", sent.explanations[0]);
        assert_eq!(service.post_json(&decision, Some(&people.reviewer), &question).status, 201);
        let back = json!({ "step": "return", "reason": "See the question." });
        assert_eq!(step(&service, RETURN, &people.reviewer, &back).status, 200);
        let submit = |explanations: &Value| {
            let body = json!({ "declaration": true, "explanations": explanations });
            service.change(&format!("{RETURN}/submit"), Some(&people.focal_point), &body)
        };
        refused(&submit(&json!([])), 422, "findings-open");
        let findings = service.get(&format!("{RETURN}/findings"), Some(&people.focal_point)).list("items");
        let open = findings.iter().filter(|one| one["severity"] == "warning");
        let explained = open.map(|one| json!({ "code": one["code"], "place": one["places"][0]["place"], "text": "Cases 12 and 14." }));
        let again = submit(&explained.collect::<Value>());
        assert_eq!(again.status, 200, "{}", again.text());
        assert_ne!(again.json()["receipt"], first["receipt"], "a receipt of its own");
        assert_eq!(state(&service, &people), "submitted");
        let late = json!([{ "code": "CTX-05", "place": "2025:SZ.CTX/FATRAFF", "text": "One more reason." }]);
        refused(&submit(&late), 400, "invalid-request");
    }

    pub(super) fn what_was_said_of_an_accepted_return_stands(backend: Backend) {
        let (service, people, sent) = start(backend, Stage::Cleared);
        let findings = service.get(&format!("{RETURN}/findings"), Some(&people.focal_point)).list("items");
        let one = findings.iter().find(|one| one["severity"] == "warning").unwrap();
        let other =
            json!({ "code": one["code"], "place": one["places"][0]["place"], "text": "Another reason." });
        let explained =
            service.post_json(&format!("{RETURN}/explanations"), Some(&people.focal_point), &other);
        refused(&explained, 409, "wrong-step");
        let decision = format!("{RETURN}/explanations/{}/decision", sent.explanations[0]);
        let questioned = json!({ "decision": "questioned", "text": "Really?" });
        refused(&service.post_json(&decision, Some(&people.reviewer), &questioned), 409, "wrong-step");
        let back = json!({ "step": "return", "reason": "One more look." });
        let given_back = step(&service, RETURN, &people.reviewer, &back).json();
        assert_eq!(
            (&given_back["state"], &given_back["accepted_revision"]),
            (&json!("returned"), &json!(null))
        );
        assert_eq!(service.post_json(&decision, Some(&people.reviewer), &questioned).status, 201);
    }

    pub(super) fn of_two_who_change_a_return_one_wins_and_the_other_loses_no_text(backend: Backend) {
        let (service, people, sent) = start(backend, Stage::Submitted);
        support::stages::accept_explanations(&service, &people, &sent);
        let another = service.token("reviewer", None);
        let tag = service.get(RETURN, Some(&people.reviewer)).header("etag").to_owned();
        let path = format!("{RETURN}/steps");
        let (accept, back) = (
            json!({ "step": "accept" }),
            json!({ "step": "return", "reason": "Look at the pistols again." }),
        );
        let answers: Vec<Answer> = std::thread::scope(|scope| {
            let calls = [(&people.reviewer, &accept), (&another, &back)]
                .map(|(token, what)| scope.spawn(|| service.change_of(&path, Some(token), &tag, what)));
            calls.into_iter().map(|call| call.join().unwrap()).collect()
        });
        let mut statuses: Vec<_> = answers.iter().map(|answer| answer.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412], "{answers:?}");
        let lost = answers.iter().find(|answer| answer.status == 412).unwrap();
        refused(lost, 412, "precondition-failed");
        // What either says beside the return rests on no version: both stand.
        let ask = |token: &str, text: &str| {
            let body = json!({ "place": "2025:SZ.TYPE/PISTOL", "text": text });
            service.post_json(&format!("{RETURN}/questions"), Some(token), &body).status
        };
        let asked: Vec<u16> = std::thread::scope(|scope| {
            let calls = [(&people.reviewer, "One?"), (&another, "Two?")]
                .map(|(token, text)| scope.spawn(move || ask(token, text)));
            calls.into_iter().map(|call| call.join().unwrap()).collect()
        });
        assert_eq!(asked, [201, 201]);
        assert_eq!(service.get(&format!("{RETURN}/questions"), Some(&another)).list("items").len(), 2);
    }

    pub(super) fn a_step_needs_the_version_that_was_seen(backend: Backend) {
        let (service, people, _) = start(backend, Stage::Submitted);
        let path = format!("{RETURN}/steps");
        let back = json!({ "step": "return", "reason": "Look again." });
        let without = service.post_json(&path, Some(&people.reviewer), &back);
        refused(&without, 428, "precondition-required");
        refused(
            &service.change_of(&path, Some(&people.reviewer), "\"1\"", &back),
            412,
            "precondition-failed",
        );
        refused(&service.change_of(&path, Some(&people.reviewer), "seven", &back), 400, "invalid-request");
        let submit = service.post_json(
            &format!("{RETURN}/submit"),
            Some(&people.focal_point),
            &json!({ "declaration": true }),
        );
        refused(&submit, 428, "precondition-required");
        assert_eq!(state(&service, &people), "submitted");
        assert_eq!(step(&service, RETURN, &people.reviewer, &back).status, 200);
        assert_eq!(state(&service, &people), "returned");
    }

    pub(super) fn what_is_recalled_stands_where_it_stood(backend: Backend) {
        let (service, people, _) = start(backend, Stage::Submitted);
        let recall = json!({ "step": "recall", "reason": "Customs has more." });
        assert_eq!(step(&service, RETURN, &people.focal_point, &recall).json()["state"], "draft");
        let again = step(&service, RETURN, &people.focal_point, &recall);
        refused(&again, 409, "wrong-step");
        assert!(
            again.text().contains(
                "a return that is draft cannot be recalled: that takes one that is submitted or returned"
            ),
            "{}",
            again.text()
        );
        assert_eq!(service.get(RETURN, Some(&people.focal_point)).json()["submitted_revision"], json!(null));
        record_holds(&service);
        let declared = json!({ "declaration": true });
        let submitted = service.change(&format!("{RETURN}/submit"), Some(&people.focal_point), &declared);
        assert_eq!(submitted.status, 200, "it can be submitted again: {}", submitted.text());
        assert_eq!(state(&service, &people), "submitted");
    }

    pub(super) fn a_question_is_a_thread_on_a_cell(backend: Backend) {
        let (service, people, _) = start(backend, Stage::Submitted);
        let questions = format!("{RETURN}/questions");
        let ask = |body: &Value| service.post_json(&questions, Some(&people.reviewer), body);
        let nowhere = ask(&json!({ "place": "2025:SZ.TYPE/CANNONBALL", "text": "How many?" }));
        refused(&nowhere, 400, "invalid-request");
        refused(
            &ask(&json!({ "place": "2024:SZ.TYPE/PISTOL", "text": "Another year?" })),
            400,
            "invalid-request",
        );
        refused(
            &ask(&json!({ "place": "2025:SZ.TYPE/PISTOL", "text": "No?", "revision": 9 })),
            400,
            "invalid-request",
        );
        let asked = ask(&json!({ "place": "2025:SZ.TYPE/PISTOL", "text": "Gas pistols too?" }));
        assert_eq!(asked.status, 201, "{}", asked.text());
        let thread = format!("{questions}/{}", asked.json()["id"].as_str().unwrap());
        let say = |token: &str, text: &str| {
            service.post_json(&format!("{thread}/messages"), Some(token), &json!({ "text": text }))
        };
        assert_eq!(say(&people.contributor, "No: only those of 9 mm.").status, 201);
        assert_eq!(say(&people.reviewer, "Thank you.").status, 201);
        let open = |wanted: &str| {
            service.get(&format!("{questions}?open={wanted}"), Some(&people.focal_point)).list("items")
        };
        let texts: Vec<_> =
            open("true")[0]["messages"].as_array().unwrap().iter().map(|one| one["text"].clone()).collect();
        assert_eq!(texts, ["Gas pistols too?", "No: only those of 9 mm.", "Thank you."]);
        let close =
            |token: &str| service.post(&format!("{thread}/close"), Some(token), "application/json", b"");
        refused(&close(&people.focal_point), 403, "not-allowed");
        assert_eq!(close(&people.reviewer).json()["open"], false);
        assert_eq!((open("true").len(), open("false").len()), (0, 1));
        refused(&say(&people.contributor, "One more."), 409, "conflict");
    }

    pub(super) fn what_a_step_needs_is_said(backend: Backend) {
        let (service, people, _) = start(backend, Stage::Submitted);
        for (token, what) in [
            (&people.reviewer, json!({ "step": "return" })),
            (&people.reviewer, json!({ "step": "return", "reason": "  " })),
            (&people.reviewer, json!({ "step": "accept", "tables": ["SZ.TYPE"] })),
            (&people.reviewer, json!({ "step": "publishing" })),
            (&people.reviewer, json!({ "step": "accept", "state": "published" })),
            (&people.focal_point, json!({ "step": "clear" })),
        ] {
            refused(&step(&service, RETURN, token, &what), 400, "invalid-request");
        }
        let early =
            step(&service, RETURN, &people.focal_point, &json!({ "step": "clear", "tables": ["SZ.TYPE"] }));
        refused(&early, 409, "wrong-step");
        assert_eq!(state(&service, &people), "submitted");
    }

    pub(super) fn only_tables_of_the_edition_are_cleared_and_nothing_is_public_by_that(backend: Backend) {
        let (service, people, _) = start(backend, Stage::Accepted);
        let clear = |tables: Value| {
            step(&service, RETURN, &people.focal_point, &json!({ "step": "clear", "tables": tables }))
        };
        let unknown = clear(json!(["SZ.TYPE", "SZ.NOTHING"]));
        refused(&unknown, 400, "invalid-request");
        assert!(unknown.text().contains("SZ.NOTHING"), "{}", unknown.text());
        assert_eq!(clear(json!(["SZ.TYPE", "SZ.CTX"])).status, 200);
        assert_eq!(clear(json!(["SZ.TYPE"])).status, 200, "clearing again replaces");
        assert!(!service.get("/data/observations.csv", None).text().contains("XDA"));
        let withdrawn = step(&service, RETURN, &people.focal_point, &json!({ "step": "withdraw" }));
        assert_eq!(withdrawn.json()["state"], "accepted", "{}", withdrawn.text());
    }
}
