//! A file comes back with every finding at its cell; explained there, it is sent again.

use std::path::Path;

use calamine::Data;
use schema::Lang;
use schema::layout::{FINDINGS_EXPLANATION, FINDINGS_SHEET, FindingKey};
use serde_json::{Value as Json, json};
use support::grid::{grids, written};
use support::office::save_again;
use support::reading::{read, workbook};
use support::samples::{document, full};
use support::{Outcome, iafq};

/// A full return with two warnings that rest on different figures, as a workbook.
fn with_two_warnings(change: impl Fn(&mut Json)) -> Vec<u8> {
    let mut document = document(&full("XDA", 2025));
    let rows = &mut document["tables"]["SZ.CTX"]["rows"];
    let (context, other) =
        (rows["FATRAFF"]["COUNT"].as_u64().unwrap(), rows["FAOTHER"]["COUNT"].as_u64().unwrap());
    rows["FATRAFF"]["COUNT"] = json!(context - 2);
    rows["FAOTHER"]["COUNT"] = json!(other + 2);
    // An estimate without its method.
    document["tables"]["SZ.SOF"]["rows"]["RETURNED"]["quality"] = json!(["EST"]);
    change(&mut document);
    workbook(&read(document.to_string().as_bytes()).0, Lang::En)
}

fn annotate(folder: &Path, name: &str, bytes: &[u8]) -> (Outcome, Vec<u8>) {
    let (file, marked) = (folder.join(name), folder.join(format!("marked-{name}")));
    std::fs::write(&file, bytes).unwrap();
    let outcome = iafq(&["annotate", &file.display().to_string(), "-o", &marked.display().to_string()]);
    let bytes = std::fs::read(&marked).unwrap_or_else(|error| panic!("{error}: {outcome:?}"));
    (outcome, bytes)
}

/// The findings that stand on the sheet of findings: rule, and the texts of some columns.
fn listed<const COLUMNS: usize>(bytes: &[u8], columns: [u16; COLUMNS]) -> Vec<(String, [String; COLUMNS])> {
    let sheets = grids(bytes);
    let (_, sheet) = sheets.iter().find(|(name, _)| name == FINDINGS_SHEET).unwrap();
    let mut found = Vec::new();
    for cells in sheet.values() {
        let text = |column: u16| cells.get(&column).map(ToString::to_string).unwrap_or_default();
        let Some(FindingKey::Finding(bond)) = FindingKey::parse(&text(0)) else { continue };
        found.push((bond.code.to_string(), columns.map(text)));
    }
    found
}

/// The explanations that stand on the sheet of findings: rule, text, state.
fn explained(bytes: &[u8]) -> Vec<(String, String, String)> {
    listed(bytes, [7, 8]).into_iter().map(|(code, [text, state])| (code, text, state)).collect()
}

/// Writes an explanation beside every finding of a rule.
fn explain(bytes: &[u8], code: &str, explanation: &str) -> Vec<u8> {
    let mut sheets = grids(bytes);
    let (_, sheet) = sheets.iter_mut().find(|(name, _)| name == FINDINGS_SHEET).unwrap();
    let column = sheet
        .values()
        .find_map(|cells| cells.iter().find(|(_, value)| **value == FINDINGS_EXPLANATION))
        .map(|(column, _)| *column)
        .unwrap();
    for cells in sheet.values_mut() {
        let key = cells.get(&0).map(ToString::to_string).unwrap_or_default();
        if matches!(FindingKey::parse(&key), Some(FindingKey::Finding(bond)) if bond.code == *code) {
            cells.insert(column, Data::String(explanation.to_owned()));
        }
    }
    written(&sheets)
}

/// Changes the number beside a row key.
fn change(bytes: &[u8], key: &str, by: f64) -> Vec<u8> {
    let mut sheets = grids(bytes);
    let cells = sheets.iter_mut().flat_map(|(_, grid)| grid.values_mut());
    let cells = cells.filter(|cells| cells.get(&0).is_some_and(|cell| *cell == key));
    for cell in cells.filter_map(|cells| cells.get_mut(&2)) {
        if let Data::Float(number) = cell {
            *number += by;
        }
    }
    written(&sheets)
}

#[test]
fn an_annotated_workbook_says_everything_the_file_said_and_survives_libreoffice() {
    let folder = tempfile::tempdir().unwrap();
    let original = with_two_warnings(|_| {});
    let (outcome, marked) = annotate(folder.path(), "two.xlsx", &original);
    assert_eq!(outcome.code, 0, "{outcome:?}");
    assert_eq!(document(&read(&marked).0), document(&read(&original).0));
    let saved = folder.path().join("saved");
    save_again(folder.path(), &["marked-two.xlsx".to_owned()], &saved);
    let again = std::fs::read(saved.join("marked-two.xlsx")).unwrap();
    assert_eq!(document(&read(&again).0), document(&read(&original).0));
    assert_eq!(explained(&again), explained(&marked));
}

