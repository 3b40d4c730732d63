"""Makes the tables of docs/method.md on a model's probabilities, the sureness of ranks and the columns, again.

    pip install scikit-learn==1.9.1 pandas
    python3 tests/peers/models.py calibration --bin shortlist LETTERS.csv --label decision [--labels 60,100,300] [-- OPTIONS]
    python3 tests/peers/models.py ranks --bin shortlist
    python3 tests/peers/models.py columns --bin shortlist LABELS.csv --letters LETTERS.csv --label decision [-- OPTIONS]

`calibration` draws so many labelled letters, trains on them, and scores all others twice: by the model, and by
scikit-learn's fit of the same columns at the same strength, which is the model without its slope. Log-loss, and calibration
error over ten bins of equal counts. `ranks` ranks `letters-next.csv` by the sample model. `columns` cross-validates: what
each feature adds, and what the features add that are not in the default set. OPTIONS go to `train` and `evaluate`, such as
`--accept-from 3.5 --scale 1,5 --grades flat`. The table of intervals is made by
`cargo test --release --lib coverage -- --ignored --nocapture`, that of grades by tests/peers/grades.py.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import pandas as pd

DAY = "2026-03-01"
OPT_IN = ["number_rate", "error_kinds", "lower_case_i", "paragraphs"]


def terms(model, table):
    """The standardised columns of a model file, and their weights."""
    out, weights = [], []
    for c in model["columns"]:
        value = table[c["name"]].to_numpy(float)
        absent = np.isnan(value)
        if c.get("bounds"):
            value = np.clip(value, *c["bounds"])
        if c["transform"] == "log1p":
            value = np.log1p(np.maximum(value, 0))
        out.append(np.where(absent, 0, (value - c["mean"]) / c["sd"]))
        weights.append(c["weight"])
        if c.get("missing"):
            m = c["missing"]
            out.append((absent - m["share"]) / m["sd"])
            weights.append(m["weight"])
    return np.stack(out, axis=1), np.array(weights)


def ece(yes, p, bins=10):
    order = np.argsort(p, kind="stable")
    return sum(abs(p[b].sum() - yes[b].sum()) for b in np.array_split(order, bins)) / len(p)


def calibration(args, run, folder):
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import log_loss

    run("features", args.table, "--as-of", DAY, "--output", folder / "features.csv")
    letters = pd.read_csv(args.table, dtype=str)
    features = pd.read_csv(folder / "features.csv")
    assert (features["id"].astype(str) == letters[letters.columns[0]]).all(), "the first column must be the id"
    letters["yes"] = letters[args.label].astype(float) >= args.cut if args.cut else letters[args.label] == args.yes
    yes = letters["yes"].to_numpy()
    letters["yes"] = np.where(yes, "yes", "no")
    print("| labels | log-loss without slope | with | ECE without slope | with |")
    for n in map(int, args.labels.split(",")):
        found = []
        for draw in range(args.draws):
            rows = np.random.default_rng([n, draw]).choice(len(letters), n, replace=False)
            if yes[rows].sum() in (0, n):
                continue
            letters.iloc[rows].to_csv(folder / "some.csv", index=False)
            run("train", folder / "some.csv", "--label", "yes", "--as-of", DAY, "--output", folder / "m.json", *args.options)
            model = json.loads((folder / "m.json").read_text())
            (x, weights), strength = terms(model, features), model["training"]["strength"]
            rest = np.setdiff1d(np.arange(len(letters)), rows)
            ours = 1 / (1 + np.exp(-(model["intercept"] + x[rest] @ weights)))
            plain = LogisticRegression(C=1 / (n * strength), solver="newton-cholesky", tol=1e-10, max_iter=1000)
            p = plain.fit(x[rows], yes[rows]).predict_proba(x[rest])[:, 1]
            found.append((log_loss(yes[rest], p), log_loss(yes[rest], ours), ece(yes[rest], p), ece(yes[rest], ours)))
        print(f"| {n} |", " | ".join(f"{v:.3f}" for v in np.mean(found, axis=0)), "|", flush=True)


def ranks(args, run, folder):
    data = pathlib.Path(__file__).resolve().parents[2] / "data" / "sample" / "letters-next.csv"
    run("rank", data, "--model", "sample", "--top", 20, "--as-of", DAY, "--output", folder / "ranked.csv")
    table = pd.read_csv(folder / "ranked.csv").sort_values("rank")
    table = table[table["rank"].notna()]
    first = table.head(20)
    print(f"of the first 20 of {len(table)}, in with more than 90 %: {(first['chance_in'] > 0.9).sum()}")
    print(f"places of the 90 % interval, median: {(table['rank_high'] - table['rank_low'] + 1).median():.0f}")


def columns(args, run, folder):
    def figures(*options):
        run("evaluate", args.table, *(["--letters", args.letters] if args.letters else []), "--label", args.label,
            "--cross-validate", "--as-of", DAY, "--output", folder / "e.json", *options, *args.options)
        return json.loads((folder / "e.json").read_text())

    def find(value, key):
        """The first value of this key, however deep."""
        if isinstance(value, dict):
            if key in value:
                return value[key]
            value = list(value.values())
        hits = [find(v, key) for v in value] if isinstance(value, list) else []
        return next((h for h in hits if h is not None), None)

    base = figures()
    own = lambda e: {k: find(e, "model")[k]["value"] for k in ("auc", "log_loss", "calibration_error")}
    print("default set:", own(base))
    for one in find(base, "ablation"):
        print(f"  {one['feature']}: adds {one['adds']['value']:+.4f} {one['adds']['interval']}")
    for names in [*OPT_IN, ",".join(OPT_IN)]:
        print(f"with {names}:", own(figures("--with", names)))


def main():
    own, options = sys.argv[1:], []
    if "--" in own:
        at = own.index("--")
        own, options = own[:at], own[at + 1:]
    args = argparse.ArgumentParser()
    args.add_argument("what", choices=["calibration", "ranks", "columns"])
    args.add_argument("table", nargs="?")
    args.add_argument("--bin", default="shortlist")
    args.add_argument("--letters")
    args.add_argument("--label")
    args.add_argument("--cut", type=float, help="grade from which on a letter is a yes")
    args.add_argument("--yes", default="accept", help="value of a yes")
    args.add_argument("--labels", default="60,100,300")
    args.add_argument("--draws", type=int, default=40)
    args = args.parse_intermixed_args(own)
    args.options = options

    def run(*command):
        done = subprocess.run([args.bin, *map(str, command)], capture_output=True, text=True)
        if done.returncode:
            sys.exit(done.stderr)

    {"calibration": calibration, "ranks": ranks, "columns": columns}[args.what](args, run, pathlib.Path(tempfile.mkdtemp()))


main()
