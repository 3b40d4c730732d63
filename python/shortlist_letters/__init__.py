"""shortlist in Python: frames of letters in, features, scores, ranked lists and reasons out.

Every function runs the program ``shortlist`` that the wheel brings, on an Arrow stream, and gives the same numbers as
the command line, bit for bit. A frame of polars comes back as polars, of pandas as pandas, an Arrow table as one.

    import polars as pl
    import shortlist_letters as sl

    letters = pl.read_csv("letters.csv")
    model = sl.train(pl.read_csv("labelled.csv"), label="decision", output="model.json")
    list_ = sl.rank(letters, model, top=60)
    print(sl.explain(letters, list_["id"][0], model))

A score orders people's reading; it never rejects anyone.
"""

from ._program import ProgramError, ShortlistError, UsageError, find_program, version
from .functions import Model, Report, audit, evaluate, explain, features, rank, score, train
from .transformer import ShortlistFeatures

__all__ = [
    "Model",
    "ProgramError",
    "Report",
    "ShortlistError",
    "ShortlistFeatures",
    "UsageError",
    "audit",
    "evaluate",
    "explain",
    "features",
    "find_program",
    "rank",
    "score",
    "train",
    "version",
]
