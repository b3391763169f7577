"""How long the models of a business area take on millions of rows.

Measured are loading, what lies before the area's models, and they themselves.

Run by hand:  python benchmarks/areas.py journey
The zone stays in the folder given by --home, so that a second run measures the same rows. Quote
medians of several runs and ratios within one: machines are noisy.
"""

import argparse
import json
import os
import shutil
import subprocess
import time
from pathlib import Path

from zones import ZONES

from orchestration import dbt, paths

AREAS = {
    "journey": ["journey"],
    "voice": ["voice", "care", "outreach", "social"],
    "value": ["value"],
    "growth": ["growth"],
    "prediction": ["prediction"],
}
BEFORE = {
    "journey": ["+sessions", "+orders", "+customers"],
    "voice": [],
    "value": ["+orders"],
    "growth": [],
    "prediction": [],
}


def selection(area: str) -> list[str]:
    """Return the selectors of the area's own models.

    These are its folders, without what other areas need first.
    """
    folders = [
        f"path:models/{layer}/{name}"
        for name in AREAS[area]
        for layer in ("intermediate", "facts", "marts")
    ]
    return ["--select", *folders, *(["--exclude", *BEFORE[area]] if BEFORE[area] else [])]


def names(area: str, home: Path) -> list[str]:
    """Return the names of the area's own models."""
    listed = call(
        ["--quiet", "ls", "--resource-type", "model", "--output", "name", *selection(area)], home
    )
    return listed.stdout.split()


def call(arguments: list[str], home: Path) -> subprocess.CompletedProcess:
    """Run dbt with its databases and its log in ``home``."""
    return subprocess.run(
        [dbt.executable(), *arguments],
        cwd=paths.DBT_PROJECT_DIR,
        env=os.environ
        | {"DBT_TARGET_PATH": str(home / "target"), "DBT_LOG_PATH": str(home / "logs")},
        check=True,
        text=True,
        capture_output=True,
    )


def timed(name: str, arguments: list[str], home: Path) -> None:
    """Run dbt in a process of its own, and print its time, its memory and its slowest models."""
    start = time.perf_counter()
    child = os.posix_spawn(
        dbt.executable(),
        [dbt.executable(), "--quiet", *arguments],
        os.environ | {"DBT_TARGET_PATH": str(home / "target"), "DBT_LOG_PATH": str(home / "logs")},
    )
    _, status, used = os.wait4(child, 0)
    if status:
        raise SystemExit(f"dbt {' '.join(arguments)} failed")
    results = json.loads((home / "target" / "run_results.json").read_text(encoding="utf-8"))
    print(
        f"{name:12} {time.perf_counter() - start:7.1f} s with dbt's start, "
        f"{results['elapsed_time']:7.1f} s models, "
        f"{used.ru_utime + used.ru_stime:7.1f} s of processor time, "
        f"peak {used.ru_maxrss / 1024**2:.2f} GiB"
    )
    slowest = sorted(results["results"], key=lambda result: -result["execution_time"])[:8]
    for result in slowest:
        print(f"    {result['unique_id'].split('.')[-1]:45} {result['execution_time']:7.1f} s")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("area", choices=sorted(ZONES))
    parser.add_argument("--size", type=float, default=1, help="1 for the full number of rows")
    parser.add_argument("--home", type=Path, default=Path("data/benchmarks"))
    parser.add_argument(
        "--runs", type=int, default=1, help="how often the area's own models are run"
    )
    given = parser.parse_args()
    home = given.home.absolute() / f"{given.area}-{given.size:g}"
    zone = home / "landing"
    if not zone.exists():
        print(f"writing {zone}")
        partial = home / "landing-partial"
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        ZONES[given.area](partial, given.size)
        partial.rename(zone)
    os.environ |= {"ENGAGEMENT_RAW_DIR": str(zone), "ENGAGEMENT_DATA_DIR": str(home)}
    os.environ["ENGAGEMENT_IDENTITY_SALT"] = "benchmark"
    (home / "build").mkdir(parents=True, exist_ok=True)
    os.chdir(paths.DBT_PROJECT_DIR)
    own = names(given.area, home)
    parents = [f"+{name}" for name in own]
    call(["--quiet", "seed"], home)
    timed("load", ["run", "--select", "landing_files"], home)
    # What lies before stands partly on the area's own models, so all are built once and the own
    # ones then again.
    timed("everything", ["run", "--select", *parents, "--exclude", "landing_files"], home)
    for _ in range(given.runs):
        timed(given.area, ["run", "--select", *own], home)


if __name__ == "__main__":
    main()
