//! What the features find of what the writers of the sample meant, and every miss by name.
//!
//! The report is `tests/truth/misses.txt`. It is no target: it shows what a change of a feature gains and loses.
//! After a change that is meant, `SHORTLIST_UPDATE=1 cargo test --release --test truth` writes it again.

mod cohort;

use cohort::{KINDS, Letter, Mark, TOPICS, YEARS, load, root};
use shortlist::features::{Evidence, Extractor, Measurement, Settings};
use shortlist::text::Document;
use shortlist::topics::Topics;
use std::fmt::Write;
use std::fs;

const REPORT: &str = "tests/truth/misses.txt";

/// Years count as right within this.
const CLOSE: f64 = 0.1;

struct Read {
    letter: Letter,
    measured: Measurement,
}

struct Cohort {
    name: &'static str,
    as_of: jiff::civil::Date,
    columns: Vec<String>,
    letters: Vec<Read>,
}

fn measure(year: usize) -> Cohort {
    let (name, _, [y, m, d]) = YEARS[year];
    let as_of = jiff::civil::date(y, m as i8, d as i8);
    let extractor = Extractor::new(&Settings::new(Topics::builtin(), as_of));
    let read = |letter: Letter| {
        let mut measured = Measurement::default();
        extractor.measure(&Document::new(&letter.text), true, &mut measured);
        Read { letter, measured }
    };
    let letters = load(year).into_iter().map(read).collect();
    Cohort { name, as_of, columns: extractor.columns().iter().map(|c| c.name.clone()).collect(), letters }
}

impl Cohort {
    fn column(&self, name: &str) -> usize {
        self.columns.iter().position(|c| c == name).unwrap_or_else(|| panic!("no column {name}"))
    }

    fn evidence<'a>(&self, read: &'a Read, column: &str) -> Vec<&'a Evidence> {
        let column = self.column(column);
        read.measured.evidence.iter().filter(|e| e.column as usize == column).collect()
    }

    fn value(&self, read: &Read, column: &str) -> Option<f64> {
        read.measured.values[self.column(column)]
    }
}

/// Whether a finding and a mark share a byte; a gap, where a word is missing, belongs to the words on both sides.
fn meets(e: &Evidence, m: &Mark) -> bool {
    let (start, end) = (e.span.start as usize, e.span.end as usize);
    if start == end { start <= m.end && m.start <= end } else { start < m.end && m.start < end }
}

/// `part` of `whole`, as a share and as counts.
fn share(part: usize, whole: usize) -> String {
    if whole == 0 { "–".to_owned() } else { format!("{:.2} ({part}/{whole})", part as f64 / whole as f64) }
}

/// A passage on one line, with some letters around it.
fn quote(text: &str, start: usize, end: usize) -> String {
    let before = text[..start].char_indices().rev().nth(24).map_or(0, |(i, _)| i);
    let after = text[end..].char_indices().nth(24).map_or(text.len(), |(i, _)| end + i);
    format!("{}[{}]{}", &text[before..start], &text[start..end], &text[end..after]).replace('\n', "⏎")
}

// --------------------------------------------------------------------------------------------------------- errors

/// Counts for one kind of error, or for all.
#[derive(Default)]
struct Errors {
    truth: usize,
    found: usize,
    found_as: usize,
    raised: usize,
    right: usize,
    right_as: usize,
}

impl Errors {
    fn row(&self, name: &str) -> String {
        format!(
            "{name:<15} recall {:<16} as this kind {:<16} precision {:<16} as this kind {}\n",
            share(self.found, self.truth),
            share(self.found_as, self.truth),
            share(self.right, self.raised),
            share(self.right_as, self.raised)
        )
    }
}

fn errors(cohort: &Cohort, kind: Option<&str>) -> Errors {
    let mut out = Errors::default();
    let wanted = |k: &str| kind.is_none_or(|kind| kind == k);
    for read in &cohort.letters {
        let raised = cohort.evidence(read, "error_rate");
        for m in read.letter.errors.iter().filter(|m| wanted(&m.what)) {
            out.truth += 1;
            out.found += usize::from(raised.iter().any(|e| meets(e, m)));
            out.found_as += usize::from(raised.iter().any(|e| meets(e, m) && e.kind == m.what));
        }
        for e in raised.iter().filter(|e| wanted(e.kind)) {
            out.raised += 1;
            out.right += usize::from(read.letter.errors.iter().any(|m| meets(e, m)));
            out.right_as += usize::from(read.letter.errors.iter().any(|m| meets(e, m) && e.kind == m.what));
        }
    }
    out
}

