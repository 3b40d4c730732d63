//! Groups as people write them: spellings listed, never guessed; a table that maps them; intersections.

use super::{AND, UNKNOWN};
use crate::error::{Error, ErrorKind, Result};
use crate::ingest::{Options, table};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;
use unicode_normalization::UnicodeNormalization;

/// Values of a column that may be the same group, written in several ways.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Variants {
    /// The column.
    pub column: String,
    /// The values, the most frequent first.
    pub values: Vec<String>,
}

/// Values that look like one group written in several ways: the same letters and digits but for case and accents, or, in
/// words of five letters or more, one letter more, less or other. They are listed for a person to decide; nothing is merged.
#[must_use]
pub fn variants(column: &str, values: &[String]) -> Vec<Variants> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for value in values.iter().filter(|v| !v.trim().is_empty()) {
        *counts.entry(value).or_default() += 1;
    }
    let known: Vec<(&str, usize, Vec<char>)> = counts.into_iter().map(|(v, n)| (v, n, fold(v))).collect();
    // Each value joins the first set that holds a value like it.
    let mut sets: Vec<Vec<usize>> = Vec::new();
    for index in 0..known.len() {
        let alike = |other: &usize| alike(&known[index].2, &known[*other].2);
        match sets.iter_mut().find(|set| set.iter().any(alike)) {
            Some(set) => set.push(index),
            None => sets.push(vec![index]),
        }
    }
    let named = |mut set: Vec<usize>| {
        set.sort_by(|a, b| known[*b].1.cmp(&known[*a].1).then(known[*a].0.cmp(known[*b].0)));
        let values = set.into_iter().map(|i| known[i].0.to_owned()).collect();
        Variants { column: column.to_owned(), values }
    };
    sets.into_iter().filter(|set| set.len() > 1).map(named).collect()
}

/// Puts spellings of one group together where they differ in case, accents, blanks or signs between letters alone, under the
/// spelling that most have. Says of each what was put together. Spellings that differ in a letter are left to
/// [`variants`] and to people: Gambia is not Zambia.
pub fn unite(groups: &mut [(String, Vec<String>)]) -> Vec<String> {
    let mut said = Vec::new();
    for (column, values) in groups {
        let mut spellings: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
        for value in values.iter().filter(|v| !v.trim().is_empty()) {
            let known = spellings.entry(spelt(value)).or_default();
            *known.entry(value.trim().to_owned()).or_default() += 1;
        }
        spellings.retain(|key, known| !key.is_empty() && known.len() > 1);
        let mut names = BTreeMap::new();
        for (key, known) in spellings {
            let mut all: Vec<(String, usize)> = known.into_iter().collect();
            all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            let quoted: Vec<String> = all.iter().map(|(name, n)| format!("`{name}` ({n})")).collect();
            said.push(format!(
                "column {column}: {} are counted as one group, as they differ in case, accents or blanks only",
                quoted.join(", ")
            ));
            names.extend(all.into_iter().next().map(|(name, _)| (key, name)));
        }
        for value in values.iter_mut() {
            if let Some(name) = names.get(&spelt(value)) {
                value.clone_from(name);
            }
        }
    }
    said
}

/// What spellings of a group share: letters in lower case without accents, and whatever tells figures and signs apart.
fn spelt(value: &str) -> String {
    // Signs count beside figures: `1.5` is not `15`, and `C++` is not `C`.
    let figures = value.chars().any(char::is_numeric);
    let counts = |c: &char| c.is_alphanumeric() || (c.is_ascii_punctuation() && (figures || "+#<>=&".contains(*c)));
    value.nfkd().filter(counts).flat_map(char::to_lowercase).collect()
}

/// Letters and digits in lower case, without accents.
fn fold(value: &str) -> Vec<char> {
    value.nfkd().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).take(64).collect()
}

fn alike(a: &[char], b: &[char]) -> bool {
    if a == b {
        return !a.is_empty();
    }
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    // Figures are no typing errors of each other: `2001` is not `2002`.
    if short.len() < 5 || long.len() - short.len() > 1 || long.iter().any(|c| c.is_numeric()) {
        return false;
    }
    let same = short.iter().zip(long).take_while(|(x, y)| x == y).count();
    let rest = &long[same + 1..];
    if short.len() == long.len() { short[same + 1..] == *rest } else { short[same..] == *rest }
}

