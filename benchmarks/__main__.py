"""Measure everything: python -m benchmarks [module …]. Prints a table, writes results.json."""

import json
import os
import platform
import sys
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent


def main(names: list[str]):
    modules = sorted(path.stem for path in HERE.glob("[a-z]*.py"))
    results = HERE / "results.json"
    measured = json.loads(results.read_text("utf-8"))["rows"] if results.exists() else {}
    print(f"{'':58} {'ours':>10} {'peer':>10} {'unit':6} {'ratio':>7} {'bound':>7}")
    for module in names or modules:
        for row in import_module(f"benchmarks.{module}").rows():
            kept = "" if row.ratio <= row.bound else "  over"
            print(
                f"{row.name:58} {row.ours:10.4g} {row.peer:10.4g} {row.unit:6} "
                f"{row.ratio:7.3f} {row.bound:7.3f}{kept}",
                flush=True,
            )
            measured[row.name] = row._asdict() | {"ratio": round(row.ratio, 4)}
    machine = {"processor": platform.machine(), "cores": os.cpu_count(), "system": sys.platform}
    text = json.dumps({"machine": machine, "rows": measured}, indent=1, ensure_ascii=False)
    results.write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
