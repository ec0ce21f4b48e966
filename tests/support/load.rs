//! States that send returns, explain and submit them one after another, and write down what they were told.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use schema::{Lang, Profile, Submission};
use serde_json::{Value, json};
use service::samples::{Sample, clean};
use sha2::{Digest as _, Sha256};

use crate::ledger::Ledger;
use crate::samples::{document, edition};
use crate::{TestService, reading};

/// The States of a load: as many send at the same moment.
pub const STATES: [&str; 3] = ["XDA", "XDB", "XDC"];

/// No answer may take longer, whatever happens to the database.
pub const LONGEST_ANSWER: Duration = Duration::from_secs(20);

const JSON: &str = "application/json";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A State with its focal point.
pub struct Sender {
    country: &'static str,
    /// The token of its focal point.
    pub token: String,
    /// With which of the three kinds of returns it begins.
    first: usize,
    /// How many returns it has made up.
    made: u64,
    workbooks: Vec<Vec<u8>>,
    offered: Vec<u8>,
    /// How often each status was answered.
    told: BTreeMap<u16, usize>,
}

/// What came of a request.
enum Told {
    /// It was done.
    Done(Value),
    /// The world stood in the way, and it said so.
    Refused,
    /// Nothing answered.
    Nothing,
}

/// The States of a load, each with a focal point.
#[must_use]
pub fn senders(service: &TestService) -> Vec<Sender> {
    let sender = |(first, country)| Sender {
        country,
        first,
        token: service.token("focal-point", Some(country)),
        made: 0,
        workbooks: Vec::new(),
        offered: Vec::new(),
        told: BTreeMap::new(),
    };
    (0..).zip(STATES).map(sender).collect()
}

/// The tokens of the States.
#[must_use]
pub fn tokens(senders: &[Sender]) -> BTreeMap<String, String> {
    senders.iter().map(|sender| (sender.country.to_owned(), sender.token.clone())).collect()
}

/// How often each status was answered to them.
#[must_use]
pub fn told(senders: &[Sender]) -> BTreeMap<u16, usize> {
    let mut told = BTreeMap::new();
    for (status, times) in senders.iter().flat_map(|sender| &sender.told) {
        *told.entry(*status).or_default() += times;
    }
    told
}

impl Sender {
    /// A return nobody sent before.
    fn new_return(&mut self, profile: Profile) -> Submission {
        self.made += 1;
        let (country, arms) = (self.country.into(), 1_000 + self.made);
        clean(edition(), &Sample { country, year: 2025, arms, lang: Lang::En, profile })
    }

    /// The smallest return, as a document.
    fn small(&mut self) -> Vec<u8> {
        document(&self.new_return(Profile::Core)).to_string().into_bytes()
    }

    /// Makes a workbook, so that one lies ready when the load begins.
    pub fn prepare_workbook(&mut self) {
        let new = self.new_return(Profile::Core);
        self.workbooks.push(reading::workbook(&new, Lang::En));
    }

    /// Sends, explains and submits until nothing answers or enough was done.
    pub fn work(&mut self, service: &TestService, ledger: &Mutex<Ledger>, enough: impl Fn() -> bool) {
        for nth in self.first.. {
            let done = match nth % 3 {
                0 => self.explained_return(service, ledger),
                1 => self.submitted_return(service, ledger),
                _ => self.workbook(service, ledger),
            };
            if matches!(done, Told::Nothing) || enough() {
                return;
            }
        }
    }

    /// What it offers next; the same until it is taken.
    pub fn offered(&mut self) -> Vec<u8> {
        if self.offered.is_empty() {
            self.offered = self.small();
        }
        self.offered.clone()
    }

    /// Offers it: the answer where it is taken, `None` where the world stood in its way.
    pub fn offer(&mut self, service: &TestService, ledger: &Mutex<Ledger>, body: &[u8]) -> Option<Value> {
        match self.send(service, ledger, "clean", JSON, body.to_vec()) {
            Told::Done(answer) => {
                self.offered.clear();
                Some(answer)
            }
            Told::Refused | Told::Nothing => None,
        }
    }

    fn workbook(&mut self, service: &TestService, ledger: &Mutex<Ledger>) -> Told {
        let Some(body) = self.workbooks.pop() else { return self.submitted_return(service, ledger) };
        self.send(service, ledger, "workbook", XLSX, body)
    }

