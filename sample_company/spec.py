"""The raw tables that the sample company fills: columns, types, keys and accepted words.

They are those of the landing contract, the source YAMLs of the dbt project: a table or a column
that joins the contract is known here at once.
"""

from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa

from orchestration.contract import DELETED, RawTable, read_contract

ARROW = {
    "varchar": pa.string(),
    "integer": pa.int32(),
    "bigint": pa.int64(),
    "double": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
    "decimal(18,4)": pa.decimal128(18, 4),
}


@dataclass(frozen=True)
class Table:
    """One raw table of the contract, as files of it are written."""

    contract: RawTable

    @property
    def key(self) -> tuple[str, ...]:
        """Columns of the key."""
        return self.contract.key

    @cached_property
    def columns(self) -> dict[str, str]:
        """Type of every column by name, `_loaded_at` last, in the order of the contract."""
        wanted = (c for c in self.contract.wanted if c["name"] != DELETED["name"])
        return {column["name"]: column["data_type"] for column in wanted}

    @cached_property
    def schema(self) -> pa.Schema:
        """The arrow schema of a file of this table."""
        return pa.schema([(name, ARROW[kind]) for name, kind in self.columns.items()])


TABLES: dict[str, Table] = {table.full_name: Table(table) for table in read_contract()}
