//! A new edition: a copy of an existing one under a new id, with a file for what became of its fields.

use std::fs;
use std::path::{Path, PathBuf};

use crate::run::{Failure, root, say};

/// What is made.
pub(crate) struct NewEdition {
    /// The id, e.g. `2027`.
    pub(crate) id: String,
    /// The edition it is copied from.
    pub(crate) from: String,
    /// The first reference year it collects.
    pub(crate) first_year: u16,
    /// The folder of editions; `forms/` of the repository without it.
    pub(crate) into: Option<PathBuf>,
}

impl NewEdition {
    /// Copies the folder and writes `changes.toml`.
    pub(crate) fn make(&self) -> Result<(), Failure> {
        if self.id.is_empty()
            || !self.id.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-')
        {
            return Err("the id may have letters, digits and dashes only".into());
        }
        let source = root().join("forms").join(&self.from);
        if !source.join("edition.toml").is_file() {
            return Err(format!("there is no edition {}", self.from).into());
        }
        let target = self.into.clone().unwrap_or_else(|| root().join("forms")).join(&self.id);
        if target.exists() {
            return Err(format!("{} is there already", target.display()).into());
        }
        copy(&source, &target)?;
        let edition = target.join("edition.toml");
        fs::write(&edition, self.head(&fs::read_to_string(&edition)?))?;
        fs::write(target.join("changes.toml"), self.changes())?;
        say(&format!(
            "{}: change its tables, and say in changes.toml what became of the fields of {}",
            target.display(),
            self.from
        ));
        Ok(())
    }

    /// The head of the edition: another id and first year, its predecessor, no seal.
    fn head(&self, text: &str) -> String {
        let mut out = String::new();
        for line in text.lines() {
            let name = line.split('=').next().unwrap_or_default().trim();
            match name {
                // The modules below have ids of their own.
                "id" if !out.contains("[[module]]") => {
                    out.extend([format!("id = {:?}\npredecessor = {:?}\n", self.id, self.from)]);
                }
                "first_year" => out.extend([format!("first_year = {}\n", self.first_year)]),
                "sealed" | "predecessor" => {}
                _ => {
                    out.push_str(line);
                    out.push('\n');
                }
            }
        }
        out
    }

    fn changes(&self) -> String {
        format!(
            "# What became of the fields of edition {from}, so that its templates are read under this one.\n\
             # A path is TABLE, TABLE/ROW or TABLE/ROW/COLUMN; of a record table TABLE/FIELD or TABLE/CHILD/FIELD.\n\
             #\n\
             # [[from.change]]\n\
             # was = \"SZ.SOF\"        # the path in edition {from}\n\
             # is = \"SZ.LEGAL\"       # the path here; left out where it is no longer asked\n\
             # why = \"Named after what it asks.\"\n\
             #\n\
             # [[from.code]]\n\
             # list = \"context\"\n\
             # was = \"FATRAFF\"\n\
             # is = \"TRAFFICKING\"\n\n\
             [[from]]\n\
             edition = {from:?}\n",
            from = self.from
        )
    }
}

fn copy(source: &Path, target: &Path) -> Result<(), Failure> {
    fs::create_dir_all(target)?;
    for entry in fs::read_dir(source)? {
        let path = entry?.path();
        let to = target.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy(&path, &to)?;
        } else if path.file_name().is_none_or(|name| name != "changes.toml") {
            fs::copy(&path, &to)?;
        }
    }
    Ok(())
}
