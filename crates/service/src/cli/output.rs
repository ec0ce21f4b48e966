//! Workbooks and documents that commands write: never over another file without being asked to.

use std::io::Write as _;
use std::path::Path;

use super::Failure;

/// Writes a workbook. What is already there may be hours of somebody's work.
pub(super) fn workbook(path: &Path, bytes: &[u8], force: bool) -> Result<(), Failure> {
    let is_workbook = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"));
    if !is_workbook {
        let why = format!("{} would be a workbook; give it a name that ends in .xlsx", path.display());
        return Err(Failure::Usage(why));
    }
    write(path, bytes, force)
}

/// Writes a file.
pub(super) fn write(path: &Path, bytes: &[u8], force: bool) -> Result<(), Failure> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true);
    if force {
        options.create(true).truncate(true)
    } else {
        options.create_new(true)
    };
    let written = options.open(path).and_then(|mut file| file.write_all(bytes));
    written.map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => Failure::Usage(format!(
            "{} is already there; name another file, or add --force to write over it",
            path.display()
        )),
        _ => Failure::file(path)(error),
    })
}
