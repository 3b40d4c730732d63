"""Makes the frozen figures of src/model/train/ordinal.rs: proportional odds by statsmodels, and with a penalty by scipy.

    pip install statsmodels scipy && python3 tests/peers/ordinal.py

The rows are those of tests/peers/logistic.py; the grades are a formula, too. statsmodels' OrderedModel has P(grade <= k) =
F(cut_k - x.w), so that the log-odds of more than k at the means are minus its cut. It can't penalise; the penalised fit
minimises the same loss as ours with scipy's trust-exact, written out below without the identity that ours uses.
"""
import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

n = 60
i = np.arange(n)
x = np.stack([(i * 7) % 17 / 4, (i * i + 3) % 11 / 2, (i * 5 + i * i) % 13 * 1.0], axis=1)
t = x[:, 0] * 1.3 - x[:, 1] + (i * 29) % 10 / 2 - 2.5
grade = np.digitize(t, [-2.5, -0.5, 1.5, 3.0])
z = (x - x.mean(axis=0)) / x.std(axis=0)
print("rows per grade:", np.bincount(grade))


def loss(params, strength):
    w, alpha = params[:3], params[3:]
    bounds = np.concatenate([[np.inf], alpha, [-np.inf]])
    p = expit(bounds[grade] + z @ w) - expit(bounds[grade + 1] + z @ w)
    if np.any(p <= 0):
        return np.inf
    return -np.log(p).mean() + strength / 2 * (w @ w)


for strength in (0.001, 0.01, 0.1):
    start = np.concatenate([np.zeros(3), [2, 1, -1, -2]])
    found = minimize(loss, start, args=(strength,), method="Nelder-Mead",
                     options=dict(maxiter=200000, maxfev=200000, xatol=1e-11, fatol=1e-15, adaptive=True))
    for _ in range(4):
        found = minimize(loss, found.x, args=(strength,), method="Nelder-Mead",
                         options=dict(maxiter=200000, maxfev=200000, xatol=1e-12, fatol=1e-16, adaptive=True))
    print(strength, [f"{v:.8f}" for v in found.x], f"{found.fun:.12f}")

try:
    from statsmodels.miscmodels.ordinal_model import OrderedModel
except ImportError:
    print("statsmodels is not there")
else:
    model = OrderedModel(grade, z, distr="logit")
    fit = model.fit(method="newton", disp=False, maxiter=200, tol=1e-14)
    cuts = model.transform_threshold_params(fit.params)[1:-1]
    print("free", [f"{v:.8f}" for v in fit.params[:3]], "errors", [f"{v:.8f}" for v in fit.bse[:3]],
          "log-odds", [f"{-c:.8f}" for c in cuts])
