//! Bytes, somewhat changed: flipped, put in, taken out, doubled, moved. For containers also within their parts, which are
//! then closed again with the right checksums.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::fuzz::{parts, zipped};

/// What is done to bytes.
#[derive(Clone, Debug)]
enum Change {
    Flip(Index, u8),
    Insert(Index, Vec<u8>),
    Delete(Index, usize),
    Double(Index, usize),
    Move(Index, usize, Index),
}

/// Tokens that readers look at: those of the fuzzer's dictionaries, written `name="token"` line by line.
fn tokens() -> impl Strategy<Value = Vec<u8>> {
    let dictionaries = [include_str!("../fuzz/ooxml.dict"), include_str!("../fuzz/json.dict")];
    let token = |line: &'static str| {
        let quoted = line.split_once("=\"")?.1.strip_suffix('"')?;
        Some(quoted.replace("\\\"", "\"").replace("\\\\", "\\").into_bytes())
    };
    proptest::sample::select(
        dictionaries.iter().flat_map(|text| text.lines()).filter_map(token).collect::<Vec<_>>(),
    )
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<Index>;
    prop_oneof![
        3 => (at(), any::<u8>()).prop_map(|(at, byte)| Change::Flip(at, byte)),
        2 => (at(), vec(any::<u8>(), 1..8)).prop_map(|(at, bytes)| Change::Insert(at, bytes)),
        3 => (at(), tokens()).prop_map(|(at, bytes)| Change::Insert(at, bytes)),
        2 => (at(), 1_usize..40).prop_map(|(at, length)| Change::Delete(at, length)),
        2 => (at(), 1_usize..80).prop_map(|(at, length)| Change::Double(at, length)),
        1 => (at(), 1_usize..80, at()).prop_map(|(from, length, to)| Change::Move(from, length, to)),
    ]
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        let range = |at: &Index, length: usize, bytes: &[u8]| {
            let from = at.index(bytes.len());
            from..bytes.len().min(from + length)
        };
        match self {
            Self::Flip(at, with) => {
                let at = at.index(bytes.len());
                bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= with);
            }
            Self::Insert(at, inserted) => {
                let at = at.index(bytes.len());
                bytes.splice(at..at, inserted.iter().copied());
            }
            Self::Delete(at, length) => drop(bytes.drain(range(at, *length, bytes))),
            Self::Double(at, length) => {
                let range = range(at, *length, bytes);
                bytes.extend_from_within(range.clone());
                bytes.get_mut(range.start..).into_iter().for_each(|rest| rest.rotate_right(range.len()));
            }
            Self::Move(from, length, to) => {
                let moved: Vec<u8> = bytes.drain(range(from, *length, bytes)).collect();
                let to = to.index(bytes.len() + 1);
                bytes.splice(to..to, moved);
            }
        }
    }
}

/// One of the seeds with a few changes.
pub fn mutated(seeds: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    (proptest::sample::select(seeds), vec(change(), 1..6)).prop_map(|(mut bytes, changes)| {
        for change in &changes {
            change.apply(&mut bytes);
        }
        bytes
    })
}

/// One of the containers with a few changes within one or two parts.
///
/// # Panics
/// Where a seed is no container.
#[expect(clippy::expect_used, reason = "a test that cannot run must fail")]
pub fn mutated_inside(seeds: &[Vec<u8>]) -> impl Strategy<Value = Vec<u8>> + use<> {
    let seeds: Vec<_> = seeds.iter().map(|seed| parts(seed).expect("a seed is a container")).collect();
    let changes = vec((any::<Index>(), vec(change(), 1..4)), 1..3);
    (proptest::sample::select(seeds), changes).prop_map(|(mut parts, changes)| {
        for (at, changes) in changes {
            let at = at.index(parts.len());
            for (_, content) in parts.iter_mut().skip(at).take(1) {
                for change in &changes {
                    change.apply(content);
                }
            }
        }
        zipped(&parts).unwrap_or_default()
    })
}
