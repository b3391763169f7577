"""``engagement export --iceberg``: the published tables as Iceberg tables with their catalogue.

The catalogue is an SQLite file beside the tables, so that no server is needed; each export is a new
snapshot of each table. Snapshots of refreshes that are kept no more are expired and their files
deleted: nobody who was erased stays in an old one.
"""

import re
import warnings
from pathlib import Path
from typing import Any

import duckdb

from orchestration import exporting, modes, settings
from orchestration.casting import literal, quoted
from orchestration.errors import PublishError, UsageError

NAMESPACE = "marts"
CATALOG = "engagement"
RUN = "engagement.refresh"
MISSING = (
    "Iceberg tables need pyiceberg, which is not installed: make export ARGS=--iceberg installs it "
    "(or: .venv/bin/uv sync --frozen --inexact --extra iceberg)."
)


def package() -> Any:  # noqa: ANN401 - a module of an extra
    """Return pyiceberg.

    Raises:
        UsageError: If it is not installed.

    """
    try:
        import pyiceberg.catalog.sql
    except ImportError:
        raise UsageError(MISSING) from None
    return pyiceberg


def catalog(folder: Path) -> Any:  # noqa: ANN401 - a catalogue of pyiceberg
    """Open the catalogue of a folder.

    Args:
        folder: Folder of the Iceberg tables.

    """
    package()
    from pyiceberg.catalog.sql import SqlCatalog

    return SqlCatalog(
        CATALOG, uri=f"sqlite:///{folder / 'catalog.sqlite'}", warehouse=folder.as_uri()
    )


def write(folder: Path, source: Path, run_id: str, kept: set[str]) -> list[str]:
    """Write all tables of a file as new snapshots.

    Args:
        folder: Folder of the Iceberg tables.
        source: File whose schema marts is written.
        run_id: The refresh that it is of.
        kept: Refreshes whose snapshots may stay.

    Returns:
        What deserves a look.

    Raises:
        PublishError: If the catalogue belongs to another place.

    """
    folder.mkdir(exist_ok=True)
    told = []
    lake = catalog(folder.resolve())
    try:
        lake.create_namespace_if_not_exists(NAMESPACE)
        tables = exporting.describe(source)
        gone = {name for _, name in lake.list_tables(NAMESPACE)} - {one["name"] for one in tables}
        for name in sorted(gone):
            lake.purge_table((NAMESPACE, name))
            told.append(f"Iceberg table {name} is published no more and was taken away.")
        for one in tables:
            with duckdb.connect(":memory:", config=settings.duckdb_config()) as connection:
                connection.execute(f"attach {literal(str(source))} as source (read_only)")
                rows = connection.sql(f"from source.marts.{quoted(one['name'])}").to_arrow_table()
            if _snapshot(lake, folder, one, _documented(rows, one), run_id):
                told.append(f"Iceberg table {one['name']} has other types and begins anew.")
            _expire(lake.load_table((NAMESPACE, one["name"])), {*kept, run_id})
    finally:
        lake.close()
    for path in (folder, *folder.rglob("*")):
        modes.publish_as(path, 0o700 if path.is_dir() else 0o600)
    return told


def _documented(rows: Any, told: dict[str, Any]) -> Any:  # noqa: ANN401 - tables of pyarrow
    """Return rows whose columns say what they are."""
    import pyarrow as pa

    said = {column["column_name"]: column.get("description") or "" for column in told["columns"]}
    fields = [field.with_metadata({"doc": said.get(field.name, "")}) for field in rows.schema]
    return rows.cast(pa.schema(fields))


def _snapshot(
    lake: Any,  # noqa: ANN401 - a catalogue of pyiceberg
    folder: Path,
    told: dict[str, Any],
    rows: Any,  # noqa: ANN401 - a table of pyarrow
    run_id: str,
) -> bool:
    """Write a snapshot; return whether the table had to begin anew because of its types."""
    name = (NAMESPACE, told["name"])
    is_anew = False
    if told["name"] in {table for _, table in lake.list_tables(NAMESPACE)}:
        try:
            table = lake.load_table(name)
            is_here = table.location().startswith(folder.resolve().as_uri())
        except FileNotFoundError:
            is_here = False
        if not is_here:
            raise PublishError(
                f"The Iceberg tables in {folder} were written in another place: such tables hold "
                "whole paths and cannot be moved. Move them back, or export into a new folder."
            )
        if _types(table.schema().as_arrow()) != _types(rows.schema):
            lake.purge_table(name)
            is_anew = True
    table = lake.create_table_if_not_exists(
        name,
        schema=rows.schema,
        properties={
            "comment": told["description"],
            "write.metadata.delete-after-commit.enabled": "true",
            "write.metadata.previous-versions-max": "5",
        },
    )
    with warnings.catch_warnings():
        # The first snapshot has nothing to take the place of.
        warnings.simplefilter("ignore", UserWarning)
        table.overwrite(rows, snapshot_properties={RUN: run_id})
    return is_anew


def _types(schema: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - a schema of pyarrow
    # What the elements of a list are called differs from library to library.
    return [
        (one.name, re.sub(r"list<\w+: ", "list<", str(one.type).replace("large_", "")))
        for one in schema
    ]


def _expire(table: Any, kept: set[str]) -> None:  # noqa: ANN401 - a table of pyiceberg
    """Expire snapshots of refreshes that are kept no more, and delete files that none needs."""
    now = table.current_snapshot()
    gone = [
        snapshot.snapshot_id
        for snapshot in table.snapshots()
        if snapshot.snapshot_id != now.snapshot_id
        and snapshot.summary.additional_properties.get(RUN) not in kept
    ]
    if gone:
        table.maintenance.expire_snapshots().by_ids(gone).commit()
        table.refresh()
    needed = set()
    for snapshot in table.snapshots():
        needed.add(snapshot.manifest_list)
        for manifest in snapshot.manifests(table.io):
            needed.add(manifest.manifest_path)
            needed |= {
                entry.data_file.file_path for entry in manifest.fetch_manifest_entry(table.io)
            }
    place = Path(table.location().removeprefix("file://"))
    known = {Path(one.removeprefix("file://")) for one in needed}
    for file in [*place.glob("data/**/*.parquet"), *place.glob("metadata/*.avro")]:
        if file not in known:
            file.unlink(missing_ok=True)
