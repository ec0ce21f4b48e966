//! What people do to workbooks: rows inserted, columns moved, sheets renamed, numbers retyped as text, a save by another
//! program. Never a value misread: what is not read right is reported.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, TestRunner};
use schema::{Lang, Profile, Submission};
use support::grid::{Grid, grids, text, written};
use support::office::save_again;
use support::reading::{read, workbook};
use support::samples::{document, sample};

/// What is done to a workbook.
#[derive(Clone, Debug)]
enum Mutation {
    InsertRow { sheet: usize, at: u32 },
    MoveColumn { sheet: usize, from: u16, to: u16 },
    RenameSheet { sheet: usize },
    ReorderSheets,
    RetypeAsText { sheet: usize, every: usize },
    AddSheet,
    DuplicateRow { sheet: usize, row: usize },
    DeleteRow { sheet: usize, row: usize },
    DeleteKey { sheet: usize, row: usize },
}

impl Mutation {
    /// Whether every answer still stands under its key.
    fn keeps_the_meaning(&self) -> bool {
        !matches!(self, Self::DuplicateRow { .. } | Self::DeleteRow { .. } | Self::DeleteKey { .. })
    }
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let sheet = 0_usize..8;
    prop_oneof![
        (sheet.clone(), 0_u32..120).prop_map(|(sheet, at)| Mutation::InsertRow { sheet, at }),
        (sheet.clone(), 0_u16..9, 0_u16..12).prop_map(|(sheet, from, to)| Mutation::MoveColumn {
            sheet,
            from,
            to
        }),
        sheet.clone().prop_map(|sheet| Mutation::RenameSheet { sheet }),
        Just(Mutation::ReorderSheets),
        (sheet.clone(), 1_usize..4).prop_map(|(sheet, every)| Mutation::RetypeAsText { sheet, every }),
        Just(Mutation::AddSheet),
        (sheet.clone(), 0_usize..80).prop_map(|(sheet, row)| Mutation::DuplicateRow { sheet, row }),
        (sheet.clone(), 0_usize..80).prop_map(|(sheet, row)| Mutation::DeleteRow { sheet, row }),
        (sheet, 0_usize..80).prop_map(|(sheet, row)| Mutation::DeleteKey { sheet, row }),
    ]
}

/// Applies a mutation. Whether it deleted or repeated a line of incidents: these have no key, and who does that means it.
fn apply(sheets: &mut Vec<(String, Grid)>, mutation: &Mutation) -> bool {
    // Sheets that hold answers; the others are the program's own or somebody's.
    let of_answers: Vec<_> =
        (0..sheets.len()).filter(|index| sheets[*index].0.starts_with(['M', 'Q'])).collect();
    let pick = |sheet: usize| of_answers[sheet % of_answers.len()];
    match mutation {
        Mutation::InsertRow { sheet, at } => {
            let grid = &mut sheets[pick(*sheet)].1;
            *grid = std::mem::take(grid)
                .into_iter()
                .map(|(row, cells)| (row + u32::from(row >= *at), cells))
                .collect();
        }
        Mutation::MoveColumn { sheet, from, to } => {
            move_column(&mut sheets[pick(*sheet)].1, usize::from(*from), usize::from(*to));
        }
        Mutation::RenameSheet { sheet } => {
            let index = pick(*sheet);
            sheets[index].0 = format!("{} (copy)", sheets[index].0);
        }
        Mutation::ReorderSheets => sheets.reverse(),
        Mutation::RetypeAsText { sheet, every } => {
            let cells = sheets[pick(*sheet)].1.values_mut().flat_map(BTreeMap::values_mut);
            for cell in cells.filter(|cell| matches!(cell, Data::Float(_))).step_by(*every) {
                *cell = Data::String(text(cell));
            }
        }
        Mutation::AddSheet => {
            let own = BTreeMap::from([(
                0,
                BTreeMap::from([(0, Data::String("my sums".to_owned())), (1, Data::Float(12.0))]),
            )]);
            sheets.push((format!("Sheet{}", sheets.len() + 1), own));
        }
        Mutation::DuplicateRow { sheet, row } => {
            let (name, grid) = &mut sheets[pick(*sheet)];
            let at = grid.keys().copied().nth(row % grid.len()).unwrap();
            let cells = grid[&at].clone();
            let is_line = is_line(name, &cells);
            *grid = std::mem::take(grid)
                .into_iter()
                .map(|(row, cells)| (row + u32::from(row > at), cells))
                .collect();
            grid.insert(at + 1, cells);
            return is_line;
        }
        Mutation::DeleteRow { sheet, row } => {
            let (name, grid) = &mut sheets[pick(*sheet)];
            let at = grid.keys().copied().nth(row % grid.len()).unwrap();
            return grid.remove(&at).is_some_and(|cells| is_line(name, &cells));
        }
        Mutation::DeleteKey { sheet, row } => {
            let grid = &mut sheets[pick(*sheet)].1;
            let at = grid.keys().copied().nth(row % grid.len()).unwrap();
            grid.get_mut(&at).unwrap().remove(&0);
        }
    }
    false
}

