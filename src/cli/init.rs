//! `shortlist init`

use super::common;
use super::progress::Terminal;
use shortlist::batch::{ColumnLook, LettersLook, LikelyPart, Look, Runner};
use shortlist::error::{Error, ErrorKind, Result, printable};
use shortlist::files;
use shortlist::ingest::likely;
use shortlist::ingest::{Format, Keep, Options, PartColumn, Resubmissions};
use std::io::{BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Looks at an export, says what it holds, and writes the season's settings file
///
/// EXPORT is the table as the form gives it. On a terminal it asks about what is in doubt: which column is the id,
/// which holds the letters, whether several texts are parts of one application, which row to keep if somebody sent two.
/// Elsewhere it takes the flags and the likeliest answers. The settings file names the columns, so that later commands
/// need no flags for them; its comments say what else it can hold.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  shortlist init export.csv\n  shortlist init export.xlsx --id-column Email --letter-column \"Why do you\" --yes"
)]
pub struct Args {
    /// Table of applications, as the form gives it
    #[arg(value_name = "EXPORT")]
    input: PathBuf,
    /// Column that holds the applicant's id
    #[arg(id = "init_id", long = "id-column", value_name = "COLUMN")]
    id: Option<String>,
    /// Column that holds the letter
    #[arg(id = "init_letter", long = "letter-column", value_name = "COLUMN")]
    letter: Option<String>,
    /// Take all columns of long texts, and those that name files with texts, as parts of one application
    #[arg(long, conflicts_with = "init_letter")]
    parts: bool,
    /// Column of the times at which the rows were sent
    #[arg(id = "init_time", long = "time-column", value_name = "COLUMN")]
    time: Option<String>,
    /// Which row to keep if an applicant sent several: last or first
    #[arg(id = "init_duplicates", long = "duplicates", value_name = "WHICH", value_parser = super::applications::keep)]
    duplicates: Option<Keep>,
    /// Format of EXPORT where its ending does not say it
    #[arg(id = "init_from", long = "from", value_name = "FORMAT", value_parser = common::format)]
    from: Option<Format>,
    /// Places, for the line of later rankings
    #[arg(id = "init_top", long = "top", value_name = "N")]
    top: Option<u64>,
    /// Settings file to write
    #[arg(long, value_name = "FILE", default_value = super::settings::NAME)]
    output: PathBuf,
    /// Replace an existing settings file
    #[arg(long)]
    replace: bool,
    /// Ask nothing: take the likeliest answers
    #[arg(long)]
    yes: bool,
}

/// What was chosen.
struct Choice {
    id: Option<String>,
    /// The letter's column; empty where the application has parts.
    letter: String,
    /// The parts of an application; empty where it is one text.
    parts: Vec<LikelyPart>,
    time: Option<String>,
    duplicates: Option<Keep>,
}

pub fn run(args: &Args) -> Result<()> {
    if args.output.exists() && !args.replace {
        return Err(Error::new(ErrorKind::Setting, "there is a settings file already")
            .file(&args.output)
            .hint("give --replace to overwrite it, or another name with --output"));
    }
    let asks = !args.yes && std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    let options = Options { format: args.from, ..Options::default() };
    let look = Look::at(&args.input, &options)?;
    let id = choose_id(args, &look, asks)?;
    let parts = choose_parts(args, &look, asks)?;
    let letter = if parts.is_empty() { choose_letter(args, &look, asks)? } else { String::new() };
    let time = args.time.clone().or_else(|| look.time.clone());
    let mut choice = Choice { id, letter, parts, time, duplicates: None };
    let part = |p: &LikelyPart| PartColumn { key: p.key.clone(), column: p.column.clone(), is_file: p.is_file };
    let named = Options {
        id_column: choice.id.clone(),
        letter_column: Some(choice.letter.clone()).filter(|letter| !letter.is_empty()),
        parts: choice.parts.iter().map(part).collect(),
        documents: common::documents(common::SECONDS, false),
        ..options
    };
    let letters = Runner::new(named.clone()).watched_by(Terminal::new()).look_at_letters(&args.input)?;
    choice.duplicates = choose_duplicates(args, &choice, &letters, asks)?;
    if let Some(keep) = choice.duplicates {
        // Said now, while it can be mended: which rows have no time, or the same.
        let resubmissions = Some(Resubmissions { keep, time_column: choice.time.clone() });
        let source = shortlist::ingest::Source::open(&args.input, &Options { resubmissions, ..named })?;
        source.messages().iter().filter(|m| m.contains("replaced by")).for_each(|m| common::say("note", m));
    }
    common::print(&said(&look, &choice, &letters))?;
    let text = settings(args, &look, &choice, &letters);
    files::write_whole(&args.output, text.as_bytes(), false)?;
    common::print(&format!("written to {}\nnext: {}\n", args.output.display(), next(args, &look)))
}

