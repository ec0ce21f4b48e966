//! Short series of annual counts, 3 to 10 points. Pure numbers; the figures to compare with are handed in.
//!
//! Counts move in proportion, so they are compared by ratio, that is on the logarithmic scale, and each year against
//! the median of the others: a year that stands out cannot hide in a mean or a deviation it has itself inflated.

use crate::context::{as_number, saturating_sum};

/// How many times the smaller of two counts fits into the larger: at least 1, infinite where just one of them is zero.
pub(crate) fn ratio(a: u64, b: u64) -> f64 {
    match (a.max(b), a.min(b)) {
        (large, small) if large == small => 1.0,
        (_, 0) => f64::INFINITY,
        (large, small) => as_number(large) / as_number(small),
    }
}

/// The middle value, or the mean of the two middle ones; `None` where there is none.
pub(crate) fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    let upper = *sorted.get(middle)?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = *sorted.get(middle.checked_sub(1)?)?;
    Some(f64::midpoint(lower, upper))
}

/// The usual size of some counts: their median on the logarithmic scale. Zeros have no logarithm and are left out.
pub(crate) fn usual(counts: &[u64]) -> Option<f64> {
    Some(median(&logarithms(counts))?.exp())
}

/// How many times a count is above or below the usual size of the other years: at least 1. `None` for a zero, and where
/// no other year is above zero.
pub(crate) fn apart(count: u64, others: &[u64]) -> Option<f64> {
    let difference = logarithm(count)? - median(&logarithms(others))?;
    Some(difference.abs().exp())
}

/// Makes the median absolute deviation of a normal distribution its standard deviation.
const CONSISTENCY: f64 = 1.4826;

/// How far a count is from the usual size of the other years, in their own deviations: the robust z-score of the
/// logarithm, median and median absolute deviation in place of mean and standard deviation.
///
/// The deviation is at least `spread`, the ordinary deviation of the logarithm from year to year, and the noise of
/// counting itself (variance one over the usual size, as of a Poisson count): four years that happen to be alike do not
/// make the fifth impossible.
pub(crate) fn score(count: u64, others: &[u64], spread: f64) -> Option<f64> {
    let logs = logarithms(others);
    let middle = median(&logs)?;
    let away: Vec<f64> = logs.iter().map(|log| (log - middle).abs()).collect();
    let own = CONSISTENCY * median(&away)?;
    let least = (spread * spread + (-middle).exp()).sqrt();
    Some((logarithm(count)? - middle).abs() / own.max(least))
}

/// A number that lost or gained digits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Slip {
    /// 10 or 100.
    pub(crate) factor: u64,
    /// The number is too large by the factor, not too small.
    pub(crate) up: bool,
}

/// Whether a count is 10 or 100 times the usual size of the other years, or a 10th or 100th of it, to within a
/// tolerance: 0.2 takes 8.3 to 12 times for ten times.
pub(crate) fn slip(count: u64, others: &[u64], tolerance: f64) -> Option<Slip> {
    let factor = as_number(count) / usual(others)?;
    let times = if factor > 1.0 { factor } else { 1.0 / factor };
    [10, 100].into_iter().find_map(|shift| {
        let off = times / as_number(shift);
        let near = off <= 1.0 + tolerance && off * (1.0 + tolerance) >= 1.0;
        near.then_some(Slip { factor: shift, up: factor > 1.0 })
    })
}

/// How many times the largest of some counts is the smallest; 1 for fewer than two.
pub(crate) fn spread(counts: &[u64]) -> f64 {
    let (largest, smallest) = (counts.iter().max(), counts.iter().min());
    largest.zip(smallest).map_or(1.0, |(largest, smallest)| ratio(*largest, *smallest))
}

/// Total variation distance of two distributions given as pairs of counts: the share that would have to move to make
/// one of the other, 0 to 1. `None` where one of the two is empty.
pub(crate) fn distance(pairs: &[(u64, u64)]) -> Option<f64> {
    let now = saturating_sum(pairs.iter().map(|(now, _)| now));
    let before = saturating_sum(pairs.iter().map(|(_, before)| before));
    if now == 0 || before == 0 {
        return None;
    }
    let share = |part: u64, whole: u64| as_number(part) / as_number(whole);
    Some(pairs.iter().map(|(a, b)| (share(*a, now) - share(*b, before)).abs()).sum::<f64>() / 2.0)
}

/// Whether two counts stand in each other's place: each within `close` times the other's earlier count and at least
/// `far` times its own.
pub(crate) fn exchanged(now: (u64, u64), before: (u64, u64), close: f64, far: f64) -> bool {
    let is_close = ratio(now.0, before.1) <= close && ratio(now.1, before.0) <= close;
    is_close && ratio(now.0, before.0) >= far && ratio(now.1, before.1) >= far
}

fn logarithm(count: u64) -> Option<f64> {
    (count > 0).then(|| as_number(count).ln())
}

