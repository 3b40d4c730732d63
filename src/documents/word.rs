//! Word since 2007 (`.docx`, ECMA-376): the runs of the main part with its text boxes, its notes behind it. Headers,
//! footers, comments and deleted text are left out, with a message; fields' instructions and macros are not read.

mod body;
mod styles;

use super::looks::{Ground, Passages, WHITE};
use super::package::Package;
use super::xml::{Node, attribute, walk};
use super::{Kind, Letter, Refusal, html};
use body::Reader;
use std::collections::HashMap;
use styles::{Styles, Theme};

/// Bytes of headers and footers that are told.
const LONGEST_TOLD: usize = 300;

/// The main part of a package, by its relations; none if that is no text document.
pub(super) fn main_part(package: &mut Package<'_>) -> Option<String> {
    let relations = relations(package, "").unwrap_or_default();
    let main = relations.values().find(|r| r.kind == "officeDocument").map(|r| r.target.clone());
    let text = |name: &str| name.to_ascii_lowercase().contains("word/") || name.contains("document");
    main.filter(|name| text(name) && package.has(name))
        .or_else(|| package.has("word/document.xml").then(|| "word/document.xml".to_owned()))
}

/// What a part refers to.
#[derive(Debug)]
struct Relation {
    kind: String,
    target: String,
}

/// The relations of a part, by their ids. The package itself has the name of none.
fn relations(package: &mut Package<'_>, part: &str) -> Result<HashMap<String, Relation>, Refusal> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let at = if folder.is_empty() { format!("_rels/{name}.rels") } else { format!("{folder}/_rels/{name}.rels") };
    let mut all = HashMap::new();
    let Some(bytes) = package.part(&at)? else { return Ok(all) };
    walk(&bytes, |node| {
        let Node::Open("Relationship", tag) = node else { return };
        let (Some(id), Some(kind), Some(target)) =
            (attribute(tag, "Id"), attribute(tag, "Type"), attribute(tag, "Target"))
        else {
            return;
        };
        if attribute(tag, "TargetMode").as_deref() == Some("External") {
            return;
        }
        let target = target.replace('\\', "/");
        let target = match target.strip_prefix('/') {
            Some(whole) => whole.to_owned(),
            None if folder.is_empty() => target,
            None => format!("{folder}/{target}"),
        };
        let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
        all.insert(id, Relation { kind, target });
    })?;
    Ok(all)
}

/// Reads a `.docx`, or a document that is one XML file.
pub(super) fn read(bytes: &[u8]) -> Result<Letter, Refusal> {
    if !bytes.starts_with(b"PK") {
        return flat(bytes);
    }
    let mut package = Package::open(bytes)?;
    let main = main_part(&mut package).ok_or_else(|| Refusal::Damaged("it has no main part".into()))?;
    let missing = || Refusal::Damaged(format!("it has no {main}"));
    let part = package.part(&main)?.ok_or_else(missing)?;
    let relations = relations(&mut package, &main)?;
    let theme = Theme::read(related(&mut package, &relations, "theme")?.first().map(Vec::as_slice))?;
    let styles = match related(&mut package, &relations, "styles")?.first() {
        Some(part) => Styles::read(part, &theme)?,
        None => Styles::default(),
    };
    let settings = related(&mut package, &relations, "settings")?;
    let ground = page_ground(&part, settings.first().map(Vec::as_slice), &theme)?;
    let mut reader = Reader::new(&styles, &theme, ground);
    walk(&part, |node| reader.take(node))?;
    let (mut passages, left) = reader.done();
    // Notes stand at the foot of a page or behind the text: behind it here.
    for kind in ["footnotes", "endnotes"] {
        let mut parts = related(&mut package, &relations, kind)?;
        if relations.is_empty() {
            parts.extend(beside(&mut package, &main, kind)?);
        }
        for part in parts {
            notes(&part, &styles, &theme, ground, &mut passages)?;
        }
    }
    let mut edges = Vec::new();
    for kind in ["header", "footer"] {
        for part in related(&mut package, &relations, kind)? {
            edges.push(plain(&part, &styles, &theme)?);
        }
    }
    let comments = related(&mut package, &relations, "comments")?;
    let comments = comments.iter().map(|part| count(part, "comment")).sum::<Result<usize, Refusal>>()?;
    let mut warnings = warnings(edges, comments, left.deleted);
    for id in left.inserted {
        let target = relations.get(&id).map(|r| r.target.clone()).unwrap_or_default();
        match package.part(&target)? {
            Some(part)
                if target.to_ascii_lowercase().ends_with("html") || target.to_ascii_lowercase().ends_with("htm") =>
            {
                let inserted = html::read(&part, None)?;
                passages.paragraph();
                passages.put(&inserted.text, false);
                passages.hidden.extend(inserted.hidden);
            }
            _ => warnings.push(format!("a file that is inserted as a whole was left out: {target}")),
        }
    }
    let (text, hidden) = passages.hidden();
    let mut letter = Letter::new(Kind::Docx, text);
    letter.hidden = hidden;
    letter.warnings = warnings;
    letter.pages = pages(&mut package)?;
    Ok(letter)
}

