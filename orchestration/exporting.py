"""``engagement export FOLDER``: the published tables as parquet files with a manifest.

``FOLDER/latest`` is a link to the newest of a few versions, each a folder of its own that is
written whole before the link names it: who opens a file below ``latest`` gets the export before or
this one. A version is kept as long as the published copy that it was made of, so that persons who
were erased leave the exports as they leave the copies.
"""

import contextlib
import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import duckdb

from orchestration import locks, modes, naming, paths, publishing, settings, sharing
from orchestration.casting import literal, quoted
from orchestration.errors import PublishError, UsageError

LATEST, MANIFEST, ICEBERG = "latest", "manifest.json", "iceberg"
VERSION = re.compile(r"\d{8}T\d{12}")
FORMAT = 1
ALL, SHAREABLE = "all", "shareable"
FACTS = ("run_id", "as_of", "started_at", "finished_at", "git_commit", "vars")
BUSY = "Another export into the same folder is running ({who}). Wait until it has ended."


@dataclass(frozen=True)
class Exported:
    """What was exported.

    Attributes:
        folder: The new version.
        tables: Table -> rows.
        megabytes: Size of its files.
        told: What deserves a look.

    """

    folder: Path
    tables: dict[str, int]
    megabytes: float
    told: list[str] = field(default_factory=list)


def export(folder: Path, is_shareable: bool = False, with_iceberg: bool = False) -> Exported:
    """Write what is published into a folder.

    Args:
        folder: Where to; made when missing.
        is_shareable: Only what may leave the house (``engagement share``).
        with_iceberg: Write Iceberg tables beside the files.

    Raises:
        UsageError: If nothing is published, or the folder holds another kind of export.
        BusyError: If another export into the folder is running.
        PublishError: If it cannot be written; ``latest`` is as it was.

    """
    file = publishing.current()
    if file is None:
        raise UsageError(
            f"Nothing is published in {paths.data_dir()} yet. Run: engagement run (or "
            "engagement demo)"
        )
    if with_iceberg:
        from orchestration import lakes

        lakes.package()
    scope = SHAREABLE if is_shareable else ALL
    try:
        if not folder.exists():
            folder.mkdir(parents=True)
            modes.publish_as(folder, 0o700)
        with locks.refresh_lock(folder / ".lock", busy=BUSY):
            _check(folder, scope)
            with _source(file, is_shareable) as source:
                exported = _write(folder, source, file, scope)
                if with_iceberg:
                    exported.told.extend(lakes.write(folder / ICEBERG, source, *_run(file)))
            _forget(folder)
    except OSError as error:
        raise PublishError(
            f"The export cannot be written: {error}. {folder / LATEST} is as it was."
        ) from error
    return exported


def lines(exported: Exported) -> Iterator[str]:
    """Yield what was exported, for people."""
    yield (
        f"{exported.folder.parent / LATEST}: {sum(exported.tables.values()):,} rows in "
        f"{len(exported.tables)} tables, {exported.megabytes:,.1f} MB ({exported.folder.name})"
    )


def _check(folder: Path, scope: str) -> None:
    before = read_manifest(folder / LATEST)
    if before and before["scope"] != scope:
        raise UsageError(
            f"{folder} holds an export of scope {before['scope']}, and what may leave the house "
            "must not lie beside what may not. Name another folder."
        )


