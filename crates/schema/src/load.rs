//! Definition files to a checked [`Questionnaire`]. Every mistake is reported with file, line and what was expected.

mod changes;
mod error;
mod lists;
mod raw;
mod rules;
mod tables;
mod texts;

use std::collections::BTreeMap;

use crate::changes::Changes;
use crate::code::{EditionId, ModuleId, TableId};
use crate::questionnaire::{Module, Questionnaire, TableKind};
use crate::text::Lang;
pub use error::DefinitionError;
use error::{Reader, Source};

/// Definition files: path relative to `forms/`, with `/`, and text.
pub type Files = BTreeMap<String, String>;

/// The files that are built into the program.
pub fn embedded() -> Files {
    EMBEDDED.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// All editions.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    /// The editions by id.
    pub editions: BTreeMap<EditionId, Questionnaire>,
}

impl Catalogue {
    /// Reads all editions.
    ///
    /// # Errors
    /// Every mistake of every file, in file order.
    pub fn parse(files: &Files) -> Result<Self, Vec<DefinitionError>> {
        let mut editions = BTreeMap::new();
        let mut errors = Vec::new();
        for path in files.keys() {
            let Some(folder) = path.strip_suffix("/edition.toml") else { continue };
            match parse_edition(files, folder) {
                Ok(questionnaire) => {
                    editions.insert(questionnaire.edition.clone(), questionnaire);
                }
                Err(mut found) => errors.append(&mut found),
            }
        }
        if errors.is_empty() { Ok(Self { editions }) } else { Err(errors) }
    }

    /// An edition.
    pub fn get(&self, edition: &str) -> Option<&Questionnaire> {
        self.editions.get(edition)
    }

    /// Under which edition a file is read, and what became of its fields: a file of an earlier edition under the one
    /// that collects its year, where that says what became of its fields; a file of an earlier version of an edition
    /// likewise. `None` where the edition is not known at all.
    pub fn reading(
        &self,
        edition: &str,
        fingerprint: Option<&str>,
        year: u16,
    ) -> Option<(&Questionnaire, Option<&Changes>)> {
        let now = self.for_year(year).filter(|now| now.edition != edition);
        if let Some((now, changes)) = now.and_then(|now| Some((now, now.changes_from(edition, fingerprint)?)))
        {
            return Some((now, Some(changes)));
        }
        let own = self.get(edition)?;
        let other = fingerprint.filter(|fingerprint| *fingerprint != own.fingerprint);
        Some((own, other.and_then(|fingerprint| own.changes_from(edition, Some(fingerprint)))))
    }

    /// The edition that collects a reference year: the one with the latest first year not after it.
    pub fn for_year(&self, year: u16) -> Option<&Questionnaire> {
        self.editions
            .values()
            .filter(|edition| edition.first_year <= year)
            .max_by_key(|edition| edition.first_year)
            .or_else(|| self.editions.values().min_by_key(|edition| edition.first_year))
    }
}

/// Reads one edition from its folder, e.g. `2018`.
///
/// # Errors
/// Every mistake of its files.
pub fn parse_edition(files: &Files, folder: &str) -> Result<Questionnaire, Vec<DefinitionError>> {
    let mut reader = Reader::new(files);
    let questionnaire = read_edition(&mut reader, folder);
    match questionnaire {
        Some(questionnaire) if reader.errors.is_empty() => Ok(questionnaire),
        _ => Err(reader.errors),
    }
}

fn read_edition(reader: &mut Reader<'_>, folder: &str) -> Option<Questionnaire> {
    let (source, raw) = reader.parse::<raw::Edition>(&format!("{folder}/edition.toml"))?;
    let languages = languages(reader, source, &raw.languages);
    let (lists, countries) = lists::read(reader);
    let mut modules = Vec::new();
    let mut module_of: BTreeMap<TableId, ModuleId> = BTreeMap::new();
    for module in &raw.module {
        let id = ModuleId::from(module.id.get_ref().as_str());
        for table in &module.tables {
            let table_id = TableId::from(table.get_ref().as_str());
            if module_of.insert(table_id, id.clone()).is_some() {
                reader.fail(source, table.span(), "stands in more than one module; name each table once");
            }
        }
        let tables = module.tables.iter().map(|table| table.get_ref().as_str().into()).collect();
        modules.push(Module { id, tables });
    }
    let tables = tables::read(reader, folder, &lists, &module_of);
    for name in raw.module.iter().flat_map(|module| &module.tables) {
        if !tables.contains_key(name.get_ref().as_str()) {
            let expected = format!("no file `{folder}/tables/` defines a table `{}`", name.get_ref());
            reader.fail(source, name.span(), &expected);
        }
    }
    let mut questionnaire = Questionnaire {
        edition: raw.id.get_ref().as_str().into(),
        first_year: raw.first_year,
        predecessor: raw.predecessor.as_deref().map(Into::into),
        languages,
        fingerprint: String::new(),
        text_version: raw.text_version,
        modules,
        tables,
        lists,
        countries,
        relations: Vec::new(),
        thresholds: Vec::new(),
        changes: Vec::new(),
        indicators: Vec::new(),
        texts: crate::text::Texts::default(),
    };
    questionnaire.relations = rules::relations(reader, folder, &questionnaire);
    questionnaire.thresholds = rules::thresholds(reader, folder);
    questionnaire.changes = changes::read(reader, folder, &questionnaire);
    questionnaire.indicators = rules::indicators(reader, folder, &questionnaire);
    questionnaire.texts = texts::read(reader, folder, &questionnaire);
    questionnaire.fingerprint = crate::fingerprint::of(&questionnaire);
    if let Some(seal) = raw.sealed.filter(|seal| *seal.get_ref() != questionnaire.fingerprint) {
        let expected = format!(
            "the edition is sealed, but its structure now has the fingerprint {}; undo the change or make a new edition",
            questionnaire.fingerprint
        );
        reader.fail(source, seal.span(), &expected);
    }
    Some(questionnaire)
}

fn languages(reader: &mut Reader<'_>, source: Source, names: &[raw::Name]) -> Vec<Lang> {
    let mut languages = Vec::new();
    for name in names {
        match Lang::from_code(name.get_ref()) {
            Some(lang) => languages.push(lang),
            None => reader.fail(source, name.span(), "expected one of ar, en, es, fr, ru, zh"),
        }
    }
    if !languages.contains(&Lang::En) {
        reader.fail(
            source,
            0..0,
            "`languages` must contain \"en\": English is what other languages fall back to",
        );
    }
    languages
}

/// The kind of table a questionnaire has under an id, for messages.
fn kind_name(kind: &TableKind) -> &'static str {
    match kind {
        TableKind::Counts(_) => "count table",
        TableKind::Fields(_) => "fields table",
        TableKind::Records(_) => "record table",
    }
}
