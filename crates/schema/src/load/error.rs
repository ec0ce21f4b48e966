//! Where a definition is wrong and what was expected there.

use std::ops::Range;

use serde::de::DeserializeOwned;

use super::Files;

/// A mistake in a definition file.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{file}:{line}:{column}: {message}")]
pub struct DefinitionError {
    /// The file, relative to `forms/`.
    pub file: String,
    /// The line, counted from 1; 0 where the file itself is missing.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// What is wrong and what was expected.
    pub message: String,
}

/// A file that was read, by position.
#[derive(Clone, Copy)]
pub(super) struct Source(usize);

/// Reads definition files and collects their mistakes.
pub(super) struct Reader<'a> {
    pub(super) files: &'a Files,
    sources: Vec<(String, &'a str)>,
    pub(super) errors: Vec<DefinitionError>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(files: &'a Files) -> Self {
        Self { files, sources: Vec::new(), errors: Vec::new() }
    }

    /// The paths of a folder's own files, in order.
    pub(super) fn folder(&self, folder: &str) -> Vec<String> {
        let prefix = format!("{folder}/");
        self.files
            .keys()
            .filter(|path| path.strip_prefix(&prefix).is_some_and(|name| !name.contains('/')))
            .cloned()
            .collect()
    }

    /// Whether there is a file.
    pub(super) fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// Reads a file of a form; a mistake is collected and gives `None`.
    pub(super) fn parse<T: DeserializeOwned>(&mut self, path: &str) -> Option<(Source, T)> {
        let Some(text) = self.files.get(path) else {
            self.errors.push(DefinitionError {
                file: path.to_owned(),
                line: 0,
                column: 0,
                message: "the file is missing".to_owned(),
            });
            return None;
        };
        let source = Source(self.sources.len());
        self.sources.push((path.to_owned(), text));
        match toml::from_str(text) {
            Ok(value) => Some((source, value)),
            Err(error) => {
                let span = error.span().unwrap_or(0..0);
                let message = error.message().to_owned();
                self.fail(source, span, &message);
                None
            }
        }
    }

    /// Collects a mistake at a place in a file.
    pub(super) fn fail(&mut self, source: Source, span: Range<usize>, message: &str) {
        let Some((file, text)) = self.sources.get(source.0) else { return };
        let before = text.get(..span.start).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |tail| tail.chars().count()) + 1;
        let found = text.get(span).filter(|found| !found.is_empty() && !found.contains('\n'));
        let message = match found {
            Some(found) => format!("{found}: {message}"),
            None => message.to_owned(),
        };
        self.errors.push(DefinitionError { file: file.clone(), line, column, message });
    }
}
