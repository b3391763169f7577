"""The landing zone read by Spark itself: its rows never pass this process.

Which files are new, what their headers say and what is wrong with them is found out as on every
engine (``landing``, ``landing_zone``); Spark is told to read the rows of these files, by the rules
that DuckDB reads them by, in Spark's words.

Spark has no transactions over tables, so each load of a table is a partition of its own, and the
build database, which notes the files, notes which partitions count. A partition that is noted
nowhere is what a load has left that failed or was killed; the next one drops it.
"""

import hashlib
import re
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import duckdb

from orchestration import landing, landing_zone
from orchestration.contract import RawTable
from orchestration.dialects import SPARK, literal, quoted
from orchestration.errors import RefreshError
from orchestration.landing import Before
from orchestration.landing_zone import LandingFile

# The partition of a row: the load that has brought it.
LOAD = "landing_load"
# Files that one statement names.
FILES_AT_ONCE = 500
# What a session that reads files is told besides.
SESSION = {
    "spark.sql.caseSensitive": "true",
    "spark.sql.legacy.parquet.nanosAsLong": "true",
    "spark.sql.parquet.binaryAsString": "true",
}
# As DuckDB reads CSV: RFC 4180, nothing mended.
CSV = (
    "header 'false', multiLine 'true', mode 'FAILFAST', quote '\"', escape '\"', "
    "unescapedQuoteHandling 'RAISE_ERROR', columnPruning 'false', nullValue '', emptyValue '', "
    "ignoreLeadingWhiteSpace 'false', ignoreTrailingWhiteSpace 'false', "
    "maxCharsPerColumn '16777216'"
)
# Signs of a path that mean something to Spark; a question mark stands for any of them.
GLOB = re.compile(r"[\\*?\[\]{},^]")
# Those with which Spark opens no CSV file, and no file at all.
NOT_OF_CSV, NOT_OF_ANY = "\\*?[]{}^", ":"
# Types of parquet that Spark does not read.
UNREAD = ("UUID", "TIME", "TIMETZ", "TIME_NS", "INTERVAL")
NO_BLANK = "a value begins with a blank before its quotation mark; write it without the blank"