fn choose_id(args: &Args, look: &Look, asks: bool) -> Result<Option<String>> {
    if let Some(id) = &args.id {
        return Ok(Some(id.clone()));
    }
    let mut likely = look.ids.clone();
    if likely.is_empty() {
        likely.extend(look.email.clone());
    }
    if !asks || likely.len() == 1 && !look.ids.is_empty() {
        return Ok(likely.first().cloned());
    }
    ask("Which column is the applicants' id?", &likely, &names(look), "made from the letters' text")
}

/// The columns that are read as parts of one application; none if one column is the letter.
fn choose_parts(args: &Args, look: &Look, asks: bool) -> Result<Vec<LikelyPart>> {
    let all = look.parts();
    // Where texts stand in files alone, there is nothing else to read.
    if args.parts || args.letter.is_none() && look.letters.is_empty() {
        return Ok(all);
    }
    if !asks || args.letter.is_some() || all.len() < 2 {
        return Ok(Vec::new());
    }
    let names: Vec<String> = all.iter().map(|part| format!("`{}`", one_line(&part.column))).collect();
    let question = format!("Several columns hold texts: {}. Which are read?", names.join(", "));
    let (one, several) = ("one of them, as the letter".to_owned(), "all, as parts of one application".to_owned());
    let answer = ask(&question, std::slice::from_ref(&one), &[one.clone(), several.clone()], "")?;
    Ok(if answer == Some(several) { all } else { Vec::new() })
}

fn choose_letter(args: &Args, look: &Look, asks: bool) -> Result<String> {
    let missing = || {
        let names: Vec<String> = names(look).iter().map(|n| format!("`{}`", one_line(n))).collect();
        Error::new(
            ErrorKind::Column,
            format!("no column holds texts as long as letters; the columns are {}", names.join(", ")),
        )
        .file(&args.input)
        .hint("name it with --letter-column")
    };
    match (&args.letter, asks) {
        (Some(letter), _) => Ok(letter.clone()),
        (None, true) if !look.is_letter_named && look.letters.len() != 1 => {
            ask("Which column holds the letters?", &look.letters, &names(look), "")?.ok_or_else(missing)
        }
        (None, _) => look.letters.first().cloned().ok_or_else(missing),
    }
}

/// Which row to keep if ids occur twice; none if nobody sent two.
fn choose_duplicates(args: &Args, choice: &Choice, letters: &LettersLook, asks: bool) -> Result<Option<Keep>> {
    if args.duplicates.is_some() || letters.repeated.is_empty() {
        return Ok(args.duplicates);
    }
    let Some(time) = choice.time.as_ref().filter(|_| choice.id.is_some()) else { return Ok(None) };
    if !asks {
        return Ok(Some(Keep::Last));
    }
    let question =
        format!("Some applicants sent more than one letter. Which one counts, by the column `{}`?", one_line(time));
    let (last, first) = ("the last".to_owned(), "the first".to_owned());
    let answer =
        ask(&question, std::slice::from_ref(&last), &[last.clone(), first.clone()], "none: I will correct the table")?;
    Ok(answer.map(|a| if a == first { Keep::First } else { Keep::Last }))
}

fn names(look: &Look) -> Vec<String> {
    look.columns.iter().map(|c| c.name.clone()).collect()
}

