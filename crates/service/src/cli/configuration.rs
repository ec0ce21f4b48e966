//! The configuration: flags, then the environment, then a file, then what the program says. The command line's own
//! definition is the table of settings: each argument that has a variable is one, and its name is the key of the file.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap::builder::Resettable;
use clap::{Arg, ArgMatches, Command};
use toml::{Spanned, Value};

use super::Failure;

/// The argument that names the file: the one setting that cannot stand in it.
const CONFIG: &str = "config";
/// How alike a name must be to be the one that was meant.
const ALIKE: f64 = 0.8;

/// A configuration file whose every key is a setting with a value that is taken.
#[derive(Default)]
pub(super) struct File {
    path: PathBuf,
    values: BTreeMap<String, (String, usize)>,
}

impl File {
    /// Where a setting stands in it: path and line.
    pub(super) fn place(&self, name: &str) -> Option<String> {
        self.values.get(name).map(|(_, line)| format!("{}:{line}", self.path.display()))
    }

    /// Whether an address in it says with what the service signs in there.
    pub(super) fn holds_a_password(&self) -> bool {
        let mut values = ["database", "mail"].into_iter().filter_map(|name| self.values.get(name));
        values.any(|(value, _)| value.contains('@') || value.contains("password="))
    }
}

/// The settings: all arguments that have a variable, by name.
pub(super) fn settings(command: &Command) -> BTreeMap<String, Arg> {
    let own = command.get_arguments().filter(|arg| arg.get_env().is_some() && arg.get_id() != CONFIG);
    let mut found: BTreeMap<_, _> = own.map(|arg| (arg.get_id().to_string(), arg.clone())).collect();
    for inner in command.get_subcommands() {
        for (name, arg) in settings(inner) {
            found.entry(name).or_insert(arg);
        }
    }
    found
}

/// The name of a list that was meant by another.
pub(crate) fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let alike = names.map(|known| (strsim::jaro_winkler(name, known), known));
    let best = alike.max_by(|one, other| one.0.total_cmp(&other.0))?;
    (best.0 >= ALIKE).then_some(best.1)
}

/// Parses the command line, with what the configuration file says below flags and environment.
///
/// # Errors
/// Where the file cannot be read, or has keys or values that are none.
pub(super) fn parse(command: &Command) -> Result<(ArgMatches, File), Failure> {
    let matches = command.clone().get_matches();
    let Some(path) = matches.get_one::<PathBuf>(CONFIG) else { return Ok((matches, File::default())) };
    let file = read(path, &settings(command))?;
    Ok((with_defaults(command.clone(), &file).get_matches(), file))
}

/// The same command whose defaults are those of the file.
fn with_defaults(command: Command, file: &File) -> Command {
    let command = command.mut_args(|arg| match file.values.get(arg.get_id().as_str()) {
        Some((value, _)) if arg.get_env().is_some() => arg.default_value(value.clone()),
        Some(_) | None => arg,
    });
    command.mut_subcommands(|inner| with_defaults(inner, file))
}

fn read(path: &Path, settings: &BTreeMap<String, Arg>) -> Result<File, Failure> {
    let text = fs::read_to_string(path).map_err(Failure::file(path))?;
    parse_file(path, &text, settings).map_err(|mistakes| Failure::Usage(mistakes.join("\n")))
}

/// Reads the text of a file; every mistake with file and line.
fn parse_file(path: &Path, text: &str, settings: &BTreeMap<String, Arg>) -> Result<File, Vec<String>> {
    let line = |at: usize| text.get(..at).unwrap_or(text).matches('\n').count() + 1;
    let said = |at: usize, what: &str| format!("{}:{}: {what}", path.display(), line(at));
    let keys: BTreeMap<Spanned<String>, Spanned<Value>> = toml::from_str(text).map_err(|error| {
        // The error's own text would show the line, which may hold a password.
        vec![said(error.span().unwrap_or_default().start, error.message())]
    })?;
    let (mut file, mut mistakes) = (File { path: path.to_owned(), values: BTreeMap::new() }, Vec::new());
    for (key, value) in keys {
        let (at, name) = (key.span().start, key.get_ref());
        let taken = match settings.get(name) {
            Some(arg) => taken(arg, value.get_ref()),
            None => Err(unknown(name, settings)),
        };
        match taken {
            Ok(value) => drop(file.values.insert(name.clone(), (value, line(at)))),
            Err(why) => mistakes.push((at, said(at, &why))),
        }
    }
    mistakes.sort();
    if mistakes.is_empty() { Ok(file) } else { Err(mistakes.into_iter().map(|(_, said)| said).collect()) }
}

