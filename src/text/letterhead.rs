//! What stands around a letter's prose: the block of addresses, the salutation, the closing and the signature.
//!
//! Prose that is taken for these is lost to every feature, so whatever is in doubt is prose: a letter in one paragraph has
//! neither, a line with a verb of the writer is prose, and an address counts only above a salutation.

use std::ops::Range;

/// Longest line outside the prose, in bytes, and in words.
const LONGEST: usize = 70;
const MOST_WORDS: usize = 10;
/// Lines that may stand before a salutation, and after a closing.
const LINES_BEFORE: usize = 20;
const LINES_AFTER: usize = 8;

/// How salutations begin.
const SALUTATIONS: &[&str] = &[
    "dear",
    "hello",
    "hi",
    "hey",
    "greetings",
    "respected",
    "esteemed",
    "honourable",
    "honorable",
    "good morning",
    "good afternoon",
    "good evening",
    "good day",
    "to whom it may concern",
    "to whomever it may concern",
];

/// Words that only closings are made of …
const CLOSING: &[&str] = &["sincerely", "yours", "regards", "faithfully", "respectfully", "cordially"];
/// … those that close a letter where a name follows …
const CLOSING_BEFORE_NAME: &[&str] =
    &["best", "wishes", "cheers", "thanks", "thank", "gratefully", "warmly", "greetings"];
/// … and those that may stand with them.
const BESIDE_CLOSING: &[&str] = &[
    "kind",
    "kindest",
    "warm",
    "warmest",
    "very",
    "truly",
    "with",
    "many",
    "and",
    "my",
    "the",
    "you",
    "your",
    "in",
    "anticipation",
    "advance",
    "gratitude",
    "respect",
    "deepest",
    "highest",
    "esteem",
    "appreciation",
    "sincere",
    "friendly",
    "obediently",
    "submitted",
    "hopefully",
    "humbly",
    "again",
];

/// Words that a sentence has and a name, an address or a salutation hasn't.
const OF_SENTENCES: &[&str] = &[
    "i", "i'm", "i’m", "am", "is", "are", "was", "were", "be", "have", "has", "had", "my", "me", "we", "our", "it",
    "this", "that", "these", "which", "who", "will", "would", "can", "not", "because", "if",
];

/// The bytes of a letter that are prose: all of it, without the lines before its first and after its last sentence.
pub(super) fn prose(text: &str) -> Range<usize> {
    let start = opening(text);
    let end = start + closing(&text[start..]);
    // What would be more letterhead than letter is read as a letter.
    let body = text[start..end].trim();
    if body.len() * 2 < text.trim().len() || !body.contains(char::is_alphanumeric) { 0..text.len() } else { start..end }
}

/// Where the line after the salutation begins; 0 where there is none.
fn opening(text: &str) -> usize {
    let mut at = 0;
    let mut before = 0;
    for line in text.split_inclusive('\n') {
        let next = at + line.len();
        let blank_follows = text[next..].starts_with(['\n', '\r']);
        // A line that the next one goes on with is broken by its width.
        let goes_on = text[next..].starts_with(char::is_lowercase);
        let shown = line.trim();
        if line.ends_with('\n') && !goes_on && is_salutation(shown, blank_follows) {
            return next;
        }
        before += usize::from(!shown.is_empty());
        if before > LINES_BEFORE || !(shown.is_empty() || may_be_outside_prose(shown)) {
            return 0;
        }
        at = next;
    }
    0
}

/// Where the closing begins; the length of the text where there is none.
fn closing(text: &str) -> usize {
    let mut found = text.len();
    let mut end = text.len();
    let mut after = 0;
    for line in text.split_inclusive('\n').rev() {
        end -= line.len();
        let shown = line.trim();
        if shown.is_empty() {
            continue;
        }
        if end == 0 {
            break;
        }
        let above = text[..end].trim_end_matches([' ', '\t', '\r']);
        // A line that goes on with a sentence is no closing.
        let apart = above.ends_with("\n\n")
            || above.ends_with("\n\r\n")
            || !text[..end].trim_end().ends_with(char::is_alphanumeric);
        if apart && is_closing(shown, after > 0) {
            found = end;
        } else if !may_be_outside_prose(shown) {
            break;
        }
        after += 1;
        if after > LINES_AFTER {
            break;
        }
    }
    found
}

/// The words of a line without the marks around them.
fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| c.is_whitespace() || matches!(c, ',' | '/' | '—' | '–'))
        .map(|w| w.trim_matches(|c: char| matches!(c, '.' | ':' | ';' | '!' | '?' | '"' | '“' | '”' | '(' | ')')))
        .filter(|w| !w.is_empty())
}

