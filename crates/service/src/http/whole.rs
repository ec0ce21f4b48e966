//! Whole numbers of bodies, as JSON Schema means them: `30.0` is one, `30.5` is none.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, Visitor};

/// A whole number that fits into its type.
struct Whole<T>(T);

struct Reader<T>(PhantomData<T>);

impl<T: TryFrom<i64>> Visitor<'_> for Reader<T> {
    type Value = Whole<T>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a whole number within its limits")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        let outside = |_| E::invalid_value(serde::de::Unexpected::Signed(number), &self);
        T::try_from(number).map(Whole).map_err(outside)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        let outside = |_| E::invalid_value(serde::de::Unexpected::Unsigned(number), &self);
        i64::try_from(number).map_err(outside).and_then(|number| self.visit_i64(number))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        // Far below the limits of both types, so that nothing is rounded.
        if number.fract() == 0.0 && number.abs() <= 4_294_967_296.0 {
            #[expect(clippy::cast_possible_truncation, reason = "it has no fraction and is small")]
            return self.visit_i64(number as i64);
        }
        Err(E::invalid_value(serde::de::Unexpected::Float(number), &self))
    }
}

impl<'de, T: TryFrom<i64>> Deserialize<'de> for Whole<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader(PhantomData))
    }
}

/// Reads one.
pub(crate) fn number<'de, D: Deserializer<'de>, T: TryFrom<i64>>(deserializer: D) -> Result<T, D::Error> {
    Whole::deserialize(deserializer).map(|whole| whole.0)
}

/// Reads one, or nothing.
pub(crate) fn optional<'de, D: Deserializer<'de>, T: TryFrom<i64>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    Ok(Option::<Whole<T>>::deserialize(deserializer)?.map(|whole| whole.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<u16> {
        number(&mut serde_json::Deserializer::from_str(text)).ok()
    }

    #[test]
    fn a_number_without_a_fraction_is_whole_however_it_is_written() {
        assert_eq!([read("30"), read("30.0"), read("3e1")], [Some(30); 3]);
        for wrong in ["30.5", "-1", "65536", "1e300", "18446744073709551615", "\"30\"", "null", "true"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        let nothing = optional::<_, u16>(&mut serde_json::Deserializer::from_str("null"));
        assert_eq!(nothing.unwrap(), None);
    }
}
