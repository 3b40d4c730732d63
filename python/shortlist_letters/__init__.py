"""shortlist in Python: takes frames of letters, gives features, scores, ranked lists and reasons.

Every function runs the program ``shortlist``, which is in the same wheel, and gives the same numbers as the command line, bit
for bit. A polars frame comes back as polars, a pandas frame as pandas, an Arrow table as an Arrow table.

    import polars as pl
    import shortlist_letters as sl

    letters = pl.read_csv("letters.csv")
    model = sl.train(pl.read_csv("labelled.csv"), label="decision", output="model.json")
    list_ = sl.rank(letters, model, top=60)
    print(sl.explain(letters, list_["id"][0], model))

A score orders people's reading; it never rejects anyone.
"""

from ._program import ProgramError, ShortlistError, UsageError, find_program, version
from .functions import Model, Report, Retraining, audit, evaluate, explain, features, rank, retrain, score, train
from .transformer import ShortlistFeatures

__all__ = [
    "Model",
    "ProgramError",
    "Report",
    "Retraining",
    "ShortlistError",
    "ShortlistFeatures",
    "UsageError",
    "audit",
    "evaluate",
    "explain",
    "features",
    "find_program",
    "rank",
    "retrain",
    "score",
    "train",
    "version",
]
