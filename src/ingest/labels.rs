//! Labels as people write them.

use super::label_words::{Grade, decision, fold, grade, letter_grade, shorten, shown, split_remark};
use crate::error::{Error, ErrorKind, Result};
use std::collections::BTreeMap;
use std::path::Path;

/// How labels are read.
#[derive(Clone, Debug, Default)]
pub struct LabelRule {
    /// The value that means yes (`--positive`); every other value then means no.
    pub positive: Option<String>,
    /// The labels are grades, of which this and higher ones mean yes (`--accept-from`).
    pub accept_from: Option<f64>,
    /// The lowest and the highest grade (`--scale`).
    pub scale: Option<[f64; 2]>,
    /// Values that stand for a number (`--map`): from 0 (no) to 1 (yes), or a grade.
    pub map: Vec<(String, f64)>,
    /// Values that are left out like empty ones (`--ignore`).
    pub ignore: Vec<String>,
}

/// Labels as numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Values {
    /// A number per label, none if it is empty: 1 yes and 0 no, or the grade.
    pub numbers: Vec<Option<f64>>,
    /// The lowest and the highest grade, where the labels are grades.
    pub scale: Option<[f64; 2]>,
    /// The labels without the remarks behind them, as they were read.
    pub texts: Vec<String>,
    /// What was assumed, for the person who gave them.
    pub messages: Vec<String>,
}

/// Scales of grades that are known without being named.
const SCALES: [[f64; 2]; 3] = [[-1.0, 1.0], [1.0, 5.0], [0.0, 10.0]];

impl LabelRule {
    /// Reads one label: `Ok(None)` where it is empty, `Err(())` where it is neither yes nor no.
    fn read_one(&self, value: &str) -> Result<Option<bool>, ()> {
        let value = value.trim();
        if value.is_empty() {
            return Ok(None);
        }
        if let Some(positive) = &self.positive {
            return Ok(Some(fold(value) == fold(positive)));
        }
        decision(value).map(Some).ok_or(())
    }

