//! The page: no script, no network.

use super::list::Applicant;
use super::{Line, Rows, Season, alarm, at, counted, line, percent};
use crate::batch::InputFacts;
use crate::error::{Error, ErrorKind, Result};
use crate::report::page::STYLE;
use crate::report::plot::{self, Axis, Colour, Mark, Series};
use crate::report::run::RunFacts;
use askama::Template;
use serde_json::Value;

#[derive(Template)]
#[template(path = "season.html")]
struct Page {
    facts: RunFacts,
    style: &'static str,
    title: String,
    head: String,
    parts: Vec<Part>,
    missing: Vec<&'static str>,
    files: Vec<(&'static str, String)>,
}

/// A part of the page.
#[derive(Default)]
struct Part {
    name: &'static str,
    lines: Vec<Line>,
    tables: Vec<Rows>,
    plot: String,
    under: &'static str,
}

/// A round as one page. The same files give the same bytes.
///
/// # Errors
/// [`ErrorKind::Format`] where the template can't be filled, which no input is known to cause.
pub fn page(s: &Season) -> Result<String> {
    let (progress, readers) = s.progress();
    let (logged, entries) = s.logged();
    let parts = [
        Part { name: "Letters", lines: letters(s), ..Part::default() },
        Part { name: "The model", lines: s.model(), ..Part::default() },
        the_line(s),
        Part {
            name: "The reviewers",
            lines: progress.into_iter().chain(s.agreement()).collect(),
            tables: readers.into_iter().collect(),
            ..Part::default()
        },
        Part { name: "The reading plan", lines: s.planned(), ..Part::default() },
        Part { name: "Whom the line favours", lines: s.audited(), ..Part::default() },
        Part { name: "The log", lines: logged, tables: entries.into_iter().collect(), ..Part::default() },
    ];
    let asked = &s.asked;
    let missing = [
        (
            s.evaluation.is_none(),
            "how good the model is: --evaluation takes what `shortlist evaluate --output evaluation.json` wrote",
        ),
        (asked.labels.is_empty(), "the reviewers' progress and agreement: --labels takes their files"),
        (s.plan.is_none(), "the reading plan: --plan takes what `shortlist rank --plan plan.json` wrote"),
        (s.audit.is_none(), "whom the line favours: --audit takes what `shortlist audit --output audit.json` wrote"),
        (s.log.is_none(), "the log: --log takes its file"),
    ];
    let mut files = vec![("List", format!("SHA-256 {}", s.list.digest))];
    let letters = s.run_text(&["input", "digest"]).map(|digest| ("Letters", format!("SHA-256 {digest}")));
    files.extend(letters);
    files.extend(s.run_text(&["model", "digest"]).map(|digest| ("Model", format!("SHA-256 {digest}"))));
    let input = InputFacts { digest: s.list.digest.clone(), ..InputFacts::default() };
    let page = Page {
        facts: RunFacts::of_tables("season", input),
        style: STYLE,
        title: "The round on one page".into(),
        head: head(s),
        parts: parts.into_iter().filter(|p| !p.lines.is_empty()).collect(),
        missing: missing.into_iter().filter(|m| m.0).map(|m| m.1).collect(),
        files,
    };
    page.render().map_err(|error| Error::new(ErrorKind::Format, format!("the page can't be made: {error}")))
}

/// Places on the shortlist: as they were asked for, else those that were given.
fn places(s: &Season) -> usize {
    let asked = at(&s.run, &["settings", "top"]).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
    asked.unwrap_or_else(|| s.list.count("in"))
}

/// The round in a sentence.
fn head(s: &Season) -> String {
    let day = s.run_text(&["as_of"]).map_or(String::new(), |day| format!(" Reckoned on {day}."));
    let letters = counted(s.list.applicants.len(), "application");
    match (s.list.count("in"), s.list.count("waitlist")) {
        (0, _) => format!("{letters}; no line was drawn.{day}"),
        (n, 0) => format!("{letters}, {n} of them above the line.{day}"),
        (n, waiting) => format!("{letters}, {n} of them above the line and {waiting} on the waitlist.{day}"),
    }
}

fn letters(s: &Season) -> Vec<Line> {
    let list = &s.list;
    let (apart, unscored) = (list.count("apart"), list.unscored());
    let scored = list.applicants.iter().filter(|a| a.score.is_some()).count();
    let mut lines = vec![line(format!(
        "{} got a score; {} ranked.",
        counted(scored, "letter"),
        match scored - apart {
            1 => "1 is".to_owned(),
            n => format!("{n} are"),
        }
    ))];
    if apart > 0 {
        lines.push(line(format!(
            "Set apart: {} in another language than English. A person reads them; they have no rank.",
            counted(apart, "letter")
        )));
    }
    if !unscored.is_empty() {
        let total: usize = unscored.iter().map(|(_, n)| n).sum();
        let why: Vec<String> = unscored.iter().take(6).map(|(reason, n)| format!("{reason} ({n})")).collect();
        let more = if unscored.len() > 6 { "; and others" } else { "" };
        lines.push(alarm(format!("Without a score: {}. {}{more}.", counted(total, "application"), why.join("; "))));
    } else if apart == 0 {
        lines.push(line("Nothing was set apart, and every letter could be read."));
    }
    let flagged = list.applicants.iter().filter(|a| a.is_flagged).count();
    if flagged > 0 {
        let what = format!("{} flagged for people to look at; no flag changes a score.", counted(flagged, "letter"));
        lines.push(line(what));
    }
    let said: Vec<&str> =
        (at(&s.run, &["warnings"]).and_then(Value::as_array).into_iter().flatten()).filter_map(Value::as_str).collect();
    let notice = s.run_text(&["model", "notice"]);
    // What begins with a command says how to look into the warning before it.
    let (named, open): (Vec<&str>, Vec<&str>) =
        said.into_iter().filter(|w| Some(*w) != notice && !w.starts_with('`')).partition(|w| list.is_named_in(w));
    lines.extend(open.into_iter().map(|w| alarm(format!("The run warned: {w}."))));
    if !named.is_empty() {
        lines.push(line(format!(
            "{} of the run named applicants and are only in the list's .run.json.",
            counted(named.len(), "warning")
        )));
    }
    lines
}

/// The line, and who stands near it.
fn the_line(s: &Season) -> Part {
    let list = &s.list;
    let (inside, ties, n) = (list.count("in"), list.count("tie"), places(s));
    if inside + ties == 0 {
        return Part {
            name: "The line",
            lines: vec![line("No line was drawn: the list only gives an order.")],
            ..Part::default()
        };
    }
    let mut lines = vec![line(format!("{}, {inside} taken.", counted(n, "place")))];
    if ties > 0 {
        let what = format!(
            "{} with the same score stand at the line: people decide between them.",
            counted(ties, "applicant")
        );
        lines.push(alarm(what));
    }
    let overruled = list.applicants.iter().filter(|a| a.is_overruled).count();
    if overruled > 0 {
        lines.push(line(format!("People overruled the score for {}.", counted(overruled, "applicant"))));
    }
    let steps = at(&s.run, &["steps"]).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    lines.extend(steps.filter(|step| !list.is_named_in(step)).map(|step| line(format!("Step: {step}."))));
    let chances: Vec<(f64, f64)> = list.applicants.iter().filter_map(|a| Some((a.rank? as f64, a.chance?))).collect();
    if !chances.is_empty() {
        let sure = list.applicants.iter().filter(|a| a.chance.is_some_and(|c| c > 0.9)).count();
        lines.push(line(format!(
            "Other labels would have ordered some letters otherwise. {} among the first {n} with a chance of more than 90 %; for \
             {} it is from 10 to 90 %: read these with most care.",
            if sure == 1 { "1 letter is".to_owned() } else { format!("{sure} letters are") },
            list.open()
        )));
    }
    let near = list.near(s.asked.near);
    let rows = near.iter().map(|a| cells(s, a)).collect();
    let caption = format!("Who stands near the line: at most {} on each side", s.asked.near);
    let heads = vec![
        "rank",
        if s.asked.blind { "code" } else { "id" },
        "score",
        "chance of the first N",
        "rank, 90 %",
        "status",
    ];
    Part {
        name: "The line",
        lines,
        tables: if near.is_empty() { Vec::new() } else { vec![Rows { caption, heads, rows }] },
        plot: chart(&chances, n),
        under: if chances.is_empty() {
            ""
        } else {
            "Each point is a letter, each step down the list one rank. A line that falls at once means that the labels leave little doubt; a long slope means that many letters could stand on either side."
        },
    }
}

fn cells(s: &Season, a: &Applicant) -> Vec<String> {
    let status = if a.is_overruled { format!("{} (people said so)", a.status) } else { a.status.clone() };
    let chance = match a.chance {
        None => "–".into(),
        Some(c) if c > 0.99 => "> 99 %".into(),
        Some(c) if c < 0.01 => "< 1 %".into(),
        Some(c) => percent(c),
    };
    let range = if a.low == a.high { a.low.clone() } else { format!("{}–{}", a.low, a.high) };
    let rank = a.rank.map_or_else(String::new, |r| r.to_string());
    vec![rank, s.called(&a.id), a.score.map_or("–".into(), |v| format!("{v:.3}")), chance, range, status]
}

/// The chance of being among the first N, by rank.
fn chart(chances: &[(f64, f64)], places: usize) -> String {
    if chances.len() < 2 {
        return String::new();
    }
    let most = chances.iter().map(|c| c.0).fold(0.0f64, f64::max).min((3 * places.max(10)) as f64);
    let shown: Vec<_> = chances.iter().copied().filter(|c| c.0 <= most).collect();
    let line = places as f64 + 0.5;
    plot::svg(
        "chance of being among the first N, by rank",
        &Axis { label: "rank".into(), range: (0.0, most + 1.0), decimals: 0 },
        &Axis { label: format!("chance of the first {places}"), range: (0.0, 1.02), decimals: 1 },
        &[
            Series::plain(Colour::Second, Mark::Dotted(vec![(line, 0.0), (line, 1.0)])),
            Series::plain(Colour::First, Mark::Points(shown, 4)),
        ],
    )
}