def read_manifest(version: Path) -> dict[str, Any] | None:
    """Return the manifest of a version; None where there is none."""
    try:
        return json.loads((version / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None


@contextlib.contextmanager
def _source(file: Path, is_shareable: bool) -> Iterator[Path]:
    """Yield the file whose tables are exported."""
    if not is_shareable:
        with publishing.readable(file) as copy:
            yield copy
        return
    with tempfile.TemporaryDirectory(dir=paths.build_dir()) as place:
        copy = Path(place) / "shared.duckdb"
        sharing.share(copy)
        yield copy


def _run(file: Path) -> tuple[str, set[str]]:
    """Return the refresh of a copy, and those of all copies that are kept."""
    return publishing.read_refresh(file)["run_id"], publishing.kept_runs()


def _write(folder: Path, source: Path, file: Path, scope: str) -> Exported:
    """Write a version, and let ``latest`` name it."""
    for left in folder.glob(".*.new"):
        shutil.rmtree(left, ignore_errors=True)
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    new = folder / f".{name}.new"
    new.mkdir()
    try:
        tables = [_table(source, new, one) for one in describe(source)]
        told = publishing.read_refresh(file)
        manifest = {
            "format": FORMAT,
            "made_at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "project_version": metadata.version("engagement-warehouse"),
            "scope": scope,
            "refresh": {name: told[name] for name in FACTS},
            "tables": tables,
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1, default=str)
        (new / MANIFEST).write_text(text + "\n", encoding="utf-8")
        for path in new.iterdir():
            publishing.sync(path)
            modes.publish_as(path)
        modes.publish_as(new, 0o700)
        publishing.sync(new)
        new.rename(folder / name)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    link = folder / f".{LATEST}.link"
    link.unlink(missing_ok=True)
    link.symlink_to(name)
    os.replace(link, folder / LATEST)
    publishing.sync(folder)
    size = sum(table["bytes"] for table in tables) / 1e6
    return Exported(folder / name, {table["name"]: table["rows"] for table in tables}, size)


def describe(source: Path) -> list[dict[str, Any]]:
    """Return what each table is: name, description, key and columns, as the manifest has them.

    Args:
        source: A published file, or one that was shared.

    """
    with _opened(source) as connection:
        tables = connection.execute(
            f"select name, comment from ({publishing.TABLES}) "
            "where database_name = 'source' and schema_name = 'marts' order by 1"
        ).fetchall()
        said: dict[str, list[dict[str, Any]]] = {}
        names = list(naming.COLUMNS)
        listed = ", ".join(names)
        for row in connection.execute(
            f"select {listed} from source.marts.columns order by table_name, place"
        ).fetchall():
            entry = dict(zip(names, row, strict=True))
            said.setdefault(entry.pop("table_name"), []).append(entry)
        found = []
        for name, comment in tables:
            columns = said.get(name) or [
                {"column_name": column, "place": place, "data_type": kind.lower()}
                for place, (column, kind, *_) in enumerate(
                    connection.execute(f"describe source.marts.{quoted(name)}").fetchall(), 1
                )
            ]
            key = [column["column_name"] for column in columns if column.get("is_key")]
            found.append(
                {"name": name, "description": comment or "", "key": key, "columns": columns}
            )
    return found


@contextlib.contextmanager
def _opened(source: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:", config=settings.duckdb_config()) as connection:
        connection.execute(f"attach {literal(str(source))} as source (read_only)")
        yield connection


def _table(source: Path, new: Path, told: dict[str, Any]) -> dict[str, Any]:
    """Write a table, and return its part of the manifest."""
    file = new / f"{told['name']}.parquet"
    with _opened(source) as connection:
        [(rows,)] = connection.execute(
            f"copy source.marts.{quoted(told['name'])} to {literal(str(file))} "
            "(format parquet, compression zstd)"
        ).fetchall()
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    size = file.stat().st_size
    facts = {"file": file.name, "rows": rows, "bytes": size, "sha256": digest}
    return {"name": told["name"], **facts, **told}


def _forget(folder: Path) -> None:
    """Take away versions of refreshes that are kept no more, and all but the newest few."""
    kept = _run(publishing.current())[1]
    versions = [v for v in sorted(folder.iterdir()) if VERSION.fullmatch(v.name)]
    for place, version in enumerate(reversed(versions)):
        run = ((read_manifest(version) or {}).get("refresh") or {}).get("run_id")
        if place and (run not in kept or place >= publishing.KEEP):
            # Deleting is housekeeping: the new version is there whether it works or not.
            shutil.rmtree(version, ignore_errors=True)
