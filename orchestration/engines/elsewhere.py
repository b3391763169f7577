"""What engines with tables of their own share: what they are given, and what comes back.

What later steps read comes into the files in which DuckDB would have built it: the marts, whole and
under the types of the contract, and below them the tables that say who is erased, what is in
quarantine and whom to contact.
"""

import hashlib
import os
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Any, Protocol

import duckdb

from orchestration import builds, dbt, loading, paths, publishing, sealing
from orchestration.casting import literal, quoted
from orchestration.contract import read_contract
from orchestration.engines.engine import Engine
from orchestration.errors import RefreshError

MARTS = "marts_build"
# Schemas of a build, all of them its own.
SCHEMAS = (
    *("raw", "seeds", "staging", "identity", "intermediate", "metrics", "audit", "pii"),
    MARTS,
)
# What macro create_schema says of a schema that it makes, and never of another one.
OURS = "Engagement Warehouse builds here; each refresh makes every table anew."
STAMP = "audit.build_stamp"
# Tables below the marts that steps after the build read, besides those of whole schemas: who is
# erased, and whether anybody said what they agree to.
HANDED_BACK = {
    "identity": ("id_records_resolved", "id_records_to_identifiers"),
    "intermediate": ("int_consents_recorded",),
    "staging": ("stg_crm__erasure_requests",),
}
HANDED_BACK_WHOLE = ("audit", "pii", "seeds")


class Snapshot(Protocol):
    """What a build has made, at one moment."""

    def stamp(self) -> list[str]:
        """Return the run whose build is whole; none while one is under way or has failed."""

    def names(self, schema: str) -> list[str]:
        """Return the tables and views of a schema."""

    def copy(
        self,
        relation: str,
        connection: duckdb.DuckDBPyConnection,
        place: str,
        kinds: dict[str, str] | None = None,
    ) -> None:
        """Copy a table into a new one of DuckDB, batch by batch.

        Args:
            relation: The table, in the engine's SQL.
            connection: Where the new one is made.
            place: Its name.
            kinds: Column -> DuckDB's type, in the order of the columns; by default as the engine
                says.

        """

    def bring(
        self,
        relation: str,
        connection: duckdb.DuckDBPyConnection,
        place: str,
        kinds: dict[str, str],
    ) -> None:
        """Bring a mart into the marts file: a copy, or a view on files that stay as they are.

        Args:
            relation: The mart, in the engine's SQL.
            connection: Where it is to be.
            place: Its name there.
            kinds: Column -> DuckDB's type, in the order of the columns.

        """
        self.copy(relation, connection, place, kinds)


class Elsewhere(Engine, ABC):
    """An engine with tables of its own."""

    is_elsewhere = True

    @abstractmethod
    def read(self, relation: str, connection: duckdb.DuckDBPyConnection, name: str) -> None:
        """Copy a table of the engine into a temporary table, batch by batch.

        Args:
            relation: Its name in the engine's SQL.
            connection: Where the temporary table is made.
            name: Name of the temporary table.

        """

    @abstractmethod
    def write(self, relation: str, parts: Iterable[duckdb.DuckDBPyRelation]) -> int:
        """Make a table of the engine of rows, batch by batch, and return how many they are.

        A table of that name is replaced.

        Args:
            relation: Its name in the engine's SQL.
            parts: The rows, one part or more of the same columns; each is asked for when the one
                before has been written.

        """

    @abstractmethod
    def rows(self, sql: str) -> list[tuple]:
        """Return the rows of a small query in the engine's SQL."""

    @abstractmethod
    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """Return a context with what is built, as it is at one moment."""

    @abstractmethod
    def place(self) -> str:
        """Return where the tables lie, for people."""

    def tidy(self, manifest: dict[str, Any]) -> None:
        """Drop tables of models that the project has no more."""

    def hand_back(self, run_id: str, manifest: dict[str, Any]) -> None:
        """Write the marts file, and the tables below the marts that later steps read.

        Raises:
            RefreshError: If another run has built there meanwhile, or a file cannot be written.

        """
        with self.snapshot() as built:
            if (stamp := built.stamp()) != [run_id]:
                raise RefreshError(
                    f"What lies in {self.place()} was not built by this run"
                    f"{f' but by {stamp[0]}' if stamp else ''}. Nothing was published; run the "
                    "whole refresh again and leave dbt alone meanwhile."
                )
            try:
                _write_marts(built, run_id, manifest)
                _write_tables(built)
            except duckdb.Error as error:
                raise loading.told(error, paths.warehouse_file()) from error
        self.tidy(manifest)


def raw_tables(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str]]:
    """Yield each raw table with what differs when its rows do.

    Args:
        connection: Connection to the build database.

    """
    for table in read_contract():
        name = table.relation.partition(".")[2]
        [(files,)] = connection.execute(
            "select coalesce(string_agg(cast(f as varchar), ';' order by file), '') from (select * "
            "exclude (is_published) from raw.landing_files where source = ? and table_name = ?) "
            "as f",
            [table.source, table.name],
        ).fetchall()
        [(columns,)] = connection.execute(
            f"select list((name, type)) from pragma_table_info('raw.{name}')"
        ).fetchall()
        [(count,)] = connection.execute(f"select count(*) from raw.{quoted(name)}").fetchall()
        yield name, hashlib.sha256(f"{files} {columns} {count}".encode()).hexdigest()


def _write_marts(built: Snapshot, run_id: str, manifest: dict[str, Any]) -> None:
    """Write the marts file anew, with the stamp of its run."""
    target = paths.marts_file()
    new = target.with_name(target.name + ".new")
    loading.remove_database(new)
    try:
        with loading.open_memory() as connection:
            connection.execute(
                f"attach {literal(str(new))} as new (storage_version 'v1.4.0'); "
                "create schema new.marts; create schema new.audit"
            )
            for node in manifest["nodes"].values():
                if dbt.is_mart(node):
                    kinds = {n: c["data_type"] for n, c in node["columns"].items()}
                    place = f"new.marts.{quoted(node['name'])}"
                    built.bring(node["relation_name"], connection, place, kinds)
            connection.execute(
                f"create table new.{STAMP} as select {literal(run_id)} as run_id; detach new"
            )
        publishing.sync(new)
        loading.remove_database(target)
        os.replace(new, target)
        publishing.sync(target.parent)
    finally:
        loading.remove_database(new)


def _write_tables(built: Snapshot) -> None:
    """Write the tables below the marts into the build database."""
    wanted = [(schema, name) for schema in HANDED_BACK_WHOLE for name in built.names(schema)]
    wanted += [(schema, name) for schema, names in HANDED_BACK.items() for name in names]
    with loading.open_file(paths.warehouse_file()) as connection:
        # A build by DuckDB must not take tables from here for what its last one has left.
        connection.execute(f"begin; drop schema if exists {builds.SCHEMA} cascade")
        for schema, name in wanted:
            if f"{schema}.{name}" == STAMP:
                continue
            place = f"{quoted(schema)}.{quoted(name)}"
            connection.execute(f"create schema if not exists {quoted(schema)}")
            kind = connection.execute(
                "select table_type from information_schema.tables "
                "where table_schema = ? and table_name = ?",
                [schema, name],
            ).fetchone()
            if kind:
                connection.execute(f"drop {kind[0].removeprefix('BASE ')} {place}")
            built.copy(f"{schema}.{name}", connection, place)
        sealing.note_built(connection)
        connection.execute("commit")
