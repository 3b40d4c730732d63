//! The figures of an evaluation: values, their intervals, and what chance would give.

use crate::stats::agreement::{quadratic_weighted_kappa, standardised_mean_difference};
use crate::stats::calibration::{self, Bins};
use crate::stats::interval::{bootstrap, bootstrap_all, normal_quantile};
use crate::stats::roc;
use serde::ser::{Serialize, SerializeMap, Serializer};

/// Bins of the Brier score's parts, of the calibration curve and of its error: tenths of the rows.
pub const BINS: Bins = Bins::Count(10);

/// Level of every interval.
pub const LEVEL: f64 = 0.95;

/// What is calculated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// Area under the ROC curve.
    Auc,
    /// Average precision.
    AveragePrecision,
    /// Mean log-loss, nats.
    LogLoss,
    /// Brier score.
    Brier,
    /// Expected calibration error over tenths.
    CalibrationError,
    /// Share of the shortlist that is a yes.
    Precision,
    /// Share of the yeses that are on the shortlist.
    Recall,
    /// Cohen's kappa of shortlist and decision.
    Kappa,
    /// Quadratic-weighted kappa of score and label on the label's scale, not rounded.
    WeightedKappa,
    /// Mean score minus mean label over the label's standard deviation.
    MeanDifference,
}

impl Figure {
    /// All of them, in the order of the reports.
    pub const ALL: [Self; 10] = [
        Self::Auc,
        Self::AveragePrecision,
        Self::Precision,
        Self::Recall,
        Self::Kappa,
        Self::LogLoss,
        Self::Brier,
        Self::CalibrationError,
        Self::WeightedKappa,
        Self::MeanDifference,
    ];

    /// Name in JSON.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Auc => "auc",
            Self::AveragePrecision => "average_precision",
            Self::LogLoss => "log_loss",
            Self::Brier => "brier",
            Self::CalibrationError => "calibration_error",
            Self::Precision => "precision",
            Self::Recall => "recall",
            Self::Kappa => "kappa",
            Self::WeightedKappa => "quadratic_weighted_kappa",
            Self::MeanDifference => "standardised_mean_difference",
        }
    }

    /// Name for people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Auc => "AUC",
            Self::AveragePrecision => "average precision",
            Self::LogLoss => "log-loss",
            Self::Brier => "Brier score",
            Self::CalibrationError => "calibration error (ECE)",
            Self::Precision => "precision at the line",
            Self::Recall => "recall at the line",
            Self::Kappa => "kappa at the line",
            Self::WeightedKappa => "quadratic-weighted kappa",
            Self::MeanDifference => "standardised mean difference",
        }
    }

    /// What is better.
    #[must_use]
    pub fn better(self) -> &'static str {
        match self {
            Self::LogLoss | Self::Brier | Self::CalibrationError => "lower",
            Self::MeanDifference => "near 0",
            _ => "higher",
        }
    }

    /// Whether it needs scores that are probabilities.
    #[must_use]
    pub fn of_probabilities(self) -> bool {
        matches!(self, Self::LogLoss | Self::Brier | Self::CalibrationError)
    }
}

/// A figure with its 95 % interval, each where it is defined.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
pub struct Estimate {
    /// The figure.
    pub value: Option<f64>,
    /// Lower and upper end.
    pub interval: Option<(f64, f64)>,
}

/// All figures of one set of scores, in the order of [`Figure::ALL`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures([Estimate; Figure::ALL.len()]);

impl Figures {
    /// A figure.
    #[must_use]
    pub fn get(&self, figure: Figure) -> Estimate {
        self.0[place(figure)]
    }

    /// The mean of several sets, figure by figure, over those in which it is defined; without intervals.
    #[must_use]
    pub fn mean(sets: &[Self]) -> Self {
        Self::from_values(std::array::from_fn(|at| mean(sets.iter().filter_map(|s| s.0[at].value))))
    }

    fn from_values(values: [Option<f64>; Figure::ALL.len()]) -> Self {
        Self(values.map(|value| Estimate { value, interval: None }))
    }
}

impl Serialize for Figures {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(Figure::ALL.len()))?;
        for figure in Figure::ALL {
            map.serialize_entry(figure.key(), &self.get(figure))?;
        }
        map.end()
    }
}

fn place(figure: Figure) -> usize {
    Figure::ALL.iter().position(|f| *f == figure).unwrap_or(0)
}

/// What every set of scores is compared with.
#[derive(Clone, Debug, Default)]
pub struct Truth {
    /// Yes or no, per row.
    pub labels: Vec<bool>,
    /// The label on its own scale from 0 to 1 (a share of reviewers, a grade), per row.
    pub targets: Vec<f64>,
    /// Group numbers, where rows of a group are not independent.
    pub groups: Option<Vec<usize>>,
    /// Places on the shortlist, at most the rows.
    pub places: usize,
    /// Seed of the bootstrap.
    pub seed: u64,
}

