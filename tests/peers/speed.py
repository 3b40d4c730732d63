"""Times scikit-learn's lbfgs and shortlist's fit (linfa, then Newton steps) on the same rows of 12 columns, single-threaded, in
one run: 168 rows, as many as a committee labels, and a million. Then `train` on a table of letters, with everything.

    pip install scikit-learn==1.9.1 && cargo build --release --example fit_million && \\
      OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python3 tests/peers/speed.py target/release/examples/fit_million
    python3 tests/peers/speed.py --train target/release/shortlist

The rows are a formula that both sides know (a multiply-and-shift hash of their number). scikit-learn is timed on
standardised columns and with standardising, shortlist from rows of values with gaps allowed to weights with standard errors;
the best of 3 runs of a million rows and of 200 of 168. Values beyond the 2nd and 98th percentile count as the edge on both
sides. `--train` makes 10,000 letters with `bench-data`, labels them by a formula of their ids, and trains on them: reading and
measuring the letters, the choice of a strength, intervals, held-out scores, the card; the best of 3.
"""
import csv
import json
import pathlib
import subprocess
import sys
import tempfile
import time


def fits(command):
    import numpy as np
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    d, strength = 12, 0.001
    for n, runs in ((168, 200), (1_000_000, 3)):
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
        # The innermost values from which on two in a hundred lie outside.
        edge = int(np.ceil(0.02 * n * (1 - 1e-12))) - 1
        ordered = np.sort(x, axis=0)
        x = np.clip(x, ordered[edge], ordered[n - 1 - edge])

        def best(of):
            times = []
            for _ in range(runs):
                begin = time.perf_counter()
                result = of()
                times.append(time.perf_counter() - begin)
            return min(times), result

        z = np.ascontiguousarray(StandardScaler().fit_transform(x))
        make = lambda: LogisticRegression(C=1 / (n * strength), solver="lbfgs", tol=1e-6, max_iter=1000)
        alone, m = best(lambda: make().fit(z, y))
        whole, _ = best(lambda: make().fit(StandardScaler().fit_transform(x), y))
        said = subprocess.run([*command, str(n), str(runs)], check=True, capture_output=True, text=True).stdout
        ours = json.loads(said)
        print(f"{n} rows")
        print(f"  scikit-learn lbfgs: {alone:.5f} s ({m.n_iter_[0]} iterations), with standardising {whole:.5f} s")
        print(f"  shortlist: whole fit {ours['whole']:.5f} s, largest gradient {ours['gradient']:.1e}, {ours['solver']}")
        print(f"  ratio of the whole: {ours['whole'] / whole:.2f}")
        print(f"  largest difference of a weight: {np.abs(np.array(ours['weights']) - m.coef_[0]).max():.1e}")


def train(program, letters=10_000):
    folder = pathlib.Path(tempfile.mkdtemp())
    table = folder / "letters.csv"
    subprocess.run([program, "bench-data", "--letters", str(letters), "--seed", "1", "--output", table], check=True)
    with table.open(newline="") as source, (folder / "labels.csv").open("w", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["id", "label"])
        for number, row in enumerate(csv.DictReader(source)):
            # Longer letters are a yes more often; no column tells all.
            chance = len(row["letter"]) % 1000 / 1000 + number * 7919 % 1000 / 1000
            rows.writerow([row["id"], "yes" if chance > 1 else "no"])
    times = []
    for _ in range(3):
        begin = time.perf_counter()
        subprocess.run([program, "train", folder / "labels.csv", "--letters", table, "--label", "label", "--as-of",
                        "2026-03-01", "--output", folder / "model.json"], check=True, capture_output=True)
        times.append(time.perf_counter() - begin)
    print(f"train on {letters} letters ({table.stat().st_size / 1e6:.0f} MB): {min(times):.2f} s (3.00 asked)")


if sys.argv[1] == "--train":
    train(sys.argv[2])
else:
    fits(sys.argv[1:])