fn unknown(name: &str, settings: &BTreeMap<String, Arg>) -> String {
    match nearest(name, settings.keys().map(String::as_str)) {
        Some(meant) => format!("{name} is no setting; was {meant} meant?"),
        None => format!("{name} is no setting; `iafq config show` lists them"),
    }
}

/// The value of a setting as text, where the setting takes it.
fn taken(arg: &Arg, value: &Value) -> Result<String, String> {
    let name = arg.get_id();
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Boolean(truth) => truth.to_string(),
        Value::Float(_) | Value::Datetime(_) | Value::Array(_) | Value::Table(_) => {
            return Err(format!("{name} is a text, a whole number, or true or false"));
        }
    };
    let alone = Command::new("iafq").no_binary_name(true).disable_help_flag(true);
    let alone = alone.arg(arg.clone().env(Resettable::Reset));
    let flag = format!("--{}={text}", arg.get_long().unwrap_or_default());
    match alone.try_get_matches_from([flag]) {
        Ok(_) => Ok(text),
        Err(error) => {
            let said = error.to_string();
            let lines: Vec<_> = said.lines().take_while(|line| !line.is_empty()).map(str::trim).collect();
            Err(format!("{name}: {}", lines.join(" ").trim_start_matches("error: ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<File, Vec<String>> {
        parse_file(Path::new("a.toml"), text, &settings(&crate::command()))
    }

    #[test]
    fn every_setting_has_a_name_a_variable_and_a_flag_that_are_one_word() {
        let settings = settings(&crate::command());
        assert!(settings.len() >= 15, "{:?}", settings.keys());
        for (name, arg) in settings {
            assert_eq!(arg.get_long(), Some(name.replace('_', "-").as_str()));
            assert_eq!(
                arg.get_env().unwrap().to_str(),
                Some(format!("IAFQ_{}", name.to_uppercase()).as_str())
            );
            assert!(arg.get_help().is_some(), "{name} says what it is");
        }
    }

    #[test]
    fn a_file_is_taken_with_the_line_of_each_value() {
        let file = parsed("# here\nlisten = \"0.0.0.0:80\"\n\nreaders = 4\ntrusted_proxy = true\n").unwrap();
        assert_eq!(file.place("readers").as_deref(), Some("a.toml:4"));
        assert_eq!(file.values["trusted_proxy"].0, "true");
        assert_eq!(file.place("uploads"), None);
    }

    #[test]
    fn every_mistake_of_a_file_is_told_at_its_line() {
        let text = "body_timout = 5\nreaders = 0\nlisten = 1.5\nzzz = 1\n[serve]\nconfig = \"b\"\n";
        let mistakes = parsed(text).err().unwrap();
        let expected = [
            "a.toml:1: body_timout is no setting; was body_timeout meant?",
            "a.toml:2: readers: invalid value '0' for '--readers <NUMBER>': 0 is not in 1..=64",
            "a.toml:3: listen is a text, a whole number, or true or false",
            "a.toml:4: zzz is no setting; `iafq config show` lists them",
            "a.toml:5: serve is no setting; `iafq config show` lists them",
        ];
        assert_eq!(mistakes, expected);
    }

    #[test]
    fn what_is_no_toml_is_told_without_its_text() {
        let mistakes = parsed("readers = 2\nmail = \"smtps://u:canary@h\n").err().unwrap();
        assert!(mistakes[0].starts_with("a.toml:2: ") && !mistakes[0].contains("canary"), "{mistakes:?}");
    }
}
