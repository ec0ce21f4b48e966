//! People of two States and of the secretariat, and returns brought to where they are wanted.

use serde_json::{Value, json};

use crate::{Answer, TestService};

/// The tokens of those who work on the return of a State.
pub struct People {
    /// The State's contributor.
    pub contributor: String,
    /// The State's focal point.
    pub focal_point: String,
    /// A reviewer.
    pub reviewer: String,
}

impl People {
    /// People of a State, and their colleagues of the secretariat.
    #[must_use]
    pub fn of(service: &TestService, country: &str) -> Self {
        Self {
            contributor: service.token("contributor", Some(country)),
            focal_point: service.token("focal-point", Some(country)),
            reviewer: service.token("reviewer", None),
        }
    }
}

/// A return that was sent, with what stands beside it.
pub struct Sent {
    /// Its address.
    pub path: String,
    /// The upload.
    pub upload: String,
    /// The explanations of its warnings.
    pub explanations: Vec<String>,
}

/// How far a return is brought.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Stage {
    /// Uploaded, its warnings explained.
    Draft,
    /// Submitted.
    Submitted,
    /// Given back.
    Returned,
    /// Accepted.
    Accepted,
    /// Cleared: the table `SZ.TYPE`.
    Cleared,
}

impl Stage {
    /// All, in order.
    pub const ALL: [Self; 5] = [Self::Draft, Self::Submitted, Self::Returned, Self::Accepted, Self::Cleared];
}

fn done(answer: Answer) -> Answer {
    assert!([200, 201].contains(&answer.status), "{} {}", answer.status, answer.text());
    answer
}

/// Takes a step of a return as it stands.
#[must_use]
pub fn step(service: &TestService, path: &str, token: &str, what: &Value) -> Answer {
    service.change(&format!("{path}/steps"), Some(token), what)
}

/// Sends a document as the return of a State and year, explains its warnings with a text, and takes the steps to a stage.
///
/// # Panics
/// Where a step is refused.
#[must_use]
pub fn bring(
    service: &TestService,
    people: &People,
    (country, year): (&str, u16),
    (document, reason): (&Value, &str),
    stage: Stage,
) -> Sent {
    let focal_point = Some(people.focal_point.as_str());
    let path = format!("/api/v1/returns/{country}/{year}");
    let sent = done(service.post_json(
        &format!("/api/v1/submissions/{country}/{}", year + 1),
        focal_point,
        document,
    ));
    let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
    let upload = text(sent.json().get("upload"));
    let warnings = sent.list("findings");
    let warnings = warnings.iter().filter(|one| one.get("severity") == Some(&json!("warning")));
    let mut explanations = Vec::new();
    for one in warnings {
        let body =
            json!({ "code": one.get("code"), "place": one.pointer("/places/0/place"), "text": reason });
        let given = done(service.post_json(&format!("{path}/explanations"), focal_point, &body));
        explanations.push(text(given.json().get("id")));
    }
    let sent = Sent { path, upload, explanations };
    if stage > Stage::Draft {
        let declared = json!({ "declaration": true });
        done(service.change(&format!("{}/submit", sent.path), focal_point, &declared));
    }
    let take = |token: &str, what: &Value| drop(done(step(service, &sent.path, token, what)));
    if stage == Stage::Returned {
        take(&people.reviewer, &json!({ "step": "return", "reason": reason }));
    }
    if stage >= Stage::Accepted {
        accept_explanations(service, people, &sent);
        take(&people.reviewer, &json!({ "step": "accept" }));
    }
    if stage == Stage::Cleared {
        take(&people.focal_point, &json!({ "step": "clear", "tables": ["SZ.TYPE"] }));
    }
    sent
}

/// Accepts every explanation of a return.
///
/// # Panics
/// Where that is refused.
pub fn accept_explanations(service: &TestService, people: &People, sent: &Sent) {
    for id in &sent.explanations {
        let decision = json!({ "decision": "accepted" });
        let path = format!("{}/explanations/{id}/decision", sent.path);
        drop(done(service.post_json(&path, Some(&people.reviewer), &decision)));
    }
}
