//! `iafq backup`: the whole database and the service's secret in one sealed file.

use std::fs::File;
use std::io::{BufWriter, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use storage::{BackupError, Store};
use tempfile::NamedTempFile;

use super::failure::printed;
use super::secret::path_of;
use super::{Common, Failure};
use crate::backup::{self, Contents, Sealed};
use crate::database;
use crate::secret::Secret;

/// The shortest passphrase a backup is made with, in characters, and the longest that is read, in bytes.
const SHORTEST: usize = 15;
const LONGEST: u64 = 4096;

/// Arguments of `iafq backup`.
#[derive(Args)]
pub(super) struct Backup {
    /// The file to write; it must not be there yet.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    #[command(flatten)]
    passphrase: Passphrase,
    /// Leave the service's secret out. Keep its file as well: without it second factors, signatures and anchors of the
    /// restored service are not those of this one.
    #[arg(long)]
    without_secret: bool,
}

#[derive(Args)]
pub(super) struct Passphrase {
    /// The file with the passphrase; keep it apart from the backup.
    #[arg(long, env = "IAFQ_PASSPHRASE_FILE", value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

impl Passphrase {
    pub(super) fn read(&self) -> Result<String, Failure> {
        let missing = "name the file of the passphrase: --passphrase-file or IAFQ_PASSPHRASE_FILE";
        let path = self.passphrase_file.as_ref().ok_or_else(|| Failure::Usage(missing.to_owned()))?;
        let mut text = String::new();
        let file = File::open(path).map_err(Failure::file(path))?;
        file.take(LONGEST).read_to_string(&mut text).map_err(Failure::file(path))?;
        match text.trim_end_matches(['\r', '\n']) {
            "" => Err(Failure::Usage(format!("{} is empty; write a passphrase into it", path.display()))),
            passphrase => Ok(passphrase.to_owned()),
        }
    }
}

impl Backup {
    pub(super) fn run(self, common: &Common) -> Result<ExitCode, Failure> {
        let passphrase = self.passphrase.read()?;
        if passphrase.chars().count() < SHORTEST {
            let why = format!("the passphrase is too short; take at least {SHORTEST} characters");
            return Err(Failure::Usage(why));
        }
        if self.output.exists() {
            return Err(already_there(&self.output));
        }
        let url = common.database()?;
        let store = database::existing(url)?;
        let secret = if self.without_secret { None } else { Some(secret(&path_of(common, url)?)?) };
        let contents = self.written(&store, secret, &passphrase)?;
        let kept = match contents.secret {
            Some(_) => "the service's secret is in it",
            None => "the service's secret is not in it: keep its file as well",
        };
        told(&contents, "saved", kept)
    }

    /// Half a backup is none: it gets its name when it is whole and on the disk.
    fn written(&self, store: &Store, secret: Option<Secret>, passphrase: &str) -> Result<Contents, Failure> {
        let path = &self.output;
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            Some(_) | None => Path::new("."),
        };
        let file = NamedTempFile::new_in(folder).map_err(Failure::file(path))?;
        let contents = write(store, secret, file.as_file(), passphrase).map_err(Failure::backup(path))?;
        file.persist_noclobber(path).map_err(|error| match error.error.kind() {
            std::io::ErrorKind::AlreadyExists => already_there(path),
            _ => Failure::file(path)(error.error),
        })?;
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(Failure::file(path))?;
        Ok(contents)
    }
}

fn already_there(path: &Path) -> Failure {
    Failure::Usage(format!("{} is already there; name another file", path.display()))
}

/// The secret, which must be there: one that was made now would open nothing.
fn secret(path: &Path) -> Result<Secret, Failure> {
    Secret::read(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Failure::Usage(format!(
            "the service's secret is not in {}; name its file (--secret-file), or say --without-secret",
            path.display()
        )),
        _ => Failure::file(path)(error),
    })
}

fn write(
    store: &Store,
    secret: Option<Secret>,
    file: &File,
    passphrase: &str,
) -> Result<Contents, BackupError> {
    let mut sealed = Sealed::new(BufWriter::new(file), passphrase)?;
    let contents = backup::write(store, secret, &mut sealed)?;
    sealed.finish()?;
    file.sync_all()?;
    Ok(contents)
}

/// Says what was saved or restored.
pub(super) fn told(contents: &Contents, done: &str, secret: &str) -> Result<ExitCode, Failure> {
    let (counted, head) = (contents.counted, &contents.level.head);
    let line = format!(
        "{done}: {} rows of {} tables, up to entry {} {}; made by version {}; {secret}",
        counted.rows, counted.tables, head.seq, head.hash, contents.version
    );
    printed(writeln!(std::io::stdout().lock(), "{line}"))?;
    Ok(ExitCode::SUCCESS)
}