class SparkRows(landing.RawRows):
    """The rows of the raw tables in Spark; what is loaded is noted in the build database."""

    errors = (duckdb.Error, RefreshError)
    words = SPARK

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        run: Callable[[str], list[tuple]],
        make_schemas: Callable[[], None],
        copy: Callable[[str, duckdb.DuckDBPyConnection, str], None],
    ) -> None:
        """Load into Spark.

        Args:
            connection: Connection to the build database.
            run: What runs a statement on Spark and returns its rows.
            make_schemas: What makes the schemas of a build.
            copy: What copies the rows of a query into a new temporary table of a session.

        """
        super().__init__(connection)
        self.run = run
        self.make_schemas = make_schemas
        self.copy = copy
        self.load = ""
        self.gone: list[str] = []

    # --- questions ------------------------------------------------------------------------------

    def ask(self, sql: str) -> list[tuple]:
        """Return the rows of a small result of a query over raw tables."""
        return self.run(sql)

    def bring(self, sql: str, name: str) -> None:
        """Have the rows of a query over raw tables under a temporary name of the session."""
        self.connection.execute(f"drop table if exists temp.{quoted(name)}")
        self.copy(sql, self.connection, name)

    def seed(self, file: Path) -> str:
        """Return the SQL of a seed's rows, every column as text."""
        rows = self.connection.query(f"from {super().seed(file)}")
        values = ", ".join(
            "(" + ", ".join("null" if v is None else SPARK.literal(v) for v in row) + ")"
            for row in rows.fetchall()
        )
        return f"(select * from values {values} as seed({', '.join(rows.columns)}))"

    def make_list(self, name: str, sql: str) -> None:
        """Name the rows of a query, for later questions of this session."""
        # Several questions look into it, and its rows are not worked out for each.
        self.run(f"cache lazy table {name} as {sql}")

    def drop_list(self, name: str) -> None:
        """Drop what was named."""
        self.run(f"uncache table {name}")
        self.run(f"drop view {name}")

    # --- what is there --------------------------------------------------------------------------

    def prepare(self, tables: list[RawTable]) -> frozenset[str]:
        """Make what is missing, drop what does not count; return the folders of lost tables."""
        self.make_schemas()
        for name, value in SESSION.items():
            self.run(f"set {name} = {value}")
        if landing.ELSEWHERE not in landing.table_names(self.connection):
            # Rows of another engine: they are read anew by this one.
            self.connection.execute(
                f"begin; delete from raw.landing_files; "
                f"create table {landing.ELSEWHERE} (table_name varchar, load varchar)"
            )
            for table in tables:
                self.connection.execute(f"delete from {table.relation}")
            self.connection.execute("commit")
        noted: dict[str, set[str]] = {}
        for name, load in self.connection.execute(f"from {landing.ELSEWHERE}").fetchall():
            noted.setdefault(name, set()).add(load)
        known = {
            f"{source}__{name}"
            for source, name in self.connection.execute(
                "select distinct source, table_name from raw.landing_files"
            ).fetchall()
        }
        there = {
            name: dict(re.findall(r"^(\w[\w ]*): (.*)$", information, re.MULTILINE))
            for _, name, _, information in self.run("show table extended in raw like '*'")
        }
        lost = set()
        for table in tables:
            name = table.relation.partition(".")[2]
            told = _told(table)
            if there.get(name, {}).get("Comment") != told:
                if name in there:
                    self.run(f"drop table {table.relation}")
                self.run(_definition(table, told))
                found = set()
            elif name in known or noted.get(name):
                found = {part.partition("=")[2] for (part,) in self._partitions(table)}
            else:
                continue
            wanted = noted.get(name, set()) if name in known else set()
            if name in known and not (wanted and wanted <= found):
                lost.add(table.folder)
                wanted = set()
            for load in found - wanted:
                self._drop(table, load)
            if wanted != noted.get(name, set()):
                self.connection.execute(
                    f"delete from {landing.ELSEWHERE} where table_name = ?", [name]
                )
        return frozenset(lost)

    def _partitions(self, table: RawTable) -> list[tuple]:
        return self.run(f"show partitions {table.relation}")

    def _drop(self, table: RawTable, load: str) -> None:
        self.run(
            f"alter table {table.relation} drop if exists partition ({LOAD} = {literal(load)})"
        )

    # --- one load of a table --------------------------------------------------------------------

    def remove(self, table: RawTable, before: Before) -> None:
        """Begin a load; what goes is dropped once the notes are written."""
        self.load = uuid.uuid4().hex
        self.gone = []
        if before.is_reload:
            name = table.relation.partition(".")[2]
            self.gone = [
                load
                for (load,) in self.connection.execute(
                    f"select load from {landing.ELSEWHERE} where table_name = ?", [name]
                ).fetchall()
            ]

    def insert(self, table: RawTable, files: list[LandingFile], earliest: str) -> None:
        """Let Spark read the new files of a table.

        Raises:
            LandingError: If one cannot be read, for a reason that Spark does not see by itself.
            RefreshError: If Spark fails.

        """
        self.reading = files
        _check_names(table, files)
        for first in range(0, len(files), FILES_AT_ONCE):
            some = files[first : first + FILES_AT_ONCE]
            self._check_csv(table, [file for file in some if file.kind == "csv"])
        columns = landing.column_names(table, SPARK)
        for batch in landing.batches(files, is_small=False):
            for first in range(0, len(batch), FILES_AT_ONCE):
                some = batch[first : first + FILES_AT_ONCE]
                rows = landing.typed_rows(table, some, earliest, SPARK, reader(some))
                self.run(
                    f"insert into {table.relation} partition ({LOAD} = {literal(self.load)}) "
                    f"({columns}) {rows}"
                )

    def counted(
        self, table: RawTable, names: list[str]
    ) -> dict[str, tuple[int, int, datetime | None]]:
        """Return file -> its rows, those in quarantine, and the newest loading time of others."""
        if not names:
            return {}
        return {
            row[0]: (row[1], row[2], _moment(row[3]))
            for row in self.run(
                "select _file, count(*), count(_reasons), cast(max(_loaded_at) filter (where "
                f"_reasons is null) as string) from {table.relation} "
                f"where {LOAD} = {literal(self.load)} group by _file"
            )
        }

    def note(self, table: RawTable, before: Before) -> None:
        """Note that the partition counts, and which do no more."""
        name = table.relation.partition(".")[2]
        if before.is_reload:
            self.connection.execute(f"delete from {landing.ELSEWHERE} where table_name = ?", [name])
        self.connection.execute(f"insert into {landing.ELSEWHERE} values (?, ?)", [name, self.load])
        if self.load not in {p.partition("=")[2] for (p,) in self._partitions(table)}:
            # No file had a row: what is noted has to be there.
            self.run(
                f"alter table {table.relation} add if not exists partition "
                f"({LOAD} = {literal(self.load)})"
            )

    def keep(self, table: RawTable) -> None:
        """Drop what counts no more."""
        for load in self.gone:
            self._drop(table, load)

    def undo(self, table: RawTable) -> None:
        """Drop what was read; a server that is gone leaves it to the next load."""
        try:
            self._drop(table, self.load)
        except RefreshError:
            return

    # --- what cannot be read --------------------------------------------------------------------

    def _check_csv(self, table: RawTable, files: list[LandingFile]) -> None:
        """Refuse what Spark would take for a CSV file and DuckDB does not.

        Spark counts what is suspicious in their lines; only a file with any is looked at closer.

        Args:
            table: The table.
            files: CSV files of it, or none.

        Raises:
            LandingError: If one cannot be read; names it, with a remedy.

        """
        if not files:
            return
        quotes = "length(value) - length(replace(value, '\"', ''))"
        line = "trim(trailing '\\r' from value)"
        told = {
            row[0]: row[1:]
            for row in self.run(
                f"select __landing_file, sum({quotes}) % 2, count_if(value like '%\\r'), "
                f"count_if(value not like '%\\r'), count_if(contains({line}, '\\r')), "
                "count_if(not is_valid_utf8(value)), count_if(regexp_like(value, '(^|,) +\"')) "
                f"from (select value, {FILE} as __landing_file from "
                f"text.{_path(files)} with (lineSep '\\n')) group by 1"
            )
        }
        for file in files:
            odd, crlf, lf, within, foreign, blank = told.get(file.path.name, (0,) * 6)
            if odd or foreign or within or (crlf and lf):
                self._look_closer(table, file)
            if blank:
                columns = " or ".join(
                    f"regexp_like({SPARK.quoted(name)}, '^ +\"')" for name, _ in file.engine_columns
                )
                if self.run(f"select 1 from ({reader([file])}) where {columns} limit 1"):
                    raise landing.LandingError(
                        f"{table.folder}/{file.path.name} cannot be read: {NO_BLANK}. "
                        f"{landing_zone.SEND_AGAIN}"
                    )

    def _look_closer(self, table: RawTable, file: LandingFile) -> None:
        """Have DuckDB, which has the last word, read a file, and nothing of it kept.

        Raises:
            LandingError: If it cannot.

        """
        try:
            self.connection.execute(
                f"select count(columns(*)) from {landing_zone.reader([file])}"
            ).fetchone()
        except (duckdb.Error, OSError) as error:
            said = landing_zone.unreadable(f"{table.folder}/{file.path.name}", file, error)
            raise landing.LandingError(said) from error

    def culprit(self, table: RawTable, error: Exception) -> str:
        """Return the message for the first file that cannot be read."""
        said = f"{error} {error.__cause__}"
        named = [file for file in self.reading if quote(file.path.name) in said]
        for file in self.reading:
            name = f"{table.folder}/{file.path.name}"
            # Spark looks at all columns, also at those that nobody asks for.
            columns = file.engine_columns
            if unread := [f"{c} ({kind})" for c, kind in columns if kind.split("(")[0] in UNREAD]:
                return (
                    f"{name} cannot be read by Spark: column {', '.join(unread)} has a type that "
                    "it does not know. Write it as text."
                )
        told = landing_zone.culprit(self.connection, table, named or self.reading, error)
        if not told.endswith(f"{type(error).__name__}. {landing_zone.SEND_AGAIN}"):
            return told
        return f"{table.folder} ({_few(named or self.reading)}) cannot be loaded by Spark. {error}"


