//! The settings of sign-in by a provider of OpenID Connect, and what `iafq doctor` says of one.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use support::iafq;
use support::openid::{CLIENT, Lie, Provider, SECRET};

/// A folder with the file of the client's secret, and its path.
fn secret(mode: u32) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("client-secret");
    fs::write(&path, SECRET).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    let path = path.display().to_string();
    (folder, path)
}

#[test]
fn the_settings_of_a_provider_are_shown_without_its_secret() {
    let (_folder, file) = secret(0o600);
    let all = ["--openid-issuer", "https://provider.example", "--openid-client-id", CLIENT];
    let further = ["--openid-client-secret-file", &file, "--openid-second-factor", "mfa"];
    for format in ["text", "plain", "json"] {
        let shown = iafq(&[&["config", "show", "--format", format][..], &all, &further].concat());
        assert_eq!(shown.code, 0, "{shown:?}");
        for said in ["https://provider.example", &file, "openid_second_factor", "--openid-client-id"] {
            assert!(shown.out.contains(said), "{format} {said}: {}", shown.out);
        }
        assert!(!shown.out.contains(SECRET) && !shown.err.contains(SECRET), "{shown:?}");
    }
}

#[test]
fn a_provider_is_named_whole_and_over_tls() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}", folder.path().join("iafq.db").display());
    let named = ["--openid-issuer", "https://provider.example", "--openid-client-id", CLIENT];
    for (arguments, said) in [
        (&named[..2], "OpenID Connect needs three settings"),
        (&named, "OpenID Connect needs three settings"),
        (&["--openid-second-factor", "mfa"], "OpenID Connect needs three settings"),
        (&["--openid-issuer", "http://provider.example"], "asked over https alone"),
        (&["--openid-issuer", "https://u:canary@provider.example"], "expected https://HOST"),
    ] {
        for command in [&["config", "show"][..], &["serve", "--database", &database]] {
            let refused = iafq(&[command, arguments].concat());
            assert_eq!(refused.code, 2, "{refused:?}");
            assert!(refused.err.contains(said), "{said}: {}", refused.err);
        }
    }
    let (_open_folder, open) = secret(0o644);
    for (path, said) in [(open.as_str(), "chmod 600"), ("/nowhere/secret", "/nowhere/secret")] {
        let serve = ["serve", "--database", &database, "--openid-client-secret-file", path];
        let refused = iafq(&[&serve[..], &named].concat());
        assert!(refused.code != 0 && refused.err.contains(said), "{refused:?}");
        assert!(!refused.err.contains(SECRET), "{refused:?}");
    }
}

#[test]
fn doctor_looks_at_the_provider() {
    let provider = Provider::start();
    let (_folder, file) = secret(0o600);
    let (_open_folder, open) = secret(0o644);
    let check = |file: &str| {
        let named = ["--openid-issuer", provider.issuer(), "--openid-client-id", CLIENT];
        let outcome = iafq(&[&["doctor"][..], &named, &["--openid-client-secret-file", file]].concat());
        assert!(!outcome.out.contains(SECRET) && !outcome.err.contains(SECRET), "{outcome:?}");
        let line = outcome.out.lines().find(|line| line.contains(" OpenID Connect "));
        line.unwrap_or_else(|| panic!("{}", outcome.out)).to_owned()
    };
    let fine = check(&file);
    assert!(fine.starts_with("ok ") && fine.ends_with("names itself as said, and has 1 keys"), "{fine}");
    for (lie, said) in [
        (Lie::OtherName, "the provider names itself otherwise than --openid-issuer"),
        (Lie::NoKeys, "the provider has no key that is understood"),
    ] {
        provider.lies(Some(lie));
        let told = check(&file);
        assert!(told.starts_with("failed ") && told.contains(said), "{told}");
    }
    provider.lies(None);
    assert!(check(&open).starts_with("failed "), "others may open the secret");
    provider.is_away(true);
    let away = check(&file);
    assert!(away.starts_with("failed ") && away.contains("does not answer"), "{away}");
    let none = iafq(&["doctor"]);
    assert!(!none.out.contains("OpenID"), "{}", none.out);
}
