"""A landing zone that grows: files that wait, rows that were delivered, and ways to add more.

Rows are kept as texts, as a file brings them, so that a change can say anything, broken values
included. What is kept here only helps to draw the next change; what counts is what lies in the
files.
"""

import csv
import datetime as dt
import os
import random
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.contract import RawTable, read_contract
from sample_company import generate

Row = dict[str, str | None]
TABLES = {table.full_name: table for table in read_contract()}
# Long enough ago that rows may be loaded later and later without meeting this machine's clock.
END = dt.date(2025, 3, 31)
EARLY = ("web.events", "crm.customers", "commerce.orders", "commerce.order_lines")
# Names sort before and after each other: of two equally new rows that of the last file wins.
NAMES = ("000", "a", "m", "z", "~", "it's", "日本", "É")


@cache
def company_rows(people: int, months: int, seed: int, folder: Path) -> dict[str, list[Row]]:
    """Return the rows of a made-up company by table, as texts; times are UTC without an offset."""
    if not folder.exists():
        generate(folder, people=people, months=months, seed=seed, end=END)
    found: dict[str, list[Row]] = {}
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        for table in TABLES.values():
            rows: list[Row] = []
            for file in sorted((folder / table.folder).glob("*")):
                rows += _read(connection, table, file)
            if rows:
                found[table.full_name] = rows
    return found


def _read(connection: duckdb.DuckDBPyConnection, table: RawTable, file: Path) -> list[Row]:
    is_parquet = file.suffix == ".parquet"
    reader = "read_parquet(?)" if is_parquet else "read_csv(?, all_varchar = true)"
    kinds = {c["name"]: c["data_type"] for c in table.wanted}
    described = connection.execute(f"describe from {reader}", [str(file)]).fetchall()
    listed = []
    for given, *_ in described:
        name = given.lower()
        if name not in kinds:
            continue
        text = f'cast("{given}" as varchar)'
        if kinds[name] == "timestamp":
            utc = f"cast(try_cast({text} as timestamptz) as timestamp)"
            text = f"coalesce(cast({utc} as varchar), {text})"
        listed.append(f'{text} as "{name}"')
    result = connection.execute(f"select {', '.join(listed)} from {reader}", [str(file)])
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def moment(text: str | None) -> dt.datetime | None:
    """Return a time as these rows write it, or None for what is none."""
    try:
        return None if text is None else dt.datetime.fromisoformat(text)
    except ValueError:
        return None


def changed_at(row: Row) -> tuple[str, str]:
    """Return what tells versions of a key apart, the newest last."""
    return (row.get("updated_at") or row.get("_loaded_at") or "", row.get("_loaded_at") or "")


@dataclass(frozen=True)
class File:
    """A file of the landing zone, there or not yet.

    Attributes:
        table: Full name of its table.
        name: Its name.
        rows: What it holds.
        columns: Which columns, in order.
        kind: parquet or csv.

    """

    table: str
    name: str
    rows: tuple[Row, ...]
    columns: tuple[str, ...]
    kind: str


