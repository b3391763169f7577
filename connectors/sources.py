"""What lies at the place that a connector reads from: tables of files, DuckDB or PostgreSQL.

Nothing here knows a vendor. Every table comes out as a relation whose columns are text or nested;
what they mean is said by the connector.
"""

import codecs
import contextlib
import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from connectors.errors import SourceError
from connectors.postgres import Postgres
from orchestration.casting import literal, quoted
from orchestration.errors import without_values

KINDS = {
    ".csv": "csv",
    ".csv.gz": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    ".jsonl": "json",
    ".jsonl.gz": "json",
    ".ndjson": "json",
    ".json": "json",
    ".json.gz": "json",
}
DELIMITERS = ",\t;|"
# Tried in this order; the first that reads the whole file is its encoding. CP932 is what Japanese
# software means by Shift_JIS. UTF-16 is told by its first two bytes.
ENCODINGS = ("utf-8-sig", "cp932")
HEAD_BYTES = 1 << 20
# As what a DuckDB file is attached.
CATALOG = "vendor_file"


@dataclass(frozen=True)
class Part:
    """One file, or one table of a database, of a source table.

    Attributes:
        origin: Where it lies, for people.
        relation: SQL that stands after ``from``.
        columns: Name as written -> SQL expression that gives it as text.
        header: Further rows of the header of a CSV file, each column's cells in order.

    """

    origin: str
    relation: str
    columns: dict[str, str]
    header: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Entry:
    """A file or a table, and the folder or schema by which others belong to it."""

    kind: str
    what: Any
    group: str


