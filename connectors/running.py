"""Runs a connector: reads the vendor's tables, asks its SQL, adds what is new to the zone.

Every row of a table that a connector reads is written or left out with a reason; a connector
that loses one without a word is refused. What was written is remembered by key and digest, so
that the same tables twice add nothing.
"""

import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from connectors.description import Connector, Fill, Form
from connectors.errors import ConnectorError, SourceError
from connectors.memory import Memory
from connectors.sources import Source
from connectors.tables import Found, read_tables, recognise
from orchestration import settings
from orchestration.casting import literal, quoted
from orchestration.errors import without_values

# Columns of a connector's SQL besides those of the raw table.
ROW, REASON = "_row", "left_out"
CONTROLS = {ROW, REASON, "_deleted", "_loaded_at"}
# Kinds of columns of which some values have to be readable, and how many values tell.
FIGURES, MANY = ("decimal", "integer", "time", "date", "seconds", "micros"), 2
# An option of every connector: the zone of times without an offset.
TIMEZONE = "timezone"
# Copies of the vendor's rows lie in a folder that begins so, as long as a run takes.
SCRATCH = ".connect-"
OLDER = "an older version of the same row"
DOUBLE = "another row has the same key"


@dataclass(frozen=True)
class Order:
    """What to connect.

    Attributes:
        name: Name of this source of the company; ids begin with it.
        connector: How its tables are read.
        place: Folder, DuckDB file or postgresql:// address.
        schema: Schema of a database.
        prefix: What ids begin with.
        options: The connector's options.
        prefixes: Name of another source -> what its ids begin with.
        accepts_changes: Whether what was there in the last run may be gone: tables, columns, most
            of the rows.

    """

    name: str
    connector: Connector
    place: str
    schema: str | None = None
    prefix: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    prefixes: Mapping[str, str] = field(default_factory=dict)
    accepts_changes: bool = False


@dataclass
class Filled:
    """What became of a raw table.

    Attributes:
        raw: Its full name.
        sources: Table -> rows that were read of it, in all versions.
        left_out: Reason -> rows of those tables.
        rows: Rows that the vendor's tables give now.
        new: Of these, rows that were not in the zone.
        changed: Rows that were there otherwise.
        gone: Rows that the vendor has no more, written as deleted.
        unfit: Column -> values that the contract's type cannot hold.

    """

    raw: str
    sources: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    rows: int = 0
    new: int = 0
    changed: int = 0
    gone: int = 0
    unfit: dict[str, int] = field(default_factory=dict)


@dataclass
class Outcome:
    """What one run of a connector found and wrote.

    Attributes:
        order: What was connected.
        form: In which form the tables are there.
        tables: The connector's tables.
        filled: What became of raw tables.
        warnings: What deserves a look each time.
        notes: What the vendor does not have.
        is_first: Whether nothing was known of an earlier run.
        files: What was written.

    """

    order: Order
    form: Form
    tables: dict[str, Found]
    filled: list[Filled]
    warnings: list[str]
    notes: list[str]
    is_first: bool
    files: list[Path] = field(default_factory=list)


def run(  # noqa: PLR0913 - where everything lies
    order: Order,
    zone: Path,
    memory_file: Path,
    *,
    is_dry: bool = False,
    now: datetime | None = None,
    salt: str = "",
) -> Outcome:
    """Add what is new at a source to a landing zone.

    Args:
        order: What to connect.
        zone: The landing zone.
        memory_file: Where is kept what was written so far.
        is_dry: Only say what would be written.
        now: Moment of the run; by default the machine's clock.
        salt: Of pseudonyms for people who have no id at the vendor.

    Raises:
        SourceError: If the vendor's tables cannot be read as they are.
        ConnectorError: If the connector is not written as it has to be.

    """
    moment = (now or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None)
    memory_file.parent.mkdir(parents=True, exist_ok=True)
    for left in memory_file.parent.glob(f"{SCRATCH}*"):  # by a run that was killed
        shutil.rmtree(left, ignore_errors=True)
    scratch = Path(tempfile.mkdtemp(prefix=SCRATCH, dir=memory_file.parent))
    try:
        limits = settings.duckdb_config() | {"temp_directory": str(scratch / "spill")}
        with duckdb.connect(str(scratch / "work.duckdb"), config=limits) as connection:
            connection.execute("set timezone = 'UTC'")
            connection.execute("set preserve_insertion_order = true")
            copies = scratch / "copies"
            copies.mkdir()
            with Source(order.place, order.schema, connection, copies) as source:
                form = recognise(order.connector, source)
                zone_of_times = str(order.options.get(TIMEZONE) or form.timezone)
                found = read_tables(connection, order.connector, form, source, zone_of_times)
            if is_dry and memory_file.exists():
                memory_file = Path(shutil.copy(memory_file, scratch / "memory.duckdb"))
            with Memory(connection, memory_file, zone, order.name, is_dry) as memory:
                work = _Work(connection, order, form, found, memory, moment)
                return work.run(salt)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