fn logarithms(counts: &[u64]) -> Vec<f64> {
    counts.iter().filter_map(|count| logarithm(*count)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether two numbers agree to three decimals.
    fn alike(a: f64, b: f64) -> bool {
        (a - b).abs() < 5e-4
    }

    #[test]
    fn a_ratio_has_no_direction_and_is_infinite_against_zero() {
        for (a, b, expected) in [(50, 100, 2.0), (100, 50, 2.0), (7, 7, 1.0), (0, 0, 1.0), (3, 1, 3.0)] {
            assert!(alike(ratio(a, b), expected), "{a} and {b}");
        }
        assert!(ratio(0, 5).is_infinite() && ratio(5, 0).is_infinite());
    }

    #[test]
    fn the_median_needs_no_order() {
        assert_eq!(median(&[]), None);
        for (values, expected) in
            [(&[3.0][..], 3.0), (&[9.0, 1.0], 5.0), (&[9.0, 1.0, 2.0], 2.0), (&[4.0, 1.0, 3.0, 2.0], 2.5)]
        {
            assert_eq!(median(values), Some(expected), "{values:?}");
        }
    }

    #[test]
    fn the_usual_size_and_the_distance_from_it_are_taken_in_proportion() {
        for (count, others, size, times) in [
            (100, &[100][..], 100.0, 1.0),
            (400, &[100, 400], 200.0, 2.0),
            (50, &[100, 400, 0], 200.0, 4.0),
            (900, &[90, 100, 110], 100.0, 9.0),
            (25, &[100, 100, 9_000], 100.0, 4.0),
        ] {
            assert!(alike(usual(others).unwrap(), size), "the usual size of {others:?}");
            assert!(alike(apart(count, others).unwrap(), times), "{count} from {others:?}");
        }
        assert_eq!(usual(&[0, 0]), None);
        assert_eq!(apart(0, &[5, 5]), None);
        assert_eq!(apart(5, &[0]), None);
    }

    #[test]
    fn a_score_is_held_back_by_the_ordinary_spread_and_by_the_noise_of_counting() {
        // Count, others, ordinary spread, expected score.
        for (count, others, spread, expected) in [
            (100, &[100, 100, 100, 100][..], 0.22, 0.0),
            // ln 3 = 1.0986 over sqrt(0.22² + 1/100).
            (300, &[100, 100, 100, 100], 0.22, 4.546),
            (33, &[100, 100, 100, 100], 0.22, 4.5877),
            // The same step at four arms is noise: over sqrt(0.22² + 1/4).
            (12, &[4, 4, 4, 4], 0.22, 2.011),
            // Wide years of their own: median absolute deviation ln 2, times 1.4826.
            (800, &[100, 200, 50, 400, 25], 0.22, 2.0235),
        ] {
            let score = score(count, others, spread).unwrap();
            assert!(alike(score, expected), "{count} after {others:?}: {score}");
        }
        assert_eq!(score(0, &[5, 5, 5, 5], 0.22), None);
    }

    #[test]
    fn digits_that_slipped_are_told_from_a_change() {
        let up = |factor| Some(Slip { factor, up: true });
        let down = |factor| Some(Slip { factor, up: false });
        for (count, others, expected) in [
            (1_000, &[100][..], up(10)),
            (1_199, &[100, 90, 110], up(10)),
            (1_201, &[100, 90, 110], None),
            (834, &[100], up(10)),
            (820, &[100], None),
            (10_400, &[100, 120, 80], up(100)),
            (10, &[100], down(10)),
            (12, &[1_200, 1_100, 1_350], down(100)),
            (500, &[100], None),
            (3_000, &[100], None),
            (100_000, &[100], None),
            (0, &[100], None),
            (100, &[0, 0], None),
        ] {
            assert_eq!(slip(count, others, 0.2), expected, "{count} after {others:?}");
        }
    }

    #[test]
    fn the_spread_of_steady_years_is_small() {
        for (counts, expected) in [(&[][..], 1.0), (&[7], 1.0), (&[50, 100, 70], 2.0)] {
            assert!(alike(spread(counts), expected), "{counts:?}");
        }
        assert!(spread(&[0, 4]).is_infinite());
    }

    #[test]
    fn the_distance_of_two_distributions_is_the_share_that_moved() {
        for (pairs, expected) in [
            (&[(10, 1), (20, 2)][..], 0.0),
            (&[(10, 0), (0, 10)], 1.0),
            (&[(60, 50), (40, 50)], 0.1),
            (&[(9, 1), (1, 9)], 0.8),
            (&[(50, 100), (25, 50), (25, 50)], 0.0),
        ] {
            assert!(alike(distance(pairs).unwrap(), expected), "{pairs:?}");
        }
        assert_eq!(distance(&[(0, 5)]), None);
        assert_eq!(distance(&[]), None);
    }

    #[test]
    fn two_counts_are_exchanged_only_when_both_moved_into_each_others_place() {
        for (now, before, expected) in [
            ((170, 400), (391, 172), true),
            ((391, 172), (391, 172), false),
            ((170, 391), (391, 380), false),
            ((172, 174), (174, 172), false),
            ((200, 500), (391, 172), false),
            ((0, 391), (391, 0), true),
        ] {
            assert_eq!(exchanged(now, before, 1.25, 2.0), expected, "{now:?} after {before:?}");
        }
    }
}
