//! People who sign in, as browsers do it for them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha1::Sha1;

use crate::{Answer, TestService, iafq};

/// A password of the tests.
pub const PASSWORD: &str = "kestrel umbrella wagon teapot";

/// Somebody with an account and, where they signed in, a session.
pub struct Person {
    /// The id.
    pub id: String,
    /// The address.
    pub mail: String,
    /// `name=value` of the session's cookie; empty without one.
    pub cookie: String,
}

/// An address from which nobody called before, as a proxy says it.
pub(crate) fn from_somewhere() -> String {
    let [.., one, other, third] = *uuid::Uuid::now_v7().as_bytes();
    format!("10.{one}.{other}.{third}")
}

impl TestService {
    /// A request of a browser on a page of the service.
    #[must_use]
    pub fn browse(&self, method: &str, path: &str, cookie: &str, body: Option<&Value>) -> Answer {
        let from = from_somewhere();
        let headers = [
            ("Cookie", cookie),
            ("Sec-Fetch-Site", "same-origin"),
            ("X-Forwarded-For", &from),
            ("Content-Type", "application/json"),
        ];
        let with = if body.is_some() { &headers[..] } else { headers.split_at(3).0 };
        let body = body.map(|body| body.to_string().into_bytes()).unwrap_or_default();
        self.request(method, &format!("/api/v1{path}"), None, with, body)
    }

    /// Tries to sign in.
    #[must_use]
    pub fn try_sign_in(&self, mail: &str, password: &str) -> Answer {
        self.browse("POST", "/session", "", Some(&json!({ "mail": mail, "password": password })))
    }

    /// The link of an invitation by the operator.
    ///
    /// # Panics
    /// Where the program refuses.
    #[must_use]
    pub fn invitation(&self, mail: &str, role: &str, country: Option<&str>) -> String {
        let database = ["--database", &self.database.url];
        let invite = ["user", "invite", "--name", "A. Person", "--mail", mail, "--role", role];
        let country = country.map(|country| ["--country", country]);
        let outcome = iafq(&[&invite[..], &database, country.as_ref().map_or(&[][..], |two| two)].concat());
        assert_eq!(outcome.code, 0, "{outcome:?}");
        outcome.out.trim().to_owned()
    }

    /// Uses a link.
    #[must_use]
    pub fn use_link(&self, kind: &str, link: &str, password: &str) -> Answer {
        let token = link.split_once('#').map_or(link, |(_, token)| token);
        let body = json!({ "token": token, "password": password });
        self.browse("POST", &format!("/links/{kind}/use"), "", Some(&body))
    }

    /// Somebody who was invited, chose [`PASSWORD`], and signed in with it.
    ///
    /// # Panics
    /// Where that does not succeed.
    #[must_use]
    pub fn person(&self, mail: &str, role: &str, country: Option<&str>) -> Person {
        let link = self.invitation(mail, role, country);
        let used = self.use_link("invitation", &link, PASSWORD);
        assert_eq!(used.status, 204, "{}", used.text());
        self.signed_in(mail)
    }

    /// Signs in with [`PASSWORD`].
    ///
    /// # Panics
    /// Where that does not succeed.
    #[must_use]
    pub fn signed_in(&self, mail: &str) -> Person {
        let answer = self.try_sign_in(mail, PASSWORD);
        assert_eq!(answer.status, 200, "{}", answer.text());
        let id = answer.json().pointer("/user/id").and_then(Value::as_str).unwrap_or_default().to_owned();
        Person { id, mail: mail.to_owned(), cookie: cookie(&answer) }
    }

    /// Gives a person a second factor; gives its seed. The code of the step before this one is used up.
    ///
    /// # Panics
    /// Where that does not succeed.
    pub fn second_factor(&self, person: &mut Person) -> String {
        let begun =
            self.browse("POST", "/account/totp", &person.cookie, Some(&json!({ "password": PASSWORD })));
        assert_eq!(begun.status, 200, "{}", begun.text());
        let text = |name: &str| begun.json().get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (secret, proposal) = (text("secret"), text("proposal"));
        let body = json!({ "proposal": proposal, "code": code(&secret, -1) });
        let confirmed = self.browse("POST", "/account/totp/confirm", &person.cookie, Some(&body));
        assert_eq!(confirmed.status, 200, "{}", confirmed.text());
        person.cookie = cookie(&confirmed);
        secret
    }

    /// The mails that were sent, the oldest first, waiting for as many.
    ///
    /// # Panics
    /// Where there are fewer after ten seconds.
    #[must_use]
    #[expect(clippy::unwrap_used, reason = "a test that cannot run must fail")]
    pub fn mails(&self, expected: usize) -> Vec<String> {
        let folder = self.database.folder.path().join("mail");
        for _ in 0..200 {
            let mut files: Vec<_> =
                std::fs::read_dir(&folder).into_iter().flatten().map(|file| file.unwrap().path()).collect();
            files.retain(|file| file.extension().is_some_and(|extension| extension == "eml"));
            files.sort();
            if files.len() >= expected {
                return files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect();
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Vec::new()
    }
}

/// `name=value` of the cookie that an answer sets.
#[must_use]
pub fn cookie(answer: &Answer) -> String {
    answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned()
}

/// What stands behind `#` in the link of a mail.
#[must_use]
pub fn token_of(mail: &str) -> String {
    let whole = mail.replace("=\r\n", "");
    let after = whole.split_once('#').map(|(_, after)| after).unwrap_or_default();
    after.chars().take_while(char::is_ascii_hexdigit).collect()
}

/// The code of a seed now, or some steps from now. Close to the end of a step the next is waited for, so that the code is
/// still good when it arrives.
///
/// # Panics
/// Where the clock stands before 1970, or the seed is none.
#[must_use]
#[expect(clippy::unwrap_used, reason = "a test that cannot run must fail")]
pub fn code(seed: &str, steps: i64) -> String {
    let seconds = || i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap();
    while seconds() % 30 >= 26 {
        std::thread::sleep(Duration::from_millis(200));
    }
    let step = seconds() / 30 + steps;
    let mut mac = Hmac::<Sha1>::new_from_slice(&BASE32_NOPAD.decode(seed.as_bytes()).unwrap()).unwrap();
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let at = usize::from(digest.last().unwrap() & 0x0f);
    let four: [u8; 4] = digest.get(at..at + 4).unwrap().try_into().unwrap();
    format!("{:06}", (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000)
}