fn is_one_of(word: &str, list: &[&str]) -> bool {
    list.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Whether a line may be one of an address or a signature: short, no list item, no sentence.
fn may_be_outside_prose(line: &str) -> bool {
    if line.len() > LONGEST || super::lines::is_bullet(line) || line.ends_with(['?', '!']) || is_postscript(line) {
        return false;
    }
    let mut count = 0;
    for word in words(line) {
        count += 1;
        if is_one_of(word, OF_SENTENCES) {
            return false;
        }
    }
    count <= MOST_WORDS && (count <= 4 || !line.ends_with('.'))
}

/// `P.S. …`
fn is_postscript(line: &str) -> bool {
    let first = line.split(|c: char| c.is_whitespace() || c == ':').next().unwrap_or("");
    ["ps", "p.s", "p.s."].iter().any(|ps| first.eq_ignore_ascii_case(ps))
}

/// `Dear …,`, `Hello all!`, `To whom it may concern`: on a line of its own, before more.
fn is_salutation(line: &str, blank_follows: bool) -> bool {
    if line.len() > LONGEST {
        return false;
    }
    let begins = |s: &&&str| {
        let rest = line.get(..s.len()).filter(|l| l.eq_ignore_ascii_case(s)).map(|_| &line[s.len()..]);
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-'))
    };
    let Some(greeting) = SALUTATIONS.iter().find(begins) else { return false };
    let rest = line[greeting.len()..].trim_end_matches([',', ':', '!', ';', '.', '-', '–', '—', ' ']);
    let title = |w: &str| is_one_of(w.trim_end_matches('.'), &["dr", "prof", "mr", "mrs", "ms", "mx"]) || w.len() == 2;
    let sentences = rest.split_whitespace().any(|w| w.ends_with(['.', '!', '?', ';']) && !title(w));
    let closed = line.ends_with([',', ':', '!', ';', '–', '—']) || greeting.starts_with("to whom");
    !sentences
        && words(rest).count() <= MOST_WORDS
        && !words(rest).any(|w| is_one_of(w, OF_SENTENCES))
        && (closed || blank_follows && !line.ends_with(['.', '?']))
}

/// `Yours sincerely,`, `Kind regards from Sendai`, `Best, Ann Lee`: the words up to a comma are those of closings, and what
/// comes after is a name.
fn is_closing(line: &str, name_follows: bool) -> bool {
    if line.len() > LONGEST || line.ends_with('?') {
        return false;
    }
    let (head, name) = line.split_once(',').unwrap_or((line, ""));
    let (head, _) = head.split_once(" from ").unwrap_or((head, ""));
    let (mut strong, mut weak, mut count) = (false, false, 0);
    for word in words(head) {
        count += 1;
        strong |= is_one_of(word, CLOSING);
        weak |= is_one_of(word, CLOSING_BEFORE_NAME);
        if ![CLOSING, CLOSING_BEFORE_NAME, BESIDE_CLOSING].iter().any(|list| is_one_of(word, list)) {
            return false;
        }
    }
    let named = !name.trim().is_empty();
    let is_name = words(name).all(|w| w.starts_with(|c: char| c.is_uppercase() || c == '[' || c == '<'));
    count <= 6 && is_name && words(name).count() <= 5 && (strong || weak && (name_follows || named))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "I have studied spiking networks for two years, and I would like to learn how others train them.\n\n\
                        My thesis is about the energy that they need, which is little, and about what it costs to train them.";

    fn with_letterhead(before: &str, after: &str) -> String {
        format!("{before}{BODY}{after}")
    }

    #[test]
    fn salutations_addresses_and_closings_stand_around_the_prose() {
        for before in [
            "Dear committee,\n\n",
            "Dear Prof. A. van Dijk and colleagues:\n",
            "Dear [Organizer's name],\n\n",
            "Hello!\n",
            "Hi there\n\n",
            "To Whom It May Concern\n",
            "DEAR SIR/MADAM,\r\n\r\n",
            "Respected sir,\n",
            "Anna Petrova\n12 Lenin Street, apt. 4\n620000 Yekaterinburg\nanna@example.org\n\n3 March 2026\n\nDear all,\n\n",
            "Motivation letter\n\nDear organisers\n\n",
        ] {
            let text = with_letterhead(before, "\n");
            assert_eq!(text[..prose(&text).start].trim_end(), before.trim_end());
        }
        for after in [
            "\n\nYours sincerely,\n[name]",
            "\n\nSincerely, Pimchanok S.",
            "\n\nBest regards from a cold Sendai,\nMoriyama Haruki\n",
            "\r\n\r\nKind regards\r\n\r\nAnna Petrova\r\nPhD student, Ural Federal University\r\n+7 900 000 00 00\r\n",
            "\n\nYours in anticipation",
            "\n\nBest, Ann Lee",
            "\n\nThank you,\nJo",
            "\n\nMany thanks,\n\nWith kind regards,\nJo\n",
            "\nRespectfully yours,\n\n\n[Name Surname]\n",
        ] {
            let text = with_letterhead("", after);
            assert_eq!(&text[prose(&text).end..], after.trim_start(), "{after}");
        }
    }

    #[test]
    fn what_is_in_doubt_is_prose() {
        let whole = [
            with_letterhead("", ""),
            with_letterhead("Dear committee, I am writing to apply for the summer school.\n\n", "\n"),
            with_letterhead("Dear is what I call my robot,\n", ""),
            with_letterhead("Hello is the first thing it says!\n", ""),
            with_letterhead("Hello. World.\n", ""),
            with_letterhead("I build robots\n\nDear committee,\n\n", ""),
            with_letterhead("Moscow\n\n", ""),
            with_letterhead("", "\n\nThank you very much!"),
            with_letterhead("", "\n\nBest paper award 2021, NeurIPS\nBest poster, ICML"),
            with_letterhead("", "\n\nSincerely I hope that you take me"),
            with_letterhead("", "\n\nYours sincerely,\n[name]\n\nP.S. I can bring my own robot."),
            with_letterhead("", "\n\nYours sincerely,\nAnn Lee\n\nP.S. Diffusion models taught Ann patience"),
            with_letterhead(
                "Dear members of the committee, having studied physics in Kazan,\nand robotics, I apply.\n\n",
                "",
            ),
            with_letterhead("", " I remain\nyours sincerely"),
            with_letterhead("", "\n\nMy skills:\n- Python\n- Rust"),
            "Dear committee, I like it. Yours sincerely, Jo".to_owned(),
            "Dear committee,\n\nI like it.\n\nWith kind regards from the far north of the country,\nJo".to_owned(),
            "Dear all,\n".to_owned(),
            "Yours sincerely,".to_owned(),
            String::new(),
        ];
        for text in whole {
            assert_eq!(prose(&text), 0..text.len(), "{text}");
        }
    }
}
