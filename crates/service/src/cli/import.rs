//! `iafq import`: a published data file into the database.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use intake::Limits;
use intake::published::Published;

use super::failure::printed;
use super::{Common, Failure};
use crate::upload::read_file;
use crate::{forms, imports};

/// Arguments of `iafq import`.
#[derive(Args)]
pub(super) struct Import {
    /// The portal's workbook or CSV file.
    file: PathBuf,
    /// Read and report, store nothing.
    #[arg(long)]
    dry_run: bool,
}

impl Import {
    pub(super) fn run(self, common: &Common) -> Result<ExitCode, Failure> {
        let catalogue = forms::load(common.forms.as_deref())?;
        let file = read_file(&self.file, common.limits(Limits::bulk))?;
        let published =
            imports::read(&file.bytes, &catalogue, &file.limits).map_err(|error| file.unreadable(error))?;
        if !self.dry_run {
            let store = common.store(&catalogue)?;
            imports::store(
                &store,
                &catalogue,
                &published,
                &file.bytes,
                Some(&file.name),
                chrono::Utc::now(),
            )?;
        }
        printed(report(&published, &mut std::io::stdout().lock()))?;
        Ok(ExitCode::SUCCESS)
    }
}

/// What became of every row.
fn report(published: &Published, out: &mut impl std::io::Write) -> std::io::Result<()> {
    writeln!(
        out,
        "{} rows: {} observations of {} country-years, {} rows reported",
        published.rows,
        published.observations,
        published.responses.len(),
        published.reported.len()
    )?;
    if let Some(stamp) = &published.stamp {
        writeln!(out, "stamp of the file: {stamp}")?;
    }
    for (key, count) in &published.neutral {
        writeln!(out, "kept under the neutral key {key}: {count}")?;
    }
    let mut classes: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for row in &published.reported {
        classes.entry(row.class).or_default().push(row);
    }
    for (class, rows) in classes {
        writeln!(out, "{class}: {}", rows.len())?;
        for row in rows {
            writeln!(out, "  {}  {}", row.origin, row.row)?;
        }
    }
    Ok(())
}
