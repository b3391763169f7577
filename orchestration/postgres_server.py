"""A PostgreSQL server by the address that a setting has: connecting, and its errors in plain words.

Whatever is said hides the address and shows no value of the data.
"""

import contextlib
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from orchestration.casting import literal
from orchestration.errors import PublishError, UsageError
from orchestration.postgres_swap import primary

ADDRESS = "ENGAGEMENT_POSTGRES"
EXAMPLE = "postgresql://user@host:5432/database"
MISSING = (
    "Publishing to PostgreSQL needs its driver, which is not installed: make publish-postgres "
    "installs it (or: .venv/bin/uv sync --frozen --inexact --extra postgres)."
)
# What libpq says of an address that it cannot even read.
NOT_READ = re.compile(
    r"connection info(rmation)? string|connection option|\bURI\b|percent-encoded|^missing "
)
QUOTED = re.compile(r'".*"')


def driver() -> Any:  # noqa: ANN401 - a module of an extra
    """Return the driver.

    Raises:
        UsageError: If it is not installed.

    """
    try:
        from adbc_driver_postgresql import dbapi
    except ImportError:
        raise UsageError(MISSING) from None
    return dbapi


class Server:
    """A connection in transactions, which hides the address in whatever it says."""

    def __init__(self, connection: Any, failed: type[Exception]) -> None:  # noqa: ANN401
        self.failed = failed
        self.commit, self.rollback = connection.commit, connection.rollback
        self._connection = connection

    def query(self, sql: str) -> list[tuple]:
        """Run a statement and return its rows."""
        with self._connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def ingest(self, schema: str, table: str, rows: Any) -> None:  # noqa: ANN401 - Arrow
        """Let rows into a table that is there, batch by batch."""
        with self._connection.cursor() as cursor:
            cursor.adbc_ingest(table, rows, mode="append", db_schema_name=schema)

    @contextlib.contextmanager
    def rows(self, sql: str) -> Iterator[Any]:
        """Yield what reads the rows of a query batch by batch, as Arrow."""
        with self._connection.cursor() as cursor:
            cursor.execute(sql)
            yield cursor.fetch_record_batch()


@contextlib.contextmanager
def opened(
    address: str,
    name: str,
    stopped: str,
    kept: str,
    rights: Callable[[], str] = lambda: "",
) -> Iterator[Server]:
    """Open the server, and tell its errors without values and without the address.

    Args:
        address: The address.
        name: What the server's own lists call the connection.
        stopped: What is said of an error on the way, before the reason.
        kept: What nothing of this has touched, as a sentence.
        rights: Returns what a role needs that may not do this.

    Raises:
        PublishError: If the server cannot be reached, or stops what is done.

    """
    dbapi = driver()
    try:
        connection = dbapi.connect(address)
    except dbapi.Error as error:
        reason = _reason(error)
        if NOT_READ.search(reason):
            # What libpq quotes then may be part of a password with signs of its own.
            raise PublishError(
                f"{ADDRESS} cannot be read as an address: {QUOTED.sub('(not shown)', reason)}. It "
                f"has the form {EXAMPLE}. A password with / : @ % or spaces is best left to "
                "~/.pgpass or PGPASSWORD; in the address each of them is written as %2F %3A %40 "
                "%25 %20. What is published as files stays published."
            ) from None
        raise PublishError(
            f"PostgreSQL cannot be reached: {hidden(reason, address)}. Look at {ADDRESS}, "
            f"and whether the server runs: psql says the same of it. What is published as files "
            "stays published."
        ) from None
    with contextlib.closing(connection):
        server = Server(connection, dbapi.Error)
        try:
            server.query(f"set application_name = {literal(name)}")
            server.query("set time zone 'UTC'")
            server.query("set statement_timeout = 0")
            server.query("set client_min_messages = error")
            server.commit()
            yield server
        except dbapi.Error as error:
            said = hidden(primary(error), address).rstrip(".")
            if getattr(error, "sqlstate", None) == "42501":
                raise PublishError(f"PostgreSQL refuses: {said}. {rights()}".rstrip()) from None
            raise PublishError(f"{stopped}: {said}. {kept}") from None


def _reason(error: Exception) -> str:
    text = str(error).removeprefix("IO: [libpq] ").removeprefix("Failed to connect: ")
    return " ".join(text.split())


def shown(address: str) -> str:
    """Return host and database of an address, and nothing else of it."""
    try:
        parts = urlsplit(address)
        if parts.scheme in ("postgresql", "postgres"):
            name = f"{parts.hostname or 'localhost'}{parts.path}"
            return f"{name.replace('/', ':' + str(parts.port) + '/', 1) if parts.port else name}"
    except ValueError:
        pass
    return "the database that is set"


def hidden(text: str, address: str) -> str:
    """Return a text without the address and without its password, however it is written."""
    text = text.replace(address, shown(address))
    for secret in _secrets(address):
        text = text.replace(secret, "***")
    return re.sub(r"//[^/\s]*@", "//", text)


def _secrets(address: str) -> set[str]:
    found = set(re.findall(r"(?i)\bpassword\s*=\s*'?([^'\s&]+)", address))
    found |= set(re.findall(r"//[^/@:]*:([^/]*)@", address))
    found |= set(re.findall(r":([^:/@\s]+)@", address))
    return {value for one in found for value in (one, unquote(one)) if value}
