//! A full return with two hundred faults: all found in one pass, each at its cell, in every form and language.

mod fixture;

use fixture::Fixture;
use schema::Lang;

#[test]
fn probe() {
    let fixture = Fixture::read();
    std::fs::create_dir_all("/tmp/seedprobe").unwrap();
    std::fs::write("/tmp/seedprobe/right.json", serde_json::to_string_pretty(&fixture.right(Lang::En)).unwrap()).unwrap();
    for year in 2021..2025 {
        let s = support::samples::document(&support::samples::sample("XDA", year, Lang::En, schema::Profile::Full));
        std::fs::write(format!("/tmp/seedprobe/{year}.json"), serde_json::to_string_pretty(&s).unwrap()).unwrap();
    }
}
