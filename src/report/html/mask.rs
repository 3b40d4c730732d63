//! What a blind reader should not see in a letter: likely names, e-mail addresses, telephone numbers, links, the lines of a
//! signature and of an address above the salutation.
//!
//! A mask is a span; the page covers it and the evidence beneath keeps its place. Names are found by their setting
//! (an introduction, a title, a signature, the applicant's own name in another column), so a name without one is
//! missed, and a capitalised word in such a setting that is no name is covered too.

use crate::span::Span;
use std::collections::BTreeSet;

/// What a mask covers, as the page names it.
pub(super) const KINDS: [&str; 6] = ["name", "e-mail", "phone", "link", "signature", "address"];
const NAME: usize = 0;
const EMAIL: usize = 1;
const PHONE: usize = 2;
const LINK: usize = 3;
const SIGNATURE: usize = 4;
const ADDRESS: usize = 5;

/// Small words inside a name.
const PARTICLES: &[&str] = &[
    "van", "von", "de", "da", "del", "della", "der", "den", "di", "du", "dos", "la", "le", "al", "el", "bin", "ibn",
    "ben", "ter", "zu",
];

/// What stands before a name, in small letters.
const INTRODUCTIONS: &[&str] = &["my name is", "i am called", "people call me", "friends call me", "call me"];

/// What may stand before a name; a single word after it must look like one.
const BEING: &[&str] = &["i am", "i'm", "i’m", "this is"];

/// Titles, without their full stop.
const TITLES: &[&str] = &["Dr", "Prof", "Professor", "Mr", "Mrs", "Ms", "Miss", "Mx", "Madam", "Sir", "PD"];

/// How letters close, in small letters.
const CLOSINGS: &[&str] = &[
    "sincerely",
    "yours",
    "best",
    "kind",
    "kindest",
    "warm",
    "warmest",
    "regards",
    "respectfully",
    "faithfully",
    "with best",
    "with kind",
    "with warm",
    "with regards",
    "with respect",
    "cordially",
    "cheers",
    "many thanks",
    "thank you",
    "thanks",
    "truly",
    "looking forward",
];

/// The spans to cover, in order and apart from each other, each with its index in [`KINDS`]. `own` are the values of
/// the columns that hold the applicant's own names.
pub(super) fn masks(letter: &str, own: &[&str]) -> Vec<(Span, usize)> {
    let mut found = addresses(letter);
    phones(letter, &mut found);
    around(letter, &mut found);
    let words = words(letter);
    let mut names = named(letter, &words);
    names.extend(signatures(letter, &words));
    // A name that was found is covered wherever it stands again, word by word.
    let mut parts: BTreeSet<String> = own.iter().flat_map(|v| v.split_whitespace()).map(bare).collect();
    for &(from, to) in &names {
        parts.extend(words[from..to].iter().map(|w| bare(w.text)));
        found.push((Span::new(words[from].start, words[to - 1].end()), NAME));
    }
    let common = |w: &str| TITLES.contains(&w) || PARTICLES.contains(&w.to_lowercase().as_str());
    for word in &words {
        let known = word.capitalised && word.text.chars().count() >= 3 && parts.contains(&bare(word.text));
        if known && !common(word.text) {
            found.push((Span::new(word.start, word.end()), NAME));
        }
    }
    found.sort_by_key(|(span, kind)| (span.start, std::cmp::Reverse(span.end), *kind));
    let mut apart: Vec<(Span, usize)> = Vec::with_capacity(found.len());
    for (span, kind) in found {
        if !span.is_empty() && apart.last().is_none_or(|(last, _)| last.end <= span.start) {
            apart.push((span, kind));
        }
    }
    apart
}

/// A word without an apostrophe's tail, in small letters.
fn bare(word: &str) -> String {
    let word = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

#[derive(Clone, Copy)]
struct Word<'t> {
    text: &'t str,
    start: usize,
    capitalised: bool,
}

impl Word<'_> {
    fn end(&self) -> usize {
        self.start + self.text.len()
    }

    fn is_particle(&self) -> bool {
        PARTICLES.contains(&self.text)
    }
}

/// Runs of letters, with apostrophes and hyphens inside them.
fn words(letter: &str) -> Vec<Word<'_>> {
    let mut out = Vec::new();
    let mut start = None;
    let inner = |c: char| matches!(c, '\'' | '’' | '-');
    for (at, c) in letter.char_indices().chain([(letter.len(), ' ')]) {
        match start {
            None if c.is_alphabetic() => start = Some(at),
            Some(from) if !(c.is_alphabetic() || inner(c)) => {
                let text = letter[from..at].trim_end_matches(inner);
                let capitalised = text.chars().next().is_some_and(char::is_uppercase);
                out.push(Word { text, start: from, capitalised });
                start = None;
            }
            _ => {}
        }
    }
    out
}

