"""The files of a landing zone and what their headers say; nothing of their rows.

Whatever cannot be read as what it claims to be is refused by name with a remedy. No message shows
a value: a header is quoted only where most of it is a header of the contract.
"""

import csv
import difflib
import errno
import glob
import gzip
import hashlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import IO

import duckdb

from orchestration.casting import BLANKS, FLOATING_ID, Given, is_id, literal, quoted
from orchestration.contract import RawTable

# By the end of a file's name, whatever its case: kind and compression.
FORMATS = {".parquet": ("parquet", ""), ".csv": ("csv", "none"), ".csv.gz": ("csv", "gzip")}
# Beside the files, as sha256sum writes it: "<hash>  <name>" a line.
SUMS = "_SHA256SUMS"
SUM_LINE = re.compile(r"\\?([0-9a-fA-F]{64}) [ *](.+)")
# What stands in a folder without being a file; whoever reads one may wait for ever.
ODD_KINDS = {
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}
LAKE_TABLES = {"_delta_log": "Delta", "metadata": "Iceberg", ".hoodie": "Hudi"}
SAMPLE_ROWS = 1000


@dataclass(frozen=True)
class LandingFile:
    """One file of the landing zone and what it declares about itself.

    Attributes:
        path: Where it lies.
        kind: parquet or csv.
        compression: Of CSV: none or gzip.
        size_bytes: Its size.
        modified_ns: When it was written.
        engine_columns: What the engine calls its columns, with their types, in order.
        given: Contract column -> column of the file.
        extras: Columns that the contract does not know, as they are written.
        near: Unknown column -> column of the contract that it resembles.

    """

    path: Path
    kind: str
    compression: str
    size_bytes: int
    modified_ns: int
    engine_columns: tuple[tuple[str, str], ...] = ()
    given: dict[str, Given] = field(default_factory=dict)
    extras: tuple[str, ...] = ()
    near: dict[str, str] = field(default_factory=dict)

    @cached_property
    def shape(self) -> tuple[object, ...]:
        """What files must share to be read by one statement.

        Columns of parquet are found by their names, those of CSV by their places.
        """
        places = () if self.kind == "parquet" else self.engine_columns
        return (self.kind, self.compression, places, tuple(sorted(self.given.items())))


@dataclass
class Folder:
    """What lies in the folder of one table.

    Attributes:
        files: Files that can be read.
        problems: What stops the load.
        warnings: What deserves a look.

    """

    files: list[LandingFile] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def shown(name: str) -> str:
    """Return a name that any terminal can show, and that cannot play with it or turn it round."""
    name = name.encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in name
    )


def format_of(path: Path) -> tuple[str, str] | None:
    """Return kind and compression of a file by its name, or None."""
    name = path.name.lower()
    return next((FORMATS[end] for end in FORMATS if name.endswith(end)), None)


def look_into(raw_dir: Path, table: RawTable) -> Folder:
    """Return what lies in a table's folder; no file is opened."""
    found, path = Folder(), raw_dir / table.folder
    for place in (path.parent, path):
        if trouble := _trouble(place):
            found.problems.append(f"{place.relative_to(raw_dir)} {trouble}")
            return found
        if not place.exists():
            return found
    if not path.is_dir():
        found.problems.append(
            f"{table.folder} is a file; a folder with .parquet or .csv files belongs there."
        )
        return found
    try:
        entries = sorted(path.iterdir(), key=lambda p: os.fsencode(p.name))
    except OSError as error:
        found.problems.append(f"{table.folder} cannot be listed: {error.strerror}. {MAY_NOT}")
        return found
    if lake := _lake_table(entries):
        found.problems.append(
            f"{table.folder} is a {lake} table: its folder also holds files that no longer count. "
            f"Export its present rows as plain parquet files and put these there."
        )
        return found
    strangers = []
    for entry in entries:
        if not entry.name.startswith((".", "_")):
            strangers += _look_at(entry, table, found)
    if strangers and not found.files and not found.problems:
        names = ", ".join(strangers[:3]) + (", ..." if len(strangers) > 3 else "")
        found.problems.append(
            f"{table.folder} holds {len(strangers)} file{'s' if len(strangers) > 1 else ''} and "
            f"none is .parquet, .csv or .csv.gz ({names}). Send the rows in one of these formats, "
            "or take the files out."
        )
    else:
        found.warnings += [
            f"{table.folder}/{name} is neither .parquet nor .csv nor .csv.gz and was not read."
            for name in strangers
        ]
    return found