@dataclass
class Zone:
    """A landing zone and how it is read.

    Attributes:
        folder: The landing zone.
        rng: What draws the present change.
        seeds: The seeds to read it with.
        waiting: Files that have not come yet.
        there: Files that have come, by table and name.
        newest: Table -> key -> newest row that came; broken rows are not among them.
        broken: Rows that came broken, with their tables.
        variables: Variables of the next refresh.
        is_interrupted: Whether the next refresh is broken off on its way.
        undo: Files that are taken away before the next step.

    """

    folder: Path
    seeds: Path
    rng: random.Random = field(default_factory=random.Random)
    waiting: list[File] = field(default_factory=list)
    there: dict[tuple[str, str], File] = field(default_factory=dict)
    newest: dict[str, dict[tuple, Row]] = field(default_factory=dict)
    broken: list[tuple[str, Row]] = field(default_factory=list)
    variables: dict[str, object] = field(default_factory=dict)
    is_interrupted: bool = False
    undo: list[str] = field(default_factory=list)
    now: dt.datetime = dt.datetime(2020, 1, 1)
    number: int = 0

    # --- files ---------------------------------------------------------------------------------

    def cut(self, rows: dict[str, list[Row]]) -> None:
        """Cut the rows of a company into files that wait, by time of loading or at random."""
        for table, all_rows in rows.items():
            rows_left = list(all_rows)
            if self.rng.random() < 0.5:
                self.rng.shuffle(rows_left)
            else:
                rows_left.sort(key=lambda row: row["_loaded_at"] or "")
            count = min(self.rng.choice((1, 1, 2, 3)), len(rows_left))
            edges = [len(rows_left) * n // count for n in range(count + 1)]
            for n in range(count):
                part = rows_left[edges[n] : edges[n + 1]]
                kind = "csv" if self.rng.random() < 0.15 else "parquet"
                self.waiting.append(self._file(table, part, f"base_{n}", kind))
        self.rng.shuffle(self.waiting)
        # What most changes need is mostly there, at least in part, when the first refresh begins.
        early = {file.table: n for n, file in enumerate(self.waiting)}
        early = {n for table, n in early.items() if table in EARLY and self.rng.random() < 0.8}
        ranked = sorted(range(len(self.waiting)), key=lambda n: n in early)
        self.waiting = [self.waiting[n] for n in ranked]

    def _file(self, table: str, rows: list[Row], name: str, kind: str) -> File:
        given = {name for row in rows for name in row}
        # Files of the same columns are read by one statement, and without a required one none is.
        is_bare = self.rng.random() < 0.3
        columns = tuple(
            c["name"]
            for c in TABLES[table].wanted
            if c["name"] in given or c["required"] or not is_bare
        )
        return File(table, f"{name}.{kind}", tuple(rows), columns, kind)

    def deliver(self, share: float) -> int:
        """Let some of the waiting files come; return how many."""
        count = min(len(self.waiting), max(1, round(share * len(self.waiting))))
        for _ in range(count):
            self.place(self.waiting.pop())
        return count

    def put(self, table: str, rows: list[Row], kind: str | None = None) -> str:
        """Write a new file with some rows; return what to call it."""
        self.number += 1
        name = f"{self.rng.choice(NAMES)}_{self.number}"
        kind = kind or self.rng.choice(("parquet", "parquet", "csv"))
        self.place(self._file(table, rows, name, kind))
        return f"{table}/{name}.{kind}"

    def place(self, file: File) -> None:
        """Write a file, perhaps over one of the same name, and note its rows."""
        path = self.path(file)
        path.parent.mkdir(parents=True, exist_ok=True)
        # Beside it first, then renamed: what is there is whole, as a loader does it.
        half = path.with_name(f".{path.name}.half")
        if file.kind == "parquet":
            columns = {
                name: pa.array([row.get(name) for row in file.rows], pa.string())
                for name in file.columns
            }
            pq.write_table(pa.table(columns), half)
        else:
            with half.open("w", encoding="utf-8", newline="") as stream:
                writer = csv.writer(stream)
                writer.writerow(file.columns)
                for row in file.rows:
                    writer.writerow(row.get(name) for name in file.columns)
        half.rename(path)
        # A file that is written again at once must not look as it did.
        self.touch(path)
        self.there[file.table, file.name] = file
        self.note(file)

    def touch(self, path: Path) -> None:
        """Give a file a time of its own, whatever the clock of the file system can tell apart."""
        self.number += 1
        at = (1_700_000_000 + self.number) * 10**9
        os.utime(path, ns=(at, at))

    def remove(self, file: File) -> None:
        """Take a file away."""
        self.path(file).unlink()
        del self.there[file.table, file.name]

    def path(self, file: File) -> Path:
        """Return where a file lies."""
        return self.folder / TABLES[file.table].folder / file.name

    def note(self, file: File) -> None:
        """Note the rows of a file that has come."""
        table = TABLES[file.table]
        known = self.newest.setdefault(file.table, {})
        required = [c["name"] for c in table.columns if c["required"]]
        for row in file.rows:
            key = tuple(row.get(name) for name in table.key)
            loaded = moment(row.get("_loaded_at"))
            is_deleted = row.get("_deleted") == "true"
            if loaded is None or None in key or not (is_deleted or all(map(row.get, required))):
                self.broken.append((file.table, row))
                continue
            self.now = max(self.now, loaded)
            if key not in known or changed_at(known[key]) <= changed_at(row):
                known[key] = row

    # --- drawing -------------------------------------------------------------------------------

    def rows(self, table: str) -> list[Row]:
        """Return the newest rows of a table that are not deleted."""
        return [r for r in self.newest.get(table, {}).values() if r.get("_deleted") != "true"]

    def some(self, table: str, most: int = 1) -> list[Row]:
        """Return copies of up to so many drawn rows."""
        found = self.rows(table)
        return [dict(row) for row in self.rng.sample(found, min(most, len(found)))]

    def value(self, table: str, column: str) -> str | None:
        """Return the value of a column in a drawn row."""
        found = [row[column] for row in self.rows(table) if row.get(column)]
        return self.rng.choice(found) if found else None

    def new_id(self, kind: str) -> str:
        """Return an id that was never there; some are of the odd kinds that sources have."""
        self.number += 1
        name = f"{kind}-{self.number}"
        odd = (f"{name}'\"", f"{name} 顧客é😀", f"{name}-" + "x" * 300, f"{name}|>\\,;")
        return self.rng.choice(odd) if self.rng.random() < 0.15 else name

    def stamp(self) -> str:
        """Return a time of loading: later than all, as late as the latest, or before it."""
        drawn = self.rng.random()
        if drawn < 0.45:
            return self.after(self.now, dt.timedelta(days=self.rng.choice((0.01, 1, 3, 20))))
        if drawn < 0.8:
            return str(self.now)
        return str(self.now - dt.timedelta(days=self.rng.uniform(0, 90)))

    def newer(self, row: Row) -> Row:
        """Give a row that was there a later version's times."""
        at = self.now if self.rng.random() < 0.4 else moment(self.stamp()) or self.now
        last = max((t for t in map(moment, changed_at(row)) if t), default=at)
        if at <= last:
            at = last + dt.timedelta(seconds=1)
        row["_loaded_at"] = str(at)
        if row.get("updated_at"):
            row["updated_at"] = str(at)
        return row

    def after(self, at: dt.datetime, most: dt.timedelta) -> str:
        """Return a moment after another, to the second or finer."""
        return str(at + most * self.rng.random())

    def any_time(self) -> str:
        """Return a moment of any age: long ago, of these months, of today, still to come."""
        drawn = self.rng.random()
        days = (
            self.rng.uniform(400, 1500)
            if drawn < 0.15
            else self.rng.uniform(-40, 0)
            if drawn < 0.3
            else self.rng.uniform(0, 120)
        )
        return str((self.now - dt.timedelta(days=days)).replace(microsecond=0))

    def person(self) -> str | None:
        """Return the id of a drawn customer record."""
        return self.value("crm.customers", "customer_record_id")
