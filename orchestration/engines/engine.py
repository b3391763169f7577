"""What a refresh asks of an engine. DuckDB builds in the files themselves and has nothing to do."""

import contextlib
from collections.abc import Iterator
from typing import Any

import duckdb

from orchestration import landing
from orchestration.errors import RefreshError


class Engine:
    """DuckDB, and the interface of the others.

    Attributes:
        name: Name of the engine, of its dbt adapter and of dbt's target.
        is_elsewhere: Whether its tables lie outside of the build databases.
        is_read: Whether people read the published marts on the engine itself.
        has_raw_rows: Whether the rows of the raw tables lie there alone.

    """

    name = "duckdb"
    is_elsewhere = False
    is_read = False
    has_raw_rows = False

    def check(self) -> None:
        """Check, before anything is started, that the engine can be used.

        Raises:
            UsageError: If a setting is wrong or a package is missing.
            RefreshError: If the engine cannot be reached or is not fit to build on.

        """

    def environment(self) -> dict[str, str]:
        """Return what the environment of dbt needs besides."""
        return {}

    @contextlib.contextmanager
    def alone(self, run_id: str = "") -> Iterator[None]:  # noqa: ARG002
        """Be the only one who builds there; the lock of the data folder says nothing of others.

        Args:
            run_id: The run that is about to build everything; empty where nothing is built.

        Raises:
            BusyError: If another build is under way.

        """
        yield

    @contextlib.contextmanager
    def raw_rows(self, connection: duckdb.DuckDBPyConnection) -> Iterator[landing.RawRows]:
        """Yield where the rows of the raw tables go.

        Args:
            connection: Connection to the build database, outside a transaction.

        """
        yield landing.RawRows(connection)

    def receive(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Let the engine have the raw tables as they are loaded now.

        Args:
            connection: Connection to the build database, outside a transaction.

        """

    def hand_back(self, run_id: str, manifest: dict[str, Any]) -> None:
        """Bring what later steps read into the build databases.

        Args:
            run_id: The run that has just built everything.
            manifest: dbt's manifest of that build.

        Raises:
            RefreshError: If another run has built there meanwhile.

        """

    def publish(self) -> Any:  # noqa: ANN401 - what an engine tells of it
        """Let those who read on the engine itself see what is published; None where nobody does.

        Raises:
            RefreshError: If it cannot be done; readers there see what they saw.

        """

    def forget(self) -> None:
        """Leave nothing of the rows of persons in the engine, as somebody was erased.

        Raises:
            RefreshError: If the engine cannot do it.

        """

    def refused(self, what: str, remedy: str) -> RefreshError:
        """Return the error for what is not to be had on this engine.

        Args:
            what: What was asked for.
            remedy: What to do instead, as a sentence.

        """
        return RefreshError(f"{what} is not to be had on engine {self.name}. {remedy}")
