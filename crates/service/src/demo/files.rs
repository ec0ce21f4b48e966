//! The files to play with: one that is good, others with faults, a blank one.

use std::fs;
use std::path::Path;

use schema::{
    Availability, CellKey, CountryCode, Lang, Observation, Profile, Questionnaire, Submission, Value,
    document,
};

use super::{CURRENT, STATES, SUBMITTED, sample};
use crate::cli::Failure;
use crate::workbook;

/// Three faults: a total that is too small, a context above the arms seized, a number nobody can read.
pub(super) fn with_errors(mut submission: Submission) -> Submission {
    let cells = &mut submission.response.cells;
    let total = CellKey::count("SZ.JUST", "TOTAL");
    if let Some(cell) = cells.get_mut(&total)
        && let Some(count) = cell.count()
    {
        *cell = Observation::of(Value::Count(count - 2));
    }
    cells.insert(
        CellKey::count("FD.MARK", "ALTER"),
        Observation { unread: Some("~50".into()), ..Observation::absent(Availability::Blank) },
    );
    if let Some(cell) = cells.get_mut(&CellKey::count("CJ.PRO", "F"))
        && let Some(count) = cell.count()
    {
        *cell = Observation::of(Value::Count(count + 7));
    }
    submission
}

/// Writes the files to play with.
pub(super) fn write(edition: &Questionnaire, files: &Path) -> Result<(), Failure> {
    // In keeping with the history of the State, so that nothing is found in the good file.
    let arms = STATES.into_iter().find_map(|(state, arms)| (state == "XDB").then_some(arms)).unwrap_or(412);
    let good = sample(edition, "XDB", CURRENT, arms, Lang::En, Profile::Full);
    let keep = |name: &str, bytes: Vec<u8>| {
        let path = files.join(name);
        fs::write(&path, bytes).map_err(Failure::file(&path))
    };
    let workbook = |submission: &Submission, lang: Lang| {
        workbook::filled(edition, submission, lang, None, &[])
            .map_err(|source| Failure::Export { path: files.to_owned(), source })
    };
    keep("good.xlsx", workbook(&good, Lang::En)?)?;
    keep("three-errors.xlsx", workbook(&with_errors(good.clone()), Lang::En)?)?;
    let arabic = sample(edition, "XDB", CURRENT, arms, Lang::Ar, Profile::Full);
    keep("arabic.xlsx", workbook(&with_errors(arabic), Lang::Ar)?)?;
    let wrong = sample(edition, "XDB", SUBMITTED, arms, Lang::En, Profile::Full);
    keep("wrong-year.xlsx", workbook(&wrong, Lang::En)?)?;
    let mut json = document::document(edition, &good).to_string();
    json.push('\n');
    keep("return.json", json.into_bytes())?;
    let blank = workbook::Blank {
        country: CountryCode::from("XDB"),
        cycle: CURRENT + 1,
        year: CURRENT,
        lang: Lang::En,
        profile: Profile::Core,
        previous: None,
    };
    let bytes = blank.write(edition).map_err(|source| Failure::Export { path: files.to_owned(), source })?;
    keep("blank-core.xlsx", bytes)
}
