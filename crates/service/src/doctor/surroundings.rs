//! What stands around a service: its settings, definitions, secret, and where its mails go.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use schema::Catalogue;

use super::{Check, can_write_in};
use crate::forms;
use crate::mail::{Mailer, Reach};
use crate::secret::{OTHERS, Secret};
use crate::tls::{Certificate, Files};

/// Variables that are ours and no settings: the program's own, and those of the suite.
const NOT_SETTINGS: [&str; 2] = ["IAFQ_SETTLED", "IAFQ_TEST_"];

/// Whether others may read a configuration that holds a password.
pub(crate) fn configuration(path: &Path, holds_a_password: bool) -> Check {
    let mode = fs::metadata(path).map(|metadata| metadata.permissions().mode() & OTHERS);
    match mode {
        Ok(0) => Check::ok("configuration", format!("{} is its owner's", path.display())),
        Ok(_) if holds_a_password => {
            let found = format!("{} holds a password, and others than its owner may open it", path.display());
            Check::warning("configuration", found, "take their rights away: chmod 600")
        }
        Ok(_) => Check::ok("configuration", format!("{} holds no password", path.display())),
        Err(error) => Check::failed(
            "configuration",
            format!("{}: {error}", path.display()),
            "give the file to the service's user",
        ),
    }
}

/// Whether variables that look like settings are some; `nearest` finds the one that was meant.
pub(crate) fn variables(
    names: impl Iterator<Item = String>,
    known: &[String],
    nearest: impl Fn(&str) -> Option<String>,
) -> Check {
    let ours = names.filter(|name| name.starts_with("IAFQ_"));
    let strange: Vec<_> = ours
        .filter(|name| !known.contains(name) && !NOT_SETTINGS.iter().any(|own| name.starts_with(own)))
        .collect();
    if strange.is_empty() {
        return Check::ok("variables", "every IAFQ_ variable is a setting");
    }
    let said = strange.iter().map(|name| match nearest(name) {
        Some(meant) => format!("{name} (was {meant} meant?)"),
        None => name.clone(),
    });
    let found = format!("no settings, and of no effect: {}", said.collect::<Vec<_>>().join(", "));
    Check::warning("variables", found, "correct them; `iafq config show` lists all")
}

/// Whether the definitions can be read.
pub(crate) fn definitions(folder: Option<&Path>) -> (Check, Option<Catalogue>) {
    match forms::load(folder) {
        Ok(catalogue) => {
            let editions: Vec<_> = catalogue.editions.keys().map(ToString::to_string).collect();
            let found = format!("editions {} can be read", editions.join(", "));
            (Check::ok("definitions", found), Some(catalogue))
        }
        Err(error) => {
            let check = Check::failed("definitions", error.to_string(), "correct the folder of --forms");
            (check, None)
        }
    }
}

/// Whether the secret is there, holds one, and is its owner's alone.
pub(crate) fn secret(path: Option<&Path>) -> Check {
    let Some(path) = path else {
        let to_do = "name it: --secret-file FILE or IAFQ_SECRET_FILE; every replica needs the same";
        return Check::failed("secret", "no file of the service's secret is named", to_do);
    };
    match Secret::read(path) {
        Ok(_) => Check::ok("secret", format!("{} is there, and its owner's alone", path.display())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            match can_write_in(path.parent().unwrap_or(path)) {
                Ok(()) => Check::warning(
                    "secret",
                    format!("there is no {} yet", path.display()),
                    "nothing for a new service, which makes it; otherwise put the copy back: second factors cannot be \
                     opened with another",
                ),
                Err(error) => Check::failed(
                    "secret",
                    format!("there is no {}, and none can be made: {error}", path.display()),
                    "make the folder, and give it to the service's user",
                ),
            }
        }
        Err(error) => Check::failed(
            "secret",
            format!("{}: {error}", path.display()),
            "put the copy back, or give the file to the service's user alone",
        ),
    }
}

/// Whether certificate and key can be read, and the key is its owner's alone.
pub(crate) fn tls(files: Files) -> Check {
    let key = files.key.clone();
    if let Err(error) = Certificate::read(files) {
        return Check::failed("TLS", error.to_string(), "correct --tls-certificate and --tls-key");
    }
    let open = fs::metadata(&key).is_ok_and(|metadata| metadata.permissions().mode() & 0o007 != 0);
    if open {
        let found = format!("everybody on this machine may open {}", key.display());
        return Check::warning("TLS", found, "take their rights away: chmod o-rwx");
    }
    Check::ok("TLS", "certificate and key belong together")
}

/// Whether mails go anywhere.
pub(crate) fn mail(mailer: Option<&Mailer>) -> Check {
    let Some(mailer) = mailer else {
        let found = "the service sends no mail: nobody can ask for another password";
        return Check::warning("mail", found, "say where mails go: --mail smtps://USER:PASSWORD@HOST");
    };
    match mailer.reach() {
        Reach::Folder(folder) => match can_write_in(folder) {
            Ok(()) => Check::warning(
                "mail",
                format!("mails stay in {}", folder.display()),
                "see that something sends them from there, or name a server: --mail",
            ),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Check::warning(
                "mail",
                format!("there is no folder {} yet", folder.display()),
                "nothing: it is made with the first mail",
            ),
            Err(error) => Check::failed(
                "mail",
                format!("{} takes no mails: {error}", folder.display()),
                "give the folder to the service's user",
            ),
        },
        Reach::Server(true) => Check::ok("mail", "the mail server answers"),
        Reach::Server(false) => Check::failed(
            "mail",
            "the mail server does not answer, or does not let the service in",
            "see that it runs, and correct host, user and password of --mail",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Outcome;
    use super::*;

    #[test]
    fn a_variable_that_is_no_setting_is_told_with_the_one_that_was_meant() {
        let known = ["IAFQ_LISTEN".to_owned()];
        let asked =
            |name: &str| variables([name.to_owned()].into_iter(), &known, |_| Some("IAFQ_LISTEN".to_owned()));
        for fine in ["IAFQ_LISTEN", "PATH", "IAFQ_SETTLED", "IAFQ_TEST_LONG"] {
            assert_eq!(asked(fine).outcome, Outcome::Ok, "{fine}");
        }
        assert!(asked("IAFQ_LISTN").found.ends_with("IAFQ_LISTN (was IAFQ_LISTEN meant?)"));
    }

    #[test]
    fn a_configuration_with_a_password_is_for_its_owner() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("iafq.toml");
        fs::write(&path, "").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert_eq!(configuration(&path, true).outcome, Outcome::Warning);
        assert_eq!(configuration(&path, false).outcome, Outcome::Ok);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(configuration(&path, true).outcome, Outcome::Ok);
        assert_eq!(configuration(&folder.path().join("none"), true).outcome, Outcome::Failed);
    }
}
