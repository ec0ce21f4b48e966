//! Buckets that fill again with time: how often somebody may do something.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Buckets that are remembered; beyond, those that are full again are forgotten, and all where that is not enough: who
/// calls from so many addresses is not held by a bucket, but the memory must be.
const REMEMBERED: usize = 50_000;

/// A bucket each for whoever is counted.
pub(super) struct Buckets<K>(Mutex<HashMap<K, Bucket>>);

#[derive(Clone, Copy)]
struct Bucket {
    holds: f64,
    left: f64,
    at: Instant,
}

/// What is in a bucket after one was taken, or where none was left.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Taken {
    /// How many are left.
    pub(super) left: u32,
    /// In how many seconds it is full again.
    pub(super) full_in: u32,
    /// In how many seconds there is one again, where there was none.
    pub(super) wait: Option<u32>,
}

impl<K> Default for Buckets<K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl Bucket {
    /// How much is in it by now: it fills in a minute.
    fn filled(&self, now: Instant) -> f64 {
        let since = now.saturating_duration_since(self.at).as_secs_f64();
        (self.left + since * self.holds / 60.0).min(self.holds)
    }
}

impl<K: Eq + Hash> Buckets<K> {
    /// Takes one from a bucket that holds so many and fills in a minute.
    pub(super) fn take(&self, key: K, holds: u32, now: Instant) -> Taken {
        let holds = f64::from(holds);
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= REMEMBERED && !buckets.contains_key(&key) {
            buckets.retain(|_, bucket| bucket.filled(now) < bucket.holds);
            if buckets.len() >= REMEMBERED {
                buckets.clear();
            }
        }
        let left = buckets.get(&key).map_or(holds, |bucket| bucket.filled(now));
        let missing = (left < 1.0).then(|| seconds((1.0 - left) * 60.0 / holds));
        let left = if missing.is_none() { left - 1.0 } else { left };
        if missing.is_none() {
            buckets.insert(key, Bucket { holds, left, at: now });
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "from 0 to what a bucket holds"
        )]
        Taken { left: left as u32, full_in: seconds((holds - left) * 60.0 / holds), wait: missing }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to a minute")]
fn seconds(exact: f64) -> u32 {
    exact.ceil() as u32
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_bucket_is_emptied_and_fills_again_in_a_minute() {
        let (buckets, now) = (Buckets::default(), Instant::now());
        let taken: Vec<_> = (0..3).map(|_| buckets.take("a", 2, now)).collect();
        assert_eq!(taken.first(), Some(&Taken { left: 1, full_in: 30, wait: None }));
        assert_eq!(taken.get(1), Some(&Taken { left: 0, full_in: 60, wait: None }));
        assert_eq!(taken.get(2), Some(&Taken { left: 0, full_in: 60, wait: Some(30) }));
        assert_eq!(buckets.take("b", 2, now).wait, None, "another has its own");
        assert_eq!(buckets.take("a", 2, now + Duration::from_secs(29)).wait, Some(1));
        assert_eq!(buckets.take("a", 2, now + Duration::from_secs(30)).left, 0);
        assert_eq!(buckets.take("a", 2, now + Duration::from_mins(5)).left, 1, "never more than it holds");
    }

    #[test]
    fn no_more_buckets_are_remembered_than_the_memory_is_meant_for() {
        let (buckets, now) = (Buckets::default(), Instant::now());
        for number in 0..REMEMBERED + 10 {
            let _ = buckets.take(number, 2, now);
        }
        assert!(buckets.0.lock().unwrap().len() <= REMEMBERED);
    }
}
