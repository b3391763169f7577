"""What the models cost on Spark, of two sizes, and what a cluster needs for more.

    .venv/bin/python benchmarks/spark_costs.py watch 1m.jsonl     beside a refresh; Ctrl-C ends it
    .venv/bin/python benchmarks/spark_costs.py table 1 1m.jsonl 1m.json 5 5m.jsonl 5m.json

``watch`` writes every two seconds what the server of ``make spark`` has used: processor seconds,
memory of its process and of the refresh's own. ``table`` reads, for each of two sizes (millions of
web events), such a file and dbt's ``run_results.json`` of that refresh (``.dbt`` of the data
folder). The processor time of each moment is shared by the nodes that ran then, so that it does not
matter what else the machine did. What a node costs for a million events more is the slope between
the sizes; what is left is its fixed cost. The table of clusters takes the slopes as they are: work
that grows faster than rows would cost more, and is told in docs/scale.md where it was found.
"""

import argparse
import json
import os
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

EVERY_SECONDS = 2.0
# Millions of events, and cores of a cluster, that hours are told of.
CLUSTERS = ((1_000, 32), (1_000, 128), (100_000, 1_024), (100_000, 4_096))
# How many of a cluster's cores work on the average: stages end with their slowest task.
BUSY = 0.6


# --- watching -------------------------------------------------------------------------------------


def processes(data: Path) -> dict[str, list[Path]]:
    """Return the folders in /proc of what runs for a data folder: the server, and the rest."""
    found = defaultdict(list)
    word = f"ENGAGEMENT_DATA_DIR={data}\0".encode()
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if word not in (place / "environ").read_bytes():
                continue
            command = (place / "cmdline").read_bytes()
        except OSError:
            continue
        if b"HiveThriftServer2" in command and b"java" in command.partition(b"\0")[0]:
            found["server"].append(place)
        elif b"dbt_process" in command or b"engagement" in command:
            found["refresh"].append(place)
    return found


