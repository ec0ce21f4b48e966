//! What the standard asks, and which test shows it: `fixtures/asvs.tsv` is whole, and speaks of tests that there are.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The sections of OWASP ASVS 5.0.0 with the level of each requirement, in order.
const SECTIONS: [(&str, &str); 80] = [
    ("1.1", "22"),
    ("1.2", "1111122223"),
    ("1.3", "112222222223"),
    ("1.4", "222"),
    ("1.5", "123"),
    ("2.1", "122"),
    ("2.2", "112"),
    ("2.3", "12223"),
    ("2.4", "23"),
    ("3.1", "3"),
    ("3.2", "113"),
    ("3.3", "12223"),
    ("3.4", "11222233"),
    ("3.5", "11122333"),
    ("3.6", "3"),
    ("3.7", "22333"),
    ("4.1", "12233"),
    ("4.2", "23333"),
    ("4.3", "22"),
    ("4.4", "1222"),
    ("5.1", "2"),
    ("5.2", "112333"),
    ("5.3", "113"),
    ("5.4", "222"),
    ("6.1", "122"),
    ("6.2", "111111112222"),
    ("6.3", "11223333"),
    ("6.4", "112233"),
    ("6.5", "22222333"),
    ("6.6", "2223"),
    ("6.7", "33"),
    ("6.8", "2222"),
    ("7.1", "222"),
    ("7.2", "1111"),
    ("7.3", "22"),
    ("7.4", "11222"),
    ("7.5", "223"),
    ("7.6", "22"),
    ("8.1", "1233"),
    ("8.2", "1123"),
    ("8.3", "133"),
    ("8.4", "23"),
    ("9.1", "111"),
    ("9.2", "1222"),
    ("10.1", "22"),
    ("10.2", "223"),
    ("10.3", "22223"),
    ("10.4", "1111122222233333"),
    ("10.5", "22222"),
    ("10.6", "22"),
    ("10.7", "222"),
    ("11.1", "2233"),
    ("11.2", "22233"),
    ("11.3", "11233"),
    ("11.4", "1222"),
    ("11.5", "23"),
    ("11.6", "23"),
    ("11.7", "33"),
    ("12.1", "12233"),
    ("12.2", "11"),
    ("12.3", "22223"),
    ("13.1", "2333"),
    ("13.2", "222223"),
    ("13.3", "2233"),
    ("13.4", "1222233"),
    ("14.1", "22"),
    ("14.2", "12223333"),
    ("14.3", "122"),
    ("15.1", "12233"),
    ("15.2", "12233"),
    ("15.3", "1222222"),
    ("15.4", "3333"),
    ("16.1", "2"),
    ("16.2", "22222"),
    ("16.3", "2222"),
    ("16.4", "222"),
    ("16.5", "2223"),
    ("17.1", "23"),
    ("17.2", "22223333"),
    ("17.3", "22"),
];

