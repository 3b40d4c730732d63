"""Makes the frozen figures of src/stats/frozen.rs (Fisher to Holm) and of src/audit/tests.rs: scipy,
fairlearn and aequitas.

    pip install fairlearn==0.15.0 aequitas==1.1.0 scipy==1.17.1 && python3 tests/peers/audit.py

The rows are a formula, so that nothing has to be stored. RSMTool's difference of standardised means is written out from
its definition (z-scores of the whole table, divisor n - 1).
"""
import numpy as np
import pandas as pd
from aequitas.bias import Bias
from aequitas.group import Group
from fairlearn import metrics
from scipy import stats

n = 80
i = np.arange(n)
p = ((i * 37 + 11) % 53) / 56 + 0.03
tables = [(3, 40, 12, 44), (0, 25, 9, 60), (20, 20, 35, 40), (31, 200, 57, 200), (1, 5, 700, 3000)]
rows = []
for a, m, b, k in tables:
    rows.append(f"(({a}, {m}, {b}, {k}), {stats.fisher_exact([[a, m - a], [b, k - b]])[1]:.14e})")
print(f"pub const FISHER: [((u64, u64, u64, u64), f64); {len(rows)}] = [{', '.join(rows)}];")
first, second = p[i % 3 == 0], p[i % 3 != 0]
u = stats.mannwhitneyu(first, second, use_continuity=False, method="asymptotic")
w = stats.ttest_ind(first, second, equal_var=False)
print(f"pub const RANK_SUM_P: f64 = {u.pvalue:.14e};")
print(f"pub const WELCH_P: f64 = {w.pvalue:.14e};")
low, high = w.confidence_interval(0.95)
print(f"pub const WELCH_INTERVAL: (f64, f64) = ({low:.15f}, {high:.15f});")
pooled = (((len(first) - 1) * first.var(ddof=1) + (len(second) - 1) * second.var(ddof=1)) / (n - 2)) ** 0.5
print(f"pub const COHEN_D: f64 = {(first.mean() - second.mean()) / pooled:.15f};")
raw = np.array([0.04, 0.01, 0.03, 0.01, 0.5])
order = np.argsort(raw, kind="stable")
adjusted = np.empty(5)
adjusted[order] = np.minimum(1, np.maximum.accumulate(raw[order] * (5 - np.arange(5))))
print(f"pub const HOLM: [f64; 5] = {[float(round(v, 15)) for v in adjusted]};")

# The audit: 300 applicants, three groups, 60 places, labels.
n = 300
i = np.arange(n)
score = ((i * 197 + 31) % 307) / 310 + 0.005
group = np.array(["a", "b", "c"])[np.where((i * 53) % 10 < 5, 0, np.where((i * 53) % 10 < 8, 1, 2))]
score = np.where(group == "b", score * 0.8, score)
label = (score + ((i * 71 + 3) % 97) / 97 > 1.0).astype(int)
line = np.sort(score)[::-1][59]
chosen = (score >= line).astype(int)
assert chosen.sum() == 60
frame = metrics.MetricFrame(
    metrics={"rate": metrics.selection_rate, "tpr": metrics.true_positive_rate, "fpr": metrics.false_positive_rate},
    y_true=label, y_pred=chosen, sensitive_features=group)
table = pd.DataFrame({"score": chosen, "label_value": label, "group": group})
crosstab, _ = Group().get_crosstabs(table, attr_cols=["group"])
bias = Bias().get_disparity_predefined_groups(crosstab, original_df=table, ref_groups_dict={"group": "a"}).set_index("attribute_value")
print("// (group, people, selection rate, true and false positive rate; impact ratio of aequitas against a; DSM)")
z = lambda v: (v - v.mean()) / v.std(ddof=1)
dsm = z(score) - z(label)
median = np.median(score)
for g in "abc":
    f, b, s = frame.by_group.loc[g], bias.loc[g], group == g
    assert abs(f["tpr"] - b["tpr"]) < 1e-12 and abs(f["fpr"] - b["fpr"]) < 1e-12 and abs(f["rate"] - b["pprev"]) < 1e-12
    print(f'    ("{g}", {s.sum()}, {f["rate"]:.15f}, {f["tpr"]:.15f}, {f["fpr"]:.15f}, {b["pprev_disparity"]:.15f}, '
          f'{dsm[s].mean():.15f}, {(score[s] > median).mean():.15f}),')
show = lambda name, v: print(f"const {name}: f64 = {v:.15f};")
show("PARITY_RATIO", metrics.demographic_parity_ratio(label, chosen, sensitive_features=group))
show("PARITY_DIFFERENCE", metrics.demographic_parity_difference(label, chosen, sensitive_features=group))
show("ODDS_DIFFERENCE", metrics.equalized_odds_difference(label, chosen, sensitive_features=group))
