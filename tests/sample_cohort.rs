//! The sample cohort is what `data/README.md` says it is: counts, spans, ids, encodings, grades, and letters that
//! share no sentence but where copying is the point.

mod cohort;

use cohort::{KINDS, Letter, Mark, STANCES, TOPICS, YEARS, load, read, table, truth};
use std::collections::{BTreeMap, BTreeSet};

/// Letters outside 120–700 words, each with its reason.
const OTHER_LENGTHS: [(&str, &str); 1] = [("S097", "a letter of twelve words")];

/// Letters that share six words in a row, each pair with its reason.
const SHARED: [(&str, &str, &str); 2] =
    [("S063", "S064", "a copied letter, names and figures swapped"), ("S120", "S126", "a shared paragraph")];

const REVIEWERS: [&str; 3] = ["R1", "R2", "R3"];

struct Grade {
    id: String,
    reviewer: String,
    grade: i64,
    decision: String,
}

fn grades() -> Vec<Grade> {
    let (head, rows) = table("labels.csv");
    assert_eq!(head, ["id", "reviewer", "grade", "note", "decision"]);
    rows.into_iter()
        .map(|r| {
            assert!(!r[3].trim().is_empty(), "{} {}: no note", r[0], r[1]);
            Grade { id: r[0].clone(), reviewer: r[1].clone(), grade: r[2].parse().unwrap(), decision: r[4].clone() }
        })
        .collect()
}

/// The three grades of each letter, in the order of [`REVIEWERS`].
fn by_letter(grades: &[Grade]) -> BTreeMap<&str, Vec<i64>> {
    let mut out: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for reviewer in REVIEWERS {
        for g in grades.iter().filter(|g| g.reviewer == reviewer) {
            out.entry(&g.id).or_default().push(g.grade);
        }
    }
    out
}

// ---------------------------------------------------------------------------------------------------- the counts

/// Lines of running text broken in their middle, as pasted from a PDF.
fn hard_wrapped(letter: &Letter) -> bool {
    let lines: Vec<&str> = letter.text.lines().collect();
    lines.windows(2).filter(|w| w[0].chars().count() >= 60 && !w[1].trim().is_empty() && !bullet(w[1])).count() >= 10
}

fn bullet(line: &str) -> bool {
    ["- ", "* ", "• "].iter().any(|b| line.starts_with(b))
}

/// `[name]` and its like, left unfilled or put in by an anonymiser.
fn placeholder(letter: &Letter) -> bool {
    letter
        .text
        .split('[')
        .skip(1)
        .any(|rest| rest.split_once(']').is_some_and(|(inner, _)| !inner.contains('\n') && inner.len() > 1))
}

/// A comma for every third word or more: names of tools, hardly a sentence.
fn keyword_list(letter: &Letter) -> bool {
    letter.text.matches(", ").count() * 3 > letter.words()
}

fn not_english(letter: &Letter) -> bool {
    let english = ["the", "and", "of", "to", "a", "in", "i", "that", "is", "my", "for", "with"];
    !keyword_list(letter)
        && letter.words() > 50
        && letter.text.split_whitespace().filter(|w| english.contains(&w.to_lowercase().as_str())).count() * 8
            < letter.words()
}

fn ids(letters: &[Letter], holds: impl Fn(&Letter) -> bool) -> String {
    let found: Vec<&str> = letters.iter().filter(|l| holds(l)).map(|l| l.id.as_str()).collect();
    if found.is_empty() { "–".to_owned() } else { found.join(", ") }
}

fn count(letters: &[Letter], holds: impl Fn(&Letter) -> bool) -> String {
    letters.iter().filter(|l| holds(l)).count().to_string()
}

fn distinct(letters: &[Letter], column: &str) -> String {
    let values: BTreeSet<&str> =
        letters.iter().flat_map(|l| &l.columns).filter(|c| c.0 == column).map(|c| c.1.as_str()).collect();
    values.len().to_string()
}

fn median(mut values: Vec<usize>) -> f64 {
    values.sort_unstable();
    let n = values.len();
    (values[(n - 1) / 2] + values[n / 2]) as f64 / 2.0
}