def _look_at(entry: Path, table: RawTable, found: Folder) -> list[str]:
    """Add an entry of the folder to what was found; return its name if nobody can read it."""
    name = f"{table.folder}/{shown(entry.name)}"
    if shown(entry.name) != entry.name:
        found.problems.append(
            f"{name}: the name is not UTF-8 (a packed folder of another system?), or holds signs "
            "that cannot be shown. Rename the file."
        )
    elif trouble := _trouble(entry):
        found.problems.append(f"{name} {trouble}")
    elif entry.is_dir():
        found.problems.append(
            f"{name} is a folder, not a file. "
            f"Move the files in it up into {table.folder}/, or take the folder out."
        )
    elif (kind := format_of(entry)) is None:
        return [entry.name]
    elif (status := _status(entry)) is not None:
        found.files.append(LandingFile(entry, *kind, status.st_size, status.st_mtime_ns))
    return []


MAY_NOT = "Give the user of the refresh the right to read it, or take it out."


def _status(path: Path) -> os.stat_result | None:
    """Return what the file system says of a file; None where it has gone meanwhile."""
    try:
        return path.stat()
    except OSError:
        return None


def _trouble(path: Path) -> str:
    """Return why an entry is nothing that can be read, with what to do; nothing where it can."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        if path.is_symlink():
            return "is a link to a place that is gone. Bring it back, or take the link out."
        return ""
    except OSError as error:
        if error.errno == errno.ELOOP:
            return "is a loop of links. Take the link out."
        return f"cannot be looked at: {error.strerror}. {MAY_NOT}"
    if kind := ODD_KINDS.get(stat.S_IFMT(mode)):
        return f"is {kind}, not a file. Take it out."
    return ""


def changed(file: LandingFile) -> str:
    """Return what happened to a file since it was looked at; nothing where it is as it was."""
    status = _status(file.path)
    if status is None:
        return "vanished while it was read"
    if (status.st_size, status.st_mtime_ns) != (file.size_bytes, file.modified_ns):
        return "changed while it was read"
    return ""


def sums_differ(raw_dir: Path, table: RawTable, folder: Folder, new: list[LandingFile]) -> Folder:
    """Compare new files with the checksums beside them, where the sender wrote any.

    A flipped bit in a parquet file can be another value, which nothing else tells.

    Args:
        raw_dir: The landing zone.
        table: The table.
        folder: What lies in its folder.
        new: The files that are about to be loaded.

    """
    found, place = Folder(), raw_dir / table.folder / SUMS
    if not place.is_file():
        return found
    told: dict[str, str] = {}
    try:
        lines = place.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        found.problems.append(f"{table.folder}/{SUMS} cannot be read: {type(error).__name__}.")
        return found
    for number, line in enumerate(lines, start=1):
        if match := SUM_LINE.fullmatch(line):
            told[match[2].removeprefix("./")] = match[1].lower()
        elif line.strip():
            found.problems.append(
                f"{table.folder}/{SUMS}, line {number}: no checksum. Write it as sha256sum does."
            )
    there = {file.path.name for file in folder.files}
    found.problems += [
        f"{table.folder}/{shown(name)} is named in {SUMS} and is not there. Send it, or take its "
        "line out."
        for name in sorted(told.keys() - there)
        if not name.startswith((".", "_"))  # such as the list itself, made a second time
    ]
    for file in new:
        name = f"{table.folder}/{file.path.name}"
        if file.path.name not in told:
            found.warnings.append(f"{name} is not named in {SUMS} and was not checked by it.")
            continue
        try:
            with file.path.open("rb") as stream:
                seen = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError:
            continue  # whoever reads it next says why it cannot be read
        if seen != told[file.path.name]:
            found.problems.append(
                f"{name} is not the file that {SUMS} speaks of: it was damaged on the way or "
                "changed since. Send it again, with its line."
            )
    return found


def _lake_table(entries: list[Path]) -> str | None:
    for entry in entries:
        lake = LAKE_TABLES.get(entry.name)
        if lake and entry.is_dir() and (lake != "Iceberg" or any(entry.glob("*.json"))):
            return lake
    return None


def unknown_folders(raw_dir: Path, tables: list[RawTable]) -> list[str]:
    """Return a line for each folder that is no table of the contract."""
    known = {table.folder for table in tables}
    sources = {table.source for table in tables}
    lines = []
    for folder in sorted(p for p in raw_dir.iterdir() if p.is_dir()):
        if folder.name.startswith((".", "_")):
            continue
        if folder.name not in sources:
            near = difflib.get_close_matches(folder.name.lower(), sources, 1, 0.75)
            lines.append(
                f"{shown(folder.name)}/ is no source of the contract and was not read."
                + (f" Is it {near[0]}?" if near else "")
            )
            continue
        try:
            children = sorted(folder.iterdir())
        except OSError:
            continue  # the tables in it say so
        for child in children:
            name = f"{folder.name}/{child.name}"
            if name not in known and not child.name.startswith((".", "_")):
                near = difflib.get_close_matches(name.lower(), known, 1, 0.85)
                lines.append(
                    f"{shown(name)} is no table of the contract and was not read."
                    + (f" Is it {near[0]}?" if near else "")
                )
    return lines


def describe(
    connection: duckdb.DuckDBPyConnection, table: RawTable, file: LandingFile
) -> tuple[LandingFile | None, list[str]]:
    """Return the file with its columns and what is wrong with it; None where it cannot be read."""
    name = f"{table.folder}/{file.path.name}"
    try:
        if file.kind == "csv":
            header = _csv_header(file)
            kinds = ["VARCHAR"] * len(header)
            engine = [f"column_{number}" for number in range(1, len(header) + 1)]
        else:
            header, engine, kinds = _parquet_columns(connection, file)
        at = _positions(header, table)
    except ValueError as error:
        return None, [f"{name} cannot be read: {error}. {SEND_AGAIN}"]
    except (duckdb.Error, OSError) as error:
        return None, [unreadable(name, file, error)]
    extras = [i for i in range(len(header)) if i not in at.values()]
    given = {
        column: Given(
            engine[i],
            kinds[i],
            written=header[i] if file.kind == "parquet" and header[i] != engine[i] else "",
        )
        for column, i in at.items()
    }
    is_header = 2 * len(at) >= len(header)
    near = _near(table, [header[i] for i in extras], set(at)) if is_header else {}
    described = LandingFile(
        file.path,
        file.kind,
        file.compression,
        file.size_bytes,
        file.modified_ns,
        tuple(zip(engine, kinds, strict=True)),
        given,
        tuple(shown(header[i]) or f"column {i + 1}" for i in extras),
        near,
    )
    missing = [c["name"] for c in table.wanted if c["required"] and c["name"] not in at]
    if missing:
        return described, [_missing(table, name, header, at, missing, near)]
    try:
        _mark_floating_ids(connection, table, described)
    except duckdb.Error as error:
        return None, [unreadable(name, file, error)]
    return described, []


SEND_AGAIN = (
    "Send the file again (write it under another name and rename it when complete), or take it "
    "out of the folder."
)


def _missing(
    table: RawTable,
    name: str,
    header: list[str],
    at: dict[str, int],
    missing: list[str],
    near: dict[str, str],
) -> str:
    """Return what is wrong with a header; names of it are shown only where it is one."""
    kind = "column" if len(missing) == 1 else "columns"
    text = f"{name}: required {kind} {', '.join(missing)} of table {table.full_name} "
    text += f"{'is' if len(missing) == 1 else 'are'} missing "
    text += f"({len(at)} of the file's {len(header)} columns are known). "
    if like := {extra: known for extra, known in near.items() if known in missing}:
        pairs = ", ".join(f"{extra!r} looks like {known}" for extra, known in like.items())
        return f"{text}Its column {pairs}: rename it and send the file again."
    if len(header) == 1:
        return f"{text}Is it separated by something else than commas? Send it with commas."
    if 2 * len(at) < len(header):
        return f"{text}Has it a header row? Send it again with one, in the names of the contract."
    return (
        f"{text}Send the file again with the column, or change the contract in the source YAML "
        "if the source really dropped it."
    )


def _normalised(name: str) -> str:
    return name.strip(BLANKS + "\ufeff").lower().replace(" ", "_").replace("-", "_")


def _positions(header: list[str], table: RawTable) -> dict[str, int]:
    """Return contract column -> its place in the file.

    Names match without case, blanks and hyphens are underscores; of several the one written as in
    the contract is read, else the first.

    Raises:
        ValueError: If a column of the contract is named twice letter by letter.

    """
    twice = sorted(column for column in table.names if header.count(column) > 1)
    if twice:
        raise ValueError(f"its header names {', '.join(map(repr, twice))} more than once")
    places: dict[str, int] = {}
    for place, name in enumerate(header):
        column = _normalised(name)
        if column in table.names and (column not in places or name == column):
            places[column] = place
    return places


def _near(table: RawTable, extras: list[str], found: set[str]) -> dict[str, str]:
    """Return unknown column -> column of the contract that is missing and much like it."""
    missing = {c["name"].replace("_", ""): c["name"] for c in table.wanted} | {
        c["name"]: c["name"] for c in table.wanted
    }
    missing = {alike: name for alike, name in missing.items() if name not in found}
    near = {}
    for extra in extras:
        for form in (_normalised(extra), re.sub(r"[^a-z0-9]", "", extra.lower())):
            if like := difflib.get_close_matches(form, missing, 1, 0.84):
                near[extra] = missing[like[0]]
                break
    return near


def open_csv(file: LandingFile) -> IO[bytes]:
    """Open a CSV file, packed or not."""
    return gzip.open(file.path, "rb") if file.compression == "gzip" else file.path.open("rb")


def _csv_header(file: LandingFile) -> list[str]:
    """Return the first row of a CSV file.

    Raises:
        ValueError: If the file is empty or not UTF-8.

    """
    try:
        with open_csv(file) as stream:
            lines = (line.decode("utf-8-sig") for line in _lines(stream))
            header = next(csv.reader(lines), None)
    except UnicodeDecodeError as error:
        raise ValueError(f"it is not UTF-8 ({error.reason} at byte {error.start})") from error
    except csv.Error as error:
        raise ValueError("its first row is no header of a CSV file") from error
    except (EOFError, gzip.BadGzipFile) as error:
        raise ValueError("it is no complete gzip file") from error
    if not header:
        raise ValueError("it is empty: a CSV file needs a header row")
    return header


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield lines with any line end; a header that is no header must not fill the memory."""
    first = stream.readline(1_000_000)
    if b"\n" not in first and b"\r" in first:
        yield from first.splitlines(keepends=True)
    else:
        yield first
    while line := stream.readline(1_000_000):
        yield line


