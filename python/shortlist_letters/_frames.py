"""Frames as Arrow files and back: polars, pandas (with pyarrow) and pyarrow, each back as what it was."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from ._program import ShortlistError


def kind_of(frame: Any) -> str:
    """``polars``, ``pandas`` or ``arrow``; a TypeError that says what is taken for anything else."""
    module = type(frame).__module__.split(".")[0]
    name = type(frame).__name__
    if module == "polars" and name in ("DataFrame", "LazyFrame"):
        return "polars"
    if module == "pandas" and name == "DataFrame":
        return "pandas"
    if module == "pyarrow" and name in ("Table", "RecordBatch"):
        return "arrow"
    raise TypeError(f"expected a DataFrame of polars or pandas, or an Arrow table; got {module}.{name}")


def names_of(frame: Any) -> list[str]:
    """The names of the columns."""
    kind = kind_of(frame)
    if kind == "polars":
        return list(frame.collect_schema().names())
    return [str(name) for name in (frame.columns if kind == "pandas" else frame.schema.names)]


def write(frame: Any, path: Path) -> str:
    """Writes a frame as an Arrow file; gives its kind."""
    kind = kind_of(frame)
    if not names_of(frame):
        raise ShortlistError("the frame has no columns; it needs one with the letters")
    if kind == "polars":
        whole = frame.collect() if hasattr(frame, "collect") else frame
        whole.write_ipc(path, compat_level=_oldest())
        return kind
    import pyarrow as pa
    import pyarrow.ipc

    if kind == "pandas":
        frame = _from_pandas(frame)
    elif isinstance(frame, pa.RecordBatch):
        frame = pa.Table.from_batches([frame])
    frame = _plain(frame)
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, frame.schema) as writer:
        writer.write_table(frame)
    return kind


def read(path: Path, kind: str) -> Any:
    """Reads an Arrow file or stream as a frame of this kind."""
    if kind == "polars":
        import polars as pl

        # The file is gone after the call, so it must not be mapped into memory.
        whole = path.read_bytes()
        return pl.read_ipc(io.BytesIO(whole)) if whole.startswith(b"ARROW1") else pl.read_ipc_stream(io.BytesIO(whole))
    import pyarrow as pa
    import pyarrow.ipc

    with pa.OSFile(str(path), "rb") as source:
        try:
            table = pa.ipc.open_file(source).read_all()
        except pa.ArrowInvalid:
            source.seek(0)
            table = pa.ipc.open_stream(source).read_all()
    return table.to_pandas() if kind == "pandas" else table


def _from_pandas(frame: Any) -> Any:
    """A pandas frame as an Arrow table; a ``ShortlistError`` that names row and column for values of several types."""
    import pyarrow as pa

    repeated = frame.columns[frame.columns.duplicated()]
    if len(repeated):
        raise ShortlistError(f"the frame, column {repeated[0]}: two columns have this name; rename one of them")
    try:
        return pa.Table.from_pandas(frame, preserve_index=False)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        for name in frame.columns:
            try:
                pa.array(frame[name], from_pandas=True)
            except (pa.ArrowInvalid, pa.ArrowTypeError):
                kinds = [type(value).__name__ for value in frame[name]]
                known = [kind for kind, value in zip(kinds, frame[name], strict=True) if value is not None and value == value]
                row = next((n for n, kind in enumerate(kinds, 1) if kind in known and kind != known[0]), 1)
                what = f"a value of type {kinds[row - 1]}" + (f" where {known[0]} came first" if kinds[row - 1] != known[0] else "")
                raise ShortlistError(
                    f"the frame, row {row}, column {name}: {what}; give the column one type, for instance with .astype(str)"
                ) from error
        raise


def _plain(table: Any) -> Any:
    """A table without dictionaries (pandas' categories), whose missing values not every reader takes."""
    import pyarrow as pa

    fields = [
        field.with_type(field.type.value_type) if pa.types.is_dictionary(field.type) else field for field in table.schema
    ]
    return table.cast(pa.schema(fields, metadata=table.schema.metadata))


def _oldest() -> Any:
    import polars as pl

    return pl.CompatLevel.oldest()
