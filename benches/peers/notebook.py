"""What a user would write in a notebook: polars, regular expressions for topics, pyspellchecker, scikit-learn.

    python benches/peers/notebook.py letters.csv scores.csv [--letters N]

A peer to measure against: fewer features than shortlist has, no evidence, no grammar. It is given the better half of the
comparison: libraries are loaded and the model is fitted before its clock starts.
"""

import argparse
import re
import time
import tomllib

import polars as pl
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from spellchecker import SpellChecker

WORD = re.compile(r"[a-z]+(?:['’][a-z]+)*")
SENTENCE = re.compile(r"[.!?]+(?:\s|$)")
YEARS = re.compile(r"\b(\d+(?:\.\d+)?|one|two|three|four|five|six|seven|eight|nine|ten)\+? years?\b", re.I)
NUMBERS = dict(zip("one two three four five six seven eight nine ten".split(), range(1, 11)))


def topics(path):
    """A regular expression per topic of a topics file."""
    with open(path, "rb") as file:
        found = tomllib.load(file)

    def strings(value):
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            for v in value.values():
                yield from strings(v)
        elif isinstance(value, list):
            for v in value:
                yield from strings(v)

    parts = found.get("topic", found.get("topics", found))
    parts = parts.values() if isinstance(parts, dict) else parts
    terms = []
    for part in parts:
        concepts = [c.split("=")[-1].split(":")[0] for c in strings(part)]
        words = {t.strip().replace("_", r"").lower() for c in concepts for t in c.split("|")}
        terms.append(sorted((t for t in words if len(t) > 1), key=len, reverse=True))
    return [re.compile(r"\b(?:" + "|".join(map(re.escape, t)) + r")s?\b") for t in terms if t]


def measure(letters, patterns, spell):
    """The features of letters, a row each."""
    rows = []
    for letter in letters:
        text = (letter or "").lower()
        words = WORD.findall(text)
        unknown = spell.unknown(words)
        years = [float(NUMBERS.get(y.lower(), y) if y.lower() in NUMBERS else y) for y in YEARS.findall(text)]
        count = max(1, len(words))
        rows.append(
            [len(words), 100 * len(unknown) / count, max(years, default=0), len(set(words)) / count]
            + [count / max(1, len(SENTENCE.findall(text)))]
            + [min(1, len(p.findall(text)) / 5) for p in patterns]
        )
    return rows


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("letters")
    parser.add_argument("scores")
    parser.add_argument("--letters", dest="most", type=int, default=None)
    parser.add_argument("--topics", default="data/topics.toml")
    options = parser.parse_args()
    spell, patterns = SpellChecker(), topics(options.topics)
    known = pl.read_csv("data/sample/letters.csv").join(pl.read_csv("data/sample/labels.csv"), on="id")
    label = [str(d).lower() in ("accept", "yes", "1", "true") for d in known["decision"]]
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(measure(known["letter"], patterns, spell), label)
    start = time.perf_counter()
    frame = pl.read_csv(options.letters, n_rows=options.most)
    scores = model.predict_proba(measure(frame["letter"], patterns, spell))[:, 1]
    frame.drop("letter").insert_column(1, pl.Series("score", scores)).write_csv(options.scores)
    seconds = time.perf_counter() - start
    print(f"notebook: {frame.height} letters, {1e3 * seconds / frame.height:.3f} ms a letter")


if __name__ == "__main__":
    main()
