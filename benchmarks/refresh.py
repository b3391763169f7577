"""What a refresh costs beside what its figures need: processor seconds of whole process trees.

    .venv/bin/python benchmarks/refresh.py            # people and runs: --people 3000 --runs 3

Three refreshes by the command line (a landing zone of one row, the made-up company, nothing new)
and, as the floor, the same loading, models and data tests in one DuckDB session without dbt,
Dagster, expectations, publishing and page (tests/light.py, its recipe compiled before). Each
first refresh runs once before it is counted, in another data folder, so that dbt's parse of the
project is there as it is in daily use; what that first one cost is shown as well.
"""

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
ONE_ROW = (
    "customer_record_id,source_system,email,created_at,updated_at,_loaded_at\n"
    "c1,ec,a@example.com,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z,2026-01-02T00:00:00Z\n"
)


@dataclass(frozen=True)
class Cost:
    """What one command took.

    Attributes:
        cpu_seconds: User and system time of the process and all below it.
        wall_seconds: Time passed.
        written_mb: Megabytes written to disk, as the kernel counts them.

    """

    cpu_seconds: float
    wall_seconds: float
    written_mb: float


def cost(command: list[str], raw_dir: Path, data_dir: Path) -> Cost:
    """Run a command and return what it cost.

    Raises:
        RuntimeError: If it fails; its output is in the message.

    """
    places = {"ENGAGEMENT_RAW_DIR": str(raw_dir), "ENGAGEMENT_DATA_DIR": str(data_dir)}
    places["ENGAGEMENT_IDENTITY_SALT"] = "benchmark"
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | places, capture_output=True, text=True, check=False
    )
    wall, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{(done.stdout + done.stderr)[-3000:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(cpu, wall, (after.ru_oublock - before.ru_oublock) * 512 / 1e6)


def zones(folder: Path, people: int) -> dict[str, Path]:
    """Write the landing zones and return them by what they are called in the table."""
    one = folder / "one" / "crm" / "customers"
    one.mkdir(parents=True)
    (one / "one.csv").write_text(ONE_ROW, encoding="utf-8")
    from sample_company import generate

    generate(folder / "company", people=people, end="2026-09-30")
    return {"one row": folder / "one", f"company of {people:,}": folder / "company"}


def show(what: str, costs: list[Cost]) -> None:
    """Print the medians of some runs."""
    cpu, wall, written = (
        statistics.median(getattr(c, name) for c in costs)
        for name in ("cpu_seconds", "wall_seconds", "written_mb")
    )
    busy = cpu / wall if wall else 0
    print(f"{what:<44} {cpu:8.1f} {wall:8.1f} {busy:8.2f} {written:10.0f}", flush=True)


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--people", type=int, default=3000)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    engagement = str(Path(sys.executable).with_name("engagement"))
    light = [sys.executable, str(ROOT / "tests" / "light.py")]
    print(f"{'':<44} {'CPU s':>8} {'wall s':>8} {'busy':>8} {'MB written':>10}")
    with tempfile.TemporaryDirectory(prefix="refresh_") as name:
        folder = Path(name)
        for title, zone in zones(folder, given.people).items():
            first, floor, nothing, refreshes = [], [], [], []
            for number in range(given.runs + 1):
                data = folder / "data"
                took = cost([engagement, "run"], zone, data)
                (refreshes if number else first).append(took)
                if number:
                    nothing.append(cost([engagement, "run"], zone, data))
                out = ["--tests", "--out", str(folder / "floor")]
                floor.append(cost([*light, str(zone), *out], zone, data))
                shutil.rmtree(data)
                shutil.rmtree(folder / "floor")
            show(f"{title}: first refresh of this checkout", first)
            show(f"{title}: refresh", refreshes)
            show(f"{title}: floor (DuckDB alone)", floor[1:])
            show(f"{title}: nothing new", nothing)


if __name__ == "__main__":
    main()
