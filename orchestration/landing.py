"""Loads landing files into typed raw tables: each file once, every row kept, also a broken one.

The contract of a raw table (types, required, accepted values, key) stands in the dbt source YAML
and nowhere else; what text casts to what is written here, because no engine's own cast is strict
enough (DuckDB rounds '7.5' to an integer). Rows that break the contract stay in the raw table with
``_reasons`` and the row as JSON: the quarantine is a query, and nothing can be lost between two
tables.
"""

import csv
import glob
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb

from orchestration.contract import DELETED, LOADED_AT, RawTable, read_contract

FORMATS = {".parquet": "parquet", ".csv": "csv"}
# What the load adds to each row, in order; _changed_at tells versions of a key apart.
CONTROL_COLUMNS = {
    "_changed_at": "timestamp",
    "_file": "varchar",
    "_row": "bigint",
    "_reasons": "varchar",
    "_row_json": "varchar",
}

# What a text must look like before it is cast.
TEXT_FORMS = {
    "integer": "[+-]?[0-9]+",
    "bigint": "[+-]?[0-9]+",
    "double": "[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?",
    "decimal(18,4)": "[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)",
    "boolean": "(?i)(true|false|t|f|1|0)",
    "date": "[0-9]{4}-[0-9]{2}-[0-9]{2}",
    "timestamp": (
        "[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?"
        "([zZ]|[+-][0-9]{2}(:?[0-9]{2})?)?)?"
    ),
}
INTEGERS = {f"{sign}{size}INT" for sign in ("", "U") for size in ("TINY", "SMALL", "BIG", "HUGE")}
INTEGERS |= {"INTEGER", "UINTEGER"}
FLOATS = {"FLOAT", "DOUBLE"}
TIMESTAMPS = {"TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"}
ZONED_TIMESTAMPS = {"TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ_NS"}


class LandingError(Exception):
    """The landing zone cannot be loaded; the message names file, table, column and remedy."""


@dataclass
class LoadReport:
    """What one load did.

    Attributes:
        files: Files loaded now, by table folder.
        rows: Rows loaded now, by table folder.
        reloaded: Folders whose files changed or vanished and that were therefore read anew.
        warnings: Things a person should look at; nothing of them stops the run.

    """

    files: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    reloaded: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class LandingFile:
    """One file of the landing zone and what it declares about itself."""

    path: Path
    kind: str
    size_bytes: int
    modified_ns: int
    columns: tuple[tuple[str, str], ...] = ()


def contract_hash(table: RawTable) -> str:
    """Change when the contract or the rules of casting change, so that files are read anew."""
    return table.fingerprint(TEXT_FORMS)


def load(
    connection: duckdb.DuckDBPyConnection, raw_dir: Path, tables: list[RawTable] | None = None
) -> LoadReport:
    """Bring every landing file that is not loaded yet into its raw table.

    All files are looked at before the first row is written: schema drift or an unreadable file
    stops the load with the build database as it was. A table whose loaded files changed or
    vanished (another landing zone, a rewritten file) is read anew as a whole.

    Args:
        connection: Connection to the build database, not inside a transaction.
        raw_dir: The landing zone: ``<source>/<table>/*.parquet|*.csv``.
        tables: The contract; by default all source YAMLs of the project.

    Raises:
        LandingError: If the landing zone breaks its contract as a whole; all problems are named.

    """
    tables = read_contract() if tables is None else tables
    if not raw_dir.is_dir():
        raise LandingError(
            f"{raw_dir} is no folder. Set ENGAGEMENT_RAW_DIR to the landing zone, "
            "which holds one folder per source with one folder per table."
        )
    connection.execute("set TimeZone = 'UTC'")
    _create_raw_tables(connection, tables)
    report = LoadReport(warnings=_unknown_folders(raw_dir, tables))
    plan = _plan(connection, raw_dir, tables, report)
    try:
        for table, files, is_reload in plan:
            _load_table(connection, raw_dir, table, files, is_reload, report)
    finally:
        connection.execute("set preserve_insertion_order = false")
    return report


