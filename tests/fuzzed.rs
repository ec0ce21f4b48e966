//! What `tests/fuzz` asks of a fuzzer for hours, asked in seconds: of any bytes, and of seeds somewhat changed.

use std::fs;
use std::path::PathBuf;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use schema::{Lang, Profile};
use support::fuzz;
use support::mutations::{mutated, mutated_inside};
use support::reading::workbook;
use support::samples::sample;

/// Gives a target so many cases of what is drawn.
fn each(cases: u32, target: fn(&[u8]), drawn: impl Strategy<Value = Vec<u8>>) {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let run = TestRunner::new(config).run(&drawn, |bytes| {
        target(&bytes);
        Ok(())
    });
    if let Err(failure) = run {
        panic!("{failure}");
    }
}

/// The seeds of a target, and what was found with it, which is never taken away.
fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(target);
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = files.collect();
    files.sort();
    assert!(!files.is_empty(), "{target} has no seeds");
    files.iter().map(|file| fs::read(file).unwrap()).collect()
}

fn any_bytes(most: usize) -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..most)
}

/// The seeds as they are, any bytes, and seeds somewhat changed.
fn seeds_and_more(name: &str, target: fn(&[u8]), cases: u32, most: usize) {
    let seeds = seeds(name);
    for seed in &seeds {
        target(seed);
    }
    each(cases, target, any_bytes(most));
    each(cases, target, mutated(seeds));
}

#[test]
fn any_bytes_are_a_workbook_that_is_read_or_refused() {
    seeds_and_more("workbook", fuzz::workbook, 300, 400);
}

#[test]
fn a_workbook_with_mutated_parts_is_read_or_refused() {
    each(300, fuzz::workbook, mutated_inside(&seeds("workbook")));
    let template = workbook(&sample("XDA", 2025, Lang::En, Profile::Core), Lang::En);
    each(12, fuzz::workbook, mutated_inside(&[template]));
}

#[test]
fn any_bytes_are_a_document_that_is_read_or_refused() {
    seeds_and_more("document", fuzz::document, 60, 200);
}

#[test]
fn whatever_is_typed_into_a_sheet_is_read_as_it_was_typed_or_reported() {
    seeds_and_more("sheet", fuzz::sheet, 100, 400);
}

#[test]
fn whatever_is_typed_as_a_number_is_that_number_or_reported() {
    seeds_and_more("values", fuzz::values, 40, 60);
}

#[test]
fn no_text_leaves_as_a_formula_and_every_one_can_be_had_back() {
    seeds_and_more("csv", fuzz::csv, 200, 400);
}

#[test]
fn the_chain_says_a_fault_if_and_only_if_something_was_done_to_it() {
    seeds_and_more("audit", fuzz::audit, 500, 300);
}

#[test]
fn the_seeds_of_workbooks_are_of_the_present_form() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds/workbook");
    for seed in ["nothing", "few-answers"] {
        let bytes = fs::read(folder.join(seed)).unwrap();
        let read = support::reading::read(&bytes).0;
        // Where the form has changed, `support::fuzz::small_book` makes them anew.
        assert_eq!(read.response.edition.as_str(), "2018", "{seed}");
    }
}