/// Rank correlation of the errors per 100 words that were meant and found (Spearman; ties share their mean rank).
fn rate_correlation(cohort: &Cohort) -> f64 {
    let ranks = |values: Vec<f64>| -> Vec<f64> {
        let place = |v: f64| {
            let below = values.iter().filter(|w| **w < v).count();
            let same = values.iter().filter(|w| **w == v).count();
            below as f64 + (same as f64 - 1.0) / 2.0
        };
        values.iter().map(|v| place(*v)).collect()
    };
    let meant = ranks(cohort.letters.iter().map(|r| r.letter.errors.len() as f64 / r.letter.words() as f64).collect());
    let found = ranks(cohort.letters.iter().map(|r| cohort.value(r, "error_rate").unwrap_or(0.0)).collect());
    let mean = (meant.len() as f64 - 1.0) / 2.0;
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| (x - mean) * (y - mean)).sum::<f64>();
    product(&meant, &found) / (product(&meant, &meant) * product(&found, &found)).sqrt()
}

fn missed_errors(cohort: &Cohort, out: &mut String) {
    let _ = writeln!(out, "\n## {}: errors that were not found\n", cohort.name);
    for read in &cohort.letters {
        let raised = cohort.evidence(read, "error_rate");
        for m in read.letter.errors.iter().filter(|m| !raised.iter().any(|e| meets(e, m))) {
            let _ = writeln!(
                out,
                "{} {} {} → {}",
                read.letter.id,
                m.what,
                quote(&read.letter.text, m.start, m.end),
                m.how.replace('\n', "⏎")
            );
        }
    }
}

fn false_alarms(cohort: &Cohort, out: &mut String) {
    let _ = writeln!(out, "\n## {}: false alarms\n", cohort.name);
    for read in &cohort.letters {
        let raised = cohort.evidence(read, "error_rate");
        for e in raised.iter().filter(|e| !read.letter.errors.iter().any(|m| meets(e, m))) {
            let quoted = quote(&read.letter.text, e.span.start as usize, e.span.end as usize);
            let _ = writeln!(
                out,
                "{} {} {} {quoted}",
                read.letter.id,
                e.kind,
                if e.rule.is_empty() { "–" } else { e.rule }
            );
        }
    }
}

// --------------------------------------------------------------------------------------------------------- topics

#[derive(Default)]
struct Addressed {
    truth: usize,
    found: usize,
    raised: usize,
    right: usize,
    denied: usize,
    denied_zero: usize,
}

fn addressed(stance: Option<&str>) -> bool {
    stance.is_some_and(|s| s != "negated")
}

fn topics(cohort: &Cohort, keys: &[&str]) -> Addressed {
    let mut out = Addressed::default();
    for read in &cohort.letters {
        for key in keys {
            let stance = read.letter.stance(key);
            let above = cohort.value(read, &format!("topic_{key}")).is_some_and(|v| v > 0.0);
            out.truth += usize::from(addressed(stance));
            out.found += usize::from(addressed(stance) && above);
            out.raised += usize::from(above);
            out.right += usize::from(above && addressed(stance));
            out.denied += usize::from(stance == Some("negated"));
            out.denied_zero += usize::from(stance == Some("negated") && !above);
        }
    }
    out
}

fn topic_row(name: &str, a: &Addressed) -> String {
    format!(
        "{name:<15} recall {:<16} precision {:<16} denied only, value 0: {}\n",
        share(a.found, a.truth),
        share(a.right, a.raised),
        share(a.denied_zero, a.denied)
    )
}

fn missed_topics(cohort: &Cohort, out: &mut String) {
    let _ = writeln!(out, "\n## {}: topics\n", cohort.name);
    for read in &cohort.letters {
        for key in TOPICS {
            let (stance, column) = (read.letter.stance(key), format!("topic_{key}"));
            let value = cohort.value(read, &column).unwrap_or(0.0);
            if addressed(stance) == (value > 0.0) {
                continue;
            }
            let _ =
                write!(out, "{} {key} truth {}, value {value:.2}:", read.letter.id, stance.unwrap_or("not addressed"));
            if value > 0.0 {
                for e in cohort.evidence(read, &column) {
                    let _ = write!(
                        out,
                        " {} {};",
                        e.kind,
                        quote(&read.letter.text, e.span.start as usize, e.span.end as usize)
                    );
                }
            } else {
                for m in read.letter.topic_spans.iter().filter(|m| m.what == key) {
                    let _ = write!(out, " {} “{}”;", m.how, m.text.replace('\n', "⏎"));
                }
            }
            out.push('\n');
        }
    }
}

// ---------------------------------------------------------------------------------------------------------- years

/// None counts as 0, on both sides.
fn years(cohort: &Cohort, read: &Read) -> (f64, f64) {
    (read.letter.years.unwrap_or(0.0), cohort.value(read, "experience_years").unwrap_or(0.0))
}

fn years_right(cohort: &Cohort, wanted: impl Fn(&Letter) -> bool) -> String {
    let letters: Vec<&Read> = cohort.letters.iter().filter(|r| wanted(&r.letter)).collect();
    let right = letters.iter().filter(|r| {
        let (truth, measured) = years(cohort, r);
        (truth - measured).abs() <= CLOSE
    });
    share(right.count(), letters.len())
}