def _create_raw_tables(connection: duckdb.DuckDBPyConnection, tables: list[RawTable]) -> None:
    connection.execute("create schema if not exists raw")
    connection.execute(
        "create table if not exists raw.landing_files (source varchar, table_name varchar, "
        "file varchar, raw_dir varchar, size_bytes bigint, modified_ns bigint, "
        "contract_hash varchar, row_count bigint, quarantined_row_count bigint, "
        "newest_loaded_at timestamp, extra_columns varchar, is_published boolean)"
    )
    known = {
        row[0]: row[1]
        for row in connection.execute(
            "select 'raw.' || table_name, string_agg(column_name || ' ' || lower(data_type), ', ' "
            "order by column_index) from duckdb_columns() where schema_name = 'raw' group by 1"
        ).fetchall()
    }
    for table in tables:
        columns = [(c["name"], c["data_type"]) for c in (*table.columns, DELETED, LOADED_AT)]
        columns += CONTROL_COLUMNS.items()
        wanted = ", ".join(f"{name} {kind}" for name, kind in columns)
        if known.get(table.relation) == wanted:
            continue
        # A changed contract: the old copy is of no use, and all its files are read anew.
        definition = ", ".join(f'"{name}" {kind}' for name, kind in columns)
        connection.execute(f"create or replace table {table.relation} ({definition})")
        connection.execute(
            "delete from raw.landing_files where source = ? and table_name = ?",
            [table.source, table.name],
        )


def _unknown_folders(raw_dir: Path, tables: list[RawTable]) -> list[str]:
    known = {table.folder for table in tables}
    known_sources = {table.source for table in tables}
    warnings = []
    for folder in sorted(
        p for p in raw_dir.iterdir() if p.is_dir() and not p.name.startswith((".", "_"))
    ):
        if folder.name not in known_sources:
            warnings.append(f"{folder.name}/ is no source of the contract and was not read.")
            continue
        for child in sorted(folder.iterdir()):
            name = f"{folder.name}/{child.name}"
            if name not in known and not child.name.startswith((".", "_")):
                warnings.append(f"{name} is no table of the contract and was not read.")
    return warnings


def _plan(
    connection: duckdb.DuckDBPyConnection, raw_dir: Path, tables: list[RawTable], report: LoadReport
) -> list[tuple[RawTable, list[LandingFile], bool]]:
    """Return what to load, after every new file was opened and compared with the contract."""
    problems: list[str] = []
    plan = []
    loaded: dict[str, dict[str, tuple]] = {}
    for source, name, file, *state in connection.execute(
        "select source, table_name, file, raw_dir, size_bytes, modified_ns, contract_hash "
        "from raw.landing_files"
    ).fetchall():
        loaded.setdefault(f"{source}/{name}", {})[file] = tuple(state)
    for table in tables:
        present = _files(raw_dir, table, problems, report)
        before = loaded.get(table.folder, {})
        now = {
            file.path.name: (str(raw_dir), file.size_bytes, file.modified_ns, contract_hash(table))
            for file in present
        }
        is_reload = any(now.get(name) != state for name, state in before.items())
        new = present if is_reload else [f for f in present if f.path.name not in before]
        described = [_describe(connection, raw_dir, table, f, problems) for f in new]
        if new or is_reload:
            plan.append((table, [f for f in described if f], is_reload))
        if is_reload:
            report.reloaded.append(table.folder)
    if problems:
        raise LandingError("\n".join(problems))
    return plan


def _files(
    raw_dir: Path, table: RawTable, problems: list[str], report: LoadReport
) -> list[LandingFile]:
    folder = raw_dir / table.folder
    if not folder.exists():
        return []
    if not folder.is_dir():
        problems.append(
            f"{table.folder} is a file; a folder with .parquet or .csv files belongs there."
        )
        return []
    files = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "_")):
            continue
        kind = FORMATS.get(path.suffix.lower())
        if path.is_dir():
            problems.append(
                f"{table.folder}/{path.name} is a folder, not a file. "
                f"Move the files in it up into {table.folder}/, or take the folder out."
            )
        elif kind is None:
            report.warnings.append(
                f"{table.folder}/{path.name} is neither .parquet nor .csv and was not read."
            )
        else:
            status = path.stat()
            files.append(LandingFile(path, kind, status.st_size, status.st_mtime_ns))
    return files


