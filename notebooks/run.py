"""Executes the notebooks beside it; with --update also writes them back, without what differs between machines.

    SHORTLIST=target/release/shortlist python notebooks/run.py [--update]

A cell that fails fails the run. Outputs are not compared: how a plot is written is the business of altair.
"""
import pathlib
import re
import sys

import nbformat
from nbclient import NotebookClient

FOLDER = pathlib.Path(__file__).resolve().parent
for path in sorted(FOLDER.glob("*.ipynb")):
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}).execute()
    print(path.name)
    if "--update" in sys.argv:
        for cell in notebook.cells:
            cell.metadata.clear()
            for output in cell.get("outputs", []):
                if output.get("name") == "stderr":  # where a warning was given differs between runs
                    output.text = re.sub(r"(?m)^/\S+\.py:\d+: (\w+: .*)\n( .*\n)?", r"\1\n", output.text)
        notebook.metadata["language_info"] = {"name": "python"}
        nbformat.write(notebook, path)
        text = path.read_text()
        assert str(FOLDER.parent) not in text and "/tmp/" not in text, f"{path.name} holds a path of this machine"
