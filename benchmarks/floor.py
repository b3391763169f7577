"""The floor of a refresh: a landing zone loaded and asked by plain SQL, in one DuckDB session.

    .venv/bin/python benchmarks/floor.py ZONE DATABASE

Every file of every table is read and the latest version of each key kept, as a loader has to; then
benchmarks/floor.sql. It knows nothing of quarantine, late corrections, overrides, fits and tests: a
refresh cannot be cheaper, and is measured in multiples of it (benchmarks/increments.py).
"""

import os
import re
import sys
from pathlib import Path

import duckdb

SQL = Path(__file__).with_name("floor.sql")
KEYS = Path(__file__).parents[1] / "dbt_project" / "macros" / "raw_tables.sql"


def keys() -> dict[str, list[str]]:
    """Return the key of each raw table, by <source>.<table>."""
    told, source = {}, ""
    for name, columns in re.findall(r"'(\w+)': (\{|\[.*?\])", KEYS.read_text(encoding="utf-8")):
        if columns == "{":
            source = name
        else:
            told[f"{source}.{name}"] = re.findall(r"\w+", columns)
    return told


def load(database: duckdb.DuckDBPyConnection, folder: Path, key: list[str]) -> None:
    """Load the files of a table; what does not cast is null.

    Files of texts go into a table of their own first: DuckDB would push the casts into its reader
    of CSV, which stops at what does not cast.
    """
    parquet = sorted(folder.glob("*.parquet"))
    csv = [str(f) for f in sorted(folder.glob("*.csv*")) if "broken" not in f.name]
    parts = []
    if parquet:
        parts.append(
            f"select * from read_parquet({[str(f) for f in parquet]}, union_by_name = true)"
        )
    if csv:
        parts.append(f"select * from read_csv({csv}, union_by_name = true, all_varchar = true)")
    if not parquet:
        rows = parts[0]
    else:
        # Names in capitals and columns nobody knows come with files of other systems.
        database.execute(f"create or replace temp view typed as {parts[0]}")
        columns = [row[:2] for row in database.execute("describe typed").fetchall()]
        rows = "select * from typed"
        if csv:
            database.execute(f"create or replace temp table texts as {parts[1]}")
            there = {
                row[0].lower(): row[0] for row in database.execute("describe texts").fetchall()
            }
            cast = ", ".join(
                f'try_cast("{there[name]}" as {kind}) as "{name}"'
                if name in there
                else f'cast(null as {kind}) as "{name}"'
                for name, kind in columns
            )
            rows += f" union all select {cast} from texts"
    partition = ", ".join(key)
    database.execute(
        f"create table {folder.parent.name}.{folder.name} as select * from ({rows}) "
        f"qualify row_number() over (partition by {partition} order by _loaded_at desc) = 1"
    )


def main() -> None:
    """Load and ask."""
    zone, target = Path(sys.argv[1]), Path(sys.argv[2])
    database = duckdb.connect(str(target))
    database.execute(f"set threads = {os.environ.get('ENGAGEMENT_THREADS', '2')}")
    if limit := os.environ.get("ENGAGEMENT_MEMORY_LIMIT"):
        database.execute(f"set memory_limit = '{limit}'")
    database.execute("set preserve_insertion_order = false; set TimeZone = 'UTC'")
    known = keys()
    for folder in sorted(zone.glob("*/*/")):
        if folder.is_dir():
            database.execute(f"create schema if not exists {folder.parent.name}")
            load(database, folder, known[f"{folder.parent.name}.{folder.name}"])
    for statement in SQL.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            database.execute(statement)


if __name__ == "__main__":
    main()
