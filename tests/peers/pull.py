"""Makes the frozen figures of src/stats/pull.rs with statsmodels (least squares with an intercept for each rater,
cluster-robust errors by letter).

    pip install statsmodels==0.15.0 pandas && python3 tests/peers/pull.py
"""
import numpy as np
import pandas as pd
import statsmodels.formula.api as smf
from scipy.stats import t

rows = []
for i in range(24):
    for r in range(3):
        if (i * 3 + r * 5) % 7 == 0:
            continue
        score = ((i * 13 + 5) % 23) / 23
        shown = (i * 5 + r * 2) % 3 == 0
        grade = 2.0 + r + score * (3 if shown else 2) + (i * i + 3 * r * r + 11 * r * i) % 5 / 4
        rows.append((i, r, grade, score, shown))
frame = pd.DataFrame(rows, columns=["letter", "rater", "grade", "score", "shown"])
frame["shown"] = frame["shown"].astype(float)
spread = frame["score"].std(ddof=1)
frame["z"] = (frame["score"] - frame["score"].mean()) / spread
fit = smf.ols("grade ~ C(rater) + z + shown + z:shown", frame).fit(
    cov_type="cluster", cov_kwds={"groups": frame["letter"], "use_correction": True})
letters = frame["letter"].nunique()
half = t.ppf(0.975, letters - 1)
print("rows", len(frame), "shown", int(frame["shown"].sum()), "letters", letters)
print("SPREAD", spread)
print("SLOPE", fit.params["z"])
for name in ("z:shown", "shown"):
    value, error = fit.params[name], fit.bse[name]
    print(name, [value, error, value - half * error, value + half * error])
