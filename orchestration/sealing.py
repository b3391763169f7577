"""Keeps what was taken out of the build database sealed beside it, for the next load to put back.

Without the rows of erased persons no table is what its last build left, and all would have to be
built whole. So the rows go into one file, encrypted by a key that is kept nowhere: it is made of
the bytes of the landing files in which these rows stand. Whoever has those files has the rows
anyway; once the company writes one of them anew without a person, nobody can open the file again.

The file: ``MAGIC``, a salt, then parts, each as its length and what AES-256-GCM makes of it. The
number of a part, and whether it is the last, is its nonce: none can be left out, cut off or put
elsewhere. A part is the name of a table and some of its rows as an Arrow stream.

What cannot be opened, for whatever reason, is deleted, and its rows are read from the landing zone.
"""

import contextlib
import hashlib
import os
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import duckdb
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from orchestration import builds
from orchestration.casting import quoted

MAGIC = b"engagement sealed rows 1\n"
SALT_BYTES = 32
PART_ROWS = 50_000
# Which load the build database has seen, and what was sealed since: number of the last build then,
# and the salt of the file; no salt where all rows are there.
NOTE = "raw.loaded"


class SealError(Exception):
    """Rows cannot be sealed or put back; what to do is always to read them again."""


@dataclass(frozen=True)
class LandingFileOfErased:
    """A landing file in which rows of erased persons stand.

    Attributes:
        name: ``source/table/file``, which is its place below the landing zone.
        raw_dir: The landing zone.

    """

    name: str
    raw_dir: str


@dataclass(frozen=True)
class Loaded:
    """What is known of the last load.

    Attributes:
        build: Number of the last build when it came, or when rows were sealed.
        salt: Salt of the sealed file, in hexadecimal; None where nothing is missing.

    """

    build: int
    salt: str | None


def file_beside(database: Path) -> Path:
    """Return where the rows lie that were taken out of a build database."""
    return database.with_name("erased.sealed")


def last_load(connection: duckdb.DuckDBPyConnection, database: str = "") -> Loaded | None:
    """Return what a build database knows of its last load; None for nothing.

    Args:
        connection: Connection to it.
        database: Its name there; by default the one in use.

    """
    if not _is_there(connection, database, NOTE):
        return None
    row = connection.execute(f"select build, salt from {_in(database)}{NOTE}").fetchone()
    return Loaded(*row) if row else None


def last_build(
    connection: duckdb.DuckDBPyConnection, database: str = "", model: str | None = None
) -> int:
    """Return the number of the last build of a model, or of any; 0 for none.

    Args:
        connection: Connection to the build database.
        database: Its name there; by default the one in use.
        model: Name of the model.

    """
    states = f"{builds.SCHEMA}.states"
    if not _is_there(connection, database, states):
        return 0
    return connection.execute(
        f"select coalesce(max(build), 0) from {_in(database)}{states} where ? is null or model = ?",
        [model, model],
    ).fetchone()[0]


def note(
    connection: duckdb.DuckDBPyConnection, database: str = "", salt: str | None = None
) -> None:
    """Note that files are loaded now, or that rows were sealed.

    Args:
        connection: Connection to the build database.
        database: Its name there; by default the one in use.
        salt: Salt of the sealed file.

    """
    name = f"{_in(database)}{NOTE}"
    connection.execute(f"create or replace table {name} (build bigint, salt varchar)")
    connection.execute(
        f"insert into {name} values (?, ?)", [last_build(connection, database), salt]
    )


def note_built(connection: duckdb.DuckDBPyConnection) -> None:
    """Note that all that is loaded was built, where no state of a build says so."""
    if _is_there(connection, "", NOTE):
        connection.execute(f"update {NOTE} set build = -1")


def _in(database: str) -> str:
    return f"{quoted(database)}." if database else ""


def _is_there(connection: duckdb.DuckDBPyConnection, database: str, table: str) -> bool:
    # Asked first: a table that is missing would end a transaction.
    found = connection.execute(
        "select 1 from duckdb_tables() where database_name = coalesce(nullif(?, ''), "
        "current_database()) and schema_name || '.' || table_name = ?",
        [database, table],
    )
    return found.fetchone() is not None


# --- sealing ------------------------------------------------------------------------------------


def write(
    connection: duckdb.DuckDBPyConnection,
    file: Path,
    files: Sequence[LandingFileOfErased],
    rows: dict[str, str],
) -> str:
    """Seal rows of some tables, and return the salt.

    Args:
        connection: Connection that reads them.
        file: Where to write; its folder's disk has it when this returns.
        files: Landing files in which they stand.
        rows: Table, as ``schema.table`` with quotation marks, -> the query for its rows.

    Raises:
        SealError: If there is nothing to make a key of, or rows cannot be read as Arrow.
        OSError: If the file cannot be written.

    """
    salt = os.urandom(SALT_BYTES)
    key = _key(files, salt)
    # Numbers of 128 bits are floats to Arrow otherwise.
    connection.execute("set arrow_lossless_conversion = true")
    try:
        with file.open("wb") as stream:
            stream.write(MAGIC + salt)
            for place, part, is_last in _numbered(_parts(connection, rows)):
                sealed = AESGCM(key).encrypt(_nonce(place, is_last), part, MAGIC + salt)
                stream.write(struct.pack(">Q", len(sealed)) + sealed)
            stream.flush()
            os.fsync(stream.fileno())
    except duckdb.Error as error:
        file.unlink()
        raise SealError(f"a table cannot be sealed ({type(error).__name__})") from error
    return salt.hex()