    /// A value without the remark behind it, or the number that it stands for.
    fn reading<'v>(&self, value: &'v str) -> Reading<'v> {
        let whole = value.trim();
        let is = |text: &str, wanted: &str| !text.is_empty() && fold(text) == fold(wanted);
        let (before, remark) = split_remark(whole).unwrap_or((whole, ""));
        let mapped = |text: &str| self.map.iter().find(|(value, _)| is(text, value)).map(|(_, number)| *number);
        let empty = || self.map.iter().find(|(value, _)| whole.is_empty() && value.is_empty()).map(|(_, n)| *n);
        if let Some(number) = empty().or_else(|| mapped(whole)).or_else(|| mapped(remark)).or_else(|| mapped(before)) {
            return Reading::Number(number);
        }
        let ignored = |text: &str| self.ignore.iter().any(|value| is(text, value));
        if ignored(whole) || ignored(remark) {
            return Reading::Ignored;
        }
        let named = self.positive.as_ref().is_some_and(|positive| is(whole, positive));
        if named || remark.is_empty() || decision(whole).is_some() || grade(whole).is_some() {
            return Reading::Text(whole.trim_end_matches(['!', '.']).trim_end(), false);
        }
        let known = decision(before).is_some()
            || grade(before).is_some()
            || letter_grade(before).is_some()
            || self.positive.as_ref().is_some_and(|positive| is(before, positive));
        match known {
            true => Reading::Text(before, true),
            // The words first, as in `strong (4)`.
            false if grade(remark).is_some_and(|g| g.is_some()) => Reading::Text(remark, true),
            false => Reading::Text(whole, false),
        }
    }

    /// Reads labels: `(row, value)` in order. Empty labels are none.
    ///
    /// Decisions are read as 1 and 0. Numbers that are no decisions are grades: from −1 to 1 where all are −1, 0 or 1,
    /// from 1 to 5 where all lie there, else on [`LabelRule::scale`].
    ///
    /// # Errors
    /// [`ErrorKind::Labels`] at the first value that is neither decision nor grade (naming its row and up to eight of
    /// the values seen), a grade outside the scale, or where [`LabelRule::positive`] never occurs;
    /// [`ErrorKind::Setting`] where the scale does not rise or the grade that means yes is not a number.
    pub fn read<'v>(
        &self,
        column: &str,
        path: &Path,
        values: impl Iterator<Item = (u64, &'v str)> + Clone,
    ) -> Result<Values> {
        if let Some([low, high]) = self.scale.filter(|[low, high]| !(low < high && low.is_finite() && high.is_finite()))
        {
            let what = format!("a scale from {low} to {high} is not possible");
            return Err(Error::new(ErrorKind::Setting, what).hint("give --scale LOWEST,HIGHEST"));
        }
        if self.accept_from.is_some_and(|g| !g.is_finite()) {
            return Err(Error::new(ErrorKind::Setting, "--accept-from is not a number").hint("give a grade"));
        }
        let readings: Vec<(u64, &str, Reading<'v>)> = values.map(|(row, v)| (row, v, self.reading(v))).collect();
        let mut read = self.numbers(column, path, &readings)?;
        read.messages.extend(self.said(&readings));
        Ok(read)
    }

    /// The numbers of labels that are read one by one.
    fn numbers(&self, column: &str, path: &Path, readings: &[(u64, &str, Reading<'_>)]) -> Result<Values> {
        let graded = self.accept_from.is_some() || self.scale.is_some();
        let texts: Vec<String> = readings.iter().map(|(.., r)| r.text().to_owned()).collect();
        let put = |numbers: Vec<Option<f64>>, scale, messages: Vec<String>| {
            let given = numbers.into_iter().zip(readings);
            let numbers = given.map(|(number, (.., r))| if let Reading::Number(n) = r { Some(*n) } else { number });
            Values { numbers: numbers.collect(), scale, texts: texts.clone(), messages }
        };
        let decisions: Result<Vec<_>, ()> = texts.iter().map(|text| self.read_one(text)).collect();
        if let (Ok(decisions), false) = (&decisions, graded) {
            if let Some(positive) = self.positive.as_ref().filter(|_| !decisions.contains(&Some(true))) {
                return Err(Error::new(ErrorKind::Labels, format!("no row has the value `{}`", shorten(positive)))
                    .file(path)
                    .column(column)
                    .hint("give --positive a value of this column"));
            }
            let numbers = decisions.iter().map(|d| d.map(|yes| f64::from(u8::from(yes)))).collect();
            return Ok(put(numbers, None, Vec::new()));
        }
        let letters: Option<Vec<Option<f64>>> =
            texts.iter().map(|t| if t.is_empty() { Some(None) } else { letter_grade(t).map(Some) }).collect();
        if let (Some(letters), None) = (letters, self.scale) {
            let lowest = letters.iter().flatten().fold(1.0_f64, |low, grade| low.min(grade.floor()));
            // With F as the lowest, A is 6 steps up; a plus or a minus is a third of a step.
            let up = 1.0 - lowest;
            let numbers = letters.into_iter().map(|g| g.map(|g| (g + up).clamp(1.0, 5.0 + up))).collect();
            let said = format!("letters are read as grades: A as {}, B as {} and so on", 5.0 + up, 4.0 + up);
            return Ok(put(numbers, Some([1.0, 5.0 + up]), vec![said]));
        }
        let grades: Vec<Option<Option<Grade>>> = texts.iter().map(|text| grade(text)).collect();
        let out_of = one_scale(&grades, readings).map_err(|e| e.file(path).column(column))?;
        let numbers: Vec<Option<Option<f64>>> = grades.iter().map(|g| g.map(|g| g.map(|g| g.value))).collect();
        let known = SCALES.into_iter().find(|[low, high]| {
            let within = |g: f64| (*low..=*high).contains(&g) && (*low >= 0.0 || g.fract() == 0.0);
            numbers.iter().all(|n| n.is_some_and(|g| g.is_none_or(within)))
        });
        let given: Vec<f64> = numbers.iter().flatten().flatten().copied().collect();
        // A single value beyond 1 to 5 is more likely a slip than another scale.
        let mut beyond: Vec<f64> = given.iter().copied().filter(|g| !(1.0..=5.0).contains(g)).collect();
        beyond.sort_by(f64::total_cmp);
        beyond.dedup();
        let known = known.filter(|[_, high]| *high < 10.0 || beyond.len() > 1);
        let seen = || {
            [
                given.iter().copied().fold(f64::INFINITY, f64::min),
                given.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            ]
        };
        let scale = self.scale.or(out_of).or(known).or_else(|| self.accept_from.map(|_| seen()));
        for ((row, value, _), (text, number)) in readings.iter().zip(texts.iter().zip(&numbers)) {
            let what = match (number, scale) {
                (Some(None), _) => continue,
                (Some(Some(g)), Some([low, high])) if (low..=high).contains(g) => continue,
                (Some(Some(_)), Some([low, high])) => {
                    format!("the grade {} is not on the scale from {low} to {high}", shorten(value))
                }
                (None, _) if graded => {
                    let what = format!("`{}` is not a grade; expected a number", shorten(value));
                    return Err(Error::new(ErrorKind::Labels, what).file(path).row(*row).column(column).hint(
                        "correct the row, say what it stands for with --map, or leave out --accept-from and --scale where the labels are yes and no",
                    ));
                }
                // Some value is neither: name the first that is no decision.
                _ if self.read_one(text).is_ok() => continue,
                _ => {
                    // A word among numbers is the slip, rather than the numbers.
                    let is_word = |at: &usize| numbers[*at].is_none() && self.read_one(&texts[*at]).is_err();
                    let (row, value) =
                        (0..texts.len()).find(is_word).map_or((row, value), |at| (&readings[at].0, &readings[at].1));
                    let all = readings.iter().map(|(_, v, _)| *v);
                    return Err(neither(value, all).file(path).row(*row).column(column));
                }
            };
            return Err(Error::new(ErrorKind::Labels, what)
                .file(path)
                .row(*row)
                .column(column)
                .hint("correct the row, or give --scale LOWEST,HIGHEST"));
        }
        let assumed = out_of.or(known.filter(|[_, high]| *high == 10.0)).filter(|_| self.scale.is_none());
        let said = assumed.map(|[low, high]| {
            format!("the grades are read on a scale from {low} to {high} (--scale LOWEST,HIGHEST says another)")
        });
        Ok(put(numbers.into_iter().map(Option::flatten).collect(), scale, said.into_iter().collect()))
    }

    /// What is to be said of how labels were read.
    fn said(&self, readings: &[(u64, &str, Reading<'_>)]) -> Vec<String> {
        let mut said = Vec::new();
        let counted = |is: &dyn Fn(&Reading<'_>) -> bool| {
            let mut seen = BTreeMap::new();
            for (_, value, _) in readings.iter().filter(|(.., r)| is(r)) {
                *seen.entry(value.trim()).or_insert(0u64) += 1;
            }
            (!seen.is_empty()).then(|| shown(&seen))
        };
        if let Some(values) = counted(&|r| matches!(r, Reading::Text(_, true))) {
            said.push(format!("labels with a remark are read by the grade or the decision beside it: {values} (--map VALUE=NUMBER reads them otherwise)"));
        }
        if let Some(values) = counted(&|r| matches!(r, Reading::Number(_))) {
            said.push(format!("read as --map says: {values}"));
        }
        if let Some(values) = counted(&|r| matches!(r, Reading::Ignored)) {
            said.push(format!("left out as --ignore says: {values}"));
        }
        if let Some(positive) = &self.positive {
            let no = |r: &Reading<'_>| matches!(r, Reading::Text(t, _) if !t.is_empty() && fold(t) != fold(positive));
            said.extend(
                counted(&no)
                    .map(|values| format!("`{}` is a yes; every other value is a no: {values}", shorten(positive))),
            );
        }
        said
    }
}

/// How a value is read.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Reading<'v> {
    /// As this text; `true` where a remark behind it was left out.
    Text(&'v str, bool),
    /// As the number that it is mapped to.
    Number(f64),
    /// Not at all.
    Ignored,
}

impl<'v> Reading<'v> {
    fn text(&self) -> &'v str {
        if let Self::Text(text, _) = self { text } else { "" }
    }
}

/// The scale of grades that are written out of something (`4/5`, `7 out of 10`, `60 %`); none if none is.
fn one_scale(grades: &[Option<Option<Grade>>], readings: &[(u64, &str, Reading<'_>)]) -> Result<Option<[f64; 2]>> {
    let given = || grades.iter().zip(readings).filter_map(|(g, reading)| Some(((*g)??, reading)));
    let Some(most) = given().find_map(|(g, _)| g.out_of) else { return Ok(None) };
    if let Some((grade, (row, value, _))) = given().find(|(g, _)| g.out_of.is_some_and(|other| other != most)) {
        let (value, other) = (shorten(value), grade.out_of.unwrap_or(most));
        let what = format!("`{value}` is out of {other}, and other grades are out of {most}");
        return Err(Error::new(ErrorKind::Labels, what)
            .row(*row)
            .hint("write all on one scale, or say what it stands for with --map"));
    }
    // `4/5` is 4 of 1 to 5 where nobody gave less than 1.
    let from_one = most == 5.0 && given().all(|(g, _)| g.value >= 1.0);
    Ok(Some([if from_one { 1.0 } else { 0.0 }, most]))
}

/// The error of a value that is neither decision nor grade.
fn neither<'v>(value: &str, values: impl Iterator<Item = &'v str>) -> Error {
    let mut seen = BTreeMap::new();
    for value in values {
        *seen.entry(value.trim()).or_insert(0u64) += 1;
    }
    Error::new(
        ErrorKind::Labels,
        format!(
            "`{}` can't be read as a label; expected yes/no, accept/reject, admit/reject, true/false or 1/0, or grades (-1, 0, 1; 1 to 5; 0 to 10; A to E); the values are {}",
            shorten(value),
            shown(&seen)
        ),
    )
    .hint("say which value means yes with --positive VALUE, what a value stands for with --map VALUE=NUMBER, which to leave out with --ignore VALUE, or what the grades are with --scale LOWEST,HIGHEST")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(values: &[&str], positive: Option<&str>) -> Result<Vec<Option<f64>>> {
        let rule = LabelRule { positive: positive.map(Into::into), ..LabelRule::default() };
        Ok(with(&rule, values)?.numbers)
    }

    fn with(rule: &LabelRule, values: &[&str]) -> Result<Values> {
        rule.read("y", Path::new("l.csv"), values.iter().enumerate().map(|(i, v)| (i as u64 + 1, *v)))
    }

    #[test]
    fn the_usual_words_are_read_in_any_case() {
        let got = read(&["1", "0", "TRUE", "no", "Accept", "rejected", " admit ", "", "1.0"], None).unwrap();
        let yes = Some(1.0);
        let no = Some(0.0);
        assert_eq!(got, [yes, no, yes, no, yes, no, yes, None, yes]);
        assert_eq!(read(&["A", "B", ""], Some("a")).unwrap(), [yes, no, None]);
    }

    #[test]
    fn other_values_are_errors_with_row_and_values() {
        let e = read(&["1", "maybe", "0"], None).unwrap_err().to_string();
        assert!(
            e.starts_with("l.csv, row 2, column y: `maybe`") && e.contains("`0` (1×)") && e.contains("--positive"),
            "{e}"
        );
        assert!(read(&["x"], Some("y")).is_err());
        assert_eq!(read(&["5", "3", "great"], None).unwrap_err().place().row, Some(3), "a word among numbers");
    }

    #[test]
    fn grades_are_read_on_their_scale() {
        let rule = LabelRule::default();
        let scale = |values: &[&str]| with(&rule, values).map(|v| v.scale);
        assert_eq!(scale(&["-1", "0", "", "1"]).unwrap(), Some([-1.0, 1.0]));
        assert_eq!(scale(&["1", "0"]).unwrap(), None);
        assert_eq!(scale(&["1", "3.5", "5"]).unwrap(), Some([1.0, 5.0]));
        assert_eq!(with(&rule, &["2", "", "\u{2212}1"]).unwrap_err().place().row, Some(1));
        assert_eq!(scale(&["0", "7", "10"]).unwrap(), Some([0.0, 10.0]));
        assert!(scale(&["1", "6", "5", "6"]).unwrap_err().to_string().contains("`6`"));
        let ten = LabelRule { scale: Some([0.0, 10.0]), ..LabelRule::default() };
        assert_eq!(with(&ten, &["0", "7"]).unwrap().numbers, [Some(0.0), Some(7.0)]);
        assert!(with(&ten, &["11"]).unwrap_err().to_string().contains("the grade 11 is not on the scale from 0 to 10"));
        let from = LabelRule { accept_from: Some(3.0), ..LabelRule::default() };
        assert_eq!(with(&from, &["1", "0"]).unwrap().numbers, [Some(1.0), Some(0.0)]);
        assert!(with(&from, &["accept"]).unwrap_err().to_string().contains("`accept` is not a grade"));
        assert!(with(&from, &["NaN"]).is_err() && with(&from, &["inf"]).is_err());
        let wrong = LabelRule { scale: Some([3.0, 1.0]), ..LabelRule::default() };
        assert_eq!(with(&wrong, &["1"]).unwrap_err().kind(), ErrorKind::Setting);
    }

    #[test]
    fn remarks_behind_labels_are_left_out_and_said() {
        let read = |values: &[&str]| with(&LabelRule::default(), values).unwrap();
        let grades = read(&["4 - strong", "5 (must take)", "2", "3: average, off topic"]);
        assert_eq!(grades.numbers, [4.0, 5.0, 2.0, 3.0].map(Some));
        assert!(grades.messages[0].contains("`4 - strong` (1×)"), "{:?}", grades.messages);
        let decisions = read(&["Yes!", "no – too short", "accept (waitlist)", "Reject.", ""]);
        assert_eq!(decisions.numbers, [Some(1.0), Some(0.0), Some(1.0), Some(0.0), None]);
        assert!(with(&LabelRule::default(), &["waitlist - yes", "yes"]).is_err());
    }

    #[test]
    fn values_are_mapped_or_left_out_as_people_say() {
        let rule = LabelRule {
            map: vec![("waitlist".into(), 0.5)],
            ignore: vec!["withdrawn".into(), "Late".into()],
            ..LabelRule::default()
        };
        let got = with(&rule, &["yes", "no", "Waitlist", "accept (waitlist)", "withdrawn", "late"]).unwrap();
        assert_eq!(got.numbers, [Some(1.0), Some(0.0), Some(0.5), Some(0.5), None, None]);
        assert_eq!(got.messages.len(), 2, "{:?}", got.messages);
        let positive = LabelRule { positive: Some("in".into()), ..LabelRule::default() };
        let got = with(&positive, &["in", "out", "late", "out", "In (first round)"]).unwrap();
        assert_eq!(got.numbers, [1.0, 0.0, 0.0, 0.0, 1.0].map(Some));
        assert!(got.messages.iter().any(|m| m.contains("`late` (1×), `out` (2×)")), "{:?}", got.messages);
    }

    #[test]
    fn grades_are_read_as_people_write_them() {
        let read = |values: &[&str]| with(&LabelRule::default(), values).map(|v| (v.numbers, v.scale));
        let five = Some([1.0, 5.0]);
        let some = |values: [f64; 2]| values.map(Some).to_vec();
        for (values, numbers, scale) in [
            (["4/5", "2/5"], [4.0, 2.0], five),
            (["4 / 5", "3"], [4.0, 3.0], five),
            (["7/10", "10/10"], [7.0, 10.0], Some([0.0, 10.0])),
            (["7 out of 10", "3 of 10"], [7.0, 3.0], Some([0.0, 10.0])),
            (["0/5", "5/5"], [0.0, 5.0], Some([0.0, 5.0])),
            (["60 %", "80%"], [60.0, 80.0], Some([0.0, 100.0])),
            (["3,5", "4"], [3.5, 4.0], five),
            (["7,5/10", "10/10"], [7.5, 10.0], Some([0.0, 10.0])),
            (["4 points", "3 pts"], [4.0, 3.0], five),
            (["★★★★☆", "★★☆☆☆"], [4.0, 2.0], five),
            (["★★★", "★★★★★"], [3.0, 5.0], five),
            (["4. strong", "2. weak"], [4.0, 2.0], five),
            (["4) strong", "2) weak"], [4.0, 2.0], five),
            (["4 strong", "2 weak"], [4.0, 2.0], five),
            (["4-strong", "2=weak"], [4.0, 2.0], five),
            (["4\u{a0}–\u{a0}strong", "2 —  weak"], [4.0, 2.0], five),
            (["strong (4)", "weak (2)"], [4.0, 2.0], five),
            (["strong: 4", "weak: 2"], [4.0, 2.0], five),
            (["4/5 (strong)", "2/5 - weak"], [4.0, 2.0], five),
            (["+1", "-1"], [1.0, -1.0], Some([-1.0, 1.0])),
        ] {
            assert_eq!(read(&values).unwrap(), (some(numbers), scale), "{values:?}");
        }
        for values in
            [["3-4", "5"], ["4?", "3"], ["3+", "3"], ["x", "y"], ["n/a", "4"], ["1/2/2027", "4"], ["4/0", "3"]]
        {
            assert!(read(&values).unwrap_err().to_string().contains("row 1"), "{values:?}");
        }
        let e = read(&["4/5", "7/10"]).unwrap_err().to_string();
        assert!(e.contains("row 2") && e.contains("`7/10` is out of 10, and other grades are out of 5"), "{e}");
        assert!(read(&["6/5", "1/5"]).unwrap_err().to_string().contains("the grade 6/5 is not on the scale"));
    }

    #[test]
    fn decisions_in_other_words_and_empty_cells() {
        let yes_no = [Some(1.0), Some(0.0)];
        for pair in [
            ["Admitted", "not admitted"],
            ["invited", "Not invited"],
            ["Ja", "Nein"],
            ["oui", "non"],
            ["Sí", "No"],
            ["✓", "✗"],
            ["in", "out"],
            ["accept", "do not accept"],
        ] {
            assert_eq!(read(&pair, None).unwrap(), yes_no, "{pair:?}");
        }
        let rule = LabelRule { positive: Some("x".into()), map: vec![(String::new(), 0.0)], ..LabelRule::default() };
        assert_eq!(with(&rule, &["x", ""]).unwrap().numbers, yes_no);
    }

    #[test]
    fn letters_are_grades() {
        let got = with(&LabelRule::default(), &["A", "b", "E", "", "C (fine)"]).unwrap();
        assert_eq!(
            (got.numbers, got.scale),
            (vec![Some(5.0), Some(4.0), Some(1.0), None, Some(3.0)], Some([1.0, 5.0]))
        );
        let got = with(&LabelRule::default(), &["A", "F"]).unwrap();
        assert_eq!((got.numbers, got.scale), (vec![Some(6.0), Some(1.0)], Some([1.0, 6.0])));
    }
}