def used(places: list[Path]) -> tuple[float, int]:
    """Return processor seconds and MiB of memory of processes."""
    seconds, memory = 0.0, 0
    for place in places:
        try:
            words = (place / "stat").read_text().rpartition(")")[2].split()
            status = (place / "status").read_text().splitlines()
        except OSError:
            continue
        # A process that is about to become another one shows the memory of the first.
        seconds = max(seconds, (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK"))
        resident = [line.split()[1] for line in status if line.startswith("VmRSS:")]
        memory = max([memory, *(int(size) // 1024 for size in resident)])
    return seconds, memory


def watch(data: Path, file: Path) -> None:
    """Write what is used, until somebody ends it."""
    with file.open("a", encoding="utf-8") as lines:
        while True:
            found = processes(data)
            seconds, memory = used(found["server"])
            told = {"at": time.time(), "cpu": seconds, "server_mib": memory}
            told["refresh_mib"] = used(found["refresh"])[1]
            lines.write(json.dumps(told) + "\n")
            lines.flush()
            time.sleep(EVERY_SECONDS)


# --- the table ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Run:
    """A refresh of one size.

    Attributes:
        millions: Millions of web events.
        seconds: Node -> processor seconds of the server.
        server_mib: Memory of the server's process at its highest.
        refresh_mib: That of the largest process of the refresh.

    """

    millions: float
    seconds: dict[str, float]
    server_mib: int
    refresh_mib: int


def read_run(millions: float, watched: Path, results: Path) -> Run:
    """Return a refresh from what was watched and from what dbt has told."""
    lines = [json.loads(line) for line in watched.read_text(encoding="utf-8").splitlines()]
    spans = []
    for result in json.loads(results.read_text(encoding="utf-8"))["results"]:
        moments = [
            datetime.fromisoformat(step[name]).timestamp()
            for step in result["timing"]
            for name in ("started_at", "completed_at")
            if step.get(name)
        ]
        if moments:
            spans.append((min(moments), max(moments), result["unique_id"].split(".", 2)[2]))
    seconds, highest = defaultdict(float), 0.0
    for before, after in zip(lines, lines[1:], strict=False):
        # A child process, seen for a moment, has used next to nothing.
        spent, highest = (
            max(after["cpu"] - max(highest, before["cpu"]), 0),
            max(highest, after["cpu"]),
        )
        parts = {
            name: overlap
            for begun, ended, name in spans
            if (overlap := min(ended, after["at"]) - max(begun, before["at"])) > 0
        }
        whole = sum(parts.values())
        for name, part in parts.items():
            seconds[name] += spent * part / whole
    for _, _, name in spans:
        seconds[name] += 0.0
    return Run(
        millions,
        dict(seconds),
        max(line["server_mib"] for line in lines),
        max(line["refresh_mib"] for line in lines),
    )


def table(small: Run, large: Run, most: int) -> str:
    """Return what each node costs, the dearest first, and what a cluster needs, as Markdown."""
    growth = large.millions - small.millions
    rows = []
    for name in small.seconds.keys() & large.seconds.keys():
        one, two = small.seconds[name], large.seconds[name]
        rows.append(((two - one) / growth, one, two, name))
    rows.sort(reverse=True)
    slope = sum(max(row[0], 0) for row in rows)
    net = sum(row[0] for row in rows)
    fixed = sum(row[1] for row in rows) - net * small.millions
    told = [
        f"| model or test | s at {small.millions:g} M | s at {large.millions:g} M "
        "| s for a million more |",
        "|---|---|---|---|",
    ]
    told += [f"| `{n}` | {one:.1f} | {two:.1f} | {per:.2f} |" for per, one, two, n in rows[:most]]
    others = rows[most:]
    sums = [sum(row[place] for row in others) for place in (1, 2, 0)]
    told.append(f"| {len(others)} others | {sums[0]:.0f} | {sums[1]:.0f} | {sums[2]:.1f} |")
    sums = [sum(row[place] for row in rows) for place in (1, 2, 0)]
    told.append(f"| all | {sums[0]:.0f} | {sums[1]:.0f} | {sums[2]:.1f} |")
    told += [
        "",
        f"Fixed: {fixed:,.0f} s of processor time. For a million events more: {net:.1f} s, or "
        f"{slope:.1f} s where what became cheaper is left out. Memory at its highest: server "
        f"{small.server_mib:,} and {large.server_mib:,} MiB, largest process of the refresh "
        f"{small.refresh_mib:,} and {large.refresh_mib:,} MiB.",
        "",
        f"| events | cores ({BUSY:.0%} busy) | hours |",
        "|---|---|---|",
    ]
    for millions, cores in CLUSTERS:
        hours = (slope * millions / (cores * BUSY) + fixed / 2) / 3600
        told.append(f"| {millions * 10**6:,} | {cores:,} | {hours:.1f} |")
    return "\n".join(told)


def main() -> None:
    """Watch a refresh, or print the table of two."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ways = parser.add_subparsers(dest="way", required=True)
    watching = ways.add_parser("watch", help="write what the server uses")
    watching.add_argument("file", type=Path)
    telling = ways.add_parser("table", help="tell what the models cost")
    for size in ("small", "large"):
        telling.add_argument(f"{size}_millions", type=float)
        telling.add_argument(f"{size}_watched", type=Path)
        telling.add_argument(f"{size}_results", type=Path)
    telling.add_argument("--most", type=int, default=25, help="how many are told one by one")
    given = parser.parse_args()
    if given.way == "watch":
        from orchestration import paths

        try:
            watch(paths.data_dir(), given.file)
        except KeyboardInterrupt:
            sys.exit(0)
    runs = [
        read_run(*(getattr(given, f"{size}_{what}") for what in ("millions", "watched", "results")))
        for size in ("small", "large")
    ]
    print(table(*sorted(runs, key=lambda run: run.millions), given.most))


if __name__ == "__main__":
    main()
