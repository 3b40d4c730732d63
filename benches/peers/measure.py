"""The figures of docs/speed.md, as its tables: speed beside peers, growth, memory.

    python benches/peers/measure.py peers BINARY [--letters 60000] [--harper HARPER_PEER]
    python benches/peers/measure.py growth BINARY
    python benches/peers/measure.py memory BINARY
    python benches/peers/measure.py commands BINARY [--rows 200000 1000000]

`peers`: every round runs all programs one after the other, so that each ratio is of one minute of one machine; medians of
the rounds. The notebook and the grammar checker are slow: they get the first letters of the same file, and their time is
set against shortlist's by the letter. Needs polars, scikit-learn and pyspellchecker, and benches/peers/harper built.
`growth`: ten and a hundred times the letters, and ten and a hundred times their length. `memory`: highest resident sizes.
`commands`: the highest resident size of every command that takes a table, on short letters (25 words of the sample's
sentences), and whether it ends cleanly with an address space of 2 GB.
Letters are made with `bench-data` in --folder and kept there: 9 GB for `memory`, 1 GB for the others.
"""

import argparse
import os
import re
import resource
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


SHORT = 110  # Least bytes of a short letter: about 25 words.
SPACE = 2_000_000_000  # Bytes of address space.


def held(binary, folder, *command):
    """Exit status, wall seconds, highest resident MB and the last line of standard error."""

    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (SPACE, SPACE))

    start, errors = time.perf_counter(), open(os.path.join(folder, "stderr.txt"), "w+")
    arguments = [binary, *map(str, command)]
    process = subprocess.Popen(arguments, cwd=folder, stdout=subprocess.DEVNULL, stderr=errors, preexec_fn=limit)
    _, status, used = os.wait4(process.pid, 0)
    errors.seek(0)
    said = errors.read().splitlines() or [""]
    code = os.waitstatus_to_exitcode(status)
    return code, time.perf_counter() - start, used.ru_maxrss * 1024 / 1e6, said[-1][:160]


def tables(options, rows):
    """A folder with short letters, their labels, two reviewers' grades and an empty list of decisions."""
    name, folder = made(options, rows, SHORT), os.path.join(options.folder, f"rows-{rows}")
    os.makedirs(folder, exist_ok=True)
    if os.path.exists(os.path.join(folder, "grades-b.csv")):
        return folder
    os.link(name, os.path.join(folder, "letters.csv"))
    with open(os.path.join(folder, "labels.csv"), "w") as labels:
        labels.write("id,label\n" + "".join(f"B{n:08},{n * 7919 % 3 // 2}\n" for n in range(rows)))
    for who in "ab":
        with open(os.path.join(folder, f"grades-{who}.csv"), "w") as grades:
            grades.write("id,reviewer,label,note\n")
            grades.writelines(f"B{n:08},{who},{(n * 31 + ord(who)) % 5 + 1},\n" for n in range(rows))
    return folder


def commands(options):
    """Every command that takes a table; later ones read what earlier ones wrote."""
    day, sample = ["--as-of", "2026-03-01"], ["--model", "sample"]
    runs = [
        ("ingest", "ingest letters.csv --output read.csv"),
        ("init", "init letters.csv --output season.toml"),
        ("features", "features letters.csv --output values.csv"),
        ("score", "score letters.csv --output scores.csv"),
        ("score, to Parquet", "score letters.csv --output scores.parquet"),
        ("rank", "rank letters.csv --top 60 --output list.csv"),
        ("rank, page and plan", "rank letters.csv --top 60 --plan plan.json --output list.json --output list.html"),
        ("explain", "explain letters.csv --id B00000007"),
        ("similar", "similar letters.csv --output similar.json"),
        ("topics suggest", "topics suggest labels.csv --letters letters.csv --label label"),
        ("train", "train labels.csv --letters letters.csv --label label --output model.json"),
        ("evaluate", "evaluate labels.csv --letters letters.csv --label label --cross-validate"),
        ("evaluate, a model", "evaluate labels.csv --letters letters.csv --label label --model sample"),
        ("label-next", "label-next letters.csv --number 20 --output next.csv"),
        ("assign", "assign letters.csv --reviewers ann,bob,cyd --output assignment.csv"),
        ("labels merge", "labels merge grades-a.csv grades-b.csv --output merged.csv"),
        ("agreement", "agreement merged.csv --label label --reviewer reviewer"),
        ("labels status", "labels status grades-a.csv grades-b.csv --list list.csv"),
        ("decide", "decide list.csv --labels grades-a.csv --labels grades-b.csv --top 60 --output decisions.csv"),
        ("audit, a list", "audit list.csv --group country"),
        ("audit, letters", "audit letters.csv --group country --top 60"),
        ("mails", "mails decisions.csv --output mails"),
        ("holds", "holds B00000007 --in letters.csv --in list.csv"),
        ("forget", "forget B00000007 --in scores.csv"),
    ]
    dated = {"features", "score", "rank", "explain", "train", "evaluate", "label-next", "audit"}
    with_model = {"score", "rank", "explain", "label-next"}
    print("| command | rows | seconds | highest resident size | with 2 GB of address space |\n|---|---:|---:|---:|---|")
    for rows in options.rows:
        folder = tables(options, rows)
        for name, line in runs:
            if options.only and name.split()[0].rstrip(",") not in options.only:
                continue
            line = line.split()
            line += (day if line[0] in dated else []) + (sample if line[0] in with_model or "letters" in name else [])
            code, wall, peak, said = held(options.binary, folder, "--no-settings", *line)
            ends = "ends" if code == 0 else f"exit {code}: {said}"
            print(f"| `{name}` | {rows:,} | {wall:.0f} | {peak:.0f} MB | {ends} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["peers", "growth", "memory", "commands"])
    parser.add_argument("binary", type=os.path.abspath)
    parser.add_argument("--folder", default="/tmp")
    parser.add_argument("--letters", type=int, default=60_000)
    parser.add_argument("--rows", type=int, nargs="+", default=[200_000, 1_000_000], help="rows for `commands`")
    parser.add_argument("--only", nargs="+", default=[], metavar="COMMAND", help="some of `commands`")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--notebook", type=int, default=500, help="letters for the notebook")
    parser.add_argument("--harper", type=os.path.abspath, metavar="HARPER_PEER", help="the grammar checker, built")
    parser.add_argument("--few", type=int, default=20, help="letters for the grammar checker")
    options = parser.parse_args()
    os.chdir(os.path.join(HERE, "..", ".."))
    {"peers": peers, "growth": growth, "memory": memory, "commands": commands}[options.what](options)


if __name__ == "__main__":
    main()
