"""Loads landing files into typed raw tables: each file once, every row kept, also a broken one.

The contract of a raw table stands in the dbt source YAML and nowhere else; how a value is read and
judged is written in ``casting.py``. Rows that break the contract stay in the raw table with
``_reasons`` and the row as JSON: the quarantine is a query, and nothing can be lost between two
tables.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import groupby
from pathlib import Path

import duckdb

from orchestration import builds, casting, landing_zone, sealing, yamls
from orchestration.casting import literal, quoted
from orchestration.contract import RawTable, read_contract
from orchestration.dialects import DUCKDB, DuckDB
from orchestration.landing_zone import LandingFile
from orchestration.paths import DBT_PROJECT_DIR

# What the load adds to each row, in order; _changed_at tells versions of a key apart.
CONTROL_COLUMNS = {
    "_changed_at": "timestamp",
    "_file": "varchar",
    "_row": "bigint",
    "_reasons": "varchar",
    "_row_json": "varchar",
    "_nulled": "varchar",
    "_emptied": "varchar",
}
LANDING_FILES = {
    "source": "varchar",
    "table_name": "varchar",
    "file": "varchar",
    "raw_dir": "varchar",
    "size_bytes": "bigint",
    "modified_ns": "bigint",
    "contract_hash": "varchar",
    "row_count": "bigint",
    "quarantined_row_count": "bigint",
    "newest_loaded_at": "timestamp",
    "extra_columns": "varchar",
    "missing_columns": "varchar",
    "is_published": "boolean",
    # Rows of erased persons that were taken out (orchestration.erasure) and are read again by the
    # next load, which makes it 0; null where none ever was.
    "erased_row_count": "bigint",
}
# How far a loading time may lie ahead of this machine's clock; it decides no figure.
CLOCK_TOLERANCE = timedelta(days=1)
# CSV files up to this size together are read by one statement.
CSV_BATCH_BYTES = 8_000_000
# Up to this size planning a statement takes longer than running it: finding what its expressions
# have in common is left out then.
SMALL_BATCH_BYTES = 1_000_000


class LandingError(Exception):
    """The landing zone cannot be loaded; the message names file, table, column and remedy."""


@dataclass
class LoadReport:
    """What one load did.

    Attributes:
        files: Files loaded now, by table folder.
        rows: Rows loaded now, by table folder.
        reloaded: Folders whose files changed or vanished and that were therefore read anew.
        warnings: Things a person should look at; nothing of them stops the run.

    """

    files: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    reloaded: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@cache
def earliest_date() -> str:
    """Return the default of var earliest_date."""
    project = yamls.read((DBT_PROJECT_DIR / "dbt_project.yml").read_text(encoding="utf-8"))
    return str(project["vars"]["earliest_date"])


def contract_hash(table: RawTable, earliest: str) -> str:
    """Change when the contract or the rules of reading change, so that files are read anew."""
    return table.fingerprint(
        casting.TEXT_FORMS, casting.SIZE_LIMITS, casting.SPREADSHEET_NUMBER, earliest
    )


@dataclass(frozen=True)
class Before:
    """What of a table is loaded already and goes before its files are read.

    Attributes:
        is_reload: Whether all of it does.
        lacking: Files that do by themselves: rows of erased persons were taken out of them, or an
            engine has lost the table.
        touched: Files out of which rows of erased persons were ever taken.
        published: Files that a published refresh has read.

    """

    is_reload: bool = False
    lacking: frozenset[str] = frozenset()
    touched: frozenset[str] = frozenset()
    published: frozenset[str] = frozenset()


class RawRows:
    """The rows of the raw tables, which lie in the build database; the interface of other places.

    What of a table is loaded is noted in the build database, wherever its rows lie. Its rows change
    between ``remove`` and ``note``, in one transaction of the build database with the note.
    """

    # What is raised where a file cannot be read.
    errors: tuple[type[Exception], ...] = (duckdb.Error,)
    words = DUCKDB

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        # Files that are being read.
        self.reading: list[LandingFile] = []

    # --- questions ------------------------------------------------------------------------------

    def ask(self, sql: str) -> list[tuple]:
        """Return the rows of a small result of a query over raw tables."""
        return self.connection.execute(sql).fetchall()

    def bring(self, sql: str, name: str) -> None:
        """Have the rows of a query over raw tables under a temporary name of the session."""
        self.connection.execute(f"create or replace temp view {quoted(name)} as {sql}")

    def is_of(self, files: list[str], known: int) -> str:
        """Return the SQL for whether a row is of one of some files.

        Args:
            files: Their names.
            known: How many files its table has.

        """
        if len(files) == known:
            return "true"
        return f"_file in ({', '.join(map(self.words.literal, files))})" if files else "false"

    def seed(self, file: Path) -> str:
        """Return the SQL that reads a seed, every column as text."""
        return f"read_csv({literal(str(file))}, header = true, all_varchar = true)"

    def make_list(self, name: str, sql: str) -> None:
        """Name the rows of a query, for later questions of this session."""
        self.connection.execute(f"create or replace temp table {name} as {sql}")

    def drop_list(self, name: str) -> None:
        """Drop what was named."""
        self.connection.execute(f"drop table {name}")

    # --- loading --------------------------------------------------------------------------------

    def prepare(self, tables: list[RawTable]) -> frozenset[str]:
        """Make what is missing, and return the folders of tables whose rows have got lost.

        Args:
            tables: The contract; the build database has a table of each.

        """
        if ELSEWHERE in table_names(self.connection):
            # What was noted as loaded lies in an engine that is used no more.
            self.connection.execute(f"delete from raw.landing_files; drop table {ELSEWHERE}")
        return frozenset()

    def remove(self, table: RawTable, before: Before) -> None:
        """Take out what goes before the new files are read."""
        if before.is_reload:
            self.connection.execute(f"delete from {table.relation}")
        elif before.lacking:
            self.connection.execute(
                f"delete from {table.relation} where list_contains(?, _file)",
                [sorted(before.lacking)],
            )

    def insert(self, table: RawTable, files: list[LandingFile], earliest: str) -> None:
        """Load the new files of a table.

        Raises:
            Exception: One of ``errors``, if one of them cannot be read.

        """
        for batch in batches(files):
            self.reading = batch
            _load_batch(self.connection, table, batch, earliest)

    def counted(
        self, table: RawTable, names: list[str]
    ) -> dict[str, tuple[int, int, datetime | None]]:
        """Return file -> its rows, those in quarantine, and the newest loading time of others.

        Args:
            table: The table.
            names: Names of the files; those without rows may be missing from what is returned.

        """
        return {
            row[0]: row[1:]
            for row in self.connection.execute(
                "select _file, count(*), count(_reasons), "
                "max(_loaded_at) filter (where _reasons is null) "
                f"from {table.relation} where list_contains(?, _file) group by _file",
                [names],
            ).fetchall()
        }

    def note(self, table: RawTable, before: Before) -> None:
        """Note which rows count from now on, with the notes of the files."""

    def keep(self, table: RawTable) -> None:
        """Do what is left to do once the notes are written."""

    def undo(self, table: RawTable) -> None:
        """Leave the table as it was: a file could not be read, or something else went wrong."""

    def culprit(self, table: RawTable, error: Exception) -> str:
        """Return the message for the first file that cannot be read."""
        return landing_zone.culprit(self.connection, table, self.reading, error)


# Which rows count where they lie in another engine; there is none where they lie here.
ELSEWHERE = "raw.loads"


def table_names(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Return the names of the tables in the build database."""
    return {
        name
        for (name,) in connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() "
            "where database_name = current_database()"
        ).fetchall()
    }


