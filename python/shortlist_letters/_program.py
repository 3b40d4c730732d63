"""The program: where it is, how it is run, and what its errors are in Python."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import warnings
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path

DISTRIBUTION = "shortlist-letters"


class ShortlistError(Exception):
    """The program refused its input (exit 1).

    ``row`` (from 1, under the header) and ``column`` say where, if the message does; they are None otherwise.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        row = re.search(r"\brow (\d+)\b", message)
        column = re.search(r"\bcolumn ([^:;,]+)[:;,]", message)
        self.row: int | None = int(row.group(1)) if row else None
        self.column: str | None = column.group(1).strip("` ") if column else None


class UsageError(ShortlistError):
    """An argument has a value that the program does not take (exit 2)."""


class ProgramError(RuntimeError):
    """The program is not there, can't be run, or is of another version than this package."""


def find_program() -> Path:
    """The program: ``$SHORTLIST`` if it is set, else the one that was installed with this package, else that on the path."""
    named = os.environ.get("SHORTLIST")
    if named:
        return Path(named)
    name = "shortlist.exe" if sys.platform == "win32" else "shortlist"
    schemes = [sysconfig.get_path("scripts")]
    if hasattr(sysconfig, "get_preferred_scheme"):
        schemes.append(sysconfig.get_path("scripts", sysconfig.get_preferred_scheme("user")))
    for folder in filter(None, schemes):
        if (Path(folder) / name).is_file():
            return Path(folder) / name
    found = shutil.which(name)
    if found is None:
        raise ProgramError(
            f"the program {name} is not found: install the package again (pip install --force-reinstall {DISTRIBUTION}), "
            "or name the program in the environment variable SHORTLIST"
        )
    return Path(found)


_checked: set[Path] = set()


def version() -> str:
    """The version of the program, e.g. ``0.1.0``."""
    done = subprocess.run([str(find_program()), "--version"], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ProgramError(f"the program can't be run: {done.stderr.strip() or done.returncode}")
    return done.stdout.split()[-1]


def _check_version(program: Path) -> None:
    """The program must be of this package's version: another one may print other columns."""
    if program in _checked:
        return
    try:
        own = metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        own = None  # run from a checkout
    if own is not None and version() != own:
        raise ProgramError(f"the program {program} is version {version()}, this package is {own}: install both from one wheel")
    _checked.add(program)


def run(arguments: Sequence[str], progress: Callable[[str], None] | None = None) -> str:
    """Runs the program and gives what it printed.

    Its warnings and notes become Python warnings. ``progress`` is called with each line of progress and message.
    """
    program = find_program()
    try:
        _check_version(program)
        process = subprocess.Popen(
            [str(program), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        raise ProgramError(f"the program {program} can't be run: {error}") from error
    with process:
        try:
            out, err = process.communicate()
        except BaseException:
            process.terminate()
            raise
    lines = [line for line in err.splitlines() if line.strip()]
    if process.returncode != 0:
        message = "\n".join(line.removeprefix("error: ") for line in lines) or f"exit {process.returncode}"
        if process.returncode == 2:
            raise UsageError(message)
        if process.returncode == 1:
            errors = [line.removeprefix("error: ") for line in lines if line.startswith("error: ")]
            raise ShortlistError("\n".join(errors) or message)
        raise ProgramError(f"the program ended with {process.returncode}: {message}")
    for line in lines:
        kind, _, text = line.partition(": ")
        if kind == "warning":
            warnings.warn(text, stacklevel=4)
        if progress is not None:
            progress(line)
    return out