def _check_names(table: RawTable, files: list[LandingFile]) -> None:
    """Refuse files that Spark cannot open.

    Raises:
        LandingError: If the name of one, or of its folder, has signs that mean something to Spark.

    """
    if not files:
        return
    folder = files[0].path.absolute().parent
    # Spark looks through the whole folder, and such a name of anything in it stops that.
    found = [(entry.name, NOT_OF_ANY) for entry in folder.iterdir()]
    found += [(file.path.name, NOT_OF_CSV) for file in files if file.kind == "csv"]
    for name, signs in [*found, (folder.as_posix(), NOT_OF_ANY + NOT_OF_CSV)]:
        if wrong := sorted(set(signs) & set(name)):
            raise landing.LandingError(
                f"{table.folder}/{landing_zone.shown(name)} cannot be read: Spark does not read a "
                f"file of this name, or in a folder of it. Rename it, without {' '.join(wrong)}"
            )


def _few(files: list[LandingFile]) -> str:
    names = [file.path.name for file in files]
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _told(table: RawTable) -> str:
    """Return what the comment of a raw table says of its columns."""
    text = _definition(table, "")
    return f"Engagement Warehouse {hashlib.sha256(text.encode()).hexdigest()[:16]}"


def _definition(table: RawTable, told: str) -> str:
    columns = [(c["name"], c["data_type"]) for c in table.wanted]
    columns += landing.CONTROL_COLUMNS.items()
    listed = ", ".join(f"{SPARK.quoted(name)} {SPARK.type(kind)}" for name, kind in columns)
    return (
        f"create table {table.relation} ({listed}, {LOAD} string) using parquet "
        f"partitioned by ({LOAD}) comment {literal(told)}"
    )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


