"""The engine's own tests, which need no page: `node --test`."""

import subprocess
from pathlib import Path

import pytest

FILES = sorted(Path(__file__).parent.glob("*.test.mjs"))


@pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])
def test_engine(file):
    run = subprocess.run(
        ("node", "--test", "--test-reporter=spec", file), capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout
    assert "tests 0" not in run.stdout
