//! `iafq template`: a workbook to fill, with last year's values beside where a database is named.

use std::path::PathBuf;
use std::process::ExitCode;

use chrono::Datelike as _;
use clap::Args;
use schema::{CountryCode, Lang, Profile, Year};
use storage::Scope;

use super::{Common, Failure, lang, output, profile};
use crate::{forms, workbook};

/// Arguments of `iafq template`.
#[derive(Args)]
pub(super) struct Template {
    /// The reporting State, ISO 3166-1 alpha-3.
    #[arg(long)]
    country: String,
    /// The reference year.
    #[arg(long)]
    year: Year,
    /// The year of the cycle; the year after the reference year by default.
    #[arg(long)]
    cycle: Option<Year>,
    /// The language of the workbook.
    #[arg(long, value_parser = lang, default_value = "en")]
    lang: Lang,
    /// Which tables it asks: `core` is the minimum, `full` is everything.
    #[arg(long, value_parser = profile, default_value = "core")]
    profile: Profile,
    /// The file to write.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Write over a file that is already there.
    #[arg(long)]
    force: bool,
}

impl Template {
    /// A year is reported when it is over, or nearly so.
    fn year_is_over(&self, first: Year) -> Result<(), Failure> {
        let now = chrono::Utc::now().year();
        if (i32::from(first)..=now).contains(&i32::from(self.year)) {
            return Ok(());
        }
        let why = format!("{} is not a year that is reported: the years are {first} to {now}", self.year);
        Err(Failure::Usage(why))
    }

    pub(super) fn run(self, common: &Common) -> Result<ExitCode, Failure> {
        let catalogue = forms::load(common.forms.as_deref())?;
        let Some(questionnaire) = catalogue.for_year(self.year) else {
            return Err(Failure::Usage("there is no edition".to_owned()));
        };
        self.year_is_over(questionnaire.first_year)?;
        let country = CountryCode::from(self.country.to_ascii_uppercase());
        if !questionnaire.countries.get(country.as_str()).is_some_and(schema::list::Country::reports) {
            return Err(Failure::Usage(format!(
                "{country} is not a reporting State; use its ISO 3166-1 alpha-3 code, e.g. XDA"
            )));
        }
        if !questionnaire.languages.contains(&self.lang) {
            return Err(Failure::Usage(format!(
                "edition {} has no texts in {}",
                questionnaire.edition, self.lang
            )));
        }
        let previous = match &common.database {
            Some(_) => {
                let store = common.store(&catalogue)?;
                let scope = Scope::secretariat("command line");
                let last = store.earlier(&scope, &country, self.year)?.remove(&self.year.saturating_sub(1));
                last.map(|earlier| earlier.response)
            }
            None => None,
        };
        let form = workbook::Blank {
            country,
            cycle: self.cycle.unwrap_or(self.year + 1),
            year: self.year,
            lang: self.lang,
            profile: self.profile,
            previous: previous.as_ref(),
        };
        let bytes = form
            .write(questionnaire)
            .map_err(|source| Failure::Export { path: self.output.clone(), source })?;
        output::workbook(&self.output, &bytes, self.force)?;
        Ok(ExitCode::SUCCESS)
    }
}