fn move_column(grid: &mut Grid, from: usize, to: usize) {
    for cells in grid.values_mut() {
        let mut columns: Vec<Option<Data>> = (0..20).map(|column| cells.remove(&column)).collect();
        let moved = columns.remove(from);
        columns.insert(to, moved);
        cells.extend((0_u16..).zip(columns).filter_map(|(column, value)| Some((column, value?))));
    }
}

/// Whether a row of a sheet is a line of incidents.
fn is_line(sheet: &str, cells: &BTreeMap<u16, Data>) -> bool {
    sheet.starts_with("M8") && !cells.values().any(|value| text(value).starts_with('#'))
}

/// Every number that was read is the number that was typed at that place.
fn misread(original: &Submission, found: &Submission) -> Vec<String> {
    let mut wrong = Vec::new();
    for (key, cell) in found.response.cells.iter().filter(|(_, cell)| cell.value.is_some() && !cell.inherited)
    {
        if original.response.cell(key).is_none_or(|own| own.value != cell.value) {
            wrong.push(key.to_string());
        }
    }
    wrong
}

/// The places that are no longer there.
fn lost(original: &Submission, found: &Submission) -> Vec<String> {
    let value = |of: &Submission, key| of.response.cell(key).and_then(|cell| cell.value.clone());
    let cells = original.response.cells.keys().filter(|key| value(found, key) != value(original, key));
    cells.map(ToString::to_string).take(20).collect()
}

/// A workbook somebody worked on.
struct Mutated {
    mutations: Vec<Mutation>,
    /// Whether somebody deleted or repeated lines of incidents.
    takes_back: bool,
    bytes: Vec<u8>,
}

impl Mutated {
    fn by(mutations: Vec<Mutation>, sheets: &[(String, Grid)]) -> Self {
        let mut sheets = sheets.to_vec();
        let mut takes_back = false;
        for mutation in &mutations {
            takes_back |= apply(&mut sheets, mutation);
        }
        Self { mutations, takes_back, bytes: written(&sheets) }
    }
}

/// One to three mutations of a workbook each; every other one is opened and saved by LibreOffice.
fn mutated(sheets: &[(String, Grid)], cases: usize) -> Vec<Mutated> {
    let mut runner = TestRunner::new(Config { cases: 1, failure_persistence: None, ..Config::default() });
    let several = prop::collection::vec(mutation(), 1..=3);
    let mut drawn: Vec<_> =
        (0..cases).map(|_| Mutated::by(several.new_tree(&mut runner).unwrap().current(), sheets)).collect();
    let folder = tempfile::tempdir().unwrap();
    let saved = folder.path().join("saved");
    let names: Vec<_> = (0..cases).step_by(2).map(|case| format!("{case}.xlsx")).collect();
    for (name, mutated) in names.iter().zip(drawn.iter().step_by(2)) {
        std::fs::write(folder.path().join(name), &mutated.bytes).unwrap();
    }
    save_again(folder.path(), &names, &saved);
    for (name, mutated) in names.iter().zip(drawn.iter_mut().step_by(2)) {
        mutated.bytes = std::fs::read(saved.join(name)).unwrap();
    }
    drawn
}

