//! Row 25: XML that does not end, and cells that one program sees and another does not.

use super::book::{BOOK, Book, SEIZED, TEXTS};
use super::{Expected, Reads, Recipe, from, read, refused};

const DAMAGED: &str = "damaged-workbook";

/// A part that is cut off behind some text.
fn cut(name: &'static str, part: &'static str, behind: &'static str) -> Recipe {
    from(25, name, Expected::Refused(DAMAGED), (part, behind), |(part, behind)| {
        Book::core()
            .change(part, |text| {
                let end = text.find(behind).unwrap() + behind.len();
                text.split_at(end).0.to_owned()
            })
            .bytes()
    })
}

/// The number of seized pistols, written so.
fn cell(name: &'static str, expected: Expected, content: &'static str) -> Recipe {
    from(25, name, expected, content, |content| Book::core().pistols(content).bytes())
}

/// Something before the first row of the sheet of seized arms.
fn before(name: &'static str, expected: Expected, xml: &'static str) -> Recipe {
    from(25, name, expected, xml, |xml| {
        Book::core().replace(SEIZED, "<sheetData>", &format!("<sheetData>{xml}")).bytes()
    })
}

/// Something behind the rows of the sheet of seized arms.
fn behind(name: &'static str, expected: Expected, xml: &'static str) -> Recipe {
    from(25, name, expected, xml, |xml| {
        Book::core().replace(SEIZED, "</sheetData>", &format!("</sheetData>{xml}")).bytes()
    })
}

pub(super) fn all() -> Vec<Recipe> {
    let mut all = unfinished();
    all.extend(seen_twice());
    all.extend(cells());
    all
}

