//! What is generated from forms and types: written, or compared with what is there.

use std::fs;
use std::path::PathBuf;

use schema::Catalogue;
use schema::load::embedded;
use serde_json::Value;

use crate::run::{Failure, root, say};

/// Writes the files.
pub(crate) fn write() -> Result<(), Failure> {
    for (path, text) in files()? {
        let path = root().join("schemas").join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, text)?;
        say(&format!("wrote {}", path.display()));
    }
    Ok(())
}

/// Fails where a file is missing or differs.
pub(crate) fn check() -> Result<(), Failure> {
    let mut stale = Vec::new();
    for (path, text) in files()? {
        if fs::read_to_string(root().join("schemas").join(&path)).is_ok_and(|found| found == text) {
            continue;
        }
        stale.push(path.display().to_string());
    }
    if stale.is_empty() {
        return Ok(());
    }
    Err(format!("stale under schemas/: {}; run `cargo xtask generate` and commit", stale.join(", ")).into())
}

fn files() -> Result<Vec<(PathBuf, String)>, Failure> {
    let catalogue = Catalogue::parse(&embedded())
        .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))?;
    let mut files = Vec::new();
    for (id, edition) in &catalogue.editions {
        let folder = PathBuf::from(id.as_str());
        files.push((
            folder.join("submission.schema.json"),
            pretty(&schema::json_schema::submission(edition))?,
        ));
        files.push((folder.join("layout.json"), pretty(&export::workbook::layout(edition))?));
        files.push((folder.join("rules.json"), pretty(&serde_json::to_value(service::catalogue(edition))?)?));
    }
    files.push((PathBuf::from("openapi.json"), pretty(&service::openapi()?)?));
    Ok(files)
}

fn pretty(value: &Value) -> Result<String, Failure> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}
