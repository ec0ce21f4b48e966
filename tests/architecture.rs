//! The house: crate edges, licences, READMEs, file sizes, the pure crates.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, PackageId};

/// The table of `crates/README.md`: crate, and which of ours it may use.
const EDGES: &[(&str, &[&str])] = &[
    ("schema", &[]),
    ("intake", &["schema"]),
    ("validation", &["schema"]),
    ("storage", &["schema"]),
    ("aggregation", &["schema"]),
    ("export", &["aggregation", "schema"]),
    ("service", &["aggregation", "export", "intake", "schema", "storage", "validation"]),
];

/// Crate outside, and the only crates of ours that may name it.
const ROOMS: &[(&str, &[&str])] = &[
    ("diesel", &["storage"]),
    ("diesel_migrations", &["storage"]),
    ("libsqlite3-sys", &["storage"]),
    ("pq-sys", &["storage"]),
    ("actix-web", &["service"]),
    ("actix-multipart", &["service"]),
    ("validator", &["service"]),
    ("lettre", &["service"]),
    ("rustls", &["service"]),
    ("argon2", &["service"]),
    ("openidconnect", &["service"]),
    ("ureq", &["service"]),
    ("calamine", &["intake"]),
    ("jsonschema", &["intake"]),
    ("zip", &["intake"]),
    ("rust_xlsxwriter", &["export"]),
    ("csv", &["export", "intake"]),
];

/// Licences that may stand alone or as one side of an `OR`.
const PERMISSIVE: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "PostgreSQL",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Crates that open connections to other machines but for mail, or make the pages of others known to them: nothing the service
/// does needs one but sign-in by a provider, which is a feature, and what is not there no document and no fault can be made to use. (`mio`, `socket2` and `tokio` are how it listens;
/// libpq, in C, is how it reaches its own database; `lettre`, with `rustls`, is how mail goes to the server that the
/// operator names.)
const CLIENTS: &[&str] = &[
    "attohttpc",
    "awc",
    "curl",
    "curl-sys",
    "ehttp",
    "h2",
    "hickory-resolver",
    "http-req",
    "hyper",
    "hyper-rustls",
    "hyper-tls",
    "hyper-util",
    "isahc",
    "minreq",
    "native-tls",
    "object_store",
    "openssl",
    "quinn",
    "reqwest",
    "surf",
    "tiny_http",
    "tonic",
    "trust-dns-resolver",
    "tungstenite",
    "ureq",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn metadata() -> Metadata {
    MetadataCommand::new().manifest_path(root().join("Cargo.toml")).exec().unwrap()
}

/// For each crate of ours, the names of its normal dependencies.
fn dependencies(metadata: &Metadata) -> BTreeMap<String, BTreeSet<String>> {
    metadata
        .workspace_packages()
        .iter()
        .map(|package| {
            let normal = package.dependencies.iter().filter(|edge| edge.kind == DependencyKind::Normal);
            (package.name.to_string(), normal.map(|edge| edge.name.clone()).collect())
        })
        .collect()
}

#[test]
fn the_edges_between_crates_are_those_of_the_table() {
    let dependencies = dependencies(&metadata());
    let ours: BTreeSet<&str> = dependencies.keys().map(String::as_str).collect();
    for (name, allowed) in EDGES {
        let found: BTreeSet<&str> =
            dependencies[*name].iter().map(String::as_str).filter(|edge| ours.contains(edge)).collect();
        assert_eq!(found, allowed.iter().copied().collect(), "edges of {name}");
    }
    let listed: BTreeSet<&str> = EDGES.iter().map(|(name, _)| *name).chain(["tests", "xtask"]).collect();
    assert_eq!(ours, listed, "a new crate belongs into the table of crates/README.md and this test");
}

#[test]
fn each_library_is_named_only_in_its_room() {
    let dependencies = dependencies(&metadata());
    for (library, rooms) in ROOMS {
        for (name, edges) in &dependencies {
            if edges.contains(*library) && name != "tests" {
                assert!(rooms.contains(&name.as_str()), "{name} names {library}; its room is {rooms:?}");
            }
        }
    }
}

#[test]
fn pure_crates_forbid_clock_environment_files_and_randomness() {
    for name in ["schema", "validation", "aggregation"] {
        let path = root().join("crates").join(name).join("clippy.toml");
        let rules = fs::read_to_string(&path).unwrap_or_else(|_| panic!("{} is missing", path.display()));
        for method in
            ["std::time::SystemTime::now", "std::time::Instant::now", "std::env::var", "std::fs::read"]
        {
            assert!(rules.contains(method), "{} does not disallow {method}", path.display());
        }
        let edges = &dependencies(&metadata())[name];
        for library in ["rand", "tokio", "uuid", "tempfile"] {
            assert!(!edges.contains(library), "{name} is pure and may not use {library}");
        }
    }
}

#[test]
fn only_names_of_the_schema_are_serialised_as_they_are() {
    for path in sources(&root().join("crates/schema/src")) {
        let text = fs::read_to_string(&path).unwrap();
        let derives = text.lines().any(|line| line.contains("derive(") && line.contains("Serialize"));
        assert!(!derives || path.ends_with("code.rs"), "{} derives what goes over the wire", path.display());
    }
}

#[test]
fn every_dependency_has_a_permissive_licence() {
    let metadata = metadata();
    for package in &metadata.packages {
        if metadata.workspace_members.contains(&package.id) {
            continue;
        }
        let licence = package.license.clone().unwrap_or_default().replace('/', " OR ");
        let groups = licence.split(" AND ").map(|group| group.trim_matches(['(', ')']));
        for group in groups {
            let permissive =
                group.split(" OR ").any(|name| PERMISSIVE.contains(&name.trim_matches(['(', ')', ' '])));
            assert!(permissive, "{} {}: licence {licence:?}", package.name, package.version);
        }
    }
}

/// The packages that a package is built from: normal edges of the resolved graph.
fn built_from<'a>(metadata: &'a Metadata, name: &str) -> BTreeSet<&'a PackageId> {
    let nodes: BTreeMap<_, _> =
        metadata.resolve.iter().flat_map(|resolve| &resolve.nodes).map(|node| (&node.id, node)).collect();
    let start = metadata.packages.iter().find(|package| package.name == name).unwrap();
    let (mut found, mut open) = (BTreeSet::new(), vec![&start.id]);
    while let Some(id) = open.pop() {
        if !found.insert(id) {
            continue;
        }
        let normal = |edge: &&cargo_metadata::NodeDep| {
            edge.dep_kinds.iter().any(|kind| kind.kind == DependencyKind::Normal)
        };
        open.extend(nodes[id].deps.iter().filter(normal).map(|edge| &edge.pkg));
    }
    found
}

