//! What reviewers did: how far they are, how they agree, and what their labels say of the reading plan.

use super::{Line, Rows, Season, alarm, counted, line, percent};
use crate::ingest::labels::LabelRule;
use crate::model::ratings::{Combine, Given, Ratings};
use crate::rank::plan::check::check;
use crate::review::progress::Progress;
use std::path::Path;

impl Season {
    /// What the reviewers' labels are as numbers; why they can't be read as such.
    fn ratings(&self) -> Option<Result<Ratings, String>> {
        let merged = self.labels.as_ref()?;
        let rule = LabelRule { scale: self.asked.scale, ..LabelRule::default() };
        let values = merged.labels.iter().map(|l| (l.place.1, l.label.as_str()));
        let read = rule.read(&self.asked.label, Path::new("the labels"), values).and_then(|values| {
            let given = merged.labels.iter().zip(&values.numbers).map(|(l, value)| Given {
                id: &l.id,
                row: l.place.1,
                reviewer: &l.reviewer,
                value: *value,
            });
            Ratings::collect(given, values.scale)
        });
        Some(read.map_err(|e| e.to_string()))
    }

    /// How far the reviewers are, in a sentence and a table.
    pub(super) fn progress(&self) -> (Vec<Line>, Option<Rows>) {
        let none = Vec::new();
        let labels = self.labels.as_ref().map_or(&none, |m| &m.labels);
        if labels.is_empty() && self.dealt.is_empty() {
            return (Vec::new(), None);
        }
        // A letter without a text has nothing to be read.
        let letters: Vec<String> =
            self.list.applicants.iter().filter(|a| a.score.is_some()).map(|a| a.id.clone()).collect();
        let now = Progress::of(labels, &self.dealt, &letters, self.asked.readings);
        let unread = now.short.iter().filter(|s| s.readings == 0).count();
        let some = now.short.len() - unread;
        let mut lines = vec![line(format!(
            "{} by {} on {}. {} the readings that {} should have.",
            counted(now.grades, "grade"),
            counted(now.reviewers.len(), "reviewer"),
            counted(now.letters, "letter"),
            match now.letters - now.short.len() {
                n if n == now.letters => "Every letter has".to_owned(),
                n => format!("{n} of {} have", now.letters),
            },
            if now.short.is_empty() { "it" } else { "they" },
        ))];
        if !now.short.is_empty() {
            lines.push(line(format!("{unread} have no reading yet, {some} have too few.")));
        }
        let known: std::collections::BTreeSet<&str> = self.list.applicants.iter().map(|a| a.id.as_str()).collect();
        let mut others: Vec<&str> = labels.iter().map(|l| l.id.as_str()).filter(|id| !known.contains(id)).collect();
        others.dedup();
        if !others.is_empty() {
            let who = match others.len() {
                1 => "1 letter with a grade is".to_owned(),
                n => format!("{n} letters with a grade are"),
            };
            lines.push(alarm(format!("{who} not in this list: are these labels of this round?")));
        }
        let dealt = !self.dealt.is_empty();
        let rows = now.reviewers.iter().enumerate().map(|(index, r)| {
            let name = if self.asked.blind { format!("reviewer {}", index + 1) } else { r.name.clone() };
            let mut row = vec![name, (r.graded + r.beside).to_string()];
            if dealt {
                row.extend([r.dealt.to_string(), r.to_go.len().to_string()]);
            }
            row
        });
        let heads: &[&str] =
            if dealt { &["reviewer", "graded", "dealt", "still to grade"] } else { &["reviewer", "graded"] };
        let table = Rows { caption: "How far each reviewer is".into(), heads: heads.to_vec(), rows: rows.collect() };
        (lines, Some(table))
    }

