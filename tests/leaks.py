"""Looks for texts in everything a refresh leaves behind, however it is stored.

Files are searched byte by byte, packed ones unpacked. Databases are searched once more through
their tables, whose strings may be compressed on disk.
"""

import base64
import gzip
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb


def found(folder: Path, needles: Iterable[str], leave_out: Iterable[Path] = ()) -> list[str]:
    """Return where a text stands below a folder, as ``place: text``.

    Args:
        folder: Where to look.
        needles: Texts to look for.
        leave_out: Folders below it that may hold them: a landing zone.

    """
    needles, places = sorted(set(needles)), []
    for file in sorted(folder.rglob("*")):
        if file.is_symlink() or not file.is_file():
            continue
        if any(left in file.parents for left in leave_out):
            continue
        name = str(file.relative_to(folder))
        places += [f"{name}: {text}" for text in in_bytes(file.name, needles)]
        places += [f"{name}: {text}" for text in in_bytes(content(file), needles)]
        if file.suffix == ".duckdb":
            places += [f"{name}, {place}" for place in in_tables(file, needles)]
    return places


def content(file: Path) -> bytes:
    """Return what a file holds, unpacked."""
    data = file.read_bytes()
    if data[:2] == b"\x1f\x8b":
        return gzip.decompress(data)
    # The page holds the figures of its charts packed.
    packed = re.findall(rb'<script type="application/gzip"[^>]*>(.*?)</script>', data)
    return b"\n".join([data, *(gzip.decompress(base64.b64decode(part)) for part in packed)])


def in_bytes(data: bytes | str, needles: Iterable[str]) -> Iterator[str]:
    """Yield the texts that stand in some bytes, also as JSON or UTF-16 write them."""
    data = data.encode() if isinstance(data, str) else data
    for text in needles:
        forms = {text.encode(), text.encode("unicode_escape"), text.encode("utf-16-le")}
        if any(form in data for form in forms):
            yield text


def in_tables(file: Path, needles: list[str]) -> Iterator[str]:
    """Yield table, column and text for each text that a column of a database holds."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{file}' as file (read_only)")
        connection.execute("create table needles (text varchar)")
        connection.executemany("insert into needles values (?)", [[text] for text in needles])
        for schema, table, column in connection.execute(
            "select schema_name, table_name, column_name from duckdb_columns() "
            "semi join duckdb_tables() using (database_oid, schema_oid, table_oid) "
            "where database_name = 'file' and data_type not in ('BOOLEAN', 'DOUBLE', 'BIGINT', "
            "'INTEGER', 'TIMESTAMP', 'DATE') and data_type not like 'DECIMAL%'"
        ).fetchall():
            rows = connection.execute(
                f'select distinct text from (select distinct cast("{column}" as varchar) as held '
                f'from file."{schema}"."{table}" where "{column}" is not null) '
                "join needles on contains(held, text)"
            ).fetchall()
            yield from (f"{schema}.{table}.{column}: {text}" for (text,) in rows)


def free_pages(file: Path) -> int:
    """Return how many pages of a database hold nothing that counts, and may hold what once did."""
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute("select free_blocks from pragma_database_size()").fetchone()[0]


def texts(file: Path) -> bytes:
    """Return all texts in the tables of a database, one after the other."""
    parts = []
    with duckdb.connect(str(file.resolve()), read_only=True) as connection:
        for schema, table in connection.execute(
            "select schema_name, table_name from duckdb_tables()"
        ).fetchall():
            rows = connection.execute(
                f'select columns(*)::varchar from "{schema}"."{table}"'
            ).fetchall()
            parts.append(repr(rows))
    return "\n".join(parts).encode()
