"""Makes the frozen figures of src/model/train/tests.rs with scikit-learn.

    pip install scikit-learn==1.9.1 && python3 tests/peers/logistic.py

The rows are a formula, so that nothing has to be stored; scikit-learn's C is 1 / (n * strength).
"""
import numpy as np
from sklearn.linear_model import LogisticRegression

n = 60
i = np.arange(n)
x = np.stack([(i * 7) % 17 / 4, (i * i + 3) % 11 / 2, (i * 5 + i * i) % 13 * 1.0], axis=1)
y = (x[:, 0] * 1.3 - x[:, 1] + (i * 29) % 10 / 2 - 2.5 > 0).astype(int)
z = (x - x.mean(axis=0)) / x.std(axis=0)
print("positive:", y.sum(), "of", n)
for strength in (0.001, 0.01, 0.1):
    m = LogisticRegression(C=1 / (n * strength), solver="newton-cholesky", tol=1e-12, max_iter=1000).fit(z, y)
    print(strength, [f"{w:.12f}" for w in m.coef_[0]], f"{m.intercept_[0]:.12f}")
