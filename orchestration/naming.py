"""What makes a published file readable on its own: what its tables, columns and values are.

Tables beside the marts say the same to BI tools and to the page; comments say it to SQL clients.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from orchestration import paths, yamls

# What a figure counts or measures; word and path are names of values (seed words).
UNITS = (
    "count",
    "currency",
    "days",
    "hours",
    "minutes",
    "months",
    "multiple",
    "number",
    "ordinal",
    "log_odds",
    "original_currency",
    "path",
    "points",
    "probability",
    "ratio",
    "score",
    "seconds",
    "share",
    "word",
    "years",
)
# Published table -> the seed it is, and its key.
SEEDS = {"words": "words", "metrics": "metric_registry"}
SEED_KEYS = {"words": "value", "metrics": "metric"}


class Entry(NamedTuple):
    """What table ``columns`` says of a column.

    Attributes:
        table_name: Table of the column.
        column_name: Its name.
        place: Its place in the table, from 1.
        data_type: Its type.
        unit: What it counts or measures, one of UNITS; None for ids, dates and free texts, and in
            tables that only explain others.
        is_key: Whether it is part of the table's key.
        joins_to: ``table.column`` that has a row for each of its values but those of joins_but;
            None where none has.
        joins_but: Condition, in SQL, of the rows whose value has no row there on purpose; None
            where there are none.
        label_en: Name in English; None for tables that only explain others.
        label_ja: Name in Japanese; None likewise.
        description: What it means and what null means.

    """

    table_name: str
    column_name: str
    place: int
    data_type: str
    unit: str | None = None
    is_key: bool = False
    joins_to: str | None = None
    joins_but: str | None = None
    label_en: str | None = None
    label_ja: str | None = None
    description: str = ""


COLUMNS = {
    "table_name": ("varchar", "Table of the column."),
    "column_name": ("varchar", "Name of the column."),
    "place": ("integer", "Its place in the table, from 1."),
    "data_type": ("varchar", "Its type."),
    "unit": (
        "varchar",
        "What it counts or measures; null for ids, dates and free texts, and in tables that only "
        "explain others.",
    ),
    "is_key": ("boolean", "Whether it is part of what tells two rows apart."),
    "joins_to": (
        "varchar",
        "table.column that has a row for each of its values; null if none. Rows of joins_but have "
        "none there, and so may days before calendar begins, campaigns that the messaging tool "
        "and companies that the CRM does not tell of: a left join keeps them all.",
    ),
    "joins_but": (
        "varchar",
        "Condition, in SQL, of the rows whose value has no row in joins_to on purpose, such as a "
        "total over all; null if there are none.",
    ),
    "label_en": ("varchar", "Name in English; null for tables that only explain others."),
    "label_ja": ("varchar", "Name in Japanese; null likewise."),
    "description": ("varchar", "What it means, and what null means."),
}


def entries(marts: Iterable[dict[str, Any]]) -> list[Entry]:
    """Return one entry per column of these marts.

    Args:
        marts: Models as dbt's manifest has them.

    """
    found = []
    for mart in marts:
        key = mart.get("config", {}).get("meta", {}).get("grain", ())
        for place, (name, column) in enumerate(mart["columns"].items(), 1):
            meta = column.get("config", {}).get("meta", {})
            label = meta.get("label", {})
            found.append(
                Entry(
                    mart["name"],
                    name,
                    place,
                    column["data_type"],
                    meta.get("unit"),
                    name in key,
                    meta.get("joins_to"),
                    meta.get("joins_but"),
                    label.get("en"),
                    label.get("ja"),
                    " ".join(column["description"].split()),
                )
            )
    return found


def seed(name: str) -> dict[str, Any]:
    """Return what ``seeds/_seeds.yml`` says of a seed."""
    text = (paths.ROOT / "seeds" / "_seeds.yml").read_text(encoding="utf-8")
    return next(told for told in yamls.read(text)["seeds"] if told["name"] == name)


def seed_file(name: str) -> Path:
    """Return the file of a seed."""
    return paths.ROOT / "seeds" / f"{name}.csv"


def create(
    connection: duckdb.DuckDBPyConnection,
    schema: str,
    table: str,
    columns: dict[str, tuple[str, str]],
    description: str,
    key: tuple[str, ...],
) -> list[Entry]:
    """Create an empty table that says by comments what it is, and return what its columns are.

    Args:
        connection: Connection that may write.
        schema: Schema of the table.
        table: Its name.
        columns: Column -> type and what it is.
        description: What one row is.
        key: Columns that tell two rows apart.

    """
    listed = ", ".join(f'"{name}" {kind}' for name, (kind, _) in columns.items())
    connection.execute(f"create table {schema}.{table} ({listed})")
    told = [
        Entry(table, name, place, kind, is_key=name in key, description=text)
        for place, (name, (kind, text)) in enumerate(columns.items(), 1)
    ]
    comment(connection, schema, told, {table: description})
    return told


def comment(
    connection: duckdb.DuckDBPyConnection,
    schema: str,
    told: list[Entry],
    descriptions: dict[str, str],
) -> None:
    """Say beside tables and columns what they are, where SQL clients show it.

    In one transaction, as the thousands of a file would each be written to disk; dbt's own
    ``persist_docs`` speaks to the engine again for every model.

    Args:
        connection: Connection that may write.
        schema: Schema of the tables.
        told: What the columns are.
        descriptions: Table -> what one row is.

    """
    views = {
        f"{database}.{name}"
        for database, name in connection.execute(
            "select database_name || '.' || schema_name, view_name from duckdb_views()"
        ).fetchall()
    }
    comments = [
        (f'{"view" if f"{schema}.{table}" in views else "table"} {schema}."{table}"', text)
        for table, text in descriptions.items()
    ]
    comments += [
        (f'column {schema}."{e.table_name}"."{e.column_name}"', e.description) for e in told
    ]
    connection.begin()
    for place, text in comments:
        quoted = " ".join(text.split()).replace("'", "''")
        connection.execute(f"comment on {place} is '{quoted}'")
    connection.commit()


def write(connection: duckdb.DuckDBPyConnection, schema: str, told: list[Entry]) -> list[Entry]:
    """Add what explains the marts: ``columns``, and the seeds ``words`` and ``metrics``.

    Words are those of the seed, and the metrics of the registry by the names that it gives them.

    Args:
        connection: Connection that may write.
        schema: Schema of the tables.
        told: What the columns of all other tables are.

    Returns:
        What the columns of these three tables are.

    """
    own = []
    for table, name in SEEDS.items():
        said = seed(name)
        types = said["config"]["column_types"]
        columns = {c["name"]: (types[c["name"]], c["description"]) for c in said["columns"]}
        own += create(connection, schema, table, columns, said["description"], (SEED_KEYS[table],))
        connection.execute(
            f"insert into {schema}.{table} from read_csv(?, header = true, all_varchar = true)",
            [str(seed_file(name))],
        )
    connection.execute(
        f"""
        insert into {schema}.words
        select metric, name_en, name_ja, null
        from {schema}.metrics
        where metric not in (select value from {schema}.words)
        """
    )
    said = "One row per column of each published table."
    own += create(connection, schema, "columns", COLUMNS, said, ("table_name", "column_name"))
    # In one statement: row by row each is a transaction of its own, which takes seconds in all.
    values = [list(of_column) for of_column in zip(*told, *own, strict=True)]
    connection.execute(
        f"insert into {schema}.columns select {', '.join('unnest(?)' for _ in COLUMNS)}", values
    )
    return own
