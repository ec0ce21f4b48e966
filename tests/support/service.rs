//! A running service, spoken to over HTTP.

use std::net::TcpListener;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::{Backend, TestDatabase, iafq, program};

/// A service on a database of its own; stopped when dropped.
pub struct TestService {
    /// The database.
    pub database: TestDatabase,
    base: String,
    child: Child,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The media type.
    pub media_type: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON.
    ///
    /// # Panics
    /// Where it is none.
    #[must_use]
    #[expect(clippy::panic, reason = "a test that expects JSON shows what came instead")]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| {
            panic!("{error}: {} {}", self.status, String::from_utf8_lossy(&self.body))
        })
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A list of the JSON body.
    ///
    /// # Panics
    /// Where there is none.
    #[must_use]
    #[expect(clippy::panic, reason = "a test that expects a list shows what came instead")]
    pub fn list(&self, name: &str) -> Vec<Value> {
        let list = self.json().get(name).and_then(Value::as_array).cloned();
        list.unwrap_or_else(|| panic!("{name} is no list: {} {}", self.status, self.text()))
    }

    /// The problem's code.
    #[must_use]
    pub fn code(&self) -> String {
        let problem = self.json();
        problem.get("code").and_then(Value::as_str).unwrap_or_default().to_owned()
    }
}

impl TestService {
    /// Starts one and waits until it answers.
    ///
    /// # Panics
    /// Where it does not start within half a minute.
    #[must_use]
    #[expect(clippy::unwrap_used, reason = "a test that cannot run must fail")]
    pub fn start(backend: Backend) -> Self {
        let database = TestDatabase::new(backend);
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        let address = format!("127.0.0.1:{port}");
        let mut command = program::command(&["serve", "--listen", &address, "--database", &database.url]);
        let log = std::fs::File::create(database.folder.path().join("log")).unwrap();
        let child = command.stdout(Stdio::null()).stderr(log).spawn().unwrap();
        let service = Self { database, base: format!("http://{address}"), child };
        let start = Instant::now();
        while ureq::get(format!("{}/health", service.base)).call().is_err() {
            assert!(
                start.elapsed() < Duration::from_secs(30),
                "the service did not start: {}",
                service.log()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        service
    }

    /// What it logged so far.
    #[must_use]
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.database.folder.path().join("log")).unwrap_or_default()
    }

    /// Adds a user and gives the token.
    ///
    /// # Panics
    /// Where the program refuses.
    #[must_use]
    pub fn token(&self, role: &str, country: Option<&str>) -> String {
        let mut arguments =
            vec!["user", "add", "--name", "A. Person", "--role", role, "--database", &self.database.url];
        if let Some(country) = country {
            arguments.extend(["--country", country]);
        }
        let outcome = iafq(&arguments);
        assert_eq!(outcome.code, 0, "{outcome:?}");
        outcome.out.trim().to_owned()
    }

    /// GET.
    #[must_use]
    pub fn get(&self, path: &str, token: Option<&str>) -> Answer {
        self.send("GET", path, token, None)
    }

    /// POST of a body of a media type.
    #[must_use]
    pub fn post(&self, path: &str, token: Option<&str>, media_type: &str, body: &[u8]) -> Answer {
        self.send("POST", path, token, Some((media_type, body)))
    }

    /// POST of JSON.
    #[must_use]
    pub fn post_json(&self, path: &str, token: Option<&str>, body: &Value) -> Answer {
        self.post(path, token, "application/json", body.to_string().as_bytes())
    }

    #[expect(clippy::unwrap_used, reason = "a test that cannot run must fail")]
    fn send(&self, method: &str, path: &str, token: Option<&str>, body: Option<(&str, &[u8])>) -> Answer {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .build()
            .into();
        let mut request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.base));
        if let Some(token) = token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        let mut response = match body {
            Some((media_type, bytes)) => {
                agent.run(request.header("Content-Type", media_type).body(bytes.to_vec()).unwrap()).unwrap()
            }
            None => agent.run(request.body(()).unwrap()).unwrap(),
        };
        let media_type = response.headers().get("content-type").and_then(|value| value.to_str().ok());
        Answer {
            status: response.status().as_u16(),
            media_type: media_type.unwrap_or_default().to_owned(),
            body: response.body_mut().with_config().limit(64 << 20).read_to_vec().unwrap(),
        }
    }
}

impl Drop for TestService {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
