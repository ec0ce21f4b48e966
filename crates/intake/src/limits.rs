//! How much of a file is read. Two profiles stand in one table; the figures are settings, not truths.

/// The limits of one file.
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
    /// Sheets.
    pub sheets: usize,
    /// Cells that are not empty, of all sheets.
    pub cells: usize,
    /// Shared strings.
    pub strings: usize,
    /// Nesting of a JSON document.
    pub depth: usize,
    /// Findings listed for a return, the strongest first; what is beyond is counted, not listed.
    pub findings: usize,
}

const MIB: usize = 1024 * 1024;

impl Limits {
    /// For a file a person waits for in a service.
    pub fn interactive() -> Self {
        Self {
            file_bytes: 10 * MIB,
            entries: 1_000,
            part_bytes: 128 * MIB,
            total_bytes: 192 * MIB,
            sheets: 64,
            cells: 500_000,
            strings: 200_000,
            depth: 32,
            findings: 5_000,
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
            ..Self::interactive()
        }
    }
}
