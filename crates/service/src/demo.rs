//! The demonstration: a dozen fictional States, several years, good and faulty files, tokens. Every figure is invented.

mod files;

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fs;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Duration, TimeZone as _, Utc};
use intake::{Limits, Upload};
use schema::{Catalogue, Lang, Profile, Questionnaire, Submission, Year};
use storage::{DatabaseUrl, NewUser, Role, Scope, Store, StoredExplanation, Submitting};

use crate::cli::Failure;
use crate::samples::{Sample, clean};
use crate::submission::{Arrival, keep, take_in};
use crate::{database, datasets, imports, token, workbook};

/// The fictional States and their arms seized in the last year.
const STATES: [(&str, u64); 12] = [
    ("XDA", 1_204),
    ("XDB", 412),
    ("XDC", 3_377),
    ("XDD", 268),
    ("XDE", 791),
    ("XDF", 5_120),
    ("XDG", 233),
    ("XDH", 1_846),
    ("XDI", 207),
    ("XDJ", 648),
    ("XDK", 902),
    ("XDL", 355),
];
/// The years that are published.
const PUBLISHED: std::ops::RangeInclusive<Year> = 2019..=2023;
/// The year that has been submitted.
const SUBMITTED: Year = 2024;
/// The year that is being collected.
const CURRENT: Year = 2025;

/// A demonstration that is ready.
pub(crate) struct Built {
    pub(crate) store: Store,
    folder: PathBuf,
    tokens: BTreeMap<String, String>,
}

/// Builds it, or opens the one that is there.
pub(crate) fn build(folder: &Path, url: &DatabaseUrl, catalogue: &Catalogue) -> Result<Built, Failure> {
    let files = folder.join("files");
    fs::create_dir_all(&files).map_err(Failure::file(&files))?;
    let store = database::prepare(url, None, catalogue)?;
    let kept = folder.join("tokens.txt");
    if store.setting(database::KIND)?.as_deref() == Some(database::DEMO) {
        let tokens = kept_tokens(folder, &kept)?;
        return Ok(Built { store, folder: folder.to_owned(), tokens });
    }
    if !store.audit(0, 1)?.is_empty() {
        let text = "this database is in use; the demonstration needs one of its own";
        return Err(Failure::Usage(text.to_owned()));
    }
    store.set_setting(database::KIND, database::DEMO)?;
    let Some(edition) = catalogue.for_year(CURRENT) else {
        return Err(Failure::Usage("there is no edition".to_owned()));
    };
    let now = Utc.with_ymd_and_hms(2026, 11, 24, 9, 0, 0).single().unwrap_or_else(Utc::now);
    published(&store, edition, catalogue, &files, now)?;
    returns(&store, edition, catalogue, now)?;
    files::write(edition, &files)?;
    let tokens = users(&store, now)?;
    keep_tokens(&tokens, &kept)?;
    Ok(Built { store, folder: folder.to_owned(), tokens })
}

/// The tokens of a demonstration that is there. They are written last: without them it was not built to its end.
fn kept_tokens(folder: &Path, kept: &Path) -> Result<BTreeMap<String, String>, Failure> {
    let text = match fs::read_to_string(kept) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(Failure::World(format!(
                "the demonstration in {} was interrupted before it was complete; delete its folder and database, and \
                 start again",
                folder.display()
            )));
        }
        Err(error) => return Err(Failure::file(kept)(error)),
    };
    let lines = text.lines().filter_map(|line| line.split_once('\t'));
    Ok(lines.map(|(who, token)| (who.to_owned(), token.to_owned())).collect())
}

/// Writes the tokens, all or none: under another name first.
fn keep_tokens(tokens: &BTreeMap<String, String>, kept: &Path) -> Result<(), Failure> {
    let lines: Vec<String> = tokens.iter().map(|(who, token)| format!("{who}\t{token}\n")).collect();
    let unfinished = kept.with_extension("unfinished");
    fs::write(&unfinished, lines.concat()).map_err(Failure::file(&unfinished))?;
    fs::rename(&unfinished, kept).map_err(Failure::file(kept))
}

fn sample(
    edition: &Questionnaire,
    country: &str,
    year: Year,
    arms: u64,
    lang: Lang,
    profile: Profile,
) -> Submission {
    // Figures move a little from year to year.
    let wave = [100, 107, 96, 111, 103, 98, 105];
    let step = wave.get(usize::from(year) % wave.len()).copied().unwrap_or(100);
    let arms = (arms * step / 100).max(200);
    clean(edition, &Sample { country: country.into(), year, arms, lang, profile })
}

/// Earlier years come as a published file, as they do in the world.
fn published(
    store: &Store,
    edition: &Questionnaire,
    catalogue: &Catalogue,
    files: &Path,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let mut responses = Vec::new();
    for (country, arms) in STATES {
        responses.extend(
            PUBLISHED.map(|year| sample(edition, country, year, arms, Lang::En, Profile::Full).response),
        );
    }
    let wanted = datasets::Wanted {
        set: datasets::DataSet::Portal,
        format: export::data::Format::Csv,
        method: None,
        vintage: "2024".to_owned(),
        audience: aggregation::disclosure::Audience::Public,
        now,
    };
    let mut bytes = Vec::new();
    let failed = |error: datasets::DataError| Failure::World(error.to_string());
    datasets::write(catalogue, responses, &wanted, &mut bytes).map_err(failed)?;
    let path = files.join("published.csv");
    fs::write(&path, &bytes).map_err(Failure::file(&path))?;
    let read = imports::read(&bytes, catalogue, &Limits::bulk());
    let read = read.map_err(|source| Failure::Unreadable { path, source })?;
    imports::store(store, catalogue, &read, &bytes, Some("published.csv"), now)?;
    Ok(())
}