def _describe(
    connection: duckdb.DuckDBPyConnection,
    raw_dir: Path,
    table: RawTable,
    file: LandingFile,
    problems: list[str],
) -> LandingFile | None:
    """Return the file with its columns, or None after noting why it cannot be used."""
    name = f"{table.folder}/{file.path.name}"
    try:
        if file.kind == "csv":
            columns = tuple((column, "VARCHAR") for column in _csv_header(file.path, table))
        else:
            rows = connection.execute(
                f"describe select * from {_reader(file.kind, [file])}"
            ).fetchall()
            columns = tuple((row[0], row[1]) for row in rows if not row[0].startswith("__landing"))
    except (duckdb.Error, ValueError, OSError) as error:
        problems.append(_unreadable(name, error))
        return None
    found = {column for column, _ in columns}
    missing = [
        c["name"] for c in (*table.columns, LOADED_AT) if c["required"] and c["name"] not in found
    ]
    for column in missing:
        problems.append(
            f"{name}: required column {column} of table {table.source}.{table.name} is missing "
            f"(found: {', '.join(sorted(found))}). Send the file again with the column, "
            "or change the contract in the source YAML if the source really dropped it."
        )
    return LandingFile(file.path, file.kind, file.size_bytes, file.modified_ns, columns)


def _csv_header(path: Path, table: RawTable) -> list[str]:
    """Return the column names of a CSV file; a stranger without a name of its own gets one.

    Raises:
        ValueError: If the file is empty, not UTF-8, or names a column of the contract twice.

    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            header = next(csv.reader(stream), None)
    except UnicodeDecodeError as error:
        raise ValueError(f"it is not UTF-8 ({error.reason} at byte {error.start})") from error
    if not header:
        raise ValueError("it is empty: a CSV file needs a header row")
    known = [c["name"] for c in (*table.columns, DELETED, LOADED_AT)]
    twice = [column for column in known if header.count(column) > 1]
    if twice:
        raise ValueError(f"its header names {', '.join(map(repr, twice))} more than once")
    # Tables written with row numbers have a first column without a name; DuckDB is case-blind.
    taken = {"", "__landing_file", *known}
    for number, column in enumerate(header):
        if column not in known:
            header[number] = f"column_{number + 1}" if column.lower() in taken else column
            taken.add(header[number].lower())
    return header


def _unreadable(name: str, error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    what = " ".join(lines[:4]).partition(" Possible fixes")[0][:400].rstrip(".")
    return (
        f"{name} cannot be read: {what}. Send the file again (write it under another name and "
        "rename it when complete), or take it out of the folder."
    )


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _reader(kind: str, files: list[LandingFile]) -> str:
    paths = "[" + ", ".join(_literal(glob.escape(str(f.path))) for f in files) + "]"
    if kind == "parquet":
        return (
            f"read_parquet({paths}, filename = '__landing_file', file_row_number = false, "
            "hive_partitioning = false, binary_as_string = true)"
        )
    columns = ", ".join(f"{_literal(name)}: 'varchar'" for name, _ in files[0].columns)
    return (
        f"read_csv({paths}, auto_detect = false, header = true, columns = {{{columns}}}, "
        "delim = ',', quote = '\"', escape = '\"', nullstr = '', max_line_size = 16777216, "
        "hive_partitioning = false, filename = '__landing_file')"
    )


def _load_table(
    connection: duckdb.DuckDBPyConnection,
    raw_dir: Path,
    table: RawTable,
    files: list[LandingFile],
    is_reload: bool,
    report: LoadReport,
) -> None:
    """Load the new files of one table and note them as loaded, in one transaction."""
    connection.execute("begin")
    try:
        if is_reload:
            connection.execute(f"delete from {table.relation}")
            connection.execute(
                "delete from raw.landing_files where source = ? and table_name = ?",
                [table.source, table.name],
            )
        for batch in _batches(files):
            _load_batch(connection, table, batch)
        rows = _note_files(connection, raw_dir, table, files)
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
    report.files[table.folder] = len(files)
    report.rows[table.folder] = rows


def _batches(files: list[LandingFile]) -> Iterator[list[LandingFile]]:
    """Yield files that one statement can read: parquet of the same columns together, CSV singly.

    CSV files come one by one because a row's number in its file is counted while reading.
    """
    parquet = [f for f in files if f.kind == "parquet"]
    for _, same in groupby(sorted(parquet, key=lambda f: f.columns), key=lambda f: f.columns):
        yield list(same)
    yield from ([f] for f in files if f.kind == "csv")


def _load_batch(
    connection: duckdb.DuckDBPyConnection, table: RawTable, files: list[LandingFile]
) -> None:
    """Load files of one kind with the same columns."""
    columns = dict(files[0].columns)
    kind = files[0].kind
    wanted = (*table.columns, DELETED, LOADED_AT)
    typed = {c["name"]: _quoted("__typed_" + c["name"]) for c in wanted}
    casts = ", ".join(f"{_typed(c, columns.get(c['name']))} as {typed[c['name']]}" for c in wanted)
    reasons = [r for c in wanted if (r := _reason(table, c, columns.get(c["name"]), typed))]
    # Columns outside the contract are never read: they may hold no text, or bear one of our names.
    given = [c["name"] for c in wanted if c["name"] in columns]
    row_json = ", ".join(f"{_literal(name)}, {_quoted(name)}" for name in given)
    row_number = "file_row_number + 1" if kind == "parquet" else "row_number() over ()"
    source = _reader(kind, files).replace("file_row_number = false", "file_row_number = true")
    names = ", ".join(_quoted(c["name"]) for c in wanted)
    values = ", ".join(typed[c["name"]] for c in wanted)
    moments = [typed[name] for name in ("updated_at", "_loaded_at") if name in typed]
    changed_at = f"coalesce({', '.join(moments)})"
    # The order of rows is the file's only where it is asked for: reading in order costs memory.
    connection.execute(f"set preserve_insertion_order = {'true' if kind == 'csv' else 'false'}")
    try:
        connection.execute(
            f"insert into {table.relation} ({names}, {', '.join(CONTROL_COLUMNS)}) "
            f"select {values}, {changed_at}, parse_filename(__landing_file, false, 'system'), __row, __reasons, "
            f"case when __reasons is not null then cast(json_object({row_json}) as varchar) end "
            f"from (select *, nullif(concat_ws('; ', {', '.join(reasons)}), '') as __reasons "
            f"from (select {', '.join(map(_quoted, given))}, {casts}, {row_number} as __row, "
            f"__landing_file from {source}))"
        )
    except duckdb.Error as error:
        raise LandingError(_culprit(table, files, error)) from error


def _note_files(
    connection: duckdb.DuckDBPyConnection, raw_dir: Path, table: RawTable, files: list[LandingFile]
) -> int:
    """Note the files as loaded, with what was counted in them; return their number of rows."""
    known = {c["name"] for c in (*table.columns, DELETED, LOADED_AT)}
    counted = {
        row[0]: row[1:]
        for row in connection.execute(
            "select _file, count(*), count(_reasons), "
            "max(_loaded_at) filter (where _reasons is null) "
            f"from {table.relation} where list_contains(?, _file) group by _file",
            [[file.path.name for file in files]],
        ).fetchall()
    }
    notes = []
    for file in files:
        extra = sorted({column for column, _ in file.columns} - known)
        rows, broken, newest = counted.get(file.path.name, (0, 0, None))
        state = [str(raw_dir), file.size_bytes, file.modified_ns, contract_hash(table)]
        notes.append(
            [table.source, table.name, file.path.name, *state, rows, broken, newest]
            + [", ".join(extra) or None, False]
        )
    if notes:
        marks = ", ".join("(" + ", ".join("?" * len(notes[0])) + ")" for _ in notes)
        connection.execute(
            f"insert into raw.landing_files values {marks}",
            [value for note in notes for value in note],
        )
    return sum(note[7] for note in notes)


def _culprit(table: RawTable, files: list[LandingFile], error: Exception) -> str:
    """Return the message for the first file that cannot be read on its own."""
    for file in files:
        try:
            with duckdb.connect() as probe:
                probe.execute(f"create table probe as select * from {_reader(file.kind, [file])}")
        except duckdb.Error as reason:
            return _unreadable(f"{table.folder}/{file.path.name}", reason)
    return _unreadable(f"{table.folder} ({', '.join(f.path.name for f in files)})", error)


def _typed(column: dict[str, Any], found: str | None) -> str:
    """Return the SQL that casts a column to the contract's type; null where it does not cast."""
    wanted = column["data_type"]
    name = _quoted(column["name"])
    if found is None:
        return f"cast(null as {wanted})"
    base = found.split("(")[0]
    if wanted == "varchar":
        return name if base == "VARCHAR" else f"cast({name} as varchar)"
    if base == "VARCHAR":
        return _from_text(f"trim({name})", wanted)
    if base == "BOOLEAN" and wanted == "boolean":
        return name
    if base in INTEGERS:
        if wanted == "boolean":
            return f"case when {name} in (0, 1) then {name} = 1 end"
        if wanted in ("integer", "bigint", "double", "decimal(18,4)"):
            return f"try_cast({name} as {wanted})"
    if base in FLOATS | {"DECIMAL"}:
        if wanted in ("integer", "bigint"):
            # Frames with a gap write whole numbers as 7.0; that is 7, while 7.5 is no integer.
            return f"case when {name} = trunc({name}) then try_cast({name} as {wanted}) end"
        if wanted in ("double", "decimal(18,4)"):
            is_finite = (
                f"case when isfinite(cast({name} as double)) then " if base in FLOATS else ""
            )
            return f"{is_finite}try_cast({name} as {wanted}){' end' if is_finite else ''}"
    if base == "DATE" and wanted in ("date", "timestamp"):
        return f"cast({name} as {wanted})"
    if base in TIMESTAMPS | ZONED_TIMESTAMPS:
        utc = (
            f"timezone('UTC', cast({name} as timestamptz))"
            if base in ZONED_TIMESTAMPS
            else f"try_cast({name} as timestamp)"
        )
        if wanted == "timestamp":
            return utc
        if wanted == "date":
            return f"case when {utc} = date_trunc('day', {utc}) then cast({utc} as date) end"
    return f"cast(null as {wanted})"


