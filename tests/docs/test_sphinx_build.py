import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from documents import ROOT


def test_site_builds_without_a_warning(tmp_path: Path) -> None:
    for name in ("sphinx", "myst_parser", "furo"):
        pytest.importorskip(name, reason=f"{name} is not installed; pip install -e '.[docs]'")
    shutil.copytree(
        ROOT / "docs", tmp_path / "docs", ignore=shutil.ignore_patterns("_build")
    )  # it writes its reference
    shutil.copy(ROOT / "references.bib", tmp_path)
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", "docs", "html"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "html/reference/mechanisms/contagion.html").is_file()
