//! Who may change what: one table, written by hand. Whose returns, and who reads them, is a matter of the scope.

use storage::Role;
use storage::Role::{Administrator, Contributor, FocalPoint, Publisher, Reviewer};

use super::auth::Caller;
use super::problem::Problem;

/// Something that not everybody may do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Act {
    /// Send a file.
    Upload,
    /// Submit a return, or take it back.
    Submit,
    /// Merge what institutions contributed.
    Merge,
    /// Enter and submit what a State said in another way.
    Behalf,
    /// Explain what was found.
    Explain,
    /// Accept or question an explanation.
    Decide,
    /// Accept a return, or give it back.
    Review,
    /// Clear tables for publication, or take that back.
    Clear,
    /// Ask about a cell, or close what was asked.
    Ask,
    /// Say something to a question.
    Answer,
    /// Manage accounts.
    Administer,
    /// Open and change the collection of a year.
    Collect,
    /// Grant States more time, and remind them.
    Accompany,
    /// See where every State stands.
    Oversee,
}

impl Act {
    /// Who may do it, and what others are told.
    fn policy(self) -> (&'static [Role], &'static str) {
        match self {
            Self::Upload => {
                (&[Contributor, FocalPoint, Reviewer, Administrator], "Publishers do not upload returns.")
            }
            Self::Submit => {
                (&[FocalPoint], "Only the focal point of the State submits its return, or takes it back.")
            }
            Self::Merge => (&[FocalPoint], "Only the focal point of the State merges contributions."),
            Self::Behalf => (&[Reviewer], "Only a reviewer of the secretariat enters returns for States."),
            Self::Explain => (&[Contributor, FocalPoint], "Only people of the State explain its figures."),
            Self::Decide => {
                (&[Reviewer], "Only a reviewer of the secretariat accepts or questions explanations.")
            }
            Self::Review => {
                (&[Reviewer], "Only a reviewer of the secretariat accepts a return or gives it back.")
            }
            Self::Clear => {
                (&[FocalPoint], "Only the focal point of the State clears its figures for publication.")
            }
            Self::Ask => (
                &[Reviewer],
                "Only a reviewer of the secretariat asks about a return, or closes what was asked.",
            ),
            Self::Answer => (
                &[Contributor, FocalPoint, Reviewer],
                "Only people of the State and reviewers of the secretariat answer questions.",
            ),
            Self::Administer => (&[Administrator], "Only an administrator manages accounts."),
            Self::Collect => (&[Administrator], "Only an administrator opens and changes cycles."),
            Self::Accompany => (
                &[Reviewer, Administrator],
                "Only reviewers and administrators grant States more time, and remind them.",
            ),
            Self::Oversee => {
                (&[Reviewer, Publisher, Administrator], "Only the secretariat sees where every State stands.")
            }
        }
    }
}

impl Caller {
    /// Whether the caller's role may do something.
    pub(crate) fn may(&self, act: Act) -> Result<(), Problem> {
        let (roles, refusal) = act.policy();
        if roles.contains(&self.user.role) { Ok(()) } else { Err(Problem::new("not-allowed", refusal)) }
    }
}