/// Pairs of letters of one file that share six words in a row.
fn copies(letters: &[Letter]) -> String {
    let found: Vec<String> = shared_runs(letters).keys().map(|(a, b)| format!("{a} + {b}")).collect();
    if found.is_empty() { "–".to_owned() } else { found.join(", ") }
}

/// The rows about letters: a name, and a value per file.
fn letter_rows() -> Vec<[String; 3]> {
    let files = [load(0), load(1)];
    let mut rows: Vec<[String; 3]> = Vec::new();
    let mut row = |name: &str, value: &dyn Fn(&[Letter]) -> String| {
        rows.push([name.to_owned(), value(&files[0]), value(&files[1])])
    };
    row("letters", &|l| l.len().to_string());
    row("words in all", &|l| l.iter().map(Letter::words).sum::<usize>().to_string());
    row("words: fewest, median, most", &|l| {
        let words: Vec<usize> = l.iter().map(Letter::words).collect();
        format!("{}, {}, {}", words.iter().min().unwrap(), median(words.clone()), words.iter().max().unwrap())
    });
    row("fields", &|l| distinct(l, "field"));
    row("countries", &|l| distinct(l, "country"));
    row("years of study, as given", &|l| distinct(l, "study_year"));
    row("not students", &|l| {
        count(l, |l| l.columns.iter().any(|c| c.0 == "study_year" && c.1.contains("not a student")))
    });
    row("ways of having heard", &|l| distinct(l, "heard_from"));
    row("hard-wrapped as from a PDF", &|l| count(l, hard_wrapped));
    row("with placeholders", &|l| count(l, placeholder));
    row("with a bullet list", &|l| count(l, |l| l.text.lines().filter(|l| bullet(l)).count() > 1));
    row("lists of keywords", &|l| ids(l, keyword_list));
    row("mostly not in English", &|l| ids(l, not_english));
    row("outside 120–700 words", &|l| ids(l, |l| !(120..=700).contains(&l.words())));
    row("pairs that share six words in a row", &copies);
    row("errors", &|l| l.iter().map(|l| l.errors.len()).sum::<usize>().to_string());
    for kind in KINDS {
        row(&format!("errors: {kind}"), &|l| {
            l.iter().flat_map(|l| &l.errors).filter(|e| e.what == kind).count().to_string()
        });
    }
    row("letters with 0–1 errors", &|l| count(l, |l| l.errors.len() <= 1));
    row("letters with 2–6 errors", &|l| count(l, |l| (2..=6).contains(&l.errors.len())));
    row("letters with 7 errors or more", &|l| count(l, |l| l.errors.len() >= 7));
    row("no error at all", &|l| count(l, |l| l.errors.is_empty()));
    for topic in TOPICS {
        row(&format!("topic {topic}: done, mention, wish, negated"), &|l| {
            STANCES.map(|s| count(l, |l| l.stance(topic) == Some(s))).join(", ")
        });
    }
    row("letters that address no topic", &|l| count(l, |l| l.topics.iter().all(|t| t.1 == "negated")));
    row("years stated", &|l| count(l, |l| l.years.is_some()));
    row("years not stated", &|l| count(l, |l| l.years.is_none()));
    row("years: least, median, most", &|l| {
        let months: Vec<usize> = l.iter().filter_map(|l| l.years).map(|y| (y * 100.0).round() as usize).collect();
        format!(
            "{}, {}, {}",
            *months.iter().min().unwrap() as f64 / 100.0,
            median(months.clone()) / 100.0,
            *months.iter().max().unwrap() as f64 / 100.0
        )
    });
    for kind in ["stated", "span", "total", "ignored"] {
        row(&format!("passages on experience: {kind}"), &|l| {
            l.iter().flat_map(|l| &l.experience).filter(|e| e.what == kind).count().to_string()
        });
    }
    row("contradictory about their years", &|l| count(l, |l| l.trap("contradictory")));
    row("letters with a trap", &|l| count(l, |l| !l.traps.is_empty()));
    rows
}