fn missed_years(cohort: &Cohort, out: &mut String) {
    let _ = writeln!(out, "\n## {}: years\n", cohort.name);
    for read in &cohort.letters {
        let (truth, measured) = years(cohort, read);
        if (truth - measured).abs() <= CLOSE {
            continue;
        }
        let text = &read.letter.text;
        let _ = write!(out, "{} truth {truth}, measured {measured:.2}; truth:", read.letter.id);
        for m in &read.letter.experience {
            let _ = write!(out, " {} {} {};", m.what, m.years, quote(text, m.start, m.end));
        }
        out.push_str(" measured:");
        for e in cohort.evidence(read, "experience_years") {
            let value = e.value.map_or_else(String::new, |v| format!(" {v:.2}"));
            let _ = write!(out, " {}{value} {};", e.kind, quote(text, e.span.start as usize, e.span.end as usize));
        }
        out.push('\n');
    }
}

// --------------------------------------------------------------------------------------------------------- report

fn figures(cohort: &Cohort) -> String {
    let mut out =
        format!("\n## {}: figures ({} letters, as of {})\n\nerrors\n", cohort.name, cohort.letters.len(), cohort.as_of);
    out.push_str(&errors(cohort, None).row("all"));
    for kind in KINDS {
        out.push_str(&errors(cohort, Some(kind)).row(kind));
    }
    let _ = writeln!(out, "errors per 100 words, rank correlation of meant and found: {:.2}", rate_correlation(cohort));
    out.push_str("\ntopics\n");
    out.push_str(&topic_row("all", &topics(cohort, &TOPICS)));
    for key in TOPICS {
        out.push_str(&topic_row(key, &topics(cohort, &[key])));
    }
    let _ = writeln!(out, "\nyears, within {CLOSE}");
    let _ = writeln!(out, "all             {}", years_right(cohort, |_| true));
    let _ = writeln!(out, "years stated    {}", years_right(cohort, |l| l.years.is_some()));
    let _ = writeln!(out, "none stated     {}", years_right(cohort, |l| l.years.is_none()));
    out
}

fn report() -> String {
    let mut out = String::from(
        "What the features miss of the truth of the sample: written by tests/truth.rs, by\n\
         SHORTLIST_UPDATE=1 cargo test --release --test truth\n\
         \n\
         An error counts as found where a finding shares a byte with it, whatever its kind; as this kind, where the\n\
         kinds agree too. A topic counts as found where its value is above 0. [ ] marks the passage, ⏎ a line end.\n\
         The letters are made up, and their errors planted: figures on them are not figures on real letters.\n",
    );
    let cohorts = [measure(0), measure(1)];
    for cohort in &cohorts {
        out.push_str(&figures(cohort));
    }
    for cohort in &cohorts {
        missed_years(cohort, &mut out);
        missed_topics(cohort, &mut out);
        false_alarms(cohort, &mut out);
        missed_errors(cohort, &mut out);
    }
    out
}

#[test]
fn the_misses_are_those_that_are_listed() {
    let (report, path) = (report(), root().join(REPORT));
    if std::env::var_os("SHORTLIST_UPDATE").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &report).unwrap();
        return;
    }
    let listed = fs::read_to_string(&path).unwrap_or_default();
    let (old, new): (Vec<&str>, Vec<&str>) = (listed.lines().collect(), report.lines().collect());
    let gone = old.iter().filter(|l| !new.contains(l)).map(|l| format!("- {l}"));
    let come = new.iter().filter(|l| !old.contains(l)).map(|l| format!("+ {l}"));
    let changes: Vec<String> = gone.chain(come).collect();
    let shown = changes.iter().take(60).cloned().collect::<Vec<_>>().join("\n");
    assert!(
        listed == report,
        "{REPORT} is out of date ({} lines differ). If that is meant, run with SHORTLIST_UPDATE=1.\n{shown}",
        changes.len()
    );
}

#[test]
fn evidence_slices_its_letter() {
    for year in [0, 1] {
        for read in measure(year).letters {
            for e in &read.measured.evidence {
                assert!(read.letter.text.get(e.span.range()).is_some(), "{} {} {:?}", read.letter.id, e.kind, e.span);
            }
        }
    }
}

#[test]
fn a_gap_meets_the_words_on_both_sides() {
    let gap = Evidence::new(0, "grammar", shortlist::Span::new(4, 4));
    let mark =
        |start, end| Mark { what: String::new(), how: String::new(), start, end, text: String::new(), years: 0.0 };
    assert!(meets(&gap, &mark(0, 4)) && meets(&gap, &mark(4, 9)) && !meets(&gap, &mark(5, 9)));
    let word = Evidence::new(0, "grammar", shortlist::Span::new(4, 6));
    assert!(meets(&word, &mark(5, 9)) && !meets(&word, &mark(0, 4)) && !meets(&word, &mark(6, 9)));
}
