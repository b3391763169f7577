"""Frames to files: batches by load date, parquet and CSV side by side, in bounded memory.

Rows of a table wait until a row group is full; then they go to the file of their batch.
A batch is what a loader would have delivered up to a date, so a zone can be replayed.
"""

import gzip
from collections import defaultdict
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sample_company.spec import TABLES
from sample_company.world import NULL, Frame, World, rows

ROW_GROUP = 50_000
ROWS_PER_FILE = 2_000_000
BATCH_MONTHS = 6
CSV_LAST_MONTH = {  # newest file as CSV: how its times are written
    "crm.consents": "utc",
    "commerce.orders": "utc",
    "commerce.order_lines": "utc",
    "commerce.refunds": "tokyo",
    "web.ad_spend": "utc",
    "survey.responses": "tokyo",
    "survey.answers": "tokyo",
    "support.tickets": "tokyo",
    "social.mentions": "utc",
    "crm.loyalty_ledger": "warehouse",
}
PACKED = {"crm.loyalty_ledger"}  # exported by a warehouse: packed, its header in capitals
EXTRA_COLUMN = {  # columns that the contract does not know, as a source adds them one day
    "commerce.order_lines": ("warehouse_code", "WH-KAWASAKI"),
    "support.tickets": ("agent_team", "desk-1"),
    "messaging.messages": ("sender_pool", "pool-b"),
}
SMALL = {  # one file for the history, one for the last month
    "crm.companies",
    "commerce.products",
    "social.accounts",
    "survey.surveys",
    "survey.questions",
    "support.articles",
    "messaging.campaigns",
    "messaging.measures",
    "messaging.assignments",
    "community.events",
    "reference.fx_rates",
    "crm.identity_overrides",
    "crm.erasure_requests",
    "community.idea_status",
    "web.search_console",
    "web.ad_spend",
    "social.account_daily",
    "social.posts",
    "commerce.inventory_daily",
    "commerce.reviews",
    "crm.leads",
    "crm.lead_stages",
    "crm.activities",
    "crm.action_decisions",
    "feedback.interviews",
    "feedback.text_scores",
    "feedback.roadmap_items",
    "feedback.loop_steps",
}


def to_arrow(name: str, frame: Frame) -> pa.Table:
    """Return the frame as an arrow table in the contract's types; a missing column is null.

    Args:
        name: `<source>.<table>`.
        frame: Columns by name; `_deleted` may come besides.

    Raises:
        ValueError: If the frame has a column that the table does not.

    """
    spec, size = TABLES[name], rows(frame)
    unknown = set(frame) - set(spec.columns) - {"_deleted"}
    if unknown:
        raise ValueError(f"{name} has no column {sorted(unknown)}; see its source YAML")
    columns, fields = [], list(spec.schema)
    if "_deleted" in frame:
        fields.append(pa.field("_deleted", pa.bool_()))
    for item in fields:
        value = frame.get(item.name)
        columns.append(pa.nulls(size, item.type) if value is None else _column(value, item.type))
    return pa.Table.from_arrays(columns, schema=pa.schema(fields))


def _column(value: "np.ndarray | pa.Array", kind: pa.DataType) -> pa.Array:
    if isinstance(value, pa.ChunkedArray):
        value = value.combine_chunks()
    if isinstance(value, pa.Array):
        return value.cast(kind)
    if pa.types.is_boolean(kind):
        return pa.array(value.astype(bool))
    if pa.types.is_floating(kind):
        return pa.array(value, pa.float64(), mask=np.isnan(value))
    value = value.astype(np.int64)
    null = value == NULL
    mask = null if null.any() else None
    if pa.types.is_decimal(kind):
        # Arrow has no fast way from integers to scaled decimals: lay out the 128 bits.
        words = np.stack([np.where(null, 0, value), np.where(null, 0, value) >> 63], axis=1)
        valid = None if mask is None else pa.array(~null).buffers()[1]
        data = pa.py_buffer(np.ascontiguousarray(words))
        return pa.Array.from_buffers(kind, len(value), [valid, data])
    if pa.types.is_timestamp(kind):
        return pa.array(value, pa.int64(), mask=mask).cast(kind)
    if pa.types.is_date32(kind):
        return pa.array(np.where(null, 0, value).astype(np.int32), mask=mask).cast(kind)
    return pa.array(value, pa.int64(), mask=mask).cast(kind)


def to_texts(table: pa.Table, style: str) -> pa.Table:
    """Every column as text, the way a CSV export of the source writes it.

    Args:
        table: Typed rows.
        style: `utc` (naive ISO-8601), `tokyo` (local time with its offset) or `warehouse`
            (with UTC behind).

    """
    columns = []
    for column in table.columns:
        if pa.types.is_timestamp(column.type):
            if style == "tokyo":
                shifted = pc.add(column, pa.scalar(9 * 3600 * 10**6, pa.duration("us")))
                text = pc.strftime(shifted, "%Y-%m-%dT%H:%M:%S")
                column = pc.binary_join_element_wise(text, "+09:00", "")
            elif style == "warehouse":
                column = pc.strftime(column, "%Y-%m-%d %H:%M:%S UTC")
            else:
                column = pc.strftime(column, "%Y-%m-%dT%H:%M:%S")
        columns.append(column.cast(pa.string()))
    return pa.Table.from_arrays(columns, names=table.column_names)


