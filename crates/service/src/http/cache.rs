//! Public data sets that were written already: they change only with what is published, and anybody may ask for them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actix_web::http::header::EntityTag;
use actix_web::web::Bytes;

use crate::datasets::Wanted;
use crate::token;

/// How many files are kept.
const MOST_FILES: usize = 32;
/// How many bytes they have together.
const MOST_BYTES: usize = 128 * 1024 * 1024;

/// A data set that was written.
#[derive(Clone, Debug)]
pub(crate) struct File {
    /// Its bytes, shared by all who download it.
    pub(crate) bytes: Bytes,
    /// Its strong tag: the hash of the bytes.
    pub(crate) tag: EntityTag,
}

impl File {
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        let tag = EntityTag::new_strong(token::sha256(&bytes));
        Self { bytes: bytes.into(), tag }
    }
}

/// The files of one version of what is published.
#[derive(Default)]
pub(crate) struct Cache(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    version: String,
    files: VecDeque<(String, Arc<File>)>,
}

/// What makes two downloads the same file. The portal's layout bears the date on which it was written.
pub(crate) fn key(wanted: &Wanted) -> String {
    let method = wanted.method.as_deref().unwrap_or_default().to_ascii_uppercase();
    let day = wanted.now.date_naive();
    format!("{:?} {:?} {method} {} {day}", wanted.set, wanted.format, wanted.vintage)
}

impl Cache {
    /// The file of a key, where it was written from this version.
    pub(crate) fn find(&self, version: &str, key: &str) -> Option<Arc<File>> {
        let kept = self.kept();
        let found = kept.files.iter().find(|(own, _)| own == key && kept.version == version);
        found.map(|(_, file)| Arc::clone(file))
    }

    /// Keeps a file. Files of other versions go, and the oldest ones where there is no room.
    pub(crate) fn keep(&self, version: &str, key: String, file: &Arc<File>) {
        let mut kept = self.kept();
        if kept.version != version {
            kept.files.clear();
            version.clone_into(&mut kept.version);
        }
        kept.files.retain(|(own, _)| *own != key);
        kept.files.push_back((key, Arc::clone(file)));
        let size = |kept: &Kept| kept.files.iter().map(|(_, file)| file.bytes.len()).sum::<usize>();
        while kept.files.len() > MOST_FILES || size(&kept) > MOST_BYTES {
            kept.files.pop_front();
        }
    }

    /// A thread that panicked while it held the lock left whole files behind: nothing is written in place.
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(bytes: usize) -> Arc<File> {
        Arc::new(File::new(vec![b'x'; bytes]))
    }

    #[test]
    fn a_file_is_found_under_its_version_only() {
        let cache = Cache::default();
        cache.keep("1", "a".to_owned(), &file(3));
        assert!(cache.find("1", "a").is_some());
        assert!(cache.find("2", "a").is_none());
        cache.keep("2", "b".to_owned(), &file(3));
        assert!(cache.find("1", "a").is_none() && cache.find("2", "a").is_none());
    }

    #[test]
    fn what_is_kept_is_bounded_in_number_and_bytes() {
        let cache = Cache::default();
        for nth in 0..3 * MOST_FILES {
            cache.keep("1", nth.to_string(), &file(1));
        }
        assert_eq!(cache.kept().files.len(), MOST_FILES);
        for nth in 0..3 {
            cache.keep("1", format!("large {nth}"), &file(MOST_BYTES / 2));
        }
        assert_eq!(cache.kept().files.len(), 2, "two halves fill it");
        cache.keep("1", "larger than all".to_owned(), &file(MOST_BYTES + 1));
        assert_eq!(cache.kept().files.len(), 0);
    }
}
