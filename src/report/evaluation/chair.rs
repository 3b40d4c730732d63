//! An evaluation in sentences that a chair can repeat. They are made from the JSON, so that a file written earlier says the
//! same.

use crate::stats::calibration::{Bin, chance_error};
use serde_json::Value;

/// An error of the calibration under this, in shares, is no more than rounding to whoever reads scores.
const MATTERS: f64 = 0.05;

fn number(e: &Value, path: &str) -> Option<f64> {
    e.pointer(path)?.as_f64()
}

/// Of the letters that the model puts first, how many people accepted, beside chance and length; how often it puts a yes before
/// a no, where there are no places.
pub(in crate::report) fn sentence(e: &Value) -> Option<String> {
    let places = number(e, "/places")?;
    let precision = |set: &str| number(e, &format!("/{set}/precision/value")).map(|p| p * places);
    let basis = match e["basis"].as_str()? {
        "trained_on" => "On the letters that it has learnt from, which flatters it: of",
        _ => "Of",
    };
    let (Some(model), Some(chance)) = (precision("model"), precision("chance")) else { return order(e) };
    let interval = e.pointer("/model/precision/interval").and_then(Value::as_array).and_then(|i| {
        let (low, high) = (i.first()?.as_f64()? * places, i.get(1)?.as_f64()? * places);
        (low.round() < high.round()).then(|| format!(" ({low:.0} to {high:.0} with other letters)"))
    });
    let length = precision("length").map(|n| format!(", and {n:.0} by the length of the letters alone"));
    Some(format!(
        "{basis} the {places:.0} letters that the model puts first, people accepted {model:.0}{}; by chance it would be \
         {chance:.0}{}.",
        interval.unwrap_or_default(),
        length.unwrap_or_default()
    ))
}

/// How often the model puts a yes before a no (the AUC), beside all that it is compared with.
pub(in crate::report) fn order(e: &Value) -> Option<String> {
    let times = |set: &str| number(e, &format!("/{set}/auc/value")).map(|auc| 100.0 * auc);
    let others = [
        ("length", "length alone"),
        ("bag_of_words", "all words without our features"),
        ("reviewers", "one reviewer compared with the others"),
        ("chance", "chance"),
    ];
    let others: Vec<String> =
        others.iter().filter_map(|(set, name)| Some(format!("{name} {:.0}", times(set)?))).collect();
    let model = times("model")?;
    Some(format!(
        "Given one letter that people accepted and one that they rejected, the model puts the accepted one first {model:.0} \
         times in 100 ({}).",
        others.join(", ")
    ))
}

