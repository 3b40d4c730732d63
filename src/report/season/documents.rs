//! What model, evaluation, audit and log say of the round.

use super::people::short;
use super::{Line, Rows, Season, alarm, at, counted, line};
use crate::report::evaluation::chair;
use serde_json::Value;

/// Entries of the log that are shown, the last.
const ENTRIES: usize = 8;

/// Flagged groups that are named.
const GROUPS: usize = 5;

impl Season {
    /// The model in use, and how good it is.
    pub(super) fn model(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        match (self.run_text(&["model", "name"]), self.run_text(&["model", "digest"])) {
            (Some(name), Some(digest)) => {
                lines.push(line(format!("The scores are of the model {name} (SHA-256 begins {}).", short(digest))));
            }
            _ => lines.push(line("Which model gave the scores is not known: the list has no .run.json beside it.")),
        }
        if let Some(notice) = self.run_text(&["model", "notice"]) {
            lines.push(alarm(format!("Mind: {notice}.")));
        }
        let Some(document) = &self.evaluation else {
            lines.push(line("How good it is was not given."));
            return lines;
        };
        let e = &document["evaluation"];
        lines.extend(chair::sentence(e).map(line));
        lines.extend(chair::order(e).filter(|order| lines.iter().all(|l| l.text != *order)).map(line));
        lines.extend(chair::calibration(e).map(|(text, act)| Line { text, alarm: act }));
        let evaluated = at(document, &["run", "model", "digest"]).and_then(Value::as_str);
        match (evaluated, self.run_text(&["model", "digest"])) {
            (Some(of), Some(own)) if of != own => {
                let what = format!("This evaluation is of another model ({}) than the list's ({}).", short(of), short(own));
                lines.push(alarm(what));
            }
            (None, _) if e["basis"] == "cross_validated" => lines.push(line(
                "This evaluation is of models fitted again on parts of the labels: of the way they are made, not of this very \
                 model.",
            )),
            _ => {}
        }
        lines
    }

    /// The audit in three lines: what was compared, what is flagged, what can't be known.
    pub(super) fn audited(&self) -> Vec<Line> {
        let Some(document) = &self.audit else { return Vec::new() };
        let a = &document["audit"];
        let groups: Vec<(&str, &Value)> = (a["columns"].as_array().into_iter().flatten())
            .flat_map(|c| {
                let column = c["column"].as_str().unwrap_or("?");
                c["groups"].as_array().into_iter().flatten().map(move |g| (column, g))
            })
            .collect();
        let count = |verdict: &str| groups.iter().filter(|(_, g)| g["verdict"] == verdict).count();
        let columns: Vec<&str> = (a["columns"].as_array().into_iter().flatten())
            .filter(|c| c["intersection"] != true)
            .filter_map(|c| c["column"].as_str())
            .collect();
        let mut lines = vec![line(format!(
            "{} of {} applicants were selected; {} were compared, by {} and their intersections.",
            a["selected"],
            a["people"],
            counted(groups.len(), "group"),
            columns.join(", ")
        ))];
        let named = |(column, g): &(&str, &Value)| {
            let ratio = g["others_ratio"].as_f64().map(|r| format!(", selected {r:.2} times as often as the others"));
            format!("{column} = {}{}", g["name"].as_str().unwrap_or("?"), ratio.unwrap_or_default())
        };
        let flagged: Vec<String> = groups.iter().filter(|(_, g)| g["verdict"] == "flagged").map(named).collect();
        lines.push(match flagged.len() {
            0 => line("No group is flagged."),
            n => {
                let more = if n > GROUPS { format!("; and {} more", n - GROUPS) } else { String::new() };
                alarm(format!("Flagged, more than chance explains: {}{more}.", flagged[..n.min(GROUPS)].join("; ")))
            }
        });
        let within = match count("within_limits") {
            0 => String::new(),
            1 => "1 group is within limits. ".to_owned(),
            n => format!("{n} groups are within limits. "),
        };
        let (small, few) = (count("not_judged"), count("too_few_to_tell"));
        lines.push(line(match small + few {
            0 => format!("{within}Every group is large enough to judge."),
            n => format!(
                "{within}Nothing can be said about {} ({small} too small to judge, {few} too few to tell), so a page without flags does not prove that the line is fair.",
                counted(n, "group")
            ),
        }));
        let of = at(document, &["run", "input", "digest"]).and_then(Value::as_str);
        let letters = self.run_text(&["input", "digest"]);
        if let Some(of) = of.filter(|of| *of != self.list.digest && Some(*of) != letters) {
            let what =
                format!("This audit is of another list ({}) than this one ({}).", short(of), short(&self.list.digest));
            lines.push(alarm(what));
        }
        lines
    }

    /// The log's head, and its last entries.
    pub(super) fn logged(&self) -> (Vec<Line>, Option<Rows>) {
        let Some(log) = &self.log else { return (Vec::new(), None) };
        let mut lines = vec![line(format!(
            "The log is intact: {}. Its head is {}. Copy the head into the minutes: only with it can you see later that a log was shortened or rewritten.",
            match log.entries.len() {
                1 => "1 entry".to_owned(),
                n => format!("{n} entries"),
            },
            log.head()
        ))];
        match self.run_text(&["log", "head"]) {
            Some(head) => match log.entries.iter().find(|e| e.digest == head) {
                Some(entry) => lines.push(line(format!("This list is its entry {}.", entry.entry))),
                None => lines.push(alarm(
                    "This list's run is not in this log: it is another log, or it was shortened or rewritten.",
                )),
            },
            None => lines.push(line("This list's run was not logged, or its .run.json is not beside it.")),
        }
        let rows = log.entries.iter().rev().take(ENTRIES).rev().map(|e| {
            let day = e.decided.when.get(..10).unwrap_or(&e.decided.when).to_owned();
            let overruled = e.decided.overrides.len().to_string();
            vec![e.entry.to_string(), day, e.decided.command.clone(), overruled, short(&e.digest).to_owned()]
        });
        let rows = Rows {
            caption: if log.entries.len() > ENTRIES {
                format!("Its last {ENTRIES} entries")
            } else {
                "Its entries".into()
            },
            heads: vec!["entry", "day", "command", "overruled by people", "digest begins"],
            rows: rows.collect(),
        };
        (lines, Some(rows))
    }
}
