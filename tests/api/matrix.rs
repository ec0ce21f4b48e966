//! Every route, for every role, of one's own State and of another, wherever a return stands, by every method: what comes
//! of it is held against `fixtures/policy.tsv`, and nobody gets a word of another State.

use support::on_both_databases;

on_both_databases!(everybody_gets_what_the_policy_says_and_no_word_of_another_state);

pub(super) mod table;

mod run {
    use std::collections::BTreeSet;

    use serde_json::{Value, json};
    use support::samples::{document, full};
    use support::stages::{People, Sent, Stage, bring};
    use support::{Answer, Backend, TestService};

    use super::table::{CALLERS, Policy, policy, routes};

    const STATES: [&str; 2] = ["XDA", "XDB"];
    const METHODS: [&str; 6] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
    const NOTHING: &str = "00000000-0000-7000-8000-000000000000";

    /// A return that stands somewhere, with what belongs to it.
    struct Object {
        country: &'static str,
        year: u16,
        stage: Stage,
        sent: Sent,
        /// A question about it; drafts are asked nothing.
        question: String,
        /// A job and a transfer of somebody of the State who is none of the callers.
        job: String,
        transfer: String,
        /// Changes with every change.
        version: Value,
    }

    /// Somebody who calls.
    struct Caller {
        role: &'static str,
        country: Option<&'static str>,
        token: Option<String>,
    }

    impl Caller {
        /// Their column for what belongs to a State.
        fn column(&self, of: &str) -> usize {
            let elsewhere = self.country.is_some_and(|own| own != of);
            let name = if elsewhere { format!("{} elsewhere", self.role) } else { self.role.to_owned() };
            CALLERS.iter().position(|caller| *caller == name).unwrap()
        }
    }

    /// The words that are a State's own, in answers, reasons and questions.
    fn canary(country: &str) -> String {
        format!("Kanarie of {country}")
    }

    /// A return with a warning, and a word of its State in a text.
    fn strange(country: &str, year: u16) -> Value {
        let mut document = document(&full(country, year));
        let rows = &mut document["tables"]["SZ.CTX"]["rows"];
        let count = |row: &Value| row["COUNT"].as_u64().unwrap();
        let (less, more) = (count(&rows["FATRAFF"]) - 2, count(&rows["FAOTHER"]) + 2);
        rows["FATRAFF"]["COUNT"] = json!(less);
        rows["FAOTHER"]["COUNT"] = json!(more);
        document["tables"]["Q.TRENDS"]["fields"]["TRENDS"] = json!(canary(country));
        document["tables"]["SZ.CTX"]["rows"]["FAOTHER"]["note"] = json!(canary(country));
        document
    }

    /// A question about a return; of a draft there is none.
    fn ask(
        service: &TestService,
        people: &People,
        sent: &Sent,
        (country, year): (&str, u16),
        stage: Stage,
    ) -> String {
        let body = json!({ "place": format!("{year}:SZ.TYPE/PISTOL"), "text": canary(country) });
        let asked = service.post_json(&format!("{}/questions", sent.path), Some(&people.reviewer), &body);
        if stage == Stage::Draft {
            assert_eq!(asked.status, 400, "{}", asked.text());
            return NOTHING.to_owned();
        }
        assert_eq!(asked.status, 201, "{}", asked.text());
        asked.json()["id"].as_str().unwrap().to_owned()
    }

    /// Work on a file that is none, and a file that arrives in parts.
    fn on_its_way(service: &TestService, (country, year): (&str, u16)) -> [String; 2] {
        let sender = service.token("focal-point", Some(country));
        let made = |path: String, headers: &[(&str, &str)], status: u16| {
            let body = canary(country).into_bytes();
            let answer = service.request("POST", &path, Some(&sender), headers, body);
            assert_eq!(answer.status, status, "{}", answer.text());
            answer.json()["id"].as_str().unwrap().to_owned()
        };
        let whose = format!("{country}/{}", year + 1);
        let job = [("Content-Type", "application/json"), ("Prefer", "respond-async")];
        let transfer = [("Tus-Resumable", "1.0.0"), ("Upload-Length", "8")];
        [
            made(format!("/api/v1/submissions/{whose}"), &job, 202),
            made(format!("/api/v1/transfers/{whose}"), &transfer, 201),
        ]
    }

