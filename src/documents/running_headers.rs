//! Running headers, footers and page numbers: lines that stand at the edge of page after page.
//!
//! What belongs to the text stays: a line that ends a sentence, a number that a sentence leads to, lines that come again
//! because a page comes again.

/// Lines looked at on each edge of a page.
const EDGE: usize = 3;

/// Longer lines are prose.
const LONGEST: usize = 120;

/// Words from which a line with a full stop at its end is a sentence.
const SENTENCE: usize = 4;

/// A line at an edge: its number among the lines of its page, and whether an empty line parts it from the text.
#[derive(Clone, Copy, Debug)]
struct Edge<'t> {
    number: usize,
    text: &'t str,
}

/// The numbers in a line.
fn numbers(line: &str) -> impl Iterator<Item = i64> {
    line.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok())
}

/// A line without its numbers and without the case of its letters.
fn folded(line: &str) -> String {
    let mut out = String::new();
    for c in line.trim().chars() {
        if !c.is_ascii_digit() {
            out.extend(c.to_lowercase());
        } else if !out.ends_with('#') {
            out.push('#');
        }
    }
    out
}

/// Whether two lines are the same but for numbers that count the pages between them.
fn are_alike(a: &str, b: &str, pages: i64) -> bool {
    folded(a) == folded(b) && numbers(a).zip(numbers(b)).all(|(a, b)| a == b || b.saturating_sub(a) == pages)
}

/// Whether a line is nothing but the number of its page, from 1.
fn is_number(line: &str, page: usize) -> bool {
    matches!(
        folded(line).trim_matches(['-', '–', '—', ' ', '[', ']']),
        "#" | "page #" | "page # of #" | "# of #" | "#/#" | "# / #" | "# | #" | "page | #" | "p. #"
    ) && numbers(line).next() == i64::try_from(page).ok()
}

/// Whether a line says it is a page's number in words.
fn is_named_number(line: &str) -> bool {
    folded(line).starts_with('p') || folded(line).contains("of")
}

fn is_sentence(line: &str) -> bool {
    line.trim_end_matches(['”', '"', '’', ')']).ends_with(['.', '!', '?'])
        && line.split_whitespace().count() >= SENTENCE
}

/// The lines at an edge that are not empty, from the edge inwards.
fn edge<'t>(lines: &[&'t str], from_end: bool, most: usize) -> Vec<Edge<'t>> {
    let all =
        lines.iter().enumerate().filter(|(_, l)| !l.trim().is_empty()).map(|(number, text)| Edge { number, text });
    if from_end {
        let mut all: Vec<_> = all.collect();
        all.reverse();
        all.truncate(most);
        return all;
    }
    all.take(most).collect()
}

/// The lines at an edge that are running headers or footers, as numbers of lines.
fn found(pages: &[Vec<&str>], page: usize, from_end: bool) -> Vec<usize> {
    let edges: Vec<Vec<Edge<'_>>> = pages.iter().map(|lines| edge(lines, from_end, EDGE + 2)).collect();
    let own = &edges[page];
    // On two of three pages, or of the pages on the same side of the sheet.
    let repeated = |line: &Edge<'_>| {
        let alike = |other: &usize| {
            edges[*other].iter().take(EDGE).any(|o| are_alike(line.text, o.text, *other as i64 - page as i64))
        };
        let among = |pages: Vec<usize>| {
            let alike = pages.iter().filter(|p| alike(p)).count();
            alike > 1 && alike * 3 >= pages.len() * 2
        };
        let all: Vec<usize> = (0..pages.len()).collect();
        among(all.clone()) || among(all.into_iter().filter(|p| p % 2 == page % 2).collect())
    };
    let mut out = Vec::new();
    for (n, line) in own.iter().enumerate() {
        let text = line.text.trim();
        // A number without an empty line around it may belong to the sentence beside it.
        let inner = own.get(n + 1);
        let parted = inner.is_none_or(|inner| inner.number.abs_diff(line.number) > 1 || is_sentence(inner.text));
        let number = is_number(text, page + 1) && (parted || is_named_number(text));
        let header =
            text.len() <= LONGEST && !is_sentence(text) && text.chars().any(char::is_alphabetic) && repeated(line);
        let counts = !text.chars().any(char::is_alphabetic) && parted && repeated(line) && counts(&edges, page, text);
        if !number && !header && !counts {
            break;
        }
        out.push(line.number);
    }
    // More lines than headers have: the pages themselves are alike.
    if out.len() > EDGE || out.len() == own.len() { Vec::new() } else { out }
}

