"""Draw success against the number of demonstrations, from results of `miniwob.py`.

Runs nothing: it reads what `miniwob.py --max-demos N --json FILE` wrote for several N, of the
same tasks, and draws the mean success over them.

    python benchmarks/curve.py RESULT.json... --svg docs/images/curve.svg
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from statistics import fmean
from typing import Any


def main() -> int:
    """Draw the picture."""
    parser = argparse.ArgumentParser(description="Draw success against demonstrations.")
    parser.add_argument("results", nargs="+", type=Path, metavar="RESULT.json")
    parser.add_argument("--svg", required=True, type=Path, metavar="FILE")
    arguments = parser.parse_args()
    points = sorted(map(read, arguments.results))
    draw(points, arguments.svg)
    for demonstrations, success, low in points:
        print(f"{demonstrations:4} demonstrations: mean {success:.2f}, {low} tasks below 0.70")
    return 0


def read(path: Path) -> tuple[int, float, int]:
    """Return how many demonstrations a task had at most, the mean success, and tasks below 0.7."""
    result: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    successes = [task["success"] for task in result["tasks"].values()]
    most = result["arguments"]["max_demos"]
    if most is None:
        most = max(task["demos"] for task in result["tasks"].values())
    return int(most), fmean(successes), sum(success < 0.7 for success in successes)


def draw(points: list[tuple[int, float, int]], path: Path) -> None:
    """Write the picture as SVG."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        sys.exit("Drawing needs matplotlib: pip install 'uptake[plots]'")
    figure = Figure(figsize=(6, 3.4), layout="constrained")
    axes = figure.subplots()
    axes.plot([p[0] for p in points], [p[1] for p in points], marker="o", color="#2a6f97")
    for demonstrations, success, _ in points:
        axes.annotate(
            f"{success:.2f}",
            (demonstrations, success),
            (0, 7),
            textcoords="offset points",
            ha="center",
        )
    axes.set(
        xscale="log", ylim=(0, 1.05), xlabel="demonstrations a task, at most", ylabel="mean success"
    )
    axes.set_xticks([p[0] for p in points], [str(p[0]) for p in points])
    axes.minorticks_off()
    axes.grid(alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, metadata={"Date": None})


if __name__ == "__main__":
    sys.exit(main())
