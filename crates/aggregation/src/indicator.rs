//! Indicator 16.4.2: a reproduction, not the official value. Each value is given with the numerator, denominator and rate
//! of every component year, and with the rows that were absent and therefore counted as zero.

use std::collections::{BTreeMap, BTreeSet};

use schema::indicator::{Combine, Method};
use schema::{CellKey, CountryCode, Questionnaire, Response, Year};

use crate::disclosure::{Audience, Door, Purpose};
use crate::{as_number, sum, two_decimals};

/// What is said with every value.
pub const LABEL: &str = "reproduction, not official";
/// Denominators below this are marked as a low base.
pub const LOW_BASE: u64 = 20;

/// A value of the indicator.
#[derive(Clone, PartialEq, Debug)]
pub struct IndicatorValue {
    /// The State.
    pub country: CountryCode,
    /// The year of the label.
    pub year: Year,
    /// Per cent, rounded half up to two decimals; `None` where it is not computable.
    pub value: Option<f64>,
    /// The method.
    pub method: String,
    /// The footnote of a value over two years.
    pub footnote: String,
    /// The component years that exist, in order.
    pub components: Vec<Component>,
}

/// One component year.
#[derive(Clone, PartialEq, Debug)]
pub struct Component {
    /// The year.
    pub year: Year,
    /// The sum of the known rows of the numerator.
    pub numerator: u64,
    /// The sum of the known rows of the denominator.
    pub denominator: u64,
    /// `100 · N / D`; `None` where the denominator is 0 or below the numerator.
    pub rate: Option<f64>,
    /// The rows of the denominator without a number; they counted as 0.
    pub absent: Vec<CellKey>,
    /// The rows with a number that may not leave; they counted as 0 too.
    pub withheld: Vec<CellKey>,
}

impl IndicatorValue {
    /// Flags a reader must see: `not computable`, `numerator above denominator`, `figures withheld`, `incomplete
    /// denominator`, `low base`.
    pub fn flags(&self) -> Vec<&'static str> {
        let counted: Vec<_> = self.components.iter().filter(|component| component.rate.is_some()).collect();
        let mut flags = Vec::new();
        if self.value.is_none() {
            flags.push("not computable");
        }
        if self.components.iter().any(|component| component.numerator > component.denominator) {
            flags.push("numerator above denominator");
        }
        if self.components.iter().any(|component| !component.withheld.is_empty()) {
            flags.push("figures withheld");
        }
        if counted.iter().any(|component| !component.absent.is_empty()) {
            flags.push("incomplete denominator");
        }
        if counted.iter().any(|component| component.denominator < LOW_BASE) {
            flags.push("low base");
        }
        flags
    }
}

/// The values of all States and years by a method; a year is labelled where its own component can be judged. A figure
/// that may not leave counts as absent, and the value says so.
pub fn values<'a>(
    questionnaire: &Questionnaire,
    method: &Method,
    responses: impl IntoIterator<Item = &'a Response>,
    audience: Audience,
) -> Vec<IndicatorValue> {
    let mut by_state: BTreeMap<&CountryCode, BTreeMap<Year, Component>> = BTreeMap::new();
    for response in responses {
        if let Some(component) = component(method, &Door { questionnaire, response, audience }) {
            by_state.entry(&response.country).or_default().insert(response.year, component);
        }
    }
    let mut values = Vec::new();
    for (country, components) in by_state {
        for year in components.keys() {
            values.push(value(method, country, *year, &components));
        }
    }
    values
}

/// One year; `None` where no row is known at all.
fn component(method: &Method, door: &Door<'_>) -> Option<Component> {
    let known = |keys: &[CellKey]| -> Vec<u64> {
        keys.iter().filter_map(|key| door.count(key, Purpose::Cell)).collect()
    };
    let denominators = known(&method.denominator);
    if denominators.is_empty() {
        return None;
    }
    let (numerator, denominator) = (sum(known(&method.numerator)), sum(denominators));
    let all: BTreeSet<&CellKey> = method.numerator.iter().chain(&method.denominator).collect();
    let withheld: Vec<CellKey> =
        all.into_iter().filter(|key| door.withholds(key, Purpose::Cell)).cloned().collect();
    let is_absent = |key: &&CellKey| door.response.count(key).is_none();
    let absent = method.denominator.iter().filter(is_absent).cloned().collect();
    let computable = denominator > 0 && numerator <= denominator;
    let rate = computable.then(|| 100.0 * as_number(numerator) / as_number(denominator));
    Some(Component { year: door.response.year, numerator, denominator, rate, absent, withheld })
}

fn value(
    method: &Method,
    country: &CountryCode,
    year: Year,
    components: &BTreeMap<Year, Component>,
) -> IndicatorValue {
    let years = method.years.iter().filter_map(|offset| year.checked_add_signed(*offset));
    let components: Vec<Component> = years.filter_map(|year| components.get(&year)).cloned().collect();
    let counted: Vec<&Component> = components.iter().filter(|component| component.rate.is_some()).collect();
    let value = match method.combine {
        _ if counted.is_empty() => None,
        Combine::Mean => {
            let rates: Vec<f64> = counted.iter().filter_map(|component| component.rate).collect();
            let count = u64::try_from(rates.len()).unwrap_or(1);
            Some(rates.iter().sum::<f64>() / as_number(count))
        }
        Combine::Pool => {
            let numerator = sum(counted.iter().map(|component| component.numerator));
            let denominator = sum(counted.iter().map(|component| component.denominator));
            Some(100.0 * as_number(numerator) / as_number(denominator))
        }
    };
    let footnote = match (counted.first(), counted.last()) {
        (Some(first), Some(last)) if counted.len() > 1 => {
            format!("{}-{} average based on available data", first.year, last.year)
        }
        _ => String::new(),
    };
    IndicatorValue {
        country: country.clone(),
        year,
        value: value.map(two_decimals),
        method: method.id.clone(),
        footnote,
        components,
    }
}
