//! A container written record by record, so that it may say of itself what is not so.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use super::stream::{Packed, length};

/// One entry.
#[derive(Clone, Default)]
pub(super) struct Entry {
    pub(super) name: Vec<u8>,
    pub(super) content: Packed,
    pub(super) says: Says,
}

/// What the records of an entry say where that is not so, or not usual.
#[derive(Clone, Default)]
pub(super) struct Says {
    pub(super) size: Option<u32>,
    pub(super) size_in_directory: Option<u32>,
    pub(super) crc: Option<u32>,
    pub(super) method: Option<u16>,
    pub(super) flags: u16,
    pub(super) flags_in_directory: u16,
    pub(super) local_name: Option<Vec<u8>>,
    pub(super) extra: Vec<u8>,
    pub(super) attributes: u32,
    /// Sizes and checksum stand behind the content.
    pub(super) descriptor: bool,
    /// Sizes stand in a zip64 field.
    pub(super) zip64: bool,
    /// The directory does not name it.
    pub(super) unlisted: bool,
    pub(super) local: Local,
}

/// Where the local record of an entry stands.
#[derive(Clone, Copy, Default)]
pub(super) enum Local {
    #[default]
    Own,
    /// It is that of another entry.
    Of(usize),
    /// It stands so far within the content of another entry.
    Within(usize, u32),
}

impl Entry {
    pub(super) fn new(name: impl AsRef<[u8]>, content: impl Into<Packed>) -> Self {
        Self { name: name.as_ref().to_vec(), content: content.into(), says: Says::default() }
    }

    /// Local record and content.
    pub(super) fn record(&self) -> Vec<u8> {
        let mut out = self.head();
        out.extend(&self.content.data);
        if self.says.descriptor {
            out.extend(b"PK\x07\x08");
            out.extend(self.crc().to_le_bytes());
            out.extend(self.sizes(self.says.size).concat());
        }
        out
    }

    /// The local record without the content.
    fn head(&self) -> Vec<u8> {
        let mut out = b"PK\x03\x04".to_vec();
        let name = self.says.local_name.as_ref().unwrap_or(&self.name);
        out.extend(self.start(self.says.flags));
        if self.says.descriptor {
            out.extend([0; 12]);
        } else {
            out.extend(self.crc().to_le_bytes());
            out.extend(self.sizes(self.says.size).concat());
        }
        let extra = self.extra();
        out.extend(short(name.len()));
        out.extend(short(extra.len()));
        out.extend(name);
        out.extend(extra);
        out
    }

    /// Version, flags, method and time, the same in both records.
    fn start(&self, flags: u16) -> Vec<u8> {
        let flags = flags | if self.says.descriptor { 8 } else { 0 };
        let method = self.says.method.unwrap_or(self.content.method);
        let version: u16 = if self.says.zip64 { 45 } else { 20 };
        [version, flags, method, 0, 0x21].into_iter().flat_map(u16::to_le_bytes).collect()
    }

    fn crc(&self) -> u32 {
        self.says.crc.unwrap_or(self.content.crc)
    }

    fn sizes(&self, said: Option<u32>) -> [[u8; 4]; 2] {
        if self.says.zip64 && !self.says.descriptor {
            return [[0xFF; 4]; 2];
        }
        let size = said.unwrap_or_else(|| u32::try_from(self.content.size).unwrap());
        [u32::try_from(self.content.data.len()).unwrap().to_le_bytes(), size.to_le_bytes()]
    }

    fn extra(&self) -> Vec<u8> {
        let mut extra = self.says.extra.clone();
        if self.says.zip64 && !self.says.descriptor {
            extra.extend([1, 0, 16, 0]);
            extra.extend(self.content.size.to_le_bytes());
            extra.extend(length(&self.content.data).to_le_bytes());
        }
        extra
    }

    fn listing(&self, offset: usize) -> Vec<u8> {
        let mut out = b"PK\x01\x02\x14\x00".to_vec();
        out.extend(self.start(self.says.flags | self.says.flags_in_directory));
        out.extend(self.crc().to_le_bytes());
        out.extend(self.sizes(self.says.size_in_directory.or(self.says.size)).concat());
        let extra = self.extra();
        out.extend(short(self.name.len()));
        out.extend(short(extra.len()));
        out.extend([0; 6]);
        out.extend(self.says.attributes.to_le_bytes());
        out.extend(u32::try_from(offset).unwrap().to_le_bytes());
        out.extend(&self.name);
        out.extend(extra);
        out
    }
}

