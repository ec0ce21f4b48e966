//! Indicator 16.4.2 of one year, by the default method of the definitions.

use schema::indicator::Method;
use schema::{CellKey, Findings};

use crate::context::{Context, as_number, saturating_sum};
use crate::rule::Rule;

/// The figures of a year in which every row is known.
#[derive(Clone, Copy)]
pub(crate) struct Rate {
    pub(crate) numerator: u64,
    pub(crate) denominator: u64,
}

impl Rate {
    /// Per cent; `None` where the denominator is 0.
    pub(crate) fn percent(self) -> Option<f64> {
        (self.denominator > 0).then(|| 100.0 * as_number(self.numerator) / as_number(self.denominator))
    }
}

impl<'a> Context<'a> {
    fn method(&self) -> Option<&'a Method> {
        let mut indicators = self.questionnaire.indicators.iter();
        indicators.find(|indicator| indicator.id == "16.4.2")?.methods.first()
    }

    /// The cells of the numerator.
    pub(crate) fn numerator(&self) -> &'a [CellKey] {
        self.method().map_or(&[], |method| &method.numerator)
    }

    /// The cells of the denominator.
    pub(crate) fn denominator(&self) -> &'a [CellKey] {
        self.method().map_or(&[], |method| &method.denominator)
    }

    /// The known numbers of the denominator.
    pub(crate) fn denominators(&self) -> Vec<u64> {
        self.denominator().iter().filter_map(|key| self.response.count(key)).collect()
    }

    /// The figures of a year whose counts are asked for; `None` where a row holds no number.
    pub(crate) fn rate(&self, count: impl Fn(&CellKey) -> Option<u64>) -> Option<Rate> {
        let counts = |keys: &[CellKey]| keys.iter().map(&count).collect::<Option<Vec<_>>>();
        let sum = |keys| counts(keys).map(saturating_sum);
        Some(Rate { numerator: sum(self.numerator())?, denominator: sum(self.denominator())? })
    }

    /// The figures of the return; where only some rows hold a number, the rule is reported as not evaluable.
    pub(crate) fn rate_now(&self, rule: &Rule, out: &mut Findings) -> Option<Rate> {
        let rate = self.rate(|key| self.response.count(key));
        let unknown = self.unknown(self.denominator());
        if rate.is_none()
            && unknown.len() < self.denominator().len()
            && let Some(first) = unknown.first()
        {
            out.not_evaluable.push(self.not_evaluable(rule, first, unknown.clone()));
        }
        rate
    }
}
