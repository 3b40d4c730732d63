"""Makes the frozen figures of src/stats/frozen.rs: scikit-learn, scipy, statsmodels, and DeLong from its definition.

    pip install scikit-learn==1.9.1 scipy==1.17.1 statsmodels==0.15.0 && python3 tests/peers/evaluation.py

The rows are a formula, so that nothing has to be stored: two scores with ties in 0–1, and labels.
"""
import numpy as np
from scipy import stats
from sklearn import metrics
from sklearn.calibration import calibration_curve
from statsmodels.stats.proportion import proportion_confint

n = 80
i = np.arange(n)
p = ((i * 37 + 11) % 53) / 56 + 0.03
q = ((i * 23 + 5) % 41) / 44 + 0.02
y = (p + ((i * 29 + 7) % 31) / 31 > 1.0).astype(int)


def show(name, value):
    print(f"pub const {name}: f64 = {value:.15f};")


def placements(score):
    """DeLong's structural components, pair by pair."""
    kernel = lambda a, b: (a[:, None] > b[None, :]) + 0.5 * (a[:, None] == b[None, :])
    psi = kernel(score[y == 1], score[y == 0])
    return psi.mean(axis=1), psi.mean(axis=0)


(vp, vn), (wp, wn) = placements(p), placements(q)
m, k = y.sum(), n - y.sum()
cov = np.cov(np.stack([vp, wp])) / m + np.cov(np.stack([vn, wn])) / k
assert abs(vp.mean() - metrics.roc_auc_score(y, p)) < 1e-12
show("AUC", metrics.roc_auc_score(y, p))
show("DELONG_VARIANCE", cov[0, 0])
difference = vp.mean() - wp.mean()
se = np.sqrt(cov[0, 0] + cov[1, 1] - 2 * cov[0, 1])
show("AUC_DIFFERENCE", difference)
show("DIFFERENCE_SE", se)
show("DIFFERENCE_P", 2 * stats.norm.sf(abs(difference / se)))
show("AVERAGE_PRECISION", metrics.average_precision_score(y, p))
show("LOG_LOSS", metrics.log_loss(y, p))
show("BRIER", metrics.brier_score_loss(y, p))
show("KAPPA_AT_HALF", metrics.cohen_kappa_score(y, p >= 0.5))
show("WEIGHTED_KAPPA", metrics.cohen_kappa_score(np.floor(p * 5), np.floor(q * 5), weights="quadratic"))
show("MEAN_DIFFERENCE", (p.mean() - y.mean()) / y.std(ddof=1))

for name, strategy, bins in (("WIDTH", "uniform", 10), ("COUNT", "quantile", 5)):
    observed, forecast = calibration_curve(y, p, n_bins=bins, strategy=strategy)
    edges = np.linspace(0, 1, bins + 1) if strategy == "uniform" else np.percentile(p, np.linspace(0, 100, bins + 1))
    rows = np.bincount(np.searchsorted(edges[1:-1], p))
    rows = rows[rows > 0]
    show(f"ECE_{name}", (rows * abs(observed - forecast)).sum() / n)
    pairs = ", ".join(f"({f:.15f}, {o:.15f})" for f, o in zip(forecast, observed))
    print(f"pub const CURVE_{name}: &[(f64, f64)] = &[{pairs}];")
    if name == "WIDTH":
        show("RELIABILITY", (rows * (forecast - observed) ** 2).sum() / n)
        show("RESOLUTION", (rows * (observed - y.mean()) ** 2).sum() / n)
        show("UNCERTAINTY", y.mean() * (1 - y.mean()))

shares = []
for hits, total in ((0, 12), (3, 17), (30, 60), (168, 168), (999, 1000)):
    both = [proportion_confint(hits, total, 0.05, method) for method in ("wilson", "beta")]
    # statsmodels gives NaN at the ends of the exact interval in some versions.
    cp = [0.0 if hits == 0 else both[1][0], 1.0 if hits == total else both[1][1]]
    shares.append(f"({hits}, {total}, ({both[0][0]:.15f}, {both[0][1]:.15f}), ({cp[0]:.15f}, {cp[1]:.15f}))")
print(f"pub const SHARES: [Share; {len(shares)}] = [{', '.join(shares)}];")