fn short(length: usize) -> [u8; 2] {
    u16::try_from(length).unwrap().to_le_bytes()
}

/// The end of the directory for large containers.
#[derive(Clone, Copy, Default)]
pub(super) enum LargeEnd {
    /// There is none.
    #[default]
    None,
    /// It says what is so.
    True,
    /// It says that there are so many entries.
    Says(u64),
}

/// A container.
#[derive(Clone, Default)]
pub(super) struct Package {
    pub(super) entries: Vec<Entry>,
    pub(super) prefix: Vec<u8>,
    /// Whether offsets are counted from behind the prefix, as where somebody put it there afterwards.
    pub(super) is_shifted: bool,
    /// What stands between the entries and the directory.
    pub(super) gap: Vec<u8>,
    pub(super) comment: Vec<u8>,
    pub(super) suffix: Vec<u8>,
    /// How many entries the end of the directory states.
    pub(super) count: Option<u16>,
    pub(super) zip64: LargeEnd,
}

impl Package {
    /// The container of a workbook, as it is.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
        let entries = (0..archive.len()).map(|index| {
            let mut entry = archive.by_index(index).unwrap();
            let name = entry.name().unwrap().as_bytes().to_vec();
            let mut content = Vec::new();
            entry.read_to_end(&mut content).unwrap();
            Entry::new(name, content)
        });
        Self { entries: entries.collect(), ..Self::default() }
    }

    pub(super) fn entry(&mut self, name: &str) -> &mut Entry {
        let found = self.entries.iter_mut().find(|entry| entry.name == name.as_bytes());
        found.unwrap_or_else(|| panic!("there is no part {name}"))
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut out = self.prefix.clone();
        let mut offsets: Vec<usize> = Vec::new();
        for entry in &self.entries {
            let offset = match entry.says.local {
                Local::Own => out.len(),
                Local::Of(other) => *offsets.get(other).unwrap(),
                Local::Within(other, at) => {
                    let head = self.entries.get(other).unwrap().head().len();
                    offsets.get(other).unwrap() + head + usize::try_from(at).unwrap()
                }
            };
            offsets.push(offset);
            if matches!(entry.says.local, Local::Own) {
                out.extend(entry.record());
            }
        }
        out.extend(&self.gap);
        self.end(&mut out, &offsets);
        out
    }

    fn end(&self, out: &mut Vec<u8>, offsets: &[usize]) {
        let base = if self.is_shifted { self.prefix.len() } else { 0 };
        let start = out.len();
        let listed = || self.entries.iter().zip(offsets).filter(|(entry, _)| !entry.says.unlisted);
        for (entry, offset) in listed() {
            out.extend(entry.listing(offset - base));
        }
        let (size, count) = (out.len() - start, listed().count());
        if !matches!(self.zip64, LargeEnd::None) {
            self.large_end(out, (start, size), count);
        }
        let count = self.count.unwrap_or_else(|| u16::try_from(count).unwrap_or(u16::MAX)).to_le_bytes();
        out.extend([b"PK\x05\x06\0\0\0\0".as_slice(), &count, &count].concat());
        out.extend(u32::try_from(size).unwrap().to_le_bytes());
        out.extend(u32::try_from(start - base).unwrap().to_le_bytes());
        out.extend(short(self.comment.len()));
        out.extend(&self.comment);
        out.extend(&self.suffix);
    }

    /// The end for large containers, of a directory that stands and is as long as said, and where that end stands.
    fn large_end(&self, out: &mut Vec<u8>, (start, size): (usize, usize), count: usize) {
        let base = if self.is_shifted { self.prefix.len() } else { 0 };
        let wide = |number: usize| u64::try_from(number).unwrap();
        let at = out.len();
        let count = if let LargeEnd::Says(count) = self.zip64 { count } else { wide(count) };
        out.extend(b"PK\x06\x06");
        out.extend([44_u64.to_le_bytes().as_slice(), &[45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]].concat());
        for number in [count, count, wide(size), wide(start - base)] {
            out.extend(number.to_le_bytes());
        }
        out.extend(b"PK\x06\x07\0\0\0\0");
        out.extend(wide(at - base).to_le_bytes());
        out.extend([1, 0, 0, 0]);
    }
}
