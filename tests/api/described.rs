//! Everything is answered as the description says: schemathesis asks it, in the name of each role.

mod run {
    use std::path::Path;
    use std::process::Command;

    use serde_json::{Value, json};
    use support::samples::{document, full};
    use support::{Backend, TestService};

    /// In whose name everything is asked.
    #[derive(Clone, Copy, PartialEq, Eq)]
    pub(super) enum Who {
        Nobody,
        /// The holder of a token, by role and State.
        Token(&'static str, Option<&'static str>),
        /// A focal point who signed in as browsers do.
        Session,
    }

    /// Where the short form asks: PostgreSQL, which takes fewer texts than SQLite. The long form asks both.
    fn databases() -> &'static [Backend] {
        if is_long() { &[Backend::Postgresql, Backend::Sqlite] } else { &[Backend::Postgresql] }
    }

    fn is_long() -> bool {
        std::env::var_os("IAFQ_TEST_LONG").is_some()
    }

    /// A service that sends mail to a folder, with a return of Sampleland. All ask from one address, which may sign in
    /// as often as it likes: an answer that it has to wait would say nothing about what was asked.
    fn service(backend: Backend, mails: &Path) -> TestService {
        let mail = format!("folder:{}", mails.display());
        let service = TestService::start_with(backend, &["--mail", &mail, "--sign-ins", "65535"]);
        let token = service.token("focal-point", Some("XDB"));
        let sent =
            service.post_json("/api/v1/submissions/XDB/2026", Some(&token), &document(&full("XDB", 2025)));
        assert_eq!(sent.status, 201, "{}", sent.text());
        service
    }

    /// The headers that say who asks.
    fn headers(service: &TestService, who: Who) -> Vec<String> {
        match who {
            Who::Nobody => Vec::new(),
            Who::Token(role, country) => {
                vec![format!("Authorization: Bearer {}", service.token(role, country))]
            }
            Who::Session => {
                let person = service.person("asking@example.org", "focal-point", Some("XDB"));
                vec![format!("Cookie: {}", person.cookie), "Sec-Fetch-Site: same-origin".to_owned()]
            }
        }
    }

    fn schemathesis(service: &TestService, who: Who) -> Command {
        let program = std::env::var_os("IAFQ_TEST_SCHEMATHESIS").unwrap_or_else(|| {
            panic!("IAFQ_TEST_SCHEMATHESIS must say where schemathesis is; `cargo xtask test` installs it")
        });
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let seed = std::env::var("PROPTEST_RNG_SEED").unwrap_or_else(|_| "164".to_owned());
        let mut command = Command::new(program);
        command.current_dir(service.database.folder.path());
        command.arg("--no-color").arg("--config-file").arg(here.join("schemathesis/schemathesis.toml"));
        command.env("SCHEMATHESIS_HOOKS", here.join("schemathesis/hooks.py"));
        command.arg("run").arg(here.join("../schemas/openapi.json"));
        command.args(["--url", &format!("http://{}", service.address()), "--seed", &seed]);
        command.args(["--max-examples", if is_long() { "60" } else { "2" }]);
        command.args(["--checks", "all", "--phases", "examples,coverage,fuzzing,stateful"]);
        command.arg("--continue-on-failure");
        for header in headers(service, who) {
            command.args(["--header", &header]);
        }
        if who == Who::Session {
            // Either would end the session that asks; `sessions.rs` and `second_factor.rs` ask them.
            command.args(["--exclude-name", "DELETE /api/v1/session"]);
            command.args(["--exclude-name", "DELETE /api/v1/account/totp"]);
            // The header is sent with every request, so that one without it cannot be among those that are made up.
            command.args(["--generation-with-security-parameters", "false"]);
        }
        command
    }

    pub(super) fn is_answered_as_described(who: Who) {
        for backend in databases() {
            let mails = tempfile::tempdir().unwrap();
            let service = service(*backend, mails.path());
            let output = schemathesis(&service, who).output().unwrap();
            let said = String::from_utf8_lossy(&output.stdout);
            assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
            for phase in ["Examples", "Coverage", "Fuzzing", "Stateful"] {
                assert!(said.contains(&format!("✅ {phase}")), "{phase} was not run: {said}");
            }
            let log = service.log();
            assert!(!log.contains("internal fault") && !log.contains("panicked"), "{log}");
        }
    }

    /// All operations of the description: method, path, operation.
    pub(super) fn operations() -> Vec<(String, String, Value)> {
        let description = service::openapi().unwrap();
        let paths = description["paths"].as_object().unwrap().clone();
        let of_path = |(path, methods): (String, Value)| {
            let methods = methods.as_object().unwrap().clone();
            methods.into_iter().map(move |(method, operation)| (method, path.clone(), operation))
        };
        paths.into_iter().flat_map(of_path).collect()
    }

    pub(super) fn is_secured(operation: &Value) -> bool {
        operation["security"].as_array().is_some_and(|ways| !ways.contains(&json!({})))
    }
}

use std::collections::BTreeSet;

use run::{Who, is_answered_as_described, is_secured, operations};
use serde_json::json;

#[test]
fn the_public_is_answered_as_described() {
    is_answered_as_described(Who::Nobody);
}

#[test]
fn a_contributor_is_answered_as_described() {
    is_answered_as_described(Who::Token("contributor", Some("XDB")));
}

#[test]
fn a_focal_point_is_answered_as_described() {
    is_answered_as_described(Who::Token("focal-point", Some("XDB")));
}

#[test]
fn a_reviewer_is_answered_as_described() {
    is_answered_as_described(Who::Token("reviewer", None));
}

#[test]
fn a_publisher_is_answered_as_described() {
    is_answered_as_described(Who::Token("publisher", None));
}

#[test]
fn an_administrator_is_answered_as_described() {
    is_answered_as_described(Who::Token("administrator", None));
}

#[test]
fn whoever_signed_in_is_answered_as_described() {
    is_answered_as_described(Who::Session);
}

#[test]
fn every_operation_has_a_name_of_its_own() {
    let operations = operations();
    let names = operations.iter().map(|(.., operation)| operation["operationId"].to_string());
    assert_eq!(names.collect::<BTreeSet<_>>().len(), operations.len());
}

#[test]
fn what_needs_a_token_says_how_it_refuses_who_has_none() {
    for (method, path, operation) in operations() {
        if !is_secured(&operation) {
            continue;
        }
        for status in ["401", "403"] {
            assert!(!operation["responses"][status].is_null(), "{method} {path}: {status}");
        }
        let ways = operation["security"].as_array().unwrap();
        assert!(ways.contains(&json!({ "session": [] })), "{method} {path} takes a session");
    }
}

#[test]
fn every_way_on_leads_to_an_operation() {
    let operations = operations();
    let named = operations.iter().map(|(.., operation)| operation["operationId"].to_string());
    let names: BTreeSet<_> = named.collect();
    let mut ways = 0;
    for (.., operation) in &operations {
        for (_, answer) in operation["responses"].as_object().unwrap() {
            for (name, link) in answer["links"].as_object().into_iter().flatten() {
                assert!(names.contains(&link["operationId"].to_string()), "{name}: {link}");
                ways += 1;
            }
        }
    }
    assert_eq!(ways, 15);
}
