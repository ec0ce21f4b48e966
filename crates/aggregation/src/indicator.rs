//! Indicator 16.4.2: a reproduction, not the official value. Each value is given with the numerator, denominator and rate
//! of every component year, and with the rows that were absent and therefore counted as zero.

use std::collections::BTreeMap;

use schema::indicator::{Combine, Method};
use schema::{CellKey, CountryCode, Response, Year};

use crate::{as_number, two_decimals};

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
    /// `100 · N / D`; `None` where the denominator is 0.
    pub rate: Option<f64>,
    /// The rows of the denominator without a number; they counted as 0.
    pub absent: Vec<CellKey>,
}

impl IndicatorValue {
    /// Flags a reader must see: `incomplete denominator`, `low base`, `not computable`.
    pub fn flags(&self) -> Vec<&'static str> {
        let counted: Vec<_> = self.components.iter().filter(|component| component.rate.is_some()).collect();
        let mut flags = Vec::new();
        if self.value.is_none() {
            flags.push("not computable");
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

/// The values of all States and years by a method; a year is labelled where its own component can be judged.
pub fn values<'a>(method: &Method, responses: impl IntoIterator<Item = &'a Response>) -> Vec<IndicatorValue> {
    let mut by_state: BTreeMap<&CountryCode, BTreeMap<Year, Component>> = BTreeMap::new();
    for response in responses {
        if let Some(component) = component(method, response) {
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
fn component(method: &Method, response: &Response) -> Option<Component> {
    let known =
        |keys: &[CellKey]| -> Vec<u64> { keys.iter().filter_map(|key| response.count(key)).collect() };
    let denominators = known(&method.denominator);
    if denominators.is_empty() {
        return None;
    }
    let (numerator, denominator) = (known(&method.numerator).iter().sum(), denominators.iter().sum());
    let absent = method.denominator.iter().filter(|key| response.count(key).is_none()).cloned().collect();
    let rate = (denominator > 0).then(|| 100.0 * as_number(numerator) / as_number(denominator));
    Some(Component { year: response.year, numerator, denominator, rate, absent })
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
            let numerator = counted.iter().map(|component| component.numerator).sum::<u64>();
            let denominator = counted.iter().map(|component| component.denominator).sum::<u64>();
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