/// A heading on one line, without what a terminal would obey.
fn one_line(name: &str) -> String {
    printable(&name.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Asks on the terminal: an answer is a number, or empty for the first of `likely`; `nothing`, where it is not empty, is
/// number 0.
fn ask(question: &str, likely: &[String], all: &[String], nothing: &str) -> Result<Option<String>> {
    let mut out = std::io::stderr().lock();
    let fail = |e| Error::io("ask", Path::new("the terminal"), e);
    let first = likely.first().and_then(|name| all.iter().position(|n| n == name));
    let default = first.map_or_else(String::new, |at| format!(" (Enter: {})", at + 1));
    writeln!(out, "{question}{default}").map_err(fail)?;
    for (at, name) in all.iter().enumerate() {
        writeln!(out, "  {}  {}", at + 1, one_line(name)).map_err(fail)?;
    }
    if !nothing.is_empty() {
        writeln!(out, "  0  {nothing}").map_err(fail)?;
    }
    for line in std::io::stdin().lock().lines().chain([Ok(String::new())]) {
        let line = line.map_err(fail)?;
        match (line.trim(), line.trim().parse::<usize>()) {
            ("", _) => return Ok(first.map(|at| all[at].clone())),
            (_, Ok(0)) if !nothing.is_empty() => return Ok(None),
            (_, Ok(n)) if (1..=all.len()).contains(&n) => return Ok(Some(all[n - 1].clone())),
            _ => writeln!(out, "Give a number from 1 to {}.", all.len()).map_err(fail)?,
        }
    }
    Ok(None)
}

/// What was seen, in lines.
fn said(look: &Look, choice: &Choice, letters: &LettersLook) -> String {
    let mut lines = vec![format!("rows          {}, {} with a letter", letters.rows, letters.letters)];
    let quoted = |name: &String| format!("`{}`", one_line(name));
    let mut put = |what: &str, name: Option<String>| lines.extend(name.map(|name| format!("{what:<13} {name}")));
    put("id", Some(choice.id.as_ref().map_or("made from the letters' text".into(), quoted)));
    let part = |p: &LikelyPart| format!("{} {}{}", p.key, quoted(&p.column), if p.is_file { " (files)" } else { "" });
    let parts: Vec<String> = choice.parts.iter().map(part).collect();
    put(
        "letters",
        Some(if parts.is_empty() { quoted(&choice.letter) } else { format!("parts: {}", parts.join(", ")) }),
    );
    let named = |column: &String| {
        let question = look.columns.iter().find(|c| c.name == *column).map_or("", |c| c.question.as_str());
        let question = if question.is_empty() { String::new() } else { format!(" ({})", one_line(question)) };
        format!("`{}`{question}", one_line(column))
    };
    put("name", Some(look.name.iter().map(named).collect::<Vec<_>>().join(", ")).filter(|name| !name.is_empty()));
    put("e-mail", look.email.as_ref().map(named));
    put("sent at", choice.time.as_ref().map(quoted));
    put("decision", look.label.as_ref().map(quoted));
    let list = |names: Vec<String>| (!names.is_empty()).then(|| names.join(", "));
    put("groups", list(look.groups.iter().map(named).collect()));
    let others = look.letters.iter().chain(&look.files).filter(|_| choice.parts.is_empty());
    let others: Vec<String> = others.filter(|name| **name != choice.letter).map(quoted).collect();
    let how = if others.is_empty() { None } else { Some("(--parts reads them all, as parts of one application)") };
    put("other texts", list(others));
    put("", how.map(str::to_owned));
    put("sent twice", list(letters.repeated.iter().map(|id| printable(id)).collect()));
    if !letters.repeated.is_empty() && choice.duplicates.is_none() {
        put("", Some("correct the table, or keep the last of each: --duplicates last --time-column COLUMN".into()));
    }
    put("languages", list(letters.languages.iter().map(|(said, n)| format!("{n} {said}")).collect()));
    if let Some((length, n)) = letters.cut {
        put(
            "cut?",
            Some(format!("{n} letters are {length} characters long and none is longer: a limit may have cut them")),
        );
    }
    if !letters.unusable.is_empty() {
        let rows: Vec<String> =
            letters.unusable.iter().take(5).map(|u| format!("row {} ({})", u.row, printable(&u.reason))).collect();
        let more = letters.unusable.len().saturating_sub(5);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        put("no letter", Some(rows.join(", ") + &more));
    }
    lines.iter().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// A value as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

/// The settings file.
fn settings(args: &Args, look: &Look, choice: &Choice, letters: &LettersLook) -> String {
    let comment = |text: &str| format!("# {}\n", one_line(text));
    let mut text = comment("Settings of the season: later commands read this file. A flag wins over it.");
    text += &comment(&format!("Made from {} ({} rows).", common::file_name(&args.input), letters.rows));
    text +=
        "\n# The model: a file beside this one, or a name in models/. Until you have one, the sample model serves.\n";
    text += "# model = \"model.json\"\n";
    text += "# The day against which \"since 2020\" is calculated; without it, today.\n# as_of = \"2027-03-01\"\n";
    text += "# Commands that decide append to this log, and say who answers for them.\n# log = \"log.jsonl\"\n# by = \"chair\"\n";
    text += "\n# Groups, for `audit`: whom does the selection favour?\n";
    let groups: Vec<String> = look.groups.iter().map(|g| quoted(g)).collect();
    text += &if groups.is_empty() {
        "# groups = [\"Country\"]\n".into()
    } else {
        format!("groups = [{}]\n", groups.join(", "))
    };
    if let Some(keep) = choice.duplicates {
        text +=
            "\n# Which row to keep if an applicant sent several: \"last\" or \"first\", by the column `time` below.\n";
        text += &format!("duplicates = {}\n", quoted(if keep == Keep::Last { "last" } else { "first" }));
    }
    text += "\n[columns]\n";
    match &choice.id {
        Some(id) => text += &format!("id = {}\n", quoted(&one_line(id))),
        None => text += "# No column holds an id: ids are made from the letters' text.\n# id = \"Email\"\n",
    }
    if choice.parts.is_empty() {
        text += &format!("letter = {}\n", quoted(&one_line(&choice.letter)));
    }
    let own = |name: &&String| choice.id.as_ref() != Some(*name) && !name.is_empty();
    let names: Vec<String> = look.name.iter().filter(own).map(|name| quoted(&one_line(name))).collect();
    match names.as_slice() {
        [] => {}
        [one] => text += &format!("name = {one}\n"),
        several => text += &format!("name = [{}]\n", several.join(", ")),
    }
    if let Some(email) = look.email.as_ref().filter(own) {
        text += &format!("email = {}\n", quoted(&one_line(email)));
    }
    let is_institution = |c: &&ColumnLook| [&c.name, &c.question].iter().any(|h| likely::is_institution(h));
    if let Some(column) = look.columns.iter().filter(|c| c.filled > 0 && own(&&c.name)).find(is_institution) {
        text += &format!("institution = {}\n", quoted(&one_line(&column.name)));
    }
    if let Some(time) = &choice.time {
        let off = if choice.duplicates.is_some() { "" } else { "# " };
        text += &format!("{off}time = {}\n", quoted(&one_line(time)));
    }
    text += "\n[cut]\n# Places; also \"20%\".\n";
    text += &args.top.map_or_else(|| "# top = 60\n".to_owned(), |top| format!("top = {top}\n"));
    text += "# waitlist = 10\n# overrides = \"overrides.csv\"\n";
    text += "# Letters that are not in English are set apart, for a person to read; \"rank\" ranks them among the others.\n";
    text += "# other_languages = \"apart\"\n";
    text + &parts(look, choice)
}

/// The parts of an application as `[[letter]]`; where one column is the letter and others hold texts too, as comments.
fn parts(look: &Look, choice: &Choice) -> String {
    let all = look.parts();
    let off = if choice.parts.is_empty() { "# " } else { "" };
    if choice.parts.is_empty() && all.len() < 2 {
        return String::new();
    }
    let mut text = "\n# The parts of an application, in the order in which people read them.\n".to_owned();
    if choice.parts.is_empty() {
        text += "# To read them all, take the marks off these lines and `letter` out of [columns].\n";
    }
    for part in &all {
        let title: String = one_line(&part.column).replace('=', " ");
        text += &format!("{off}[[letter]]\n{off}part = {}\n", quoted(&part.key));
        text += &format!("{off}title = {}\n{off}column = {}\n", quoted(&title), quoted(&one_line(&part.column)));
        if part.is_file {
            text += &format!("{off}file = true\n");
        }
    }
    text += "\n# Which features read which parts; the others read all.\n# [reads]\n";
    let key = |wanted: &[&str]| {
        let found = wanted.iter().find_map(|key| all.iter().find(|p| p.key == *key)).or(all.first());
        quoted(found.map_or("", |p| p.key.as_str()))
    };
    text += &format!("# experience_years = [{}]\n", key(&["cv", "experience"]));
    text += &format!("# error_rate = [{}]\n", key(&["motivation"]));
    text
}

/// The command to type next.
fn next(args: &Args, look: &Look) -> String {
    let mut settings = String::new();
    if args.output != Path::new(super::settings::NAME) {
        settings = format!(" --settings {}", shell(&args.output.display().to_string()));
    }
    let input = shell(&args.input.display().to_string());
    match &look.label {
        Some(label) => format!("shortlist train {input} --label {} --output model.json{settings}", shell(label)),
        None => format!("shortlist rank {input} --output review.html{settings}"),
    }
}

/// A word as a shell takes it.
fn shell(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:@%+,".contains(c);
    let word = one_line(word);
    if !word.is_empty() && word.chars().all(is_plain) { word } else { format!("'{}'", word.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_safe_in_a_shell_and_in_toml() {
        assert_eq!(shell("a.csv"), "a.csv");
        assert_eq!(shell("it's $HOME.csv"), "'it'\\''s $HOME.csv'");
        for text in ["Why \"us\"?\nTell", "a\\b", "é # x"] {
            let table: toml::Table = toml::from_str(&format!("x = {}\n", quoted(text))).unwrap();
            assert_eq!(table["x"].as_str(), Some(text));
        }
    }
}
