//! The commands, through the binary.

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