/// The parts that a relation of a kind leads to, in the order of their names.
fn related(
    package: &mut Package<'_>,
    relations: &HashMap<String, Relation>,
    kind: &str,
) -> Result<Vec<Vec<u8>>, Refusal> {
    let mut named: Vec<&str> = relations.values().filter(|r| r.kind == kind).map(|r| r.target.as_str()).collect();
    named.sort_unstable();
    named.into_iter().filter_map(|name| package.part(name).transpose()).collect()
}

/// Reads a document that is one XML file: that of Word 2003, or a package written flat.
fn flat(bytes: &[u8]) -> Result<Letter, Refusal> {
    let theme = Theme::read(None)?;
    let styles = Styles::read(bytes, &theme)?;
    let mut reader = Reader::new(&styles, &theme, Ground::Known(WHITE));
    let (mut edge, mut other) = (0usize, false);
    walk(bytes, |node| match node {
        Node::Open("part", tag) => {
            let kind = attribute(tag, "contentType").unwrap_or_default();
            other = !kind.contains("main+xml");
        }
        Node::Close("part") => other = false,
        Node::Open("hdr" | "ftr", _) => edge += 1,
        Node::Close("hdr" | "ftr") => edge = edge.saturating_sub(1),
        node if edge == 0 && !other => reader.take(node),
        _ => {}
    })?;
    let (passages, left) = reader.done();
    let (text, hidden) = passages.hidden();
    let mut letter = Letter::new(Kind::Docx, text);
    letter.hidden = hidden;
    letter.warnings = warnings(Vec::new(), 0, left.deleted);
    Ok(letter)
}

/// The part of a name beside the main part, for packages without relations.
fn beside(package: &mut Package<'_>, main: &str, name: &str) -> Result<Option<Vec<u8>>, Refusal> {
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    package.part(&format!("{folder}/{name}.xml"))
}

/// The colour of the page, where it is shown.
fn page_ground(part: &[u8], settings: Option<&[u8]>, theme: &Theme) -> Result<Ground, Refusal> {
    let shown = settings.is_some_and(|s| memchr::memmem::find(s, b"displayBackgroundShape").is_some());
    let mut ground = Ground::Known(WHITE);
    if shown && memchr::memmem::find(part, b":background").is_some() {
        walk(part, |node| {
            if let Node::Open("background", tag) = node {
                let own = attribute(tag, "color").as_deref().and_then(super::looks::hex);
                let themed = || attribute(tag, "themeColor").and_then(|name| theme.colour(&name, tag));
                ground = own.or_else(themed).map_or(Ground::Unknown, Ground::Known);
            }
        })?;
    }
    Ok(ground)
}

/// The notes of a part, without the lines that part them from the text.
fn notes(part: &[u8], styles: &Styles, theme: &Theme, ground: Ground, out: &mut Passages) -> Result<(), Refusal> {
    let mut reader = Reader::new(styles, theme, ground);
    let mut line = false;
    walk(part, |node| match node {
        Node::Open("footnote" | "endnote", tag) => {
            line = attribute(tag, "type").is_some_and(|kind| kind != "normal");
        }
        Node::Close("footnote" | "endnote") => line = false,
        node if !line => reader.take(node),
        _ => {}
    })?;
    let (notes, _) = reader.done();
    out.text.push_str(&notes.text);
    out.hidden.extend(notes.hidden);
    Ok(())
}

/// The text of a header or footer.
fn plain(part: &[u8], styles: &Styles, theme: &Theme) -> Result<String, Refusal> {
    let mut reader = Reader::new(styles, theme, Ground::Unknown);
    walk(part, |node| reader.take(node))?;
    Ok(reader.done().0.text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// How often a tag opens.
fn count(part: &[u8], name: &str) -> Result<usize, Refusal> {
    let mut count = 0;
    walk(part, |node| count += usize::from(matches!(node, Node::Open(tag, _) if tag == name)))?;
    Ok(count)
}

/// What was left out, for people.
pub(super) fn warnings(edges: Vec<String>, comments: usize, deleted: usize) -> Vec<String> {
    let mut told: Vec<String> = Vec::new();
    for edge in edges {
        if edge.chars().any(char::is_alphanumeric) && !told.contains(&edge) {
            told.push(edge);
        }
    }
    let mut warnings = Vec::new();
    if !told.is_empty() {
        let mut all = told.join(" | ");
        if let Some((cut, _)) = all.char_indices().find(|(at, _)| *at >= LONGEST_TOLD) {
            all.truncate(cut);
            all.push('…');
        }
        warnings.push(format!("left out as header or footer: {all}"));
    }
    if comments > 0 {
        warnings.push(format!("comments on the pages were left out: {comments}"));
    }
    if deleted > 0 {
        warnings.push(format!("passages that a tracked change deleted were left out: {deleted}"));
    }
    warnings
}

/// The pages that the word processor counted when it saved.
fn pages(package: &mut Package<'_>) -> Result<Option<u32>, Refusal> {
    let Some(part) = package.part("docProps/app.xml")? else { return Ok(None) };
    let (mut inside, mut pages) = (false, None);
    walk(&part, |node| match node {
        Node::Open("Pages", _) => inside = true,
        Node::Close("Pages") => inside = false,
        Node::Text(text) if inside => pages = text.trim().parse().ok(),
        _ => {}
    })?;
    Ok(pages)
}