    /// How far the reviewers agree, in words.
    pub(super) fn agreement(&self) -> Vec<Line> {
        let ratings = match self.ratings() {
            None => return Vec::new(),
            Some(Err(why)) => return vec![alarm(format!("How far the reviewers agree can't be said: {why}"))],
            Some(Ok(ratings)) => ratings,
        };
        let Some(a) = ratings.agreement(None) else {
            return vec![line("No letter has grades of two reviewers, so how far they agree is not known.")];
        };
        let mut lines = vec![line(format!(
            "Agreement: {} read by two reviewers or more; two of them gave the same grade {} of the time.",
            if a.letters == 1 { "1 letter was".to_owned() } else { format!("{} letters were", a.letters) },
            percent(a.same)
        ))];
        if let Some(alpha) = a.alpha_interval {
            let word = match alpha {
                v if v >= 0.8 => "high: the grades can be relied on",
                v if v >= 0.667 => "fair: good enough for tentative conclusions",
                _ => "low: talk about what the grades mean before you rely on them",
            };
            let alpha = format!("{alpha:.2}").replace('-', "−");
            lines.push(line(format!(
                "Krippendorff's alpha, which corrects for chance agreement (1 is full agreement, 0 is chance), is {alpha}: {word} \
                 (limits of 0.8 and 0.667 as Krippendorff has them)."
            )));
        }
        let divided = self.labels.as_ref().map_or(0, |m| m.disagreements.len());
        if divided > 0 {
            lines.push(line(format!("{} got different grades.", counted(divided, "letter"))));
        }
        lines
    }

    /// What the plan promises, and what came of its check.
    pub(super) fn planned(&self) -> Vec<Line> {
        let Some(plan) = &self.plan else { return Vec::new() };
        let s = &plan.summary;
        let (yes, no) = s.allowed();
        let mut lines = vec![
            line(format!(
                "Of {} applicants {} must be read in full, {} were drawn by lot to be read in full as a check, and for {} a \
                 short look by one person will do: {} of the full reviews are saved.",
                s.applicants,
                s.must_read,
                s.random_check,
                s.clear,
                percent(s.saved)
            )),
            line(format!(
                "The promise: of those whom the committee would accept, at most {} are taken for a no; of those whom it would \
                 reject, at most {} for a yes.",
                percent(yes),
                percent(no)
            )),
        ];
        if s.is_beyond {
            lines.push(alarm("The letters are not like those that the model knows, so all of them are to be read."));
        }
        if let Some(digest) = self.run_text(&["input", "digest"]).filter(|d| *d != plan.input_digest) {
            let what = format!(
                "The plan is of other letters ({}) than the list ({}).",
                short(&plan.input_digest),
                short(digest)
            );
            lines.push(alarm(what));
        }
        match self.ratings() {
            None => lines.push(line("Its check needs people's labels; none were given.")),
            Some(Err(why)) => lines.push(alarm(format!("Its check can't be made: {why}"))),
            Some(Ok(ratings)) => {
                match check(plan, &ratings.labels(Combine::default()).by_id) {
                    Err(_) => lines.push(line("Its check: none of the letters that count for it has a label yet.")),
                    Ok(checked) if checked.is_broken() => {
                        lines.push(alarm(
                        "Its check: STOP. The plan takes more letters for the opposite than it promised. Read every letter in \
                         full, and train again before the next plan.",
                    ));
                        lines.extend(checked.sentences().into_iter().map(sentence));
                    }
                    Ok(checked) => {
                        lines.push(line("Its check: these decisions do not show that the plan makes more mistakes than it promised."));
                        lines.extend(checked.sentences().into_iter().map(sentence));
                    }
                }
            }
        }
        lines
    }
}

/// A clause as a sentence of its own.
fn sentence(text: String) -> Line {
    let mut letters = text.chars();
    let first: String = letters.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
    line(format!("{first}{}.", letters.as_str()))
}

/// The first digits of a digest.
pub(super) fn short(digest: &str) -> &str {
    digest.get(..12).unwrap_or(digest)
}
