//! Row 27: relations that lead out of the container, and parts that are not where they are said to be.

use super::book::{BOOK, BOOK_RELATIONS, Book, RELATION, SEIZED};
use super::{Expected, Reads, Recipe, from, read, refused};

const DAMAGED: &str = "damaged-workbook";
const OUTSIDE: &str = "external-content";

/// Another target for the sheet of seized arms.
fn target(name: &'static str, code: &'static str, target: &'static str) -> Recipe {
    from(27, name, Expected::Refused(code), target, |target| {
        let own = r#"Target="worksheets/sheet3.xml""#;
        Book::core().replace(BOOK_RELATIONS, own, target).bytes()
    })
}

/// Something else in the workbook or its relations.
fn changed(name: &'static str, part: &'static str, from_to: (&'static str, &'static str)) -> Recipe {
    from(27, name, Expected::Refused(DAMAGED), (part, from_to), |(part, (from, to))| {
        Book::core().replace(part, from, to).bytes()
    })
}

pub(super) fn all() -> Vec<Recipe> {
    vec![
        target("a-sheet-that-leads-up", DAMAGED, r#"Target="../../etc/passwd""#),
        target("a-sheet-from-the-root", DAMAGED, r#"Target="/etc/passwd""#),
        target("a-sheet-that-is-not-there", DAMAGED, r#"Target="worksheets/sheet77.xml""#),
        target("a-sheet-that-is-a-picture", DAMAGED, r#"Target="theme/theme1.xml""#),
        target("a-sheet-that-is-the-workbook", DAMAGED, r#"Target="workbook.xml""#),
        target("a-sheet-that-is-its-own-relations", DAMAGED, r#"Target="_rels/workbook.xml.rels""#),
        target("a-sheet-of-no-target", DAMAGED, r#"Target="""#),
        target("a-sheet-that-is-a-folder", DAMAGED, r#"Target="worksheets/""#),
        target("a-sheet-of-another-file", OUTSIDE, r#"Target="file:///etc/passwd""#),
        target("a-sheet-of-a-web-page", OUTSIDE, r#"Target="http://127.0.0.1:9/sheet.xml""#),
        target("a-sheet-of-a-share", OUTSIDE, r#"Target="\\192.0.2.1\share\sheet.xml""#),
        target(
            "a-sheet-that-is-said-to-be-outside",
            OUTSIDE,
            r#"Target="worksheets/sheet3.xml" TargetMode="External""#,
        ),
        target(
            "a-sheet-of-another-file-that-is-said-to-be-outside",
            OUTSIDE,
            r#"Target="file:///etc/passwd" TargetMode="External""#,
        ),
        changed("a-sheet-without-its-relation", BOOK, (r#"r:id="rId3""#, r#"r:id="rId333""#)),
        changed("a-sheet-that-names-no-relation", BOOK, (r#" r:id="rId3""#, "")),
        changed(
            "a-relation-of-another-kind",
            BOOK_RELATIONS,
            ("relationships/worksheet", "relationships/theme"),
        ),
        refused(27, "a-workbook-without-its-workbook-part", DAMAGED, || Book::core().without(BOOK).bytes()),
        refused(27, "a-workbook-without-its-relations", DAMAGED, || {
            Book::core().without(BOOK_RELATIONS).bytes()
        }),
        refused(27, "a-workbook-without-a-sheet-that-it-lists", DAMAGED, || {
            Book::core().without(SEIZED).bytes()
        }),
        refused(27, "a-workbook-that-lists-no-sheets", DAMAGED, || {
            Book::core()
                .change(BOOK, |text| {
                    let (before, rest) = text.split_once("<sheets>").unwrap();
                    format!("{before}<sheets>{}", rest.get(rest.find("</sheets>").unwrap()..).unwrap())
                })
                .bytes()
        }),
        refused(27, "relations-that-go-round-in-a-circle", DAMAGED, || {
            let circle = format!(
                r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{RELATION}/officeDocument" Target="_rels/.rels"/></Relationships>"#
            );
            Book::core().with("_rels/.rels", circle).without(BOOK).bytes()
        }),
        refused(27, "a-relation-that-leads-round-and-back", DAMAGED, || {
            let (own, round) =
                (r#"Target="worksheets/sheet3.xml""#, r#"Target="../xl/worksheets/sheet3.xml""#);
            Book::core().replace(BOOK_RELATIONS, own, round).bytes()
        }),
        read(27, "a-relation-from-the-root-of-the-container", &[], Reads::AsBefore, || {
            let (own, root) = (r#"Target="worksheets/sheet3.xml""#, r#"Target="/xl/worksheets/sheet3.xml""#);
            Book::core().replace(BOOK_RELATIONS, own, root).bytes()
        }),
    ]
}
