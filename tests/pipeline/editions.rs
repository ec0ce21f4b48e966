//! Templates of an earlier edition, or of an earlier version of one, are read under the present one by declared changes.

use std::path::{Path, PathBuf};

use schema::Lang;
use serde_json::Value as Json;
use support::reading::workbook;
use support::samples::{document, full};
use support::{Backend, TestDatabase, iafq};

/// The developer command that makes editions.
#[expect(clippy::expect_used, reason = "a test that cannot run must fail, and say how it can")]
fn xtask() -> PathBuf {
    let path = std::env::var_os("IAFQ_TEST_XTASK");
    path.expect("IAFQ_TEST_XTASK names no xtask; `cargo xtask test` sets it").into()
}

fn replace(path: &Path, from: &str, to: &str) {
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{} has no {from}", path.display());
    std::fs::write(path, text.replace(from, to)).unwrap();
}

/// An edition 2027 in which a table has another id, a field another code, and a table is no longer asked.
fn changed_edition(folder: &Path) {
    let made = std::process::Command::new(xtask())
        .args(["new-edition", "2027", "--from", "2018", "--first-year", "2027", "--into"])
        .arg(folder)
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let edition = folder.join("2027");
    let tables = edition.join("tables");
    std::fs::rename(tables.join("SZ.SOF.toml"), tables.join("SZ.LEGAL.toml")).unwrap();
    replace(&tables.join("SZ.LEGAL.toml"), "\"SZ.SOF\"", "\"SZ.LEGAL\"");
    std::fs::remove_file(tables.join("FL.PRINTED.toml")).unwrap();
    replace(&edition.join("edition.toml"), "\"SZ.SOF\"", "\"SZ.LEGAL\"");
    replace(&edition.join("edition.toml"), "  \"FL.PRINTED\",\n", "");
    replace(&tables.join("Q.TRENDS.toml"), "\"ONLINE\"", "\"WEB\"");
    for lang in ["en", "ar"] {
        let text = edition.join("text").join(lang);
        replace(&text.join("m1.toml"), "SZ.SOF", "SZ.LEGAL");
        replace(&text.join("q.toml"), "field.Q.TRENDS.ONLINE", "field.Q.TRENDS.WEB");
        let flows = text.join("m6.toml");
        let kept: Vec<_> = std::fs::read_to_string(&flows)
            .unwrap()
            .lines()
            .filter(|line| !line.contains("FL.PRINTED"))
            .map(str::to_owned)
            .collect();
        std::fs::write(&flows, kept.join("\n")).unwrap();
    }
    let changes = edition.join("changes.toml");
    let declared = std::fs::read_to_string(&changes).unwrap()
        + r#"
[[from.change]]
was = "SZ.SOF"
is = "SZ.LEGAL"

[[from.change]]
was = "Q.TRENDS/ONLINE"
is = "Q.TRENDS/WEB"

[[from.change]]
was = "FL.PRINTED"
why = "Now part of the manufacture condition."
"#;
    std::fs::write(&changes, declared).unwrap();
}

#[test]
fn a_workbook_of_the_edition_before_is_read_under_the_present_one_and_what_has_no_place_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let forms = folder.path().join("forms");
    changed_edition(&forms);
    let forms = forms.display().to_string();
    let old = full("XDA", 2027);
    let file = folder.path().join("old.xlsx").display().to_string();
    std::fs::write(&file, workbook(&old, Lang::En)).unwrap();
    let json = folder.path().join("old.json").display().to_string();
    std::fs::write(&json, document(&old).to_string()).unwrap();
    for file in [&file, &json] {
        let checked = iafq(&["check", file, "--forms", &forms, "--format", "json"]);
        let report: Json = serde_json::from_str(&checked.out).unwrap_or_else(|_| panic!("{checked:?}"));
        assert_eq!(report["edition"], "2027", "{file}");
        let codes: Vec<_> =
            report["findings"].as_array().unwrap().iter().map(|finding| &finding["code"]).collect();
        assert_eq!(codes, ["INT-12"], "{file}: one warning, and nothing else: {report:#}");
        let told = &report["findings"][0];
        assert_eq!(told["severity"], "warning");
        assert!(told["args"]["taken"].as_u64().unwrap() > 500, "{told}");
        let lost = told["args"]["lost"].to_string();
        assert!(lost.contains("FL.PRINTED/PRINTED") && !lost.contains("SZ.SOF"), "{lost}");

        let converted = iafq(&["convert", file, "--to", "json", "--forms", &forms]);
        let tables: Json = serde_json::from_str::<Json>(&converted.out).unwrap()["tables"].clone();
        let before = document(&old)["tables"].clone();
        assert_eq!(tables["SZ.LEGAL"], before["SZ.SOF"], "{file}: a table under its new id");
        assert_eq!(tables["Q.TRENDS"]["fields"]["WEB"], before["Q.TRENDS"]["fields"]["ONLINE"]);
        assert_eq!(tables["SZ.TYPE"], before["SZ.TYPE"]);
        assert!(tables["FL.PRINTED"].is_null());
    }
}

