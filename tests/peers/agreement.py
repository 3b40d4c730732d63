"""Makes the frozen figures of src/stats/agreement.rs with krippendorff, scikit-learn and numpy.

    pip install krippendorff==0.9.0 scikit-learn==1.9.1 && python3 tests/peers/agreement.py
"""
import itertools

import krippendorff
import numpy as np
from sklearn.metrics import cohen_kappa_score

table = np.full((40, 4), np.nan)
for i in range(40):
    for r in range(4):
        grade = min(max((i * 7) % 5 + (i * i + 3 * r * r + 11 * r * i) % 3 + (r == 2), 1), 5)
        if (i * 3 + r * 5) % 7 != 0:
            table[i, r] = grade
print("ALPHA", [krippendorff.alpha(reliability_data=table.T, level_of_measurement=m).item() for m in ("nominal", "ordinal", "interval")])
kappa = []
for a, b in itertools.combinations(range(4), 2):
    both = ~np.isnan(table[:, a]) & ~np.isnan(table[:, b])
    x, y = table[both, a].astype(int), table[both, b].astype(int)
    kappa.append(float(cohen_kappa_score(x, y, weights="quadratic", labels=[1, 2, 3, 4, 5])))
print("KAPPA", kappa)
# Rating = letter + rater by least squares, the raters' effects adding up to 0.
rows, right = [], []
for i, r in zip(*np.where(~np.isnan(table))):
    row = np.zeros(44)
    row[i], row[40 + r] = 1, 1
    rows.append(row)
    right.append(table[i, r])
effects = np.linalg.lstsq(np.array(rows), np.array(right), rcond=None)[0][40:]
print("LENIENCY", (effects - effects.mean()).tolist())