    fn objects(service: &TestService) -> Vec<Object> {
        let mut objects = Vec::new();
        for country in STATES {
            let people = People::of(service, country);
            for (year, stage) in (2020..).zip(Stage::ALL) {
                let said = (&strange(country, year), canary(country));
                let sent = bring(service, &people, (country, year), (said.0, &said.1), stage);
                assert!(!sent.explanations.is_empty(), "{country} {year}");
                let question = ask(service, &people, &sent, (country, year), stage);
                let [job, transfer] = on_its_way(service, (country, year));
                let version = service.get(&sent.path, Some(&people.focal_point)).json()["version"].clone();
                objects.push(Object { country, year, stage, sent, question, job, transfer, version });
            }
        }
        objects
    }

    fn callers(service: &TestService) -> Vec<Caller> {
        let mut callers = vec![Caller { role: "anonymous", country: None, token: None }];
        for country in STATES {
            for (role, name) in [("contributor", "contributor"), ("focal point", "focal-point")] {
                let token = Some(service.token(name, Some(country)));
                callers.push(Caller { role, country: Some(country), token });
            }
        }
        for role in ["reviewer", "publisher", "administrator"] {
            callers.push(Caller { role, country: None, token: Some(service.token(role, None)) });
        }
        callers
    }

    /// An address of an object.
    fn address(path: &str, object: &Object) -> String {
        let id = match path {
            _ if path.contains("/account/") || path.contains("/users/") => NOTHING,
            _ if path.contains("/questions/") => &object.question,
            _ if path.contains("/explanations/") => &object.sent.explanations[0],
            _ if path.contains("/jobs/") => &object.job,
            _ if path.contains("/transfers/") => &object.transfer,
            _ => &object.sent.upload,
        };
        path.replace("{country}", object.country)
            .replace("{cycle}", &(object.year + 1).to_string())
            .replace("{year}", &object.year.to_string())
            .replace("{number}", "1")
            .replace("{id}", id)
            .replace("{kind}", "reset")
            .replace("{edition}", "2018")
            .replace("{code}", if path.contains("/problems/") { "not-found" } else { "CTX-09" })
            .replace("{file}", "observations.csv")
    }

    /// A request that is whole, but moves nothing: it rests on a version that is gone, or names what is not there.
    fn request(
        service: &TestService,
        caller: &Caller,
        method: &str,
        path: &str,
        what: &str,
        year: u16,
    ) -> Answer {
        let token = caller.token.as_deref();
        let body = match path.rsplit('/').next().unwrap() {
            _ if method == "PATCH" => Some(json!({})),
            _ if method != "POST" => None,
            "session" | "code" | "totp" | "confirm" | "use" => Some(json!({})),
            "reset" if path.contains("/links/") => Some(json!({})),
            "reset" => Some(json!({ "second_factor": false })),
            "password" => Some(json!({ "current": "one", "new": "other" })),
            "tokens" => Some(json!({ "label": "one", "scopes": ["read"], "days": 1 })),
            // Reviewers belong to no State.
            "users" => {
                Some(json!({ "mail": "a@example.org", "name": "A", "role": "reviewer", "country": "XDA" }))
            }
            "cycles" => Some(json!({ "year": 2020, "opens_on": "2020-01-01", "due_on": "2020-01-02",
                                     "closes_on": "2020-01-03" })),
            "extensions" => Some(json!({ "country": "XDA", "due_on": "1999-01-01", "reason": "Because" })),
            "reminders" => Some(json!({ "countries": [] })),
            "explanations" => Some(
                json!({ "code": "CTX-05", "place": format!("{year}:SZ.CTX/NOTHING"), "text": "Because" }),
            ),
            "decision" => Some(json!({ "decision": "accepted" })),
            "questions" => Some(json!({ "place": format!("{year}:NOTHING"), "text": "Why?" })),
            "messages" => Some(json!({ "text": "Because" })),
            // Nothing at all.
            "close" | "evidence" | "finish" => None,
            "steps" => Some(match what {
                "clear" => json!({ "step": what, "tables": ["SZ.TYPE"] }),
                "return" => json!({ "step": what, "reason": "Because" }),
                _ => json!({ "step": what }),
            }),
            "submit" => Some(json!({ "declaration": true })),
            "merge" => Some(json!({ "contributions": [uuid::Uuid::nil().to_string()] })),
            // A file that is none.
            _ => Some(json!(null)),
        };
        let stale = ("If-Match", "\"0\"");
        match body {
            None => service.request(method, path, token, &[], Vec::new()),
            Some(body) => {
                let headers = [("Content-Type", "application/json"), stale];
                service.request(method, path, token, &headers, body.to_string().into_bytes())
            }
        }
    }

