//! Row 32: numbers that change in silence on the way from a file to a machine.

use super::book::Book;
use super::{Expected, Reads, Recipe, from};

/// A number as a program wrote it, which is no count.
fn bad(name: &'static str, written: &'static str) -> Recipe {
    number(name, Expected::Finds(&["STR-04"], Reads::NoCount), written)
}

/// A number as a program wrote it, which is a count.
fn good(name: &'static str, written: &'static str, count: u64) -> Recipe {
    number(name, Expected::Finds(&[], Reads::Count(count)), written)
}

fn number(name: &'static str, expected: Expected, written: &'static str) -> Recipe {
    from(32, name, expected, written, |written| Book::core().pistols(&format!("><v>{written}</v>")).bytes())
}

/// A cell of another type.
fn cell(name: &'static str, expected: Expected, content: &'static str) -> Recipe {
    from(32, name, expected, content, |content| Book::core().pistols(content).bytes())
}

pub(super) fn all() -> Vec<Recipe> {
    const BAD: Expected = Expected::Finds(&["STR-04"], Reads::NoCount);
    const ASKED: Expected = Expected::Finds(&["STR-11"], Reads::NoCount);
    vec![
        bad("a-number-beyond-every-float", "1E309"),
        bad("a-number-far-beyond-every-float", "1e999999999"),
        bad("a-number-below-every-float", "-1E309"),
        bad("infinity", "INF"),
        bad("infinity-in-words", "Infinity"),
        bad("infinity-below-zero", "-inf"),
        bad("not-a-number", "NaN"),
        bad("a-number-too-small-for-a-float", "1e-400"),
        bad("a-number-almost-too-small-for-a-float", "5e-324"),
        bad(
            "a-number-of-four-hundred-zeros-behind-the-point",
            concat!(
                "0.",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
                "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
                "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001"
            ),
        ),
        bad("the-first-number-that-a-float-cannot-hold", "9007199254740993"),
        bad("the-number-before-the-first-that-a-float-cannot-hold", "9007199254740992"),
        bad("the-largest-count-and-a-bit", "9007199254740991.4"),
        bad("a-number-of-sixty-four-bits", "18446744073709551615"),
        bad("a-number-of-sixty-four-bits-and-one", "18446744073709551616"),
        bad("minus-one", "-1"),
        bad("a-half", "0.5"),
        bad("a-number-and-the-smallest-bit", "12.000000000000002"),
        bad("a-fraction-that-rounds-to-a-count", "12.0000000000000001"),
        number("a-number-in-hexadecimal", ASKED, "0x10"),
        number("a-number-with-a-word", ASKED, "12abc"),
        good("zero-below-zero", "-0", 0),
        good("the-largest-count", "9007199254740991", 9_007_199_254_740_991),
        good("a-number-with-an-exponent", "1.2E3", 1_200),
        good("a-number-with-an-exponent-below-zero", "1200e-2", 12),
        good("a-number-with-zeros-behind-the-point", "12.00", 12),
        number("a-number-with-space-and-sign", ASKED, " +5"),
        number("a-number-with-a-comma", ASKED, "1,234"),
        number("a-number-that-is-nothing", Expected::Finds(&[], Reads::Anything), ""),
        cell("a-truth-where-a-number-belongs", BAD, r#" t="b"><v>1</v>"#),
        cell("an-untruth-where-a-number-belongs", BAD, r#" t="b"><v>0</v>"#),
        cell(
            "a-number-that-is-said-to-be-a-text",
            Expected::Finds(&[], Reads::Count(12)),
            r#" t="str"><v>12</v>"#,
        ),
        cell("a-number-with-two-styles", Expected::Refused("damaged-workbook"), r#" s="99999"><v>12</v>"#),
    ]
}
