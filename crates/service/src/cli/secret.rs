//! Where the secret of a service is.

use std::path::PathBuf;

use storage::DatabaseUrl;

use super::{Common, Failure};
use crate::secret::Secret;

/// The secret of the service: the file that was named, or the one beside a SQLite database. It is made where there is
/// none.
pub(super) fn secret(common: &Common) -> Result<Secret, Failure> {
    let path = match &common.secret_file {
        Some(path) => path.clone(),
        None => match DatabaseUrl::parse(common.database()?)? {
            DatabaseUrl::Sqlite(path) => PathBuf::from(format!("{path}.secret")),
            DatabaseUrl::Postgresql(_) => {
                let missing = "name the file of the service's secret: --secret-file PATH or IAFQ_SECRET_FILE; every \
                               service on one database needs the same";
                return Err(Failure::Usage(missing.to_owned()));
            }
        },
    };
    Secret::read_or_make(&path).map_err(Failure::file(&path))
}
