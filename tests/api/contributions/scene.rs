//! Institutions of a State and their focal point, and parts of a clean return.

use serde_json::{Value, json};
use support::samples::{document, full};
use support::{Answer, Backend, TestService};

pub(super) const SEND: &str = "/api/v1/submissions/XDB/2026";
pub(super) const RETURN: &str = "/api/v1/returns/XDB/2025";

/// Police, customs and the focal point of a State.
pub(super) struct People {
    pub(super) service: TestService,
    pub(super) police: String,
    pub(super) customs: String,
    pub(super) focal_point: String,
}

impl People {
    pub(super) fn of(backend: Backend) -> Self {
        let service = TestService::start(backend);
        Self {
            police: service.contributor("XDB", "Police"),
            customs: service.contributor("XDB", "Customs"),
            focal_point: service.token("focal-point", Some("XDB")),
            service,
        }
    }

    pub(super) fn send(&self, who: &str, document: &Value) -> Answer {
        let answer = self.service.post_json(SEND, Some(who), document);
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer
    }

    pub(super) fn get(&self, what: &str, who: &str) -> Answer {
        self.service.get(&format!("{RETURN}{what}"), Some(who))
    }

    pub(super) fn preview(&self) -> Value {
        let answer = self.get("/merge", &self.focal_point);
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    /// Merges what waits, with choices.
    pub(super) fn merge(&self, choices: &[(&str, &str)]) -> Answer {
        let contributions = &self.preview()["contributions"];
        let choices: Vec<Value> =
            choices.iter().map(|(place, from)| json!({ "place": place, "from": from })).collect();
        let body = json!({ "contributions": contributions, "choices": choices });
        self.service.change(&format!("{RETURN}/merge"), Some(&self.focal_point), &body)
    }

    pub(super) fn cell(&self, table: &str, row: &str) -> Value {
        let cells = self.get("/observations", &self.focal_point).list("items");
        let found = cells.into_iter().find(|cell| cell["table"] == table && cell["row"] == row);
        found.unwrap_or(Value::Null)
    }
}

/// A clean return, of which only some tables are answered.
pub(super) fn only(tables: &[&str]) -> Value {
    let mut document = document(&full("XDB", 2025));
    let all = document["tables"].as_object_mut().unwrap();
    all.retain(|table, _| tables.contains(&table.as_str()));
    assert_eq!(all.len(), tables.len(), "{tables:?}");
    document
}

/// A clean return without some tables.
pub(super) fn without(tables: &[&str]) -> Value {
    let mut document = document(&full("XDB", 2025));
    document["tables"].as_object_mut().unwrap().retain(|table, _| !tables.contains(&table.as_str()));
    document
}

pub(super) const OF_POLICE: [&str; 2] = ["SZ.TYPE", "SZ.CTX"];
