//! How many clear letters are read by lot, and what they can show before anybody reads.
//!
//! Letters that must be read are read anyway, so lots are drawn among clear letters alone: those of applicants taken for a
//! no tell of accepted applicants whom the plan misses, and the other way round. Each band has its own share of lots; the
//! check weighs by it (stratified sampling; Cochran 1977, § 5).

use crate::stats::conformal::binomial_tail;
use serde::{Deserialize, Serialize};

/// How much more than it may a plan errs that the check is sized for: 15 % where 5 % may be.
pub const TIMES: f64 = 3.0;

/// The chance with which such a plan is to be stopped.
pub const POWER: f64 = 0.8;

/// Most of a clear band that is drawn where nobody says how many.
const MOST: f64 = 1.0 / 3.0;

/// Chance that a plan which keeps its promise is stopped, at most.
pub const FALSE_STOPS: f64 = 0.05;

/// The same for one class.
pub(super) const STOPS: f64 = FALSE_STOPS / 2.0;

/// The lots of one clear band.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lot {
    /// Clear letters of the band.
    pub clear: u64,
    /// … of them drawn.
    pub drawn: u64,
    /// Applicants of the class that these lots tell of, as the scores expect: for those taken for a no, those whom the
    /// committee would accept.
    pub class: f64,
    /// Share of that class that may be in this band.
    pub allowed: f64,
    /// The chance that the check stops a plan that errs [`TIMES`] as often as it may.
    pub power: f64,
    /// The same for three such rounds together.
    pub power_of_three: f64,
}

/// What the lots can show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lots {
    /// Those taken for a no.
    pub no: Lot,
    /// Those taken for a yes.
    pub yes: Lot,
}

/// The chance that the test stops a class of `class` letters of which `times` the `allowed` share is wrong, where `share` of
/// the band is read.
#[must_use]
pub fn power(class: u64, allowed: f64, share: f64, times: f64) -> f64 {
    let stops = (1..=class).find(|wrong| binomial_tail(*wrong, class, allowed * share) < STOPS);
    stops.map_or(0.0, |wrong| binomial_tail(wrong, class, (times * allowed).min(1.0) * share))
}

impl Lot {
    /// As few lots as give the power that is wanted, at most a third of the band; or `share` of it. At least one, where
    /// there is one to draw.
    #[must_use]
    pub fn sized(clear: u64, class: f64, allowed: f64, share: Option<f64>) -> Self {
        let whole = class.round().max(0.0) as u64;
        let of = |drawn: u64| drawn as f64 / clear.max(1) as f64;
        let count = |share: f64| ((clear as f64 * share).ceil() as u64).clamp(clear.min(1), clear);
        let drawn = match share {
            Some(share) => count(share),
            None => {
                let most = count(MOST);
                // The power rises with the lots but for the steps of the test, so the first that reach it do.
                (1..=most).find(|drawn| power(whole, allowed, of(*drawn), TIMES) >= POWER).unwrap_or(most)
            }
        };
        let power_of = |rounds: u64| power(whole * rounds, allowed, of(drawn), TIMES);
        Self { clear, drawn, class, allowed, power: power_of(1), power_of_three: power_of(3) }
    }
}

impl Lots {
    /// What the lots can show, in sentences.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let one = |lot: &Lot, taken: &str, class: &str| {
            let percent = |share: f64| format!("{:.0} %", 100.0 * share.min(1.0));
            (lot.clear > 0).then(|| {
                format!(
                    "{} of {} clear letters taken for a {taken} are drawn by lot. If the plan were wrong on {} of the \
                     about {:.0} applicants whom people {class} ({} are allowed), these would show it with a chance of {}; \
                     three such rounds together, with {}",
                    lot.drawn,
                    lot.clear,
                    percent(TIMES * lot.allowed),
                    lot.class,
                    percent(lot.allowed),
                    percent(lot.power),
                    percent(lot.power_of_three)
                )
            })
        };
        [one(&self.no, "no", "accept"), one(&self.yes, "yes", "reject")].into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lots_reach_the_power_where_they_can_and_no_more() {
        // 300 yes, 5 % allowed, 500 clear: the fewest lots with a power of 80 % against 15 %.
        let lot = Lot::sized(500, 300.0, 0.05, None);
        assert!(lot.power >= POWER && lot.drawn < 167, "{lot:?}");
        assert!(power(300, 0.05, (lot.drawn - 1) as f64 / 500.0, TIMES) < POWER);
        // Sixty yes can't: a third of the band is read, and three rounds together tell more.
        let lot = Lot::sized(60, 60.0, 0.05, None);
        assert_eq!(lot.drawn, 20);
        assert!(lot.power > 0.2 && lot.power < POWER && lot.power_of_three > lot.power + 0.2, "{lot:?}");
        assert_eq!(Lot::sized(0, 60.0, 0.05, None).drawn, 0);
        assert_eq!(Lot::sized(60, 0.0, 0.05, Some(1e-9)).drawn, 1);
        // All read: the exact test of 60 letters of which 15 % are wrong where 5 % may be.
        let stops = (1..=60).find(|k| binomial_tail(*k, 60, 0.05) < 0.025).unwrap();
        assert!((power(60, 0.05, 1.0, 3.0) - binomial_tail(stops, 60, 0.15)).abs() < 1e-12);
    }

    #[test]
    fn what_lots_can_show_is_said_of_bands_that_have_letters() {
        let lot = Lot { clear: 60, drawn: 20, class: 60.4, allowed: 0.05, power: 0.4, power_of_three: 0.9 };
        let said = Lots { no: lot, yes: Lot::default() }.sentences();
        assert_eq!(
            said,
            ["20 of 60 clear letters taken for a no are drawn by lot. If the plan were wrong on 15 % of the about 60 \
              applicants whom people accept (5 % are allowed), these would show it with a chance of 40 %; three such rounds \
              together, with 90 %"]
        );
        assert!(Lots { no: Lot::default(), yes: lot }.sentences()[0].contains("taken for a yes"));
    }
}