    fn submitted_return(&mut self, service: &TestService, ledger: &Mutex<Ledger>) -> Told {
        let body = self.small();
        match self.send(service, ledger, "clean", JSON, body) {
            Told::Done(_) => self.submit(service, ledger, &[]),
            other => other,
        }
    }

    /// Firearms trafficking as a context differs from trafficking as a justification: warnings, one explained by itself,
    /// the others with the submission.
    fn explained_return(&mut self, service: &TestService, ledger: &Mutex<Ledger>) -> Told {
        let mut body = document(&self.new_return(Profile::Full));
        for (row, change) in [("FATRAFF", -2), ("FAOTHER", 2)] {
            let count = body.pointer_mut(&format!("/tables/SZ.CTX/rows/{row}/COUNT"));
            let changed = count.as_ref().and_then(|count| count.as_i64()).map(|count| json!(count + change));
            if let (Some(count), Some(changed)) = (count, changed) {
                *count = changed;
            }
        }
        let answer = match self.send(service, ledger, "strange", JSON, body.to_string().into_bytes()) {
            Told::Done(answer) => answer,
            other => return other,
        };
        let text = format!("Reason {} of {}", self.made, self.country);
        let reasons = reasons(&answer, &text);
        let first = reasons.first().map(Value::to_string).unwrap_or_default();
        let path = format!("/api/v1/returns/{}/2025/explanations", self.country);
        match self.ask(service, &path, JSON, first.as_bytes()) {
            Told::Done(answer) => {
                locked(ledger).explained(text, answer);
                self.submit(service, ledger, &reasons)
            }
            other => other,
        }
    }

    fn submit(&mut self, service: &TestService, ledger: &Mutex<Ledger>, reasons: &[Value]) -> Told {
        let body = json!({ "declaration": true, "explanations": reasons }).to_string();
        let the_return = format!("/api/v1/returns/{}/2025", self.country);
        let tag = match service.try_tag(&the_return, &self.token) {
            None => return Told::Nothing,
            Some(None) => return Told::Refused,
            Some(Some(tag)) => tag,
        };
        let headers = [("Content-Type", JSON), ("If-Match", tag.as_str())];
        let told = self.ask_with(service, &format!("{the_return}/submit"), &headers, body.as_bytes());
        if let Told::Done(answer) = &told {
            locked(ledger).submitted(self.country, answer.clone());
        }
        told
    }

    fn send(
        &mut self,
        service: &TestService,
        ledger: &Mutex<Ledger>,
        kind: &'static str,
        media_type: &str,
        body: Vec<u8>,
    ) -> Told {
        locked(ledger).sends(schema::hex(&Sha256::digest(&body)), kind);
        let path = format!("/api/v1/submissions/{}/2026", self.country);
        let told = self.ask(service, &path, media_type, &body);
        if let Told::Done(answer) = &told {
            locked(ledger).uploaded(self.country, body, answer.clone());
        }
        told
    }

    fn ask(&mut self, service: &TestService, path: &str, media_type: &str, body: &[u8]) -> Told {
        self.ask_with(service, path, &[("Content-Type", media_type)], body)
    }

    #[expect(clippy::panic, reason = "what must not be answered shows what was")]
    fn ask_with(&mut self, service: &TestService, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Told {
        let start = Instant::now();
        let Some(answer) = service.try_post(path, &self.token, headers, body) else {
            return Told::Nothing;
        };
        *self.told.entry(answer.status).or_default() += 1;
        let took = start.elapsed();
        assert!(took < LONGEST_ANSWER, "{path}: {} after {took:?}", answer.status);
        match answer.status {
            200 | 201 => Told::Done(answer.json()),
            503 | 507 => {
                assert!(!answer.header("retry-after").is_empty(), "{path}: {}", answer.text());
                Told::Refused
            }
            status => panic!("{path}: {status} {} {}", answer.text(), service.log_end()),
        }
    }
}

/// A reason for each warning of an answer.
fn reasons(answer: &Value, text: &str) -> Vec<Value> {
    let findings = answer.get("findings").and_then(Value::as_array);
    let warnings =
        findings.into_iter().flatten().filter(|one| one.get("severity") == Some(&json!("warning")));
    let reason = |one: &Value| json!({ "code": one.get("code"), "place": one.pointer("/places/0/place"), "text": text });
    warnings.map(reason).collect()
}

/// A sender that failed has said why: the others go on with the same ledger.
fn locked(ledger: &Mutex<Ledger>) -> std::sync::MutexGuard<'_, Ledger> {
    ledger.lock().unwrap_or_else(PoisonError::into_inner)
}
