"""Models in Python on an engine that has none: they run in this process, on DuckDB.

What a model reads is copied from the engine into temporary tables, batch by batch, and what it
returns goes back in the same way. Temporary tables lie in the build folder once memory is short, so
that a table of millions of rows needs as much memory as the limit of DuckDB says, and no more.
"""

import csv
import os
import re
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from orchestration import engines, loading, paths, settings
from orchestration.casting import literal, quoted
from orchestration.engines.elsewhere import Elsewhere

METHOD = "engagement"
# Rows of a part, of a model that may be computed in parts.
PART_ROWS = 200_000
_opening = threading.Lock()
_kept: duckdb.DuckDBPyConnection | None = None


def run(code: str, name: str, target: str, parts: dict[str, str] | None = None) -> int:
    """Run a compiled model and return the rows written.

    Args:
        code: What dbt has made of the model: its function and the names of what it reads.
        name: Name of the model, for tracebacks.
        target: The table to make, in the engine's SQL.
        parts: Table read -> column by which the model may be computed part after part: no row of
            one depends on rows of another. Without it all of it is computed at once.

    """
    engine = engines.chosen()
    assert isinstance(engine, Elsewhere), name
    rooms: dict[str, Any] = {}
    exec(compile(code, name, "exec"), rooms)  # noqa: S102 - the project's own models
    # What a model returns may still be reading from its session while it is written.
    with _database().cursor() as session, _database().cursor() as output:
        room = _Room(engine, session)
        for table, column in (parts or {}).items():
            rooms["ref"](table, dbt_load_df_function=partial(room.part_by, column))

        def results() -> Iterator[duckdb.DuckDBPyRelation]:
            while room.next_part():
                result = rooms["model"](rooms["dbtObj"](room.rows), session)
                is_ours = isinstance(result, duckdb.DuckDBPyRelation)
                yield result if is_ours else output.from_arrow(result)

        return engine.write(target, results())


class _Room:
    """The tables that a model reads, in its session: all their rows, or a part after the other."""

    def __init__(self, engine: Elsewhere, session: duckdb.DuckDBPyConnection) -> None:
        self.engine, self.session = engine, session
        self.tables: dict[str, str] = {}
        self.columns: dict[str, str] = {}
        self.part, self.count = -1, 1

    def part_by(self, column: str, relation: str) -> None:
        """Have a table fall into parts by a column."""
        table = self.read(relation)
        self.columns[table] = column
        [(rows,)] = self.session.execute(f"select count(*) from temp.{table}").fetchall()
        self.count = max(self.count, -(-rows // PART_ROWS))

    def next_part(self) -> bool:
        """Go on to the next part; return whether there is one."""
        self.part += 1
        return self.part < self.count

    def read(self, relation: str) -> str:
        """Return the name of the temporary table of a table of the engine."""
        read = relation.replace('\\"', '"')
        if read not in self.tables:
            self.tables[read] = "read_" + re.sub(r"\W+", "_", read).strip("_")
            self.engine.read(read, self.session, self.tables[read])
        return self.tables[read]

    def rows(self, relation: str) -> duckdb.DuckDBPyRelation:
        """Return the rows of a table that belong to the part, by its name in the engine's SQL."""
        name = self.read(relation)
        table = self.session.table(f"temp.{name}")
        if self.count == 1 or name not in self.columns:
            return table
        return table.filter(f"hash({quoted(self.columns[name])}) % {self.count} = {self.part}")


def _database() -> duckdb.DuckDBPyConnection:
    """Return the build database, open as long as this process runs.

    dbt runs models in several threads, and a file that one closes while another opens it is
    refused.
    """
    global _kept
    with _opening:
        if _kept is None:
            paths.build_dir().mkdir(parents=True, exist_ok=True)
            try:
                _kept = duckdb.connect(str(paths.warehouse_file()), config=settings.duckdb_config())
            except duckdb.Error as error:
                raise loading.told(error, paths.warehouse_file()) from error
        return _kept


def seed(
    session: duckdb.DuckDBPyConnection, file: str, types: dict[str, str]
) -> duckdb.DuckDBPyRelation:
    """Return the rows of a seed as they are read everywhere.

    Args:
        session: Where it is read.
        file: The CSV file.
        types: Column -> type, of all columns.

    """
    with Path(file).open(encoding="utf-8-sig", newline="") as lines:
        names = next(csv.reader(lines))
    columns = ", ".join(f"{quoted(name)} {types[name]}" for name in names)
    session.execute(f"create temp table seed ({columns})")
    session.execute(f"copy seed from {literal(file)} (format csv, header true)")
    return session.table("temp.seed")


def parts_of(meta: dict[str, Any]) -> dict[str, str]:
    """Return table read -> column by which a model may be computed in parts.

    Args:
        meta: Of the model: it says so by ``parts``, or by how it is rebuilt (``increments``).

    """
    plan = meta.get("increments") or {}
    told = {table: way for table, way in plan.get("by", {}).items() if "<" not in way}
    return meta.get("parts") or told


class Helper:
    """What dbt hands a model in Python to (its interface of an adapter's submission helper)."""

    engine = ""

    def __init__(self, parsed_model: dict[str, Any], credentials: object) -> None:
        self.name = parsed_model["name"]
        self.parts = parts_of(parsed_model["config"].get("meta") or {})
        # A dbt that was started by hand was told the target otherwise.
        os.environ[engines.TARGET] = self.engine

    def submit(self, compiled_code: str) -> int:
        """Run a model whose first line names the table to make; return the rows written."""
        target = compiled_code.strip().partition("\n")[0].removeprefix("# to ")
        return run(compiled_code, self.name, target, self.parts)


def teach(adapter: type, name: str) -> None:
    """Let a dbt adapter hand models in Python to the project.

    Args:
        adapter: Class of an adapter that runs none by itself.
        name: The engine.

    """
    from dbt.adapters.contracts.connection import AdapterResponse

    helper = type("EngineHelper", (Helper,), {"engine": name})
    adapter.python_submission_helpers = property(lambda self: {METHOD: helper})
    adapter.default_python_submission_method = property(lambda self: METHOD)
    adapter.generate_python_submission_response = lambda self, rows: AdapterResponse(
        _message=f"SELECT {rows}", code="SELECT", rows_affected=rows
    )