def column_names(table: RawTable, words: DuckDB = DUCKDB) -> str:
    """Return the columns of a raw table in order, as SQL."""
    return ", ".join([*(words.quoted(c["name"]) for c in table.wanted), *CONTROL_COLUMNS])


def load(
    connection: duckdb.DuckDBPyConnection,
    raw_dir: Path,
    tables: list[RawTable] | None = None,
    earliest: str | None = None,
    rows: RawRows | None = None,
) -> LoadReport:
    """Bring every landing file that is not loaded yet into its raw table.

    All files are looked at before the first row is written: schema drift or an unreadable file
    stops the load with the build database as it was. A table whose loaded files changed or
    vanished (another landing zone, a rewritten file) is read anew as a whole. Rows that were taken
    out come back, so that figures are those of the whole zone: from where they are sealed, or their
    file is read anew by itself.

    Args:
        connection: Connection to the build database, not inside a transaction.
        raw_dir: The landing zone: ``<source>/<table>/*.parquet|*.csv|*.csv.gz``.
        tables: The contract; by default all source YAMLs of the project.
        earliest: First date that is no placeholder (var earliest_date); by default the project's.
        rows: Where the rows go; by default the build database.

    Raises:
        LandingError: If the landing zone breaks its contract as a whole; all problems are named.

    """
    tables = read_contract() if tables is None else tables
    earliest = earliest or earliest_date()
    if not raw_dir.is_dir():
        raise LandingError(
            f"{raw_dir} is no folder. Set ENGAGEMENT_RAW_DIR to the landing zone, "
            "which holds one folder per source with one folder per table."
        )
    connection.execute("set TimeZone = 'UTC'")
    sealing.put_back(connection, raw_dir)
    _create_raw_tables(connection, tables)
    builds.prepare(connection)
    sealing.note(connection)
    report = LoadReport(warnings=landing_zone.unknown_folders(raw_dir, tables))
    rows = rows or RawRows(connection)
    lost = rows.prepare(tables)
    plan = _plan(connection, raw_dir, tables, report, earliest, lost)
    try:
        for table, files, before in plan:
            _load_table(rows, raw_dir, table, files, before, report, earliest)
    finally:
        connection.execute("set preserve_insertion_order = false; reset disabled_optimizers")
    return report


