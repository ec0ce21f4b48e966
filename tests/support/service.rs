//! A running service, spoken to over HTTP.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::OpenOptions;
use std::net::TcpListener;
use std::process::{Child, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::{Backend, TestDatabase, iafq, program};

/// A service on a database of its own; stopped when dropped.
pub struct TestService {
    /// The database.
    pub database: TestDatabase,
    base: String,
    environment: Environment,
    pub(crate) child: Mutex<Child>,
}

/// What a service finds in its environment besides what every program finds.
pub(crate) type Environment = Vec<(String, OsString)>;

/// How long a service may take to start, in seconds; the demonstration builds its data first.
const LONGEST_START: u64 = 60;

/// An address of this machine at which nobody listens.
///
/// # Panics
/// Where there is none.
#[must_use]
#[expect(clippy::unwrap_used, reason = "a test that cannot run must fail")]
pub fn free_address() -> String {
    let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
    format!("127.0.0.1:{port}")
}

#[expect(clippy::unwrap_used, reason = "a test that cannot run must fail")]
fn spawn(database: &TestDatabase, arguments: &[&str], environment: &Environment) -> Child {
    let log = database.folder.path().join("log");
    let log = OpenOptions::new().create(true).append(true).open(log).unwrap();
    let mut command = program::command(arguments);
    // The suite asks more in a minute than people do; tests of budgets say their own.
    command.env("IAFQ_BUDGETS", "reading=1000000,writing=1000000,uploads=1000000,public=1000000");
    command.env("IAFQ_SECRET_FILE", database.folder.path().join("secret"));
    command.envs(environment.iter().cloned()).stdout(Stdio::null()).stderr(log).spawn().unwrap()
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
    headers: BTreeMap<String, String>,
    cookies: Vec<String>,
}

impl Answer {
    /// A header by its name in lower case; empty where it is not there.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(String::as_str).unwrap_or_default()
    }

    /// Every `Set-Cookie`.
    #[must_use]
    pub fn cookies(&self) -> &[String] {
        &self.cookies
    }

    /// The problem's code, where the body is one.
    #[must_use]
    pub fn code_or_nothing(&self) -> String {
        let body: Option<Value> = serde_json::from_slice(&self.body).ok();
        let code = body.as_ref().and_then(|body| body.get("code")?.as_str());
        code.unwrap_or_default().to_owned()
    }

    /// All headers but those that are each answer's own, or differ with the clock and with what was asked before.
    #[must_use]
    pub fn lasting_headers(&self) -> BTreeMap<String, String> {
        let mut headers = self.headers.clone();
        for changing in ["date", "x-request-id", "ratelimit-remaining", "ratelimit-reset"] {
            headers.remove(changing);
        }
        headers
    }

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
    /// Where it does not start within a minute.
    #[must_use]
    pub fn start(backend: Backend) -> Self {
        Self::start_with(backend, &[])
    }

    /// Starts one with further arguments.
    ///
    /// # Panics
    /// Where it does not start within a minute.
    #[must_use]
    pub fn start_with(backend: Backend, arguments: &[&str]) -> Self {
        let database = TestDatabase::new(backend);
        let address = free_address();
        let url = database.url.clone();
        let serve = ["serve", "--listen", &address, "--database", &url];
        Self::running(database, &address, &[&serve, arguments].concat())
    }

    /// Builds the demonstration in the folder of the database, and serves it.
    ///
    /// # Panics
    /// Where it does not start within a minute.
    #[must_use]
    pub fn demonstration(backend: Backend) -> Self {
        let database = TestDatabase::new(backend);
        let address = free_address();
        let (_, port) = address.rsplit_once(':').unwrap_or_default();
        let (folder, url) = (database.path("demo"), database.url.clone());
        let demo = ["demo", "--folder", &folder, "--port", port, "--database", &url];
        Self::running(database, &address, &demo)
    }

    /// Starts one that sends mail to the folder `mail` of its database, and believes what a proxy says of who calls.
    ///
    /// # Panics
    /// Where it does not start within a minute.
    #[must_use]
    pub fn with_mail(backend: Backend) -> Self {
        let database = TestDatabase::new(backend);
        let address = free_address();
        let (url, mail) = (database.url.clone(), format!("folder:{}", database.path("mail")));
        let serve = ["serve", "--listen", &address, "--database", &url];
        let accounts = ["--mail", &mail, "--public-url", "https://iafq.example", "--trusted-proxy"];
        Self::running(database, &address, &[&serve[..], &accounts].concat())
    }

    fn running(database: TestDatabase, address: &str, arguments: &[&str]) -> Self {
        Self::running_with(database, address, arguments, Vec::new())
    }

    pub(crate) fn running_with(
        database: TestDatabase,
        address: &str,
        arguments: &[&str],
        environment: Environment,
    ) -> Self {
        let child = Mutex::new(spawn(&database, arguments, &environment));
        let service = Self { database, base: format!("http://{address}"), environment, child };
        service.wait_until_it_answers();
        service
    }

    /// Starts it again after it ended.
    #[expect(clippy::unwrap_used, reason = "a test that cannot run must fail")]
    pub(crate) fn running_again(&mut self, address: &str, arguments: &[&str]) {
        *self.child.get_mut().unwrap() = spawn(&self.database, arguments, &self.environment);
        self.base = format!("http://{address}");
        self.wait_until_it_answers();
    }

    fn wait_until_it_answers(&self) {
        let start = Instant::now();
        while ureq::get(format!("{}/health", self.base)).call().is_err() {
            assert!(
                start.elapsed() < Duration::from_secs(LONGEST_START),
                "the service did not start: {}",
                self.log()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Where it listens: `127.0.0.1:PORT`.
    #[must_use]
    pub fn address(&self) -> &str {
        self.base.trim_start_matches("http://")
    }

    /// The number of its process.
    #[must_use]
    pub fn process(&self) -> u32 {
        self.child.lock().unwrap_or_else(std::sync::PoisonError::into_inner).id()
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
        let country = country.map(|country| ["--country", country]);
        self.added(role, country.as_ref().map_or(&[], |two| two))
    }

    /// The token of a contributor of an institution of a State.
    ///
    /// # Panics
    /// Where the program refuses.
    #[must_use]
    pub fn contributor(&self, country: &str, institution: &str) -> String {
        self.added("contributor", &["--country", country, "--institution", institution])
    }

    fn added(&self, role: &str, further: &[&str]) -> String {
        let add = ["user", "add", "--name", "A. Person", "--role", role, "--database", &self.database.url];
        let outcome = iafq(&[&add[..], further].concat());
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

    /// POST of a change to a return, which rests on the return as it stands: its `ETag` is read before.
    #[must_use]
    pub fn change(&self, path: &str, token: Option<&str>, body: &Value) -> Answer {
        let (the_return, _) = path.rsplit_once('/').unwrap_or_default();
        let tag = self.get(the_return, token).header("etag").to_owned();
        self.change_of(path, token, if tag.is_empty() { "\"0\"" } else { &tag }, body)
    }

    /// POST of a change to a return as it was seen.
    #[must_use]
    pub fn change_of(&self, path: &str, token: Option<&str>, tag: &str, body: &Value) -> Answer {
        let headers = [("Content-Type", "application/json"), ("If-Match", tag)];
        self.request("POST", path, token, &headers, body.to_string().into_bytes())
    }

    fn send(&self, method: &str, path: &str, token: Option<&str>, body: Option<(&str, &[u8])>) -> Answer {
        let kind = body.map(|(media_type, _)| ("Content-Type", media_type));
        let bytes = body.map(|(_, bytes)| bytes.to_vec()).unwrap_or_default();
        let headers: Vec<_> = kind.into_iter().collect();
        self.request(method, path, token, &headers, bytes)
    }

    /// Any request.
    ///
    /// # Panics
    /// Where nothing answers.
    #[must_use]
    #[expect(clippy::unwrap_used, reason = "a test that cannot run must fail")]
    pub fn request(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Answer {
        self.try_request(method, path, token, headers, body).unwrap()
    }

    /// Any request.
    ///
    /// # Errors
    /// Where no whole answer comes.
    pub fn try_request(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Result<Answer, ureq::Error> {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .build()
            .into();
        let mut request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.base));
        if let Some(token) = token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut response = if body.is_empty() && !["POST", "PUT"].contains(&method) {
            agent.run(request.body(())?)?
        } else {
            agent.run(request.body(body)?)?
        };
        let cookies = response.headers().get_all("set-cookie").iter();
        let cookies = cookies.filter_map(|cookie| Some(cookie.to_str().ok()?.to_owned())).collect();
        let headers = response.headers().iter();
        let headers = headers
            .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())));
        let headers: BTreeMap<_, _> = headers.collect();
        Ok(Answer {
            status: response.status().as_u16(),
            media_type: headers.get("content-type").cloned().unwrap_or_default(),
            headers,
            cookies,
            body: response.body_mut().with_config().limit(64 << 20).read_to_vec()?,
        })
    }
}

impl Drop for TestService {
    fn drop(&mut self) {
        if let Ok(child) = self.child.get_mut() {
            // It may have ended by itself.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
