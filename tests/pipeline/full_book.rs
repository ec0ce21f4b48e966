//! A full return with two hundred faults: all found in one pass, each at its cell, in every form and language.

mod fixture;
mod workbook;

use std::collections::{BTreeMap, BTreeSet};

use fixture::Fixture;
use schema::{Findings, Lang, Submission};
use support::annotated;
use support::grid::{grids, written};
use support::places::each_at_its_cell;
use support::reading::{check_with, read};
use workbook::Book;

fn found(findings: &Findings) -> Vec<(String, String)> {
    let found = findings.list.iter();
    found.map(|finding| (finding.code.to_string(), finding.place().unwrap().to_string())).collect()
}

/// The workbook with every fault.
fn wrong_workbook(fixture: &Fixture, lang: Lang) -> Vec<u8> {
    let submission: Submission = read(fixture.wrong(lang).to_string().as_bytes()).0;
    let known = fixture.known(&fixture.faults, 2026);
    let bytes = annotated::workbook(&submission, known.earlier.get(&2024), &[], lang);
    let mut book = Book::of(grids(&bytes), 2025);
    for work in fixture.faults.iter().flat_map(|fault| &fault.workbook) {
        book.apply(work);
    }
    written(&book.sheets)
}

#[test]
fn probe() {
    let fixture = Fixture::read();
    let right = fixture.right(Lang::En);
    let (_, findings) = check_with(right.to_string().as_bytes(), |cycle| fixture.known(&[], cycle));
    println!("RIGHT {:#?}", found(&findings));
    let bytes = wrong_workbook(&fixture, Lang::En);
    let (_, findings) = check_with(&bytes, |cycle| fixture.known(&fixture.faults, cycle));
    let expected = fixture.expected(true);
    let list = found(&findings);
    let set: BTreeSet<_> = list.iter().cloned().collect();
    let mut counts: BTreeMap<_, usize> = BTreeMap::new();
    for f in &list { *counts.entry(f.clone()).or_default() += 1; }
    for (f, said) in &expected { if !set.contains(f) { println!("MISSING {} {} ({said})", f.0, f.1); } }
    for (f, n) in &counts { if !expected.contains_key(f) { println!("SURPLUS {} {}", f.0, f.1); } else if *n > 1 { println!("TWICE {} {}", f.0, f.1); } }
    for f in &findings.list { println!("  {} {} {} {:?}", f.code, f.outcome, f.place().unwrap(), f.args); }
    println!("{} faults {} findings {} codes", fixture.faults.len(), list.len(), list.iter().map(|f| &f.0).collect::<BTreeSet<_>>().len());
    each_at_its_cell(&bytes, &findings, 2025);
}