def _create_raw_tables(connection: duckdb.DuckDBPyConnection, tables: list[RawTable]) -> None:
    connection.execute("create schema if not exists raw")
    known = {
        row[0]: row[1]
        for row in connection.execute(
            "select 'raw.' || table_name, string_agg(column_name || ' ' || lower(data_type), ', ' "
            "order by column_index) from duckdb_columns() where schema_name = 'raw' "
            "and database_name = current_database() group by 1"
        ).fetchall()
    }
    told = ", ".join(f"{name} {kind}" for name, kind in LANDING_FILES.items())
    is_new = known.get("raw.landing_files") != told
    if is_new:
        connection.execute(f"create or replace table raw.landing_files ({told})")
    for table in tables:
        columns = [(c["name"], c["data_type"]) for c in table.wanted]
        columns += CONTROL_COLUMNS.items()
        wanted = ", ".join(f"{name} {kind}" for name, kind in columns)
        if known.get(table.relation) == wanted and not is_new:
            continue
        # A changed contract: the old copy is of no use, and all its files are read anew.
        definition = ", ".join(f'"{name}" {kind}' for name, kind in columns)
        connection.execute(f"create or replace table {table.relation} ({definition})")
        connection.execute(
            "delete from raw.landing_files where source = ? and table_name = ?",
            [table.source, table.name],
        )


def _plan(
    connection: duckdb.DuckDBPyConnection,
    raw_dir: Path,
    tables: list[RawTable],
    report: LoadReport,
    earliest: str,
    lost: frozenset[str],
) -> list[tuple[RawTable, list[LandingFile], Before]]:
    """Return what to load, after every new file was opened and compared with the contract."""
    problems: list[str] = []
    plan = []
    loaded: dict[str, dict[str, tuple]] = {}
    marks: dict[str, dict[str, tuple]] = {}
    for source, name, file, is_published, erased, *state in connection.execute(
        "select source, table_name, file, is_published, erased_row_count, raw_dir, size_bytes, "
        "modified_ns, contract_hash from raw.landing_files"
    ).fetchall():
        loaded.setdefault(f"{source}/{name}", {})[file] = tuple(state)
        marks.setdefault(f"{source}/{name}", {})[file] = (is_published, erased)
    touched = _files_of_erased(connection)
    for table in tables:
        folder = landing_zone.look_into(raw_dir, table)
        problems += folder.problems
        report.warnings += folder.warnings
        known = loaded.get(table.folder, {})
        told = contract_hash(table, earliest)
        now = {
            file.path.name: (str(raw_dir), file.size_bytes, file.modified_ns, told)
            for file in folder.files
        }
        marked = marks.get(table.folder, {})
        is_reload = any(now.get(name) != state for name, state in known.items())
        is_lost = table.folder in lost
        before = Before(
            is_reload,
            frozenset()
            if is_reload
            else frozenset(f for f, (_, out) in marked.items() if out or is_lost),
            frozenset(f for f, (_, out) in marked.items() if out is not None)
            | touched.get(table.folder, frozenset()),
            frozenset() if is_reload else frozenset(f for f, (done, _) in marked.items() if done),
        )
        is_read = known.keys() - before.lacking if not is_reload else set()
        new = [f for f in folder.files if f.path.name not in is_read]
        sums = landing_zone.sums_differ(raw_dir, table, folder, new)
        problems += sums.problems
        report.warnings += sums.warnings
        described = []
        for file in new:
            whole, wrong = landing_zone.describe(connection, table, file)
            problems += wrong
            described += [whole] if whole else []
        report.warnings += near_misses(
            table, [f for f in described if f.path.name not in before.lacking]
        )
        if new or is_reload:
            plan.append((table, described, before))
        if is_reload:
            report.reloaded.append(table.folder)
    if problems:
        # A source that cannot be read is told once, not for each of its tables.
        raise LandingError("\n".join(dict.fromkeys(problems)))
    return plan