class _Work:
    """One run, from tables in schema src to files of the zone."""

    def __init__(  # noqa: PLR0913 - what a run knows
        self,
        connection: duckdb.DuckDBPyConnection,
        order: Order,
        form: Form,
        found: dict[str, Found],
        memory: Memory,
        moment: datetime,
    ) -> None:
        self._connection = connection
        self._order = order
        self._form = form
        self._found = found
        self._memory = memory
        self._moment = moment

    def run(self, salt: str) -> Outcome:
        self._set_options(salt)
        is_first = self._memory.is_new
        self._memory.look_at(self._found)
        self._refuse_what_nobody_can_read()
        self._make_helpers()
        filled = []
        for fill in self._order.connector.fills:
            if not self._has(fill):
                continue
            done = self._tell(fill)
            self._memory.compare(fill, self._is_whole(fill), done)
            filled.append(done)
        self._refuse_losses()
        warnings, notes = self._warnings(filled), self._notes()
        outcome = Outcome(self._order, self._form, self._found, filled, warnings, notes, is_first)
        if not self._memory.is_dry:
            outcome.files = self._memory.write(self._moment)
            self._memory.remember(self._found)
        return outcome

    def _refuse_what_nobody_can_read(self) -> None:
        """Refuse a table of which a column holds nothing of its kind: money with its sign, say."""
        for name, found in self._found.items():
            for column, (unread, given) in found.unread.items():
                kind = next(c.type for c in found.table.columns if c.name == column)
                if unread == given and given >= MANY and kind in FIGURES:
                    origin = ", ".join(part.origin for part in found.parts[:3])
                    raise SourceError(
                        f"{origin}, table {name}: none of the {given:,} values of column {column} "
                        f"is a {kind}. Have it exported as plain figures and ISO times, or leave "
                        "the column out."
                    )

    def _refuse_losses(self) -> None:
        """Refuse to take for deleted what a failed load, or a changed table, does not show."""
        if self._memory.alarms and not self._order.accepts_changes:
            raise SourceError(
                f"{self._order.name}: what the last run found is not there now, so nothing was "
                "written:\n"
                + "\n".join(f"- {text}" for text in self._memory.alarms)
                + "\nLoad the tables again. If they are right as they are: engagement connect "
                f"{self._order.name} --accept-changes (with --from as before, unless connect.yml "
                "lists it)."
            )

    def _set_options(self, salt: str) -> None:
        given = dict(self._order.options)
        for name, option in self._order.connector.options.items():
            value = given.pop(name, option.get("default"))
            if isinstance(value, dict | list):
                value = json.dumps(value, ensure_ascii=False)
            self._connection.execute(f"set variable {quoted(name)} = $value", {"value": value})
        self._connection.execute("set variable moment = $moment", {"moment": self._moment})
        self._connection.execute("set variable source_name = $name", {"name": self._order.name})
        prefix = {"prefix": self._order.prefix}
        self._connection.execute("set variable source_prefix = $prefix", prefix)
        self._connection.execute(
            "create macro pseudonym(x) as "
            f"left(sha256({literal(salt + self._order.name)} || lower(trim(x))), 24)"
        )

    def _make_helpers(self) -> None:
        for name in self._order.connector.helpers:
            file = self._order.connector.helper(name, self._form.name)
            if file is not None:
                self._ask(file, f"create table src.{quoted(name)} as {_sql(file)}")

    def _ask(self, file: Path, statement: str) -> None:
        try:
            self._connection.execute(statement)
        except duckdb.Error as error:
            said = without_values(str(error)).splitlines()[0]
            raise ConnectorError(f"{file.parent.name}/{file.name}: {said}") from error

    def _has(self, fill: Fill) -> bool:
        """Whether this form fills a raw table, and any of its tables is there."""
        sources = fill.sources(self._form.name)
        return any(name not in self._found or self._found[name].parts for name in sources)

    def _is_whole(self, fill: Fill) -> bool:
        """Whether what is missing was deleted: an empty table is more likely a failed load."""
        if not self._form.is_whole or fill.is_history:
            return False
        tables = [self._found[n] for n in fill.sources(self._form.name) if n in self._found]
        return all(found.rows for found in tables)

    def _tell(self, fill: Fill) -> Filled:
        """Ask the SQL of a raw table and keep its rows, typed, as told."""
        file = fill.statement(self._form.name)
        self._connection.execute("drop table if exists answer")
        self._ask(file, f"create table answer as {_sql(file)}")
        columns = self._columns(fill, file)
        done = Filled(fill.raw.full_name)
        try:
            self._make_told(fill, columns, done)
            self._reconcile(fill, file, done)
        except duckdb.Error as error:
            # A control of another type than it should have: _row, _deleted, left_out.
            said = without_values(str(error)).splitlines()[0]
            raise ConnectorError(f"{file.parent.name}/{file.name}: {said}") from error
        return done

    def _columns(self, fill: Fill, file: Path) -> set[str]:
        there = {name for name, *_ in self._connection.execute("describe answer").fetchall()}
        known = {column["name"] for column in fill.raw.columns}
        where = f"{file.parent.name}/{file.name}"
        if unknown := sorted(there - known - CONTROLS):
            raise ConnectorError(
                f"{where}: {fill.raw.full_name} has no column {unknown[0]}. It has "
                f"{', '.join(sorted(known))}."
            )
        (unknown,) = (
            self._connection.execute(
                f"select count(*) filter (where {ROW} is null) from answer"
            ).fetchone()
            if ROW in there
            else (0,)
        )
        if unknown:
            raise ConnectorError(
                f"{where}: {unknown} rows have no {ROW}. Every row is made of one, or of a list."
            )
        if ROW not in there:
            raise ConnectorError(
                f"{where}: column {ROW} is missing. Select {ROW} of the row that each row is made "
                f"of, or a list of them (list({ROW})) for a row that is made of several."
            )
        return there

    def _make_told(self, fill: Fill, there: set[str], done: Filled) -> None:
        """Cast to the contract, put the source's prefix before ids, and leave out what is unfit."""
        kinds = dict(row[:2] for row in self._connection.execute("describe answer").fetchall())
        rows = ROW if kinds[ROW].endswith("[]") else f"[{ROW}]"
        selects, unfit, untold = [], [], []
        for column in fill.raw.columns:
            name, kind = column["name"], column["data_type"]
            if name not in there and name != "source_system":
                if column["required"]:
                    untold.append(f"when not _deleted then {literal(f'no {name} is told')}")
                continue
            value = quoted(name) if name in there else literal(self._order.name)
            typed = f"try_cast({value} as {kind})"
            if kind == "varchar":
                typed = f"nullif(trim(cast({value} as varchar)), '')"
            unfit.append(f"count(*) filter (where {value} is not null and {typed} is null)")
            if prefix := self._prefix(fill, column):
                typed = f"{literal(prefix)} || {typed}"
            selects.append(f"{typed} as {quoted(name)}")
            if column["required"]:
                untold.append(f"when {quoted(name)} is null then {literal(f'no {name} is told')}")
        deleted = "coalesce(_deleted, false)" if "_deleted" in there else "false"
        loaded = "cast(_loaded_at as timestamp)" if "_loaded_at" in there else "null"
        reason = f"cast({REASON} as varchar)" if REASON in there else "null"
        key = ", ".join(quoted(column) for column in fill.raw.key)
        # Of a deleted row the vendor may have kept no more than its key.
        missing = f"case {' '.join(untold)} end" if untold else "null"
        self._connection.execute(
            f"""
            create or replace table told as
            with typed as (
                select
                    {", ".join(selects)},
                    {deleted} as _deleted,
                    coalesce({loaded}, {literal(str(self._moment))}::timestamp) as _loaded_at,
                    {rows} as _rows,
                    {reason} as _reason
                from answer
            ),
            judged as (
                select * exclude (_reason), coalesce(_reason, {missing}) as _reason from typed
            )
            select
                * exclude (_reason),
                case
                    when _reason is null and row_number() over (
                        partition by {key}, _reason is null
                        order by _loaded_at desc, list_max(_rows) desc
                    ) > 1 then {literal(DOUBLE)}
                    else _reason
                end as _reason
            from judged
            """
        )
        names = [c["name"] for c in fill.raw.columns if c["name"] in there]
        if "source_system" in {c["name"] for c in fill.raw.columns} - there:
            names.insert(1, "source_system")
        if unfit:
            counts = self._connection.execute(f"select {', '.join(unfit)} from answer").fetchone()
            done.unfit = {n: c for n, c in zip(names, counts, strict=True) if c}

    def _prefix(self, fill: Fill, column: Mapping[str, Any]) -> str:
        """Return what the ids of a column begin with: none where they are no ids."""
        name = column["name"]
        if option := fill.ids_of.get(name):
            other = self._order.options.get(option)
            return self._order.prefixes.get(str(other), "") if other else ""
        if name in fill.keeps:
            return ""
        partner = str(column.get("references") or "").rpartition(".")[2]
        is_id = name.endswith("_id") and name in fill.raw.key
        return self._order.prefix if is_id or partner.endswith("_id") else ""

    def _reconcile(self, fill: Fill, file: Path, done: Filled) -> None:
        """See that every row of the sources was written or left out, and count both.

        Raises:
            ConnectorError: If rows were lost without a word.

        """
        for name in fill.sources(self._form.name):
            relation = f"src.{quoted(name)}"
            lost, newest = self._connection.execute(
                f"""
                select
                    count(*) filter (where not exists (
                        select 1 from (select unnest(_rows) as _row from told) as rows
                        where rows._row = given._row
                    )),
                    count(*)
                from {relation} as given
                """
            ).fetchone()
            if lost:
                raise ConnectorError(
                    f"{file.parent.name}/{file.name}: {lost} of {newest} rows of {name} are "
                    "neither written nor left out. Select them too, with a reason in column "
                    f"{REASON}."
                )
            found = self._found.get(name)
            done.sources[name] = found.rows if found else newest
            if found and found.rows > found.newest:
                done.left_out[OLDER] = done.left_out.get(OLDER, 0) + found.rows - found.newest
            for reason, count in self._connection.execute(
                f"""
                with rows as (select unnest(_rows) as _row, _reason from told)
                select min(_reason), count(*) from (
                    select rows._row, min(_reason) as _reason, bool_or(_reason is null) as is_in
                    from rows join {relation} as given using (_row)
                    group by rows._row
                )
                where not is_in
                group by _reason
                """
            ).fetchall():
                done.left_out[reason] = done.left_out.get(reason, 0) + count
        (done.rows,) = self._connection.execute(
            "select count(*) from told where _reason is null"
        ).fetchone()

    def _notes(self) -> list[str]:
        return [
            f"{name} has no column {', '.join(found.missing)}: taken as not known."
            for name, found in self._found.items()
            if found.missing
        ]

    def _warnings(self, filled: list[Filled]) -> list[str]:
        told = []
        known = self._memory.known_columns()
        for name, found in self._found.items():
            if found.passed_over:
                told.append(f"{', '.join(found.passed_over)} is not read: {name} is there already.")
            for column, (unread, given) in found.unread.items():
                kind = next(c.type for c in found.table.columns if c.name == column)
                told.append(
                    f"{name}.{column}: {unread} of {given} values are no {kind}; taken as not "
                    "known."
                )
            before = known.get(name)
            new = [c for c in found.unknown if before is not None and c not in before]
            if new:
                told.append(f"{name} has new columns that are not read: {', '.join(new)}.")
        for done in filled:
            for column, count in done.unfit.items():
                told.append(
                    f"{done.raw}.{column}: {count} values do not fit the contract; taken as not "
                    "known."
                )
        told += self._memory.warnings
        return told


def _sql(file: Path) -> str:
    return file.read_text(encoding="utf-8").strip().rstrip(";")
