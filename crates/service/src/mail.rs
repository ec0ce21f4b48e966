//! Mail: to a folder, a file a message, or to a server by SMTP.

mod reminder;
mod texts;

use std::fs;
use std::path::{Path, PathBuf};

use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::transport::smtp::response::Code;
use lettre::{Message, SmtpTransport, Transport as _};
use schema::Lang;

pub(crate) use reminder::Reminder;
pub(crate) use texts::{Letter, Occasion};

/// Something that is mailed.
pub(crate) trait Written {
    /// Subject and body in a language.
    fn text(&self, lang: Lang) -> (String, String);
}

/// From whom mails come where nothing else is said.
const SENDER: &str = "iafq@localhost";

/// Where mails go.
#[derive(Clone, Debug)]
pub(crate) struct Mailer {
    way: Way,
    sender: Mailbox,
}

#[derive(Clone)]
enum Way {
    Folder(PathBuf),
    Smtp(Box<SmtpTransport>),
}

/// The address of a server may hold a password.
impl std::fmt::Debug for Way {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Folder(path) => write!(out, "folder:{}", path.display()),
            Self::Smtp(_) => out.write_str("smtp"),
        }
    }
}

/// How mails go out, as far as it can be told without sending one.
pub(crate) enum Reach<'a> {
    /// To this folder.
    Folder(&'a Path),
    /// To a server; whether it answers and lets the service in.
    Server(bool),
}

/// Why a mail was not sent; never to whom, nor what it says.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MailError {
    /// It cannot be written.
    #[error("the mail cannot be put together: {0}")]
    Message(&'static str),
    /// The folder does not take it.
    #[error("the folder of mails: {0}")]
    Folder(#[from] std::io::Error),
    /// The server does not take it. What it says may repeat the address.
    #[error("the mail server did not take the mail (permanent: {permanent})")]
    Server {
        /// Whether it never will.
        permanent: bool,
    },
}

impl Mailer {
    /// Reads where mails go: `folder:PATH`, `smtp://…` or `smtps://…`.
    ///
    /// # Errors
    /// What is wrong with it, without a password.
    pub(crate) fn parse(way: &str, sender: Option<&str>) -> Result<Self, String> {
        let sender = sender.unwrap_or(SENDER).parse();
        let sender =
            sender.map_err(|_| "the sender of mails is no address: `Name <name@example.org>`".to_owned())?;
        let way = match way.split_once(':') {
            Some(("folder", path)) if !path.is_empty() => Way::Folder(PathBuf::from(path)),
            Some(("smtp" | "smtps", _)) => {
                let wrong = |_| {
                    "the address of the mail server is not understood: smtps://user:password@host".to_owned()
                };
                Way::Smtp(Box::new(SmtpTransport::from_url(way).map_err(wrong)?.build()))
            }
            _ => {
                return Err(
                    "mails go to `folder:PATH`, `smtp://HOST` or `smtps://USER:PASSWORD@HOST`".to_owned()
                );
            }
        };
        Ok(Self { way, sender })
    }

    /// How mails go out; asks the server, blocking.
    pub(crate) fn reach(&self) -> Reach<'_> {
        match &self.way {
            Way::Folder(folder) => Reach::Folder(folder),
            Way::Smtp(server) => Reach::Server(server.test_connection().unwrap_or(false)),
        }
    }

    /// Sends a letter; blocking.
    ///
    /// # Errors
    /// Where it was not taken.
    pub(crate) fn send(&self, to: &str, lang: Lang, letter: &impl Written) -> Result<(), MailError> {
        let (subject, body) = letter.text(lang);
        let to = to.parse().map_err(|_| MailError::Message("its address is none"))?;
        let message = Message::builder()
            .from(self.sender.clone())
            .to(Mailbox::new(None, to))
            .subject(subject)
            .header(ContentType::TEXT_PLAIN)
            .body(body)
            .map_err(|_| MailError::Message("its head is incomplete"))?;
        match &self.way {
            Way::Folder(folder) => {
                fs::create_dir_all(folder)?;
                let name = uuid::Uuid::now_v7().to_string();
                let unfinished = folder.join(format!("{name}.unfinished"));
                fs::write(&unfinished, message.formatted())?;
                fs::rename(unfinished, folder.join(format!("{name}.eml")))?;
                Ok(())
            }
            Way::Smtp(server) => {
                // What a server says of itself, of a password or a policy, passes; what it says of a mailbox does not.
                let of_the_mailbox = |code: Code| matches!(u16::from(code), 550 | 551 | 553);
                let refused = |error: lettre::transport::smtp::Error| MailError::Server {
                    permanent: error.is_permanent() && error.status().is_some_and(of_the_mailbox),
                };
                server.send(&message).map(drop).map_err(refused)
            }
        }
    }
}

