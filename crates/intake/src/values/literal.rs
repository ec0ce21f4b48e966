//! Numbers of JSON documents, judged on their digits as they are written.

use super::{Remark, number};

/// A whole number, 0 ..= 2^53 − 1; `1e-400` is no zero, and `12e2` is one.
pub(super) fn count(literal: &str) -> Result<u64, Remark> {
    let (negative, digits) = literal.strip_prefix('-').map_or((false, literal), |rest| (true, rest));
    let (mantissa, exponent) = digits.split_once(['e', 'E']).unwrap_or((digits, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    let significant = all.trim_start_matches('0').trim_end_matches('0');
    if significant.is_empty() {
        return Ok(0);
    }
    if negative {
        return Err(number::fault("negative", literal));
    }
    // How many zeros stand behind the last digit that counts.
    let behind = all.len() - all.trim_end_matches('0').len();
    let places = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
    let zeros = exponent
        .trim_start_matches('+')
        .parse::<i64>()
        .ok()
        .and_then(|exponent| exponent.checked_add(places(behind))?.checked_sub(places(fraction.len())));
    match zeros {
        Some(zeros) if zeros < 0 => Err(number::fault("fraction", literal)),
        Some(zeros) if zeros <= 16 => {
            let zeros = usize::try_from(zeros).unwrap_or_default();
            number::digits(&format!("{significant}{}", "0".repeat(zeros)), literal)
        }
        None if exponent.starts_with('-') => Err(number::fault("fraction", literal)),
        _ => Err(number::fault("large", literal)),
    }
}

#[cfg(test)]
mod tests {
    use schema::value::LARGEST_COUNT;

    use super::count;

    #[test]
    fn a_number_is_judged_on_its_digits() {
        for (literal, read) in [
            ("1.0", 1),
            ("0", 0),
            ("0.0e5", 0),
            ("12e2", 1_200),
            ("1200e-2", 12),
            ("9007199254740991", LARGEST_COUNT),
        ] {
            assert_eq!(count(literal).unwrap(), read, "{literal}");
        }
        for (literal, outcome) in [
            ("1e-400", "fraction"),
            ("4503599627370497.3", "fraction"),
            ("12.5", "fraction"),
            ("1e-99999999999999999999", "fraction"),
            ("1e99999999999999999999", "large"),
            ("9007199254740992", "large"),
            ("-7", "negative"),
        ] {
            assert_eq!(count(literal).unwrap_err().outcome, outcome, "{literal}");
        }
    }
}
