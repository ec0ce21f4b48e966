//! The live checks of the workbook say what the engine says: random fillings, computed by LibreOffice.

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use schema::questionnaire::ValueKind;
use schema::{
    Availability, CellKey, Declaration, DeclarationItem, Lang, Observation, Pointer, Profile, Submission,
    Value,
};
use support::grid::grids;
use support::office::typing;
use support::reading::{read, workbook};
use support::samples::{edition, sample};
use validation::{Verdict, verdicts};

/// The first line of checks, and their columns from the code to the verdict.
const FIRST: usize = 5;
const RANGE: &str = "A5:G400";

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

/// The verdicts of the sheet, in its words, as lines of code and verdict.
fn said(rows: &[Vec<String>]) -> Vec<(&str, Verdict)> {
    let differs = edition().texts.get(Lang::En, "workbook.check.differs");
    let lines = rows.iter().filter(|row| row.iter().any(|cell| !cell.is_empty()));
    lines
        .map(|row| match row.as_slice() {
            [code, .., verdict] if verdict == "OK" => (code.as_str(), Verdict::Holds),
            [code, .., verdict] if verdict == differs => (code.as_str(), Verdict::Violated),
            [code, .., verdict] if verdict == "…" => (code.as_str(), Verdict::Open),
            other => panic!("{other:?}"),
        })
        .collect()
}

#[test]
fn the_live_checks_of_the_workbook_say_what_the_engine_says() {
    let cases: u64 = if std::env::var_os("IAFQ_TEST_LONG").is_some() { 10_000 } else { 300 };
    let (mut judged, mut violated) = (0_usize, 0_usize);
    let all: Vec<u64> = (0..cases).collect();
    for seeds in all.chunks(100) {
        let books: Vec<_> = seeds
            .iter()
            .map(|seed| workbook(&filling(&mut StdRng::seed_from_u64(*seed)), Lang::En))
            .collect();
        let grids: Vec<_> = books.iter().map(|book| grids(book)).collect();
        let shown = typing::shown(&books[0], &grids, "Check", RANGE);
        for ((seed, book), rows) in seeds.iter().zip(&books).zip(&shown) {
            let expected = verdicts(edition(), &read(book).0);
            let said = said(rows);
            assert_eq!(said.len(), expected.len(), "filling {seed}: every relation has its lines");
            for (line, ((code, said), (engine_code, engine))) in said.iter().zip(&expected).enumerate() {
                assert_eq!(*code, engine_code.as_str(), "filling {seed}, line {}", line + FIRST);
                assert_eq!(said, engine, "filling {seed}, {code}, line {}", line + FIRST);
                judged += usize::from(*engine != Verdict::Open);
                violated += usize::from(*engine == Verdict::Violated);
            }
        }
    }
    // The fillings must try both verdicts, or agreement says nothing.
    assert!(violated > judged / 50 && violated < judged, "{violated} of {judged} are violated");
}
