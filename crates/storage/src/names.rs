//! The closed names of the database.

use std::fmt;

macro_rules! names {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub enum $name { $($(#[$variant_doc])* $variant),+ }

        impl $name {
            /// The name in the database and on the wire.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The member of a name.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.pad(self.code())
            }
        }
    };
}

names! {
    /// What a user does.
    Role {
        /// Sends the tables of an institution.
        Contributor = "contributor",
        /// Merges and submits a State's return.
        FocalPoint = "focal_point",
        /// Reviews returns.
        Reviewer = "reviewer",
        /// Publishes releases.
        Publisher = "publisher",
        /// Runs the service.
        Administrator = "administrator",
    }
}

impl Role {
    /// Whether who does it belongs to a State; all others are of the secretariat.
    pub fn is_of_a_state(self) -> bool {
        match self {
            Self::Contributor | Self::FocalPoint => true,
            Self::Reviewer | Self::Publisher | Self::Administrator => false,
        }
    }
}

names! {
    /// How far work on an upload is.
    JobStep {
        /// The original is kept.
        Kept = "kept",
        /// It waits for a process that reads it, or is read.
        Reading = "reading",
        /// What was read is checked.
        Checking = "checking",
        /// What was found is stored.
        Storing = "storing",
    }
}

names! {
    /// What a link in a mail is good for.
    LinkKind {
        /// Choosing the first password of an account.
        Invitation = "invitation",
        /// Choosing another one.
        Reset = "reset",
    }
}

names! {
    /// How somebody showed who they are.
    Strength {
        /// By password.
        Password = "password",
        /// By password and second factor.
        Full = "full",
    }
}

names! {
    /// What a token is good for.
    TokenScopes {
        /// Reading.
        Read = "read",
        /// Changing, without reading.
        Write = "write",
        /// Both.
        ReadWrite = "read write",
    }
}

names! {
    /// Where a return stands.
    ReturnState {
        /// Uploaded, not submitted.
        Draft = "draft",
        /// Submitted by the State.
        Submitted = "submitted",
        /// Given back with questions.
        Returned = "returned",
        /// Accepted by a reviewer.
        Accepted = "accepted",
        /// Cleared by the State for publication.
        Cleared = "cleared",
        /// Published.
        Published = "published",
    }
}

impl ReturnState {
    /// Whether the State has reported, and nobody waits for it.
    pub fn is_reported(self) -> bool {
        match self {
            Self::Draft | Self::Returned => false,
            Self::Submitted | Self::Accepted | Self::Cleared | Self::Published => true,
        }
    }
}

names! {
    /// What is done with a return, as it is written down.
    Step {
        /// The State submits a revision.
        Submit = "submitted",
        /// The State takes back what it submitted and nobody has accepted.
        Recall = "recalled",
        /// A reviewer gives it back with a reason.
        Return = "returned",
        /// A reviewer accepts what was submitted.
        Accept = "accepted",
        /// The State clears tables of what was accepted for publication.
        Clear = "cleared",
        /// The State takes its clearance back.
        Withdraw = "clearance_withdrawn",
        /// A publisher publishes what is cleared.
        Publish = "published",
    }
}

names! {
    /// Where a revision comes from.
    RevisionKind {
        /// The return of its year.
        Return = "return",
        /// A correction sent with the return of a later year.
        Correction = "correction",
        /// A published file.
        Import = "import",
        /// Tables that an institution of the State sent, to be merged.
        Contribution = "contribution",
    }
}

names! {
    /// What a reviewer says to an explanation.
    Decision {
        /// It explains what was found.
        Accepted = "accepted",
        /// It does not; what was found is open again.
        Questioned = "questioned",
    }
}

impl Step {
    /// The step behind "a return cannot …".
    pub(crate) fn phrase(self) -> &'static str {
        match self {
            Self::Submit => "be submitted",
            Self::Recall => "be recalled",
            Self::Return => "be given back",
            Self::Accept => "be accepted",
            Self::Clear => "be cleared",
            Self::Withdraw => "have its clearance withdrawn",
            Self::Publish => "be published",
        }
    }
}