    /// Whether an answer is what the policy says.
    fn is(answer: &Answer, expected: &str, method: &str) -> bool {
        let code = match expected {
            "ok" => return ![401, 403, 404, 405].contains(&answer.status) && answer.status < 500,
            "401" => "not-signed-in",
            "403" => "not-allowed",
            _ => "not-found",
        };
        answer.status.to_string() == expected && (method == "HEAD" || answer.code() == code)
    }

    /// The states whose words may not be in an answer to a caller.
    fn foreign(caller: &Caller) -> Vec<&'static str> {
        let of_the_secretariat = caller.country.is_none() && caller.token.is_some();
        STATES.into_iter().filter(|state| !of_the_secretariat && caller.country != Some(state)).collect()
    }

    struct Walk<'a> {
        service: &'a TestService,
        asserted: usize,
        wrong: Vec<String>,
    }

    impl Walk<'_> {
        fn assert(&mut self, holds: bool, told: impl FnOnce() -> String) {
            self.asserted += 1;
            if !holds {
                self.wrong.push(told());
            }
        }

        /// A request and what is to come of it; gives the answer.
        fn ask(
            &mut self,
            caller: &Caller,
            (method, path, what): (&str, &str, &str),
            year: u16,
            expected: &str,
        ) -> Answer {
            let answer = request(self.service, caller, method, path, what, year);
            let who = format!("{} of {:?}", caller.role, caller.country);
            self.assert(is(&answer, expected, method), || {
                format!(
                    "{method} {path} {what} by {who}: {expected}, not {} {}",
                    answer.status,
                    answer.code_or_nothing()
                )
            });
            let everything = format!("{} {:?}", answer.text(), answer.lasting_headers());
            for state in foreign(caller) {
                self.assert(!everything.contains(&canary(state)), || {
                    format!("{method} {path} by {who} tells of {state}")
                });
            }
            answer
        }
    }

    /// Whether an address is one of a State.
    fn is_bound(path: &str) -> bool {
        path.contains("{country}") || path.contains("/uploads/")
    }

    fn bound(walk: &mut Walk<'_>, policy: &Policy, callers: &[Caller], object: &Object) {
        let rows = policy.iter().filter(|((_, path, _), _)| is_bound(path));
        for ((method, path, what), words) in rows {
            let at = address(path, object);
            for caller in callers {
                let word = &words[caller.column(object.country)];
                // Nothing was submitted yet: there is no receipt for anybody, and nothing was asked.
                let of_what_is_submitted = path.ends_with("/receipt") || path.contains("/questions/");
                let none = of_what_is_submitted && object.stage == Stage::Draft && word == "ok";
                let expected = if none { "404" } else { word };
                let answer = walk.ask(caller, (method, &at, what), object.year, expected);
                if method == "GET" {
                    walk.ask(caller, ("HEAD", &at, what), object.year, expected);
                }
                if expected == "404" {
                    // What is another's looks like what is not there.
                    let nowhere = at
                        .replace(&format!("/{}", object.year), "/1999")
                        .replace(&object.sent.upload, NOTHING);
                    let nothing = request(walk.service, caller, method, &nowhere, what, object.year);
                    walk.assert(nothing.text() == answer.text(), || format!("{at} and {nowhere} differ"));
                }
            }
        }
    }

    /// What belongs to one return is not reached through another one.
    fn crossed(walk: &mut Walk<'_>, policy: &Policy, callers: &[Caller], object: &Object, other: &Object) {
        let rows =
            policy.iter().filter(|((_, path, _), _)| path.contains("{country}") && path.contains("{id}"));
        for ((method, path, what), words) in rows {
            let id = if path.contains("/questions/") { &other.question } else { &other.sent.explanations[0] };
            let at = address(&path.replace("{id}", id), object);
            for caller in callers.iter().filter(|caller| words[caller.column(object.country)] == "ok") {
                walk.ask(caller, (method, &at, what), object.year, "404");
            }
        }
    }

    fn unbound(walk: &mut Walk<'_>, policy: &Policy, callers: &[Caller], object: &Object) {
        let rows = policy.iter().filter(|((_, path, _), _)| !is_bound(path));
        for ((method, path, what), words) in rows {
            for caller in callers {
                walk.ask(
                    caller,
                    (method, &address(path, object), what),
                    object.year,
                    &words[caller.column(STATES[0])],
                );
            }
        }
        for caller in callers.iter().filter(|caller| caller.country.is_some()) {
            let list = walk.service.get("/api/v1/returns", caller.token.as_deref()).list("items");
            let own = list.iter().all(|one| Some(one["country"].as_str().unwrap()) == caller.country);
            walk.assert(own && !list.is_empty(), || format!("the list of {:?} names others", caller.country));
        }
        for file in ["observations.json", "portal.csv", "context.csv", "indicator.csv", "indicator.json"] {
            for caller in callers {
                walk.ask(caller, ("GET", &format!("/data/{file}"), ""), object.year, "ok");
            }
        }
    }

    fn other_methods(walk: &mut Walk<'_>, callers: &[Caller], object: &Object) {
        let routes = routes();
        let paths: BTreeSet<_> = routes.iter().map(|(_, path)| path).collect();
        for path in paths {
            let taken = |method: &str| {
                let method = if method == "HEAD" { "GET" } else { method };
                routes.contains(&(method.to_owned(), path.clone()))
            };
            for method in METHODS.into_iter().filter(|method| !taken(method)) {
                for caller in callers {
                    let at = address(path, object);
                    let answer = walk.service.request(method, &at, caller.token.as_deref(), &[], Vec::new());
                    walk.assert(answer.status == 405, || format!("{method} {at}: {}", answer.status));
                }
            }
        }
    }

    pub(super) fn everybody_gets_what_the_policy_says_and_no_word_of_another_state(backend: Backend) {
        let service = TestService::with_mail(backend);
        let objects = objects(&service);
        let (policy, callers) = (policy(), callers(&service));
        let cycle = json!({ "year": 2020, "opens_on": "2020-01-01", "due_on": "2020-06-30", "closes_on": "2020-12-31" });
        let administrator = callers.last().unwrap().token.as_deref();
        assert_eq!(service.post_json("/api/v1/cycles", administrator, &cycle).status, 201);
        let mut walk = Walk { service: &service, asserted: 0, wrong: Vec::new() };
        for object in &objects {
            bound(&mut walk, &policy, &callers, object);
        }
        for (object, other) in objects.iter().zip(objects.iter().cycle().skip(1)) {
            crossed(&mut walk, &policy, &callers, object, other);
            crossed(&mut walk, &policy, &callers, other, object);
        }
        unbound(&mut walk, &policy, &callers, &objects[0]);
        other_methods(&mut walk, &callers, &objects[0]);
        for object in &objects {
            // Nothing moved: each answer above was given about what it says.
            let now = service.get(&object.sent.path, callers[5].token.as_deref()).json();
            let stage = format!("{:?}", object.stage).to_lowercase();
            assert_eq!(
                (&now["state"], &now["version"]),
                (&json!(stage), &object.version),
                "{}",
                object.sent.path
            );
        }
        assert!(walk.wrong.is_empty(), "{} of {}: {:#?}", walk.wrong.len(), walk.asserted, walk.wrong);
        assert!(walk.asserted > 5_000, "{}", walk.asserted);
        let log = service.log();
        assert!(STATES.iter().all(|state| !log.contains(&canary(state))), "the log tells of a State");
    }
}
