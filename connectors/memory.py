"""Remembers what a source has written into a landing zone, and writes what is new.

A row is known by its key and a digest of its values. The memory holds no value of a row but its
key; losing it costs a second copy of the same rows in the zone, which changes no figure.
"""

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import duckdb

from connectors.description import Fill
from connectors.sources import values
from orchestration.casting import literal, quoted
from orchestration.contract import RawTable

if TYPE_CHECKING:
    from connectors.running import Filled
    from connectors.tables import Found

TABLES = """
create table if not exists memory.rows (
    raw varchar, key varchar, digest varchar, loaded_at timestamp, updated_at timestamp,
    is_gone boolean
);
create table if not exists memory.files (raw varchar, file varchar);
create table if not exists memory.columns (table_name varchar, column_name varchar);
create table if not exists memory.tables (table_name varchar, row_count bigint, columns varchar[])
"""
# A row is gone for good only where most are still there: else a load has failed half-way.
GONE_ROWS, GONE_SHARE = 3, 0.5


class Memory:
    """What one source has written so far.

    Args:
        connection: Holds table ``told`` of the raw table at hand.
        file: Where it is kept.
        zone: The landing zone.
        source_name: Name of the source: its files in the zone begin so.
        is_dry: Whether nothing is to be written; the file is a copy then.

    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        file: Path,
        zone: Path,
        source_name: str,
        is_dry: bool,
    ) -> None:
        self.is_dry = is_dry
        self._source_name = source_name
        self.warnings: list[str] = []
        self.alarms: list[str] = []
        self._connection = connection
        self._zone = zone
        self._pending: list[tuple[RawTable, str, list[str]]] = []
        place = literal(":memory:" if is_dry and not file.exists() else str(file))
        try:
            connection.execute(f"attach {place} as memory")
            for statement in TABLES.split(";"):
                connection.execute(statement)
        except duckdb.Error:
            if is_dry or not file.exists():
                raise
            self._begin_anew(place, file)
        self._forget_lost_files()

    def __enter__(self) -> "Memory":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(duckdb.Error):
            self._connection.execute("detach memory")

    def _begin_anew(self, place: str, file: Path) -> None:
        """Do without a memory that cannot be read: rows are written again."""
        with suppress(duckdb.Error):
            self._connection.execute("detach memory")
        file.unlink()
        file.with_name(f"{file.name}.wal").unlink(missing_ok=True)
        self.warnings.append(f"{file} could not be read; all rows are written again.")
        self._connection.execute(f"attach {place} as memory")
        for statement in TABLES.split(";"):
            self._connection.execute(statement)

    def _forget_lost_files(self) -> None:
        """Write a raw table anew where a file of it is no longer in the zone."""
        lost = {
            raw
            for raw, file in self._connection.execute(
                "select raw, file from memory.files"
            ).fetchall()
            if not (self._zone / file).exists()
        }
        for raw in sorted(lost):
            self.warnings.append(
                f"{raw}: a file that was written here is gone; all rows are written again."
            )
            for table in ("rows", "files"):
                self._connection.execute(
                    f"delete from memory.{table} where raw = $raw", {"raw": raw}
                )

    @property
    def is_new(self) -> bool:
        """Whether nothing is remembered of an earlier run."""
        (count,) = self._connection.execute("select count(*) from memory.tables").fetchone()
        return count == 0

    def _rebuild(self, raw: RawTable, key: str) -> None:
        """Know again what files of the source in the zone hold, where the memory was lost.

        What they hold is written once more; what is no longer at the source is known to be gone.
        """
        known = {"raw": raw.full_name}
        (count,) = self._connection.execute(
            "select count(*) from memory.rows where raw = $raw", known
        ).fetchone()
        files = sorted((self._zone / raw.folder).glob(f"{self._source_name}-*.parquet"))
        if count or not files:
            return
        listed = ", ".join(literal(str(file)) for file in files)
        self._connection.execute(
            f"""
            insert into memory.rows
            select $raw, {key}, 'unknown', max(_loaded_at), null, arg_max(_deleted, _loaded_at)
            from read_parquet([{listed}], union_by_name = true)
            group by {key}
            """,
            known,
        )
        for file in files:
            self._connection.execute(
                "insert into memory.files values ($raw, $file)",
                known | {"file": f"{raw.folder}/{file.name}"},
            )

    def compare(self, fill: Fill, is_whole: bool, done: "Filled") -> None:
        """Find what is new, changed or gone in table told, and keep it for writing."""
        raw = fill.raw
        name = quoted(f"add_{raw.source}__{raw.name}")
        described = self._connection.execute("describe told").fetchall()
        columns = [n for n, *_ in described if n not in ("_rows", "_reason", "_loaded_at")]
        parts = ", ".join(f"cast({quoted(column)} as varchar)" for column in raw.key)
        key = f"cast(to_json([{parts}]) as varchar)"
        self._rebuild(raw, key)
        told = [c for c in columns if c not in fill.undated]
        row = ", ".join(f"{quoted(c)} := {quoted(c)}" for c in told)
        before = f"(select * from memory.rows where raw = {literal(raw.full_name)})"
        listed = ", ".join(quoted(c) for c in columns)
        has_change = "updated_at" in columns
        updated = (
            ", greatest(now.updated_at, before.updated_at) as updated_at" if has_change else ""
        )
        self._connection.execute(
            f"""
            create or replace table {name} as
            with now as (
                select
                    {listed},
                    _loaded_at,
                    {key} as _key,
                    md5(cast(to_json(struct_pack({row})) as varchar)) as _digest
                from told
                where _reason is null
            )
            select
                now.* replace (
                    -- What was written last counts, whatever the vendor's clock says.
                    greatest(
                        now._loaded_at, before.loaded_at + interval 1 microsecond
                    ) as _loaded_at{updated}
                ),
                case when before.key is null then 'new' else 'changed' end as _what
            from now
            left join {before} as before on now._key = before.key
            where before.key is null or before.digest <> now._digest or before.is_gone
            """
        )
        counts = dict(
            self._connection.execute(
                f"select _what, count(*) from {name} group by _what"
            ).fetchall()
        )
        done.new, done.changed = counts.get("new", 0), counts.get("changed", 0)
        if is_whole:
            done.gone = self._add_gone(raw, name, columns, key)
        self._pending.append((raw, name, columns))

    def _add_gone(self, raw: RawTable, name: str, columns: list[str], key: str) -> int:
        """Add the last version of rows that the vendor has no more, as deleted."""
        gone = (
            f"(select key, loaded_at from memory.rows where raw = {literal(raw.full_name)} "
            f"and not is_gone and key not in (select {key} from told where _reason is null))"
        )
        (count,) = self._connection.execute(f"select count(*) from {gone}").fetchone()
        if not count:
            return 0
        (known,) = self._connection.execute(
            "select count(*) from memory.rows where raw = $raw and not is_gone",
            {"raw": raw.full_name},
        ).fetchone()
        if count >= GONE_ROWS and count > GONE_SHARE * known:
            self.alarms.append(f"{raw.full_name}: {count:,} of {known:,} rows are no longer there.")
        files = self._connection.execute(
            "select file from memory.files where raw = $raw order by file", {"raw": raw.full_name}
        ).fetchall()
        listed = ", ".join(literal(str(self._zone / file)) for (file,) in files)
        there = {
            n
            for n, *_ in self._connection.execute(
                f"describe select * from read_parquet([{listed}], union_by_name = true)"
            ).fetchall()
        }
        values = ", ".join(
            "true as _deleted"
            if c == "_deleted"
            else f"last.{quoted(c)}"
            if c in there
            else f"null as {quoted(c)}"
            for c in columns
        )
        self._connection.execute(
            f"""
            insert into {name} by name
            with written as (
                select *, {key} as _key
                from read_parquet([{listed}], union_by_name = true, filename = true)
            ),
            last as (
                select * from written
                qualify row_number() over (
                    partition by _key order by _loaded_at desc, filename desc
                ) = 1
            )
            select
                {values},
                gone.loaded_at + interval 1 microsecond as _loaded_at,
                gone.key as _key,
                'gone' as _digest,
                'gone' as _what
            from {gone} as gone
            inner join last on gone.key = last._key
            """
        )
        return count

    def write(self, moment: datetime) -> list[Path]:
        """Write what is new into the zone, then remember it.

        Returns:
            The files that were written.

        """
        stamp = f"{moment:%Y%m%dT%H%M%S%fZ}"
        files: list[Path] = []
        for raw, name, columns in self._pending:
            (count,) = self._connection.execute(f"select count(*) from {name}").fetchone()
            if not count:
                continue
            folder = self._zone / raw.folder
            folder.mkdir(parents=True, exist_ok=True)
            file = folder / f"{self._source_name}-{stamp}.parquet"
            for left in folder.glob(f".{self._source_name}-*.parquet"):  # by a run that was killed
                left.unlink()
            # A refresh leaves names with a dot alone, so none reads half a file.
            unfinished = folder / f".{file.name}"
            listed = ", ".join(quoted(c) for c in [*columns, "_loaded_at"])
            order = ", ".join(quoted(c) for c in raw.key)
            self._connection.execute(
                f"copy (select {listed} from {name} order by {order}) "
                f"to {literal(str(unfinished))} (format parquet)"
            )
            os.replace(unfinished, file)
            files.append(file)
            self._remember(raw, name, columns, f"{raw.folder}/{file.name}")
        return files

    def _remember(self, raw: RawTable, name: str, columns: list[str], file: str) -> None:
        connection, known = self._connection, {"raw": raw.full_name}
        updated = "updated_at" if "updated_at" in columns else "null"
        connection.execute("begin")
        connection.execute(
            f"delete from memory.rows where raw = $raw and key in (select _key from {name})", known
        )
        connection.execute(
            "insert into memory.rows "
            f"select $raw, _key, _digest, _loaded_at, {updated}, _what = 'gone' from {name}",
            known,
        )
        connection.execute("insert into memory.files values ($raw, $file)", known | {"file": file})
        connection.execute("commit")

    def known_columns(self) -> dict[str, set[str]]:
        """Return the vendor's columns of the last run, by table."""
        found: dict[str, set[str]] = {}
        for table, column in self._connection.execute(
            "select table_name, column_name from memory.columns"
        ).fetchall():
            found.setdefault(table, set()).add(column)
        return found

    def look_at(self, found: "dict[str, Found]") -> None:
        """Note what was there in the last run and is not now: a load that failed, or a change."""
        rows = self._connection.execute(
            "select table_name, row_count, columns from memory.tables"
        ).fetchall()
        for name, count, columns in rows:
            table = found.get(name)
            if table is None:
                continue
            if count and not table.rows:
                what = "is not there" if not table.parts else "has no rows"
                self.alarms.append(f"{name} {what}; it had {count:,} rows.")
            elif lost := [column for column in columns if column in table.missing]:
                self.alarms.append(f"{name} has no column {', '.join(lost)} any more.")

    def remember(self, found: "dict[str, Found]") -> None:
        """Keep which tables and columns the vendor has now."""
        for table in ("columns", "tables"):
            self._connection.execute(f"delete from memory.{table}")
        pairs = [(n, c) for n, f in found.items() for c in {c for p in f.parts for c in p.columns}]
        if pairs:
            self._connection.execute(f"insert into memory.columns values {values(pairs)}")
        for name, table in found.items():
            self._connection.execute(
                "insert into memory.tables values ($name, $count, $columns)",
                {"name": name, "count": table.rows, "columns": table.columns},
            )
