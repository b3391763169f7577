"""What a table of the published file is in PostgreSQL: types, key, joins, comments. Nothing is run.

A join is declared as a foreign key where every value has its row in this very refresh; where some
have none on purpose (``joins_but``, days before the calendar begins), the comment of the column
says so, and a left join keeps them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from orchestration import publishing
from orchestration.casting import literal, quoted

# Types that PostgreSQL calls otherwise; decimals, lists and nested values are below.
TYPES = {
    "BIGINT": "bigint",
    "BLOB": "bytea",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "DOUBLE": "double precision",
    "FLOAT": "real",
    "HUGEINT": "numeric(38, 0)",
    "INTEGER": "integer",
    "SMALLINT": "smallint",
    "TIME": "time",
    "TIMESTAMP WITH TIME ZONE": "timestamptz",
    "TIMESTAMP": "timestamp",
    "VARCHAR": "text",
}
# Types whose elements arrive as they are.
IN_LISTS = ("BIGINT", "BOOLEAN", "DATE", "DOUBLE", "INTEGER", "TIMESTAMP", "VARCHAR")


@dataclass(frozen=True)
class Column:
    """A column as PostgreSQL gets it.

    Attributes:
        name: Its name.
        kind: Its type while rows come in.
        value: SQL for DuckDB that gives its values.
        comment: What SQL clients and BI tools show.
        is_key: Whether it is part of the primary key.
        joins_to: ``table.column`` that its values lead to; empty if none.
        final: The type in the end, where rows come in as another.

    """

    name: str
    kind: str
    value: str
    comment: str = ""
    is_key: bool = False
    joins_to: str = ""
    final: str = ""


@dataclass(frozen=True)
class Table:
    """A table as PostgreSQL gets it.

    Attributes:
        name: Its name.
        comment: What one row is.
        columns: In their order.
        joins: Columns whose every value has its row -> where they lead.

    """

    name: str
    comment: str
    columns: list[Column]
    joins: dict[str, str]

    @property
    def key(self) -> list[str]:
        """Columns that tell two rows apart."""
        return [column.name for column in self.columns if column.is_key]


def as_type(kind: str) -> tuple[str, str, str]:
    """Return type, SQL template of the value, and type in the end ('' for the same).

    Args:
        kind: DuckDB's type.

    """
    if kind in TYPES:
        return TYPES[kind], "{}", ""
    if found := re.fullmatch(r"DECIMAL\((\d+),(\d+)\)", kind):
        return f"numeric({found[1]}, {found[2]})", "{}", ""
    if kind.removesuffix("[]") in IN_LISTS:
        return f"{TYPES[kind.removesuffix('[]')]}[]", "{}", ""
    if kind.startswith("TIMESTAMP_"):
        return "timestamp", "cast({} as timestamp)", ""
    if kind.endswith("]") or kind.startswith(("STRUCT", "MAP", "UNION", "JSON")):
        # jsonb cannot be read from text as rows come in; json can, and is made jsonb afterwards.
        return "json", "cast(to_json({}) as varchar)", "jsonb"
    if kind in ("TINYINT", "UTINYINT", "USMALLINT"):
        return "integer", "cast({} as integer)", ""
    if kind == "UINTEGER":
        return "bigint", "cast({} as bigint)", ""
    return "text", "cast({} as varchar)", ""


def read(connection: duckdb.DuckDBPyConnection) -> list[Table]:
    """Return all tables of schema ``marts`` of the attached catalog ``published``.

    Args:
        connection: Connection that has the published file attached under that name.

    """
    said = {
        (row[0], row[1]): row[2:]
        for row in connection.execute(
            "select table_name, column_name, unit, is_key, joins_to, joins_but, label_en, label_ja "
            "from published.marts.columns"
        ).fetchall()
    }
    found: dict[str, list[Column]] = {}
    for table, column, kind, comment in connection.execute(
        "select table_name, column_name, data_type, comment from duckdb_columns() "
        "where database_name = 'published' and schema_name = 'marts' "
        "order by table_name, column_index"
    ).fetchall():
        facts = said.get((table, column), (None,) * 6)
        found.setdefault(table, []).append(_column(column, kind, comment or "", *facts))
    comments = dict(
        connection.execute(
            f"select name, comment from ({publishing.TABLES}) "
            "where database_name = 'published' and schema_name = 'marts'"
        ).fetchall()
    )
    sole_keys = {
        f"{table}.{column.name}"
        for table, columns in found.items()
        for column in columns
        if [other.name for other in columns if other.is_key] == [column.name]
    }
    return [
        Table(
            name,
            comments.get(name) or "",
            columns,
            {
                column.name: column.joins_to
                for column in columns
                if column.joins_to in sole_keys and _all_have_rows(connection, name, column)
            },
        )
        for name, columns in found.items()
        if name in comments
    ]


def _column(
    name: str,
    kind: str,
    comment: str,
    unit: str | None,
    is_key: bool | None,
    joins_to: str | None,
    joins_but: str | None,
    label_en: str | None,
    label_ja: str | None,
) -> Column:
    pg, value, final = as_type(kind)
    value = value.format(quoted(name))
    if pg == "text":
        # PostgreSQL's texts cannot hold this one character; what stands for it can be seen.
        value = f"replace({value}, chr(0), '\ufffd')"
    parts = [comment]
    if label_en:
        parts.append(f"{label_en} / {label_ja}.")
    if unit:
        parts.append(f"Unit: {unit}.")
    if joins_to:
        but = f", but for rows where {joins_but}" if joins_but else ""
        parts.append(f"Joins to {joins_to}{but}.")
    return Column(
        name, pg, value, " ".join(p for p in parts if p), bool(is_key), joins_to or "", final
    )


def _all_have_rows(connection: duckdb.DuckDBPyConnection, table: str, column: Column) -> bool:
    other, _, key = column.joins_to.partition(".")
    lost = connection.execute(
        f"select 1 from published.marts.{quoted(table)} where {quoted(column.name)} not in "
        f"(select {quoted(key)} from published.marts.{quoted(other)}) limit 1"
    ).fetchall()
    return not lost


def statements(schema: str, table: Table) -> list[str]:
    """Return what makes an empty table.

    Args:
        schema: Schema of the table.
        table: What it is.

    """
    columns = ", ".join(f"{quoted(column.name)} {column.kind}" for column in table.columns)
    return [f"create table {quoted(schema)}.{quoted(table.name)} ({columns})"]


def finishing(schema: str, table: Table) -> list[str]:
    """Return what makes a filled table whole, but for its joins: types, key, comments, statistics.

    Args:
        schema: Schema of the table.
        table: What it is.

    """
    place = f"{quoted(schema)}.{quoted(table.name)}"
    done = [
        f"alter table {place} alter column {quoted(column.name)} type {column.final} "
        f"using {quoted(column.name)}::{column.final}"
        for column in table.columns
        if column.final
    ]
    if table.key:
        key = ", ".join(quoted(name) for name in table.key)
        done.append(f"alter table {place} add primary key ({key})")
    done.append(f"comment on table {place} is {text(table.comment)}")
    done += [
        f"comment on column {place}.{quoted(column.name)} is {text(column.comment)}"
        for column in table.columns
    ]
    done.append(f"analyze {place}")
    return done


def joining(schema: str, tables: Iterable[Table]) -> list[str]:
    """Return what declares the joins that hold; all tables must be there.

    Args:
        schema: Schema of the tables.
        tables: What they are.

    """
    done = []
    for table in tables:
        for column, target in table.joins.items():
            other, _, key = target.partition(".")
            done.append(
                f"alter table {quoted(schema)}.{quoted(table.name)} add foreign key "
                f"({quoted(column)}) references {quoted(schema)}.{quoted(other)} ({quoted(key)})"
            )
    return done


def text(value: str) -> str:
    """Return a text as a literal of PostgreSQL, whatever its settings say of backslashes."""
    return ("E" if "\\" in value else "") + literal(value.replace("\\", "\\\\"))