def _parts(connection: duckdb.DuckDBPyConnection, rows: dict[str, str]) -> Iterator[bytes]:
    import pyarrow as pa  # slow, and nothing new needs none

    options = pa.ipc.IpcWriteOptions(compression="zstd")
    for table, query in rows.items():
        reader = connection.sql(query).to_arrow_reader(PART_ROWS)
        for batch in reader:
            sink = pa.BufferOutputStream()
            sink.write(table.encode() + b"\0")
            with pa.ipc.new_stream(sink, reader.schema, options=options) as stream:
                stream.write_batch(batch)
            yield sink.getvalue().to_pybytes()


def _numbered(parts: Iterable[bytes]) -> Iterator[tuple[int, bytes, bool]]:
    """Yield parts with their number and whether they are the last, which is empty."""
    number = 0
    for part in parts:
        yield number, part, False
        number += 1
    yield number, b"", True


def _nonce(number: int, is_last: bool) -> bytes:
    return struct.pack(">?3xQ", is_last, number)


def _key(files: Sequence[LandingFileOfErased], salt: bytes) -> bytes:
    """Return the key that landing files make.

    Raises:
        SealError: If there are none, or one cannot be read.

    """
    if not files:
        raise SealError("no landing file holds a row of theirs")
    told = hashlib.sha256()
    for file in sorted(files, key=lambda f: f.name):
        path = Path(file.raw_dir) / file.name
        try:
            state = path.stat()
            content = _digest(path, state.st_size, state.st_mtime_ns)
        except OSError as error:
            raise SealError(f"{file.name} cannot be read") from error
        told.update(hashlib.sha256(file.name.encode()).digest() + content)
    kdf = HKDF(algorithm=SHA256(), length=32, salt=salt, info=MAGIC)
    return kdf.derive(told.digest())


@lru_cache(maxsize=100_000)  # a refresh asks at its beginning and its end
def _digest(path: Path, size: int, modified_ns: int) -> bytes:  # noqa: ARG001 - told by which it is the same
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").digest()


# --- putting back -------------------------------------------------------------------------------


def put_back(connection: duckdb.DuckDBPyConnection, raw_dir: Path) -> bool:
    """Put the rows back that were taken out last, so that each table is what its last build left.

    All come back, or none does and the load reads them again; the sealed file is gone afterwards.

    Args:
        connection: Connection to the build database, outside a transaction.
        raw_dir: The landing zone.

    Returns:
        Whether rows came back.

    """
    (path,) = connection.execute(
        "select path from duckdb_databases() where database_name = current_database()"
    ).fetchone()
    if not path:
        return False  # nothing was ever taken out of a database in memory
    file = file_beside(Path(path))
    is_back = False
    loaded = last_load(connection)
    if loaded is not None and loaded.salt is not None:
        with contextlib.suppress(SealError, OSError, duckdb.Error):
            _put_back(connection, file, loaded, raw_dir)
            is_back = True
        if not is_back:
            connection.execute(f"delete from {NOTE}")
    file.unlink(missing_ok=True)
    return is_back


def _put_back(
    connection: duckdb.DuckDBPyConnection, file: Path, loaded: Loaded, raw_dir: Path
) -> None:
    """Put rows back in one transaction.

    Raises:
        SealError: If they cannot be had, or no longer belong to the tables that are there.
        OSError: If the file cannot be read.

    """
    if last_build(connection) != loaded.build:
        raise SealError("something was built without them since")
    files = [
        LandingFileOfErased("/".join(parts), str(raw_dir))
        for parts in connection.execute(
            "select source, table_name, file from raw.landing_files where erased_row_count > 0"
        ).fetchall()
    ]
    connection.execute("begin")
    try:
        for table, rows in _opened(file, bytes.fromhex(loaded.salt), files):
            _insert(connection, table, rows)
        connection.execute(
            "update raw.landing_files set erased_row_count = 0 where erased_row_count > 0"
        )
        note(connection)
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise


def _opened(
    file: Path, salt: bytes, files: Sequence[LandingFileOfErased]
) -> Iterator[tuple[str, bytes]]:
    """Yield each table and some of its rows as an Arrow stream.

    Raises:
        SealError: If the file is another one, damaged, or not to be opened by these landing files.

    """
    with file.open("rb") as stream:
        if stream.read(len(MAGIC) + SALT_BYTES) != MAGIC + salt:
            raise SealError("another file")
        cipher = AESGCM(_key(files, salt))
        left, number, is_last = file.stat().st_size - stream.tell(), 0, False
        while not is_last:
            (length,) = struct.unpack(">Q", stream.read(8).rjust(8, b"\xff"))
            left -= 8 + length
            if left < 0:
                raise SealError("it ends too early")
            is_last = left == 0
            try:
                part = cipher.decrypt(_nonce(number, is_last), stream.read(length), MAGIC + salt)
            except InvalidTag as error:
                raise SealError("it does not open") from error
            number += 1
            if not is_last:
                table, _, rows = part.partition(b"\0")
                yield table.decode(), rows


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: bytes) -> None:
    """Insert rows, given as an Arrow stream, into a table.

    Raises:
        SealError: If it has other columns by now.

    """
    import pyarrow as pa

    connection.register("sealed_rows", pa.ipc.open_stream(rows).read_all())
    try:
        there, here = (
            connection.execute(
                f"select column_name, column_type from (describe {relation})"
            ).fetchall()
            for relation in (table, "sealed_rows")
        )
        if there != here:
            raise SealError(f"{table} has other columns")
        connection.execute(f"insert into {table} from sealed_rows")
    finally:
        connection.unregister("sealed_rows")
