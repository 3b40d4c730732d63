//! Colour spaces, as far as it must be known whether a colour can be told from the one beneath it.

use super::file::File;
use super::page::Colour;
use oxidize_pdf::parser::{PdfArray, PdfDictionary, PdfObject};

/// Spaces inside spaces, and functions inside functions.
const DEEPEST: usize = 8;

/// A colour space.
#[derive(Clone, Debug)]
pub(super) enum Space {
    Grey,
    Rgb,
    Cmyk,
    /// L*a*b*.
    Lab,
    /// Colours of a table.
    Indexed(Vec<Colour>),
    /// Inks by a function into another space.
    Inks(Box<Space>, Box<Function>),
    /// Inks that paint nothing (`/None`).
    Nothing,
    /// Patterns and what is not known.
    Unknown,
}

/// A function of a PDF from inks to a colour.
#[derive(Clone, Debug)]
pub(super) enum Function {
    /// Type 2: from the first colour to the second.
    Between(Vec<f64>, Vec<f64>, f64),
    /// Type 0, one input: colours at even steps.
    Steps(Vec<Vec<f64>>),
    /// Type 3: functions one after the other, with their bounds and encodings.
    Chain(Vec<Function>, Vec<f64>, Vec<f64>),
    /// Several inks, or code: known only where no ink is used, which leaves paper.
    Unknown,
}

impl Space {
    /// The space of a name or an array.
    pub(super) fn of(file: &File<'_>, object: &PdfObject, resources: &PdfDictionary, depth: usize) -> Self {
        if depth > DEEPEST {
            return Self::Unknown;
        }
        match file.get(object) {
            PdfObject::Name(name) => match name.as_str() {
                "DeviceGray" | "CalGray" | "G" => Self::Grey,
                "DeviceRGB" | "CalRGB" | "RGB" => Self::Rgb,
                "DeviceCMYK" | "CMYK" => Self::Cmyk,
                name => {
                    let spaces = file.dict(resources, "ColorSpace");
                    let found = spaces.and_then(|spaces| file.entry(&spaces, name));
                    found.map_or(Self::Unknown, |found| Self::of(file, &found, resources, depth + 1))
                }
            },
            PdfObject::Array(array) => Self::of_array(file, &array, resources, depth),
            _ => Self::Unknown,
        }
    }

    fn of_array(file: &File<'_>, array: &PdfArray, resources: &PdfDictionary, depth: usize) -> Self {
        let item = |n: usize| array.get(n).map_or(PdfObject::Null, |o| file.get(o));
        let first = item(0);
        let Some(kind) = first.as_name() else { return Self::Unknown };
        match kind.as_str() {
            "CalGray" | "DeviceGray" | "G" => Self::Grey,
            "CalRGB" | "DeviceRGB" | "RGB" => Self::Rgb,
            "DeviceCMYK" | "CMYK" => Self::Cmyk,
            "Lab" => Self::Lab,
            "ICCBased" => {
                let PdfObject::Stream(stream) = item(1) else { return Self::Unknown };
                match file.number(&stream.dict, "N").map(|n| n as i64) {
                    Some(1) => Self::Grey,
                    Some(3) => Self::Rgb,
                    Some(4) => Self::Cmyk,
                    _ => Self::Unknown,
                }
            }
            "Indexed" | "I" => {
                let base = Self::of(file, &item(1), resources, depth + 1);
                let table = match item(3) {
                    PdfObject::String(bytes) => bytes.0,
                    PdfObject::Stream(stream) => file.unpack(&stream).unwrap_or_default(),
                    _ => return Self::Unknown,
                };
                let parts = base.parts().max(1);
                let colours = table.chunks_exact(parts).take(256);
                Self::Indexed(
                    colours
                        .map(|c| base.colour(&c.iter().map(|b| f64::from(*b) / 255.0).collect::<Vec<_>>()))
                        .collect(),
                )
            }
            "Separation" | "DeviceN" => {
                let names = match item(1) {
                    PdfObject::Name(name) => vec![name.as_str().to_owned()],
                    PdfObject::Array(names) => {
                        names.0.iter().filter_map(|n| Some(n.as_name()?.as_str().to_owned())).collect()
                    }
                    _ => Vec::new(),
                };
                if !names.is_empty() && names.iter().all(|n| n == "None") {
                    return Self::Nothing;
                }
                let base = Self::of(file, &item(2), resources, depth + 1);
                let function =
                    if names.len() == 1 { Function::of(file, &item(3), depth + 1) } else { Function::Unknown };
                Self::Inks(Box::new(base), Box::new(function))
            }
            _ => Self::Unknown,
        }
    }

    /// How many numbers make a colour.
    const fn parts(&self) -> usize {
        match self {
            Self::Rgb | Self::Lab => 3,
            Self::Cmyk => 4,
            _ => 1,
        }
    }

    /// The colour before one is set.
    pub(super) fn first(&self) -> Colour {
        match self {
            Self::Grey | Self::Rgb | Self::Lab => Some([0.0; 3]),
            Self::Cmyk => Some([0.0; 3]),
            Self::Indexed(colours) => colours.first().copied().flatten(),
            Self::Inks(..) => self.colour(&[1.0]),
            Self::Nothing | Self::Unknown => None,
        }
    }

