"""How long commands take from the shell: the first time, when everything is compiled, and again, when it is kept.

    python bench/start.py [--again N]

Seconds on the clock, and of the processor in all processes. Code is kept in an empty folder, that of Numba's own files
included, so the first time is that of a new machine. Of the later times the shortest is told.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time

COMMANDS = ("--help", "run toy --quiet", "run kazakhstan-2022 --draws 200 --workers 2 --quiet")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--again", type=int, default=3, help="how often each command is repeated")
    given = parser.parse_args()
    print(f"{'':52} {'first':>12}    {'again':>12}")
    print(f"{'seconds':52} {'clock':>6} {'cpu':>5}    {'clock':>6} {'cpu':>5}")
    for command in COMMANDS:
        with tempfile.TemporaryDirectory() as folder:
            first, *again = [run(command, folder) for _ in range(1 + given.again)]
        clock, cpu = map(min, zip(*again, strict=True))
        print(f"corcyra {command:44} {first[0]:6.2f} {first[1]:5.2f}    {clock:6.2f} {cpu:5.2f}", flush=True)


def run(command: str, folder: str) -> tuple[float, float]:
    """Seconds on the clock and of the processor."""
    environment = os.environ | {"CORCYRA_CACHE": folder, "NUMBA_CACHE_DIR": f"{folder}/numba"}
    words = [sys.executable, "-m", "corcyra", *command.split()]
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(words, env=environment, cwd=folder, check=True, capture_output=True)
    after, end = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    return end - begin, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