/// Whether everything is read as it was; what is not must be reported, and nothing may be misread.
fn reads_right_or_says_so(original: &Submission, mutated: &Mutated) -> bool {
    let Mutated { mutations, takes_back, bytes } = mutated;
    let (found, findings) = read(bytes);
    let wrong = misread(original, &found);
    assert!(wrong.is_empty(), "{mutations:?} misread {wrong:?}");
    let same = document(&found) == document(original);
    assert!(
        same || *takes_back || !findings.list.is_empty(),
        "{mutations:?} lose something in silence: {:?}",
        lost(original, &found)
    );
    same
}

#[test]
fn no_mutation_of_a_workbook_makes_a_value_misread() {
    let cases = if std::env::var_os("IAFQ_TEST_LONG").is_some() { 1_000 } else { 100 };
    let original = sample("XDA", 2025, Lang::En, Profile::Core);
    let bytes = workbook(&original, Lang::En);
    let original = read(&bytes).0;
    let sheets = grids(&bytes);
    let mut kept = (0_u32, 0_u32);
    for mutated in mutated(&sheets, cases) {
        let same = reads_right_or_says_so(&original, &mutated);
        if mutated.mutations.iter().all(Mutation::keeps_the_meaning) {
            kept = (kept.0 + u32::from(same), kept.1 + 1);
        }
    }
    assert!(kept.0 * 100 >= kept.1 * 95, "{} of {} that keep the meaning are read right", kept.0, kept.1);
}

#[test]
fn a_workbook_saved_by_libreoffice_says_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let saved = folder.path().join("saved");
    let mut files = Vec::new();
    for (lang, profile) in [(Lang::En, Profile::Full), (Lang::Ar, Profile::Full), (Lang::Ar, Profile::Core)] {
        let bytes = workbook(&sample("XDA", 2025, lang, profile), lang);
        let name = format!("{lang}-{profile}.xlsx");
        std::fs::write(folder.path().join(&name), &bytes).unwrap();
        files.push((name, bytes));
    }
    let names: Vec<_> = files.iter().map(|(name, _)| name.clone()).collect();
    save_again(folder.path(), &names, &saved);
    for (name, bytes) in files {
        let again = std::fs::read(saved.join(&name)).unwrap();
        let (before, after) = (read(&bytes), read(&again));
        assert_eq!(document(&after.0), document(&before.0), "{name}");
        assert_eq!(after.1.list, before.1.list, "{name}");
        survives(&again, &name);
    }
}

/// Dropdowns, names, keys and hidden sheets are still there.
fn survives(bytes: &[u8], name: &str) {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let names = book.sheet_names();
    for sheet in ["_iafq", "_lists", "Check", "M1", "M8.ARMS"] {
        assert!(names.iter().any(|own| own == sheet), "{name} lost the sheet {sheet}");
    }
    assert!(book.defined_names().iter().any(|(own, _)| own == "iafq.list.arm_type"), "{name} lost its names");
    assert!(!book.worksheet_range("_lists").unwrap().is_empty());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut part = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("xl/worksheets/sheet3.xml").unwrap(), &mut part)
        .unwrap();
    assert!(part.contains("<dataValidation "), "{name} lost its dropdowns");
    assert!(part.contains("hidden=\"true\"") || part.contains("hidden=\"1\""), "{name} shows its keys");
    let rtl = part.contains("rightToLeft=\"true\"") || part.contains("rightToLeft=\"1\"");
    assert_eq!(rtl, name.starts_with("ar"), "{name} has the wrong direction");
}
