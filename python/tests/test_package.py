"""The package gives what the command line gives, to the bit. Run: pytest python/tests (SHORTLIST names the program)."""

import csv
import json
import subprocess
import warnings
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import shortlist_letters as sl

DATA = Path(__file__).resolve().parents[2] / "data" / "sample"
DAY = "2026-03-01"
LETTERS = pl.read_csv(DATA / "letters.csv", infer_schema_length=0)
LABELS = pl.read_csv(DATA / "labels.csv", infer_schema_length=0)
pytestmark = pytest.mark.filterwarnings("ignore")


def command(*arguments):
    done = subprocess.run([str(sl.find_program()), *map(str, arguments)], capture_output=True, text=True, check=True)
    return done.stdout


def table(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def same(frame, rows, columns):
    for column in columns:
        got = ["" if value is None else value for value in frame[column].to_list()]
        want = [row[column] for row in rows]
        if frame.schema[column].is_numeric():
            want = ["" if value == "" else float(value) for value in want]
        assert got == want, column


def test_features_are_those_of_the_command_line(tmp_path):
    command("features", DATA / "letters.csv", "--as-of", DAY, "--output", tmp_path / "f.csv")
    got = sl.features(LETTERS, as_of=DAY)
    same(got, table(tmp_path / "f.csv"), got.columns)


def test_scores_are_those_of_the_command_line_whatever_the_frame(tmp_path):
    command("score", DATA / "letters.csv", "--model", "sample", "--explain", "--as-of", DAY, "--output", tmp_path / "s.csv")
    got = sl.score(LETTERS, "sample", explain=True, as_of=DAY)
    rows = table(tmp_path / "s.csv")
    same(got, rows, got.columns)
    pandas = sl.score(LETTERS.to_pandas(), "sample", as_of=DAY)
    assert isinstance(pandas, pd.DataFrame) and pandas["score"].tolist() == got["score"].to_list()
    arrow = sl.score(LETTERS.to_arrow(), "sample", as_of=DAY)
    assert isinstance(arrow, pa.Table) and arrow["score"].to_pylist() == got["score"].to_list()


def test_ranks_are_those_of_the_command_line(tmp_path):
    command("rank", DATA / "letters.csv", "--top", "20", "--as-of", DAY, "--output", tmp_path / "r.csv")
    got = sl.rank(LETTERS, top=20, as_of=DAY)
    rows = table(tmp_path / "r.csv")
    same(got, rows, ["id", "rank", "score", "status"])


def test_explanations_are_those_of_the_command_line():
    wanted = command("explain", DATA / "letters.csv", "--id", "S001", "--for", "machine", "--as-of", DAY)
    got = sl.explain(LETTERS, "S001", reader="machine", as_of=DAY)
    assert got["score"] == json.loads(wanted)["score"] and got["contributions"] == json.loads(wanted)["contributions"]
    assert "S001" in sl.explain(LETTERS, "S001", as_of=DAY)


def test_models_and_figures_are_those_of_the_command_line(tmp_path):
    model = sl.train(LABELS, "decision", letters=LETTERS, output=tmp_path / "a.json", as_of=DAY, only=["words", "topic_coverage"])
    command(
        *("train", DATA / "labels.csv", "--letters", DATA / "letters.csv", "--label", "decision", "--as-of", DAY),
        *("--only", "words,topic_coverage", "--output", tmp_path / "b.json"),
    )
    weights = [[c["weight"] for c in json.loads((tmp_path / name).read_text())["columns"]] for name in ("a.json", "b.json")]
    assert weights[0] == weights[1]
    assert "words" in model.card()
    figures = sl.evaluate(LABELS, "decision", letters=LETTERS, cross_validate=True, repeats=1, folds=3, as_of=DAY)
    command(
        *("evaluate", DATA / "labels.csv", "--letters", DATA / "letters.csv", "--label", "decision", "--as-of", DAY),
        *("--cross-validate", "--repeats", "1", "--folds", "3", "--output", tmp_path / "e.json"),
    )
    wanted = json.loads((tmp_path / "e.json").read_text())
    assert {k: v for k, v in figures.items() if k != "run"} == {k: v for k, v in wanted.items() if k != "run"}
    assert "<iframe" in figures._repr_html_() and "AUC" in repr(figures)


def test_retraining_is_that_of_the_command_line(tmp_path):
    old, new = LETTERS[:100], LETTERS[100:]
    options = {"as_of": DAY, "only": ["words", "error_rate"], "strength": 0.1}
    mine = sl.train(LABELS, "decision", letters=old, output=tmp_path / "a.json", **options)
    sl.train(LABELS, "decision", letters=old, output=tmp_path / "b.json", **options)
    turned = LABELS.with_columns(pl.col("decision").replace({"accept": "reject", "reject": "accept"}))
    got = sl.retrain(turned, mine, letters=new, as_of=DAY, gate={"disagreement": 1, "share": 2.5})
    new.write_csv(tmp_path / "new.csv")
    turned.write_csv(tmp_path / "turned.csv")
    wanted = command(
        *("retrain", tmp_path / "turned.csv", "--letters", tmp_path / "new.csv", "--model", tmp_path / "b.json", "--as-of", DAY),
        *("--gate", "disagreement=1", "--gate", "share=2.5"),
    )
    assert got.text == wanted and "not promoted" in wanted
    assert not got.promoted and (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    again = sl.retrain(turned, mine, letters=new, as_of=DAY, promote_anyway="a test")
    assert again.promoted and "is in use" in repr(again)
    assert (tmp_path / "a.json").read_bytes() != (tmp_path / "b.json").read_bytes()


def test_audits_are_those_of_the_command_line(tmp_path):
    ranked = sl.rank(LETTERS, top=40, as_of=DAY)
    got = sl.audit(ranked, "field")
    command("rank", DATA / "letters.csv", "--top", "40", "--as-of", DAY, "--output", tmp_path / "r.csv")
    command("audit", tmp_path / "r.csv", "--group", "field", "--output", tmp_path / "a.json")
    wanted = json.loads((tmp_path / "a.json").read_text())
    assert {k: v for k, v in got.items() if k != "run"} == {k: v for k, v in wanted.items() if k != "run"}


def test_the_transformer_gives_a_matrix():
    step = sl.ShortlistFeatures(as_of=DAY, only=["words", "experience_years"])
    matrix = step.fit_transform(LETTERS["letter"].to_list()[:5])
    assert matrix.shape == (5, 2) and list(step.get_feature_names_out()) == ["words", "experience_years"]
    assert (matrix[:, 0] == sl.features(LETTERS[:5], as_of=DAY)["words"].to_numpy()).all()


def test_bad_frames_are_errors_that_say_where():
    with pytest.raises(TypeError, match="polars or pandas"):
        sl.features([1, 2])
    with pytest.raises(sl.ShortlistError, match="no column holds the letter"):
        sl.features(pl.DataFrame({"id": ["1"], "n": [2]}))
    with pytest.raises(sl.UsageError):
        sl.features(LETTERS, no_such_flag=1)
    with pytest.raises(sl.ShortlistError) as error:
        sl.train(pl.DataFrame({"id": ["1", "2"], "letter": ["a b", "c d"], "y": ["yes", "perhaps"]}), "y", output="never.json")
    assert error.value.row == 2 and error.value.column == "y" and not Path("never.json").exists()
    empty = sl.features(LETTERS[:0], as_of=DAY)
    assert empty.height == 0


def test_warnings_are_python_warnings():
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        sl.rank(LETTERS[:3], as_of=DAY)
    assert any("made-up" in str(w.message) for w in said)
