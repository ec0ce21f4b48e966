//! Row 26: what runs, calls out or carries other files.

use super::book::{BOOK, Book, OFFICE, RELATION, SEIZED, TYPES};
use super::{Expected, Reads, Recipe, from, read, refused};

const MACROS: &str = "workbook-with-macros";
const OUTSIDE: &str = "external-content";
const MICROSOFT: &str = "http://schemas.microsoft.com/office/2006/relationships";

/// A part, its kind and the relation by which the workbook has it; none where that is empty.
struct Held(&'static str, &'static str, &'static str);

fn held(name: &'static str, code: &'static str, held: Held) -> Recipe {
    from(26, name, Expected::Refused(code), held, |Held(part, kind, relation)| {
        let mut book = Book::core();
        let content = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".repeat(64);
        book = if kind.is_empty() { book.with(part, content) } else { book.part(part, kind, content) };
        if relation.is_empty() { book.bytes() } else { book.related(relation, &format!("/{part}")).bytes() }
    })
}

/// The same for a part that is XML.
fn sheet_like(name: &'static str, code: &'static str, held: (Held, &'static str)) -> Recipe {
    from(26, name, Expected::Refused(code), held, |(Held(part, kind, relation), xml)| {
        let mut book = Book::core();
        book = if kind.is_empty() { book.with(part, xml) } else { book.part(part, kind, xml) };
        if relation.is_empty() { book.bytes() } else { book.related(relation, &format!("/{part}")).bytes() }
    })
}

/// The workbook as another kind.
fn main_kind(name: &'static str, code: &'static str, kind: &'static str) -> Recipe {
    from(26, name, Expected::Refused(code), kind, |kind| {
        Book::core().replace(TYPES, &format!("{OFFICE}.spreadsheetml.sheet.main+xml"), kind).bytes()
    })
}

pub(super) fn all() -> Vec<Recipe> {
    let mut all = macros();
    all.extend(old_macros());
    all.extend(links());
    all.extend(objects());
    all.extend(queries());
    all.extend(related_outside());
    all
}

fn macros() -> Vec<Recipe> {
    const VBA: &str = "application/vnd.ms-office.vbaProject";
    const RUNS: &str = "http://schemas.microsoft.com/office/2006/relationships/vbaProject";
    vec![
        held("macros", MACROS, Held("xl/vbaProject.bin", VBA, RUNS)),
        held("macros-in-large-letters", MACROS, Held("XL/VBAPROJECT.BIN", VBA, RUNS)),
        held("macros-that-nothing-names", MACROS, Held("xl/vbaProject.bin", "", "")),
        held("macros-in-another-folder", MACROS, Held("customXml/vbaProject.bin", VBA, "")),
        held("macros-under-another-name", MACROS, Held("xl/media/image1.png", VBA, RUNS)),
        held(
            "macros-by-their-relation-only",
            MACROS,
            Held("xl/innocent.bin", "application/octet-stream", RUNS),
        ),
        held("macros-by-their-kind-only", MACROS, Held("xl/innocent.bin", VBA, "")),
        main_kind(
            "a-workbook-of-the-kind-with-macros",
            MACROS,
            "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        ),
        main_kind(
            "a-template-of-the-kind-with-macros",
            MACROS,
            "application/vnd.ms-excel.template.macroEnabled.main+xml",
        ),
        main_kind("an-add-in", MACROS, "application/vnd.ms-excel.addin.macroEnabled.main+xml"),
    ]
}

fn old_macros() -> Vec<Recipe> {
    const SHEET: &str = r#"<xm:macrosheet xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><sheetData/></xm:macrosheet>"#;
    const KIND: &str = "application/vnd.ms-excel.macrosheet+xml";
    const RUNS: &str = "http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet";
    const DIALOG: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.dialogsheet+xml";
    vec![
        sheet_like("a-macro-sheet", MACROS, (Held("xl/macrosheets/sheet1.xml", KIND, RUNS), SHEET)),
        sheet_like(
            "a-macro-sheet-under-another-name",
            MACROS,
            (Held("xl/worksheets/sheet98.xml", KIND, RUNS), SHEET),
        ),
        sheet_like(
            "a-macro-sheet-by-its-relation-only",
            MACROS,
            (Held("xl/worksheets/sheet98.xml", "", RUNS), SHEET),
        ),
        sheet_like(
            "a-macro-sheet-by-its-kind-only",
            MACROS,
            (Held("xl/worksheets/sheet98.xml", KIND, ""), SHEET),
        ),
        sheet_like(
            "a-macro-sheet-of-another-language",
            MACROS,
            (
                Held(
                    "xl/worksheets/sheet98.xml",
                    "application/vnd.ms-excel.intlmacrosheet+xml",
                    "http://schemas.microsoft.com/office/2006/relationships/xlIntlMacrosheet",
                ),
                SHEET,
            ),
        ),
        sheet_like(
            "a-dialogue-sheet",
            MACROS,
            (Held("xl/dialogsheets/sheet1.xml", DIALOG, "dialogsheet"), "<dialogsheet/>"),
        ),
        sheet_like(
            "a-dialogue-sheet-under-another-name",
            MACROS,
            (Held("xl/worksheets/sheet98.xml", DIALOG, "dialogsheet"), "<dialogsheet/>"),
        ),
    ]
}

fn links() -> Vec<Recipe> {
    const LINK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml";
    const DDE: &str = r#"<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><ddeLink ddeService="cmd" ddeTopic="/c calc"><ddeItems><ddeItem name="A0"/></ddeItems></ddeLink></externalLink>"#;
    const BOOK_LINK: &str = r#"<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><externalBook r:id="rId1" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/></externalLink>"#;
    let part = "xl/externalLinks/externalLink1.xml";
    let innocent = "xl/things/thing1.xml";
    vec![
        sheet_like("a-link-that-starts-a-program", OUTSIDE, (Held(part, LINK, "externalLink"), DDE)),
        sheet_like("a-link-to-another-workbook", OUTSIDE, (Held(part, LINK, "externalLink"), BOOK_LINK)),
        sheet_like(
            "a-link-in-large-letters",
            OUTSIDE,
            (Held("XL/ExternalLinks/ExternalLink1.XML", LINK, ""), DDE),
        ),
        sheet_like("a-link-by-its-relation-only", OUTSIDE, (Held(innocent, "", "externalLink"), DDE)),
        sheet_like("a-link-by-its-kind-only", OUTSIDE, (Held(innocent, LINK, ""), DDE)),
        refused(26, "a-workbook-that-refers-to-another", OUTSIDE, || {
            let references = r#"<externalReferences><externalReference r:id="rId99"/></externalReferences>"#;
            let relation = format!(
                r#"<Relationship Id="rId99" Type="{RELATION}/externalLink" Target="file:///c:/other.xlsx" TargetMode="External"/></Relationships>"#
            );
            Book::core()
                .replace(BOOK, "<definedNames>", &format!("{references}<definedNames>"))
                .replace(super::book::BOOK_RELATIONS, "</Relationships>", &relation)
                .bytes()
        }),
        read(26, "a-formula-that-starts-a-program", &["STR-12"], Reads::NoCount, || {
            Book::core().pistols("><f>cmd|'/c calc'!A0</f><v>5</v>").bytes()
        }),
        read(26, "a-formula-that-fetches-a-page", &["STR-12"], Reads::NoCount, || {
            Book::core().pistols(r#"><f>WEBSERVICE("http://127.0.0.1:9/")</f><v>5</v>"#).bytes()
        }),
        read(26, "a-formula-of-another-workbook", &["STR-12"], Reads::NoCount, || {
            Book::core().pistols("><f>[1]Sheet1!$A$1</f><v>5</v>").bytes()
        }),
    ]
}

fn objects() -> Vec<Recipe> {
    const OLE: &str = "application/vnd.openxmlformats-officedocument.oleObject";
    vec![
        held("an-embedded-object", OUTSIDE, Held("xl/embeddings/oleObject1.bin", OLE, "oleObject")),
        held(
            "an-embedded-object-under-another-name",
            OUTSIDE,
            Held("xl/media/image1.emf", "image/x-emf", "oleObject"),
        ),
        held("an-embedded-object-by-its-kind-only", OUTSIDE, Held("xl/media/image1.bin", OLE, "")),
        held(
            "an-embedded-document",
            OUTSIDE,
            Held(
                "xl/embeddings/document1.docx",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                "package",
            ),
        ),
        held(
            "a-control",
            OUTSIDE,
            Held("xl/activeX/activeX1.bin", "application/vnd.ms-office.activeX", "control"),
        ),
        held(
            "a-control-under-another-name",
            OUTSIDE,
            Held("xl/thing1.xml", "application/vnd.ms-office.activeX+xml", "control"),
        ),
    ]
}

/// What fetches data or pages.
fn queries() -> Vec<Recipe> {
    const QUERY: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.queryTable+xml";
    const CONNECTIONS: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.connections+xml";
    const CONNECTED: &str = r#"<connections xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><connection id="1" type="4"><webPr url="http://127.0.0.1:9/"/></connection></connections>"#;
    vec![
        sheet_like(
            "a-query-table",
            OUTSIDE,
            (Held("xl/queryTables/queryTable1.xml", QUERY, "queryTable"), "<queryTable/>"),
        ),
        sheet_like(
            "a-query-table-under-another-name",
            OUTSIDE,
            (Held("xl/thing1.xml", QUERY, "queryTable"), "<queryTable/>"),
        ),
        sheet_like(
            "connections",
            OUTSIDE,
            (Held("xl/connections.xml", CONNECTIONS, "connections"), CONNECTED),
        ),
        sheet_like(
            "connections-under-another-name",
            OUTSIDE,
            (Held("xl/thing1.xml", "", "connections"), CONNECTED),
        ),
        sheet_like(
            "a-pane-that-loads-a-page",
            OUTSIDE,
            (
                Held(
                    "xl/webextensions/taskpanes.xml",
                    "application/vnd.ms-office.webextensiontaskpanes+xml",
                    "http://schemas.microsoft.com/office/2011/relationships/webextensiontaskpanes",
                ),
                "<taskpanes/>",
            ),
        ),
    ]
}

/// Relations of the sheet of seized arms that lead outside.
fn related_outside() -> Vec<Recipe> {
    fn leading(kind: &str, target: &str) -> Vec<u8> {
        let kind = if kind.contains(':') { kind.to_owned() } else { format!("{RELATION}/{kind}") };
        let own = format!(
            r#"<Relationship Id="rId9" Type="{kind}" Target="{target}" TargetMode="External"/></Relationships>"#
        );
        let link = r#"<hyperlinks><hyperlink ref="F29" r:id="rId9"/></hyperlinks><pageMargins"#;
        let book = Book::core().replace("xl/worksheets/_rels/sheet3.xml.rels", "</Relationships>", &own);
        if kind.ends_with("hyperlink") {
            book.replace(SEIZED, "<pageMargins", link).bytes()
        } else {
            book.bytes()
        }
    }
    vec![
        read(26, "a-link-to-a-web-page-that-somebody-may-click", &[], Reads::AsBefore, || {
            leading("hyperlink", "https://example.org/law")
        }),
        read(26, "a-link-to-a-mail-address", &[], Reads::AsBefore, || {
            leading("hyperlink", "mailto:focal.point@example.org")
        }),
        refused(26, "a-picture-that-is-fetched", OUTSIDE, || {
            leading("image", "http://127.0.0.1:9/pixel.png")
        }),
        refused(26, "an-object-that-is-fetched", OUTSIDE, || {
            leading("oleObject", "file:////192.0.2.1/share/x.doc")
        }),
        refused(26, "a-template-that-is-fetched", OUTSIDE, || {
            leading("attachedTemplate", "http://127.0.0.1:9/x.dotm")
        }),
        refused(26, "macros-that-are-fetched", MACROS, || {
            leading(&format!("{MICROSOFT}/vbaProject"), "http://127.0.0.1:9/vbaProject.bin")
        }),
    ]
}
