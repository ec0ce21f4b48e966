//! The commands, through the binary.

mod altered;
mod backup;
mod configuration;
mod doctor;
mod openid;
mod packaging;
mod record;

use support::iafq;

#[test]
fn explain_shows_the_page_of_a_rule() {
    let outcome = iafq(&["explain", "ctx-09"]);
    assert_eq!(outcome.code, 0, "{outcome:?}");
    assert!(outcome.out.starts_with("# CTX-09"), "{}", outcome.out);
    let unknown = iafq(&["explain", "CTX-99"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("there is no rule CTX-99"), "{}", unknown.err);
}

#[test]
fn rules_lists_every_rule_with_what_it_is() {
    let outcome = iafq(&["rules", "--format", "json"]);
    let rules: serde_json::Value = serde_json::from_str(&outcome.out).unwrap();
    let rules = rules.as_array().unwrap();
    assert!(rules.len() >= 80, "{}", rules.len());
    for rule in rules {
        for member in ["code", "name", "severities", "gate", "family", "since"] {
            assert!(!rule[member].is_null(), "{member} of {rule}");
        }
    }
    for family in ["STR", "STA", "ARI", "CTX", "TRC", "SDG"] {
        assert!(rules.iter().any(|rule| rule["family"] == family), "{family}");
    }
}

#[test]
fn a_file_that_is_none_of_ours_exits_with_3_and_says_why() {
    let folder = tempfile::tempdir().unwrap();
    for (name, content, code) in [
        ("empty.xlsx", &b""[..], "empty-file"),
        ("report.xlsx", b"%PDF-1.7", "not-a-workbook"),
        ("old.xls", &[0xD0, 0xCF, 0x11, 0xE0, 0xA1], "not-a-workbook"),
        ("list.json", b"{\"a\": 01}", "invalid-json"),
        ("page.html", b"<html>", "not-a-workbook"),
    ] {
        let path = folder.path().join(name).display().to_string();
        std::fs::write(&path, content).unwrap();
        let outcome = iafq(&["check", &path]);
        assert_eq!(outcome.code, 3, "{name}: {outcome:?}");
        assert!(outcome.err.contains(&format!("[{code}]")), "{name}: {}", outcome.err);
    }
}

#[test]
fn wrong_usage_exits_with_2() {
    for arguments in [
        &["template", "--country", "ZZZ", "--year", "2025", "-o", "x.xlsx"][..],
        &["export", "--what", "indicator"],
        &["check"],
    ] {
        assert_eq!(iafq(arguments).code, 2, "{arguments:?}");
    }
}

#[test]
fn the_demonstration_is_built_once_and_a_real_service_refuses_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("demo").display().to_string();
    let first = iafq(&["demo", "--folder", &path, "--no-serve"]);
    assert_eq!(first.code, 0, "{first:?}");
    let tokens = |out: &str| {
        out.lines().filter(|line| line.contains("iafq_pat_")).take(4).map(str::to_owned).collect::<Vec<_>>()
    };
    let again = iafq(&["demo", "--folder", &path, "--no-serve"]);
    assert_eq!(tokens(&again.out), tokens(&first.out), "the same tokens");
    let served = iafq(&["serve", "--database", &format!("sqlite:{path}/iafq.db")]);
    assert_eq!(served.code, 2);
    assert!(served.err.contains("demonstration"), "{}", served.err);
    let checked = iafq(&["check", &format!("{path}/files/good.xlsx")]);
    assert_eq!(checked.code, 0, "{}", checked.out);
    let faulty = iafq(&["check", &format!("{path}/files/three-errors.xlsx"), "--format", "plain"]);
    assert_eq!(faulty.code, 1);
    for code in ["ARI-04", "STR-11", "ARI-20"] {
        assert!(faulty.out.contains(code), "{}", faulty.out);
    }
}

#[test]
fn a_demonstration_that_was_interrupted_says_so_and_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("demo").display().to_string();
    assert_eq!(iafq(&["demo", "--folder", &path, "--no-serve"]).code, 0);
    // The tokens are what is written last.
    std::fs::remove_file(folder.path().join("demo/tokens.txt")).unwrap();
    let again = iafq(&["demo", "--folder", &path, "--no-serve"]);
    assert_eq!(again.code, 4, "{again:?}");
    assert!(again.err.contains(&path) && again.err.contains("interrupted"), "{}", again.err);
    assert!(again.err.contains("delete"), "{}", again.err);
}

/// A folder laid over the embedded definitions, with one file in it.
fn overridden(file: &str, text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(file);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
    folder
}

