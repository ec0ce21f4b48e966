//! A new rule: its file, its page, its words in every language, its line in the family. The tests fail until all are
//! filled in.

use std::fs;
use std::path::{Path, PathBuf};

use crate::run::{Failure, root, say};

/// Families: prefix of the codes, and the folder of the rules.
const FAMILIES: [(&str, &str); 13] = [
    ("STR", "structure"),
    ("STA", "status"),
    ("SEI", "seizures"),
    ("CTX", "context"),
    ("MRK", "marking"),
    ("TRC", "tracing"),
    ("CJS", "justice"),
    ("SIG", "incidents"),
    ("FLO", "flows"),
    ("PRI", "prices"),
    ("HIS", "history"),
    ("SDG", "indicator"),
    ("PUB", "publication"),
];

/// Writes what a rule consists of. `name` says what is wrong, in kebab case.
pub(crate) fn run(code: &str, name: &str) -> Result<(), Failure> {
    let family = family(code)?;
    let kebab = !name.is_empty() && name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-');
    if !kebab {
        return Err("the name says what is wrong, in lower-case letters and dashes".into());
    }
    let crate_folder = root().join("crates/validation");
    let page = crate_folder.join("docs").join(format!("{code}.md"));
    if page.exists() || is_retired(code) {
        return Err(format!("{code} is taken; a code is never used again").into());
    }
    let module = format!("{}_{}", code.to_lowercase().replace('-', "_"), name.replace('-', "_"));
    let folder = crate_folder.join("src/rules").join(family);
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(format!("{module}.rs")), rule(code, name))?;
    fs::write(&page, text_of_page(code, name))?;
    register(&folder.with_extension("rs"), &module)?;
    for path in texts(code)? {
        let before = fs::read_to_string(&path).unwrap_or_else(|_| "reviewed = false\n\n[text]\n".to_owned());
        fs::write(&path, format!("{}\n{}", before.trim_end(), words(code)))?;
        say(&format!("{}", path.display()));
    }
    say(&format!("{}", page.display()));
    say(&format!("{}", folder.join(format!("{module}.rs")).display()));
    say("fill them in, then: cargo xtask generate, cargo xtask test");
    Ok(())
}

fn family(code: &str) -> Result<&'static str, Failure> {
    let (prefix, number) = code.split_once('-').unwrap_or((code, ""));
    let known = FAMILIES.iter().find(|(own, _)| *own == prefix).map(|(_, folder)| *folder);
    let is_number = number.len() == 2 && number.chars().all(|digit| digit.is_ascii_digit());
    match known.filter(|_| is_number) {
        Some(folder) => Ok(folder),
        None => Err("expected a code such as SEI-17; sums and bounds (ARI) are relations.toml".into()),
    }
}

/// Codes that were given up.
fn is_retired(code: &str) -> bool {
    ["ARI-02", "ARI-03"].contains(&code)
}

fn rule(code: &str, name: &str) -> String {
    format!(
        "//! What must hold, in one sentence.\n\n\
         use crate::prelude::*;\n\n\
         pub(crate) static RULE: Rule = Rule {{\n    \
             meta: RuleMeta {{\n        \
                 code: {code:?},\n        \
                 name: {name:?},\n        \
                 severities: &[Severity::Warning],\n        \
                 gate: Gate::Submit,\n        \
                 since: \"2026.3\",\n        \
                 inputs: &[\"SZ.TYPE/TOTAL\"],\n        \
                 page: include_str!(\"../../../docs/{code}.md\"),\n    \
             }},\n    \
             thresholds: &[],\n    \
             check,\n\
         }};\n\n\
         fn check(context: &Context<'_>, out: &mut Findings) {{\n    \
             let key = CellKey::count(\"SZ.TYPE\", \"TOTAL\");\n    \
             let Some(count) = context.response.count(&key) else {{ return }};\n    \
             if count == u64::MAX {{\n        \
                 out.push(context.finding(&RULE, At::Cell(key)).arg(\"count\", count));\n    \
             }}\n\
         }}\n"
    )
}

fn text_of_page(code: &str, name: &str) -> String {
    format!(
        "# {code} {name}\n\n## What it checks\n\n\n## Why it matters\n\n\n## Examples\n\nInvalid:\n\n```toml invalid\nyear = 2025\n\
         [cells]\n```\n\nValid:\n\n```toml valid\nyear = 2025\n[cells]\n```\n\n## What to do\n\n\n## Source\n\n"
    )
}

fn words(code: &str) -> String {
    format!("\"rule.{code}.what\" = \"\"\n\"rule.{code}.why\" = \"\"\n\"rule.{code}.todo\" = \"\"\n")
}

/// The module and the entry of the family's list.
fn register(family: &Path, module: &str) -> Result<(), Failure> {
    let text = fs::read_to_string(family)?;
    let Some((head, tail)) = text.split_once("/// The rules of the family") else {
        return Err(format!("{} has no list of its rules", family.display()).into());
    };
    let Some((before, after)) = tail.rsplit_once("];") else {
        return Err(format!("{} has no list of its rules", family.display()).into());
    };
    let separator = if before.trim_end().ends_with(['[', ',']) { "" } else { "," };
    let text = format!(
        "{}\nmod {module};\n\n/// The rules of the family{}{separator}\n    &{module}::RULE,\n];{after}",
        head.trim_end(),
        before.trim_end()
    );
    fs::write(family, text)?;
    Ok(())
}

/// The files with the words of the family, one a language.
fn texts(code: &str) -> Result<Vec<PathBuf>, Failure> {
    let prefix = code.split('-').next().unwrap_or_default().to_lowercase();
    let folder = root().join("forms/2018/text");
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        paths.push(entry?.path().join(format!("rules-{prefix}.toml")));
    }
    paths.sort();
    Ok(paths)
}
