//! Types of columns that polars can't hold, read as others that lose nothing: times in a zone that is no place as times in
//! UTC which are shown in their own, decimals of more than 38 digits as text.

use crate::error::{Error, ErrorKind, Result};
use polars::prelude::*;
use polars_arrow::array::PrimitiveArray;
use polars_arrow::types::i256;
use std::path::Path;

/// How the values of a column that is read as another type are shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Shown {
    /// Times in UTC, so many seconds ahead of it.
    Ahead(i32),
    /// Decimals with so many digits behind the point, as text.
    Decimal(usize),
}

/// A schema that can be held, and per column how its values are shown where that is not as they are.
pub(super) struct Held {
    pub(super) arrow: ArrowSchema,
    pub(super) shown: Vec<Option<Shown>>,
}

impl Held {
    /// The schema of a file as it can be held.
    ///
    /// # Errors
    /// [`ErrorKind::Column`] for intervals and unions, and for decimals within lists and records that have more than 38
    /// digits or another width than 128 bits: polars would panic.
    pub(super) fn new(given: &ArrowSchema, path: &Path) -> Result<Self> {
        let (mut fields, mut shown) = (Vec::new(), Vec::new());
        for (name, field) in given.iter() {
            let (kind, how) = match &field.dtype {
                ArrowDataType::Decimal(digits, scale) | ArrowDataType::Decimal256(digits, scale) if *digits > 38 => {
                    (ArrowDataType::Utf8View, Some(Shown::Decimal(*scale)))
                }
                ArrowDataType::Decimal32(digits, scale) | ArrowDataType::Decimal64(digits, scale) => {
                    (ArrowDataType::Decimal(*digits, *scale), None)
                }
                ArrowDataType::Timestamp(_, Some(zone)) if !is_known(zone) => {
                    (in_utc(&field.dtype), Some(Shown::Ahead(ahead(zone).unwrap_or(0))))
                }
                ArrowDataType::Decimal256(..) => (field.dtype.clone(), None),
                other => (in_utc(other), None),
            };
            let is_top = matches!(kind, ArrowDataType::Decimal256(..));
            if let Some((what, hint)) = unheld(&kind).filter(|_| !is_top) {
                return Err(Error::new(ErrorKind::Column, what).file(path).column(name).hint(hint));
            }
            shown.push(how);
            fields.push((name.clone(), ArrowField { dtype: kind, ..field.clone() }));
        }
        Ok(Self { arrow: ArrowSchema::from_iter(fields), shown })
    }

    /// The schema in polars' types.
    pub(super) fn schema(&self) -> Schema {
        Schema::from_arrow_schema(&self.arrow)
    }
}

fn is_known(zone: &str) -> bool {
    TimeZone::opt_try_new(Some(zone)).is_ok()
}

/// Seconds that a zone such as `+05:30` or `-0345` is ahead of UTC; none for one of another form.
fn ahead(zone: &str) -> Option<i32> {
    let (sign, rest) = zone.strip_prefix('+').map(|rest| (1, rest)).or_else(|| Some((-1, zone.strip_prefix('-')?)))?;
    let digits: String = rest.chars().filter(|c| *c != ':').collect();
    let number = |from: usize, to: usize| digits.get(from..to).and_then(|d| d.parse::<i32>().ok());
    let minutes = if digits.len() == 2 { Some(0) } else { number(2, 4).filter(|_| digits.len() == 4) };
    Some(sign * (number(0, 2).filter(|h| *h < 24)? * 3_600 + minutes.filter(|m| *m < 60)? * 60))
}

/// A type with the zones that are not known as UTC, however deep: the values are counted in UTC whatever the zone.
fn in_utc(kind: &ArrowDataType) -> ArrowDataType {
    let within = |field: &ArrowField| ArrowField { dtype: in_utc(&field.dtype), ..field.clone() };
    match kind {
        ArrowDataType::Timestamp(unit, Some(zone)) if !is_known(zone) => {
            ArrowDataType::Timestamp(*unit, Some("UTC".into()))
        }
        ArrowDataType::List(inner) => ArrowDataType::List(Box::new(within(inner))),
        ArrowDataType::LargeList(inner) => ArrowDataType::LargeList(Box::new(within(inner))),
        ArrowDataType::FixedSizeList(inner, n) => ArrowDataType::FixedSizeList(Box::new(within(inner)), *n),
        ArrowDataType::Map(inner, sorted) => ArrowDataType::Map(Box::new(within(inner)), *sorted),
        ArrowDataType::Struct(fields) => ArrowDataType::Struct(fields.iter().map(within).collect()),
        other => other.clone(),
    }
}

