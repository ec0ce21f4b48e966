//! The inside of a container: its parts, and the parts closed again with the right checksums.

use std::io::{Cursor, Read as _, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// The parts of a container by name, in their order.
pub type Parts = Vec<(String, Vec<u8>)>;

/// The parts, where the bytes are a container of usual size.
#[must_use]
pub fn parts(bytes: &[u8]) -> Option<Parts> {
    const MOST: u64 = 1 << 20;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut parts = Parts::new();
    for index in 0..archive.len().min(200) {
        let mut content = Vec::new();
        let mut entry = archive.by_index(index).ok()?;
        entry.by_ref().take(MOST).read_to_end(&mut content).ok()?;
        parts.push((entry.name().ok()?.into_owned(), content));
    }
    Some(parts)
}

/// The container of parts, where they make one.
#[must_use]
pub fn zipped(parts: &Parts) -> Option<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in parts {
        writer.start_file(name.as_str(), options).ok()?;
        writer.write_all(content).ok()?;
    }
    Some(writer.finish().ok()?.into_inner())
}
