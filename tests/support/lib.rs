//! What the tests share: databases, running services, returns to play with.

pub mod annotated;
pub mod database;
pub mod faults;
pub mod fuzz;
pub mod grid;
pub mod hostile;
pub mod inspection;
pub mod ledger;
pub mod load;
pub mod mutations;
pub mod office;
pub mod openid;
pub mod own_server;
pub mod package;
pub mod people;
pub mod places;
pub mod program;
pub mod reading;
pub mod replicas;
mod restarts;
pub mod samples;
pub mod scene;
pub mod service;
pub mod stages;
mod tamper;

pub use database::{Backend, TestDatabase};
pub use program::{Outcome, iafq};
pub use service::{Answer, TestService};

/// Makes two tests of a function that takes a [`Backend`]: `name::sqlite` and `name::postgresql`.
#[macro_export]
macro_rules! on_both_databases {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            #[test]
            fn sqlite() {
                super::run::$name($crate::Backend::Sqlite);
            }

            #[test]
            fn postgresql() {
                super::run::$name($crate::Backend::Postgresql);
            }
        }
    )+};
}
