//! The head of a feature's file, read as help.

/// Paragraphs as one line each: the source is wrapped for its own width, help for the reader's. Lists keep their lines.
fn unwrap(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut fresh = true;
    for line in text.lines() {
        let line = line.trim_end();
        let starts_item = line.starts_with(['-', '|', '*']) || line.is_empty();
        if !out.is_empty() {
            out.push_str(if starts_item || fresh { "\n" } else { " " });
        }
        out.push_str(line);
        fresh = line.is_empty() || line.starts_with('|');
    }
    out
}

/// What a feature measures, why it may matter, how it misleads, and an example: read from the `//!` text at
/// the head of its file, so that the source, rustdoc and `--help` can't differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// The feature's name; for a feature of one column, the column's.
    pub name: &'static str,
    /// Raised when the same letter may give another value; a model trained on another version is refused.
    pub version: u32,
    /// The first line: what it is.
    pub summary: String,
    /// What it measures.
    pub measures: String,
    /// Why it may matter.
    pub matters: String,
    /// How it misleads.
    pub misleads: String,
    /// An example.
    pub example: String,
}

impl About {
    /// Reads the head of a feature's source file.
    ///
    /// Expects a first line, then the headings `# What it measures`, `# Why it may matter`,
    /// `# How it misleads`, `# Example`. A part that is missing is empty; a test of the list refuses it.
    #[must_use]
    pub fn from_source(name: &'static str, version: u32, source: &str) -> Self {
        let mut about = Self {
            name,
            version,
            summary: String::new(),
            measures: String::new(),
            matters: String::new(),
            misleads: String::new(),
            example: String::new(),
        };
        let mut part = &mut about.summary;
        for line in source.lines() {
            let Some(line) = line.strip_prefix("//!") else { break };
            let line = line.strip_prefix(' ').unwrap_or(line);
            match line.strip_prefix("# ") {
                Some("What it measures") => part = &mut about.measures,
                Some("Why it may matter") => part = &mut about.matters,
                Some("How it misleads") => part = &mut about.misleads,
                Some("Example") => part = &mut about.example,
                _ => {
                    part.push_str(line);
                    part.push('\n');
                }
            }
        }
        for part in
            [&mut about.summary, &mut about.measures, &mut about.matters, &mut about.misleads, &mut about.example]
        {
            *part = unwrap(part.trim());
        }
        about
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_of_a_file_is_its_help() {
        let source = "//! Length.\n//!\n//! # What it measures\n//! One\n//! two.\n//!\n//! - three\n//! four\n//!\n//! # Example\n//! Five.\nuse x;\n//! no";
        let about = About::from_source("length", 1, source);
        assert_eq!((about.summary.as_str(), about.measures.as_str()), ("Length.", "One two.\n\n- three four"));
        assert_eq!((about.matters.as_str(), about.example.as_str()), ("", "Five."));
    }
}