/// Scores of the same rows, once per repeat of a cross-validation; each repeat has a score per row.
pub type Repeats = Vec<Vec<f64>>;

impl Truth {
    /// Figures of several sets of scores of the same rows, each averaged over its repeats, and after them the
    /// differences of the first set to each other one. `probabilities` says of each set whether it holds some.
    ///
    /// Intervals are percentiles of a bootstrap over rows (over groups, where there are groups), but those of the AUC
    /// and its differences, which are DeLong's for rows that are independent, with the mean of the variances of the
    /// repeats. They speak of the rows that happen to be labelled, not of other fits.
    #[must_use]
    pub fn figures(&self, sets: &[&Repeats], probabilities: &[bool]) -> (Vec<Figures>, Vec<Figures>) {
        let n = self.labels.len();
        let all: Vec<usize> = (0..n).collect();
        let reckon = |rows: &[usize]| -> Vec<[Option<f64>; Figure::ALL.len()]> {
            let own: Vec<_> = sets.iter().zip(probabilities).map(|(set, p)| self.values(set, rows, *p)).collect();
            let differences = own
                .iter()
                .skip(1)
                .map(|other| std::array::from_fn(|at| own[0][at].zip(other[at]).map(|(a, b): (f64, f64)| a - b)));
            own.iter().copied().chain(differences).collect()
        };
        let values = reckon(&all);
        let work = n.max(1) * sets.iter().map(|s| s.len()).sum::<usize>().max(1);
        let replicates = (20_000_000 / work).clamp(200, 1000);
        let intervals = bootstrap_all(n, self.groups.as_deref(), replicates, self.seed, LEVEL, |rows| {
            reckon(rows).into_iter().flatten().collect()
        });
        let mut figures: Vec<Figures> = values.into_iter().map(Figures::from_values).collect();
        for (at, interval) in intervals.into_iter().enumerate() {
            let (set, figure) = (at / Figure::ALL.len(), at % Figure::ALL.len());
            // Resampling makes any forecast look worse calibrated than it is: an interval would lie above the value.
            if Figure::ALL[figure] != Figure::CalibrationError {
                figures[set].0[figure].interval = figures[set].0[figure].value.and(interval);
            }
        }
        if self.groups.is_none() {
            for (at, set) in figures.iter_mut().enumerate() {
                let (first, second) = if at < sets.len() { (at, None) } else { (0, Some(at - sets.len() + 1)) };
                let error = self.auc_error(sets[first], second.map(|s| sets[s]));
                let auc = &mut set.0[place(Figure::Auc)];
                auc.interval = auc.value.zip(error).zip(normal_quantile(0.5 + LEVEL / 2.0)).and_then(|((v, e), z)| {
                    let floor = if second.is_some() { -1.0 } else { 0.0 };
                    (e > 0.0).then(|| ((v - z * e).max(floor), (v + z * e).min(1.0)))
                });
            }
        }
        let differences = figures.split_off(sets.len());
        (figures, differences)
    }

    /// How much the AUC of the first set is above that of the second, with its interval.
    #[must_use]
    pub fn auc_difference(&self, first: &Repeats, second: &Repeats) -> Estimate {
        let over = |set: &Repeats, rows: Option<&[usize]>| {
            let Some(rows) = rows else { return mean(set.iter().filter_map(|s| roc::auc(s, &self.labels))) };
            let labels: Vec<bool> = rows.iter().map(|r| self.labels[*r]).collect();
            mean(set.iter().filter_map(|s| roc::auc(&rows.iter().map(|r| s[*r]).collect::<Vec<_>>(), &labels)))
        };
        let difference = |rows: Option<&[usize]>| Some(over(first, rows)? - over(second, rows)?);
        let value = difference(None);
        let interval = match &self.groups {
            Some(groups) => {
                bootstrap(self.labels.len(), Some(groups), 200, self.seed, LEVEL, |rows| difference(Some(rows)))
            }
            None => value
                .zip(self.auc_error(first, Some(second)))
                .zip(normal_quantile(0.5 + LEVEL / 2.0))
                .map(|((value, error), z)| (value - z * error, value + z * error)),
        };
        Estimate { value, interval }
    }

    /// DeLong's standard error of the AUC of one set, or of the difference of two, from the mean variance of the
    /// repeats.
    fn auc_error(&self, first: &Repeats, second: Option<&Repeats>) -> Option<f64> {
        let variances: Option<Vec<f64>> = first
            .iter()
            .enumerate()
            .map(|(repeat, scores)| {
                let own = roc::delong(scores, &self.labels)?;
                let Some(second) = second else { return Some(own.variance) };
                let other = roc::delong(second.get(repeat).or(second.first())?, &self.labels)?;
                Some(own.paired_test(&other)?.standard_error.powi(2))
            })
            .collect();
        mean(variances?.into_iter()).map(f64::sqrt)
    }

