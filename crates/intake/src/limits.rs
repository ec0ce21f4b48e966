//! How much of a file is read, and what reading may take. Two profiles stand in one table; the figures are settings, not
//! truths.

use std::fmt;

/// The limits of one file. Text form: a profile and what differs from it, `interactive,cells=600000,file_bytes=20MiB`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Bytes of the file as it arrives.
    pub file_bytes: usize,
    /// Entries of the container.
    pub entries: usize,
    /// Inflated bytes of one part.
    pub part_bytes: usize,
    /// Inflated bytes of all parts.
    pub total_bytes: usize,
    /// Elements of a part within each other.
    pub levels: usize,
    /// Bytes of one tag.
    pub tag_bytes: usize,
    /// Tags of all parts that are neither sheets nor shared texts: styles, names, drawings.
    pub tags: usize,
    /// Sheets.
    pub sheets: usize,
    /// Cells that are not empty, of all sheets; values of a document.
    pub cells: usize,
    /// Cells that all array formulas fill.
    pub filled: usize,
    /// Shared texts.
    pub strings: usize,
    /// Bytes of all texts as cells show them, a shared text once for each cell; of all texts of a document.
    pub text_bytes: usize,
    /// Characters of one text, or of one number as it is written; a cell of a workbook holds 32,767.
    pub text_characters: usize,
    /// Cases of all record tables.
    pub cases: usize,
    /// Nesting of a JSON document.
    pub depth: usize,
    /// Explanations; findings listed for a return, the strongest first; what is beyond is counted, not listed.
    pub findings: usize,
    /// Memory of the process that reads, in bytes.
    pub memory_bytes: usize,
    /// Processor time of the process that reads.
    pub processor_seconds: usize,
    /// Time on the clock of the process that reads.
    pub clock_seconds: usize,
}

const MIB: usize = 1024 * 1024;

/// Why a text is no setting of limits.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "{text:?} is no setting of limits. Write a profile (interactive or bulk) and what differs, e.g. {EXAMPLE}; {names}"
)]
pub struct LimitsError {
    text: String,
    names: String,
}

const EXAMPLE: &str = "`interactive,cells=600000,file_bytes=20MiB`";

impl Limits {
    /// For a file a person waits for in a service.
    pub fn interactive() -> Self {
        Self {
            file_bytes: 10 * MIB,
            entries: 1_000,
            part_bytes: 128 * MIB,
            total_bytes: 192 * MIB,
            levels: 64,
            tag_bytes: 64 * 1024,
            tags: 1_000_000,
            sheets: 64,
            cells: 500_000,
            filled: 100_000,
            strings: 200_000,
            text_bytes: 8 * MIB,
            text_characters: 65_536,
            cases: 5_000,
            depth: 32,
            findings: 2_000,
            memory_bytes: 512 * MIB,
            processor_seconds: 10,
            clock_seconds: 15,
        }
    }

    /// For large files of incidents, and for the command line.
    pub fn bulk() -> Self {
        Self {
            file_bytes: 64 * MIB,
            part_bytes: 512 * MIB,
            total_bytes: 768 * MIB,
            cells: 3_000_000,
            strings: 2_000_000,
            text_bytes: 256 * MIB,
            cases: 200_000,
            findings: 5_000,
            memory_bytes: 4096 * MIB,
            processor_seconds: 120,
            clock_seconds: 180,
            ..Self::interactive()
        }
    }

    /// Reads the text form.
    ///
    /// # Errors
    /// Where it names no profile, an unknown limit, or a number that is none.
    pub fn parse(text: &str) -> Result<Self, LimitsError> {
        let wrong = || LimitsError { text: text.to_owned(), names: Self::interactive().names() };
        let mut parts = text.split(',').map(str::trim);
        let mut limits = match parts.next() {
            Some("interactive") => Self::interactive(),
            Some("bulk") => Self::bulk(),
            _ => return Err(wrong()),
        };
        for part in parts {
            let (name, figure) = part.split_once('=').ok_or_else(wrong)?;
            let figure = number(figure.trim()).ok_or_else(wrong)?;
            let place = limits.table().into_iter().find(|(own, _)| *own == name.trim());
            *place.ok_or_else(wrong)?.1 = figure;
        }
        Ok(limits)
    }

    /// Every limit by its name.
    fn table(&mut self) -> [(&'static str, &mut usize); 19] {
        [
            ("file_bytes", &mut self.file_bytes),
            ("entries", &mut self.entries),
            ("part_bytes", &mut self.part_bytes),
            ("total_bytes", &mut self.total_bytes),
            ("levels", &mut self.levels),
            ("tag_bytes", &mut self.tag_bytes),
            ("tags", &mut self.tags),
            ("sheets", &mut self.sheets),
            ("cells", &mut self.cells),
            ("filled", &mut self.filled),
            ("strings", &mut self.strings),
            ("text_bytes", &mut self.text_bytes),
            ("text_characters", &mut self.text_characters),
            ("cases", &mut self.cases),
            ("depth", &mut self.depth),
            ("findings", &mut self.findings),
            ("memory_bytes", &mut self.memory_bytes),
            ("processor_seconds", &mut self.processor_seconds),
            ("clock_seconds", &mut self.clock_seconds),
        ]
    }

    fn names(mut self) -> String {
        let names: Vec<_> = self.table().into_iter().map(|(name, _)| name).collect();
        format!("the limits are {}", names.join(", "))
    }
}

/// The text form, with every limit.
impl fmt::Display for Limits {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("interactive")?;
        self.clone().table().into_iter().try_for_each(|(name, figure)| write!(out, ",{name}={figure}"))
    }
}

/// A whole number above zero, in bytes where it says `KiB` or `MiB`.
fn number(text: &str) -> Option<usize> {
    let (digits, unit) = match (text.strip_suffix("MiB"), text.strip_suffix("KiB")) {
        (Some(digits), _) => (digits, MIB),
        (_, Some(digits)) => (digits, 1024),
        _ => (text, 1),
    };
    digits.trim().parse::<usize>().ok()?.checked_mul(unit).filter(|figure| *figure > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_and_what_differs_from_it_are_read() {
        let read = Limits::parse("interactive, cells=600000, file_bytes=20MiB").unwrap();
        let expected = Limits { cells: 600_000, file_bytes: 20 * MIB, ..Limits::interactive() };
        assert_eq!(read, expected);
        assert_eq!(Limits::parse("bulk").unwrap(), Limits::bulk());
    }

    #[test]
    fn the_text_form_is_read_back() {
        for limits in [Limits::interactive(), Limits::bulk()] {
            assert_eq!(Limits::parse(&limits.to_string()).unwrap(), limits);
        }
    }

    #[test]
    fn what_is_no_setting_is_refused_with_the_names_there_are() {
        for text in ["", "large", "bulk,cells", "bulk,cells=many", "bulk,cells=0", "bulk,cellz=1"] {
            let told = Limits::parse(text).unwrap_err().to_string();
            assert!(told.contains("text_bytes"), "{told}");
        }
    }
}
