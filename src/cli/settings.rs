//! The settings file of a season: what it says stands in for flags that were not given.
//!
//! It is read before the command line is parsed, and its values become the defaults of the flags: a flag wins, the
//! command checks both alike, and the run facts record what was in force.

use clap::parser::ValueSource;
use clap::{ArgMatches, Command};
use serde::Deserialize;
use shortlist::error::{Error, ErrorKind, Result};
use shortlist::rank::{GroupRule, Places};
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Component, Path, PathBuf};

/// The name under which a settings file is found in the current folder.
pub const NAME: &str = "shortlist.toml";

/// A settings file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    columns: Columns,
    duplicates: Option<String>,
    topics: Option<PathBuf>,
    words: Option<PathBuf>,
    model: Option<String>,
    as_of: Option<String>,
    cut: Cut,
    groups: Vec<String>,
    letter: Vec<Part>,
    reads: BTreeMap<String, Vec<String>>,
    log: Option<PathBuf>,
    by: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Columns {
    id: Option<String>,
    letter: Option<String>,
    time: Option<String>,
    name: Option<OneOrMore>,
    email: Option<String>,
    institution: Option<String>,
}

/// A part of an application: `[[letter]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    part: String,
    column: String,
    title: Option<String>,
    #[serde(default)]
    file: bool,
}

impl Part {
    /// As its flag takes it.
    fn argument(&self) -> OsString {
        let title = self.title.as_ref().map(|title| format!(":{title}")).unwrap_or_default();
        format!("{}{title}={}", self.part, self.column).into()
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Cut {
    top: Option<Text>,
    min_score: Option<f64>,
    per_group: Option<OneOrMore>,
    waitlist: Option<u64>,
    break_ties: Option<u64>,
    overrides: Option<PathBuf>,
    other_languages: Option<String>,
}

/// A number or a text: `top = 60`, `top = "20%"`.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Text {
    Number(u64),
    Text(String),
}

/// One text or several: `per_group = "country=1"`, `per_group = ["country=1", "gender=female:20"]`.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    fn all(&self) -> &[String] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::More(all) => all,
        }
    }
}

impl std::fmt::Display for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(n) => n.fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}

/// The settings file of this run: that of `--settings`, else the one in the current folder; none with `--no-settings`.
fn find(arguments: &[OsString]) -> Option<PathBuf> {
    let flags = || arguments.iter().take_while(|a| *a != "--");
    if flags().any(|a| a == "--no-settings") {
        return None;
    }
    let mut arguments = flags();
    while let Some(argument) = arguments.next() {
        if argument == "--settings" {
            return arguments.next().map(PathBuf::from);
        }
        if let Some(path) = argument.to_str().and_then(|a| a.strip_prefix("--settings=")) {
            return Some(path.into());
        }
    }
    Path::new(NAME).is_file().then(|| NAME.into())
}