/// The names of the packages that `service` is built from, with features of its own, on any machine. The suite itself asks
/// for a feature, so that what the whole workspace is built from says nothing of it.
fn service_with(features: &str) -> BTreeSet<String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["tree", "--package", "service", "--edges", "normal", "--target", "all"]);
    command.args(["--prefix", "none", "--format", "{p}", "--locked", "--features", features]);
    let output = command.current_dir(root()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).unwrap();
    lines.lines().filter_map(|line| Some(line.split(' ').next()?.to_owned())).collect()
}

#[test]
fn there_is_no_way_out_of_the_service() {
    let names = service_with("");
    assert!(names.contains("actix-http") && names.contains("jsonschema"), "the graph was walked");
    let clients: Vec<_> = CLIENTS.iter().filter(|client| names.contains(**client)).collect();
    assert!(clients.is_empty(), "{clients:?} can call other machines");
}

#[test]
fn sign_in_by_a_provider_adds_one_client_and_no_other_tls() {
    let names = service_with("oidc");
    let clients: Vec<_> = CLIENTS.iter().filter(|client| names.contains(**client)).copied().collect();
    assert_eq!(clients, ["ureq"]);
    for library in ["aws-lc-rs", "aws-lc-sys", "boring", "openssl-sys", "webpki-roots"] {
        assert!(!names.contains(library), "{library}");
    }
    assert!(names.contains("ring") && !service_with("").contains("openidconnect"));
}

#[test]
fn schemas_are_fetched_from_nowhere() {
    let metadata = metadata();
    let built = built_from(&metadata, "service");
    let nodes = metadata.resolve.iter().flat_map(|resolve| &resolve.nodes);
    let mut fetching = Vec::new();
    for node in nodes.filter(|node| built.contains(&node.id)) {
        let features = node.features.iter().filter(|feature| feature.starts_with("resolve-"));
        fetching.extend(features.map(|feature| format!("{} with {feature}", node.id)));
    }
    assert!(fetching.is_empty(), "{fetching:?}");
}

#[test]
fn every_top_level_folder_and_crate_has_a_readme_of_at_most_a_screen() {
    let mut folders: Vec<PathBuf> =
        ["crates", "forms", "schemas", "migrations", "tests"].map(|name| root().join(name)).into();
    let crates = fs::read_dir(root().join("crates")).unwrap().map(|entry| entry.unwrap().path());
    folders.extend(crates.filter(|path| path.is_dir()));
    for folder in folders {
        let readme = folder.join("README.md");
        let text = fs::read_to_string(&readme).unwrap_or_else(|_| panic!("{} is missing", readme.display()));
        assert!(text.lines().count() <= 80, "{} has more than 80 lines", readme.display());
    }
}

#[test]
fn source_files_have_one_subject_and_stay_short() {
    let mut long = Vec::new();
    for path in sources(&root().join("crates")).into_iter().chain(sources(&root().join("tests"))) {
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        if lines > 400 {
            long.push(format!("{} ({lines} lines)", path.display()));
        }
    }
    assert!(long.is_empty(), "split by subject: {long:#?}");
}

#[test]
fn both_migration_folders_have_the_same_names() {
    let names = |backend: &str| -> BTreeSet<String> {
        let entries = fs::read_dir(root().join("migrations").join(backend)).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    };
    assert_eq!(names("sqlite"), names("postgresql"));
}

#[test]
fn nothing_in_the_repository_needs_what_lies_beside_it() {
    let beside = ["..", "shared"].join("/");
    for path in sources(&root().join("crates")).into_iter().chain(sources(&root().join("tests"))) {
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains(&beside), "{} reaches out of the repository", path.display());
    }
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.ends_with("target") {
            continue; // what the fuzzer's own workspace was built to
        }
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}
