"""Grades as ordered levels beside fractions and beside yes and no: the table of docs/models.md.

    pip install scikit-learn pandas && python3 tests/peers/grades.py --bin shortlist LETTERS.csv --grade overall --cut 3.5 \
        --scale 1,5 --labels 60,150 --draws 60

Draws so many labelled letters (both kinds among them), trains on them in each way, and scores all other letters with the
formula of the model file. AUC and log-loss are those of reaching the cut; the error is that of the paired difference to
ordered levels over the draws. A fraction is no probability of the cut, so its log-loss says only how far it is from one.
"""
import argparse
import json
import math
import pathlib
import subprocess
import tempfile

import numpy as np
import pandas as pd
from sklearn.metrics import log_loss, roc_auc_score


def score(model, table):
    total = np.full(len(table), model["intercept"])
    for c in model["columns"]:
        value = table[c["name"]].to_numpy(float)
        absent = np.isnan(value)
        if c.get("bounds"):
            value = np.clip(value, *c["bounds"])
        if c["transform"] == "log1p":
            value = np.log1p(np.maximum(value, 0))
        total += np.where(absent, 0, c["weight"] * (value - c["mean"]) / c["sd"])
        if c.get("missing"):
            m = c["missing"]
            total += m["weight"] * (absent - m["share"]) / m["sd"]
    return 1 / (1 + np.exp(-total))


def main():
    args = argparse.ArgumentParser()
    args.add_argument("letters", type=pathlib.Path)
    args.add_argument("--bin", default="shortlist")
    args.add_argument("--grade", required=True)
    args.add_argument("--cut", required=True, type=float)
    args.add_argument("--scale", required=True)
    args.add_argument("--labels", default="60,150")
    args.add_argument("--draws", type=int, default=60)
    args.add_argument("--day", default="2026-03-01")
    args = args.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp())
    run = lambda *a: subprocess.run([args.bin, *map(str, a)], check=True, capture_output=True, text=True)
    run("features", args.letters, "--as-of", args.day, "--output", folder / "features.csv")
    letters = pd.read_csv(args.letters, dtype=str)
    features = pd.read_csv(folder / "features.csv")
    assert (features["id"].astype(str) == letters["id"]).all()
    yes = letters[args.grade].astype(float).to_numpy() >= args.cut
    ways = {
        "ordered levels": ["--accept-from", args.cut, "--scale", args.scale],
        "fractions": ["--grades", "flat", "--scale", args.scale],
        "yes and no": ["--grades", "flat", "--accept-from", args.cut, "--scale", args.scale],
    }
    for n in map(int, args.labels.split(",")):
        found = {way: [] for way in ways}
        for draw in range(args.draws):
            rows = np.random.default_rng([n, draw]).choice(len(letters), n, replace=False)
            if yes[rows].sum() in (0, n):
                continue
            letters.iloc[rows].to_csv(folder / "some.csv", index=False)
            rest = np.setdiff1d(np.arange(len(letters)), rows)
            for way, options in ways.items():
                run("train", folder / "some.csv", "--label", args.grade, "--as-of", args.day,
                    "--output", folder / "model.json", *options)
                p = score(json.loads((folder / "model.json").read_text()), features.iloc[rest])
                found[way].append((roc_auc_score(yes[rest], p), log_loss(yes[rest], p)))
        best = np.array(found["ordered levels"])
        for way, figures in found.items():
            figures = np.array(figures)
            error = lambda j: (best - figures)[:, j].std(ddof=1) / math.sqrt(len(figures))
            print(f"| {n} | {way} | {figures[:, 0].mean():.4f} | {(best - figures)[:, 0].mean():+.4f} ± {error(0):.4f} "
                  f"| {figures[:, 1].mean():.4f} | {(best - figures)[:, 1].mean():+.4f} ± {error(1):.4f} |", flush=True)


main()
