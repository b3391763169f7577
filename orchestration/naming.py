"""What makes a published file readable on its own: labels and units of columns, names of values.

These are tables beside the marts, so that BI tools and the page say the same words: dictionary,
words and metrics, which is the registry of the headline figures.
"""

from collections.abc import Iterable
from typing import Any

import duckdb

from orchestration import paths

WORDS_FILE = paths.ROOT / "seeds" / "words.csv"
METRICS_FILE = paths.ROOT / "seeds" / "metric_registry.csv"
WORDS_COLUMNS = "value varchar, en varchar, ja varchar, colour varchar"
DICTIONARY_COLUMNS = (
    "mart varchar, column_name varchar, place integer, data_type varchar, unit varchar, "
    "label_en varchar, label_ja varchar, description varchar"
)
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
Entry = tuple[str, str, int, str, str | None, str | None, str | None, str]


def dictionary(marts: Iterable[dict[str, Any]]) -> list[Entry]:
    """Return one entry per column of these marts.

    Args:
        marts: Models as dbt's manifest has them.

    """
    entries = []
    for mart in marts:
        for place, (name, column) in enumerate(mart["columns"].items(), 1):
            meta = column.get("config", {}).get("meta", {})
            label = meta.get("label", {})
            entries.append(
                (
                    mart["name"],
                    name,
                    place,
                    column["data_type"],
                    meta.get("unit"),
                    label.get("en"),
                    label.get("ja"),
                    " ".join(column["description"].split()),
                )
            )
    return entries


def comment(
    connection: duckdb.DuckDBPyConnection,
    schema: str,
    entries: list[Entry],
    descriptions: dict[str, str],
) -> None:
    """Say beside tables and columns what they are, where SQL clients show it.

    All at once, in a tenth of a second; dbt's own ``persist_docs`` speaks to the engine again for
    every model and takes more than a second of a small refresh.

    Args:
        connection: Connection that may write.
        schema: Schema of the tables.
        entries: What the columns are.
        descriptions: Table -> what one row is.

    """
    comments = [(f'table {schema}."{mart}"', text) for mart, text in descriptions.items()]
    comments += [(f'column {schema}."{e[0]}"."{e[1]}"', e[-1]) for e in entries]
    for place, text in comments:
        quoted = " ".join(text.split()).replace("'", "''")
        connection.execute(f"comment on {place} is '{quoted}'")


def write(connection: duckdb.DuckDBPyConnection, schema: str, entries: list[Entry]) -> None:
    """Add tables ``words``, ``metrics`` (the registry) and ``dictionary`` to a schema.

    Words are those of the seed, and the metrics of the registry by the names that it gives them.
    """
    connection.execute(f"create table {schema}.words ({WORDS_COLUMNS})")
    connection.execute(
        f"insert into {schema}.words from read_csv(?, header = true, all_varchar = true)",
        [str(WORDS_FILE)],
    )
    connection.execute(
        f"""
        create table {schema}.metrics as
        select * replace (
            cast(target as double) as target,
            cast(is_shown_so_far as boolean) as is_shown_so_far,
            cast(is_tested as boolean) as is_tested,
            cast(is_stock as boolean) as is_stock
        )
        from read_csv(?, header = true, all_varchar = true)
        """,
        [str(METRICS_FILE)],
    )
    connection.execute(
        f"""
        insert into {schema}.words
        select metric, name_en, name_ja, null
        from {schema}.metrics
        where metric not in (select value from {schema}.words)
        """
    )
    connection.execute(f"create table {schema}.dictionary ({DICTIONARY_COLUMNS})")
    if entries:
        places = ", ".join("?" for _ in entries[0])
        connection.executemany(f"insert into {schema}.dictionary values ({places})", entries)