/// The year before is submitted by most, the current one by some; one State has a draft with errors.
fn returns(
    store: &Store,
    edition: &Questionnaire,
    catalogue: &Catalogue,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    for (index, (country, arms)) in STATES.into_iter().enumerate() {
        if country != "XDL" {
            send(
                store,
                edition,
                catalogue,
                &sample(edition, country, SUBMITTED, arms, Lang::En, Profile::Full),
                now,
            )?;
        }
        if country == "XDA" {
            let faulty = files::with_errors(sample(edition, country, CURRENT, arms, Lang::En, Profile::Full));
            upload(store, edition, catalogue, &faulty, now)?;
        } else if index % 2 == 0 {
            send(
                store,
                edition,
                catalogue,
                &sample(edition, country, CURRENT, arms, Lang::En, Profile::Full),
                now,
            )?;
        }
    }
    Ok(())
}

/// Uploads a return as the workbook its focal point would send.
fn upload<'a>(
    store: &Store,
    edition: &Questionnaire,
    catalogue: &'a Catalogue,
    submission: &Submission,
    now: DateTime<Utc>,
) -> Result<crate::submission::Receipt<'a>, Failure> {
    let country = submission.header.country.clone();
    let bytes = workbook::filled(edition, submission, submission.header.language, None, &[])
        .map_err(|source| Failure::Export { path: PathBuf::from("workbook"), source })?;
    let scope = Scope::state(country.clone(), "demonstration");
    let name = format!("return-{country}-{}.xlsx", submission.header.year);
    let arrival = Arrival {
        country,
        cycle: submission.header.cycle,
        file_name: Some(&name),
        media_type: None,
        bytes: &bytes,
    };
    let arrived = keep(store, &scope, &arrival, now)?;
    let file = Upload { bytes: &bytes, file_name: Some(&name), media_type: None };
    let read = || intake::read(&file, catalogue, &Limits::interactive());
    let taken = take_in(store, &scope, catalogue, &arrived, read, now);
    taken.map_err(|kept| Failure::World(kept.why.to_string()))
}

/// Uploads and submits.
fn send(
    store: &Store,
    edition: &Questionnaire,
    catalogue: &Catalogue,
    submission: &Submission,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let receipt = upload(store, edition, catalogue, submission, now)?;
    let (country, year) = (&submission.header.country, submission.header.year);
    let scope = Scope::state(country.clone(), "demonstration");
    let the_return = store.return_of(&scope, country, year)?;
    if let Some((_, revision, _)) = receipt.stored.revisions.first() {
        let open = |_: &[StoredExplanation]| Ok::<_, Infallible>(Vec::new());
        let version = the_return.version;
        let submitting = Submitting { country, year, version, revision, on_behalf: None };
        let Ok(_) = store.submit_return(&scope, submitting, open, now)?;
    }
    Ok(())
}

fn users(store: &Store, now: DateTime<Utc>) -> Result<BTreeMap<String, String>, Failure> {
    let mut tokens = BTreeMap::new();
    for (who, name, role, country, institution) in [
        ("focal point of Demoland (XDA)", "A. Focal", Role::FocalPoint, Some("XDA"), None),
        ("focal point of Sampleland (XDB)", "B. Focal", Role::FocalPoint, Some("XDB"), None),
        ("contributor of Sampleland (XDB)", "B. Customs", Role::Contributor, Some("XDB"), Some("Customs")),
        ("reviewer of the secretariat", "R. Viewer", Role::Reviewer, None, None),
    ] {
        let (country, institution) = (country.map(Into::into), institution.map(str::to_owned));
        let user = store.add_user(&NewUser { name: name.to_owned(), role, country, institution }, now)?;
        let secret = token::generate();
        let issued = Utc::now();
        store.add_token(
            &user.id,
            &token::hash(&secret),
            "demonstration",
            issued,
            issued + Duration::days(365),
        )?;
        tokens.insert(who.to_owned(), secret);
    }
    Ok(tokens)
}

impl Built {
    /// Says what is there and what to try.
    pub(crate) fn describe(&self, address: SocketAddr, out: &mut impl Write) -> io::Result<()> {
        let files = self.folder.join("files");
        writeln!(
            out,
            "IAFQ demonstration: fictional States, invented figures. Delete {} to start anew.\n",
            self.folder.display()
        )?;
        writeln!(out, "Tokens")?;
        for (who, token) in &self.tokens {
            writeln!(out, "  {who:<34} {token}")?;
        }
        writeln!(out, "\nFiles to play with in {}", files.display())?;
        writeln!(
            out,
            "  good.xlsx  three-errors.xlsx  arabic.xlsx  wrong-year.xlsx  return.json  blank-core.xlsx  published.csv"
        )?;
        writeln!(out, "\nTry in another terminal")?;
        writeln!(out, "  iafq check {}", files.join("three-errors.xlsx").display())?;
        let token = self.tokens.get("focal point of Sampleland (XDB)").map_or("", String::as_str);
        writeln!(
            out,
            "  curl -H 'Authorization: Bearer {token}' --data-binary @{} http://{address}/api/v1/submissions/XDB/2026",
            files.join("good.xlsx").display()
        )?;
        writeln!(out, "  curl http://{address}/data/indicator.csv")?;
        writeln!(out, "  curl http://{address}/api/v1/rules/CTX-09\n")
    }
}
