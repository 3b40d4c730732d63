"""Whether work and memory grow with the letters, the reviewers and the near-copies, and not with their square.

    cargo build --release && python3 tests/peers/growth.py --bin target/release/shortlist

Runs the program on made-up tables of n, 2n and 4n and prints seconds of processor time, the largest memory (MB) and the exponent of the last
doubling: 1 is linear. Standard library only.
"""
import argparse
import csv
import math
import os
import random
import subprocess
import tempfile


def run(command):
    """Seconds of processor time and largest memory in MB of a run, its output thrown away."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    error = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    if status != 0:
        raise SystemExit(f"{command}: {error.decode()}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def table(path, head, rows):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)
    return path


def words(draw, count):
    return " ".join("w%04d" % draw.randrange(3000) for _ in range(count))


def labels(path, reviewers, letters):
    """Three reviewers a letter, grades from 1 to 5."""
    draw = random.Random(1)
    def rows():
        for letter in range(letters):
            merit = draw.gauss(3, 1)
            for reviewer in draw.sample(range(reviewers), 3):
                grade = round(merit + (reviewer % 3 - 1) / 2 + draw.gauss(0, 0.7))
                yield f"L{letter}", f"R{reviewer}", min(max(grade, 1), 5)
    return table(path, ["id", "reviewer", "label"], rows())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bin", required=True)
    parser.add_argument("--scale", type=float, default=1.0, help="factor of all sizes")
    parser.add_argument("--only", default="", help="part of the names of what to run")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        at = lambda name: os.path.join(folder, name)

        def agreement(n):
            return [args.bin, "agreement", labels(at("labels.csv"), n, 2 * n), "--label", "label"]

        def agreement_labels(n):
            return [args.bin, "agreement", labels(at("labels.csv"), 12, n), "--label", "label"]

        def label_next(n):
            draw = random.Random(2)
            table(at("letters.csv"), ["id", "letter"], ((i, words(draw, 60)) for i in range(n)))
            return [args.bin, "label-next", at("letters.csv"), "--model", "sample", "-n", str(n // 2), "--as-of", "2026-03-01"]

        def copies(n):
            draw = random.Random(3)
            one = words(draw, 800)
            table(at("letters.csv"), ["id", "letter"], ((i, f"{one} {words(draw, 40)}") for i in range(n)))

        def similar(n):
            copies(n)
            return [args.bin, "similar", at("letters.csv"), "--output", at("similar.json")]

        def rank(n):
            copies(n)
            return [args.bin, "rank", at("letters.csv"), "--top", "20", "--as-of", "2026-03-01", "--output", at("page.html")]

        for name, make, size in (
            ("agreement, reviewers", agreement, 1000),
            ("agreement, letters of twelve reviewers", agreement_labels, 10000),
            ("label-next -n n/2, letters", label_next, 2000),
            ("similar, near-copies", similar, 1000),
            ("rank with a page, near-copies", rank, 1000),
        ):
            if args.only not in name:
                continue
            before = None
            for factor in (1, 2, 4):
                n = int(size * args.scale * factor)
                seconds, memory = run(make(n))
                grown = "" if before is None else f"   exponent {math.log2(seconds / before[0]):.2f}, {(memory - before[1]) * 1024 / (n / 2):.1f} kB each"
                print(f"{name:<40} {n:>7}  {seconds:7.2f} s  {memory:7.0f} MB{grown}", flush=True)
                before = seconds, memory


if __name__ == "__main__":
    main()
