"""What a refresh costs as history grows: whole, a day later, and with nothing new, beside a floor.

    .venv/bin/python benchmarks/increments.py --events 1       # millions of web events: 1 10 50

For each size the made-up company is written once (it stays in --home), with all its tables in
proportion, and the rows of its last day are held back. Measured, in this order: the floor (plain
SQL by hand: benchmarks/floor.py), a full refresh, one with nothing new, and one after the files of
the last day. The fixed cost, a refresh of a zone of one row, is measured first and taken off where
a ratio is told. Memory is that of the whole process tree at its highest (shared pages counted
once), disk the data folder at its largest, what was spilled included. docs/performance.md holds
what came of it.
"""

import argparse
import csv
import datetime as dt
import gzip
import os
import platform
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

ROOT = Path(__file__).parents[1]
PEOPLE_PER_MILLION = 11_380  # of the made-up company, so that they send a million web events
END = dt.date(2026, 9, 30)
ONE_ROW = (
    "customer_record_id,source_system,email,created_at,updated_at,_loaded_at\n"
    "c1,ec,a@example.com,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z,2026-01-02T00:00:00Z\n"
)


# --- zones --------------------------------------------------------------------------------------


def held_back(zone: Path, day: Path) -> None:
    """Move the rows of the last day of loading out of a zone, into files of the same names."""
    for file in sorted(f for f in zone.glob("*/*/*") if f.is_file()):
        target = day / file.relative_to(zone)
        target.parent.mkdir(parents=True, exist_ok=True)
        if file.suffix == ".parquet":
            _split_parquet(file, target)
        elif ".csv" in file.suffixes:
            _split_csv(file, target)


def _split_parquet(file: Path, target: Path) -> None:
    table = pq.read_table(file)
    is_new = pc.greater_equal(table["_loaded_at"], pa.scalar(dt.datetime(*_END)))
    if pc.any(is_new).as_py():
        pq.write_table(table.filter(is_new), target.with_stem(target.stem + "_day"))
        kept = table.filter(pc.invert(is_new))
        pq.write_table(kept, file) if kept.num_rows else file.unlink()


