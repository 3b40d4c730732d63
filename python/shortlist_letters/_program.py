"""The program: where it is, how it is run, and what its errors are in Python."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import warnings
from collections.abc import Callable, Mapping, Sequence
from importlib import metadata
from pathlib import Path

DISTRIBUTION = "shortlist-letters"


class ShortlistError(Exception):
    """The input can't be used (the program ended with exit 1).

    ``row`` (from 1, as the frame counts its rows from the top) and ``column`` say where, if the message does; they are None
    otherwise. The message names the arguments of the functions, not the flags of the program.
    """

    def __init__(self, message: str, row: int | None = None, column: str | None = None) -> None:
        super().__init__(message)
        # A place reads `letters.csv, row 3, column y: …`; a column that is not there, `no column y; …`.
        place = re.match(r"[^\n]*?(?:, row (\d+))?(?:, column ([^:\n]+?))?: ", message)
        lacking = re.search(r"\bno column `?(?!holds\b)([^`;:,\n]+)`?[;:]", message)
        found_row, found_column = place.groups() if place else (None, None)
        self.row: int | None = row if row is not None else int(found_row) if found_row else None
        self.column: str | None = column or found_column or (lacking.group(1) if lacking else None)


class UsageError(ShortlistError):
    """An argument is not known, or has a value that the program does not take (exit 2)."""


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
            f"the program {name} was not found: install the package again (pip install --force-reinstall {DISTRIBUTION}), "
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


def _in_python(message: str, names: Mapping[str, str]) -> str:
    """A message of the program in the words of Python: frames for their files, arguments for flags."""
    for path, name in names.items():
        message = message.replace(path, name)
    # What stands in backticks is a command or a value, and stays.
    parts = re.split(r"(`[^`]*`)", message)
    flag = r"'?(?<![\w-])--([a-z][a-z-]*[a-z])(?: <[^>]*>'|'|[ =]([A-Z][A-Z_=,-]+)\b)?"
    return "".join(part if part.startswith("`") else re.sub(flag, _argument, part) for part in parts)


def _argument(flag: re.Match[str]) -> str:
    name, value = flag.group(1).replace("-", "_"), flag.group(2)
    return f"`{name}={value}`" if value else f"`{name}`"


def run(
    arguments: Sequence[str],
    progress: Callable[[str], None] | None = None,
    names: Mapping[str, str] | None = None,
) -> str:
    """Runs the program and gives what it printed.

    Its warnings become Python warnings. ``progress`` is called with each line of its messages. ``names`` says what a message
    calls a file.
    """
    program = find_program()
    try:
        _check_version(program)
        process = subprocess.Popen(
            [str(program), "--color=never", *arguments],  # notebooks set variables that ask for colours
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
    lines = [_in_python(line, names or {}) for line in lines]
    if process.returncode != 0:
        message = "\n".join(line.removeprefix("error: ") for line in lines) or f"exit {process.returncode}"
        if process.returncode == 2:
            raise UsageError(message.split("\n")[0])
        if process.returncode == 1:
            errors = [line.removeprefix("error: ") for line in lines if line.startswith("error: ")]
            raise ShortlistError("\n".join(errors) or message)
        raise ProgramError(f"the program ended with {process.returncode}: {message}")
    for line in lines:
        kind, _, text = line.partition(": ")
        if kind == "warning":
            warnings.warn(text, stacklevel=5)
        if progress is not None:
            progress(line)
    return out
