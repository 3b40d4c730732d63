//! How the command line looks: commands in the order of a season under headings, short flags, colour.

use clap::Command;
use shortlist::error::{Error, ErrorKind, Result};
use std::ffi::OsString;

/// The commands in the order of a season, under the headings of the help.
const SEASON: [(&str, &[&str]); 5] = [
    ("Start", &["init", "ingest", "topics", "rules", "features", "completions", "man"]),
    ("Train", &["train", "evaluate", "agreement", "model", "retrain", "label-next"]),
    ("Read", &["rank", "score", "explain", "similar", "plan", "assign", "labels"]),
    ("Decide", &["decide", "audit", "mails"]),
    ("Record", &["season", "log", "evidence-pack", "holds", "forget"]),
];

/// Flags that are typed often, by their long name.
const SHORT: [(&str, char); 3] = [("output", 'o'), ("model", 'm'), ("top", 'n')];

/// The command with its help in the order of a season, and with short flags.
pub fn dressed(mut command: Command) -> Command {
    for (order, name) in SEASON.iter().flat_map(|(_, names)| *names).enumerate() {
        if command.find_subcommand(name).is_some() {
            command = command.mut_subcommand(*name, |c| c.display_order(order));
        }
    }
    let template = format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n{}\n{}\n{{options}}{{after-help}}",
        commands(&command),
        heading(&command, "Options")
    );
    with_short_flags(command).help_template(template)
}

fn heading(command: &Command, text: &str) -> String {
    let style = command.get_styles().get_header();
    format!("{style}{text}:{style:#}")
}

/// The lines of the commands, each with what it does.
fn commands(command: &Command) -> String {
    let literal = command.get_styles().get_literal();
    let width = SEASON.iter().flat_map(|(_, names)| *names).map(|name| name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for (title, names) in SEASON {
        text += &format!("\n{}\n", heading(command, title));
        for c in names.iter().filter_map(|name| command.find_subcommand(name)) {
            let about = c.get_about().map(ToString::to_string).unwrap_or_default();
            text += &format!("  {literal}{:width$}{literal:#}  {about}\n", c.get_name());
        }
    }
    text
}

fn with_short_flags(mut command: Command) -> Command {
    for (long, short) in SHORT {
        let id = command.get_arguments().find(|a| a.get_long() == Some(long)).map(|a| a.get_id().clone());
        if let Some(id) = id {
            command = command.mut_arg(id, |a| a.short(short));
        }
    }
    let names: Vec<String> = command.get_subcommands().map(|c| c.get_name().to_owned()).collect();
    names.into_iter().fold(command, |command, name| command.mut_subcommand(name, with_short_flags))
}

/// Sets whether help, messages and lists have colours, before anything is printed: `--color` of these arguments.
///
/// # Errors
/// [`ErrorKind::Setting`] where it is no word for that.
pub fn colour(arguments: &[OsString]) -> Result<()> {
    let mut flags = arguments.iter().take_while(|a| *a != "--").filter_map(|a| a.to_str());
    let mut asked = None;
    while let Some(flag) = flags.next() {
        match flag.strip_prefix("--color") {
            Some("") => asked = flags.next(),
            Some(rest) if rest.starts_with('=') => asked = Some(&rest[1..]),
            _ => {}
        }
    }
    let choice = match asked {
        None | Some("auto") => anstream::ColorChoice::Auto,
        Some("always") => anstream::ColorChoice::AlwaysAnsi,
        Some("never") => anstream::ColorChoice::Never,
        Some(other) => {
            return Err(Error::new(ErrorKind::Setting, format!("--color {other}: expected auto, always or never")));
        }
    };
    choice.write_global();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_command_stands_under_one_heading() {
        let command = super::super::whole();
        let listed: Vec<&str> = SEASON.iter().flat_map(|(_, names)| *names).copied().collect();
        assert_eq!(listed.len(), listed.iter().collect::<BTreeSet<_>>().len());
        let shown = command.get_subcommands().filter(|c| !c.is_hide_set()).map(Command::get_name);
        let missing: Vec<&str> = shown.filter(|name| *name != "help" && !listed.contains(name)).collect();
        assert!(missing.is_empty(), "give these a heading: {missing:?}");
        let help = super::super::whole().render_help().to_string();
        let places: Vec<usize> = SEASON.iter().map(|(title, _)| help.find(&format!("{title}:\n")).unwrap()).collect();
        assert!(places.is_sorted() && help.contains("\n  rank           Ranks the letters"), "{help}");
    }

    #[test]
    fn what_is_typed_often_has_a_short_flag() {
        super::super::whole().debug_assert();
        for text in ["shortlist rank a.csv -n 20 -m m.json -o list.csv", "shortlist score a.csv -o s.csv -m m.json"] {
            super::super::whole().try_get_matches_from(text.split(' ')).unwrap();
        }
    }
}