/// Why values of a type can't be held, and what to do.
fn unheld(kind: &ArrowDataType) -> Option<(String, &'static str)> {
    match kind {
        ArrowDataType::Decimal(digits, _) | ArrowDataType::Decimal256(digits, _) if *digits > 38 => Some((
            format!("decimals of {digits} digits within lists or records can't be read: 38 is the most"),
            "write the column as text or with fewer digits, or leave it out",
        )),
        ArrowDataType::Decimal256(..) | ArrowDataType::Decimal32(..) | ArrowDataType::Decimal64(..) => Some((
            "decimals of 32, 64 or 256 bits within lists or records can't be read".into(),
            "write them with 128 bits, or the column as text",
        )),
        ArrowDataType::Interval(_) => {
            Some(("intervals can't be read".into(), "write the column as text, or leave it out"))
        }
        ArrowDataType::Union(_) => Some(("unions can't be read".into(), "write the column as text, or leave it out")),
        ArrowDataType::List(inner)
        | ArrowDataType::LargeList(inner)
        | ArrowDataType::FixedSizeList(inner, _)
        | ArrowDataType::Map(inner, _) => unheld(&inner.dtype),
        ArrowDataType::Struct(fields) => fields.iter().find_map(|field| unheld(&field.dtype)),
        ArrowDataType::Dictionary(_, inner, _) => unheld(inner),
        _ => None,
    }
}

/// An array of a column as a series that can be held: `field` is the column's in [`Held::arrow`].
pub(super) fn series(
    field: &ArrowField,
    shown: Option<Shown>,
    array: Box<dyn polars_arrow::array::Array>,
) -> PolarsResult<Series> {
    let wider = |values: Vec<Option<i128>>| PrimitiveArray::<i128>::from(values).to(field.dtype.clone()).boxed();
    let array = match (shown, array.dtype()) {
        (_, ArrowDataType::Decimal32(..)) => {
            let values = array.as_any().downcast_ref::<PrimitiveArray<i32>>();
            wider(values.into_iter().flatten().map(|v| v.map(|v| i128::from(*v))).collect())
        }
        (_, ArrowDataType::Decimal64(..)) => {
            let values = array.as_any().downcast_ref::<PrimitiveArray<i64>>();
            wider(values.into_iter().flatten().map(|v| v.map(|v| i128::from(*v))).collect())
        }
        (Some(Shown::Ahead(_)), _) => match array.as_any().downcast_ref::<PrimitiveArray<i64>>() {
            Some(times) => times.clone().to(field.dtype.clone()).boxed(),
            None => array,
        },
        _ => array,
    };
    Series::try_from((field, array))
}

/// A column of wide decimals that were read as their bytes, the most significant first, as text.
pub(super) fn decimals(column: &Column, scale: usize) -> PolarsResult<Column> {
    let text = |bytes: &[u8]| {
        let mut whole = [if bytes.first().is_some_and(|b| b & 0x80 != 0) { 0xff } else { 0 }; 32];
        let from = whole.len().saturating_sub(bytes.len());
        whole[from..].copy_from_slice(&bytes[bytes.len().saturating_sub(32)..]);
        let word = |half: &[u8]| half.iter().fold(0i128, |word, byte| word << 8 | i128::from(*byte));
        with_point(&format!("{:?}", i256::from_words(word(&whole[..16]), word(&whole[16..]))), scale)
    };
    let texts = column.as_materialized_series().binary()?.iter().map(|value| value.map(text));
    Ok(StringChunked::from_iter_options(column.name().clone(), texts).into_series().into())
}

/// A whole number in digits with a point before its last `scale` digits.
fn with_point(whole: &str, scale: usize) -> String {
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let digits = format!("{digits:0>width$}", width = scale + 1);
    let (before, after) = digits.split_at(digits.len() - scale);
    let point = if scale > 0 { "." } else { "" };
    format!("{sign}{before}{point}{after}")
}