#[test]
fn explanations_typed_on_the_sheet_of_findings_are_kept_until_what_they_explain_changes() {
    let folder = tempfile::tempdir().unwrap();
    let (_, marked) = annotate(folder.path(), "first.xlsx", &with_two_warnings(|_| {}));
    let codes: Vec<_> = explained(&marked).into_iter().map(|(code, ..)| code).collect();
    assert_eq!(codes, ["CTX-05", "STR-14"], "two warnings, each once");

    let both =
        explain(&explain(&marked, "CTX-05", "Two cases are still open."), "STR-14", "Counted by hand.");
    let (_, kept) = annotate(folder.path(), "second.xlsx", &both);
    let expected = |code: &str, text: &str| (code.to_owned(), text.to_owned(), "given".to_owned());
    let (context, estimate) =
        (expected("CTX-05", "Two cases are still open."), expected("STR-14", "Counted by hand."));
    assert_eq!(explained(&kept), [context.clone(), estimate.clone()]);

    // A figure that nobody explained changes nothing.
    let elsewhere = change(&both, "FL.PRINTED/PRINTED", 1.0);
    let (_, kept) = annotate(folder.path(), "third.xlsx", &elsewhere);
    assert_eq!(explained(&kept), [context, estimate.clone()]);

    // The figure that was explained does: exactly its explanation lapses.
    let moved = change(&change(&both, "SZ.CTX/FATRAFF", -1.0), "SZ.CTX/FAOTHER", 1.0);
    let (_, lapsed) = annotate(folder.path(), "fourth.xlsx", &moved);
    let nothing = ("CTX-05".to_owned(), String::new(), String::new());
    assert_eq!(explained(&lapsed), [nothing, estimate]);
}

#[test]
fn many_findings_of_one_kind_are_one_group_that_takes_one_explanation() {
    let folder = tempfile::tempdir().unwrap();
    let original = with_two_warnings(|document| {
        for row in ["TEMPORARY", "DEFINITIVE", "UNK"] {
            document["tables"]["SZ.SOF"]["rows"][row]["quality"] = json!(["EST"]);
        }
    });
    let (_, marked) = annotate(folder.path(), "group.xlsx", &original);
    let mut sheets = grids(&marked);
    let (_, sheet) = sheets.iter_mut().find(|(name, _)| name == FINDINGS_SHEET).unwrap();
    let heads = sheet.values_mut().filter(|cells| {
        let key = cells.get(&0).map(ToString::to_string).unwrap_or_default();
        matches!(FindingKey::parse(&key), Some(FindingKey::Group(_)))
    });
    let mut count = 0;
    for head in heads {
        assert!(head[&1].to_string().contains("4 places"), "{:?}", head[&1]);
        head.insert(7, Data::String("All from one register.".to_owned()));
        count += 1;
    }
    assert_eq!(count, 1, "one group");
    let (_, again) = annotate(folder.path(), "explained.xlsx", &written(&sheets));
    let texts: Vec<_> = explained(&again).into_iter().filter(|(code, ..)| code == "STR-14").collect();
    assert_eq!(texts.len(), 4);
    assert!(texts.iter().all(|(_, text, _)| text == "All from one register."), "{texts:?}");
}

#[test]
fn explanations_are_the_same_in_both_forms() {
    let folder = tempfile::tempdir().unwrap();
    let (_, marked) = annotate(folder.path(), "form.xlsx", &with_two_warnings(|_| {}));
    let submission = read(&explain(&marked, "CTX-05", "Two cases are still open.")).0;
    assert_eq!(submission.explanations.len(), 1);
    let from_document = read(document(&submission).to_string().as_bytes()).0;
    let mut origins_aside = from_document.explanations.clone();
    for (own, other) in origins_aside.iter_mut().zip(&submission.explanations) {
        own.origin.clone_from(&other.origin);
    }
    assert_eq!(origins_aside, submission.explanations);
}

/// What stands on the sheet of findings as the content of a cell or row, by rule.
fn stands(bytes: &[u8]) -> Vec<(String, String)> {
    listed(bytes, [3]).into_iter().map(|(code, [content])| (code, content)).collect()
}

