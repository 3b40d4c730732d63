"""The features in anybody's scikit-learn pipeline."""

from __future__ import annotations

from typing import Any

from .functions import features

try:
    from sklearn.base import BaseEstimator, TransformerMixin
except ImportError:  # scikit-learn is not needed for anything else

    class BaseEstimator:  # type: ignore[no-redef]
        """Stands in where scikit-learn is not installed."""

    class TransformerMixin:  # type: ignore[no-redef]
        """Stands in where scikit-learn is not installed."""

        def fit_transform(self, X: Any, y: Any = None) -> Any:
            """Fits (there is nothing to fit) and transforms."""
            return self.fit(X, y).transform(X)


class ShortlistFeatures(TransformerMixin, BaseEstimator):
    """Letters → their features, as a matrix of floats (nan where a letter states none, such as years of experience).

    ``X`` is a sequence of letters, or a frame with a column of letters. Features are measured letter by letter, so there
    is nothing to fit. ``as_of`` is the day against which "since 2020" counts: give one, or results move with the clock.

        make_pipeline(ShortlistFeatures(as_of="2026-03-01"), SimpleImputer(), LogisticRegression())
    """

    def __init__(self, as_of: str | None = None, only: list[str] | None = None, letter_column: str = "letter", topics: str | None = None) -> None:
        self.as_of = as_of
        self.only = only
        self.letter_column = letter_column
        self.topics = topics

    def fit(self, X: Any, y: Any = None) -> ShortlistFeatures:
        """Does nothing but to see that there are letters."""
        del y
        self.n_features_in_ = 1
        self._letters(X)
        return self

    def transform(self, X: Any) -> Any:
        """The features, a row per letter and a column per feature (names: :meth:`get_feature_names_out`)."""
        import polars as pl

        letters = self._letters(X)
        frame = pl.DataFrame({"id": [str(n) for n in range(len(letters))], "letter": letters}, schema={"id": pl.String, "letter": pl.String})
        out = features(frame, as_of=self.as_of, only=self.only, topics=self.topics)
        numbers = [name for name, kind in out.schema.items() if kind.is_numeric()]
        self._names = numbers
        return out.select(pl.col(numbers).cast(pl.Float64).fill_null(float("nan"))).to_numpy()

    def get_feature_names_out(self, input_features: Any = None) -> Any:
        """The names of the columns that the last :meth:`transform` gave."""
        del input_features
        import numpy as np

        return np.asarray(getattr(self, "_names", []), dtype=object)

    def _letters(self, X: Any) -> list[str]:
        if hasattr(X, "columns"):
            if self.letter_column not in list(X.columns):
                raise ValueError(f"no column {self.letter_column!r}; the columns are {list(X.columns)}")
            X = X[self.letter_column]
        return ["" if letter is None else str(letter) for letter in (X.to_list() if hasattr(X, "to_list") else list(X))]
