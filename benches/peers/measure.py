"""The figures of docs/speed.md, as its tables: speed beside peers, growth, memory.

    python benches/peers/measure.py peers BINARY [--letters 60000] [--harper HARPER_PEER]
    python benches/peers/measure.py growth BINARY
    python benches/peers/measure.py memory BINARY

`peers`: every round runs all programs one after the other, so that each ratio is of one minute of one machine; medians of
the rounds. The notebook and the grammar checker are slow: they get the first letters of the same file, and their time is
set against shortlist's by the letter. Needs polars, scikit-learn and pyspellchecker, and benches/peers/harper built.
`growth`: ten and a hundred times the letters, and ten and a hundred times their length. `memory`: highest resident sizes.
Letters are made with `bench-data` in --folder and kept there: 9 GB for `memory`, 1 GB for the others.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
WC, TWO, ONE = "`wc -w`", "`score`, two threads", "`score`, one thread"
LENGTH = 4_300  # Least bytes of a letter; 4.4 kB on average.


def run(*command):
    """Wall seconds, CPU seconds, highest resident MB and standard output of a command."""
    start = time.perf_counter()
    process = subprocess.Popen([str(c) for c in command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    said = process.stdout.read().decode()
    _, status, used = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"failed: {' '.join(map(str, command))}")
    return time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024 / 1e6, said


def made(options, letters, length=LENGTH):
    """A file of so many made-up letters."""
    name = os.path.join(options.folder, f"letters-{letters}-{length}.csv")
    if not os.path.exists(name):
        run(options.binary, "bench-data", "--letters", letters, "--bytes", length, "--output", name)
    return name


def shortlist(options, command, name, threads, *more):
    out = os.path.join(options.folder, f"{command}.csv")
    fixed = ["--model", "sample", "--as-of", "2026-03-01", "--threads", threads, "--output", out]
    return run(options.binary, command, name, *fixed, *more)


def by_letter(said):
    """Wall seconds a letter, as a peer says it."""
    return float(re.search(r"([\d.]+) ms a letter", said)[1]) / 1e3


def peers(options):
    name, rounds = made(options, options.letters), []
    for _ in range(options.rounds):
        row = {WC: run("wc", "-w", name)[0]}
        for threads, program in ((2, TWO), (1, ONE)):
            row[program] = shortlist(options, "score", name, threads)[0]
        row = {program: seconds / options.letters for program, seconds in row.items()}
        out = os.path.join(options.folder, "notebook.csv")
        row["notebook"] = by_letter(run(sys.executable, f"{HERE}/notebook.py", name, out, "--letters", options.notebook)[3])
        if options.harper:
            row["harper-core"] = by_letter(run(options.harper, name, options.few)[3])
        rounds.append(row)
    size = os.path.getsize(name)
    few = f", harper-core on the first {options.few}" if options.harper else ""
    print(f"{options.letters:,} letters, {size / 1e6:.0f} MB; medians of {options.rounds} rounds;")
    print(f"the notebook on the first {options.notebook}{few}\n")
    print("| program | a letter | letters/s | MB/s | time ÷ that of `score` on two threads |\n|---|---:|---:|---:|---:|")
    for program in rounds[0]:
        a_letter = statistics.median(row[program] for row in rounds)
        speed = f"{1 / a_letter:,.0f} | {size / options.letters / a_letter / 1e6:.1f}"
        print(f"| {program} | {1e6 * a_letter:,.1f} µs | {speed} | {ratio(rounds, program, TWO):.3g} |")
    print(f"\nTwo threads ÷ `wc -w`: {ratio(rounds, TWO, WC):.2f}. One thread ÷ two: {ratio(rounds, ONE, TWO):.2f}.")


def ratio(rounds, program, other):
    """The median over the rounds of one program's time as a multiple of another's."""
    return statistics.median(row[program] / row[other] for row in rounds)


def growth(options):
    print("| letters | bytes a letter | seconds | µs a letter | ns a byte | MB |\n|---:|---:|---:|---:|---:|---:|")
    for letters, length in ((2_000, 1), (20_000, 1), (200_000, 1), (2_000, 10), (2_000, 100)):
        name = made(options, letters, length * LENGTH)
        found = [shortlist(options, "score", name, 1) for _ in range(3)]
        cpu, peak = (statistics.median(f[at] for f in found) for at in (1, 2))
        size = os.path.getsize(name)
        by = f"{1e6 * cpu / letters:,.1f} | {1e9 * cpu / size:.1f}"
        print(f"| {letters:,} | {size // letters:,} | {cpu:.2f} | {by} | {peak:.0f} |", flush=True)


def memory(options):
    print("| command | letters | input | seconds | highest resident size |\n|---|---:|---:|---:|---:|")
    for command, letters in (("score", 200_000), ("score", 2_000_000), ("rank", 20_000), ("rank", 200_000)):
        name = made(options, letters)
        top = ["--top", "60"] if command == "rank" else []
        wall, _, peak, _ = shortlist(options, command, name, 2, *top)
        size = os.path.getsize(name) / 1e6
        print(f"| `{command}` | {letters:,} | {size:,.0f} MB | {wall:.0f} | {peak:.0f} MB |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["peers", "growth", "memory"])
    parser.add_argument("binary", type=os.path.abspath)
    parser.add_argument("--folder", default="/tmp")
    parser.add_argument("--letters", type=int, default=60_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--notebook", type=int, default=500, help="letters for the notebook")
    parser.add_argument("--harper", type=os.path.abspath, metavar="HARPER_PEER", help="the grammar checker, built")
    parser.add_argument("--few", type=int, default=20, help="letters for the grammar checker")
    options = parser.parse_args()
    os.chdir(os.path.join(HERE, "..", ".."))
    {"peers": peers, "growth": growth, "memory": memory}[options.what](options)


if __name__ == "__main__":
    main()