/// Reads a map of values to groups (columns `value`, `group` and, where it is for some column only, `column`) and puts the
/// groups in. Gives the values that met none, those of columns that are not audited among them.
///
/// # Errors
/// As [`table::read`]; [`ErrorKind::Value`] where a value is mapped twice to different groups.
pub fn read_map(path: &Path, groups: &mut [(String, Vec<String>)]) -> Result<Vec<String>> {
    let read = table::read_without_ids(path, &Options::default())?;
    let column = |name: &str| read.text(name, path, "the columns of the map");
    let (values, targets, columns) = (column("value")?, column("group")?, column("column").ok());
    let mut map: BTreeMap<(String, String), (String, bool)> = BTreeMap::new();
    for (index, (value, target)) in values.iter().zip(targets).enumerate() {
        let column = columns.map_or("", |c| c[index].trim()).to_owned();
        let (value, target) = (value.trim().to_owned(), target.trim().to_owned());
        let before = map.insert((column, value.clone()), (target.clone(), false));
        if before.is_some_and(|(other, _)| other != target) {
            return Err(Error::new(ErrorKind::Value, format!("`{value}` is mapped to two groups"))
                .file(path)
                .row(index as u64 + 1)
                .hint("keep one of the rows"));
        }
    }
    for (name, values) in groups {
        for value in values {
            let own = (name.clone(), value.trim().to_owned());
            let any = (String::new(), own.1.clone());
            let key = if map.contains_key(&own) { own } else { any };
            if let Some((target, used)) = map.get_mut(&key) {
                *used = true;
                value.clone_from(target);
            }
        }
    }
    Ok(map.into_iter().filter(|(_, (_, used))| !used).map(|((_, value), _)| value).collect())
}

/// The columns with unknown values named, then the intersections of every two.
pub(super) fn with_intersections(groups: &[(String, Vec<String>)]) -> Vec<(String, Vec<String>)> {
    let named = |value: &String| {
        let value = value.trim();
        if value.is_empty() { UNKNOWN.to_owned() } else { value.to_owned() }
    };
    let mut all: Vec<(String, Vec<String>)> =
        groups.iter().map(|(column, values)| (column.clone(), values.iter().map(named).collect())).collect();
    for first in 0..groups.len() {
        for second in first + 1..groups.len() {
            let pairs = all[first].1.iter().zip(&all[second].1);
            let crossed = pairs.map(|(a, b)| format!("{a}{AND}{b}")).collect();
            all.push((format!("{}{AND}{}", groups[first].0, groups[second].0), crossed));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_are_one_group_and_other_groups_are_not() {
        let values = [
            "Côte d’Ivoire",
            "cote d'ivoire",
            "Cote d'Ivoire",
            "Cote d'Ivoire",
            "C",
            "C++",
            "1.5",
            "15",
            " ",
            "Gambia",
        ];
        let mut groups = vec![("country".to_owned(), values.map(str::to_owned).to_vec())];
        groups[0].1.push("Zambia".into());
        let said = unite(&mut groups);
        assert_eq!(&groups[0].1[..4], ["Cote d'Ivoire"; 4]);
        assert_eq!(&groups[0].1[4..], ["C", "C++", "1.5", "15", " ", "Gambia", "Zambia"]);
        assert_eq!(said.len(), 1);
        assert!(said[0].starts_with("column country: `Cote d'Ivoire` (2), `Côte d’Ivoire` (1)"), "{}", said[0]);
    }

    fn owned(values: &[&str]) -> Vec<String> {
        values.iter().map(|v| (*v).to_owned()).collect()
    }

    #[test]
    fn typing_variants_are_listed_and_different_words_are_not() {
        let values = owned(&[
            "female", "Female ", "FEMALE", "femal", "male", "female", "México", "mexico", "2001", "2002", "", "Iran",
            "Iraq",
        ]);
        let found = variants("g", &values);
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(found[0].values, ["female", "FEMALE", "Female ", "femal"]);
        assert_eq!(found[1].values, ["México", "mexico"]);
    }

    #[test]
    fn intersections_are_of_two_columns_and_unknown_has_a_name() {
        let groups = [("a".to_owned(), owned(&["x", ""])), ("b".to_owned(), owned(&[" y", "z"]))];
        let all = with_intersections(&groups);
        assert_eq!(all[2], ("a × b".to_owned(), owned(&["x × y", "(unknown) × z"])));
    }

    #[test]
    fn a_map_puts_groups_in_and_says_what_met_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("map.csv");
        std::fs::write(&path, "column,value,group\ng,femal,female\n,n/a,\n,never,x\n").unwrap();
        let mut groups = vec![("g".to_owned(), owned(&["femal", "n/a", "male"]))];
        assert_eq!(read_map(&path, &mut groups).unwrap(), ["never"]);
        assert_eq!(groups[0].1, ["female", "", "male"]);
        std::fs::write(&path, "value,group\na,b\na,c\n").unwrap();
        let e = read_map(&path, &mut groups).unwrap_err().to_string();
        assert!(e.contains("row 2: `a` is mapped to two groups"), "{e}");
    }
}
