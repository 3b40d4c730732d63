"""Times scikit-learn's lbfgs and shortlist's fit on the same million rows of 12 columns, single-threaded, in one run.

    pip install scikit-learn==1.9.1 && cargo build --release --example fit_million && \\
      OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python3 tests/peers/speed.py target/release/examples/fit_million

The rows are a formula that both sides know (a multiply-and-shift hash of their number). scikit-learn is timed on
standardised columns, best of three, and once with standardising; shortlist from rows of values with gaps allowed to
weights with standard errors, best of three.
"""
import json
import subprocess
import sys
import time

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

n, d, strength = 1_000_000, 12, 0.001
k = np.arange(n * (d + 1), dtype=np.uint64)
with np.errstate(over="ignore"):
    h = (k + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    h ^= h >> np.uint64(29)
    h *= np.uint64(0xBF58476D1CE4E5B9)
    h ^= h >> np.uint64(32)
u = ((h >> np.uint64(11)).astype(float) / 2.0**53).reshape(n, d + 1)
x = u[:, :d]
signs = np.where(np.arange(d) % 2 == 0, 1.0, -1.0)
y = ((x * signs).sum(axis=1) + 2 * (u[:, d] - 0.5) > 0).astype(int)

z = np.ascontiguousarray(StandardScaler().fit_transform(x))
times = []
for _ in range(3):
    begin = time.perf_counter()
    m = LogisticRegression(C=1 / (n * strength), solver="lbfgs", tol=1e-6, max_iter=1000).fit(z, y)
    times.append(time.perf_counter() - begin)
begin = time.perf_counter()
whole = LogisticRegression(C=1 / (n * strength), solver="lbfgs", tol=1e-6, max_iter=1000).fit(StandardScaler().fit_transform(x), y)
with_scaling = time.perf_counter() - begin
ours = json.loads(subprocess.run(sys.argv[1:], check=True, capture_output=True, text=True).stdout)
print(f"scikit-learn lbfgs: {min(times):.3f} s ({m.n_iter_[0]} iterations), with standardising {with_scaling:.3f} s")
print(f"shortlist: whole fit {ours['whole']:.3f} s, largest gradient {ours['gradient']:.1e}")
print(f"ratio of the whole: {ours['whole'] / with_scaling:.2f}")
print(f"largest difference of a weight: {np.abs(np.array(ours['weights']) - m.coef_[0]).max():.1e}")
