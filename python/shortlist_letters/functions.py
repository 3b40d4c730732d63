"""The functions: each is a command of the program over frames."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from . import _frames
from ._program import run

Option = str | int | float | bool | date | Path | Iterable[str] | Mapping[str, float | str] | None


@dataclass(frozen=True)
class Model:
    """A model file."""

    path: Path

    def card(self) -> str:
        """What the program says of the model: its columns, weights and figures."""
        return run(["model", "show", str(self.path)])

    def __repr__(self) -> str:
        return f"Model({str(self.path)!r})"

    def _repr_markdown_(self) -> str:
        card = self.path.with_suffix(".card.md")
        return card.read_text(encoding="utf-8") if card.is_file() else f"`{self.path}`"


class Report(dict):
    """Figures as a dict (what the command writes as JSON), with the command's page for a notebook and its text."""

    def __init__(self, figures: Mapping[str, Any], text: str, page: str) -> None:
        super().__init__(figures)
        self.text = text
        self.page = page

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        from html import escape

        return f'<iframe srcdoc="{escape(self.page)}" style="width:100%;height:40em;border:0"></iframe>'


def features(df: Any, **options: Option) -> Any:
    """The features of every letter: ``id``, a column per feature, flags, and the other columns of ``df``.

    ``options`` are the flags of ``shortlist features`` with ``_`` for ``-``: ``letter_column="essay"``,
    ``as_of="2026-03-01"``, ``only=["words", "topic_rl"]``.

    Raises ``TypeError`` for what is no frame, ``ShortlistError`` for a frame without letters.
    """
    with _Workshop(df) as shop:
        shop.run(["features", shop.letters, "--output", shop.file("out.arrow"), *_flags(options)])
        return shop.frame("out.arrow")


def score(df: Any, model: Model | str | Path = "sample", *, explain: bool = False, **options: Option) -> Any:
    """A score for every letter, in the order of ``df``: ``id``, ``score`` (0 to 1; null without a letter), flags.

    With ``explain``, ``contribution_base`` and a ``contribution_…`` for every column of the model, whose sum is the
    log-odds of the score.
    """
    with _Workshop(df) as shop:
        flags = _flags({"explain": explain, **options})
        shop.run(["score", shop.letters, "--model", _path(model), "--output", shop.file("out.arrow"), *flags])
        return shop.frame("out.arrow")


def rank(df: Any, model: Model | str | Path | None = None, *, top: int | str | None = None, **options: Option) -> Any:
    """The ranked list, best first, with the side of the line and the strongest reasons. ``top`` is a count or ``"20%"``."""
    with _Workshop(df) as shop:
        given = {"model": _path(model) if model is not None else None, "top": top, **options}
        shop.run(["rank", shop.letters, "--output", shop.file("out.arrow"), *_flags(given)])
        return shop.frame("out.arrow")


def explain(df: Any, id: str, model: Model | str | Path | None = None, *, reader: str = "committee", **options: Option) -> Any:
    """Explains an applicant's score: a text; for ``reader="machine"`` a dict; ``"applicant"`` gives a draft letter."""
    with _Workshop(df) as shop:
        given = {"id": str(id), "for": reader, "model": _path(model) if model is not None else None, **options}
        out = shop.run(["explain", shop.letters, *_flags(given)])
        return json.loads(out) if reader == "machine" else out


def train(df: Any, label: str, *, output: str | Path, letters: Any = None, **options: Option) -> Model:
    """Fits a model on labelled letters and writes it to ``output``.

    ``df`` holds letters and labels; where the labels stand apart, ``df`` is the table of labels and ``letters`` the
    frame with the letters.
    """
    with _Workshop(df, letters) as shop:
        given = {"label": label, "letters": shop.others, "output": str(output), **options}
        shop.run(["train", shop.letters, *_flags(given)])
        return Model(Path(output))


@dataclass(frozen=True)
class Retraining:
    """What :func:`retrain` found: whether the new model is in use now, and the comparison as the command prints it."""

    model: Model
    promoted: bool
    text: str

    def __repr__(self) -> str:
        return self.text


