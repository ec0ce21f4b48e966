//! The live checks of the workbook say what the engine says: random fillings, computed by LibreOffice.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use schema::questionnaire::ValueKind;
use schema::{
    Availability, CellKey, Declaration, DeclarationItem, Lang, Observation, Pointer, Profile, Submission,
    Value,
};
use support::office::save_again;
use support::reading::{read, workbook};
use support::samples::{edition, sample};
use validation::{Verdict, verdicts};

/// The first line of checks, counted from 0, and the columns of code and verdict.
const FIRST: usize = 4;

/// A filling: numbers that often agree and often do not, words, blanks, declarations.
fn filling(random: &mut StdRng) -> Submission {
    let mut submission = sample("XDA", 2025, Lang::En, Profile::Full);
    let unknown = random.random_range(0.0..0.3);
    let changed = random.random_range(0.0..0.2);
    for (key, cell) in &mut submission.response.cells {
        if edition().kind(key) != Some(&ValueKind::Count) {
            continue;
        }
        if random.random_bool(unknown) {
            *cell = match random.random_range(0..4) {
                0 => Observation::absent(Availability::NotAvailable),
                1 => Observation::absent(Availability::NotApplicable),
                2 => included(random, key),
                _ => Observation::absent(Availability::Blank),
            };
        } else if random.random_bool(changed) {
            let count = cell.count().unwrap_or_default();
            *cell = Observation::of(Value::Count(match random.random_range(0..4) {
                0 => 0,
                1 => count + 1,
                2 => count.saturating_sub(1),
                _ => count * 2,
            }));
        }
    }
    for (table, declaration) in &mut submission.response.declarations {
        declare(random, table.as_str(), declaration);
    }
    let mode = CellKey::field("SZ.CTXMODE", "MODE");
    if random.random_bool(0.5) {
        submission.response.cells.insert(mode, Observation::of(Value::Code("MULTI".into())));
    }
    submission
}

fn declare(random: &mut StdRng, table: &str, declaration: &mut Declaration) {
    let asks =
        |item: &DeclarationItem| edition().table(table).is_some_and(|table| table.declares.contains(item));
    let mut choose = |item: DeclarationItem, codes: &[&str]| {
        if asks(&item) && random.random_bool(0.4) {
            let code = codes[random.random_range(0..codes.len())];
            declaration.items.insert(item, Observation::of(Value::Code(code.into())));
        }
    };
    choose(DeclarationItem::Scope, &["CRIMINAL", "OTHER", "ALL"]);
    choose(DeclarationItem::Blanks, &["NOT_AVAILABLE", "ZERO"]);
    choose(DeclarationItem::Status, &["NOT_AVAILABLE", "NO_SUCH_CASE", "NOT_APPLICABLE", "REPORTED"]);
}

/// A number that is included in another cell of its table.
fn included(random: &mut StdRng, key: &CellKey) -> Observation {
    let counts = edition().table(key.table.as_str()).and_then(|table| table.counts()).unwrap();
    let rows: Vec<_> = counts.closed().iter().filter(|row| !row.import_only && row.code != key.row).collect();
    if rows.is_empty() || key.column != CellKey::COUNT {
        return Observation::absent(Availability::NotAvailable);
    }
    let target = CellKey::count(key.table.clone(), rows[random.random_range(0..rows.len())].code.clone());
    Observation {
        included_in: Some(Pointer { year: None, cell: target }),
        ..Observation::absent(Availability::Included)
    }
}

/// The verdicts of the sheet, in its words.
fn shown(bytes: &[u8]) -> Vec<(String, Verdict)> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let sheet = book.worksheet_range("Check").unwrap();
    let differs = edition().texts.get(Lang::En, "workbook.check.differs").to_owned();
    let mut verdicts = Vec::new();
    for row in sheet.rows().skip(FIRST) {
        let (Some(Data::String(code)), Some(verdict)) = (row.first(), row.get(6)) else { continue };
        verdicts.push((
            code.clone(),
            match verdict.to_string() {
                text if text == "OK" => Verdict::Holds,
                text if text == differs => Verdict::Violated,
                text if text == "…" => Verdict::Open,
                other => panic!("{code}: {other}"),
            },
        ));
    }
    verdicts
}

#[test]
fn the_live_checks_of_the_workbook_say_what_the_engine_says() {
    let cases: u64 = if std::env::var_os("IAFQ_TEST_LONG").is_some() { 10_000 } else { 20 };
    let (mut judged, mut violated) = (0_usize, 0_usize);
    let all: Vec<u64> = (0..cases).collect();
    for seeds in all.chunks(200) {
        let folder = tempfile::tempdir().unwrap();
        let saved = folder.path().join("saved");
        let mut cases = Vec::new();
        for seed in seeds {
            let bytes = workbook(&filling(&mut StdRng::seed_from_u64(*seed)), Lang::En);
            let name = format!("{seed}.xlsx");
            std::fs::write(folder.path().join(&name), &bytes).unwrap();
            cases.push((name, verdicts(edition(), &read(&bytes).0)));
        }
        let names: Vec<_> = cases.iter().map(|(name, _)| name.clone()).collect();
        save_again(folder.path(), &names, &saved);
        for (name, expected) in cases {
            let found = shown(&std::fs::read(saved.join(&name)).unwrap());
            assert_eq!(found.len(), expected.len(), "{name}: every relation has its lines");
            for (line, ((code, found), (engine_code, engine))) in found.iter().zip(&expected).enumerate() {
                assert_eq!(code, engine_code.as_str(), "{name}, line {}", line + FIRST + 1);
                assert_eq!(found, engine, "{name}, {code}, line {}", line + FIRST + 1);
                judged += usize::from(*engine != Verdict::Open);
                violated += usize::from(*engine == Verdict::Violated);
            }
        }
    }
    // The fillings must try both verdicts, or agreement says nothing.
    assert!(violated > judged / 50 && violated < judged, "{violated} of {judged} are violated");
}
