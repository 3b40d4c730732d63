"""Faults in large: runs that are killed, full disks, closed pipes, races and folders that can't be written.

    python tests/peers/faults.py BINARY [--seconds 600] [--seed 1]

`tests/killed.rs` and `tests/faults.rs` do a little of this in every test run. Here every writing command is tried again and
again for so many seconds, at moments and sizes drawn from the seed. After each fault these must hold, else it is named:

- an output is the old file or the whole new one, and inputs are what they were;
- the log can be read to its end, and the model that is in use is a whole version;
- the program ends by itself with status 0, 1 or 2, or by the signal that was sent: never by a panic;
- a run without a fault afterwards gives what it would have given, and leaves no half-written file behind.

Run it as root: the part as another user needs that. Prints counts, and ends with 1 where something did not hold.
"""

import argparse
import collections
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

DAY = ["--as-of", "2026-03-01"]
THINGS = "sensors robots proteins rivers glaciers bridges markets songs engines crops neurons stars soils batteries".split()
DONE = "measured modelled compared drew counted built tested mapped cleaned simulated repaired described".split()
PLACES = "at a small lab,in the hills,with two friends,during my thesis,for a museum,on a ship,at night".split(",")
PEOPLE = 120
NOBODY = 65534

Step = collections.namedtuple("Step", "name arguments outputs")

STEPS = [
    Step("ingest", ["ingest", "letters.csv", "--output", "read.csv"], ["read.csv"]),
    Step("init", ["init", "letters.csv", "--replace", "--output", "season.toml"], ["season.toml"]),
    Step("features", ["features", "letters.csv", "--output", "values.parquet", *DAY], ["values.parquet"]),
    Step("score csv", ["score", "letters.csv", "--model", "sample", "--output", "scores.csv", *DAY], ["scores.csv"]),
    Step("score xlsx", ["score", "letters.csv", "--model", "sample", "--output", "scores.xlsx", *DAY], ["scores.xlsx"]),
    Step(
        "rank",
        ["rank", "letters.csv", "--top", "9", "--plan", "plan.json", *DAY]
        + sum((["--output", f"list.{end}"] for end in ("csv", "json", "md", "xlsx", "html")), []),
        ["plan.json", *(f"list.{end}" for end in ("csv", "json", "md", "xlsx", "html"))],
    ),
    Step("similar", ["similar", "letters.csv", "--output", "similar.json"], ["similar.json"]),
    Step("assign", ["assign", "letters.csv", "--reviewers", "ann,bob", "--output", "dealt.csv"], ["dealt.csv"]),
    Step("labels merge", ["labels", "merge", "ann.csv", "bob.csv", "--output", "merged.csv"], ["merged.csv"]),
    Step(
        "decide",
        ["decide", "given-list.csv", "--labels", "ann.csv", "--labels", "bob.csv", "--top", "9", "--output", "decided.csv"],
        ["decided.csv"],
    ),
    Step("audit", ["audit", "given-list.csv", "--group", "field", "--output", "audit.html"], ["audit.html"]),
    Step(
        "train",
        ["train", "labels.csv", "--letters", "letters.csv", "--label", "label", "--only", "words,breadth"]
        + ["--strength", "0.1", "--output", "other.json", *DAY],
        ["other.json"],
    ),
    Step(
        "retrain",
        ["retrain", "new.csv", "--letters", "new-letters.csv", "--label", "label", "--model", "m.json"]
        + ["--promote-anyway", "tried", "--strength", "0.1", "--log", "log.jsonl", "--by", "chair", *DAY],
        [],
    ),
    Step("logged rank", ["rank", "letters.csv", "--top", "9", "--log", "log.jsonl", "--by", "chair", *DAY], []),
    Step("rollback", ["model", "rollback", "m.json", "--log", "log.jsonl", "--by", "chair"], []),
    Step("promote", ["model", "promote", "m.json", "v1", "--log", "log.jsonl", "--by", "chair"], []),
    Step("forget", ["forget", "A007", "--in", "forgotten.csv", "--model", "m.json"], []),
]