/// Agreement of two reviewers beyond chance, with quadratic weights (Cohen 1968).
fn kappa(a: &[i64], b: &[i64]) -> f64 {
    let n = a.len() as f64;
    let apart = |x: i64, y: i64| ((x - y) * (x - y)) as f64;
    let seen: f64 = a.iter().zip(b).map(|(&x, &y)| apart(x, y)).sum::<f64>() / n;
    let chance: f64 = a.iter().flat_map(|&x| b.iter().map(move |&y| apart(x, y))).sum::<f64>() / (n * n);
    1.0 - seen / chance
}

/// The rows about grades: a name and a value.
fn grade_rows() -> Vec<[String; 2]> {
    let grades = grades();
    let letters = by_letter(&grades);
    let mut rows =
        vec![["letters graded".to_owned(), letters.len().to_string()], ["grades".to_owned(), grades.len().to_string()]];
    for (i, reviewer) in REVIEWERS.iter().enumerate() {
        let tally = [1, 0, -1].map(|g| letters.values().filter(|v| v[i] == g).count().to_string()).join(", ");
        rows.push([format!("{reviewer}: grades 1, 0, −1"), tally]);
    }
    let mut row = |name: &str, value: String| rows.push([name.to_owned(), value]);
    row("all three give the same grade", letters.values().filter(|v| v.iter().all(|g| *g == v[0])).count().to_string());
    row("both 1 and −1 given", letters.values().filter(|v| v.contains(&1) && v.contains(&-1)).count().to_string());
    for (a, b) in [(0, 1), (0, 2), (1, 2)] {
        let of = |i: usize| letters.values().map(|v| v[i]).collect::<Vec<_>>();
        row(
            &format!("kappa {}–{} (quadratic weights)", REVIEWERS[a], REVIEWERS[b]),
            format!("{:.2}", kappa(&of(a), &of(b))),
        );
    }
    for decision in ["accept", "reject"] {
        row(decision, grades.iter().filter(|g| g.decision == decision && g.reviewer == "R1").count().to_string());
    }
    rows
}

/// The rows of the Markdown table that stands under `heading`.
fn rows_under(text: &str, heading: &str) -> Vec<Vec<String>> {
    let (_, rest) = text.split_once(heading).unwrap_or_else(|| panic!("data/README.md lacks {heading:?}"));
    let table = rest.lines().skip_while(|l| !l.starts_with('|')).take_while(|l| l.starts_with('|')).skip(2);
    table.map(|l| l.trim().trim_matches('|').split('|').map(|c| c.trim().to_owned()).collect()).collect()
}

fn compare<const N: usize>(heading: &str, counted: &[[String; N]]) {
    let stated = rows_under(&read("data/README.md"), heading);
    let counted: Vec<Vec<String>> = counted.iter().map(|r| r.to_vec()).collect();
    let show =
        |rows: &[Vec<String>]| rows.iter().map(|r| format!("| {} |", r.join(" | "))).collect::<Vec<_>>().join("\n");
    let wrong: Vec<_> = stated.iter().filter(|r| !counted.contains(r)).cloned().collect();
    assert!(
        stated == counted,
        "data/README.md, {heading}: these rows are wrong:\n{}\nthe data give:\n{}",
        show(&wrong),
        show(&counted)
    );
}

#[test]
fn the_data_card_counts_letters_as_they_are() {
    compare("### Letters and their truth", &letter_rows());
}

#[test]
fn the_data_card_counts_grades_as_they_are() {
    compare("### Grades", &grade_rows());
}

#[test]
fn kappa_is_one_where_all_agree_and_none_where_chance_would_do() {
    assert_eq!(kappa(&[1, 0, -1], &[1, 0, -1]), 1.0);
    assert_eq!(kappa(&[1, 1, -1, -1], &[1, -1, 1, -1]), 0.0);
}

// ------------------------------------------------------------------------------------------- letters and files

#[test]
fn there_are_enough_letters() {
    assert!(load(0).len() >= 160 && load(1).len() >= 60);
}

#[test]
fn lengths_are_those_of_letters_but_for_the_listed() {
    for letter in load(0).iter().chain(&load(1)) {
        let listed = OTHER_LENGTHS.iter().any(|(id, _)| *id == letter.id);
        assert_eq!(!(120..=700).contains(&letter.words()), listed, "{} has {} words", letter.id, letter.words());
    }
}

