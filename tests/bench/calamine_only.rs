//! What `cargo xtask bench` compares with: a process that only reads a workbook's cells.

use std::fs::File;
use std::io::BufReader;
use std::process::ExitCode;

use calamine::{DataRef, Reader as _, Xlsx};

fn main() -> ExitCode {
    let Some(path) = std::env::args().nth(1) else { return ExitCode::from(2) };
    match count(&path) {
        // The count is used, so that nothing is optimised away.
        Ok(cells) if cells > 0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

fn count(path: &str) -> Result<u64, Box<dyn std::error::Error>> {
    let mut workbook: Xlsx<_> = Xlsx::new(BufReader::new(File::open(path)?))?;
    let mut cells = 0;
    for name in workbook.sheet_names() {
        let mut reader = workbook.worksheet_cells_reader(&name)?;
        while let Some(cell) = reader.next_cell()? {
            cells += u64::from(!matches!(cell.get_value(), DataRef::Empty));
        }
    }
    Ok(cells)
}