class Writer:
    """Takes frames, keeps them by table and batch, and writes files under a folder."""

    def __init__(self, root: Path, world: World) -> None:
        self.root = root
        starts = world.month_starts[:-1]
        # The newest batch holds four weeks at least: the last month, or the last two where the last
        # has only begun.
        newest = int(np.searchsorted(starts, world.last_day - 27, side="right")) - 1
        cuts = [*range(BATCH_MONTHS, newest, BATCH_MONTHS), newest]
        self.cut_us = np.array(
            [int(starts[cut]) * 86_400 * 10**6 - 9 * 3600 * 10**6 for cut in cuts]
        )
        self.labels = [
            str(np.datetime64(int(starts[cut]), "D"))[:7].replace("-", "") for cut in [0, *cuts]
        ]
        self.counts: dict[str, int] = defaultdict(int)
        self.unknown_columns: dict[str, list[str]] = {}  # that the contract does not know
        self._waiting: dict[tuple[str, str], list[pa.Table]] = defaultdict(list)
        self._size: dict[tuple[str, str], int] = defaultdict(int)
        self._files: dict[tuple[str, str], tuple[pq.ParquetWriter, int, int]] = {}
        self._started: set[Path] = set()

    @property
    def last(self) -> int:
        """Number of the last batch, the last month."""
        return len(self.labels) - 1

    def batch_of(self, loaded: np.ndarray) -> np.ndarray:
        """Batch of each load time, from 0."""
        return np.searchsorted(self.cut_us, loaded, side="right")

    def is_csv(self, name: str) -> bool:
        """Whether the last month of the table is delivered as CSV."""
        return name in CSV_LAST_MONTH

    def add(self, name: str, frame: Frame) -> list[tuple[int, pa.Table]]:
        """Queue the rows of a frame and return them by batch, in load order."""
        if not rows(frame):
            return []
        loaded = frame["_loaded_at"]
        order = np.argsort(loaded, kind="stable")
        table = to_arrow(name, frame)
        batch = self.batch_of(loaded[order])
        edges = np.searchsorted(batch, np.arange(len(self.labels) + 1))
        out = []
        for number in range(len(self.labels)):
            # A copy, not a slice: a slice that waits would keep the whole block in memory.
            part = table.take(pa.array(order[edges[number] : edges[number + 1]]))
            if part.num_rows:
                self.put(name, number, part)
                out.append((number, part))
        return out

    def put(self, name: str, batch: int, part: pa.Table) -> None:
        """Queue rows for the file of a batch."""
        if name in SMALL and batch < self.last:
            label = f"{self.labels[0]}_history"
        else:
            label = self.labels[batch]
        if batch == self.last and self.is_csv(name):
            self.put_texts(name, to_texts(part, CSV_LAST_MONTH[name]))
            return
        if name in EXTRA_COLUMN and batch == self.last - 1:
            part = self._with_extra_column(name, part)
        self._queue(name, label, part)

    def put_texts(self, name: str, part: pa.Table) -> None:
        """Queue rows of texts for the CSV file of the last month."""
        if name in EXTRA_COLUMN and EXTRA_COLUMN[name][0] not in part.column_names:
            part = self._with_extra_column(name, part)
        self._queue(name, f"{self.labels[-1]}.csv", part)

    def _with_extra_column(self, name: str, part: pa.Table) -> pa.Table:
        column, text = EXTRA_COLUMN[name]
        self.unknown_columns[name] = [column]
        return part.append_column(column, pa.repeat(pa.scalar(text), part.num_rows))

    def put_file(self, name: str, label: str, part: pa.Table) -> None:
        """Queue rows for a file of their own, whose name sorts where label sorts."""
        self._queue(name, label, part)

    def _queue(self, name: str, label: str, part: pa.Table) -> None:
        key = (name, label)
        self.counts[name] += part.num_rows
        self._waiting[key].append(part)
        self._size[key] += part.num_rows
        if self._size[key] >= ROW_GROUP:
            self._flush(key)

    def _flush(self, key: tuple[str, str]) -> None:
        parts = self._waiting.pop(key, [])
        self._size[key] = 0
        if not parts:
            return
        table = pa.concat_tables(parts)
        name, label = key
        folder = self.root / name.split(".")[0] / name.split(".")[1]
        folder.mkdir(parents=True, exist_ok=True)
        if label.endswith(".csv"):
            if name in PACKED:
                table = table.rename_columns([column.upper() for column in table.column_names])
                label += ".gz"
            self._append_csv(folder / f"{folder.name}_{label}", table)
            return
        writer, part_no, written = self._files.pop(key, (None, 1, 0))
        if writer is not None and written >= ROWS_PER_FILE:
            writer.close()
            writer, part_no, written = None, part_no + 1, 0
        if writer is None:
            path = folder / f"{folder.name}_{label}_{part_no:03d}.parquet"
            writer = pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table, row_group_size=max(table.num_rows, 1))
        self._files[key] = (writer, part_no, written + table.num_rows)

    def _append_csv(self, path: Path, table: pa.Table) -> None:
        import pyarrow.csv as pcsv

        options = pcsv.WriteOptions(
            include_header=path not in self._started, quoting_style="needed"
        )
        with path.open("ab") as file:
            if path.suffix == ".gz":
                # Without name and time: the same rows give the same bytes.
                with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as sink:
                    pcsv.write_csv(table, sink, options)
            else:
                pcsv.write_csv(table, file, options)
        self._started.add(path)

    def close(self) -> None:
        """Write what still waits and close all files."""
        for key in sorted(self._waiting):
            self._flush(key)
        for writer, _, _ in self._files.values():
            writer.close()
        self._files.clear()