fn unfinished() -> Vec<Recipe> {
    vec![
        cut("a-sheet-cut-off-within-a-tag", SEIZED, r#"<c r="C29""#),
        cut("a-sheet-cut-off-within-a-cell", SEIZED, r#"<row r="29" spans="1:8">"#),
        cut("a-sheet-cut-off-behind-its-rows", SEIZED, "</sheetData>"),
        cut("texts-cut-off", TEXTS, "<si><t>"),
        cut("a-workbook-cut-off-behind-its-sheets", BOOK, "</sheets>"),
        before("a-comment-that-does-not-end", Expected::Refused(DAMAGED), "<!-- "),
        before("character-data-that-does-not-end", Expected::Refused(DAMAGED), "<![CDATA[ "),
        before("an-instruction-that-does-not-end", Expected::Refused(DAMAGED), "<?x "),
        before("a-tag-that-closes-what-is-not-open", Expected::Refused(DAMAGED), "</row>"),
        before("tags-that-close-in-the-wrong-order", Expected::Refused(DAMAGED), "<a><b></a></b>"),
        cell("a-cell-that-is-placed-twice", Expected::Refused(DAMAGED), r#" r="C30"><v>5</v>"#),
        cell("an-attribute-without-quotes", Expected::Refused(DAMAGED), " t=n><v>5</v>"),
        cell("an-attribute-with-a-tag-within", Expected::Refused(DAMAGED), r#" x="<c>"><v>5</v>"#),
        refused(25, "a-sheet-of-no-bytes", DAMAGED, || Book::core().with(SEIZED, "").bytes()),
        refused(25, "a-sheet-of-two-roots", DAMAGED, || {
            Book::core().change(SEIZED, |text| format!("{text}<worksheet/>")).bytes()
        }),
        refused(25, "a-sheet-with-text-behind-its-end", DAMAGED, || {
            Book::core().change(SEIZED, |text| format!("{text}hidden")).bytes()
        }),
        refused(25, "a-sheet-that-is-a-web-page", DAMAGED, || {
            Book::core().with(SEIZED, "<html><body>seized</body></html>").bytes()
        }),
        refused(25, "a-sheet-that-is-random-bytes", "foreign-encoding", || {
            let bytes: Vec<u8> =
                (0..20_000_u32).map(|index| (index * index / 7 % 251).to_le_bytes()[0] | 0x20).collect();
            Book::core().with(SEIZED, bytes).bytes()
        }),
    ]
}

fn seen_twice() -> Vec<Recipe> {
    const SAME: Expected = Expected::Finds(&[], Reads::AsBefore);
    const TWICE: Expected = Expected::Refused("duplicate-cell");
    const HIDDEN: &str = r#"<row r="29"><c r="C29"><v>999</v></c></row>"#;
    vec![
        before(
            "a-cell-in-a-comment",
            Expected::Refused(DAMAGED),
            r#"<!-- <row r="29"><c r="C29"><v>999</v></c></row> -->"#,
        ),
        before(
            "a-cell-in-an-instruction",
            Expected::Refused(DAMAGED),
            r#"<?x <row r="29"><c r="C29"><v>999</v></c></row> ?>"#,
        ),
        before(
            "a-cell-in-character-data",
            Expected::Refused(DAMAGED),
            r#"<![CDATA[<row r="29"><c r="C29"><v>999</v></c></row>]]>"#,
        ),
        behind(
            "a-cell-in-an-extension",
            SAME,
            r#"<extLst><ext uri="x"><row r="29"><c r="C29"><v>999</v></c></row></ext></extLst>"#,
        ),
        behind(
            "a-second-block-of-rows",
            Expected::Refused(DAMAGED),
            r#"<sheetData><row r="29"><c r="C29"><v>999</v></c></row></sheetData>"#,
        ),
        from(25, "a-cell-with-an-alternative", TWICE, HIDDEN, |hidden| {
            let choice = format!(
                r#"<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="x14">{hidden}</mc:Choice><mc:Fallback>{hidden}</mc:Fallback></mc:AlternateContent>"#
            );
            Book::core()
                .change(SEIZED, |text| {
                    let (before, rest) = text.split_once(r#"<row r="29""#).unwrap();
                    let (_, after) = rest.split_once("</row>").unwrap();
                    format!("{before}{choice}{after}")
                })
                .bytes()
        }),
        behind(
            "rows-of-a-foreign-namespace",
            Expected::Refused(DAMAGED),
            r#"<e:sheetData xmlns:e="urn:evil"><e:row r="29"><e:c r="C29"><e:v>999</e:v></e:c></e:row></e:sheetData>"#,
        ),
        before(
            "a-row-of-a-foreign-namespace",
            Expected::Refused(DAMAGED),
            r#"<e:row xmlns:e="urn:evil" r="1"><e:c r="A1"><e:v>999</e:v></e:c></e:row>"#,
        ),
    ]
}

fn cells() -> Vec<Recipe> {
    const NO: Expected = Expected::Refused(DAMAGED);
    const TWELVE: Expected = Expected::Finds(&[], Reads::Count(12));
    vec![
        cell("a-number-with-a-comment-within", NO, "><v>1<!-- not -->2</v>"),
        cell("a-number-as-character-data", NO, "><v><![CDATA[12]]></v>"),
        cell("a-number-with-character-data-within", NO, "><v>1<![CDATA[2]]></v>"),
        cell("a-text-with-character-data-within", NO, r#" t="inlineStr"><is><t>1<![CDATA[2]]></t></is>"#),
        cell("a-number-with-an-instruction-within", NO, "><v>1<?x y?>2</v>"),
        cell("a-number-with-an-element-within", NO, "><v>1<b>2</b></v>"),
        cell("a-cell-with-two-numbers", NO, "><v>12</v><v>99</v>"),
        cell("a-cell-with-a-number-and-nothing-behind-it", NO, "><v>12</v><v/>"),
        cell("a-cell-with-a-text-and-a-number", NO, r#" t="inlineStr"><is><t>12</t></is><v>99</v>"#),
        cell("a-cell-with-two-texts", NO, r#" t="inlineStr"><is><t>12</t></is><is><t>99</t></is>"#),
        cell("a-cell-within-a-cell", NO, r#"><v>12</v><c r="C29"><v>99</v></c>"#),
        cell("a-cell-of-an-unknown-type", NO, r#" t="zzz"><v>12</v>"#),
        cell("a-cell-with-a-comment-about-a-formula", NO, "><!-- <f>1</f> --><v>12</v>"),
        cell(
            "a-text-in-three-runs",
            TWELVE,
            r#" t="inlineStr"><is><r><t>1</t></r><r><t>2</t></r><r><t/></r></is>"#,
        ),
        refused(25, "a-comment-that-seems-to-end-where-it-begins", DAMAGED, || {
            let hidden = |text: String| {
                let (before, cells) = text.split_once("<sheetData>").unwrap();
                let (cells, after) = cells.split_once("</sheetData>").unwrap();
                let (shown, read) = (cells, cells.replacen("<v>", "<v>9", 1));
                format!(
                    "{before}<!--><![CDATA[--><sheetData>{read}</sheetData><!--]]>--><!--><sheetData>{shown}</sheetData>-->{after}"
                )
            };
            Book::core().change(SEIZED, hidden).bytes()
        }),
        refused(25, "a-cell-outside-of-any-row", DAMAGED, || {
            Book::core().rows(r#"<c r="J90"><v>5</v></c>"#).bytes()
        }),
        read(25, "a-sheet-of-cells-without-places", &["STR-19"], Reads::AsBefore, || {
            Book::core()
                .sheet("Sheet1", "", super::book::sheet("<row><c><v>5</v></c><c/></row><row/>"))
                .bytes()
        }),
    ]
}