/// One past the last word of the name that begins at word `from`, or `from` where none does: up to four capitalised
/// words and initials on one line, with particles between them.
fn run(letter: &str, words: &[Word<'_>], from: usize) -> usize {
    const LONGEST: usize = 4;
    let (mut end, mut count) = (from, 0);
    for at in from..words.len() {
        if at > from {
            let gap = &letter[words[at - 1].end()..words[at].start];
            let initial = words[at - 1].text.chars().count() == 1 && gap.trim_end_matches(' ') == ".";
            if !(initial || !gap.is_empty() && gap.chars().all(|c| matches!(c, ' ' | '\t' | '\u{a0}'))) {
                break;
            }
        }
        if words[at].capitalised && words[at].text != "I" {
            count += 1;
            end = at + 1;
        } else if !words[at].is_particle() {
            break;
        }
        if count == LONGEST {
            break;
        }
    }
    end
}

/// Names after an introduction or a title, as ranges of words.
fn named(letter: &str, words: &[Word<'_>]) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    for at in 0..words.len() {
        if TITLES.contains(&words[at].text) {
            let next = at + 1;
            let near = |w: &Word<'_>| {
                let gap = &letter[words[at].end()..w.start];
                gap.trim_start_matches('.').chars().all(|c| c == ' ') && gap.len() <= 3
            };
            if words.get(next).is_some_and(near) {
                let end = run(letter, words, next);
                if end > next {
                    out.push((next, end));
                }
            }
        }
        let ends_with = |cue: &str| {
            let count = cue.split(' ').count();
            at + 1 >= count
                && words[at + 1 - count..=at]
                    .iter()
                    .map(|w| w.text)
                    .zip(cue.split(' '))
                    .all(|(w, c)| w.to_lowercase() == c)
        };
        let sure = INTRODUCTIONS.iter().any(|cue| ends_with(cue));
        if !(sure || BEING.iter().any(|cue| ends_with(cue))) {
            continue;
        }
        let end = run(letter, words, at + 1);
        if end > at + 1 && (sure || end > at + 2 || lone_name(letter, &words[at + 1])) {
            out.push((at + 1, end));
        }
    }
    out
}

/// Whether "I am X" says a name: not a people or a faith ("I am Polish"), not capitals, and nothing but the end of a
/// clause follows.
fn lone_name(letter: &str, word: &Word<'_>) -> bool {
    const PEOPLES: &[&str] =
        &["ish", "ese", "ian", "ean", "German", "Czech", "Greek", "Dutch", "French", "Swiss", "Thai"];
    let after = letter[word.end()..].trim_start().chars().next();
    let small = word.text.chars().skip(1).any(char::is_lowercase);
    small && !PEOPLES.iter().any(|p| word.text.ends_with(p)) && matches!(after, Some(',' | '.' | '!' | '—' | '–' | '('))
}

