//! LibreOffice as a user's spreadsheet program: opens workbooks, computes every formula, saves them.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

pub mod typing;

/// The program, as `cargo xtask test` found or installed it.
#[expect(clippy::expect_used, reason = "a test that cannot run must fail, and say how it can")]
fn office() -> OsString {
    std::env::var_os("IAFQ_TEST_LIBREOFFICE")
        .expect("IAFQ_TEST_LIBREOFFICE names no LibreOffice; `cargo xtask test` finds or installs it")
}

/// Opens files with the program's own settings, and saves them under the same names in a folder.
///
/// # Panics
/// Where LibreOffice is not there or refuses a file.
#[expect(clippy::unwrap_used, reason = "a test that cannot run must fail")]
pub fn save_again(folder: &Path, names: &[String], into: &Path) {
    let profile = into.join("profile");
    std::fs::create_dir_all(into).unwrap();
    for names in names.chunks(40) {
        let mut command = Command::new(office());
        command.arg(format!("-env:UserInstallation=file://{}", profile.display()));
        command.args(["--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"]).arg(into);
        command.args(names.iter().map(|name| folder.join(name)));
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    for name in names {
        assert!(into.join(name).is_file(), "LibreOffice saved no {name}");
    }
}

/// Opens a CSV file as somebody who has everything in it evaluated, and gives the workbook it is saved as.
///
/// # Panics
/// Where LibreOffice is not there or refuses the file.
#[must_use]
#[expect(clippy::unwrap_used, reason = "a test that cannot run must fail")]
pub fn csv_opened(folder: &Path, name: &str) -> Vec<u8> {
    // Commas, double quotes, UTF-8, from the first line on; quoted fields may be numbers; formulas are evaluated.
    const EVALUATED: &str = "--infilter=CSV:44,34,76,1,,0,false,true,false,false,false,0,true";
    let into = folder.join("opened");
    std::fs::create_dir_all(&into).unwrap();
    let mut command = Command::new(office());
    command.arg(format!("-env:UserInstallation=file://{}", into.join("profile").display()));
    command
        .args([EVALUATED, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"])
        .arg(&into);
    let output = command.arg(folder.join(name)).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    std::fs::read(into.join(name).with_extension("xlsx")).unwrap()
}
