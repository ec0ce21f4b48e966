//! Where the secret of a service is.

use std::path::PathBuf;

use storage::DatabaseUrl;

use super::{Common, Failure};
use crate::secret::Secret;

/// The secret of the service whose database is named.
pub(super) fn secret(common: &Common) -> Result<Secret, Failure> {
    secret_of(common, common.database()?)
}

/// The secret of the service with a database. It is made where there is none.
pub(super) fn secret_of(common: &Common, database: &str) -> Result<Secret, Failure> {
    let path = path_of(common, database)?;
    Secret::read_or_make(&path).map_err(Failure::file(&path))
}

/// The file of the secret: the one that is named, or the one beside the file of the database.
pub(super) fn path_of(common: &Common, database: &str) -> Result<PathBuf, Failure> {
    match (&common.secret_file, DatabaseUrl::parse(database)?) {
        (Some(named), _) => Ok(named.clone()),
        (None, DatabaseUrl::Sqlite(path)) => Ok(PathBuf::from(format!("{path}.secret"))),
        (None, DatabaseUrl::Postgresql(_)) => {
            let missing = "name the file of the service's secret: --secret-file FILE or IAFQ_SECRET_FILE; it is made \
                           where there is none, and every replica needs the same";
            Err(Failure::Usage(missing.to_owned()))
        }
    }
}
