import subprocess
import sys

from documents import ROOT


def test_reference_is_current() -> None:
    # In a process of its own: other tests register mechanisms.
    command = [sys.executable, "docs/generate.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