/// Names under or beside a closing, and a last line that holds nothing else.
fn signatures(letter: &str, words: &[Word<'_>]) -> Vec<(usize, usize)> {
    const LINES_BELOW: usize = 2;
    let mut out = Vec::new();
    // Lines with words: the range of words, and whether the line closes the letter.
    let mut lines: Vec<(usize, usize, bool)> = Vec::new();
    let (mut start, mut word) = (0, 0);
    for line in letter.split_inclusive('\n') {
        let end = start + line.len();
        let first = word;
        while word < words.len() && words[word].start < end {
            word += 1;
        }
        if word > first {
            let text = line.trim().to_lowercase();
            let closes = CLOSINGS.iter().any(|c| text.starts_with(c)) && text.chars().count() <= 60;
            lines.push((first, word, closes));
        }
        start = end;
    }
    let whole = |(first, last, _): (usize, usize, bool)| run(letter, words, first) == last && words[first].capitalised;
    for (index, &(first, last, closes)) in lines.iter().enumerate() {
        if !closes {
            continue;
        }
        for &below in lines[index + 1..].iter().take(LINES_BELOW) {
            if whole(below) {
                out.push((below.0, below.1));
            }
        }
        // "Sincerely, Anna Petrova"
        let comma = (first..last - 1).find(|&w| letter[words[w].end()..words[w + 1].start].contains([',', '—', '–']));
        if let Some(at) = comma.filter(|&at| run(letter, words, at + 1) == last) {
            out.push((at + 1, last));
        }
    }
    if lines.len() > 1
        && let Some(&line) = lines.last()
        && whole(line)
        && !letter.trim_end().ends_with(['.', '!', '?', ':'])
        && !out.contains(&(line.0, line.1))
    {
        out.push((line.0, line.1));
    }
    out
}

/// The lines below a closing and above a salutation: names, places, posts, dates. Whoever closes a letter writes no more
/// than a few short lines; where more follows, or longer ones, it is no signature.
fn around(letter: &str, found: &mut Vec<(Span, usize)>) {
    const MOST: usize = 10;
    const LONGEST: usize = 80;
    let mut lines = Vec::new();
    let mut start = 0;
    for line in letter.split_inclusive('\n') {
        let shown = line.trim();
        if !shown.is_empty() {
            let from = start + (line.len() - line.trim_start().len());
            lines.push((from, shown));
        }
        start += line.len();
    }
    let is_short = |line: &(usize, &str)| line.1.chars().count() <= LONGEST && !line.1.ends_with(['?', '!']);
    let mut cover = |lines: &[(usize, &str)], kind| {
        if lines.len() <= MOST && lines.iter().all(is_short) {
            found.extend(lines.iter().map(|(from, line)| (Span::new(*from, from + line.len()), kind)));
        }
    };
    let closes = |line: &str| {
        let folded = line.to_lowercase();
        line.chars().count() <= 60 && !line.ends_with('.') && CLOSINGS.iter().any(|c| folded.starts_with(c))
    };
    if let Some(at) = lines.iter().rposition(|(_, line)| closes(line)) {
        cover(&lines[at + 1..], SIGNATURE);
    }
    let greets = |line: &str| {
        let folded = line.to_lowercase();
        ["dear ", "to whom it may concern", "hello", "esteemed ", "respected "].iter().any(|g| folded.starts_with(g))
    };
    if let Some(at) = lines.iter().take(MOST + 1).position(|(_, line)| greets(line)) {
        cover(&lines[..at], ADDRESS);
    }
}

/// E-mail addresses, links and handles.
fn addresses(letter: &str) -> Vec<(Span, usize)> {
    let mut out = Vec::new();
    let parts = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | '[' | ']' | '"' | ',' | ';' | '|');
    let mut start = 0;
    for piece in letter.split_inclusive(parts) {
        let from = start;
        start += piece.len();
        let token = piece.trim_end_matches(parts).trim_end_matches(['.', ':', '!', '?', '\'', '’', '”', '“']);
        let lead = token.len() - token.trim_start_matches(['\'', '“', '‘', '„']).len();
        let (from, token) = (from + lead, &token[lead..]);
        let span = || Span::new(from, from + token.len());
        if let Some((user, host)) = token.split_once('@') {
            if !user.is_empty() && host.contains('.') {
                out.push((span(), EMAIL));
            } else if user.is_empty() && host.chars().count() >= 3 && host.starts_with(char::is_alphabetic) {
                out.push((span(), LINK));
            }
        } else if token.contains("://")
            || token.to_ascii_lowercase().starts_with("www.")
            || is_path(token)
            || is_host(token)
            || is_orcid(token)
        {
            out.push((span(), LINK));
        }
    }
    out
}

/// `zoe-quist.dev`: a host without a path, in small letters. Endings that are English words or those of source files are
/// none.
fn is_host(token: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "com", "org", "net", "edu", "io", "ai", "dev", "app", "info", "eu", "uk", "de", "fr", "ch", "es", "nl", "se",
        "pl", "ru", "cn", "jp", "ca", "au", "br", "example",
    ];
    let Some((host, ending)) = token.rsplit_once('.') else { return false };
    ENDINGS.contains(&ending)
        && host.len() >= 3
        && host.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.' || b == b'-')
        && host.bytes().any(|b| b.is_ascii_lowercase())
}

/// `0000-0002-1825-0097`.
fn is_orcid(token: &str) -> bool {
    token.len() == 19
        && token.bytes().enumerate().all(|(at, b)| match at {
            4 | 9 | 14 => b == b'-',
            18 => b.is_ascii_digit() || b == b'X',
            _ => b.is_ascii_digit(),
        })
}

/// `host.org/path`.
fn is_path(token: &str) -> bool {
    let Some((host, path)) = token.split_once('/') else { return false };
    let Some((name, ending)) = host.rsplit_once('.') else { return false };
    let plain = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-');
    !path.is_empty() && plain(name) && ending.len() >= 2 && ending.bytes().all(|b| b.is_ascii_lowercase())
}

/// Telephone numbers: 7 to 15 digits after a plus, or 9 to 15 from a nought or in brackets that are no count in
/// thousands.
fn phones(letter: &str, out: &mut Vec<(Span, usize)>) {
    let bytes = letter.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let begins = matches!(bytes[at], b'+' | b'(' | b'0'..=b'9');
        if !begins || (at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'.')) {
            at += 1;
            continue;
        }
        let more = |b: &u8| b.is_ascii_digit() || matches!(b, b' ' | b'-' | b'.' | b'/' | b'(' | b')');
        let mut end = at + 1 + bytes[at + 1..].iter().take_while(|b| more(b)).count();
        while end > at && !bytes[end - 1].is_ascii_digit() {
            end -= 1;
        }
        if end <= at {
            at += 1;
            continue;
        }
        let digits = bytes[at..end].iter().filter(|b| b.is_ascii_digit()).count();
        let plus = bytes[at] == b'+' && (7..=15).contains(&digits);
        let local =
            (bytes[at] == b'(' || bytes[at] == b'0' && bytes.get(at + 1) != Some(&b'.')) && (9..=15).contains(&digits);
        if plus || local {
            out.push((Span::new(at, end), PHONE));
        }
        at = end;
    }
}

#[cfg(test)]
mod tests;