/// A settings file that was read.
pub struct Season {
    path: PathBuf,
    values: Vec<(&'static str, Vec<OsString>)>,
}

impl Season {
    /// The settings that stand in for flags which were not given, as these flags; none if no flag takes one.
    pub fn in_force(&self, matches: &ArgMatches) -> Option<String> {
        let mut matches = matches;
        while let Some((_, inner)) = matches.subcommand() {
            matches = inner;
        }
        let stands_in = |name: &str| {
            matches.ids().any(|id| id == name) && matches.value_source(name) == Some(ValueSource::DefaultValue)
        };
        let flags: Vec<String> = self
            .values
            .iter()
            .filter(|(name, _)| *name != "settings_file" && stands_in(name))
            .flat_map(|(name, values)| {
                let flag = name.replace('_', "-");
                values.iter().map(move |value| format!("--{flag} {}", value.display()))
            })
            .collect();
        (!flags.is_empty()).then(|| format!("settings from {}: {}", self.path.display(), flags.join(" ")))
    }
}

/// The commands with the settings file's values as defaults of their flags. A command without such a flag goes without.
///
/// # Errors
/// [`ErrorKind::Io`] where the file can't be read; [`ErrorKind::Setting`] where it is no TOML, or holds a key or a value
/// that is not known, with its line.
pub fn apply(command: Command, arguments: &[OsString]) -> Result<(Command, Option<Season>)> {
    let Some(path) = find(arguments) else { return Ok((command, None)) };
    let text = std::fs::read_to_string(&path).map_err(|e| Error::io("read the settings", &path, e))?;
    let file: File = toml::from_str(&text).map_err(|e| {
        let line = e.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
        Error::new(ErrorKind::Setting, format!("line {line}: {}", e.message()))
            .file(&path)
            .hint("see `shortlist rank --help` for what a settings file can hold")
    })?;
    check(&file).map_err(|e| e.file(&path))?;
    let values = values(&file, &path);
    Ok((with_defaults(command, &values), Some(Season { path, values })))
}

/// Whether a path leads out of the folder in which it is read.
fn leads_outside(path: &Path) -> bool {
    let within = |c: Component<'_>| matches!(c, Component::Normal(_) | Component::CurDir);
    !path.components().all(within)
}

/// Fails where a text is not what its flag expects, while the file's name is still known.
fn check(file: &File) -> Result<()> {
    if let Some(top) = &file.cut.top {
        top.to_string().parse::<Places>()?;
    }
    for rule in file.cut.per_group.iter().flat_map(OneOrMore::all) {
        rule.parse::<GroupRule>()?;
    }
    // A folder from a stranger must not make a run write elsewhere.
    if let Some(log) = file.log.as_ref().filter(|log| leads_outside(log)) {
        let what = format!("log: {} is outside the folder of the settings file", log.display());
        return Err(
            Error::new(ErrorKind::Setting, what).hint("keep the log in that folder, or give it with --log FILE")
        );
    }
    for part in &file.letter {
        if part.title.as_ref().is_some_and(|title| title.contains('=')) {
            let what = format!("letter: the title of {} holds a =", part.part);
            return Err(Error::new(ErrorKind::Setting, what).hint("write the title without it"));
        }
        part.argument()
            .to_string_lossy()
            .parse::<super::applications::PartArgument>()
            .map_err(|e| Error::new(ErrorKind::Setting, format!("letter: `{}` is not a part: {e}", part.part)))?;
    }
    match &file.as_of {
        Some(day) if day.parse::<jiff::civil::Date>().is_err() => Err(Error::new(
            ErrorKind::Setting,
            format!("as_of: `{day}` is not a date; expected one such as 2026-03-01"),
        )),
        _ => Ok(()),
    }
}

/// The flags' names in clap and the values that the file gives them. Files are named from the settings file's folder.
fn values(file: &File, path: &Path) -> Vec<(&'static str, Vec<OsString>)> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let beside = |p: &PathBuf| folder.join(p).into_os_string();
    let model = file.model.as_ref().map(|name| {
        // A name of a model stays a name; what looks like a file is one beside the settings.
        let is_file = name.ends_with(".json") || name.contains(['/', '\\']);
        if is_file { folder.join(name).into_os_string() } else { name.into() }
    });
    let text = |value: Option<String>| value.map(OsString::from);
    let cut = &file.cut;
    let single = [
        ("settings_file", Some(path.as_os_str().to_owned())),
        ("id_column", text(file.columns.id.clone())),
        ("letter_column", text(file.columns.letter.clone())),
        ("duplicates", text(file.duplicates.clone())),
        ("time_column", text(file.columns.time.clone())),
        ("email_column", text(file.columns.email.clone())),
        ("institution_column", text(file.columns.institution.clone())),
        ("topics", file.topics.as_ref().map(beside)),
        ("words", file.words.as_ref().map(beside)),
        ("as_of", text(file.as_of.clone())),
        ("log", file.log.as_ref().map(beside)),
        ("by", text(file.by.clone())),
        ("model", model),
        ("top", text(cut.top.as_ref().map(ToString::to_string))),
        ("min_score", text(cut.min_score.map(|s| s.to_string()))),
        ("waitlist", text(cut.waitlist.map(|n| n.to_string()))),
        ("break_ties", text(cut.break_ties.map(|n| n.to_string()))),
        ("overrides", cut.overrides.as_ref().map(beside)),
        ("other_languages", text(cut.other_languages.clone())),
    ];
    let mut values: Vec<_> = single.into_iter().filter_map(|(name, value)| Some((name, vec![value?]))).collect();
    if let Some(names) = &file.columns.name {
        values.push(("name_column", names.all().iter().map(OsString::from).collect()));
    }
    if let Some(rules) = &cut.per_group {
        values.push(("per_group", rules.all().iter().map(OsString::from).collect()));
    }
    let parts = |files: bool| file.letter.iter().filter(|p| p.file == files).map(Part::argument).collect::<Vec<_>>();
    let reads = file.reads.iter().map(|(feature, parts)| format!("{feature}={}", parts.join(",")).into());
    for (name, several) in [("part", parts(false)), ("part_file", parts(true)), ("reads", reads.collect())] {
        if !several.is_empty() {
            values.push((name, several));
        }
    }
    if !file.groups.is_empty() {
        values.push(("group", file.groups.iter().map(OsString::from).collect()));
    }
    values
}

fn with_defaults(mut command: Command, values: &[(&'static str, Vec<OsString>)]) -> Command {
    for (name, value) in values {
        // Only a flag: a command may have an argument of its own under the same name.
        if command.get_arguments().any(|a| a.get_id() == name && a.get_long().is_some()) {
            // clap keeps defaults for the life of the program; so few are given that they may stay that long.
            let value: Vec<&'static OsStr> = value.iter().map(|v| &*Box::leak(v.clone().into_boxed_os_str())).collect();
            command = command.mut_arg(name, |a| a.required(false).default_values(value));
        }
    }
    let names: Vec<String> = command.get_subcommands().map(|c| c.get_name().to_owned()).collect();
    names.into_iter().fold(command, |command, name| command.mut_subcommand(name, |c| with_defaults(c, values)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_stays_in_the_folder_of_the_settings() {
        for (path, outside) in [
            ("log.jsonl", false),
            ("./logs/log.jsonl", false),
            ("../log.jsonl", true),
            ("logs/../../log.jsonl", true),
            ("/var/log.jsonl", true),
        ] {
            assert_eq!(leads_outside(Path::new(path)), outside, "{path}");
            let file = File { log: Some(path.into()), ..File::default() };
            assert_eq!(check(&file).is_err(), outside, "{path}");
        }
    }
}