/// Whether the number of a line without words goes up with the pages.
fn counts(edges: &[Vec<Edge<'_>>], page: usize, text: &str) -> bool {
    edges.iter().enumerate().any(|(other, lines)| {
        let pages = other as i64 - page as i64;
        let up = |o: &Edge<'_>| numbers(text).zip(numbers(o.text)).any(|(a, b)| b.saturating_sub(a) == pages);
        pages != 0 && lines.iter().take(EDGE).any(|o| folded(o.text) == folded(text) && up(o))
    })
}

/// Takes headers, footers and page numbers off pages of text; gives the lines that were taken, each once.
pub(super) fn strip(pages: &mut [String]) -> Vec<String> {
    let lines: Vec<Vec<&str>> = pages.iter().map(|p| p.lines().collect()).collect();
    let mut taken: Vec<String> = Vec::new();
    let mut stripped = Vec::with_capacity(pages.len());
    for (page, own) in lines.iter().enumerate() {
        let mut gone = found(&lines, page, false);
        gone.extend(found(&lines, page, true));
        let full = own.iter().filter(|l| !l.trim().is_empty()).count();
        if gone.len() * 2 > full && gone.len() > 1 {
            gone.clear();
        }
        for line in gone.iter().map(|n| own[*n].trim()) {
            if !taken.iter().any(|t| folded(t) == folded(line)) {
                taken.push(line.to_owned());
            }
        }
        let kept: Vec<&str> = own.iter().enumerate().filter(|(n, _)| !gone.contains(n)).map(|(_, l)| *l).collect();
        stripped.push(kept.join("\n").trim_matches('\n').to_owned());
    }
    pages.clone_from_slice(&stripped);
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is taken off pages.
    fn taken(pages: &[&str]) -> Vec<String> {
        strip(&mut pages.iter().map(|p| (*p).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn what_repeats_at_the_edges_goes_and_prose_stays() {
        let mut pages = [
            "Anna Example\n\nI study physics,\nwhich is fine.\n\nPage 1 of 2",
            "Anna Example\nAnd I like it.\nYours, Anna\nPage 2 of 2",
        ]
        .map(str::to_owned);
        assert_eq!(strip(&mut pages), ["Anna Example", "Page 1 of 2"]);
        assert_eq!(pages, ["I study physics,\nwhich is fine.", "And I like it.\nYours, Anna"]);
        // Left and right pages.
        let sheet = |n: usize| {
            let head = if n % 2 == 1 { "The workshop of robots" } else { "Anna Example" };
            let about = ["robots", "birds", "waves", "light"][n - 1];
            format!("{head}\n\nHere something about {about}\nis said, and {about} are fine.\n\n{n}")
        };
        let pages: Vec<String> = (1..=4).map(sheet).collect();
        assert_eq!(
            taken(&pages.iter().map(String::as_str).collect::<Vec<_>>()),
            ["The workshop of robots", "1", "Anna Example"]
        );
    }

    #[test]
    fn one_page_loses_its_number_alone() {
        let mut pages = ["Dear committee,\nI was born in\n1998\n\n1".to_owned()];
        assert_eq!(strip(&mut pages), ["1"]);
        assert_eq!(pages, ["Dear committee,\nI was born in\n1998"]);
    }

    #[test]
    fn numbers_of_sentences_and_pages_that_come_again_stay() {
        for pages in [
            &["I built robots from\n(2017)", "I studied there until\n(2019)"][..],
            &["Of my sisters there are\n1", "Of my brothers there are\n2"],
            &[
                "The same page\ncomes twice and\nis a letter of\nfour lines",
                "The same page\ncomes twice and\nis a letter of\nfour lines",
            ],
            &["I want to learn how it works.\nMore here.", "I want to learn how it works.\nMore there."],
            &["2017\nI went away", "2018\nI came back"],
            &["Yes", "Yes"],
        ] {
            assert_eq!(taken(pages), [""; 0], "{pages:?}");
        }
    }
}
