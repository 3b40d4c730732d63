//! A value in full sentences, for the applicant whose letter it was measured in.

/// What a value says of a letter, in words that can be sent to the person who wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plain {
    /// A clause about the letter, beside what is usual: `your letter has 210 words, and about 350 are usual`.
    pub found: String,
    /// The letters with a higher value, in the plural: `longer letters`.
    pub more: String,
}

impl Plain {
    /// Of what was found and of the letters with more of it.
    pub(super) fn new(found: impl Into<String>, more: impl Into<String>) -> Self {
        Self { found: found.into(), more: more.into() }
    }

    /// An amount beside what is usual: `your letter has 2.1 numbers in every 100 words, and about 3.0 are usual`. `has` is
    /// the verb, `unit` what is counted.
    pub(super) fn amount(value: f64, usual: f64, digits: usize, [has, unit]: [&str; 2], more: &str) -> Self {
        let (value, usual) = (format!("{value:.digits$}"), format!("{usual:.digits$}"));
        let rest = if value == usual { ", as is usual".to_owned() } else { format!(", and about {usual} is usual") };
        Self::new(format!("your letter {has} {value} {unit}{rest}"), more)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_stands_beside_what_is_usual() {
        let of =
            |value| Plain::amount(value, 3.04, 1, ["has", "numbers in every 100 words"], "letters with more numbers");
        assert_eq!(of(2.06).found, "your letter has 2.1 numbers in every 100 words, and about 3.0 is usual");
        assert_eq!(of(3.0).found, "your letter has 3.0 numbers in every 100 words, as is usual");
    }
}
