//! Row 28: something before, behind and beside the workbook in one file; records that disagree.

use super::book::{Book, SEIZED, untouched};
use super::package::{LargeEnd, Package};
use super::{Expected, Recipe, from, refused};

const MORE: &str = "not-only-a-workbook";
const DAMAGED: &str = "damaged-workbook";

/// Something before a workbook; offsets are counted from where it begins.
fn before(name: &'static str, prefix: &'static [u8]) -> Recipe {
    from(28, name, Expected::Refused(MORE), prefix, |prefix| {
        Book::core()
            .contained(|package| (package.prefix, package.is_shifted) = (prefix.to_vec(), true))
            .bytes()
    })
}

/// Something before a workbook; offsets are counted from the first byte of the file.
fn grown(name: &'static str, prefix: &'static [u8]) -> Recipe {
    from(28, name, Expected::Refused(MORE), prefix, |prefix| {
        Book::core().contained(|package| package.prefix = prefix.to_vec()).bytes()
    })
}

/// A container changed as a whole.
fn contained(name: &'static str, code: &'static str, change: fn(&mut Package)) -> Recipe {
    from(28, name, Expected::Refused(code), change, |change| Book::core().contained(*change).bytes())
}

pub(super) fn all() -> Vec<Recipe> {
    let mut all = around();
    all.extend(comments());
    all.extend(records());
    all
}

fn around() -> Vec<Recipe> {
    const PAGE: &[u8] = b"<html><script>document.write('x')</script><!--";
    vec![
        before("a-printed-page-before-a-workbook", b"%PDF-1.7\n1 0 obj\n<<>>\nstream\n"),
        before("a-web-page-before-a-workbook", PAGE),
        before("a-program-before-a-workbook", b"MZ\x90\0\x03\0\0\0\x04\0\0\0"),
        before("a-picture-before-a-workbook", b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0"),
        before("a-script-before-a-workbook", b"#!/bin/sh\nexit\n"),
        before("one-byte-before-a-workbook", b"\n"),
        grown("a-printed-page-that-grew-a-workbook", b"%PDF-1.7\n1 0 obj\n<<>>\nstream\n"),
        grown("a-web-page-that-grew-a-workbook", PAGE),
        grown("a-program-that-grew-a-workbook", b"MZ\x90\0\x03\0\0\0\x04\0\0\0"),
        contained("a-mark-of-split-containers-before-a-workbook", MORE, |package| {
            (package.prefix, package.is_shifted) = (b"PK\x07\x08".to_vec(), true);
        }),
        contained("a-megabyte-before-a-workbook", MORE, |package| package.prefix = vec![b'#'; 1 << 20]),
        contained("one-byte-behind-a-workbook", MORE, |package| package.suffix = vec![0]),
        contained("a-web-page-behind-a-workbook", MORE, |package| package.suffix = PAGE.to_vec()),
        contained("a-script-behind-a-workbook", MORE, |package| {
            package.suffix = b"<?php system('id'); ?>".to_vec();
        }),
        contained("a-megabyte-behind-a-workbook", MORE, |package| package.suffix = vec![0; 1 << 20]),
        contained("just-as-much-behind-a-workbook-as-a-comment-may-be", MORE, |package| {
            package.suffix = vec![b' '; 65_535];
        }),
        refused(28, "two-workbooks-one-behind-the-other", MORE, || [untouched(), untouched()].concat()),
        refused(28, "a-document-before-a-workbook", MORE, || {
            let submission = crate::samples::full("XDA", 2025);
            [crate::samples::document(&submission).to_string().as_bytes(), untouched()].concat()
        }),
    ]
}

fn comments() -> Vec<Recipe> {
    vec![
        contained("a-comment-on-the-container", MORE, |package| package.comment = b"see also".to_vec()),
        contained("a-comment-as-long-as-it-may-be", MORE, |package| package.comment = vec![b'c'; 65_535]),
        contained("a-comment-that-is-another-end", DAMAGED, |package| {
            package.comment = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0".to_vec();
        }),
        contained("a-comment-that-is-another-workbook", MORE, |package| {
            package.comment =
                super::package::Package::of(untouched()).bytes().into_iter().take(60_000).collect();
        }),
        contained("a-comment-that-is-longer-than-it-says", MORE, |package| {
            package.comment = b"short".to_vec();
            package.suffix = b"and more".to_vec();
        }),
    ]
}

fn records() -> Vec<Recipe> {
    vec![
        contained("a-directory-that-counts-fewer-entries", MORE, |package| package.count = Some(5)),
        contained("a-directory-that-counts-more-entries", DAMAGED, |package| package.count = Some(500)),
        contained("a-directory-that-counts-none", DAMAGED, |package| package.count = Some(0)),
        contained("a-large-directory-that-counts-otherwise", DAMAGED, |package| {
            package.zip64 = LargeEnd::Says(5);
        }),
        contained("a-sheet-with-a-wrong-checksum", DAMAGED, |package| {
            package.entry(SEIZED).says.crc = Some(1);
        }),
        contained("a-sheet-with-a-checksum-of-zero", DAMAGED, |package| {
            package.entry(SEIZED).says.crc = Some(0);
        }),
        contained("a-picture-with-a-wrong-checksum", DAMAGED, |package| {
            package.entry("xl/theme/theme1.xml").says.crc = Some(1);
        }),
        contained("a-sheet-with-one-byte-changed", DAMAGED, |package| {
            let content = &mut package.entry(SEIZED).content.data;
            let middle = content.len() / 2;
            *content.get_mut(middle).unwrap() ^= 0x55;
        }),
        contained("a-sheet-whose-deflated-bytes-are-cut-off", DAMAGED, |package| {
            package.entry(SEIZED).content.data.truncate(500);
        }),
        contained("a-sheet-of-an-unknown-method", DAMAGED, |package| {
            package.entry(SEIZED).says.method = Some(14);
        }),
        contained("a-sheet-of-a-method-that-does-not-exist", DAMAGED, |package| {
            package.entry(SEIZED).says.method = Some(0xABCD);
        }),
        contained("a-deflated-sheet-that-is-said-to-be-stored", DAMAGED, |package| {
            package.entry(SEIZED).says.method = Some(0);
        }),
    ]
}