def retrain(
    df: Any,
    model: Model | str | Path,
    label: str | None = None,
    *,
    letters: Any = None,
    old_letters: Any = None,
    gate: Mapping[str, float] | None = None,
    **options: Option,
) -> Retraining:
    """Learns from new labels, and keeps the old model unless the new one passes its checks (the gate).

    ``df`` holds new labels and, unless they are in the frame ``letters``, their letters. ``model`` is a model file with its
    folder (``model.registry/``) or the name of a model in ``models/``; its current version is replaced if the new one
    passes. ``gate`` sets bounds, such as ``{"auc-fall": 0.02}``. ``old_letters`` is a frame with the letters that the model
    was trained on, needed if a feature or the topics changed since.

    Raises ``ShortlistError`` for labels that can't be read, and if there is no new label.
    """
    with _Workshop(df, letters, old_letters) as shop:
        given = {"model": _path(model), "label": label, "letters": shop.others, "old_letters": shop.older, "gate": gate}
        before = _in_use(model)
        text = shop.run(["retrain", shop.letters, *_flags({**given, **options})])
        return Retraining(model if isinstance(model, Model) else Model(Path(model)), _in_use(model) != before, text)


def evaluate(df: Any, label: str, model: Model | str | Path | None = None, *, letters: Any = None, **options: Option) -> Report:
    """How good the scores are, on labels that ``model`` has not seen, or cross-validated (``cross_validate=True``)."""
    with _Workshop(df, letters) as shop:
        given = {"label": label, "letters": shop.others, "model": _path(model) if model is not None else None, **options}
        return shop.report(["evaluate", shop.letters, *_flags(given)])


def audit(scored: Any, group: str | Iterable[str], *, top: int | str | None = None, **options: Option) -> Report:
    """Shows whom the line favours: ``scored`` is a frame from :func:`rank` or :func:`score`, ``group`` one or more columns."""
    groups = [group] if isinstance(group, str) else list(group)
    with _Workshop(scored) as shop:
        flags = [flag for name in groups for flag in ("--group", name)]
        return shop.report(["audit", shop.letters, *flags, *_flags({"top": top, **options})])


class _Workshop:
    """A folder for one call: the frames go in as Arrow files, what the program writes comes out."""

    def __init__(self, frame: Any, others: Any = None, older: Any = None) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="shortlist-")
        self._frame, self._others, self._older = frame, others, older
        self.kind, self.letters = "", ""
        self.others: str | None = None
        self.older: str | None = None

    def __enter__(self) -> _Workshop:
        try:
            self.letters = self.file("letters.arrow")
            self.kind = _frames.write(self._frame, Path(self.letters))
            if self._others is not None:
                self.others = self.file("others.arrow")
                _frames.write(self._others, Path(self.others))
            if self._older is not None:
                self.older = self.file("older.arrow")
                _frames.write(self._older, Path(self.older))
        except BaseException:
            self._folder.cleanup()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    def file(self, name: str) -> str:
        return str(Path(self._folder.name, name))

    def run(self, arguments: list[str]) -> str:
        frames = {self.letters: "the frame", self.others: "the frame of letters", self.older: "the frame of old letters"}
        return run(arguments, names={path: name for path, name in frames.items() if path})

    def frame(self, name: str) -> Any:
        return _frames.read(Path(self.file(name)), self.kind)

    def report(self, arguments: list[str]) -> Report:
        figures, page = self.file("report.json"), self.file("report.html")
        text = self.run([*arguments, "--output", figures, "--output", page])
        return Report(json.loads(Path(figures).read_text("utf-8")), text, Path(page).read_text("utf-8"))


def _path(model: Model | str | Path) -> str:
    return str(model.path if isinstance(model, Model) else model)


def _in_use(model: Model | str | Path) -> bytes:
    """What says which version of a model is in use: the model file itself, or ``current`` of a model with a name."""
    path = Path(_path(model))
    pointer = path if path.is_file() else Path("models", path, "current")
    return pointer.read_bytes() if pointer.is_file() else b""


def _flags(options: Mapping[str, Option]) -> list[str]:
    """``as_of="2026-03-01"`` → ``--as-of=2026-03-01``; True → the flag alone; None and False → nothing; a list → one flag, with
    commas; a dict → a flag per entry, ``map={"waitlist": 0.5}`` → ``--map=waitlist=0.5``."""
    flags: list[str] = []
    for name, value in options.items():
        if value is None or value is False:
            continue
        flag = "--" + name.strip("_").replace("_", "-")
        if isinstance(value, Mapping):
            flags += [f"{flag}={key}={item}" for key, item in value.items()]
            continue
        flags.append(flag)
        if value is True:
            continue
        if not isinstance(value, (str, int, float, date, Path)):
            value = ",".join(str(item) for item in value)
        # `--flag=value` keeps a value that begins with a dash from being taken for a flag.
        flags[-1] += f"={value}"
    return flags
