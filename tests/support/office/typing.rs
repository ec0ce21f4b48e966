//! Typing in LibreOffice: one open workbook is changed cell by cell, and its formulas are read after each change.

use std::path::Path;
use std::process::Command;

use calamine::Data;

use super::office;
use crate::grid::{Grid, text};

/// A book, by sheet.
pub type Book = Vec<(String, Grid)>;

/// What a range shows in each of several books that differ in what is typed; rows of cells.
///
/// The first book is opened, and turned into each following by typing. Sheets named in `computed`
/// are never typed in.
///
/// # Panics
/// Where LibreOffice is not there or does not answer.
#[expect(clippy::unwrap_used, reason = "a test that cannot run must fail")]
#[must_use]
pub fn shown(first: &[u8], books: &[Book], computed: &str, range: &str) -> Vec<Vec<Vec<String>>> {
    let folder = tempfile::tempdir().unwrap();
    let [book, typed, answers] = ["book.xlsx", "typed", "answers"].map(|name| folder.path().join(name));
    std::fs::write(&book, first).unwrap();
    let mut lines = String::new();
    for (before, book) in books.iter().take(1).chain(books).zip(books) {
        type_differences(before, book, computed, &mut lines);
        lines.extend(["?\t", computed, "\t", range, "\n"]);
    }
    std::fs::write(&typed, lines).unwrap();
    let profile = folder.path().join("profile");
    install(&profile);
    let mut command = Command::new(office());
    command.arg(format!("-env:UserInstallation=file://{}", profile.display())).arg("--headless");
    // It writes its answers in the encoding of the machine.
    command.env("LC_ALL", "C.UTF-8");
    let [book, typed, said] = [&book, &typed, &answers].map(|path| path.display());
    command.arg(format!(r#"macro:///Standard.Typing.Run("{book}","{typed}","{said}")"#));
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = std::fs::read_to_string(&answers).unwrap();
    let rows = |block: &str| {
        block.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect::<Vec<Vec<_>>>()
    };
    let blocks: Vec<_> = said.split_terminator("\n.\n").map(rows).collect();
    assert_eq!(blocks.len(), books.len(), "LibreOffice answers for every book");
    blocks
}

fn type_differences(before: &Book, after: &Book, computed: &str, lines: &mut String) {
    for ((sheet, before), (_, after)) in before.iter().zip(after) {
        if sheet == computed {
            continue;
        }
        let value =
            |grid: &Grid, row: u32, column: u16| grid.get(&row).and_then(|row| row.get(&column).cloned());
        let places = [before, after]
            .into_iter()
            .flat_map(|grid| grid.iter().flat_map(|(row, cells)| cells.keys().map(|column| (*row, *column))));
        for (row, column) in places.collect::<std::collections::BTreeSet<_>>() {
            let (old, new) = (value(before, row, column), value(after, row, column));
            if old == new {
                continue;
            }
            let place = format!("{sheet}\t{column}\t{row}");
            let (what, value) = match new {
                Some(Data::Float(number)) => ("n", number.to_string()),
                None | Some(Data::Empty) => ("e", String::new()),
                Some(other) => ("t", text(&other)),
            };
            lines.extend([what, "\t", &place, "\t", &value, "\n"]);
        }
    }
}

/// Puts the macro into a user profile, where LibreOffice runs it without asking. The first start
/// writes the profile anew, so it comes before.
#[expect(clippy::unwrap_used, reason = "a test that cannot run must fail")]
fn install(profile: &Path) {
    let mut command = Command::new(office());
    command.arg(format!("-env:UserInstallation=file://{}", profile.display()));
    let output = command.args(["--headless", "--terminate_after_init"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let basic = profile.join("user/basic");
    std::fs::write(basic.join("script.xlc"), LIBRARIES).unwrap();
    std::fs::write(basic.join("Standard/script.xlb"), LIBRARY).unwrap();
    std::fs::write(basic.join("Standard/Typing.xba"), include_str!("typing.xba")).unwrap();
}

const LIBRARIES: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:libraries PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd">
<library:libraries xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink">
<library:library library:name="Standard" xlink:href="$(USER)/basic/Standard/script.xlb/" xlink:type="simple" library:link="false"/>
</library:libraries>
"#;

const LIBRARY: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false" library:passwordprotected="false">
<library:element library:name="Typing"/>
</library:library>
"#;