def _files_of_erased(connection: duckdb.DuckDBPyConnection) -> dict[str, frozenset[str]]:
    """Return by table folder the files in which rows of erased persons stood.

    They are kept beside the notes of what was loaded, which a full refresh or another contract
    takes away.
    """
    if not connection.execute(
        "select 1 from duckdb_tables() where database_name = current_database() "
        "and schema_name = 'raw' and table_name = 'erased_rows'"
    ).fetchone():
        return {}
    found: dict[str, set[str]] = {}
    for source, name, file in connection.execute(
        "select distinct source, table_name, file from raw.erased_rows"
    ).fetchall():
        found.setdefault(f"{source}/{name}", set()).add(file)
    return {folder: frozenset(files) for folder, files in found.items()}


def near_misses(table: RawTable, files: list[LandingFile]) -> Iterator[str]:
    """Yield a line for each unknown column that resembles a column of the contract."""
    named: dict[tuple[str, str], list[str]] = {}
    for file in files:
        for extra, column in file.near.items():
            named.setdefault((extra, column), []).append(file.path.name)
    for (extra, column), names in named.items():
        yield (
            f"{table.folder}/{names[0]}: column {extra!r} was not read; it looks like {column} of "
            f"table {table.full_name}, which reads as null"
            + (f" (and in {len(names) - 1} more files)." if len(names) > 1 else ".")
        )


def _load_table(
    rows: RawRows,
    raw_dir: Path,
    table: RawTable,
    files: list[LandingFile],
    before: Before,
    report: LoadReport,
    earliest: str,
) -> None:
    """Load the new files of one table and note them as loaded, in one transaction."""
    connection = rows.connection
    connection.execute("begin")
    try:
        rows.remove(table, before)
        if before.is_reload or before.lacking:
            names = [] if before.is_reload else [sorted(before.lacking)]
            connection.execute(
                "delete from raw.landing_files where source = ? and table_name = ?"
                f"{'' if before.is_reload else ' and list_contains(?, file)'}",
                [table.source, table.name, *names],
            )
        rows.insert(table, files, earliest)
        if changed := [
            f"{table.folder}/{file.path.name} {happened}. {landing_zone.SEND_AGAIN}"
            for file in files
            if (happened := landing_zone.changed(file))
        ]:
            raise LandingError("\n".join(changed))
        noted = note_files(rows, raw_dir, table, files, contract_hash(table, earliest), before)
        rows.note(table, before)
        connection.execute("commit")
    except rows.errors as error:
        # Which file it is can be asked only after the rollback.
        connection.execute("rollback")
        rows.undo(table)
        raise LandingError(rows.culprit(table, error)) from error
    except BaseException:
        connection.execute("rollback")
        rows.undo(table)
        raise
    rows.keep(table)
    # What is only read again is no news.
    news = [file.path.name for file in files if file.path.name not in before.lacking]
    if news or before.is_reload:
        report.files[table.folder] = len(news)
        report.rows[table.folder] = sum(noted[name] for name in news)