#[test]
fn what_has_no_place_in_the_form_comes_back_on_the_sheet_of_findings() {
    let folder = tempfile::tempdir().unwrap();
    let remark = "To the colleagues of customs: these are all seized at the port in May. ".repeat(3);
    let mut sheets = grids(&workbook(&full("XDA", 2025), Lang::En));
    let find = |sheets: &[(String, support::grid::Grid)], key: &str| {
        let mut rows = sheets.iter().enumerate().flat_map(|(sheet, (_, grid))| {
            let own = grid.iter().filter(|(_, cells)| cells.get(&0).is_some_and(|cell| *cell == key));
            own.map(move |(row, _)| (sheet, *row)).collect::<Vec<_>>()
        });
        rows.next().unwrap_or_else(|| panic!("no {key}"))
    };
    // A copied row, with another number in the copy.
    let (sheet, row) = find(&sheets, "SZ.TYPE/PISTOL");
    let last = *sheets[sheet].1.keys().last().unwrap();
    let mut copy = sheets[sheet].1[&row].clone();
    copy.insert(2, Data::Float(987_654.0));
    sheets[sheet].1.insert(last + 3, copy);
    // A remark of three cells under the form.
    let cells = [(1, remark.as_str()), (2, "31"), (4, "Port of Demo")];
    let cells = cells.map(|(column, text)| (column, Data::String(text.to_owned())));
    sheets[sheet].1.insert(last + 6, cells.into_iter().collect());
    // A State nobody knows.
    let (sheet, row) = find(&sheets, "FL.DEPART/?");
    let cells = sheets[sheet].1.get_mut(&row).unwrap();
    cells.insert(2, Data::String("Atlantis".to_owned()));
    cells.insert(3, Data::Float(4_444.0));
    // A line of a case that is not there.
    let (sheet, head) = find(&sheets, "#records SIG/ARMS");
    let grid = &mut sheets[sheet].1;
    let column = *grid[&head].iter().find(|(_, cell)| **cell == "_case").unwrap().0;
    let last = *grid.keys().last().unwrap();
    let lines =
        grid.range(head + 2..).filter(|(_, cells)| cells.values().any(|cell| *cell == Data::Float(1.0)));
    let mut line = lines.map(|(_, cells)| cells.clone()).next().unwrap();
    line.insert(column, Data::String("A-9".to_owned()));
    grid.insert(last + 1, line);

    let (_, marked) = annotate(folder.path(), "left.xlsx", &written(&sheets));
    let stands = stands(&marked);
    for (code, parts) in [
        ("INT-04", &["987654"][..]),
        ("INT-06", &[remark.trim(), "31", "Port of Demo"]),
        ("STR-08", &["Atlantis", "4444"]),
        ("INT-07", &["TYPE"]),
    ] {
        let has = |text: &str| parts.iter().all(|part| text.contains(part));
        assert!(stands.iter().any(|(own, text)| own == code && has(text)), "{code} {parts:?}: {stands:#?}");
    }
}

#[test]
fn libreoffice_shows_the_verdicts_of_a_filled_workbook_when_it_opens_it() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = workbook(&read(&with_two_warnings(|_| {})).0, Lang::En);
    std::fs::write(folder.path().join("filled.xlsx"), bytes).unwrap();
    let saved = folder.path().join("saved");
    save_again(folder.path(), &["filled.xlsx".to_owned()], &saved);
    let sheets = grids(&std::fs::read(saved.join("filled.xlsx")).unwrap());
    let (_, check) = sheets.iter().find(|(name, _)| name == "Check").unwrap();
    let verdicts = check.range(4..).filter_map(|(_, cells)| cells.get(&6)).map(ToString::to_string);
    let verdicts: Vec<_> = verdicts.collect();
    let count = |said: &str| verdicts.iter().filter(|verdict| *verdict == said).count();
    assert!(
        verdicts.len() > 100 && count("OK") * 2 > verdicts.len(),
        "{} of {}",
        count("OK"),
        verdicts.len()
    );
}

#[test]
fn texts_that_no_cell_can_hold_do_not_keep_a_return_from_being_given_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut document = document(&full("XDA", 2025));
    let long = "Ш".repeat(40_000);
    document["tables"]["SZ.TYPE"]["rows"]["PISTOL"]["note"] = json!(long);
    let explanation = |text: &str| json!({ "code": "CTX-05", "place": "2025:SZ.CTX/FATRAFF", "text": text });
    document["explanations"] =
        json!([explanation(&long), explanation("."), explanation("One case is open.")]);
    let file = folder.path().join("long.json");
    std::fs::write(&file, document.to_string()).unwrap();
    let marked = folder.path().join("marked.xlsx");
    let outcome = iafq(&["annotate", &file.display().to_string(), "-o", &marked.display().to_string()]);
    assert_eq!(outcome.code, 1, "{outcome:?}");
    let found = stands(&std::fs::read(&marked).unwrap());
    let refused = found.iter().filter(|(code, _)| code == "STR-20").count();
    assert_eq!(refused, 3, "the note and two of the explanations: {found:?}");
    assert_eq!(read(document.to_string().as_bytes()).0.explanations.len(), 1);
}