/// A line of the file.
struct Line {
    id: String,
    level: String,
    applies: String,
    reason: String,
    tests: Vec<String>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn text() -> String {
    fs::read_to_string(root().join("tests/fixtures/asvs.tsv")).unwrap()
}

fn lines() -> Vec<Line> {
    let text = text();
    let mut lines = text.lines().filter(|line| !line.starts_with('#'));
    assert_eq!(lines.next(), Some("id\tlevel\tchapter\trequirement\tapplies\twhere or why\ttests"));
    let line = |line: &str| {
        let fields: Vec<_> = line.split('\t').map(str::to_owned).collect();
        assert!(fields.len() == 7 && fields[..6].iter().all(|field| !field.is_empty()), "{line}");
        let tests = fields[6].split(", ").filter(|name| !name.is_empty()).map(str::to_owned).collect();
        let [id, level, _, _, applies, reason] = [0, 1, 2, 3, 4, 5].map(|index: usize| fields[index].clone());
        Line { id, level, applies, reason, tests }
    };
    lines.map(line).collect()
}

/// The requirements of the first two levels, each with its level.
fn known() -> BTreeMap<String, String> {
    let each = |(section, levels): &(&str, &str)| {
        let section = (*section).to_owned();
        let numbered = levels.chars().enumerate();
        let numbered = numbered.map(move |(index, level)| (format!("{section}.{}", index + 1), level));
        numbered.filter(|(_, level)| *level != '3').collect::<Vec<_>>()
    };
    SECTIONS.iter().flat_map(each).map(|(id, level)| (id, level.to_string())).collect()
}

/// The requirements a line speaks of: one, or all of a section or chapter.
fn meant(line: &Line, known: &BTreeMap<String, String>) -> Vec<String> {
    match line.id.strip_suffix('*') {
        Some(start) => known.keys().filter(|id| id.starts_with(start)).cloned().collect(),
        None => vec![line.id.clone()],
    }
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() && !path.ends_with("target") {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn names_in(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'));
    words.filter(|word| !word.is_empty()).map(str::to_owned)
}

/// The names of tests in a source: functions behind `#[test]`, in the lists of `on_both_databases!`, and with a store.
fn tests_in(source: &str) -> BTreeSet<String> {
    let behind =
        source.split("#[test]").skip(1).filter_map(|rest| names_in(rest.split_once("fn ")?.1).next());
    let lists = source.split("on_both_databases!(").skip(1);
    let lists = lists.filter_map(|rest| rest.split_once(')')).flat_map(|(list, _)| names_in(list));
    let with_store = source.split("fn ").skip(1).filter(|rest| rest.contains("(store: Store)"));
    let with_store = with_store.filter_map(|rest| rest.split_once("(store: Store)"));
    let with_store = with_store.map(|(name, _)| name.to_owned());
    behind.chain(lists).chain(with_store).collect()
}

fn all_tests() -> BTreeSet<String> {
    let mut found = Vec::new();
    for folder in ["crates", "tests"] {
        sources(&root().join(folder), &mut found);
    }
    found.iter().flat_map(|path| tests_in(&fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn the_standard_has_as_many_requirements_as_are_known_here() {
    let count = |level: char| {
        SECTIONS.iter().flat_map(|(_, levels)| levels.chars()).filter(|one| *one == level).count()
    };
    assert_eq!((count('1'), count('2'), count('3')), (70, 183, 92));
}

#[test]
fn every_requirement_has_one_line_and_no_line_speaks_of_another() {
    let known = known();
    let mut spoken = BTreeMap::<String, usize>::new();
    for line in lines() {
        let is_group = line.id.ends_with('*');
        assert!(!is_group || line.applies == "no", "{}: only what does not apply is one line", line.id);
        for id in meant(&line, &known) {
            let level = known.get(&id).unwrap_or_else(|| panic!("{id} is no requirement of Levels 1 and 2"));
            assert!(is_group || *level == line.level, "{id} is of Level {level}");
            *spoken.entry(id).or_default() += 1;
        }
    }
    let wrong: Vec<_> = known.keys().filter(|id| spoken.get(*id) != Some(&1)).collect();
    assert!(wrong.is_empty(), "not once: {wrong:?}");
}

#[test]
fn what_is_met_is_shown_by_tests_that_there_are() {
    let tests = all_tests();
    for line in lines() {
        match line.applies.as_str() {
            "yes" => assert!(!line.tests.is_empty(), "{} names no test", line.id),
            "no" | "missing" => assert!(line.tests.is_empty(), "{} is not met: {}", line.id, line.reason),
            other => panic!("{}: {other}", line.id),
        }
        for test in &line.tests {
            assert!(tests.contains(test), "{}: there is no test {test}", line.id);
        }
    }
}

#[test]
fn the_counts_are_those_of_the_lines_here_and_in_security_md() {
    let known = known();
    let count = |applies: &str| -> usize {
        lines().iter().filter(|line| line.applies == applies).map(|line| meant(line, &known).len()).sum()
    };
    let (met, missing, not) = (count("yes"), count("missing"), count("no"));
    let counts =
        format!("# requirements: {}; met: {met}; missing: {missing}; not applicable: {not}", known.len());
    assert!(text().lines().any(|line| line == counts), "{counts}");
    let security = fs::read_to_string(root().join("SECURITY.md")).unwrap();
    let sentence = format!("{met} are met, {missing} are missing, {not} do not apply");
    assert!(security.contains(&sentence), "SECURITY.md: {sentence}");
}