def batches(files: list[LandingFile], is_small: bool = True) -> Iterator[list[LandingFile]]:
    """Yield files that one statement can read: those that bring the same columns.

    A statement costs more than the rows of a small file. CSV files are counted row by row within
    their file, which holds a batch of several in memory: it ends where it gets large.

    Args:
        files: Files of one table.
        is_small: Whether it does so.

    """
    for _, same in groupby(sorted(files, key=lambda f: repr(f.shape)), key=lambda f: f.shape):
        batch: list[LandingFile] = []
        for file in same:
            size = sum(f.size_bytes for f in (*batch, file))
            if is_small and batch and file.kind == "csv" and size > CSV_BATCH_BYTES:
                yield batch
                batch = []
            batch.append(file)
        yield batch


def _load_batch(
    connection: duckdb.DuckDBPyConnection, table: RawTable, files: list[LandingFile], earliest: str
) -> None:
    """Load files of one kind with the same columns into the build database."""
    # The order of rows is the file's only where it is asked for: reading in order costs memory.
    is_ordered = "true" if files[0].kind == "csv" else "false"
    connection.execute(f"set preserve_insertion_order = {is_ordered}")
    is_small = sum(file.size_bytes for file in files) < SMALL_BATCH_BYTES
    unused = "common_subexpressions" if is_small else ""
    connection.execute(f"set disabled_optimizers = '{unused}'")
    connection.execute(
        f"insert into {table.relation} ({column_names(table)}) {typed_rows(table, files, earliest)}"
    )


def typed_rows(
    table: RawTable,
    files: list[LandingFile],
    earliest: str,
    words: DuckDB = DUCKDB,
    read: str | None = None,
) -> str:
    """Return the SQL that reads files of one shape as rows of their raw table.

    Args:
        table: The table.
        files: Files with the same columns.
        earliest: First date that is no placeholder, ISO.
        words: Those of the engine that reads.
        read: Its SQL of the files' columns by their names, with ``__number``, the row number, and
            ``__landing_file``; by default DuckDB's.

    """
    name_of = words.quoted
    given = files[0].given
    typed = {c["name"]: name_of("__typed_" + c["name"]) for c in table.wanted}
    casts = ", ".join(
        f"{casting.typed(table, c, given.get(c['name']), words)} as {typed[c['name']]}"
        for c in table.wanted
    )
    texts = "".join(
        f"{casting.plain_text(c, given[c['name']], words)} as {casting.text_name(c, words)}, "
        for c in table.wanted
        if c["data_type"] == "varchar" and c["name"] in given
    )
    reasons, nulled, kept = [], [], dict(typed)
    for column in table.wanted:
        name = column["name"]
        wrong = list(casting.unfit(column, given.get(name), typed[name], earliest, words))
        if _is_nulled(table, column):
            if wrong:
                any_wrong = " or ".join(f"coalesce({condition}, false)" for condition, _ in wrong)
                kept[name] = f"case when not ({any_wrong}) then {typed[name]} end"
                column_of = given[name]
                pair = words.pair(name, name_of(column_of.name), column_of.base, column_of.kind)
                nulled.append(f"case when {any_wrong} then {pair} end")
        else:
            reasons += _reasons(table, column, wrong, typed, words)
    is_deleted = f"coalesce({typed['_deleted']}, false)"
    for rule in table.meta.get("rules", []):
        broken = _over_typed(rule["broken"], table, typed)
        reason = words.literal(rule["reason"])
        reasons.append(f"case when ({broken}) and not {is_deleted} then {reason} end")
    emptied = [
        f"case when {condition} then {literal(c['name'])} end"
        for c in table.columns
        if (condition := casting.emptied(table, c, given.get(c["name"]), words))
    ]
    moments = [kept[name] for name in ("updated_at", "_loaded_at") if name in kept]
    row_json = words.row_json(
        [
            (c["name"], name_of(g.name), g.base, g.kind)
            for c in table.wanted
            if (g := given.get(c["name"]))
        ]
    )
    none = f"cast(null as {words.type('varchar')})"
    nulled_json = words.pairs(nulled, "__reasons is null") if nulled else none
    row_number = "__number"
    if read is None:
        is_parquet = files[0].kind == "parquet"
        row_number = "file_row_number + 1" if is_parquet else "__number"
        read = landing_zone.reader(files) if is_parquet else _numbered(files)
    columns = ", ".join(sorted({name_of(g.name) for g in given.values()}))
    return (
        f"select {', '.join(kept[c['name']] for c in table.wanted)}, "
        f"coalesce({', '.join(moments)}), "
        f"{words.file_name()}, __row, __reasons, "
        f"case when __reasons is not null then {row_json} end, "
        f"{nulled_json}, __emptied "
        f"from (select *, {_joined(reasons, '; ') or none} as __reasons, "
        f"{_joined(emptied, ', ') or none} as __emptied "
        f"from (select *, {casts} from (select {columns}, {texts}{row_number} as __row, "
        f"__landing_file from {read})))"
    )


