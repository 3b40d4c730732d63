"""Makes the frozen standard errors and weighted fits of src/model/train/tests.rs with statsmodels and scikit-learn.

    pip install statsmodels==0.15.0 scikit-learn==1.9.1 && python3 tests/peers/errors.py

The rows are those of logistic.py.
"""
import numpy as np
import statsmodels.api as sm
from sklearn.linear_model import LogisticRegression

n = 60
i = np.arange(n)
x = np.stack([(i * 7) % 17 / 4, (i * i + 3) % 11 / 2, (i * 5 + i * i) % 13 * 1.0], axis=1)
y = (x[:, 0] * 1.3 - x[:, 1] + (i * 29) % 10 / 2 - 2.5 > 0).astype(float)
weights = 1 + i % 3
show = lambda v: "[" + ", ".join(f"{a:.12f}" for a in v) + "]"


def standardised(w):
    mean = np.average(x, axis=0, weights=w)
    return (x - mean) / np.sqrt(np.average((x - mean) ** 2, axis=0, weights=w))


z = standardised(np.ones(n))
fit = sm.Logit(y, sm.add_constant(z)).fit(tol=1e-14, maxiter=200, disp=0, method="newton")
print("no penalty: intercept first\n ", show(fit.params), show(fit.bse))

# Fractions and counts: a binomial GLM takes both.
fraction = (i % 5) / 4
zw = standardised(weights)
glm = sm.GLM(fraction, sm.add_constant(zw), family=sm.families.Binomial(), freq_weights=weights).fit(tol=1e-14, maxiter=200)
print("fractions with weights: intercept first\n ", show(glm.params), show(glm.bse))

# Penalised weights from scikit-learn; standard errors from the information of the likelihood alone, at those weights, and
# the centres of the intervals one Newton step off the penalty.
strength = 0.05
m = LogisticRegression(C=1 / (n * strength), solver="newton-cholesky", tol=1e-13, max_iter=1000).fit(z, y)
p = m.predict_proba(z)[:, 1]
full = np.column_stack([z, np.ones(n)])
information = full.T @ (full * (p * (1 - p))[:, None])
b = np.array([*m.coef_[0], m.intercept_[0]])
centres = b + np.linalg.solve(information, n * strength * b * [1, 1, 1, 0])
print("penalised: intercept last\n ", show(b), show(np.sqrt(np.diag(np.linalg.inv(information)))), show(centres))

m = LogisticRegression(C=1 / (n * strength), solver="newton-cholesky", tol=1e-13, max_iter=1000, class_weight="balanced").fit(z, y)
print("class weights: intercept last\n ", show([*m.coef_[0], m.intercept_[0]]))
m = LogisticRegression(C=1 / (weights.sum() * strength), solver="newton-cholesky", tol=1e-13, max_iter=1000).fit(zw, y, sample_weight=weights)
print("weights: intercept last\n ", show([*m.coef_[0], m.intercept_[0]]))