def _parquet_columns(
    connection: duckdb.DuckDBPyConnection, file: LandingFile
) -> tuple[list[str], list[str], list[str]]:
    """Return the names as they are written, the engine's names and its types, in order."""
    path = literal(glob.escape(str(file.path)))
    rows = connection.execute(f"describe select * from read_parquet({path})").fetchall()
    tree = connection.execute(
        f"select name, coalesce(num_children, 0) from parquet_schema({path})"
    ).fetchall()
    names, place = [], 1
    while place < len(tree):
        names.append(tree[place][0])
        open_children = tree[place][1]
        place += 1
        while open_children:
            open_children += tree[place][1] - 1
            place += 1
    engine = [row[0] for row in rows]
    # The engine renames what differs in case alone; the places stay.
    return (names if len(names) == len(rows) else engine), engine, [row[1] for row in rows]


def _mark_floating_ids(
    connection: duckdb.DuckDBPyConnection, table: RawTable, file: LandingFile
) -> None:
    """Find text columns of ids in which every value ends in .0: numbers that became text."""
    ids = [
        column["name"]
        for column in table.columns
        if is_id(column) and file.given.get(column["name"], Given("", "")).base == "VARCHAR"
    ]
    for limit in (f" limit {SAMPLE_ROWS}", ""):
        if not ids:
            return
        tests = ", ".join(
            f"bool_and(regexp_full_match(trim({quoted(file.given[name].name)}), "
            f"{literal(FLOATING_ID)})) filter (trim({quoted(file.given[name].name)}) != '')"
            for name in ids
        )
        names = ", ".join(quoted(file.given[name].name) for name in ids)
        row = connection.execute(
            f"select {tests} from (select {names} from {reader([file])}{limit})"
        ).fetchone()
        ids = [name for name, is_floating in zip(ids, row, strict=True) if is_floating]
    for name in ids:
        file.given[name] = replace(file.given[name], is_floating=True)