def _numbered(files: list[LandingFile]) -> str:
    """Return the SQL that reads CSV files with the number of each row within its file."""
    rows = f"select *, row_number() over () as __number from {landing_zone.reader(files)}"
    if len(files) == 1:
        return f"({rows})"
    within = "__number - min(__number) over (partition by __landing_file) + 1"
    return f"(select * exclude (__number), {within} as __number from ({rows}))"


def _joined(parts: list[str], separator: str) -> str:
    return f"nullif(concat_ws('{separator}', {', '.join(parts)}), '')" if parts else ""


def _over_typed(condition: str, table: RawTable, typed: dict[str, str]) -> str:
    """Return a rule of the source YAML over the typed columns of a row being loaded."""
    for column in sorted((c["name"] for c in table.columns), key=len, reverse=True):
        condition = re.sub(rf"(?<![\w\"]){column}(?![\w\"(])", typed[column], condition)
    return condition


def _is_nulled(table: RawTable, column: dict) -> bool:
    """Return whether an unfit value of the column becomes null and the row stays."""
    is_nulled = table.meta.get("unfit_optional_values") == "nulled"
    is_own = column["name"] not in table.key and not column["name"].startswith("_")
    return is_nulled and is_own and not column["required"] and column["data_type"] != "varchar"


def _reasons(
    table: RawTable,
    column: dict,
    wrong: list[tuple[str, str]],
    typed: dict[str, str],
    words: DuckDB,
) -> Iterator[str]:
    """Yield the SQL for what is wrong with a column of a row."""
    cases = [f"when {condition} then {words.literal(reason)}" for condition, reason in wrong]
    name = column["name"]
    if column["required"]:
        # A tombstone needs its key and its time only.
        is_always = name in table.key or name == "_loaded_at"
        unless = "" if is_always else f" and not coalesce({typed['_deleted']}, false)"
        cases.insert(
            1 if wrong and "does not cast" in wrong[0][1] else 0,
            f"when {typed[name]} is null{unless} "
            f"then {words.literal(name + ': required and null')}",
        )
    if cases:
        yield f"case {' '.join(cases)} end"


def note_files(
    rows: RawRows,
    raw_dir: Path,
    table: RawTable,
    files: list[LandingFile],
    told: str,
    before: Before,
) -> dict[str, int]:
    """Note the files as loaded, with what was counted in them; return the rows of each.

    Raises:
        LandingError: If a file says that it was loaded after the present.

    """
    counted = rows.counted(table, [file.path.name for file in files])
    latest = datetime.now(UTC).replace(tzinfo=None) + CLOCK_TOLERANCE
    notes = []
    for file in files:
        count, broken, newest = counted.get(file.path.name, (0, 0, None))
        if newest is not None and newest > latest:
            raise LandingError(
                f"{table.folder}/{file.path.name} holds a _loaded_at more than a day after the "
                "clock of this machine, and every today would follow it. Correct _loaded_at and "
                "send the file again, or set the clock right."
            )
        missing = [c["name"] for c in table.columns if c["name"] not in file.given]
        state = [str(raw_dir), file.size_bytes, file.modified_ns, told]
        notes.append(
            [table.source, table.name, file.path.name, *state, count, broken, newest]
            + [", ".join(sorted(file.extras)) or None, json.dumps(missing)]
            + [file.path.name in before.published]
            + [0 if file.path.name in before.touched else None]
        )
    if notes:
        marks = ", ".join("(" + ", ".join("?" * len(notes[0])) + ")" for _ in notes)
        rows.connection.execute(
            f"insert into raw.landing_files values {marks}",
            [value for note in notes for value in note],
        )
    return {note[2]: note[7] for note in notes}
