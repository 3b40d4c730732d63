"""Scores a partitioned Parquet data set with Spark, one `shortlist` filter per task.

    spark-submit examples/spark/score.py --binary target/release/shortlist --model models/sample/v1.json \
        --as-of 2026-03-01 letters/ scores/

`shortlist score - --from arrow --to arrow` reads an Arrow stream and writes one, so Spark runs it as it is: mapInArrow
gives every task its partition as Arrow record batches, and takes the scored ones back. The binary and the model travel
with the job; every filter refuses a model of another digest than the driver's. `--as-of` is needed: a job that runs
over midnight, or on machines in two time zones, must reckon on one day.
"""

import argparse
import json
import os
import stat
import subprocess
import tempfile
import threading

import pyarrow as pa
from pyspark import SparkFiles
from pyspark.sql import SparkSession, types
from pyspark.sql.pandas.types import to_arrow_schema


def filter_batches(batches, binary, arguments):
    """Passes record batches through the filter; both ends run at once, so memory is bounded by a few batches."""
    first = next(batches, None)
    if first is None:  # A partition without rows has no schema to begin a stream with.
        return
    program = SparkFiles.get(binary)
    os.chmod(program, os.stat(program).st_mode | stat.S_IXUSR)
    with tempfile.TemporaryFile() as messages:
        process = subprocess.Popen(
            [program, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=messages
        )
        failure = []

        def feed():
            try:
                with process.stdin, pa.ipc.new_stream(process.stdin, first.schema) as writer:
                    writer.write_batch(first)
                    for batch in batches:
                        writer.write_batch(batch)
            except Exception as error:  # noqa: BLE001 – told by the thread that reads
                failure.append(error)

        feeder = threading.Thread(target=feed)
        feeder.start()
        try:
            with process.stdout, pa.ipc.open_stream(process.stdout) as reader:
                yield from reader
        except pa.ArrowInvalid as error:
            failure.append(error)
        finally:
            feeder.join()
            code = process.wait()
        if code != 0 or failure:
            messages.seek(0)
            said = messages.read().decode(errors="replace").strip()
            raise RuntimeError(f"shortlist ended with code {code}: {said} {failure or ''}")


def model_digest(binary, model, as_of):
    """The digest of the model as the program sees it, from the facts of a run of one letter."""
    with tempfile.TemporaryDirectory() as folder:
        letter, out = os.path.join(folder, "one.csv"), os.path.join(folder, "out.csv")
        with open(letter, "w") as file:
            file.write("id,letter\n1,I would like to learn.\n")
        subprocess.run(
            [binary, "score", letter, "--model", model, "--as-of", as_of, "--output", out],
            check=True,
            stderr=subprocess.DEVNULL,
        )
        with open(out + ".run.json") as file:
            return json.load(file)["model"]["digest"]


def plain(batches, schema):
    """Batches in the types that Spark expects (it has one type of text, Arrow has three)."""
    for batch in batches:
        yield pa.Table.from_batches([batch]).cast(schema).combine_chunks().to_batches()[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("letters", help="Parquet data set with columns id and letter")
    parser.add_argument("scores", help="Parquet data set to write")
    parser.add_argument("--binary", required=True, help="the shortlist program, for the workers' kind of machine")
    parser.add_argument("--model", required=True, help="model file")
    parser.add_argument("--as-of", required=True, metavar="YYYY-MM-DD")
    options = parser.parse_args()

    spark = SparkSession.builder.appName("shortlist").getOrCreate()
    for file in (options.binary, options.model):
        spark.sparkContext.addFile(file)
    digest = model_digest(options.binary, options.model, options.as_of)
    binary, model = os.path.basename(options.binary), os.path.basename(options.model)
    as_of = options.as_of

    letters = spark.read.parquet(options.letters)
    carried = [field for field in letters.schema if field.name not in ("id", "letter")]
    # The output: id, score and flags, then what is carried, in the order and the types of the input.
    ours = [types.StructField("id", types.StringType()), types.StructField("score", types.DoubleType())]
    ours.append(types.StructField("flags", types.StringType()))
    schema = types.StructType(ours + carried)
    arrow = to_arrow_schema(schema)

    def score(batches):
        arguments = ["score", "-", "--from", "arrow", "--to", "arrow", "--output", "-", "--threads", "1"]
        arguments += ["--id-column", "id", "--letter-column", "letter", "--as-of", as_of]
        arguments += ["--model", SparkFiles.get(model), "--model-digest", digest]
        return plain(filter_batches(batches, binary, arguments), arrow)

    letters.mapInArrow(score, schema).write.mode("overwrite").parquet(options.scores)
    spark.stop()


if __name__ == "__main__":
    main()
