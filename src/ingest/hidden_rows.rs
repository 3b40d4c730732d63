//! Which rows of a workbook's sheet are hidden; the reader of cells does not say.

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::io::{BufReader, Read, Seek};
use zip::ZipArchive;

/// The hidden rows of the sheet `name`, from 0, in order; none if the package can't be followed to it.
pub(super) fn of<R: Read + Seek>(file: R, name: &str) -> Option<Vec<u32>> {
    let mut package = ZipArchive::new(BufReader::new(file)).ok()?;
    let mut relation = None;
    each(&mut package, "xl/workbook.xml", |e| {
        if e.local_name().as_ref() == "sheet" && value(e, "name").as_deref() == Some(name) {
            relation = value(e, "id");
        }
    })?;
    let (relation, mut target) = (relation?, None);
    each(&mut package, "xl/_rels/workbook.xml.rels", |e| {
        if value(e, "Id").as_ref() == Some(&relation) {
            target = value(e, "Target");
        }
    })?;
    let target = target?;
    let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
    let (mut rows, mut next) = (Vec::new(), 0);
    each(&mut package, &path, |e| {
        if e.local_name().as_ref() == "row" {
            let row = value(e, "r").and_then(|r| r.parse::<u32>().ok()).map_or(next, |r| r.saturating_sub(1));
            next = row.saturating_add(1);
            if value(e, "hidden").is_some_and(|h| h == "1" || h == "true") {
                rows.push(row);
            }
        }
    })?;
    Some(rows)
}

/// Visits the elements of a part of the package.
fn each<R: Read + Seek>(package: &mut ZipArchive<R>, part: &str, mut visit: impl FnMut(&BytesStart<'_>)) -> Option<()> {
    let mut reader = Reader::from_reader(BufReader::new(package.by_name(part).ok()?));
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Start(e) | Event::Empty(e) => visit(&e),
            Event::Eof => return Some(()),
            _ => {}
        }
        buffer.clear();
    }
}

/// An attribute of an element, by its name without a prefix.
fn value(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.attributes().flatten().find(|a| a.key.local_name().as_ref() == name)?;
    quick_xml::escape::unescape(&attribute.value).ok().map(|v| v.into_owned())
}
