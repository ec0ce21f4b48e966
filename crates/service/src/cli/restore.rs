//! `iafq restore`: a backup back into an empty database.

use std::fs::{self, File};
use std::io::BufReader;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use schema::document;
use storage::{DatabaseUrl, Head, Piece, Restored, Store, Value};

use super::backup::{Passphrase, told};
use super::failure::printed;
use super::secret::path_of;
use super::verify::{read_one, text_of};
use super::{Common, Failure};
use crate::anchor::Anchor;
use crate::backup::{Contents, Opened, Pieces};
use crate::secret::Secret;
use crate::{database, forms};

/// Arguments of `iafq restore`.
#[derive(Args)]
pub(super) struct Restore {
    /// The backup. It goes into an empty database.
    file: PathBuf,
    #[command(flatten)]
    passphrase: Passphrase,
    /// An anchor that was kept: a backup that is older, or of another record, is refused.
    #[arg(long, value_name = "FILE")]
    anchor: Option<PathBuf>,
    /// Restore it though the anchor saw more, or something else; the record then says so.
    #[arg(long, requires = "anchor")]
    force: bool,
}

/// A secret that stands in its file now.
struct Placed {
    /// The file that was made for it, where none was there.
    made: Option<PathBuf>,
    told: String,
}

impl Restore {
    pub(super) fn run(self, common: &Common) -> Result<ExitCode, Failure> {
        let catalogue = forms::load(common.forms.as_deref())?;
        let (passphrase, url) = (self.passphrase.read()?, common.database()?);
        let anchor = self.anchor.as_deref().map(read_one::<Anchor>).transpose()?;
        let mut entry = None;
        let judged = self.pieces(&passphrase)?.judge(hash_at(anchor.as_ref(), &mut entry));
        let contents = judged.map_err(Failure::backup(&self.file))?;
        let behind =
            anchor.as_ref().and_then(|anchor| Some((behind(anchor, entry.as_deref())?, anchor.head())));
        if let Some((why, _)) = behind.as_ref().filter(|_| !self.force) {
            return Err(Failure::Usage(format!(
                "{why}; nothing was restored. --force restores it all the same"
            )));
        }
        if common.migration_database.is_some() {
            // Who is to work with it must be there before anything is restored.
            drop(Store::open(&DatabaseUrl::parse(url)?)?);
        }
        let placed = placed(common, url, contents.secret.as_ref())?;
        let against = behind.map(|(_, head)| head);
        let known: Vec<Head> = anchor.iter().filter(|_| against.is_none()).map(Anchor::head).collect();
        let store = self
            .filled((url, common.migration_database.as_deref()), &passphrase, &contents, against)
            .inspect_err(|_| {
                if let Some(made) = &placed.made {
                    // What is told is why the database was not filled.
                    drop(fs::remove_file(made));
                }
            })?;
        if common.migration_database.is_some() {
            store.let_work(&DatabaseUrl::parse(url)?)?;
        }
        told(&contents, "restored", &placed.told)?;
        let verified = store.verify(&known, &[], &|response| {
            let questionnaire = catalogue.get(response.edition.as_str())?;
            Some(document::response_sha256(questionnaire, response))
        })?;
        printed(text_of(&verified, &mut std::io::stdout().lock()))?;
        Ok(if verified.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }

    fn pieces(&self, passphrase: &str) -> Result<Pieces<Opened<BufReader<File>>>, Failure> {
        let path = &self.file;
        let file = File::open(path).map_err(Failure::file(path))?;
        let pieces = Opened::new(BufReader::new(file), passphrase).and_then(Pieces::begin);
        pieces.map_err(Failure::file(path))
    }

    /// Reads the file once more, into the database.
    fn filled(
        &self,
        (url, owner): (&str, Option<&str>),
        passphrase: &str,
        contents: &Contents,
        against: Option<Head>,
    ) -> Result<Store, Failure> {
        let mut pieces = self.pieces(passphrase)?;
        let (store, made) = database::empty(owner.unwrap_or(url))?;
        let restored = Restored { level: &contents.level, against, now: chrono::Utc::now() };
        store.restore(&restored, &mut pieces).map_err(Failure::backup(&self.file)).inspect_err(|_| {
            // What is told is why it was not filled.
            for file in &made {
                drop(fs::remove_file(file));
            }
        })?;
        Ok(store)
    }
}

/// Puts the secret of a backup where the service looks for it. One that is there and another is not replaced.
fn placed(common: &Common, url: &str, secret: Option<&Secret>) -> Result<Placed, Failure> {
    let Some(secret) = secret else {
        let told = "the service's secret is not in it: put back its file as well".to_owned();
        return Ok(Placed { made: None, told });
    };
    let path = path_of(common, url)?;
    let told = format!("the service's secret is in {}", path.display());
    if !path.exists() {
        secret.write_new(&path).map_err(Failure::file(&path))?;
        return Ok(Placed { made: Some(path), told });
    }
    if Secret::read(&path).map_err(Failure::file(&path))?.bytes() == secret.bytes() {
        return Ok(Placed { made: None, told });
    }
    let why = "holds the secret of another service; name another file for that of the backup: --secret-file";
    Err(Failure::Usage(format!("{} {why}", path.display())))
}

/// Finds the hash of the entry an anchor saw among the rows of the chain.
fn hash_at<'a>(anchor: Option<&'a Anchor>, found: &'a mut Option<String>) -> impl FnMut(&Piece) + 'a {
    let mut places = None;
    move |piece| match (piece, places) {
        (Piece::Table { name, columns }, _) => {
            let place = |wanted: &str| columns.iter().position(|column| column == wanted);
            places = (name == "audit").then(|| place("seq").zip(place("hash"))).flatten();
        }
        (Piece::Row(row), Some((seq, hash))) => {
            let wanted = anchor.map(|anchor| Value::Integer(anchor.seq));
            if let (true, Some(Value::Text(hash))) = (row.get(seq) == wanted.as_ref(), row.get(hash)) {
                *found = Some(hash.clone());
            }
        }
        (Piece::Row(_), None) => {}
    }
}

/// Why a backup is not what an anchor saw, or something newer.
fn behind(anchor: &Anchor, entry: Option<&str>) -> Option<&'static str> {
    if !anchor.is_signed() {
        return Some("the anchor's signature is not good: it was changed");
    }
    match entry {
        None if anchor.seq > 0 => Some("the backup is older than the anchor"),
        Some(hash) if hash != anchor.hash => Some("the backup is of another record than the anchor"),
        Some(_) | None => None,
    }
}
