//! Content of a container, deflated piece by piece.

use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

/// Content as it stands in a container.
#[derive(Clone, Default)]
pub(super) struct Packed {
    pub(super) data: Vec<u8>,
    /// 0 as it is, 8 deflated.
    pub(super) method: u16,
    pub(super) crc: u32,
    pub(super) size: u64,
}

impl Packed {
    /// Content that is not deflated.
    pub(super) fn stored(bytes: &[u8]) -> Self {
        Self { data: bytes.to_vec(), method: 0, crc: crc32fast::hash(bytes), size: length(bytes) }
    }

    pub(super) fn inflated(&self) -> Vec<u8> {
        if self.method == 0 {
            return self.data.clone();
        }
        let mut bytes = Vec::new();
        DeflateDecoder::new(&*self.data).read_to_end(&mut bytes).unwrap();
        bytes
    }
}

impl<T: AsRef<[u8]>> From<T> for Packed {
    fn from(bytes: T) -> Self {
        Stream::default().then(bytes).end()
    }
}

/// Content that is deflated piece by piece: what repeats is deflated once, so that gigabytes cost nothing to make.
#[derive(Default)]
pub(super) struct Stream {
    data: Vec<u8>,
    crc: crc32fast::Hasher,
    size: u64,
}

impl Stream {
    pub(super) fn then(mut self, bytes: impl AsRef<[u8]>) -> Self {
        let bytes = bytes.as_ref();
        self.data.extend(deflated(bytes));
        self.crc.update(bytes);
        self.size += length(bytes);
        self
    }

    /// The same bytes again and again.
    pub(super) fn times(mut self, bytes: impl AsRef<[u8]>, times: usize) -> Self {
        const CHUNK: usize = 4 << 20;
        let bytes = bytes.as_ref();
        let in_chunk = (CHUNK / bytes.len()).clamp(1, times.max(1));
        let chunk = bytes.repeat(in_chunk);
        let (piece, mut crc) = (deflated(&chunk), crc32fast::Hasher::new());
        crc.update(&chunk);
        for _ in 0..times / in_chunk {
            self.data.extend(&piece);
            self.crc.combine(&crc);
            self.size += length(&chunk);
        }
        self.then(bytes.repeat(times % in_chunk))
    }

    pub(super) fn end(mut self) -> Packed {
        // The last block, which is empty.
        self.data.extend([3, 0]);
        Packed { data: self.data, method: 8, crc: self.crc.finalize(), size: self.size }
    }
}

/// Whole bytes of a deflate stream that does not end here and refers to nothing before.
fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(6));
    encoder.write_all(bytes).unwrap();
    encoder.flush().unwrap();
    encoder.get_ref().clone()
}

pub(super) fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap()
}