    /// Values over some rows (a row may stand several times), averaged over the repeats.
    fn values(&self, repeats: &Repeats, rows: &[usize], probabilities: bool) -> [Option<f64>; Figure::ALL.len()] {
        let labels: Vec<bool> = rows.iter().map(|r| self.labels[*r]).collect();
        let targets: Vec<f64> = rows.iter().map(|r| self.targets[*r]).collect();
        let share = self.places as f64 / self.labels.len().max(1) as f64;
        let places = ((share * rows.len() as f64).round() as usize).min(rows.len());
        let all: Vec<[Option<f64>; Figure::ALL.len()]> = repeats
            .iter()
            .map(|scores| {
                let scores: Vec<f64> = rows.iter().map(|r| scores[*r]).collect();
                let cut = Cut::of(&scores, &labels, places);
                Figure::ALL.map(|figure| match figure {
                    _ if figure.of_probabilities() && !probabilities => None,
                    Figure::Auc => roc::auc(&scores, &labels),
                    Figure::AveragePrecision => roc::average_precision(&scores, &labels),
                    Figure::LogLoss => calibration::log_loss(&scores, &labels),
                    Figure::Brier => calibration::brier(&scores, &labels, BINS).map(|b| b.score),
                    Figure::CalibrationError => calibration::expected_calibration_error(&scores, &labels, BINS),
                    Figure::Precision => cut.precision(),
                    Figure::Recall => cut.recall(),
                    Figure::Kappa => cut.kappa(),
                    Figure::WeightedKappa => quadratic_weighted_kappa(&scores, &targets),
                    Figure::MeanDifference => standardised_mean_difference(&scores, &targets),
                })
            })
            .collect();
        std::array::from_fn(|at| {
            let values: Option<Vec<f64>> = all.iter().map(|v| v[at]).collect();
            mean(values?.into_iter())
        })
    }

    /// What one gets who says the share of yes of every letter and orders them at random.
    #[must_use]
    pub fn chance(&self) -> Figures {
        let n = self.labels.len() as f64;
        let share = self.labels.iter().filter(|y| **y).count() as f64 / n;
        let entropy = |p: f64| if p > 0.0 { -p * p.ln() } else { 0.0 };
        Figures::from_values(Figure::ALL.map(|figure| {
            (n > 0.0).then_some(match figure {
                Figure::Auc => 0.5,
                Figure::AveragePrecision | Figure::Precision => share,
                Figure::LogLoss => entropy(share) + entropy(1.0 - share),
                Figure::Brier => share * (1.0 - share),
                Figure::Recall => self.places as f64 / n,
                Figure::CalibrationError | Figure::Kappa | Figure::WeightedKappa | Figure::MeanDifference => 0.0,
            })
        }))
    }

    /// The shortlist against the decisions, averaged over the repeats.
    #[must_use]
    pub fn confusion(&self, repeats: &Repeats) -> Cut {
        let hits = mean(repeats.iter().map(|s| roc::hits_at(s, &self.labels, self.places))).unwrap_or(0.0);
        Cut::from_hits(hits, &self.labels, self.places)
    }
}

/// Shortlist and decision crossed; a tie at the line is shared, so the counts may be fractions.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
pub struct Cut {
    /// On the shortlist, and a yes.
    pub true_positives: f64,
    /// On the shortlist, and a no.
    pub false_positives: f64,
    /// Below the line, and a yes.
    pub false_negatives: f64,
    /// Below the line, and a no.
    pub true_negatives: f64,
}

impl Cut {
    fn of(scores: &[f64], labels: &[bool], places: usize) -> Self {
        Self::from_hits(roc::hits_at(scores, labels, places), labels, places)
    }

    fn from_hits(hits: f64, labels: &[bool], places: usize) -> Self {
        let yes = labels.iter().filter(|y| **y).count() as f64;
        let (all, places) = (labels.len() as f64, places.min(labels.len()) as f64);
        Self {
            true_positives: hits,
            false_positives: places - hits,
            false_negatives: yes - hits,
            true_negatives: all - yes - (places - hits),
        }
    }

    fn precision(self) -> Option<f64> {
        ratio(self.true_positives, self.true_positives + self.false_positives)
    }

    fn recall(self) -> Option<f64> {
        ratio(self.true_positives, self.true_positives + self.false_negatives)
    }

    /// Cohen (1960): agreement beyond chance over what is possible.
    fn kappa(self) -> Option<f64> {
        let Self { true_positives: a, false_positives: b, false_negatives: c, true_negatives: d } = self;
        let n = a + b + c + d;
        let expected = ((a + b) * (a + c) + (c + d) * (b + d)) / (n * n);
        ratio((a + d) / n - expected, 1.0 - expected)
    }
}

fn ratio(a: f64, b: f64) -> Option<f64> {
    Some(a / b).filter(|r| r.is_finite())
}

pub(super) fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (n, sum) = values.fold((0.0, 0.0), |(n, sum), v| (n + 1.0, sum + v));
    ratio(sum, n)
}