def _split_csv(file: Path, target: Path) -> None:
    open_ = gzip.open if file.suffix == ".gz" else open
    with open_(file, "rt", encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    place = [name.lower() for name in header].index("_loaded_at")
    new = [row for row in rows if _moment(row[place]) >= dt.datetime(*_END)]
    if not new:
        return
    kept = [row for row in rows if _moment(row[place]) < dt.datetime(*_END)]
    for path, part in ((file, kept), (target.with_name("day_" + target.name), new)):
        with open_(path, "wt", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([header, *part])


def _moment(text: str) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return dt.datetime.min
    return moment.astimezone(dt.UTC).replace(tzinfo=None) if moment.tzinfo else moment


_END = (END.year, END.month, END.day)


def zone_of(home: Path, million_events: float) -> tuple[Path, Path]:
    """Return a landing zone without its last day, and the files of that day; written once."""
    zone, day = (home / f"{million_events:g}m" / name for name in ("landing", "day"))
    if not day.exists():
        from sample_company import generate

        shutil.rmtree(zone.parent, ignore_errors=True)
        people = round(PEOPLE_PER_MILLION * million_events)
        print(f"writing a company of {people:,} people into {zone}", file=sys.stderr)
        generate(zone, people=people, end=END)
        partial = day.with_name("day-partial")
        held_back(zone, partial)
        partial.rename(day)
    return zone, day


# --- measuring ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cost:
    """What one command took.

    Attributes:
        wall: Seconds passed.
        cpu: Processor seconds of the process and all below it.
        memory: Bytes of the process tree at its highest.
        disk: Bytes of the data folder at its largest.

    """

    wall: float
    cpu: float
    memory: int
    disk: int


def measured(command: list[str], raw: Path, data: Path) -> Cost:
    """Run a command and return what it cost.

    Raises:
        RuntimeError: If it fails; the end of its output is in the message.

    """
    data.mkdir(parents=True, exist_ok=True)
    places = {"ENGAGEMENT_RAW_DIR": str(raw), "ENGAGEMENT_DATA_DIR": str(data)}
    places["ENGAGEMENT_IDENTITY_SALT"] = "benchmark"
    peaks, over = {"memory": 0, "disk": 0}, threading.Event()
    before, began = os.times(), time.monotonic()
    with (data.parent / "output.txt").open("w+", encoding="utf-8") as output:
        child = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | places, stdout=output, stderr=output
        )
        watch = threading.Thread(target=_watch, args=(child.pid, data, peaks, over))
        watch.start()
        code = child.wait()
        wall, after = time.monotonic() - began, os.times()
        over.set()
        watch.join()
        output.seek(0)
        if code:
            raise RuntimeError(f"{' '.join(command)} failed:\n{output.read()[-3000:]}")
    cpu = after.children_user + after.children_system
    cpu -= before.children_user + before.children_system
    return Cost(wall, cpu, peaks["memory"], max(peaks["disk"], _size(data)))


def _watch(pid: int, data: Path, peaks: dict[str, int], over: threading.Event) -> None:
    while not over.wait(0.5):
        peaks["memory"] = max(peaks["memory"], sum(map(_memory, _tree(pid))))
        peaks["disk"] = max(peaks["disk"], _size(data))


def _tree(pid: int) -> list[int]:
    """Return a process and all below it."""
    found, waiting = [], [pid]
    while waiting:
        found.append(one := waiting.pop())
        for file in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                waiting += [int(child) for child in file.read_text().split()]
            except OSError:
                continue
    return found


def _memory(pid: int) -> int:
    """Return the share of memory of a process, in bytes; of one that ended, none."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024


def _size(folder: Path) -> int:
    total = 0
    for path, _, files in os.walk(folder):
        for name in files:
            try:
                total += os.stat(os.path.join(path, name)).st_blocks * 512
            except OSError:
                continue
    return total


# --- the table ----------------------------------------------------------------------------------


def machine() -> str:
    """Return one line about the machine."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    info = Path("/proc/cpuinfo")
    names = [x for x in info.read_text().splitlines() if "model name" in x] if info.exists() else []
    name = names[0].partition(":")[2].strip() if names else platform.processor()
    return f"{os.cpu_count()} cores ({name}), {memory:.0f} GiB, {platform.system()}"


def row(events: str, what: str, cost: Cost, fixed: Cost | None, floor: Cost | None) -> str:
    """Return a line of the table; ratios are of processor time beyond the fixed cost."""
    ratio = ""
    if fixed and floor:
        ratio = f"{max(cost.cpu - fixed.cpu, 0) / floor.cpu:.2f}"
    return (
        f"| {events} | {what} | {cost.wall:,.1f} | {cost.cpu:,.1f} | {cost.memory / 2**30:.1f} "
        f"| {cost.disk / 2**30:.2f} | {ratio} |"
    )


def measure(
    home: Path, millions: float, erasures: bool, fixed: Cost, tell: Callable[[str], None]
) -> None:
    """Measure one size and print its lines."""
    engagement = str(Path(sys.executable).with_name("engagement"))
    floor_py = str(ROOT / "benchmarks" / "floor.py")
    zone, day = zone_of(home, millions)
    events, work = f"{millions:g} M", home / "work"
    shutil.rmtree(work, ignore_errors=True)
    grown = work / "landing"  # the zone of the refreshes: links, so that the day can come later
    leave_out = None if erasures else shutil.ignore_patterns("erasure_requests")
    shutil.copytree(zone, grown, copy_function=os.link, ignore=leave_out)
    floor_data = work / "floor"
    command = [sys.executable, floor_py, str(grown), str(floor_data / "floor.duckdb")]
    floor = measured(command, grown, floor_data)
    tell(row(events, "floor by hand", floor, None, None))
    shutil.rmtree(floor_data)
    data = work / "data"
    full = measured([engagement, "run"], grown, data)
    tell(row(events, "full refresh", full, fixed, floor))
    tell(row(events, "nothing new", measured([engagement, "run"], grown, data), None, None))
    shutil.copytree(day, grown, copy_function=os.link, ignore=leave_out, dirs_exist_ok=True)
    tell(row(events, "a day more", measured([engagement, "run"], grown, data), fixed, floor))
    shutil.rmtree(work)


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=float, nargs="+", default=[1], help="millions: 1 10 50")
    parser.add_argument("--home", type=Path, default=ROOT / "data" / "benchmarks" / "increments")
    parser.add_argument(
        "--no-erasures",
        action="store_true",
        help="leave table crm.erasure_requests out: with it the build database is written anew",
    )
    given = parser.parse_args()
    home = given.home.absolute()
    one = home / "one" / "landing" / "crm" / "customers"
    one.mkdir(parents=True, exist_ok=True)
    (one / "one.csv").write_text(ONE_ROW, encoding="utf-8")
    print(machine())
    print("| web events | refresh | wall s | CPU s | memory GiB | disk GiB | x floor |")
    print("|---|---|---|---|---|---|---|")
    engagement = str(Path(sys.executable).with_name("engagement"))
    # Twice: the first one of a checkout has dbt parse the project.
    for _ in range(2):
        shutil.rmtree(home / "one" / "data", ignore_errors=True)
        fixed = measured([engagement, "run"], home / "one" / "landing", home / "one" / "data")
    print(row("one row", "full refresh (the fixed cost)", fixed, None, None), flush=True)
    for millions in given.events:
        measure(home, millions, not given.no_erasures, fixed, lambda line: print(line, flush=True))


if __name__ == "__main__":
    main()
