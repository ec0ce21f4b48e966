//! Opening the database: migrated, with the code lists of all editions.

use std::path::{Path, PathBuf};

use schema::Catalogue;
use storage::{DatabaseUrl, StorageError, Store};

/// The setting that tells a demonstration from a service.
pub(crate) const KIND: &str = "kind";
/// Its value in a demonstration.
pub(crate) const DEMO: &str = "demo";

/// Opens, migrates and fills the code lists. `owner` is the URL of who owns the tables, where that is another role than
/// the one the program works with.
pub(crate) fn open(url: &str, owner: Option<&str>, catalogue: &Catalogue) -> Result<Store, StorageError> {
    let url = DatabaseUrl::parse(url)?;
    let owner = owner.map(DatabaseUrl::parse).transpose()?;
    prepare(&url, owner.as_ref(), catalogue)
}

/// Opens a database that is there and up to date, and changes nothing in it.
pub(crate) fn existing(url: &str) -> Result<Store, StorageError> {
    let url = DatabaseUrl::parse(url)?;
    if let DatabaseUrl::Sqlite(path) = &url
        && !Path::new(path).exists()
    {
        return Err(StorageError::Invalid { what: format!("there is no file {path}") });
    }
    let store = Store::open(&url)?;
    store.must_be_current()?;
    Ok(store)
}

/// Opens a database that is to be filled: whether it is empty, the store says. Gives the files that are made for it.
pub(crate) fn empty(url: &str) -> Result<(Store, Vec<PathBuf>), StorageError> {
    let url = DatabaseUrl::parse(url)?;
    let made = match &url {
        DatabaseUrl::Sqlite(path) if !Path::new(path).exists() => {
            ["", "-wal", "-shm"].map(|ending| PathBuf::from(format!("{path}{ending}"))).to_vec()
        }
        DatabaseUrl::Sqlite(_) | DatabaseUrl::Postgresql(_) => Vec::new(),
    };
    Ok((Store::open(&url)?, made))
}

/// Opens a parsed URL.
pub(crate) fn prepare(
    url: &DatabaseUrl,
    owner: Option<&DatabaseUrl>,
    catalogue: &Catalogue,
) -> Result<Store, StorageError> {
    if let Some(owner) = owner {
        let owner = Store::open(owner)?;
        owner.migrate()?;
        owner.let_work(url)?;
    }
    let store = Store::open(url)?;
    // Whoever works with tables of somebody else cannot migrate them, and need not where they are up to date.
    match store.must_be_current() {
        Err(StorageError::OlderDatabase) => store.migrate()?,
        current => current?,
    }
    for edition in catalogue.editions.values() {
        store.load_code_lists(edition)?;
    }
    Ok(store)
}