INPUTS = ["letters.csv", "labels.csv", "new.csv", "new-letters.csv", "ann.csv", "bob.csv", "given-list.csv"]


class Faults:
    def __init__(self, options):
        self.binary, self.random = os.path.abspath(options.binary), random.Random(options.seed)
        self.counts, self.wrong = collections.Counter(), []
        self.folder = tempfile.mkdtemp(prefix="faults-")
        self.pristine, self.expected, self.took = os.path.join(self.folder, "pristine"), {}, {}

    def start(self, arguments, folder, **more):
        given = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, **more}
        return subprocess.Popen([self.binary, "--no-settings", *arguments], cwd=folder, **given)

    def run(self, arguments, folder, **more):
        process = self.start(arguments, folder, **more)
        said = process.communicate()[1]
        return process.returncode, (said or b"").decode(errors="replace")

    def prepare(self):
        """A season, and what every step gives without a fault."""
        os.mkdir(self.pristine)
        write = lambda name, text: open(os.path.join(self.pristine, name), "w").write(text)
        words = random.Random(7)
        sentence = lambda: f"I {words.choice(DONE)} {words.choice(THINGS)} {words.choice(PLACES)} and {words.choice(THINGS)}."
        letter = lambda n: " ".join([f"I have {n % 9 + 1} years of experience.", *(sentence() for _ in range(4 + n % 7))])
        row = lambda n: f'A{n:03},"{letter(n)}",{"pb"[n % 2]}\n'
        letters = "id,letter,field\n" + "".join(row(n) for n in range(PEOPLE))
        write("letters.csv", letters)
        write("forgotten.csv", letters)
        write("new-letters.csv", "id,letter,field\n" + "".join(row(n) for n in range(PEOPLE, PEOPLE + 80)))
        write("labels.csv", "id,label\n" + "".join(f"A{n:03},{n * 7 % 3 // 2}\n" for n in range(PEOPLE)))
        for name, first in (("more.csv", PEOPLE), ("new.csv", PEOPLE + 40)):
            write(name, "id,label\n" + "".join(f"A{n:03},{n * 5 % 3 // 2}\n" for n in range(first, first + 40)))
        for who in ("ann", "bob"):
            grades = "".join(f"A{n:03},{who},{(n * 3 + len(who)) % 5 + 1},\n" for n in range(PEOPLE))
            write(f"{who}.csv", "id,reviewer,label,note\n" + grades)
        train = ["train", "labels.csv", "--letters", "letters.csv", "--label", "label", "--only", "words,breadth"]
        for arguments in (
            [*train, "--strength", "0.1", "--output", "m.json", *DAY],
            ["rank", "letters.csv", "--top", "9", "--output", "given-list.csv", *DAY],
            ["retrain", "more.csv", "--letters", "new-letters.csv", "--label", "label", "--model", "m.json"]
            + ["--promote-anyway", "a second version", "--strength", "0.2", "--log", "log.jsonl", "--by", "chair", *DAY],
        ):
            code, said = self.run(arguments, self.pristine)
            if code != 0:
                sys.exit(f"{' '.join(arguments)}: {said}")
        for step in STEPS:
            folder = self.fresh()
            begun = time.perf_counter()
            code, said = self.run(step.arguments, folder)
            self.took[step.name] = time.perf_counter() - begun
            if code != 0:
                sys.exit(f"{step.name}: {said}")
            self.expected[step.name] = {name: self.read(folder, name) for name in step.outputs}
            shutil.rmtree(folder)

    def fresh(self):
        folder = tempfile.mkdtemp(dir=self.folder)
        shutil.copytree(self.pristine, folder, dirs_exist_ok=True)
        return folder

    @staticmethod
    def read(folder, name):
        try:
            with open(os.path.join(folder, name), "rb") as file:
                return file.read()
        except FileNotFoundError:
            return None

    def complain(self, what):
        self.wrong.append(what)
        print("WRONG", what, flush=True)

    def check(self, what, step, folder, old, code, said, sent=()):
        """What must hold after a fault."""
        if code not in (0, 1, 2) and -code not in sent or "panicked" in said:
            self.complain(f"{what}: ended with {code}: {said[-300:]}")
        for name in step.outputs:
            now = self.read(folder, name)
            if now != old.get(name) and now != self.expected[step.name][name]:
                self.complain(f"{what}: {name} is neither the old file nor the new one ({now and len(now)} bytes)")
        for name in INPUTS:
            if self.read(folder, name) != self.read(self.pristine, name):
                self.complain(f"{what}: the input {name} is changed")
        forgotten = self.read(folder, "forgotten.csv") or b""
        if forgotten.count(b"\n") not in (PEOPLE, PEOPLE + 1):
            self.complain(f"{what}: forgotten.csv has {forgotten.count(10)} lines")
        for arguments in (["log", "verify", "log.jsonl"], ["model", "list", "m.json"]):
            code, said = self.run(arguments, folder)
            if code != 0:
                self.complain(f"{what}: {' '.join(arguments)} afterwards: {said[-300:]}")
        self.same_model(what, folder)

    def same_model(self, what, folder):
        """The model in use is the one that the last entry of the log which says so put in use."""
        import hashlib
        import json

        in_use = hashlib.sha256(self.read(folder, "m.json") or b"").hexdigest()
        entries = [json.loads(line) for line in (self.read(folder, "log.jsonl") or b"").splitlines() if line.endswith(b"}")]
        put = [e for e in entries if e.get("command") in ("retrain", "model promote", "model rollback")]
        put = [e["outcome"].get("model") for e in put if e["outcome"].get("promoted", True)]
        if put and put[-1] != in_use:
            self.counts["log and model in use apart"] += 1
            self.complain(f"{what}: the log says {put[-1][:12]} was put in use, and {in_use[:12]} is")

    def again(self, what, step, folder):
        """A run without a fault afterwards."""
        code, said = self.run(step.arguments, folder)
        if code != 0 and step.name not in ("rollback", "forget", "retrain"):
            return self.complain(f"{what}: the next run fails: {said[-300:]}")
        for name in step.outputs:
            if self.read(folder, name) != self.expected[step.name][name]:
                self.complain(f"{what}: the next run gives another {name}")
        known = set(os.listdir(self.pristine)) | set(step.outputs) | {f"{name}.run.json" for name in step.outputs}
        known |= {"other.registry", "log.jsonl", "log.jsonl.key"}
        strays = [n for n in os.listdir(folder) if n not in known and not n.endswith((".run.json", ".key", ".lock"))]
        if strays:
            self.counts["files left behind"] += len(strays)
            self.complain(f"{what}: left behind after the next run: {strays[:4]}")

    def with_old(self, step, folder):
        old = {name: f"old {name}".encode() for name in step.outputs}
        for name, text in old.items():
            with open(os.path.join(folder, name), "wb") as file:
                file.write(text)
        return old

    def kill(self):
        step = self.random.choice(STEPS)
        folder, sent = self.fresh(), self.random.choice([signal.SIGKILL] * 3 + [signal.SIGTERM, signal.SIGINT])
        old = self.with_old(step, folder)
        share = self.random.random() if self.random.random() < 0.5 else 0.7 + 0.5 * self.random.random()
        process = self.start(step.arguments, folder)
        time.sleep(self.took[step.name] * share)
        process.send_signal(sent)
        said = process.communicate()[1].decode(errors="replace")
        self.counts["runs that were sent a signal"] += 1
        self.counts["… which ended by it"] += process.returncode not in (0, 1, 2)
        what = f"{step.name}, {sent.name} at {share:.2f}"
        code = process.returncode
        # A signal that may be handled ends a run with 128 and its number.
        self.check(what, step, folder, old, 1 if code == 128 + sent else code, said, sent=(sent,))
        if self.random.random() < 0.3:
            self.again(what, step, folder)
        shutil.rmtree(folder)

    def full(self):
        step = self.random.choice(STEPS)
        folder, most = self.fresh(), int(2 ** self.random.uniform(0, 18))
        old = self.with_old(step, folder)

        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

        code, said = self.run(step.arguments, folder, preexec_fn=limit)
        self.counts["runs on a full disk"] += 1
        self.counts["… which failed"] += code != 0
        self.check(f"{step.name}, files of {most} bytes at most", step, folder, old, code, said)
        if self.random.random() < 0.3:
            self.again(f"{step.name} after {most} bytes", step, folder)
        shutil.rmtree(folder)

    def closed(self):
        step = self.random.choice(STEPS)
        folder = self.fresh()
        old, which = self.with_old(step, folder), self.random.choice(["stdout", "stderr"])
        process = self.start(step.arguments, folder, **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE})
        pipe, other = (process.stdout, process.stderr) if which == "stdout" else (process.stderr, process.stdout)
        if self.random.random() < 0.5:
            pipe.read(1)
        pipe.close()
        said = other.read().decode(errors="replace")
        other.close()
        code = process.wait()
        self.counts["runs whose reader left"] += 1
        self.check(f"{step.name}, {which} closed", step, folder, old, code, said, sent=(signal.SIGPIPE,))
        shutil.rmtree(folder)

    def race(self):
        folder, many = self.fresh(), 20
        before = len((self.read(folder, "log.jsonl") or b"").splitlines())
        score, logged = STEPS[3], next(step for step in STEPS if step.name == "logged rank")
        jobs = [logged.arguments] * (many // 4) + [score.arguments] * (many // 4)
        jobs += [["forget", f"A{n:03}", "--in", "forgotten.csv"] for n in range(many - len(jobs))]
        self.random.shuffle(jobs)
        running = [(job, self.start(job, folder)) for job in jobs]
        ended = [(job, process.communicate()[1].decode(errors="replace"), process.returncode) for job, process in running]
        self.counts["runs of races"] += many
        for job, said, code in ended:
            if code != 0:
                self.complain(f"race: {' '.join(job[:2])} ended with {code}: {said[-200:]}")
        if self.read(folder, "scores.csv") != self.expected[score.name]["scores.csv"]:
            self.complain("race: scores.csv is not whole")
        lines = len((self.read(folder, "log.jsonl") or b"").splitlines())
        if lines != before + many // 4:
            self.complain(f"race: {lines} entries in the log, and {before + many // 4} runs")
        left = (self.read(folder, "forgotten.csv") or b"").count(b"\n") - 1
        if left != PEOPLE - (many - 2 * (many // 4)):
            self.complain(f"race: {left} applicants left in forgotten.csv")
        if self.run(["log", "verify", "log.jsonl"], folder)[0] != 0:
            self.complain("race: the log does not verify")
        shutil.rmtree(folder)

    def read_only(self):
        if os.getuid() != 0:
            return
        step = self.random.choice(STEPS)
        folder = self.fresh()
        for place, _, names in os.walk(folder):
            os.chmod(place, 0o555)
            for name in names:
                os.chmod(os.path.join(place, name), 0o444)

        def nobody():
            os.setgid(NOBODY)
            os.setuid(NOBODY)

        os.chmod(self.folder, 0o755)
        code, said = self.run(step.arguments, folder, preexec_fn=nobody)
        self.counts["runs in folders that can't be written"] += 1
        what = f"{step.name}, read-only folder"
        if code not in (1, 2) or "error:" not in said or "panicked" in said:
            self.complain(f"{what}: ended with {code}: {said[-300:]}")
        same = all(self.read(folder, name) == self.read(self.pristine, name) for name in [*INPUTS, "m.json", "log.jsonl"])
        if not same or any(self.read(folder, name) for name in step.outputs):
            self.complain(f"{what}: a file was written")
        shutil.rmtree(folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    faults = Faults(options)
    faults.prepare()
    kinds = [faults.kill] * 6 + [faults.full] * 3 + [faults.closed] * 2 + [faults.race] + [faults.read_only]
    end = time.monotonic() + options.seconds
    while time.monotonic() < end:
        faults.random.choice(kinds)()
    shutil.rmtree(faults.folder, ignore_errors=True)
    for what, count in faults.counts.items():
        print(f"{what}: {count}")
    print(f"did not hold: {len(faults.wrong)}")
    sys.exit(1 if faults.wrong else 0)


if __name__ == "__main__":
    main()
