"""What is known of the builds of tracked tables, in schema ``changes`` of the build database.

``states`` has one row per build of a model, ``files`` the landing files that a model has read,
``told`` what was rebuilt and why, for people, ``passed`` what data tests have found right
(``orchestration.passed``), and per model ``<model>__gone`` and ``<model>__new`` the rows by which
its last version differs from the one before; none where that cannot be told.
"""

import json
import os
from dataclasses import dataclass
from typing import Any

import duckdb

from orchestration.tracked import Model

SCHEMA = "changes"
TABLES = {
    "states": "model varchar, build bigint, version bigint, is_whole boolean, fingerprint varchar, "
    "row_count bigint, seen varchar",
    "files": "model varchar, source varchar, file varchar, state varchar",
    "told": "run_id varchar, model varchar, mode varchar, reason varchar, key_count bigint, "
    "gone_count bigint, new_count bigint, row_count bigint, first_date date, last_date date, "
    "built_at timestamp",
    "passed": "look varchar, model varchar, version bigint, row_count bigint",
}
# Temporary tables of the rows that a build brings and takes.
CAME, WENT = "increment_came", "increment_went"
# Builds that table ``told`` remembers.
KEPT_BUILDS = 50_000


@dataclass(frozen=True)
class State:
    """What is known of a model's last build.

    Attributes:
        build: Number of the build, counted over all models.
        version: Grows whenever rows have changed.
        is_whole: Whether nobody can say what the last version changed.
        fingerprint: See Model.fingerprint.
        row_count: Rows after the build; -1 while one is under way.
        seen: Table read -> what it was: a version, or a fingerprint of its rows.

    """

    build: int
    version: int
    is_whole: bool
    fingerprint: str
    row_count: int
    seen: dict[str, Any]


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables that remember builds, and take out of them what is old.

    Args:
        connection: Connection to the build database, which is the one in use.

    """
    connection.execute(f"create schema if not exists {SCHEMA}")
    for name, columns in TABLES.items():
        connection.execute(f"create table if not exists {SCHEMA}.{name} ({columns})")
    connection.execute(
        f"delete from {SCHEMA}.states where (model, build) not in "
        f"(select (model, max(build)) from {SCHEMA}.states group by model)"
    )
    connection.execute(
        f"delete from {SCHEMA}.told where built_at < (select min(built_at) from (select built_at "
        f"from {SCHEMA}.told order by built_at desc limit {KEPT_BUILDS}))"
    )


def last(connection: duckdb.DuckDBPyConnection, model: str) -> State | None:
    """Return the last build of a model."""
    row = connection.execute(
        "select build, version, is_whole, fingerprint, row_count, seen "
        f"from warehouse.{SCHEMA}.states where model = ? order by build desc limit 1",
        [model],
    ).fetchone()
    return State(*row[:-1], json.loads(row[-1])) if row else None


class Note:
    """Writes what is known of a build in one transaction with its rows.

    Two databases are never written in one transaction: of a table in the other one is noted first
    that it is being built, and what it has become when it is done. A build that ends between is
    told by that, and the next one builds all of it.

    Attributes:
        mode: How it is built; see table ``told``.
        reason: Why so.
        is_whole: Whether nobody can say what it changes.
        has_changed: Whether any row differs.
        seen: Table read -> what it is.
        files: Raw table read by keys -> the SQL for the files that it holds.
        rows: Rows afterwards; set inside.
        keys: Keys that are touched; None where nobody asked.
        gone: Rows that go.
        new: Rows that come.
        dates: First and last date of these.

    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        model: Model,
        before: State | None,
        mode: str,
        reason: str,
        is_whole: bool,
        has_changed: bool,
        seen: dict[str, Any],
        files: dict[str, str],
    ) -> None:
        self.connection, self.model, self.before = connection, model, before
        self.mode, self.reason, self.has_changed = mode, reason, has_changed
        self.is_whole, self.seen, self.files = is_whole, seen, files
        self.rows, self.gone, self.new = 0, 0, 0
        self.keys: int | None = None
        self.dates: tuple[object, object] = (None, None)
        self.is_elsewhere = model.relation.split(".")[0].strip('"') != "warehouse"

    def __enter__(self) -> "Note":
        if self.is_elsewhere and self.has_changed:
            self.write(-1)
        self.connection.execute("begin")
        return self

    def __exit__(self, kind: object, *error: object) -> None:
        if kind is not None:
            self.connection.execute("rollback")
            return
        if self.is_elsewhere:
            self.connection.execute("commit")
            self.connection.execute("begin")
        self.write(self.rows)
        self.tell()
        self.keep_changes()
        self.keep_files()
        self.connection.execute("commit")

    def write(self, rows: int) -> None:
        """Write the state."""
        version = self.before.version if self.before else 0
        # What told the last change apart is there until the next one.
        is_whole = self.is_whole if self.has_changed else self.before.is_whole
        self.connection.execute(
            f"insert into warehouse.{SCHEMA}.states select ?, coalesce(max(build), 0) + 1, "
            f"?, ?, ?, ?, ? from warehouse.{SCHEMA}.states",
            [self.model.name, version + self.has_changed, is_whole]
            + [self.model.fingerprint(), rows, json.dumps(self.seen)],
        )

    def tell(self) -> None:
        """Say for people what was built."""
        self.connection.execute(
            f"insert into warehouse.{SCHEMA}.told "
            "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (now() at time zone 'UTC')::timestamp)",
            [os.environ.get("ENGAGEMENT_RUN_ID", ""), self.model.name, self.mode, self.reason]
            + [self.keys, self.gone, self.new, self.rows, *self.dates],
        )

    def keep_changes(self) -> None:
        """Keep the rows that came and went; of a whole build none, as its state says."""
        how = "create or replace table" if self.has_changed else "create table if not exists"
        is_told = self.has_changed and not self.is_whole
        for suffix, rows in (("gone", WENT), ("new", CAME)):
            table = f'warehouse.{SCHEMA}."{self.model.name}__{suffix}"'
            rows = rows if is_told else f"{self.model.relation} limit 0"
            self.connection.execute(f"{how} {table} as from {rows}")

    def keep_files(self) -> None:
        """Note the landing files that the model has read by now."""
        for name, files in self.files.items():
            read = [self.model.name, name]
            self.connection.execute(
                f"delete from warehouse.{SCHEMA}.files where model = ? and source = ?", read
            )
            self.connection.execute(
                f"insert into warehouse.{SCHEMA}.files select ?, ?, file, state from ({files})",
                read,
            )