#[test]
fn a_workbook_of_another_edition_without_declared_changes_is_read_under_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("old.xlsx").display().to_string();
    std::fs::write(&file, workbook(&full("XDA", 2027), Lang::En)).unwrap();
    let checked = iafq(&["check", &file, "--format", "json"]);
    let report: Json = serde_json::from_str(&checked.out).unwrap();
    assert_eq!(report["edition"], "2018");
    assert_eq!(report["findings"], serde_json::json!([]));
}

#[test]
fn a_mistake_in_the_declared_changes_names_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    let forms = folder.path().join("forms");
    changed_edition(&forms);
    replace(
        &forms.join("2027/changes.toml"),
        "is = \"SZ.LEGAL\"\n\n[[from.change]]\nwas = \"Q.",
        "is = \"SZ.LAWFUL\"\n\n[[from.change]]\nwas = \"Q.",
    );
    let refused = iafq(&["rules", "--forms", &forms.display().to_string()]);
    assert_eq!(refused.code, 4, "{refused:?}");
    assert!(
        refused.err.contains("2027/changes.toml:") && refused.err.contains("the edition has no such table"),
        "{}",
        refused.err
    );
}

/// A published file with a figure of a table that has another id from 2027 on, and of one that is no longer asked.
const PUBLISHED: &str = "26/08/2024\nIso3_code,Country,Region,Subregion,Indicator,Dimension,Category,Sex,Age,Year,Unit of \
                         measurement,VALUE,Source\n\
                         XDA,Demoland,,,Arms seized,by type,pistol,na,na,2018,Counts,11,IAFQ\n\
                         XDA,Demoland,,,Arms seized,by type,pistol,na,na,2028,Counts,12,IAFQ\n\
                         XDA,Demoland,,,Arms seized,by type,pistol,na,na,someday,Counts,13,IAFQ\n";

#[test]
fn a_published_file_is_imported_under_the_edition_of_each_year() {
    let folder = tempfile::tempdir().unwrap();
    let forms = folder.path().join("forms");
    changed_edition(&forms);
    let forms = forms.display().to_string();
    let database = TestDatabase::new(Backend::Sqlite);
    let file = database.path("published.csv");
    std::fs::write(&file, PUBLISHED).unwrap();
    let imported = iafq(&["import", &file, "--forms", &forms, "--database", &database.url]);
    assert_eq!(imported.code, 0, "{imported:?}");
    let told = "3 rows: 2 observations of 2 country-years, 1 rows reported";
    assert!(imported.out.starts_with(told), "{}", imported.out);
    let store = storage::Store::open(&storage::DatabaseUrl::parse(&database.url).unwrap()).unwrap();
    let scope = storage::Scope::secretariat("test");
    let current = store.current(&scope).unwrap();
    let editions: Vec<_> =
        current.iter().map(|one| (one.response.year, one.response.edition.as_str().to_owned())).collect();
    assert_eq!(editions, [(2018, "2018".to_owned()), (2028, "2027".to_owned())]);
}

/// The rows of a CSV export that hold a table's figures of a year.
fn rows(csv: &str, table: &str, year: &str) -> usize {
    csv.lines().filter(|line| line.contains(&format!(",{year},\"{table}\","))).count()
}

#[test]
fn what_was_reported_under_an_earlier_edition_is_exported_under_the_present_one_and_nothing_vanishes() {
    let folder = tempfile::tempdir().unwrap();
    let forms = folder.path().join("forms");
    changed_edition(&forms);
    let forms = forms.display().to_string();
    let built = folder.path().join("demo").display().to_string();
    assert_eq!(iafq(&["demo", "--folder", &built, "--no-serve"]).code, 0);
    let database = format!("sqlite:{built}/iafq.db");
    let export = |what: &str, forms: &[&str]| {
        let base = ["export", "--what", what, "--audience", "secretariat", "--database", &database];
        let exported = iafq(&[&base, forms].concat());
        assert_eq!(exported.code, 0, "{exported:?}");
        exported.out
    };
    let later = ["--forms", &*forms];
    let (before, after) = (export("observations", &[]), export("observations", &later));
    assert_eq!(before.lines().count(), after.lines().count(), "not a row is lost");
    let renamed = rows(&before, "SZ.SOF", "2024");
    assert!(renamed > 0);
    assert_eq!((rows(&after, "SZ.LEGAL", "2024"), rows(&after, "SZ.SOF", "2024")), (renamed, 0));
    let gone = rows(&before, "FL.PRINTED", "2024");
    assert!(gone > 0);
    assert_eq!(rows(&after, "FL.PRINTED", "2024"), gone, "no longer asked, but still there");
    for what in ["context", "indicator", "portal"] {
        let sorted = |csv: String| {
            let mut lines: Vec<_> = csv.lines().map(str::to_owned).collect();
            lines.sort();
            lines
        };
        assert_eq!(sorted(export(what, &[])), sorted(export(what, &later)), "{what}");
    }
}