def _from_text(text: str, wanted: str) -> str:
    cast = f"try_cast({text} as {wanted})"
    if wanted == "timestamp":
        cast = f"timezone('UTC', try_cast(upper({text}) as timestamptz))"
    if wanted == "double":
        cast = f"case when isfinite({cast}) then {cast} end"
    return f"case when regexp_full_match({text}, {_literal(TEXT_FORMS[wanted])}) then {cast} end"


def _reason(
    table: RawTable, column: dict[str, Any], found: str | None, typed: dict[str, str]
) -> str | None:
    """Return the SQL for what is wrong with a column of a row, or None where nothing can be."""
    name, wanted = column["name"], column["data_type"]
    cases = []
    if found is not None and wanted != "varchar":
        is_given = (
            f"trim({_quoted(name)}) != ''" if found == "VARCHAR" else f"{_quoted(name)} is not null"
        )
        cases.append(
            f"when {is_given} and ({typed[name]}) is null then '{name}: does not cast to {wanted}'"
        )
    if column["required"]:
        # A tombstone needs its key and its time only.
        is_always = name in table.key or name == "_loaded_at"
        unless = "" if is_always else f" and not coalesce({typed['_deleted']}, false)"
        cases.append(f"when ({typed[name]}) is null{unless} then '{name}: required and null'")
    if column.get("accepted"):
        values = ", ".join(_literal(value) for value in column["accepted"])
        cases.append(f"when ({typed[name]}) not in ({values}) then '{name}: value not accepted'")
    return f"case {' '.join(cases)} end" if cases else None
