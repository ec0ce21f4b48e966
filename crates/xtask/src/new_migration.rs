//! A new migration: the same name in both folders, so that the two databases never drift.

use std::fs;
use std::process::Command;

use crate::run::{Failure, output, root, say};

/// Makes `migrations/{sqlite,postgresql}/DATE-NUMBER_NAME/{up,down}.sql`.
pub(crate) fn run(name: &str) -> Result<(), Failure> {
    let name = name.replace('-', "_");
    if name.is_empty()
        || !name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_' || letter.is_ascii_digit())
    {
        return Err("the name may have lower-case letters, digits and underscores only".into());
    }
    let date = output(Command::new("date").args(["--utc", "+%Y-%m-%d-%H%M%S"]))?;
    for backend in ["sqlite", "postgresql"] {
        let folder = root().join("migrations").join(backend).join(format!("{}_{name}", date.trim()));
        fs::create_dir_all(&folder)?;
        for file in ["up.sql", "down.sql"] {
            fs::write(folder.join(file), format!("-- {name}\n"))?;
        }
        say(&format!("{}", folder.display()));
    }
    Ok(())
}