    /// A colour of this space as red, green and blue.
    pub(super) fn colour(&self, parts: &[f64]) -> Colour {
        let unit = |v: f64| v.clamp(0.0, 1.0);
        match (self, parts) {
            (Self::Grey, [grey, ..]) => Some([unit(*grey); 3]),
            (Self::Rgb, [r, g, b, ..]) => Some([unit(*r), unit(*g), unit(*b)]),
            (Self::Cmyk, [c, m, y, k, ..]) => Some([c, m, y].map(|ink| (1.0 - unit(*ink)) * (1.0 - unit(*k)))),
            (Self::Lab, [l, a, b, ..]) => {
                // Only white, black and the greys between are asked for: what is coloured is distinguished by its lightness
                // and a push away from grey.
                let grey = unit(l / 100.0);
                Some([unit(grey + a / 200.0), unit(grey - a / 400.0), unit(grey - b / 200.0)])
            }
            (Self::Indexed(colours), [index, ..]) => colours.get(*index as usize).copied().flatten(),
            (Self::Inks(..), inks) if inks.iter().all(|ink| *ink <= 0.0) && !inks.is_empty() => match self {
                Self::Inks(base, function) => function.at(0.0).map_or(Some([1.0; 3]), |parts| base.colour(&parts)),
                _ => None,
            },
            (Self::Inks(base, function), [ink]) => base.colour(&function.at(*ink)?),
            _ => None,
        }
    }
}

impl Function {
    fn of(file: &File<'_>, object: &PdfObject, depth: usize) -> Self {
        let object = file.get(object);
        let (dict, stream) = match &object {
            PdfObject::Dictionary(dict) => (dict, None),
            PdfObject::Stream(stream) => (&stream.dict, Some(stream)),
            _ => return Self::Unknown,
        };
        if depth > DEEPEST {
            return Self::Unknown;
        }
        match file.number(dict, "FunctionType").map(|t| t as i64) {
            Some(2) => Self::Between(
                file.numbers(dict, "C0").unwrap_or_else(|| vec![0.0]),
                file.numbers(dict, "C1").unwrap_or_else(|| vec![1.0]),
                file.number(dict, "N").unwrap_or(1.0),
            ),
            Some(3) => {
                let parts = file.entry(dict, "Functions");
                let parts = parts.iter().filter_map(PdfObject::as_array).flat_map(|a| &a.0).take(64);
                Self::Chain(
                    parts.map(|part| Self::of(file, part, depth + 1)).collect(),
                    file.numbers(dict, "Bounds").unwrap_or_default(),
                    file.numbers(dict, "Encode").unwrap_or_default(),
                )
            }
            Some(0) => {
                let (size, bits) = (file.numbers(dict, "Size"), file.number(dict, "BitsPerSample"));
                let range = file.numbers(dict, "Range").unwrap_or_default();
                let (Some([_]), Some(bits), Some(stream)) = (size.as_deref(), bits, stream) else {
                    return Self::Unknown;
                };
                let (bytes, wide) = (file.unpack(stream).unwrap_or_default(), if bits == 16.0 { 2 } else { 1 });
                if (bits != 8.0 && bits != 16.0) || range.len() < 2 {
                    return Self::Unknown;
                }
                let scaled = |(n, sample): (usize, &[u8])| {
                    let (low, high) = (range[2 * n], range[2 * n + 1]);
                    low + f64::from(sample[0]) / 255.0 * (high - low)
                };
                let colours = bytes.chunks_exact(wide * (range.len() / 2));
                Self::Steps(
                    colours.take(4_096).map(|c| c.chunks_exact(wide).enumerate().map(scaled).collect()).collect(),
                )
            }
            _ => Self::Unknown,
        }
    }

    fn at(&self, x: f64) -> Option<Vec<f64>> {
        let x = x.clamp(0.0, 1.0);
        match self {
            Self::Between(from, to, power) => {
                Some(from.iter().zip(to).map(|(a, b)| a + x.powf(*power) * (b - a)).collect())
            }
            Self::Steps(colours) => {
                let last = colours.len().checked_sub(1)?;
                colours.get((x * last as f64).round() as usize).cloned()
            }
            Self::Chain(parts, bounds, encode) => {
                let n = bounds.iter().filter(|b| x >= **b).count().min(parts.len().checked_sub(1)?);
                let low = if n == 0 { 0.0 } else { *bounds.get(n - 1)? };
                let high = bounds.get(n).copied().unwrap_or(1.0);
                let share = if high > low { (x - low) / (high - low) } else { 0.0 };
                let (from, to) =
                    (encode.get(2 * n).copied().unwrap_or(0.0), encode.get(2 * n + 1).copied().unwrap_or(1.0));
                parts[n].at(from + share * (to - from))
            }
            Self::Unknown => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inks_and_spaces_give_the_colour_that_is_seen() {
        let white = Some([1.0; 3]);
        assert_eq!(Space::Grey.colour(&[1.0]), white);
        assert_eq!(Space::Cmyk.colour(&[0.0, 0.0, 0.0, 0.0]), white);
        assert_eq!(Space::Cmyk.colour(&[0.0, 0.0, 0.0, 1.0]), Some([0.0; 3]));
        assert_eq!(Space::Lab.colour(&[100.0, 0.0, 0.0]), white);
        let spot = Function::Between(vec![1.0], vec![0.0], 1.0);
        let spot = Space::Inks(Box::new(Space::Grey), Box::new(spot));
        assert_eq!((spot.colour(&[0.0]), spot.colour(&[1.0])), (white, Some([0.0; 3])));
        let coded = Space::Inks(Box::new(Space::Cmyk), Box::new(Function::Unknown));
        assert_eq!((coded.colour(&[0.0, 0.0]), coded.colour(&[0.5])), (white, None));
        let chain = Function::Chain(
            vec![Function::Between(vec![0.0], vec![1.0], 1.0), Function::Steps(vec![vec![1.0], vec![0.0]])],
            vec![0.5],
            vec![0.0, 1.0, 0.0, 1.0],
        );
        assert_eq!((chain.at(0.25), chain.at(1.0)), (Some(vec![0.5]), Some(vec![0.0])));
    }
}
