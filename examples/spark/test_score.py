"""Spark with separate workers gives the scores of one machine, bit for bit, also when a worker is killed.

    python examples/spark/test_score.py target/release/shortlist

Needs pyspark, pyarrow and pandas from PyPI and Java 17. Made-up letters are scored once by one process and twice by
`local-cluster[2,1,1024]` (two executors of their own, with one core and 1 GiB each); in the second job one of them is
killed while it works.
"""

import os
import signal
import struct
import subprocess
import sys
import tempfile
import time

import pyarrow as pa
import pyarrow.parquet as pq

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
MODEL = os.path.join(ROOT, "models", "sample", "v1.json")
AS_OF = "2026-03-01"
LETTERS = int(os.environ.get("LETTERS", "24000"))
PARTITIONS = 12


def bits(table):
    """Every row as text, the score as its bits."""
    rows = zip(*(table.column(name).to_pylist() for name in ("id", "score", "country", "born")))
    return sorted((i, None if s is None else struct.pack(">d", s).hex(), c, str(b)) for i, s, c, b in rows)


def executors(parent):
    """The executors that descend from a process: pid of each."""
    listing = subprocess.run(["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout
    processes = [line.split(None, 2) for line in listing.splitlines()[1:]]
    family, found = {str(parent)}, []
    while True:
        more = [p for p in processes if p[1] in family and p[0] not in family]
        if not more:
            return found
        family |= {p[0] for p in more}
        found += [int(p[0]) for p in more if len(p) > 2 and "CoarseGrainedExecutorBackend" in p[2]]


def job(binary, letters, scores, log, kill):
    command = ["spark-submit", "--master", "local-cluster[2,1,1024]", "--conf", "spark.ui.enabled=false"]
    command += ["--conf", "spark.executor.memory=1g", "--conf", "spark.driver.memory=1g"]
    # A part is a task: to open another file costs as much as a task may hold.
    command += ["--conf", "spark.sql.files.maxPartitionBytes=128m", "--conf", "spark.sql.files.openCostInBytes=128m"]
    command += [os.path.join(HERE, "score.py"), letters, scores, "--binary", binary, "--model", MODEL, "--as-of", AS_OF]
    path = os.path.dirname(sys.executable)
    environment = dict(os.environ, PATH=path + os.pathsep + os.environ["PATH"], PYSPARK_PYTHON=sys.executable)
    environment["SPARK_LOCAL_IP"] = "127.0.0.1"
    killed = False
    with open(log, "w") as out:
        run = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=environment)
        while run.poll() is None:
            time.sleep(0.2)
            # The first part is there: the others are under way.
            done = [f for folder, _, files in os.walk(scores) for f in files if f.endswith(".parquet")]
            if kill and not killed and done:
                victims = executors(run.pid)
                assert len(victims) == 2, f"expected two executors, found {victims}"
                os.kill(victims[0], signal.SIGKILL)
                killed = True
    with open(log) as file:
        said = file.read()
    assert run.returncode == 0, said[-3000:]
    if kill:
        assert killed and "Lost executor" in said, "no executor was lost, so nothing was tested:\n" + said[-3000:]
    return pq.read_table(scores)


def main():
    binary = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        at = lambda name: os.path.join(folder, name)  # noqa: E731
        sample = os.path.join(ROOT, "data", "sample", "letters.csv")
        subprocess.run(
            [binary, "bench-data", sample, "--letters", str(LETTERS), "--seed", "7", "--output", at("made.parquet")],
            check=True,
        )
        table = pq.read_table(at("made.parquet"))
        # A column with a type, and a letter that is missing: both must come through.
        born = pa.array([None if n % 11 == 0 else n for n in range(LETTERS)], pa.int32()).cast(pa.date32())
        letters = table.column("letter").to_pylist()
        letters[5] = None
        table = table.set_column(table.column_names.index("letter"), "letter", pa.array(letters)).append_column("born", born)
        pq.write_table(table, at("one.parquet"))
        os.mkdir(at("letters"))
        size = -(-LETTERS // PARTITIONS)
        for n in range(PARTITIONS):
            pq.write_table(table.slice(n * size, size), at(f"letters/part-{n:03}.parquet"))
        # A part without rows: a task with nothing to do.
        pq.write_table(table.slice(0, 0), at("letters/part-999.parquet"))
        command = [binary, "score", at("one.parquet"), "--model", MODEL, "--as-of", AS_OF, "--output", at("out.parquet")]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        expected = bits(pq.read_table(at("out.parquet")))
        assert len({row[1] for row in expected}) > LETTERS // 2, "the scores are too alike to tell rows apart"
        for kill in (False, True):
            start = time.time()
            table = job(binary, at("letters"), at(f"scores-{kill}"), at("log"), kill)
            assert table.num_rows == LETTERS, f"{table.num_rows} rows for {LETTERS} letters"
            assert bits(table) == expected, "the scores differ"
            what = "one executor killed" if kill else "undisturbed"
            print(f"{LETTERS} letters, {PARTITIONS} parts, {what}: equal bit for bit, {time.time() - start:.0f} s")
        wrong = [binary, "score", at("one.parquet"), "--model", MODEL, "--output", at("no.parquet")]
        refused = subprocess.run(wrong + ["--model-digest", "0" * 64], capture_output=True)
        assert refused.returncode == 1 and not os.path.exists(at("no.parquet")), "another model was not refused"


if __name__ == "__main__":
    main()
