"""``engagement query``: any question to the published file, read-only, as a table or as CSV.

Also the questions in ``analyses/``, which name tables as dbt does: in the published file these are
the tables of schema marts, and ``as_of``, the moment of the figures, is what ``refresh`` says.
"""

import contextlib
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

import duckdb

from dashboard.row_queries import literal
from dashboard.store import Marts, read_context
from orchestration import paths, publishing, settings, spreadsheet
from orchestration.casting import quoted
from orchestration.errors import UsageError, without_values

SHOWN_ROWS = 100
BATCH = 10_000
REFERENCE = re.compile(r"\{\{\s*ref\(\s*['\"](\w+)['\"]\s*\)\s*\}\}")
# A pivot is several statements to the engine.
READING = ("SELECT", "EXPLAIN", "MULTI")
NAMES = re.compile(r"Table with name \S+ does not exist")


class Question:
    """A query on the published file.

    Args:
        connection: A connection that can do nothing but read it.
        sql: The query.

    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, sql: str) -> None:
        self._connection, self._sql = connection, sql

    def table(self, width: int) -> str:
        """Return the first rows as a table for a terminal of that width."""
        with _told():
            relation = self._connection.sql(self._sql)
            with contextlib.redirect_stdout(io.StringIO()) as told:
                relation.show(max_rows=SHOWN_ROWS, max_width=width)
            return told.getvalue()

    def write(self, stream: BinaryIO) -> int:
        """Write all rows as CSV, and return how many they are."""
        with _told():
            return spreadsheet.write(*self._answer(), stream)

    def save(self, file: Path) -> int:
        """Write all rows as CSV into a file, and return how many they are.

        Raises:
            UsageError: If the file cannot be written.

        """
        try:
            with _told():
                return spreadsheet.save(*self._answer(), file)
        except OSError as error:
            raise UsageError(f"{file} cannot be written: {error.strerror}.") from error

    def _answer(self) -> tuple[list[str], Iterator[tuple]]:
        cursor = self._connection.execute(self._sql)
        return [column[0] for column in cursor.description], _rows(cursor)


def _rows(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple]:
    while rows := cursor.fetchmany(BATCH):
        yield from rows


@contextmanager
def open_question(sql: str) -> Iterator[Question]:
    """Open the published file for one query.

    Args:
        sql: One reading statement; tables may be named as ``analyses/`` do.

    Raises:
        UsageError: If nothing is published, or it is no single reading statement.

    """
    file = publishing.current()
    if file is None:
        raise UsageError(
            f"Nothing is published in {paths.data_dir()} yet. Run: engagement run (or "
            "engagement demo)"
        )
    with publishing.readable(file) as copy:
        sql = _with_tables(sql, copy)
        with duckdb.connect(":memory:", config=settings.duckdb_config()) as connection:
            # Under a name of its own: the file may be called as its schema is.
            path = str(copy).replace("'", "''")
            connection.execute(f"attach '{path}' as published (read_only)")
            connection.execute("use published.marts")
            if folders := publishing.folders(connection, "published"):
                connection.execute("set allowed_directories = ?", [folders])
            # From here on no other file can be read or written, whatever the query says.
            connection.execute("set enable_external_access = false")
            connection.execute("set python_enable_replacements = false")
            connection.execute("set lock_configuration = true")
            _check(connection, sql)
            yield Question(connection, sql)


def _check(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    with _told():
        kinds = [one.type.name for one in connection.extract_statements(sql)]
    if len(kinds) != 1 or kinds[0] not in READING:
        raise UsageError(
            f"One query that reads is needed, such as select ...; this is "
            f"{', '.join(kind.lower() for kind in kinds) or 'nothing'}. What is published is never "
            "changed by a query."
        )


@contextmanager
def _told() -> Iterator[None]:
    """Tell what is wrong with a query, without values of the data."""
    try:
        yield
    except duckdb.Error as error:
        said = without_values(str(error))
        if isinstance(error, duckdb.PermissionException):
            said += "\nA query reads the published file and nothing else."
        elif NAMES.search(said):
            said += '\nTables are listed by: engagement query "show tables"'
        raise UsageError(f"The query cannot be answered. {said}") from None


def _with_tables(sql: str, file: Path) -> str:
    """Return a query whose references are tables of the published file.

    Raises:
        UsageError: If it holds more of dbt's language than references.

    """
    if "{{" not in sql and "{%" not in sql:
        return sql
    with Marts(file) as marts:
        context = read_context(marts)

    def table(found: re.Match) -> str:
        if found[1] != "as_of":
            return f"marts.{quoted(found[1])}"
        now = context.local_as_of
        # The day is complete when the next microsecond is of another one.
        after = (now + timedelta(microseconds=1)).date() - timedelta(days=1)
        return (
            f"(select {literal(context.as_of)} as as_of_at, {literal(now.date())} as as_of_date, "
            f"{literal(now.date().replace(day=1))} as as_of_month, "
            f"{literal(after)} as last_complete_date)"
        )

    sql = REFERENCE.sub(table, sql)
    if "{{" in sql or "{%" in sql:
        raise UsageError(
            "Of dbt's language only {{ ref('table') }} is understood here. Write the query in SQL, "
            "or compile it: cd dbt_project && ../.venv/bin/dbt compile"
        )
    return sql
