"""Speed as shown in docs/speed.md: every round runs shortlist and its peers one after the other, medians of the ratios.

    python benches/peers/measure.py target/release/shortlist --folder /tmp/big --letters 200000 [--rounds 5]
        [--notebook 2000] [--harper PATH 20] [--growth]

Notebook and grammar checker see the first letters of the same file, as many as are asked for (0: not run). Their cost a
letter is set against shortlist's cost a letter. CPU time (user and system) stands beside wall time: on a machine that is
shared, it says more. Needs Python with polars, scikit-learn and pyspellchecker for the notebook.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))


def run(*command):
    """Wall seconds, CPU seconds, peak memory in MB and what was said by a command."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    said = process.stdout.read().decode()
    _, status, used = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{command} failed")
    return time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("--folder", default="/tmp")
    parser.add_argument("--letters", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--notebook", type=int, default=0)
    parser.add_argument("--harper", nargs=2, metavar=("PATH", "N"), default=None)
    parser.add_argument("--growth", action="store_true")
    options = parser.parse_args()
    out = os.path.join(options.folder, "measured.csv")

    def made(letters, size=4300):
        name = os.path.join(options.folder, f"letters-{letters}-{size}.csv")
        if not os.path.exists(name):
            run(options.binary, "bench-data", "--letters", str(letters), "--bytes", str(size), "--output", name)
        return name

    def score(name, threads):
        command = [options.binary, "score", name, "--model", "sample", "--as-of", "2026-03-01"]
        return run(*command, "--threads", str(threads), "--output", out)

    name = made(options.letters)
    n, rounds = options.letters, []
    print(f"{n} letters, {os.path.getsize(name) / 1e6:.0f} MB, {options.rounds} rounds, medians")
    for _ in range(options.rounds):
        row = {"wc": run("wc", "-w", name), "two": score(name, 2), "one": score(name, 1)}
        if options.notebook:
            said = run(sys.executable, os.path.join(HERE, "notebook.py"), name, out, "--letters", str(options.notebook))
            row["notebook"] = float(re.search(r"([\d.]+) ms CPU a letter", said[3])[1]) / 1e3
        if options.harper:
            said = run(options.harper[0], name, options.harper[1])
            row["harper"] = float(re.search(r"([\d.]+) ms CPU a letter", said[3])[1]) / 1e3
        rounds.append(row)
    middle = lambda of: statistics.median(of(r) for r in rounds)  # noqa: E731
    print(f"| wc -w | {middle(lambda r: r['wc'][0]):.2f} s wall, {middle(lambda r: r['wc'][1]):.2f} s CPU |")
    for threads in ("two", "one"):
        wall, cpu = middle(lambda r: r[threads][0]), middle(lambda r: r[threads][1])
        memory = middle(lambda r: r[threads][2])
        print(f"| score, {threads} | {wall:.2f} s wall, {cpu:.2f} s CPU, {n / wall:.0f} letters/s, {1e6 * cpu / n:.1f} µs CPU a letter, {memory:.0f} MB |")
    print(f"| wall of two threads ÷ wc | {middle(lambda r: r['two'][0] / r['wc'][0]):.2f} |")
    print(f"| CPU of two threads ÷ CPU of wc | {middle(lambda r: r['two'][1] / r['wc'][1]):.2f} |")
    print(f"| speed-up of two threads over one (wall) | {middle(lambda r: r['one'][0] / r['two'][0]):.2f} |")
    for peer in ("notebook", "harper"):
        if peer in rounds[0]:
            print(f"| {peer}, CPU a letter | {1e3 * middle(lambda r: r[peer]):.2f} ms |")
            print(f"| {peer} ÷ shortlist on one thread, CPU a letter | {middle(lambda r: r[peer] / (r['one'][1] / n)):.0f} × |")
    if options.growth:
        print("| letters × bytes | CPU s | µs a letter | ns a byte | MB peak |")
        for letters, size in ((2_000, 4_300), (20_000, 4_300), (200_000, 4_300), (2_000, 43_000), (2_000, 430_000)):
            file = made(letters, size)
            found = [score(file, 1) for _ in range(3)]
            cpu = statistics.median(f[1] for f in found)
            rss = statistics.median(f[2] for f in found)
            bytes_ = os.path.getsize(file)
            print(f"| {letters} × {size} | {cpu:.2f} | {1e6 * cpu / letters:.1f} | {1e9 * cpu / bytes_:.2f} | {rss:.0f} |")


if __name__ == "__main__":
    main()