/// Whether scores can be read as probabilities, in words, and whether that is something to act on.
pub(in crate::report) fn calibration(e: &Value) -> Option<(String, bool)> {
    let error = number(e, "/model/calibration_error/value")?;
    let bins: Vec<Bin> = e["calibration"]
        .as_array()?
        .iter()
        .filter_map(|b| {
            let rows = b["rows"].as_u64()? as usize;
            Some(Bin { rows, forecast: b["forecast"].as_f64()?, observed: b["observed"].as_f64()? })
        })
        .collect();
    let (mean, spread) = chance_error(&bins)?;
    let points = |share: f64| format!("{:.0}", 100.0 * share);
    let beside = format!(
        "a score differs from the share of yes by {} points on average; with so few letters, scores that are exactly right \
         would differ by about {}",
        points(error),
        points(mean)
    );
    let length = number(e, "/length/calibration_error/value").filter(|l| *l + 0.02 < error);
    let length = length.map(|l| {
        format!(
            " Scores by length alone differ by {} points. Scores that all lie near the mean always do well in this respect, so that is no reason to prefer them.",
            points(l)
        )
    });
    let length = length.unwrap_or_default();
    if error < MATTERS || error <= mean + 2.0 * spread {
        return Some((format!("A score can be read as a probability: {beside}.{length}"), false));
    }
    let off = |low: bool| {
        let of: Vec<&Bin> = bins.iter().filter(|b| (b.forecast < 0.5) == low).collect();
        let rows: usize = of.iter().map(|b| b.rows).sum();
        let sum: f64 = of.iter().map(|b| b.rows as f64 * (b.observed - b.forecast)).sum();
        (rows > 0).then(|| sum / rows as f64).filter(|d| d.abs() >= 0.03)
    };
    let way = |d: f64| if d > 0.0 { "too low" } else { "too high" };
    let ways: Vec<String> = [(off(true), "under"), (off(false), "over")]
        .into_iter()
        .filter_map(|(d, side)| d.map(|d| format!("scores {side} 0.5 are {} by {} points", way(d), points(d.abs()))))
        .collect();
    let ways = if ways.is_empty() { String::new() } else { format!(" On average, {}.", ways.join(" and ")) };
    let said = format!(
        "Don't read a score as a probability: {beside}.{ways} The order of the letters can still be right; retrain with more \
         labels before you draw a line by score.{length}"
    );
    Some((said, true))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn made() -> Value {
        let set = |precision: f64, auc: f64| json!({"precision": {"value": precision, "interval": null}, "auc": {"value": auc}});
        let mut e = json!({
            "basis": "cross_validated", "places": 20,
            "model": set(0.9, 0.87), "length": set(0.7, 0.73), "chance": set(0.6, 0.5), "bag_of_words": null,
        });
        e["model"]["precision"]["interval"] = json!([0.8, 0.95]);
        e
    }

    #[test]
    fn a_chair_can_say_it() {
        let mut e = made();
        assert_eq!(
            sentence(&e).unwrap(),
            "Of the 20 letters that the model puts first, people accepted 18 (16 to 19 with other letters); by chance it would \
             be 12, and 14 by the length of the letters alone."
        );
        assert_eq!(
            order(&e).unwrap(),
            "Given one letter that people accepted and one that they rejected, the model puts the accepted one first 87 times in \
             100 (length alone 73, chance 50)."
        );
        e["basis"] = "trained_on".into();
        assert!(
            sentence(&e).unwrap().starts_with("On the letters that it has learnt from, which flatters it: of the 20")
        );
        e["model"]["precision"] = Value::Null;
        assert_eq!(sentence(&e), order(&e), "without precision, the order");
        assert_eq!(sentence(&json!({})), None);
    }

    #[test]
    fn an_error_of_calibration_is_held_against_chance() {
        let bin = |rows: usize, forecast: f64, observed: f64| json!({"rows": rows, "forecast": forecast, "observed": observed});
        let mut e = made();
        e["model"]["calibration_error"] = json!({"value": 0.12});
        // Ten letters a bin: chance alone makes an error of about 12 points.
        e["calibration"] = json!([bin(10, 0.3, 0.2), bin(10, 0.7, 0.84)]);
        let (said, act) = calibration(&e).unwrap();
        assert!(
            !act && said.starts_with(
                "A score can be read as a probability: a score differs from the share of yes by 12 points"
            ),
            "{said}"
        );
        // A thousand a bin: chance makes 1 point.
        e["calibration"] = json!([bin(1000, 0.3, 0.2), bin(1000, 0.7, 0.84)]);
        let (said, act) = calibration(&e).unwrap();
        assert!(act && said.contains("would differ by about 1."), "{said}");
        assert!(
            said.contains("scores under 0.5 are too high by 10 points and scores over 0.5 are too low by 14 points"),
            "{said}"
        );
        // Small is small, however many letters show it.
        e["model"]["calibration_error"] = json!({"value": 0.03});
        assert!(!calibration(&e).unwrap().1);
        e["length"]["calibration_error"] = json!({"value": 0.005});
        assert!(
            calibration(&e).unwrap().0.contains("Scores by length alone differ by 0 points"),
            "{:?}",
            calibration(&e)
        );
    }
}
