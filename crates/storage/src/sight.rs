//! What a transaction sees of returns. PostgreSQL's row-level security goes by it: a second net below the filters of
//! the queries themselves.

use crate::scope::Scope;

/// Through whose eyes a transaction reads and writes. None is begun without one.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Sight<'a> {
    /// What is there for a scope.
    Of(&'a Scope),
    /// No return at all: accounts, sessions, settings.
    NoReturn,
    /// The record as a whole: whoever verifies it, or keeps a copy.
    Record,
}

impl<'a> From<&'a Scope> for Sight<'a> {
    fn from(scope: &'a Scope) -> Self {
        Self::Of(scope)
    }
}

impl Sight<'_> {
    /// The word of the migrations' function `sees`. Safe within quotes: a country that is not written in letters and
    /// digits sees nothing.
    pub(crate) fn word(self) -> String {
        match self {
            Self::Of(Scope::Secretariat { .. }) | Self::Record => "everything".to_owned(),
            Self::Of(Scope::State { country, .. })
                if country.as_str().bytes().all(|byte| byte.is_ascii_alphanumeric()) =>
            {
                format!("state:{country}")
            }
            Self::Of(Scope::State { .. } | Scope::Public) | Self::NoReturn => "nothing".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_cannot_say_more_than_itself() {
        let word = |country: &str| Sight::Of(&Scope::state(country.into(), "somebody")).word();
        assert_eq!(word("XDB"), "state:XDB");
        assert_eq!(word("XDB'; SET LOCAL iafq.sight = 'everything"), "nothing");
    }
}