/// Where mails go, without who signs in there, and with what; `None` where that cannot be told.
pub(crate) fn shown(way: &str) -> Option<String> {
    match way.split_once("://") {
        Some((scheme @ ("smtp" | "smtps"), rest)) => {
            let (_, host) = rest.rsplit_once('@').unwrap_or(("", rest));
            Some(format!("{scheme}://{}", host.split(['?', '/']).next().unwrap_or_default()))
        }
        Some(_) => None,
        None => way.starts_with("folder:").then(|| way.to_owned()),
    }
}

/// Whether a text is an address that mail can go to, in lower case as it is kept.
pub(crate) fn address(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    let fine = text.len() <= 254 && !text.chars().any(char::is_control);
    (fine && text.parse::<lettre::Address>().is_ok()).then_some(text)
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn a_letter_arrives_in_a_folder_as_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let way = format!("folder:{}", folder.path().join("mails").display());
        let mailer = Mailer::parse(&way, Some("IAFQ <iafq@example.org>")).unwrap();
        let letter =
            Letter { occasion: Occasion::Invitation, link: "https://iafq.example/#x".to_owned(), hours: 72 };
        mailer.send("focal@example.org", Lang::En, &letter).unwrap();
        let files: Vec<_> = fs::read_dir(folder.path().join("mails")).unwrap().collect();
        assert_eq!(files.len(), 1);
        let text = fs::read_to_string(files.into_iter().next().unwrap().unwrap().path()).unwrap();
        for line in ["To: focal@example.org", "https://iafq.example/#x", "72 hours"] {
            assert!(text.contains(line), "{text}");
        }
    }

    /// A mail server for one mail; gives what it was told.
    fn server() -> (u16, std::thread::JoinHandle<String>) {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let told = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let (mut told, mut in_mail) = (String::new(), false);
            stream.write_all(b"220 ready\r\n").unwrap();
            while let Some(Ok(line)) = lines.next() {
                told = told + &line + "\n";
                if in_mail && line != "." {
                    continue;
                }
                in_mail = line == "DATA";
                let answer = if in_mail { "354 go on" } else { "250 fine" };
                stream.write_all(format!("{answer}\r\n").as_bytes()).unwrap();
                if line == "QUIT" {
                    break;
                }
            }
            told
        });
        (port, told)
    }

    #[test]
    fn a_letter_is_handed_to_a_server() {
        let (port, told) = server();
        let mailer = Mailer::parse(&format!("smtp://127.0.0.1:{port}"), None).unwrap();
        let letter =
            Letter { occasion: Occasion::Reset, link: "https://iafq.example/#x".to_owned(), hours: 2 };
        mailer.send("focal@example.org", Lang::Ar, &letter).unwrap();
        drop(mailer);
        let told = told.join().unwrap();
        assert!(told.contains("RCPT TO:<focal@example.org>") && told.contains("\n.\n"), "{told}");
    }

    #[test]
    fn what_a_server_refuses_is_told_without_the_address() {
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        let mailer = Mailer::parse(&format!("smtp://127.0.0.1:{port}"), None).unwrap();
        let letter = Letter { occasion: Occasion::Reset, link: String::new(), hours: 2 };
        let error = mailer.send("focal@example.org", Lang::En, &letter).unwrap_err();
        assert!(!error.to_string().contains("focal"), "{error}");
    }

    #[test]
    fn addresses_are_kept_in_lower_case_and_nothing_else_is_one() {
        assert_eq!(address(" A.Focal@Example.ORG ").as_deref(), Some("a.focal@example.org"));
        for wrong in ["", "a", "a@", "@b", "a@b\r\nBcc: c@d", "a@b c", &format!("{}@b.org", "a".repeat(300))]
        {
            assert_eq!(address(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn where_mails_go_is_said_without_the_password() {
        let mailer = Mailer::parse("smtps://user:canary@mail.example.org", None).unwrap();
        assert!(!format!("{mailer:?}").contains("canary"));
        let said = shown("smtps://user:can@ary@mail.example.org:465?tls=required");
        assert_eq!(said.as_deref(), Some("smtps://mail.example.org:465"));
        assert_eq!(shown("user:canary"), None);
        for wrong in ["", "folder:", "http://x", "smtp"] {
            assert!(Mailer::parse(wrong, None).is_err(), "{wrong}");
        }
        assert!(Mailer::parse("folder:x", Some("nobody")).is_err());
    }
}
