"""Whether a model knows the letters that it learnt from under other ids: on the sample, with a model trained on a part of it.

    cargo build --release && python3 tests/peers/known_letters.py --bin target/release/shortlist

Standard library only.
"""
import argparse
import csv
import os
import re
import subprocess
import tempfile

DAY = ["--as-of", "2026-03-01"]
SENTENCE = " I thank you for your time and hope that we can meet in the summer."


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bin", required=True)
    args = parser.parse_args()
    rows = lambda name: list(csv.DictReader(open(os.path.join("data", "sample", name), newline="")))
    letters, decisions = rows("letters.csv"), {row["id"]: row["decision"] for row in rows("labels.csv")}
    known = [(row["id"], row["letter"], decisions[row["id"]]) for row in letters if row["id"] in decisions]
    first, rest = known[:110], known[110:]

    with tempfile.TemporaryDirectory() as folder:
        at = lambda name: os.path.join(folder, name)

        def write(name, table):
            with open(at(name), "w", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(["id", "letter", "decision"])
                writer.writerows(table)

        def run(*arguments):
            done = subprocess.run([args.bin, *arguments, *DAY], capture_output=True, text=True, cwd=folder)
            if done.returncode:
                raise SystemExit(done.stderr)
            return done.stderr

        write("train.csv", first)
        run("train", "train.csv", "--label", "decision", "--output", "m.json")
        cases = {
            "the same ids": first,
            "other ids": [(f"N{i}", letter, label) for i, (_, letter, label) in enumerate(first)],
            "other ids and a sentence more": [(f"N{i}", letter + SENTENCE, label) for i, (_, letter, label) in enumerate(first)],
            "the rest with 30 copies": rest + [(f"N{i}", letter, label) for i, (_, letter, label) in enumerate(first[:30])],
            "the rest": rest,
        }
        for name, table in cases.items():
            write("new.csv", table)
            said = run("evaluate", "new.csv", "--label", "decision", "--model", "m.json", "--repeats", "1")
            found = re.search(r"learnt from \d+ of these \d+[^:]*|trained on these very letters", said)
            print(f"{name:<32} {len(table):>4} letters: {found.group(0) if found else 'nothing is said'}")
        write("doubled.csv", [(f"{i}-{k}", letter, label) for i, letter, label in first for k in range(7)])
        said = run("train", "doubled.csv", "--label", "decision", "--output", "d.json")
        found = re.search(r"\d+ of the \d+ labelled letters are near-copies[^(]*", said)
        print(f"{'trained on 110 letters 7 times':<32} {found.group(0) if found else 'nothing is said'}")


if __name__ == "__main__":
    main()