class Source:
    """A place that holds a vendor's tables.

    Args:
        place: Folder, DuckDB file or postgresql:// address.
        schema: Schema of a database; without one all schemas are looked at.
        connection: Where the tables are read.
        scratch: Folder for files in other encodings; only for this run.

    Raises:
        SourceError: If there is nothing to read.

    """

    def __init__(
        self, place: str, schema: str | None, connection: duckdb.DuckDBPyConnection, scratch: Path
    ) -> None:
        self.place = place
        self._schema = schema
        self._connection = connection
        self._scratch = scratch
        self._tables: dict[str, list[_Entry]] = {}
        self._copied: dict[str, list[str]] = {}
        self._postgres: Postgres | None = None
        if re.match(r"postgres(ql)?://", place):
            self._postgres = Postgres(place)
            self._list_tables(self._postgres.tables, "postgres", shown(place))
        elif Path(place).is_dir():
            self._list_files(Path(place))
        elif Path(place).is_file() and (kind := _kind(Path(place))):
            path = Path(place)
            stem = path.name[: -len(_ending(path))]
            self._tables[stem] = [_Entry(kind, path, str(path.parent))]
        elif Path(place).is_file():
            self._list_database(_attach_duckdb(connection, Path(place)), Path(place).name)
        else:
            raise SourceError(
                f"There is nothing at {shown(place)}. --from takes a folder, a DuckDB file, or an "
                "address such as postgresql://host/database."
            )
        if not self._tables:
            raise SourceError(
                f"{shown(place)} holds no table. Files of a folder end with "
                f"{', '.join(KINDS)}; of a database name the schema with --schema."
            )

    @property
    def names(self) -> list[str]:
        """Names of the tables that are there."""
        return sorted(self._tables)

    def entries(self, names: Iterable[str], may_lie_apart: bool = False) -> list["_Entry"]:
        """Return the files or tables under some names, each once.

        Raises:
            SourceError: If they lie in several folders or schemas: these are several sources.

        """
        found = {entry.what: entry for name in names for entry in self._tables[name]}
        groups = sorted({entry.group for entry in found.values()})
        if len(groups) > 1 and not may_lie_apart:
            what = next(iter(found.values()))
            where = "schemas" if what.kind in ("database", "postgres") else "folders"
            remedy = "Name one with --schema" if where == "schemas" else "Give --from one of them"
            raise SourceError(
                f"{' and '.join(sorted(names))} stand in several {where}: {', '.join(groups)}. "
                f"{remedy}, and connect each as a source with a name of its own."
            )
        return sorted(found.values(), key=lambda entry: _naturally(str(entry.what)))

    def parts(self, entry: "_Entry", header_rows: int = 1) -> list[Part]:
        """Return what a file or table is made of; nothing where it has no column.

        Raises:
            SourceError: If it cannot be read.

        """
        if entry.kind == "database":
            return [self._attached_part(*entry.what)]
        if entry.kind == "postgres":
            return [self._copied_part(*entry.what)]
        return list(_FILES[entry.kind](self._connection, entry.what, header_rows, self._scratch))

    def __enter__(self) -> "Source":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of a database."""
        if self._postgres is not None:
            self._postgres.close()

    def _list_files(self, folder: Path) -> None:
        for path in sorted(folder.rglob("*")):
            inner = path.relative_to(folder).parts[:-1]
            hidden = path.name.startswith(".") or any(p.startswith((".", "_")) for p in inner)
            kind = _kind(path)
            if not kind or hidden or not path.is_file():
                continue
            self._add(path.name[: -len(_ending(path))], _Entry(kind, path, str(path.parent)))
            # A folder of files is a table as well: order/part-0.parquet, order/day=1/part-0.csv.
            for above in path.parents:
                if above == folder:
                    break
                self._add(above.name, _Entry(kind, path, str(above)))

    def _add(self, name: str, entry: "_Entry") -> None:
        self._tables.setdefault(name, []).append(entry)

    def _list_database(self, catalog: str, origin: str) -> None:
        rows = self._connection.execute(
            """
            select schema_name, table_name from duckdb_tables() where database_name = $catalog
            union all
            select schema_name, view_name from duckdb_views()
            where database_name = $catalog and not internal
            order by all
            """,
            {"catalog": catalog},
        ).fetchall()
        self._list_tables(rows, "database", origin)

    def _list_tables(self, rows: list[tuple[str, str]], kind: str, origin: str) -> None:
        schemas = {schema for schema, _ in rows}
        if self._schema and self._schema not in schemas:
            raise SourceError(
                f"{origin} has no schema {self._schema}. It has "
                f"{', '.join(sorted(schemas)) or 'none'}."
            )
        for schema, table in rows:
            if self._schema in (None, schema):
                self._add(table, _Entry(kind, (schema, table), schema))

    def _attached_part(self, schema: str, table: str) -> Part:
        relation = f"{CATALOG}.{quoted(schema)}.{quoted(table)}"
        rows = self._connection.execute(f"describe {relation}").fetchall()
        columns = {name: as_text(quoted(name), kind) for name, kind, *_ in rows}
        return Part(f"{schema}.{table}", relation, columns)

    def _copied_part(self, schema: str, table: str) -> Part:
        target = quoted(f"copy of {schema}.{table}")
        if target not in self._copied:
            self._copied[target] = self._postgres.copy(schema, table, self._connection, target)
        return Part(f"{schema}.{table}", target, {n: quoted(n) for n in self._copied[target]})


def shown(place: str) -> str:
    """Return a place without a password in it."""
    return re.sub(r"//[^/@]*@", "//", place)


def _naturally(name: str) -> list[tuple[int, str]]:
    """Return by what names are sorted as people count: export_2 before export_10."""
    parts = re.split(r"(\d+)", name)
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


def _ending(path: Path) -> str:
    name = path.name.lower()
    return next((e for e in sorted(KINDS, key=len, reverse=True) if name.endswith(e)), "")


def _kind(path: Path) -> str:
    return KINDS.get(_ending(path), "")


def values(rows: Iterable[Iterable[object]]) -> str:
    """Return rows as SQL, for a statement that takes them at once."""
    return ", ".join("(" + ", ".join(literal(str(value)) for value in row) + ")" for row in rows)


def as_text(expression: str, kind: str) -> str:
    """Return SQL that gives a value as text: nested ones as JSON, times with their zone."""
    if kind.endswith("[]") or kind.startswith(("STRUCT", "MAP", "UNION")):
        return f"cast(to_json({expression}) as varchar)"
    if kind in ("DOUBLE", "FLOAT"):
        # A column of whole numbers with gaps has become floating point on its way.
        whole = f"{expression} = trunc({expression}) and abs({expression}) < 9e15"
        return (
            f"case when {whole} then cast(try_cast({expression} as bigint) as varchar) "
            f"else cast({expression} as varchar) end"
        )
    if kind == "BLOB":
        return f"try_cast({expression} as varchar)"
    return f"cast({expression} as varchar)"


def _attach_duckdb(connection: duckdb.DuckDBPyConnection, path: Path) -> str:
    try:
        connection.execute(f"attach {literal(str(path))} as {CATALOG} (read_only)")
    except duckdb.Error as error:
        raise SourceError(
            f"{path} cannot be read as a DuckDB file: {str(error).splitlines()[0]}"
        ) from error
    return CATALOG


# --- files ---------------------------------------------------------------------------------------


def _parquet(
    connection: duckdb.DuckDBPyConnection, path: Path, header_rows: int, scratch: Path
) -> Iterator[Part]:
    del header_rows, scratch
    relation = f"read_parquet({literal(str(path))})"
    try:
        rows = connection.execute(f"describe select * from {relation}").fetchall()
    except duckdb.Error as error:
        raise _unreadable(path, error) from error
    yield Part(path.name, relation, {n: as_text(quoted(n), kind) for n, kind, *_ in rows})


def _json(
    connection: duckdb.DuckDBPyConnection, path: Path, header_rows: int, scratch: Path
) -> Iterator[Part]:
    del header_rows, scratch
    relation = f"read_json_objects({literal(str(path))}, format = 'auto')"
    try:
        keys = connection.execute(
            f"select distinct unnest(json_keys(json)) as key from {relation} order by key"
        ).fetchall()
    except duckdb.Error as error:
        raise _unreadable(path, error) from error
    columns = {key: f"json ->> {literal(_pointer(key))}" for (key,) in keys}
    if columns:  # else a file of nothing
        yield Part(path.name, relation, columns)


def _pointer(key: str) -> str:
    """Return the JSON pointer of a key at the top: whatever stands in its name is a name."""
    return "/" + key.replace("~", "~0").replace("/", "~1")


def _csv(
    connection: duckdb.DuckDBPyConnection, path: Path, header_rows: int, scratch: Path
) -> Iterator[Part]:
    file = _in_utf8(path, scratch)
    blank = _blank_lines(file)
    delimiter, rows = _header(file, blank, header_rows)
    if not rows:
        return  # a file of nothing
    names, more = _distinct(rows[0]), rows[1:]
    columns = ", ".join(f"{literal(name)}: 'varchar'" for name in names)
    relation = (
        f"read_csv({literal(str(file))}, auto_detect = false, header = false, "
        f"skip = {blank + header_rows}, delim = {literal(delimiter)}, quote = '\"', "
        f"escape = '\"', null_padding = false, strict_mode = true, parallel = false, "
        f"max_line_size = 20000000, columns = {{{columns}}})"
    )
    try:
        connection.execute(f"select count(*) from {relation}")
    except duckdb.Error as error:
        raise _unreadable(path, error) from error
    cells = {name: [row[n] if n < len(row) else "" for row in more] for n, name in enumerate(names)}
    yield Part(path.name, relation, {name: quoted(name) for name in names}, cells)


def _in_utf8(path: Path, scratch: Path) -> Path:
    """Return the file in UTF-8 with ends of lines that every reader knows; written anew if not."""
    try:
        with _opened(path) as stream:
            head = stream.read(HEAD_BYTES)
        has_mark = head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        for encoding in ("utf-16",) if has_mark else ENCODINGS:
            with contextlib.suppress(UnicodeError):
                quotes = sum(text.count('"') for text in _texts(path, encoding))
                break
        else:
            raise SourceError(
                f"{path.name} is neither UTF-8 nor UTF-16 nor CP932. Save it as UTF-8, or have it "
                "exported so."
            )
    except (OSError, EOFError, zlib.error) as error:
        raise SourceError(f"{path.name} cannot be read: {error}") from error
    if quotes % 2:
        raise SourceError(
            f"{path.name} cannot be read: a quoted text does not end. Have it exported again, "
            "whole; in a CSV file every row has as many cells as the header, and a quote within a "
            "quoted text is doubled."
        )
    # Old Macs end lines with a carriage return alone.
    is_old = b"\r" in head and b"\n" not in head and not has_mark
    if encoding.startswith("utf-8") and not is_old and not path.name.lower().endswith(".gz"):
        return path
    copy = scratch / f"{len(list(scratch.iterdir()))}-{path.stem}.csv"
    with copy.open("w", encoding="utf-8", newline="") as written:
        for text in _texts(path, encoding):
            written.write(text.replace("\r", "\n") if is_old else text)
    return copy


def _texts(path: Path, encoding: str) -> Iterator[str]:
    with _opened(path) as stream:
        reader = codecs.getreader(encoding)(stream, errors="strict")
        while text := reader.read(HEAD_BYTES):
            yield text


def _opened(path: Path) -> io.BufferedIOBase:
    return gzip.open(path) if path.name.lower().endswith(".gz") else path.open("rb")


def _blank_lines(file: Path) -> int:
    """Return how many lines before the header say nothing."""
    with file.open(encoding="utf-8-sig", newline="") as text:
        for number, line in enumerate(text):
            if line.strip():
                return number
    return 0


def _header(file: Path, blank: int, rows: int) -> tuple[str, list[list[str]]]:
    """Return the delimiter and the rows of the header."""
    with file.open(encoding="utf-8-sig", newline="") as text:
        for _ in range(blank):
            text.readline()
        head = text.read(HEAD_BYTES)
    outside = re.sub(r'"[^"]*"', "", head).lstrip().splitlines()[:1]
    delimiter = max(DELIMITERS, key=outside[0].count) if outside else DELIMITERS[0]
    try:
        reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
        found = [row for _, row in zip(range(rows), reader, strict=False)]
    except csv.Error as error:
        raise SourceError(f"{file.name} cannot be read as CSV: {error}") from error
    return delimiter, [[cell.strip().lstrip("\ufeff") for cell in row] for row in found]


def _distinct(names: list[str]) -> list[str]:
    """Return names without an empty or doubled one: whoever asks for a name gets the first."""
    found: dict[str, None] = {}
    for number, name in enumerate(names, 1):
        wanted = name or f"column {number}"
        while wanted.casefold() in {each.casefold() for each in found}:
            wanted = f"{wanted} ({number})"
        found[wanted] = None
    return list(found)


def _unreadable(path: Path, error: Exception) -> SourceError:
    said = without_values(str(error)).splitlines()[0]
    return SourceError(
        f"{path.name} cannot be read: {said} Have it exported again, whole; in a CSV file every "
        "row has as many cells as the header, and texts that hold the delimiter are quoted."
    )


_FILES = {"parquet": _parquet, "json": _json, "csv": _csv}