/// Times in UTC as text in a zone so many seconds ahead of it.
pub(super) fn times(series: &Series, ahead: i32) -> PolarsResult<StringChunked> {
    let DataType::Datetime(unit, _) = series.dtype() else { return Ok(series.cast(&DataType::String)?.str()?.clone()) };
    let a_second: i64 = match unit {
        TimeUnit::Milliseconds => 1_000,
        TimeUnit::Microseconds => 1_000_000,
        TimeUnit::Nanoseconds => 1_000_000_000,
    };
    let counts = series.cast(&DataType::Int64)?;
    let moved = counts.i64()?.iter().map(|n| n.and_then(|n| n.checked_add(i64::from(ahead) * a_second)));
    let local = Int64Chunked::from_iter_options(series.name().clone(), moved).into_series();
    let texts = local.cast(&DataType::Datetime(*unit, None))?.cast(&DataType::String)?;
    let (sign, minutes) = (if ahead < 0 { '-' } else { '+' }, ahead.abs() / 60);
    let zone = format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60);
    Ok(texts.str()?.iter().map(|text| text.map(|text| format!("{text}{zone}"))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(kind: ArrowDataType) -> Result<Held> {
        let field = ArrowField::new("when".into(), kind, true);
        Held::new(&ArrowSchema::from_iter([(field.name.clone(), field)]), Path::new("in.parquet"))
    }

    fn zoned(zone: &str) -> ArrowDataType {
        ArrowDataType::Timestamp(ArrowTimeUnit::Nanosecond, Some(zone.into()))
    }

    fn listed(kind: ArrowDataType) -> ArrowDataType {
        ArrowDataType::LargeList(Box::new(ArrowField::new("item".into(), kind, true)))
    }

    #[test]
    fn what_cannot_be_held_is_read_as_something_that_can_or_an_error_that_names_the_column() {
        for kind in [
            listed(ArrowDataType::Decimal256(70, 2)),
            ArrowDataType::Interval(polars_arrow::datatypes::IntervalUnit::MonthDayNano),
        ] {
            let error = held(kind.clone()).err().unwrap();
            assert_eq!(error.kind(), ErrorKind::Column, "{kind:?}");
            assert!(error.to_string().starts_with("in.parquet, column when: "), "{error}");
        }
        for (kind, as_kind, shown) in [
            (zoned("+05:30"), zoned("UTC"), Some(Shown::Ahead(19_800))),
            (zoned("-03:45"), zoned("UTC"), Some(Shown::Ahead(-13_500))),
            (zoned("Mars/Olympus"), zoned("UTC"), Some(Shown::Ahead(0))),
            (listed(zoned("+05:30")), listed(zoned("UTC")), None),
            (zoned("Europe/Berlin"), zoned("Europe/Berlin"), None),
            (ArrowDataType::Decimal256(70, 2), ArrowDataType::Utf8View, Some(Shown::Decimal(2))),
            (ArrowDataType::Decimal32(9, 2), ArrowDataType::Decimal(9, 2), None),
            (ArrowDataType::Decimal256(38, 2), ArrowDataType::Decimal256(38, 2), None),
        ] {
            let found = held(kind).unwrap();
            let field = found.arrow.iter_values().next().unwrap();
            assert_eq!((&field.dtype, found.shown[0]), (&as_kind, shown));
        }
    }

    #[test]
    fn wide_decimals_are_their_digits() {
        let bytes: Vec<Option<Vec<u8>>> = vec![
            Some(vec![0xff; 26]),
            Some([[0].repeat(24), vec![0x04, 0xd2]].concat()),
            None,
            Some([vec![0x7f], vec![0xff; 31]].concat()),
        ];
        let column = Column::new("d".into(), bytes);
        let column = decimals(&column, 3).unwrap();
        let text: Vec<_> = column.str().unwrap().iter().map(|v| v.map(str::to_owned)).collect();
        let most = "57896044618658097711785492504343953926634992332820282019728792003956564819967";
        let most = format!("{}.{}", &most[..74], &most[74..]);
        assert_eq!(text, [Some("-0.001".into()), Some("1.234".into()), None, Some(most)]);
        assert_eq!((with_point("0", 0), with_point("-5", 2)), ("0".into(), "-0.05".into()));
    }

    #[test]
    fn times_are_shown_in_their_own_zone() {
        let series =
            Series::new("t".into(), [Some(1_000_i64), None]).cast(&DataType::Datetime(TimeUnit::Milliseconds, None));
        let shown: Vec<_> = times(&series.unwrap(), -13_500).unwrap().iter().map(|v| v.map(str::to_owned)).collect();
        assert_eq!(shown, [Some("1969-12-31 20:15:01.000-03:45".into()), None]);
    }
}