def reader(files: list[LandingFile]) -> str:
    """Return the SQL that reads files of one shape, with their names and row numbers."""
    paths = "[" + ", ".join(literal(glob.escape(str(f.path))) for f in files) + "]"
    if files[0].kind == "parquet":
        return (
            f"read_parquet({paths}, filename = '__landing_file', file_row_number = true, "
            "hive_partitioning = false, binary_as_string = true)"
        )
    columns = ", ".join(f"{literal(name)}: 'varchar'" for name, _ in files[0].engine_columns)
    return (
        f"read_csv({paths}, auto_detect = false, header = true, columns = {{{columns}}}, "
        "delim = ',', quote = '\"', escape = '\"', nullstr = '', max_line_size = 16777216, "
        f"compression = '{files[0].compression}', "
        "hive_partitioning = false, filename = '__landing_file')"
    )


def culprit(
    connection: duckdb.DuckDBPyConnection,
    table: RawTable,
    files: list[LandingFile],
    error: Exception,
) -> str:
    """Return the message for the first file that cannot be read on its own."""
    for file in files:
        try:
            connection.execute(f"select count(columns(*)) from {reader([file])}").fetchone()
        except (duckdb.Error, OSError) as reason:
            return unreadable(f"{table.folder}/{file.path.name}", file, reason)
    return (
        f"{table.folder} ({', '.join(f.path.name for f in files)}) cannot be loaded: "
        f"{type(error).__name__}. {SEND_AGAIN}"
    )


