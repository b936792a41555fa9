"""JavaScript without a page: a module's answer to questions, from Node.js."""

import json
import subprocess
from pathlib import Path

UI = Path(__file__).parents[1] / "attention/ui"


def run_module(script: str, questions: object) -> object:
    """Run `script`, a module in attention/ui that prints JSON, with `questions` as its `asked`."""
    start = 'import fs from "node:fs";\nconst asked = JSON.parse(fs.readFileSync(0, "utf8"));\n'
    done = subprocess.run(
        ["node", "--input-type=module", "--eval", start + script],
        cwd=UI,
        input=json.dumps(questions),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