#[test]
fn ids_are_unique_numbered_and_the_same_in_every_file() {
    for (year, prefix) in [(0, 'S'), (1, 'N')] {
        for (i, letter) in load(year).iter().enumerate() {
            assert_eq!(letter.id, format!("{prefix}{:03}", i + 1));
        }
    }
}

#[test]
fn files_are_utf8_with_plain_line_ends() {
    for name in [
        "letters.csv",
        "letters-next.csv",
        "labels.csv",
        "truth.jsonl",
        "truth-next.jsonl",
        "rubric.md",
        "CORRECTIONS.md",
    ] {
        let text = read(&format!("data/sample/{name}"));
        assert!(!text.starts_with('\u{feff}'), "{name} begins with a byte order mark");
        assert!(text.ends_with('\n'), "{name} does not end with a line end");
        let odd = text.chars().find(|c| (c.is_control() && *c != '\n') || matches!(c, '\u{fffd}' | '⟦' | '⟧'));
        assert_eq!(odd, None, "{name}");
    }
    for (name, _, _) in YEARS {
        assert_eq!(table(name).0, ["id", "letter", "field", "country", "study_year", "heard_from"]);
    }
}

#[test]
fn every_plain_column_is_filled() {
    for letter in load(0).iter().chain(&load(1)) {
        assert!(letter.columns.iter().all(|c| !c.1.trim().is_empty()), "{}", letter.id);
    }
}

/// Words in small letters; apostrophes and hyphens belong to them.
fn tokens(text: &str) -> Vec<String> {
    let word = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '-' | '_');
    text.to_lowercase().split(|c| !word(c)).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

/// Pairs of letters that share six words in a row, with the first such run.
fn shared_runs(letters: &[Letter]) -> BTreeMap<(String, String), String> {
    let mut seen: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for letter in letters {
        for run in tokens(&letter.text).windows(6) {
            seen.entry(run.join(" ")).or_default().insert(&letter.id);
        }
    }
    let mut pairs = BTreeMap::new();
    for (run, ids) in seen {
        let ids: Vec<&str> = ids.into_iter().collect();
        for (i, a) in ids.iter().enumerate() {
            for b in &ids[i + 1..] {
                pairs.entry(((*a).to_owned(), (*b).to_owned())).or_insert_with(|| run.clone());
            }
        }
    }
    pairs
}

#[test]
fn no_two_letters_share_six_words_in_a_row_but_for_the_listed() {
    let mut all = load(0);
    all.extend(load(1));
    let mut pairs = shared_runs(&all);
    for (a, b, why) in SHARED {
        assert!(pairs.remove(&(a.to_owned(), b.to_owned())).is_some(), "{a} and {b} no longer share a passage ({why})");
    }
    assert!(pairs.is_empty(), "{pairs:#?}");
}

#[test]
fn a_shared_run_is_seen_across_line_ends_and_capitals() {
    let letter = |id: &str, text: &str| Letter { id: id.into(), text: text.into(), ..load(0).swap_remove(0) };
    let pairs = shared_runs(&[
        letter("a", "One two three,\nfour five six."),
        letter("b", "one two three four FIVE six"),
        letter("c", "one two three four five"),
    ]);
    assert_eq!(pairs.len(), 1);
}

// ------------------------------------------------------------------------------------------------------ the truth

fn check_spans(letter: &Letter, marks: &[Mark]) {
    let mut seen = BTreeSet::new();
    for m in marks {
        let at = format!("{} {}–{} {:?}", letter.id, m.start, m.end, m.text);
        assert_eq!(letter.text.get(m.start..m.end), Some(m.text.as_str()), "{at}");
        assert!(!m.text.trim().is_empty(), "{at} is empty");
        assert!(seen.insert((m.start, m.end, &m.what)), "{at} stands twice");
    }
    assert!(marks.is_sorted_by_key(|m| (m.start, m.end)), "{}: marks not in order", letter.id);
}

#[test]
fn spans_slice_to_their_text() {
    for letter in load(0).iter().chain(&load(1)) {
        for marks in [&letter.errors, &letter.topic_spans, &letter.experience] {
            check_spans(letter, marks);
        }
    }
}

