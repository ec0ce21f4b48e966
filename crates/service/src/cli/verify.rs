//! `iafq verify`: whether the record holds.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use schema::document;
use serde::de::DeserializeOwned;
use serde_json::json;
use storage::{Head, RecordFault, Verified};

use super::failure::printed;
use super::{Common, Failure};
use crate::anchor::Anchor;
use crate::receipt::SignedReceipt;
use crate::{database, forms, signing};

/// Arguments of `iafq verify`.
#[derive(Args)]
pub(super) struct Verify {
    /// An anchor that was kept: what it saw must still be there. As often as there are files.
    #[arg(long, value_name = "FILE")]
    anchor: Vec<PathBuf>,
    /// A receipt that was kept; without a database its signature alone is verified.
    #[arg(long, value_name = "FILE")]
    receipt: Vec<PathBuf>,
    /// A key that signs, as `/api/v1/keys` names it; without it those of the anchors.
    #[arg(long, value_name = "HEX", value_parser = public_key)]
    public_key: Vec<String>,
    /// How the outcome is printed.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For people at a terminal.
    Text,
    /// For programs.
    Json,
}

fn public_key(text: &str) -> Result<String, String> {
    let key = text.to_ascii_lowercase();
    if signing::is_public_key(&key) { Ok(key) } else { Err("expected 64 hexadecimal digits".to_owned()) }
}

/// What was kept outside of the database, with its file.
struct Kept {
    anchors: Vec<(PathBuf, Anchor)>,
    receipts: Vec<(PathBuf, SignedReceipt)>,
    keys: Vec<String>,
}

impl Verify {
    pub(super) fn run(self, common: &Common) -> Result<ExitCode, Failure> {
        let kept = Kept {
            anchors: read(&self.anchor)?,
            receipts: read(&self.receipt)?,
            keys: self.public_key.clone(),
        };
        let mut faults = kept.signatures()?;
        let mut verified = match &common.database {
            None if !kept.receipts.is_empty() && kept.anchors.is_empty() => None,
            _ => Some(kept.against(common)?),
        };
        faults.extend(
            verified.as_mut().map(|verified| std::mem::take(&mut verified.faults)).unwrap_or_default(),
        );
        let out = &mut std::io::stdout().lock();
        printed(match self.format {
            Format::Text => text(&kept, verified.as_ref(), &faults, out),
            Format::Json => as_json(verified.as_ref(), &faults, out),
        })?;
        Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }
}

/// Reads files of JSON.
fn read<T: DeserializeOwned>(paths: &[PathBuf]) -> Result<Vec<(PathBuf, T)>, Failure> {
    paths.iter().map(|path| Ok((path.clone(), read_one(path)?))).collect()
}

/// Reads a file of JSON.
pub(super) fn read_one<T: DeserializeOwned>(path: &Path) -> Result<T, Failure> {
    let read = fs::read(path).and_then(|bytes| Ok(serde_json::from_slice(&bytes)?));
    read.map_err(Failure::file(path))
}

impl Kept {
    /// What is not signed as it must be.
    fn signatures(&self) -> Result<Vec<RecordFault>, Failure> {
        let mut faults = Vec::new();
        let mut keys = self.keys.clone();
        for (path, anchor) in &self.anchors {
            if !anchor.is_signed() {
                faults.push(fault(path, "the anchor's signature is not good: it was changed"));
            } else if !self.keys.is_empty() && !self.keys.contains(&anchor.public_key) {
                faults.push(fault(path, "the anchor was signed with another key than those that are named"));
            } else {
                keys.push(anchor.public_key.clone());
            }
        }
        if keys.is_empty() && !self.receipts.is_empty() {
            let missing =
                "name the key that signs receipts: --public-key HEX, as the service says under /api/v1/keys";
            return Err(Failure::Usage(missing.to_owned()));
        }
        let unsigned = self.receipts.iter().filter(|(_, receipt)| !receipt.is_signed_by(&keys));
        let what = "the receipt's signature is not good: it was changed, or another service signed it";
        faults.extend(unsigned.map(|(path, _)| fault(path, what)));
        Ok(faults)
    }

    /// What the database says.
    fn against(&self, common: &Common) -> Result<Verified, Failure> {
        let catalogue = forms::load(common.forms.as_deref())?;
        let store = database::existing(common.database()?)?;
        let heads: Vec<Head> = self.anchors.iter().map(|(_, anchor)| anchor.head()).collect();
        let receipts: Vec<_> = self.receipts.iter().map(|(_, receipt)| receipt.kept()).collect();
        Ok(store.verify(&heads, &receipts, &|response| {
            let questionnaire = catalogue.get(response.edition.as_str())?;
            Some(document::response_sha256(questionnaire, response))
        })?)
    }
}

fn fault(path: &Path, what: &'static str) -> RecordFault {
    RecordFault { entry: None, object: path.display().to_string(), what }
}

/// Says what was looked at, where nothing was kept outside.
pub(super) fn text_of(verified: &Verified, out: &mut impl Write) -> std::io::Result<()> {
    let kept = Kept { anchors: Vec::new(), receipts: Vec::new(), keys: Vec::new() };
    text(&kept, Some(verified), &verified.faults, out)
}

fn text(
    kept: &Kept,
    verified: Option<&Verified>,
    faults: &[RecordFault],
    out: &mut impl Write,
) -> std::io::Result<()> {
    for fault in faults {
        match fault.entry {
            Some(entry) => writeln!(out, "entry {entry}: {}: {}", fault.object, fault.what)?,
            None => writeln!(out, "{}: {}", fault.object, fault.what)?,
        }
    }
    if let Some(verified) = verified {
        writeln!(
            out,
            "looked at {} entries, {} files, {} revisions; the last entry is {} {}",
            verified.entries, verified.originals, verified.revisions, verified.head.seq, verified.head.hash
        )?;
    }
    if !kept.anchors.is_empty() || !kept.receipts.is_empty() {
        writeln!(out, "and at {} anchors, {} receipts", kept.anchors.len(), kept.receipts.len())?;
    }
    match (faults.len(), verified) {
        (0, Some(_)) => writeln!(out, "the record holds"),
        (0, None) => writeln!(out, "the signatures are good; name the database to compare with the record"),
        (count, _) => writeln!(out, "the record does not hold: {count} faults"),
    }
}

fn as_json(verified: Option<&Verified>, faults: &[RecordFault], out: &mut impl Write) -> std::io::Result<()> {
    let told = faults
        .iter()
        .map(|fault| json!({ "entry": fault.entry, "object": fault.object, "what": fault.what }));
    let looked = verified.map(|verified| {
        json!({
            "head": { "seq": verified.head.seq, "hash": verified.head.hash },
            "entries": verified.entries,
            "originals": verified.originals,
            "revisions": verified.revisions,
        })
    });
    let outcome = json!({ "holds": faults.is_empty(), "record": looked, "faults": told.collect::<Vec<_>>() });
    writeln!(out, "{outcome:#}")
}
