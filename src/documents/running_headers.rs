//! Running headers, footers and page numbers: lines that stand at the edge of page after page.

/// Lines looked at on each edge of a page.
const EDGE: usize = 3;

/// Longer lines are prose.
const LONGEST: usize = 120;

/// A line with its numbers made alike, so that `Page 1 of 3` and `Page 2 of 3` are the same.
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

/// Whether a line is nothing but the number of its page, from 1.
fn is_number(line: &str, page: usize) -> bool {
    matches!(
        folded(line).trim_matches(['-', '–', '—', ' ', '[', ']']),
        "#" | "page #" | "page # of #" | "# of #" | "#/#" | "# / #"
    ) && line.split(|c: char| !c.is_ascii_digit()).find(|n| !n.is_empty()) == Some(page.to_string().as_str())
}

/// The lines at an edge that are running headers or footers, as numbers of lines; from the edge inwards.
fn found(pages: &[Vec<&str>], page: usize, from_end: bool) -> Vec<usize> {
    let edge = |page: &Vec<&str>| -> Vec<(usize, String)> {
        let numbered = page.iter().enumerate().filter(|(_, l)| !l.trim().is_empty());
        let chosen: Vec<_> = if from_end { numbered.rev().take(EDGE).collect() } else { numbered.take(EDGE).collect() };
        chosen.into_iter().map(|(n, l)| (n, folded(l))).collect()
    };
    let edges: Vec<Vec<(usize, String)>> = pages.iter().map(edge).collect();
    let mut out = Vec::new();
    for (number, line) in &edges[page] {
        let alike = edges.iter().filter(|e| e.iter().any(|(_, other)| other == line)).count();
        let repeated = pages.len() > 1 && line.len() <= LONGEST && alike * 3 >= pages.len() * 2 && alike > 1;
        if !repeated && !is_number(pages[page][*number], page + 1) {
            break;
        }
        out.push(*number);
    }
    out
}

/// Takes headers, footers and page numbers off pages of text; gives the lines that were taken, each once.
pub(super) fn strip(pages: &mut [String]) -> Vec<String> {
    let lines: Vec<Vec<&str>> = pages.iter().map(|p| p.lines().collect()).collect();
    let mut taken: Vec<String> = Vec::new();
    let mut stripped = Vec::with_capacity(pages.len());
    for (page, own) in lines.iter().enumerate() {
        let mut gone = found(&lines, page, false);
        gone.extend(found(&lines, page, true));
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

    #[test]
    fn what_repeats_at_the_edges_goes_and_prose_stays() {
        let mut pages = [
            "Anna Example\n\nI study physics.\n\nPage 1 of 2",
            "Anna Example\nAnd I like it.\nYours, Anna\nPage 2 of 2",
        ]
        .map(str::to_owned);
        assert_eq!(strip(&mut pages), ["Anna Example", "Page 1 of 2"]);
        assert_eq!(pages, ["I study physics.", "And I like it.\nYours, Anna"]);
    }

    #[test]
    fn one_page_loses_its_number_alone() {
        let mut pages = ["Dear committee,\nI was born in\n1998\n1".to_owned()];
        assert_eq!(strip(&mut pages), ["1"]);
        assert_eq!(pages, ["Dear committee,\nI was born in\n1998"]);
    }
}
