//! What all pages share: one style sheet, whose tokens stand at its top.

/// The style sheet of every page and of the plots on it: `templates/style.css`.
pub const STYLE: &str = include_str!("../../templates/style.css");

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance of WCAG 2.
    fn luminance(hex: &str) -> f64 {
        let part = |at: usize| {
            let c = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
            if c <= 0.03928 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    }

    /// A colour of the tokens, light or dark, through the tokens that it is named after.
    fn colour(name: &str, dark: bool) -> String {
        let said = STYLE.split(&format!("\n  {name}: ")).nth(1).unwrap().split(';').next().unwrap();
        if let Some(other) = said.strip_prefix("var(") {
            return colour(other.trim_end_matches(')'), dark);
        }
        let pair = said.strip_prefix("light-dark(").unwrap().trim_end_matches(')');
        pair.split(", ").nth(usize::from(dark)).unwrap().to_owned()
    }

    #[test]
    fn every_ink_can_be_read_on_its_grounds() {
        let inks =
            ["--ink", "--soft", "--accent", "--more", "--less", "--error", "--series-1", "--series-2", "--series-3"];
        let on_paper = inks.map(|ink| (ink, "--paper"));
        let others = [
            ("--ink", "--panel"),
            ("--soft", "--panel"),
            ("--ink", "--chosen"),
            ("--soft", "--chosen"),
            ("--ink", "--notice"),
            ("--on-accent", "--accent"),
        ];
        for dark in [false, true] {
            for (ink, ground) in on_paper.into_iter().chain(others) {
                let (a, b) = (luminance(&colour(ink, dark)), luminance(&colour(ground, dark)));
                let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
                assert!(contrast >= 4.5, "{ink} on {ground}, dark: {dark}: {contrast:.2}");
            }
        }
    }
}
