//! The questionnaire definitions: built in, or from a folder.

use std::fs;
use std::path::{Path, PathBuf};

use schema::load::{Catalogue, DefinitionError, Files, embedded};

/// Why no definitions could be had.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FormsError {
    /// The folder or a file in it cannot be read.
    #[error("cannot read the questionnaire folder {path}: {source}")]
    Folder {
        /// Which path.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The definitions are wrong.
    #[error("the questionnaire has {} mistake(s):\n{}", .0.len(), list(.0))]
    Definitions(Vec<DefinitionError>),
    /// There is no edition at all.
    #[error("the folder {0} holds no edition: expected a folder with an `edition.toml`")]
    Empty(PathBuf),
}

fn list(errors: &[DefinitionError]) -> String {
    let lines: Vec<_> = errors.iter().map(|error| format!("  {error}")).collect();
    lines.join("\n")
}

/// Reads the definitions: those built in, over which the files of `folder` are laid. A folder may hold a whole
/// edition, or only the files that differ.
pub(crate) fn load(folder: Option<&Path>) -> Result<Catalogue, FormsError> {
    let mut files = embedded();
    if let Some(folder) = folder {
        let before = files.clone();
        collect(folder, folder, &mut files)?;
        if files == before {
            return Err(FormsError::Empty(folder.to_owned()));
        }
    }
    Catalogue::parse(&files).map_err(FormsError::Definitions)
}

fn collect(root: &Path, folder: &Path, files: &mut Files) -> Result<(), FormsError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| FormsError::Folder { path, source }
    };
    for entry in fs::read_dir(folder).map_err(failed(folder))? {
        let path = entry.map_err(failed(folder))?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            let text = fs::read_to_string(&path).map_err(failed(&path))?;
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            files.insert(name, text);
        }
    }
    Ok(())
}