def unreadable(name: str, file: LandingFile, error: Exception) -> str:
    """Return why a file cannot be read, from an engine's error but without the line it quotes."""
    if happened := changed(file):
        return f"{name} {happened}. {SEND_AGAIN}"
    return f"{name} cannot be read: {_why(file, str(error))}. {SEND_AGAIN}"


def _why(file: LandingFile, said: str) -> str:
    line = re.search(r"CSV Error on Line: (\d+)", said)
    where = f"Line {line[1]}: " if line else ""
    if counts := re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", said):
        return f"{where}{counts[2]} columns where the header has {counts[1]}"
    if "unterminated quote" in said:
        return f"{where}a quote is not closed"
    if "nicode" in said or "utf-8" in said.lower():
        return f"{where}it is not UTF-8 (invalid utf-8)"
    if file.kind == "csv":
        try:
            if ends := line_ends(file):
                return f"its lines end in two ways ({ends}); write all of them alike"
        except (OSError, EOFError):
            return "it is no complete gzip file"
        if "Maximum line size" in said:
            return f"{where}a row is longer than 16 MB"
        return f"{where}it is no CSV file as RFC 4180 describes it"
    if "Permission" in said or "permission" in said:
        return "it may not be opened"
    return "it is no complete parquet file"


def line_ends(file: LandingFile) -> str | None:
    """Return how the lines of a CSV file end where they do in more than one way, else None."""
    line, first = 1, None
    is_quoted = False
    with open_csv(file) as stream:
        for text in stream:
            for number, part in enumerate(text.split(b'"')):
                is_quoted = is_quoted if number == 0 else not is_quoted
                ends = "CR LF" if part.endswith(b"\r\n") else "LF"
                if part.endswith(b"\n") and not is_quoted:
                    if first is not None and ends != first:
                        return f"{first} up to line {line - 1}, {ends} from line {line}"
                    first = ends
            line += 1
    return None


def nothing_in(raw_dir: Path) -> str:
    """Return what to say of a landing zone without a file of any known table."""
    return (
        f"{raw_dir} holds no file of any known table. A file belongs into <source>/<table>/ below "
        "it, such as crm/customers/2026-01.csv; docs/bring-your-data.md has all names."
    )