#[test]
fn a_sum_check_is_added_from_a_folder_without_a_rebuild() {
    let embedded = schema::load::embedded();
    let added = "\n[[relation]]\ncode = \"ARI-90\"\nname = \"found-above-seized\"\nleft = [\"FD.TYPE/TOTAL\"]\nis = \"<=\"\nright = \
                 [\"SZ.TYPE/TOTAL\"]\nmissing = \"partial\"\nabove = \"warning\"\nsince = \"2026.2\"\nsource = \"a test\"\n";
    let folder = overridden("2018/relations.toml", &format!("{}{added}", embedded["2018/relations.toml"]));
    let outcome = iafq(&["rules", "--forms", &folder.path().display().to_string()]);
    assert_eq!(outcome.code, 0, "{outcome:?}");
    assert!(outcome.out.contains("found-above-seized"), "{}", outcome.out);
}

#[test]
fn a_mistake_in_a_definition_is_reported_with_file_and_line() {
    let embedded = schema::load::embedded();
    let table = embedded["2018/tables/SZ.TYPE.toml"].replace("kind = \"counts\"", "kind = \"numbers\"");
    let folder = overridden("2018/tables/SZ.TYPE.toml", &table);
    let outcome = iafq(&["rules", "--forms", &folder.path().display().to_string()]);
    assert_eq!(outcome.code, 4, "{outcome:?}");
    let line = table.lines().position(|line| line.starts_with("kind")).unwrap() + 1;
    let place = format!("2018/tables/SZ.TYPE.toml:{line}:");
    assert!(
        outcome.err.contains(&place) && outcome.err.contains("expected counts, fields or records"),
        "{}",
        outcome.err
    );
}

#[test]
fn a_published_file_is_imported_once_and_every_row_is_accounted_for() {
    let database = support::TestDatabase::new(support::Backend::Sqlite);
    let file = database.path("published.csv");
    let text = "UNODC,contact\n26/08/2024\nIso3_code,Country,Region,Subregion,Indicator,Dimension,Category,Sex,Age,Year,Unit of \
                measurement,VALUE,Source\n\
                XDA,Demoland,,,Arms seized,Total,Total,na,na,2020,Counts,10,IAFQ\n\
                XDA,Demoland,,,Arms seized,by type,pistol,na,na,2020,Counts,0,PP/IAFQ\n\
                XDA,Demoland,,,Arms seized,by condition,otherwise illicitly manufactured,na,na,2020,Counts,3,IAFQ\n\
                XDA,Demoland,,,Arms seized,by condition,otherwise illicitly manufactured,na,na,2020,Counts,4,IAFQ\n\
                XDA,Demoland,,,Arms seized,by location,land borders,na,na,2020,Counts,7,IAFQ\n\
                XDA,Demoland,,,Arms seized,by location,Total,na,na,2020,Counts,7,IAFQ\n\
                XDA,Demoland,,,Arms seized,by other suspected offences,Drugs,na,na,2020,Counts,2,IAFQ\n\
                XDA,Demoland,,,Arms seized,by other suspected offences,Acts of terrorism,na,na,2020,Counts,1,IAFQ\n\
                XDA,Demoland,,,Arms seized,by colour,red,na,na,2020,Counts,1,IAFQ\n\
                ZZZ,Nowhere,,,Arms seized,Total,Total,na,na,2020,Counts,1,IAFQ\n\
                XDA,Demoland,,,Arms seized,by type,rifle (Inlcuding Carbine),na,na,2020,Counts,<5,IAFQ\n";
    std::fs::write(&file, text).unwrap();
    let outcome = iafq(&["import", &file, "--database", &database.url]);
    assert_eq!(outcome.code, 0, "{outcome:?}");
    assert!(
        outcome.out.starts_with("11 rows: 8 observations of 1 country-years, 3 rows reported"),
        "{}",
        outcome.out
    );
    for class in [
        "unknown-label: 1",
        "unknown-country: 1",
        "not-a-count: 1",
        "SZ.COND/OTHERILL_A: 1",
        "SZ.COND/OTHERILL_B: 1",
    ] {
        assert!(outcome.out.contains(class), "{class}: {}", outcome.out);
    }
    let again = iafq(&["import", &file, "--database", &database.url]);
    assert_eq!(again.code, 0, "{again:?}");
    let out = database.path("observations.csv");
    assert_eq!(iafq(&["export", "--what", "observations", "-o", &out, "--database", &database.url]).code, 0);
    let text = std::fs::read_to_string(out).unwrap().replace('"', "");
    assert_eq!(text.lines().count(), 9, "{text}");
    let pistols = text.lines().find(|line| line.contains(",PISTOL,")).unwrap();
    assert!(
        pistols.contains(",ZU,V,") && pistols.contains("PP/IAFQ"),
        "a published zero is never confirmed: {pistols}"
    );
    assert!(
        text.contains("SZ.PLACE,")
            && text.lines().any(|line| line.contains("SZ.PLACE") && line.contains(",TOTAL,"))
    );
    let public = iafq(&["export", "--what", "portal", "--vintage", "2022", "--database", &database.url]);
    assert!(
        public.out.contains("otherwise illicitly manufactured") && public.out.contains("Terrorism"),
        "{}",
        public.out
    );
}