#[test]
fn errors_have_a_known_kind_and_another_text_as_correction() {
    for letter in load(0).iter().chain(&load(1)) {
        for e in &letter.errors {
            assert!(KINDS.contains(&e.what.as_str()), "{} {}", letter.id, e.what);
            assert!(!e.how.is_empty() && e.how != e.text, "{} {:?} → {:?}", letter.id, e.text, e.how);
        }
    }
}

#[test]
fn a_topic_has_the_strongest_stance_of_its_passages() {
    let rank = |s: &str| STANCES.iter().position(|k| *k == s).unwrap_or_else(|| panic!("unknown stance {s}"));
    for letter in load(0).iter().chain(&load(1)) {
        let mut strongest: BTreeMap<&str, &str> = BTreeMap::new();
        for m in &letter.topic_spans {
            assert!(TOPICS.contains(&m.what.as_str()), "{} {}", letter.id, m.what);
            let old = strongest.entry(&m.what).or_insert(&m.how);
            if rank(&m.how) < rank(old) {
                *old = &m.how;
            }
        }
        let stated: BTreeMap<&str, &str> = letter.topics.iter().map(|(k, s)| (k.as_str(), s.as_str())).collect();
        assert_eq!(stated, strongest, "{}", letter.id);
    }
}

#[test]
fn years_are_given_where_a_passage_gives_them_and_nowhere_else() {
    for letter in load(0).iter().chain(&load(1)) {
        let counted: Vec<&Mark> = letter.experience.iter().filter(|m| m.what != "ignored").collect();
        assert!(
            letter.experience.iter().all(|m| ["stated", "span", "total", "ignored"].contains(&m.what.as_str())),
            "{}",
            letter.id
        );
        assert_eq!(letter.years.is_some(), !counted.is_empty(), "{}", letter.id);
        let Some(years) = letter.years else { continue };
        // A total stands over its parts; else the years lie between the longest part and the sum of all.
        let total = counted.iter().find(|m| m.what == "total");
        let (least, most) = total.map_or_else(
            || (counted.iter().map(|m| m.years).fold(0.0, f64::max), counted.iter().map(|m| m.years).sum()),
            |t| (t.years, t.years),
        );
        assert!(
            least - 0.02 <= years && years <= most + 0.02,
            "{}: {years} years, but the passages give {least} to {most}",
            letter.id
        );
    }
}

#[test]
fn truth_lines_hold_the_known_keys_in_order() {
    let known = ["id", "years", "topics", "errors", "topic_spans", "experience", "note", "traps"];
    for (_, name, _) in YEARS {
        for line in truth(name) {
            let places: Vec<_> = line.as_object().unwrap().keys().map(|k| known.iter().position(|n| n == k)).collect();
            assert!(
                places.iter().all(Option::is_some) && places.is_sorted() && places.len() >= 6,
                "{name}: {}",
                line["id"]
            );
        }
    }
}

#[test]
fn every_correction_of_the_truth_names_a_letter() {
    let ids: BTreeSet<String> = load(0).into_iter().chain(load(1)).map(|l| l.id).collect();
    let rows = rows_under(&read("data/sample/CORRECTIONS.md"), "# ");
    assert!(!rows.is_empty());
    for row in rows {
        assert!(row.len() == 3 && ids.contains(&row[0]) && !row[2].is_empty(), "{row:?}");
    }
}

// ----------------------------------------------------------------------------------------------------- the grades

#[test]
fn each_letter_has_a_grade_of_each_reviewer_and_the_decision_that_follows() {
    let grades = grades();
    let letters = by_letter(&grades);
    let order: Vec<(String, &str)> = load(0).into_iter().flat_map(|l| REVIEWERS.map(|r| (l.id.clone(), r))).collect();
    let found: Vec<(String, &str)> = grades.iter().map(|g| (g.id.clone(), g.reviewer.as_str())).collect();
    assert_eq!(found, order);
    for g in &grades {
        assert!((-1..=1).contains(&g.grade), "{} {}", g.id, g.reviewer);
        let sum: i64 = letters[g.id.as_str()].iter().sum();
        assert_eq!(g.decision, if sum >= 1 { "accept" } else { "reject" }, "{}: the grades add up to {sum}", g.id);
    }
}
