"""``python -m shortlist_letters …`` is ``shortlist …``."""

import subprocess
import sys

from ._program import find_program

if __name__ == "__main__":
    raise SystemExit(subprocess.run([str(find_program()), *sys.argv[1:]], check=False).returncode)