# --- reading files ------------------------------------------------------------------------------

# Spark tells names as they stand in an address.
FILE = "url_decode(replace(_metadata.file_name, '+', '%2B'))"


def _path(files: list[LandingFile]) -> str:
    """Return the files, which lie in one folder, as Spark's SQL names them."""
    folder = GLOB.sub("?", files[0].path.parent.absolute().as_posix())
    names = [GLOB.sub("?", file.path.name) for file in files]
    listed = names[0] if len(names) == 1 else "{" + ",".join(names) + "}"
    return SPARK.quoted(f"file://{folder}/{listed}")


def _only(files: list[LandingFile]) -> str:
    """Return the condition that rows are of the files, where signs of names stand for others."""
    if not any(GLOB.search(file.path.as_posix()) for file in files):
        return ""
    names = ", ".join(SPARK.literal(file.path.name) for file in files)
    return f" where __landing_file in ({names})"


def reader(files: list[LandingFile]) -> str:
    """Return Spark's SQL for the rows of files of one shape, with their file and row number.

    Args:
        files: Files of one folder with the same columns.

    """
    path = _path(files)
    if files[0].kind == "csv":
        # One task reads a file from its first row to its last, and numbers rise as it does so; the
        # header is the first of them, or the zeroth.
        columns = ", ".join(
            f"`_c{place}` as {SPARK.quoted(name)}"
            for place, (name, _) in enumerate(files[0].engine_columns)
        )
        rows = (
            f"select *, __id - min(__id) over (partition by __landing_file) as __number from ("
            f"select {columns}, monotonically_increasing_id() as __id, {FILE} as __landing_file "
            f"from csv.{path} with ({CSV})){_only(files)}"
        )
        return f"(select * from ({rows}) where __number > 0)"
    columns = dict(_columns(files[0]))
    listed = "".join(f"{value} as {name}, " for name, value in columns.items())
    return (
        f"(select * from (select {listed}_metadata.row_index + 1 as __number, "
        f"{FILE} as __landing_file from parquet.{path}){_only(files)})"
    )


def _columns(file: LandingFile) -> Iterator[tuple[str, str]]:
    """Yield the columns of a parquet file that are read: name and value."""
    for given in file.given.values():
        name = SPARK.quoted(given.written or given.name)
        yield (
            SPARK.quoted(given.name),
            f"validate_utf8({name})" if given.base in ("VARCHAR", "BLOB") else name,
        )
