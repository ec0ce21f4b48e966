//! In a program without the feature `oidc` there is no provider.

use super::{Failure, Identity, Pending, Settings, WITHOUT};

/// A provider: in this program there is none.
pub(crate) enum Provider {}

impl Provider {
    /// Whether this program can ask one.
    pub(crate) const IS_THERE: bool = false;

    /// None, whatever the settings.
    ///
    /// # Errors
    /// Always: what to do.
    pub(crate) fn new(_: Settings, _: &str) -> Result<Self, String> {
        Err(WITHOUT.to_owned())
    }

    /// See the program with the feature.
    pub(crate) fn begin(&self, _: &Pending) -> Result<String, Failure> {
        match *self {}
    }

    /// See the program with the feature.
    pub(crate) fn finish(&self, _: &Pending, _: &str, _: Option<&str>) -> Result<Identity, Failure> {
        match *self {}
    }

    /// See the program with the feature.
    pub(crate) fn look(&self) -> Result<usize, Failure> {
        match *self {}
    }
}
