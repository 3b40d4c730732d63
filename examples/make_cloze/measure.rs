//! How the models do on texts that they were not made from: sentences of learners whose wrong words are marked, and abstracts.

use crate::corpus::{PADS, add};
use shortlist::features::cloze::cell::{Cell, tag_cells};
use shortlist::features::cloze::judge::{Fault, Verdict, judge_all};
use shortlist::features::cloze::tables::Tables;
use shortlist::features::cloze::words::Words;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

/// Margins, in logarithms, from which flags are counted.
const MARGINS: [f64; 11] = [1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0, 7.0, 8.0];

/// Reads sentences and judges them.
struct Judge<'t> {
    tables: &'t Tables<'t>,
    words: Words,
    cells: Vec<Cell>,
    back: Vec<[u8; 4]>,
    verdicts: Vec<Verdict>,
}

impl<'t> Judge<'t> {
    fn of(tables: &'t Tables<'t>) -> Self {
        Self { tables, words: Words::new(), cells: Vec::new(), back: Vec::new(), verdicts: Vec::new() }
    }

    /// The flags in a sentence: what, the token, the margin.
    fn judge(&mut self, tokens: &[&str]) -> Vec<(Fault, usize, f64)> {
        self.cells.clear();
        add(tokens.iter().copied(), self.tables, &mut self.cells);
        self.cells.extend([Cell::PAD; PADS]);
        tag_cells(self.tables, &mut self.cells, &mut self.back);
        judge_all(self.tables, &self.words, &self.cells, &mut self.verdicts);
        let flag = |v: &Verdict| (v.fault, self.cells[v.at].index as usize, f64::from(v.margin) / 32.0);
        self.verdicts.iter().map(flag).collect()
    }
}

/// Prints, by what is flagged: the flags on marked sentences from each margin, the share that touch a marked word or stand
/// beside one, and the flags in 1,000 words of abstracts. With `show`, the flags of that name.
pub fn print(tables: &Tables<'_>, folder: &Path, abstracts: &[String], show: Option<&str>) {
    let mut text = String::new();
    let path = folder.join("realec_dev.tsv.gz");
    let file = std::fs::File::open(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).expect("it can be unpacked");
    let mut all = BTreeMap::<Fault, [[f64; 3]; MARGINS.len()]>::new();
    let mut judge = Judge::of(tables);
    let say = |fault: Fault, margin: f64, at: usize, tokens: &[&str], marks: &str| {
        if show == Some(format!("{fault:?}").as_str()) {
            let around = &tokens[at.saturating_sub(8)..(at + 7).min(tokens.len())];
            println!("{marks} {margin:.1} {} [{}]", around.join(" "), tokens[at]);
        }
    };
    let mut total = 0.0;
    for sentence in text.split("\n\n") {
        let tokens: Vec<(&str, bool)> =
            sentence.lines().filter_map(|l| l.split_once('\t')).map(|(t, m)| (t, m.trim() == "i")).collect();
        total += tokens.len() as f64;
        let plain: Vec<&str> = tokens.iter().map(|t| t.0).collect();
        for (fault, at, margin) in judge.judge(&plain) {
            let right = tokens[at.saturating_sub(1)..(at + 2).min(tokens.len())].iter().any(|t| t.1);
            say(fault, margin, at, &plain, if right { "learners, marked" } else { "learners, not marked" });
            for (counts, least) in all.entry(fault).or_default().iter_mut().zip(MARGINS) {
                if margin >= least {
                    counts[0] += 1.0;
                    counts[1] += f64::from(u8::from(right));
                }
            }
        }
    }
    let mut words = 0.0;
    for sentence in abstracts {
        let tokens: Vec<&str> = sentence.split_ascii_whitespace().collect();
        words += tokens.len() as f64;
        for (fault, at, margin) in judge.judge(&tokens) {
            say(fault, margin, at, &tokens, "abstracts");
            for (counts, least) in all.entry(fault).or_default().iter_mut().zip(MARGINS) {
                counts[2] += f64::from(u8::from(margin >= least));
            }
        }
    }
    println!("{total} tokens of learners; {words} of abstracts");
    println!("each: flags on learners' sentences, share beside a marked word, flags in 1,000 words of abstracts");
    println!("{:20}{}", "from margin", MARGINS.map(|m| format!("{m:>17.1}")).concat());
    for (fault, rows) in all {
        let cells = rows.map(|[n, right, other]| {
            format!("{n:>6.0} {:>4.2} {:>5.2}", if n > 0.0 { right / n } else { 0.0 }, 1000.0 * other / words)
        });
        println!("{:20}{}", format!("{fault:?}"), cells.concat());
    }
}
