//! A record of many returns: whatever row of it is altered, wherever, is found.

use support::on_both_databases;

on_both_databases!(whatever_row_is_altered_is_found);

mod run {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use rand::rngs::StdRng;
    use rand::{Rng as _, SeedableRng as _};
    use support::samples::{document, full};
    use support::stages::{People, Stage, bring};
    use support::{Backend, TestService, iafq};

    /// Tables with their key, and what is altered: all that the chain speaks of. Names and media types of files are in no
    /// entry, nor are texts of explanations and findings, as SECURITY.md says.
    const ALTERED: [(&str, &str, &[&str]); 9] = [
        (
            "audit",
            "seq",
            &[
                "at = at || '0'",
                "actor = actor || 'x'",
                "action = action || 'x'",
                "object = object || 'x'",
                "detail = detail || ' '",
                "previous_hash = hash",
                "hash = previous_hash",
            ],
        ),
        ("audit_head", "id", &["seq = seq + 1", "hash = hash || '0'"]),
        ("upload", "id", &["country = 'XDC'", "cycle = cycle + 1", "sha256 = sha256 || '0'"]),
        ("original_piece", "sha256, number", &["bytes = substr(bytes, 2)", "number = number + 1000"]),
        ("revision", "id", &["content_sha256 = content_sha256 || '0'"]),
        (
            "receipt",
            "id",
            &[
                "original_sha256 = original_sha256 || '0'",
                "content_sha256 = content_sha256 || '0'",
                "rule_set = rule_set || 'x'",
                "chain_head = chain_head || '0'",
            ],
        ),
        ("state_return", "id", &["state = 'published'", "submitted_revision = NULL", "country = 'XDC'"]),
        (
            "observation",
            "revision_id, table_id, row_code, column_code",
            &["count = coalesce(count, 0) + 1, availability = 'V', value_kind = 'count'"],
        ),
        ("access_log", "batch_id, position", &["actor = actor || 'x'", "route = route || 'x'"]),
    ];

    /// How many rows are altered, one in each copy; each table in turn.
    fn times() -> usize {
        if std::env::var_os("IAFQ_TEST_LONG").is_some() { 500 } else { 2 * ALTERED.len() }
    }

    /// What random rows are drawn from.
    fn seed() -> u64 {
        std::env::var("PROPTEST_RNG_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(164)
    }

    /// Returns of two States over several years, at every stage behind submission.
    fn record(backend: Backend) -> TestService {
        let service = TestService::start(backend);
        for country in ["XDA", "XDB"] {
            let people = People::of(&service, country);
            for (year, stage) in [2022, 2023, 2024, 2025].into_iter().zip([
                Stage::Submitted,
                Stage::Returned,
                Stage::Accepted,
                Stage::Cleared,
            ]) {
                let document = document(&full(country, year));
                let sent = bring(&service, &people, (country, year), (&document, "As reported"), stage);
                assert_eq!(service.get(&sent.path, Some(&people.reviewer)).status, 200);
            }
        }
        service.stop();
        service.ends_within(Duration::from_secs(20));
        service
    }

    #[expect(clippy::print_stdout, reason = "the figures are what the run is for")]
    pub(super) fn whatever_row_is_altered_is_found(backend: Backend) {
        let service = record(backend);
        let holds = iafq(&["verify", "--database", &service.database.url]);
        assert_eq!(holds.code, 0, "{holds:?}");
        let mut random = StdRng::seed_from_u64(seed());
        let mut altered = BTreeMap::<&str, usize>::new();
        for nth in 0..times() {
            let (table, key, changes) = ALTERED[nth % ALTERED.len()];
            let (change, row) =
                (changes[random.random_range(0..changes.len())], random.random_range(0..1_000_000));
            let statement = format!(
                "UPDATE {table} SET {change} WHERE ({key}) = (SELECT {key} FROM {table} ORDER BY {key} LIMIT 1 \
                 OFFSET {row} % (SELECT count(*) FROM {table}))"
            );
            let copy = service.database.copy();
            copy.tamper(&statement);
            let told = iafq(&["verify", "--database", &copy.url]);
            let found = told.code == 1 && told.out.contains("the record does not hold");
            assert!(found, "{statement}: {told:?}");
            *altered.entry(table).or_default() += 1;
        }
        println!("found all: {altered:?}");
    }
}
