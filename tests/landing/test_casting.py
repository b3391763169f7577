"""What casts to what, cell by cell: engines are lenient, the contract is not."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.contract import RawTable
from orchestration.landing import load

LOADED_AT = "2026-01-01T00:00:00Z"


def loaded(folder: Path, data_type: str, values: list[Any], kind: str) -> list[tuple[Any, Any]]:
    """Return (typed value, reasons) of each cell of one column, loaded from a file of ``kind``."""
    table = RawTable(
        "crm",
        "customers",
        ({"name": "value", "data_type": data_type, "required": False, "accepted": None},),
        (),
    )
    target = folder / "landing" / "crm" / "customers"
    target.mkdir(parents=True)
    if kind == "csv":
        lines = [f"{value},{LOADED_AT}" for value in values]
        (target / "a.csv").write_text("value,_loaded_at\n" + "\n".join(lines) + "\n")
    else:
        times = pa.array([datetime(2026, 1, 1)] * len(values), pa.timestamp("us"))
        column = values if isinstance(values, pa.Array) else pa.array(values)
        pq.write_table(pa.table({"value": column, "_loaded_at": times}), target / "a.parquet")
    with duckdb.connect() as connection:
        load(connection, folder / "landing", [table])
        return connection.execute(
            "select value, _reasons from raw.crm__customers order by _row"
        ).fetchall()


GOOD_TEXTS = [
    ("integer", "7", 7),
    ("integer", "+7", 7),
    ("integer", " -7 ", -7),
    ("integer", "2147483647", 2147483647),
    ("bigint", "1000000000000000", 1000000000000000),
    ("boolean", "T", True),
    ("boolean", "fAlSe", False),
    ("boolean", "0", False),
    ("double", "1e3", 1000.0),
    ("double", ".5", 0.5),
    ("date", "2024-02-29", date(2024, 2, 29)),
    ("timestamp", "2024-01-01", datetime(2024, 1, 1)),
    ("timestamp", "2024-01-01 10:00", datetime(2024, 1, 1, 10)),
    ("timestamp", "2024-01-01T10:00:00.5z", datetime(2024, 1, 1, 10, 0, 0, 500000)),
    ("timestamp", "2024-01-01T10:00:00+09:00", datetime(2024, 1, 1, 1)),
    ("timestamp", "2024-01-01T10:00:00-0330", datetime(2024, 1, 1, 13, 30)),
    ("timestamp", "2024-01-01T10:00+09", datetime(2024, 1, 1, 1)),
    ("timestamp", "2024-01-01T10:00Z", datetime(2024, 1, 1, 10)),
    ("timestamp", "2024-01-01 10:00:00.000 +0900", datetime(2024, 1, 1, 1)),
    ("timestamp", "2024-01-01 10:00:00 UTC", datetime(2024, 1, 1, 10)),
    ("timestamp", "2024-01-01 10:00:00gmt", datetime(2024, 1, 1, 10)),
    ("timestamp", "2024-01-01T10:00:00.1234569Z", datetime(2024, 1, 1, 10, 0, 0, 123456)),
    ("timestamp", "2024-01-01T10:00:00.123456789", datetime(2024, 1, 1, 10, 0, 0, 123456)),
    ("decimal(18,4)", "1.00005", Decimal("1.0001")),
    ("decimal(18,4)", "-1.00005", Decimal("-1.0001")),
    ("decimal(18,4)", "5.", Decimal("5.0000")),
    ("varchar", "  kept as it is ", "  kept as it is "),
    ("varchar", "NULL", "NULL"),
    ("varchar", "", None),
    ("integer", '""', None),
    ("integer", "   ", None),
]
BAD_TEXTS = [
    ("integer", "7.5"),
    ("integer", "7.0"),
    ("integer", "1_000"),
    ("integer", "2147483648"),
    ("integer", "１２"),
    ("integer", "NULL"),
    ("bigint", "1e3"),
    ("boolean", "yes"),
    ("double", "1e400"),
    ("double", "nan"),
    ("double", "inf"),
    ("date", "2024-02-30"),
    ("date", "2024/02/28"),
    ("date", "2024-02-28 00:00:00"),
    ("timestamp", "2024-01-01T10"),
    ("timestamp", "2024-01-01T10:00:00.1234567890"),
    ("timestamp", "2024-01-01 10:00:00 JST"),
    ("timestamp", "2024-01-01 UTC"),
    ("timestamp", "2024-01-01 10:00:00  +09:00"),
    ("timestamp", "01.02.2024"),
    ("decimal(18,4)", "1e3"),
    ("decimal(18,4)", "'1,000'"),
    ("decimal(18,4)", "100000000000000"),
]


@pytest.mark.parametrize(("data_type", "text", "value"), GOOD_TEXTS)
def test_a_text_that_casts_keeps_its_value(
    tmp_path: Path, data_type: str, text: str, value: object
) -> None:
    assert loaded(tmp_path, data_type, [text], "csv") == [(value, None)]


@pytest.mark.parametrize(("data_type", "text"), [(t, x) for t, x in BAD_TEXTS if "," not in x])
def test_a_text_that_does_not_cast_is_set_aside_and_never_rounded(
    tmp_path: Path, data_type: str, text: str
) -> None:
    assert loaded(tmp_path, data_type, [text], "csv") == [
        (None, f"value: does not cast to {data_type}")
    ]


def test_whole_doubles_are_integers_and_halves_are_not(tmp_path: Path) -> None:
    rows = loaded(tmp_path, "integer", pa.array([7.0, 7.5, None, float("nan"), 3e9]), "parquet")
    assert [value for value, _ in rows] == [7, None, None, None, None]
    assert [reasons is not None for _, reasons in rows] == [False, True, False, True, True]


def test_parquet_moments_become_naive_utc(tmp_path: Path) -> None:
    moments = pa.array([datetime(2024, 1, 1, 1)], pa.timestamp("ns", tz="Asia/Tokyo"))
    assert loaded(tmp_path, "timestamp", moments, "parquet") == [(datetime(2024, 1, 1, 1), None)]


def test_a_moment_is_a_date_only_at_midnight(tmp_path: Path) -> None:
    moments = pa.array([datetime(2024, 1, 1), datetime(2024, 1, 1, 1)], pa.timestamp("us"))
    assert [value for value, _ in loaded(tmp_path, "date", moments, "parquet")] == [
        date(2024, 1, 1),
        None,
    ]


def test_doubles_that_are_no_number_are_no_money(tmp_path: Path) -> None:
    rows = loaded(tmp_path, "decimal(18,4)", pa.array([0.00005, float("inf"), -2.5]), "parquet")
    assert [value for value, _ in rows] == [Decimal("0.0001"), None, Decimal("-2.5000")]


def test_a_column_of_another_kind_is_set_aside_row_by_row(tmp_path: Path) -> None:
    rows = loaded(tmp_path, "timestamp", pa.array([1700000000, None], pa.int64()), "parquet")
    assert rows == [(None, "value: does not cast to timestamp"), (None, None)]
