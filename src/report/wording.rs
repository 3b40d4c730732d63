//! The words of a model, for a terminal.

use crate::error::printable;
use crate::model::wording::{Gaming, WordGap, Wording};
use std::fmt::Write;

/// The words with what each adds to the log-odds of a score (its weight times `per_weight`), share and how often each was chosen, what they gain on held-out letters, and what a letter gains by
/// putting the best of them in.
#[must_use]
pub fn words_text(wording: &Wording, per_weight: f64, gaming: Option<&Gaming>) -> String {
    let mut words: Vec<_> = wording.words.iter().collect();
    words.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.word.cmp(&b.word)));
    let width = words.iter().map(|w| w.word.chars().count()).max().unwrap_or(0).max(4);
    let mut out = format!(
        "\n{} words, of {} that could be chosen; the log-loss on held-out letters is {:.4} with them and {:.4} without (a gain of {:.4} ± {:.4})\n",
        words.len(),
        wording.candidates,
        wording.gain.with,
        wording.gain.without,
        wording.gain.difference(),
        wording.gain.standard_error
    );
    let _ = writeln!(out, "  log-odds  of the letters  in draws  word");
    for w in words {
        let _ = writeln!(
            out,
            "  {:>+8.3}  {:>13.0} %  {:>6.0} %  {:<width$}",
            w.weight * per_weight,
            100.0 * w.share,
            100.0 * w.frequency,
            w.word
        );
    }
    out = out.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    if let Some(g) = gaming {
        let _ = writeln!(
            out,
            "a letter that adds the ten best words ({}) gains {:.2} log-odds (half of the letters) and at most {:.2}, and moves up {} places of {} (half of the letters) and at most {}",
            g.words.join(", "),
            g.log_odds[0],
            g.log_odds[1],
            g.places[0],
            g.letters,
            g.places[1]
        );
    }
    out
}

/// The words that the groups of a column use differently.
#[must_use]
pub fn gaps_text(column: &str, gaps: &[WordGap]) -> String {
    let column = printable(column);
    if gaps.is_empty() {
        return format!("no word differs between the groups of `{column}` by three standard errors\n");
    }
    let mut out = format!("words that the groups of `{column}` use differently (by three standard errors or more):\n");
    for gap in gaps {
        let group = |(name, share): &(String, f64)| format!("{:.0} % of {}", 100.0 * share, printable(name));
        let _ = writeln!(out, "  {}: {}, {}", gap.word, group(&gap.least), group(&gap.most));
    }
    out
}
