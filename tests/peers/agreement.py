"""Makes the frozen figures of src/stats/agreement.rs and src/stats/two_way with krippendorff, scikit-learn, numpy and scipy.

    pip install krippendorff==0.9.0 scikit-learn==1.9.1 scipy && python3 tests/peers/agreement.py
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

# Rating = mean + letter + rater + rest by restricted maximum likelihood, with dense matrices (Patterson and Thompson 1971),
# predictions of the raters by Henderson's mixed-model equations, and the interval of the ratio by profile likelihood.
from scipy.optimize import brentq, minimize
from scipy.stats import chi2

at = list(zip(*np.where(~np.isnan(table))))
y = np.array([table[i, r] for i, r in at])
n = len(y)
letters = np.array([[float(i == k) for k in range(40)] for i, _ in at])
raters = np.array([[float(r == k) for k in range(4)] for _, r in at])
one = np.ones((n, 1))


def criterion(logs):
    a, b = np.exp(logs)
    h = np.eye(n) + a * letters @ letters.T + b * raters @ raters.T
    inverse = np.linalg.inv(h)
    info = (one.T @ inverse @ one).item()
    mean = (one.T @ inverse @ y).item() / info
    left = y - mean
    square = left @ inverse @ left
    return (n - 1) * np.log(square / (n - 1)) + np.linalg.slogdet(h)[1] + np.log(info), square / (n - 1), inverse, mean, info


options = {"xatol": 1e-9, "fatol": 1e-12, "maxiter": 5000}
best = minimize(lambda x: criterion(x)[0], [0.0, 0.0], method="Nelder-Mead", options=options)
value, rest, inverse, mean, info = criterion(best.x)
a, b = np.exp(best.x)
print("VARIANCES", [a * rest, b * rest, rest])
print("LENIENCY", (b * raters.T @ inverse @ (y - mean)).tolist())
project = inverse - inverse @ one @ one.T @ inverse / info
centre = np.eye(4) - 1 / 4
left = centre @ (b * np.eye(4) - b * b * raters.T @ project @ raters) @ centre.T
print("ERRORS", np.sqrt(rest * np.diag(left)).tolist())
share = (1 / letters.sum(axis=0)).mean()
print("RELIABILITY", a / (a + share))

for at_letters, at_raters in ((1.5, 0.3), (0.2, 4.0)):
    value_there, rest_there, inverse_there, mean_there, info_there = criterion(np.log([at_letters, at_raters]))
    effects = at_raters * raters.T @ inverse_there @ (y - mean_there)
    project = inverse_there - inverse_there @ one @ one.T @ inverse_there / info_there
    errors = centre @ (at_raters * np.eye(4) - at_raters**2 * raters.T @ project @ raters) @ centre.T
    print("AT", at_letters, at_raters, value_there, rest_there, effects.tolist(), np.diag(errors).tolist())


def fall(x):
    return minimize(lambda z: criterion([x, z[0]])[0], [best.x[1]], method="Nelder-Mead", options=options).fun - value - chi2.ppf(0.95, 1)


ends = [np.exp(brentq(fall, low, high)) for low, high in ((best.x[0] - 4, best.x[0]), (best.x[0], best.x[0] + 4))]
print("INTERVAL", [e / (e + share) for e in ends])

# The same by moments (Henderson 1953, method III), with dense matrices: reductions in sum of squares of the two orders of
# fitting, their expectations, the predictions at these variances, and the diagonal of the mixed-model equations.
def reduction(*parts):
    x = np.hstack(parts)
    return y @ x @ np.linalg.pinv(x) @ y


of_letters, of_raters = 40 - 1, 4 - 1
full = reduction(one, letters, raters)
rest = (y @ y - full) / (n - 1 - of_letters - of_raters)
without_letters = np.eye(n) - letters @ np.linalg.pinv(letters)
without_raters = np.eye(n) - raters @ np.linalg.pinv(raters)
of_rater = (full - reduction(one, letters) - of_raters * rest) / np.trace(raters.T @ without_letters @ raters)
size = np.trace(letters.T @ without_raters @ letters) / of_letters
f = (full - reduction(one, raters)) / of_letters / rest
a, b = (f - 1) / size, of_rater / rest
h = np.eye(n) + a * letters @ letters.T
inverse = np.linalg.inv(h + b * raters @ raters.T)
mean = (one.T @ inverse @ y).item() / (one.T @ inverse @ one).item()
print("MOMENTS", [a * rest, of_rater, rest])
print("MOMENTS_LENIENCY", (b * raters.T @ inverse @ (y - mean)).tolist())
own = np.diag(raters.T @ np.linalg.inv(h) @ raters) + 1 / b
print("MOMENTS_ERRORS", np.sqrt(rest / own).tolist())
spread = np.sqrt(chi2.ppf(0.95, 1) * (2 / of_letters + 2 / (n - 1 - of_letters - of_raters)))
print("MOMENTS_RATIO", [(f * np.exp(s) - 1) / size for s in (-spread, spread)])
