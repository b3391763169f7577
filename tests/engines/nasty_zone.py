"""A landing zone of everything that engines read in different ways."""

import gzip
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.contract import RawTable

WANTED = ("integer", "bigint", "double", "decimal(18,4)", "boolean", "date", "timestamp", "varchar")
# One column of each type, what a spreadsheet may have shortened, an id, and a JSON object.
COLUMNS = (
    *({"name": f"v_{kind.partition('(')[0]}", "data_type": kind} for kind in WANTED),
    {"name": "v_at", "data_type": "timestamp", "required": True},
    {"name": "phone", "data_type": "varchar"},
    {"name": "thing_id", "data_type": "varchar"},
    {"name": "member_no", "data_type": "varchar"},
    {"name": "attributes", "data_type": "varchar", "form": "json_object"},
    {"name": "state", "data_type": "varchar", "accepted": ["it's", "open"]},
    {"name": "count_of", "data_type": "bigint", "min": 0, "max": 10},
)
META = {"rules": [{"reason": "both or none", "broken": "(v_integer is null) != (phone is null)"}]}
NULLED = {"unfit_optional_values": "nulled"}


def tables() -> list[RawTable]:
    """Return tables whose broken rows go to the quarantine, and whose broken values become null."""
    columns = tuple({"required": False, "description": "", **column} for column in COLUMNS)
    free = tuple({k: v for k, v in column.items() if k != "accepted"} for column in columns)
    return [
        RawTable("crm", "customers", columns, ("thing_id",), META),
        RawTable("web", "events", free, ("thing_id",), NULLED),
    ]


TEXTS = [
    *(
        "7",
        "+7",
        " -7 ",
        "7.5",
        "7.0",
        "1002.0",
        "2147483647",
        "2147483648",
        "-2147483649",
        "1_000",
    ),
    *("9223372036854775808", "1000000000000000", "1000000000000001", "-1000000000000001", "007"),
    *("1e3", "1E+3", "1e400", "-1e400", ".5", "5.", ".", "-", "+", "1,5", "0x10", "1d", "1f", "١٢"),
    *("NaN", "nan", "inf", "Infinity", "-Infinity", "8.19E+11", "8.19e+11", " 8.19E+11", "8E+11"),
    *("1.00005", "-1.00005", "1.00004999999999999999999999999999999999999999", "0.00005", "-0.0"),
    *("999999999999", "1000000000000", "1000000000000.0001", "99999999999999.9999", "1" + "0" * 40),
    *("123456789012345678901234567890.5", "0" * 50 + "7", "0." + "3" * 60, "2716.3780499999998"),
    *("true", "FALSE", "T", "f", "1", "0", "yes", "no", "on", "tRuE", " true ", "y", "2"),
    *(
        "2024-02-29",
        "2023-02-29",
        "2024-2-9",
        "20240229",
        "2024-02-29 ",
        "0001-01-01",
        "1899-12-31",
    ),
    *("9999-12-31", "2024-13-01", "1900-01-01", "2024/02/29", "29.02.2024", "+2024-01-01"),
    *("2024-01-01 10:00", "2024-01-01T10:00:00", "2024-01-01T10:00:00Z", "2024-01-01 10:00:00z"),
    *("2024-01-01 24:00:00", "2024-01-01 24:00", "2024-01-01T24:00:00.000Z", "2024-01-01 24:00:01"),
    *(
        "2024-01-01 24:00:00.5",
        "2024-01-01T24:00:00+09:00",
        "2024-01-01 23:59:60",
        "2024-01-01 25:00",
    ),
    *("2024-01-01T10:00:00+14:00", "2024-01-01T10:00:00+15:59", "2024-01-01T10:00:00+16:00"),
    *("2024-01-01T10:00:00+23:59", "2024-01-01T10:00:00+99", "2024-01-01T10:00:00+0960"),
    *(
        "2024-01-01T10:00:00-00:30",
        "2024-01-01T10:00+09",
        "2024-01-01T10:00:00-0330",
        "2024-01-01Z",
    ),
    *("2024-01-01+09", "2024-01-01 UTC", "2024-01-01 10:00:00 UTC", "2024-01-01 10:00:00gMt"),
    *("2024-01-01 10:00:00 JST", "2024-01-01 10:00:00 Asia/Tokyo", "2024-01-01T10:00:00.5Z"),
    *(
        "2024-01-01T10:00:00.123456",
        "2024-01-01T10:00:00.1234569Z",
        "2024-01-01T10:00:00.999999999",
    ),
    *(
        "2024-01-01T10:00:00.1234567891",
        "2024-01-01T10:00:00,5",
        "2024-01-01T10",
        "2024-01-01T10:60",
    ),
    *(
        "2024-01-01t10:00:00",
        "2024-01-01  10:00:00",
        "2024-03-31T02:30:00+01:00",
        "2024-01-01 10:00 ",
    ),
    *("2024-01-01 10:00:00.", "2024-01-01T10:00:00.5+0900", "2024-01-01T10:00:00.1234569+09:00"),
    *(
        "2024-01-01 10:0a:00",
        "2024-01-01 10:00:0",
        "1969-12-31 23:59:59.999999",
        "1582-10-10 00:00:00",
    ),
    *(
        "NULL",
        "null",
        "\\N",
        "None",
        "N/A",
        "",
        " ",
        "\u3000",
        "\u3000A1\u00a0",
        "\tA1",
        "A1\u3000",
    ),
    *(
        "it's",
        "open",
        "Open",
        "it\\'s",
        "a\\b",
        "\\",
        "花子 😀",
        "é",
        "e\u0301",
        "İ",
        "\u2028",
        "\x7f",
    ),
    *(
        '"',
        '""',
        'x"y',
        '{"column": "v"}',
        "a\nb",
        "a\r\nb",
        "a\tb",
        "\x01",
        "\x1f",
        "@x",
        "=1+1",
        "'",
    ),
    *(
        "{}",
        '{"a":1}',
        ' {"a":1} ',
        '{"a":1,}',
        '{"a":NaN}',
        "{'a':1}",
        '{"a":01}',
        '{"a":1} x',
        "{",
    ),
    *(
        '{"a":1}{"b":2}',
        '{"a":1e999}',
        '{"a":-Infinity}',
        '{"a":"\t"}',
        '{"a":"\\ud800"}',
        "[1]",
        "[]",
    ),
    *(
        '{"a":"\\ud83d\\ude00"}',
        '{"a":"\\ude00\\ud83d"}',
        '{"a":1,"a":2}',
        '"x"',
        '{"a":tru}',
        "[1,]",
    ),
    *(
        '\ufeff{"a":1}',
        '{"a":.5}',
        '{"a":5.}',
        '{"a":+5}',
        "{a:1}",
        '/*c*/{"a":1}',
        '{"a":"\\x"}',
        "{,}",
    ),
    *(
        '{"a":123456789012345678901234567890}',
        '{"a":1\u00a0}',
        '{"a":-}',
        '{"a":1.5e}',
        '{"a":0x1F}',
    ),
    *(
        '\n{"a":1}\n',
        '{"":1}',
        '{"a":"\\u00zz"}',
        '{"a":[1,[2,[3,{"b":{}}]]]}',
        '{"a":"x\ny"}',
        "[,]",
    ),
    *('{"a":[{"b":[{"c":[{"d":[{"e":[{"f":1}]}]}]}]}]}', '{"a":{"b":1,"c":[true,false,null]}}'),
    *(
        '{"a":"' + "x" * 50_000 + '"}',
        '{"a":"\\"{[,:]}\\\\"}',
        '{"a" : "b" , "c":[ ]}',
        '{"a":1 2}',
    ),
    *(
        "[" * 90 + "]" * 90,
        '{"a":' * 60 + "1" + "}" * 60,
        '{"a":\x012}',
        "{1:2}",
        '{"a"}',
        '{"a":}',
    ),
    *('{"a":1,,"b":2}', '{"a":nullx}', '{"a":true1}', '{"a":"b"c}', "1 ", "8.19E+11\u3000"),
]
FLOATS = [
    *(0.0, -0.0, 7.0, 7.5, -7.5, 1002.0, 0.1, 1 / 3, 2.5, 1e7, 12345678.9, 81312345678.0, 1e15),
    *(9999999999999998.0, 1e16, 1.2345678901234568e17, 1e17, 1e20, 1e21, 1e22, 1e100, 2e23, 1e300),
    *(1e-3, 1e-4, 1e-5, 1.5e-7, 1e-6, 1.2345e-6, 1e-300, float("nan"), float("inf")),
    *(float("-inf"), 2.0**53, 2.0**53 + 2, 2.0**24, 2.0**24 + 2, 2147483647.0, 2147483648.0),
    *(999999999999.0, 1e12, 1000000000000.5, 99999999999999.99, 1e14, 2716.3780499999998, 0.00005),
    *(
        -0.00005,
        0.00015,
        1.00005,
        123456789012.34565,
        1e18,
        1e19,
        0.30000000000000004,
        100.25,
        10.0,
    ),
    *(16777216.5, 33554432.0, 3.4e38, 1.1754944e-38, 123456.789, 0.00012345, None, 1.0, 5e11),
]
MOMENTS = [
    datetime(2024, 1, 1),
    datetime(2024, 1, 1, 10, 0, 0, 500000),
    datetime(1969, 12, 31, 23, 59, 59, 999999),
    datetime(1582, 10, 10, 1, 2, 3),
    datetime(1, 1, 1),
    datetime(9999, 12, 31, 23, 59, 59, 999999),
    datetime(1900, 1, 1),
    None,
]
DECIMALS = ["0", "7", "-7.50", "1002.00", "99999999999999.99", "0.05", "-0.05", "1234567.89", None]
STRANGE = [1, 10**15, 10**15 + 1, 2**63 - 1, -(2**63), 0, -1, 11, 42, None]
NANOS = [0, 1, -1, 499, 500, 501, -499, -500, -501, 1500, -1500, 2500, 1704067200123456789, None]
NANOS += [1704067200000000000, 1704067200500000000, -62135596800 * 10**6]


def arrays() -> dict[str, pa.Array]:
    """Return a column of each type that a parquet file may have."""
    plain = [i for i in STRANGE if i is None or i >= 0]
    parts = [{"a": 1, "b": None}, {"a": None, "b": 'x"y'}, None]
    return {
        "text": pa.array([*TEXTS, None]),
        "large_text": pa.array(TEXTS[:9], pa.large_string()),
        "dictionary": pa.array(TEXTS[:9]).dictionary_encode(),
        "binary": pa.array([text.encode() for text in TEXTS[:40]]),
        "floating_ids": pa.array(["1.0", "2.0", " 3.00", None, ""]),
        "double": pa.array(FLOATS, pa.float64()),
        "float": pa.array(FLOATS, pa.float32()),
        "boolean": pa.array([True, False, None]),
        "int8": pa.array([1, 0, -1, 127, None], pa.int8()),
        "uint8": pa.array([1, 0, 255, None], pa.uint8()),
        "int16": pa.array([1, 0, -1, None], pa.int16()),
        "uint16": pa.array([1, 0, 65535, None], pa.uint16()),
        "int32": pa.array([1, 0, -1, 2**31 - 1, None], pa.int32()),
        "uint32": pa.array([1, 0, 2**32 - 1, None], pa.uint32()),
        "int64": pa.array(STRANGE, pa.int64()),
        "uint64": pa.array([*plain, 2**64 - 1], pa.uint64()),
        "decimal": pa.array([d and Decimal(d) for d in DECIMALS], pa.decimal128(18, 2)),
        "wide": pa.array([d and Decimal(d) for d in DECIMALS], pa.decimal128(38, 10)),
        "whole": pa.array([Decimal(7), Decimal(10**20), None], pa.decimal128(38, 0)),
        "date": pa.array([m and m.date() for m in MOMENTS], pa.date32()),
        "moment": pa.array(MOMENTS, pa.timestamp("us")),
        "zoned": pa.array(
            [m and m.replace(tzinfo=UTC) for m in MOMENTS], pa.timestamp("us", "UTC")
        ),
        "seconds": pa.array([datetime(2024, 1, 1, 10), None], pa.timestamp("s")),
        "milliseconds": pa.array([datetime(2024, 1, 1, 10, 0, 0, 123000)], pa.timestamp("ms")),
        "nanoseconds": pa.array(NANOS, pa.timestamp("ns")),
        "zoned_nanoseconds": pa.array(NANOS, pa.timestamp("ns", "UTC")),
        "struct": pa.array(parts, pa.struct([("a", pa.int64()), ("b", pa.string())])),
        "list": pa.array([[1, None], [], None], pa.list_(pa.int64())),
        "map": pa.array([[("k", "v")], [], None], pa.map_(pa.string(), pa.string())),
        "nothing": pa.nulls(3, pa.string()),
    }


CELL = ("v_at", "_loaded_at")
CSV_CASES: dict[str, bytes] = {
    "plain": b"{h}\n{r}\n{r}\n",
    "no_end": b"{h}\n{r}",
    "crlf": b"{h}\r\n{r}\r\n{r}\r\n",
    "bom": b"\xef\xbb\xbf{h}\n{r}\n",
    "header_only": b"{h}\n",
    "blank_lines": b"{h}\n\n{r}\n\n\n{r}\n\n",
}


def lay(folder: Path) -> None:
    """Write the zone: each type as a file of each table, texts as CSV too, and odd CSV files."""
    for table in tables():
        place = folder / table.folder
        place.mkdir(parents=True)
        names = [c["name"] for c in table.columns if c["name"] != "v_at"]
        for name, values in arrays().items():
            count = len(values)
            at = pa.array([datetime(2024, 1, 1) + timedelta(seconds=i) for i in range(count)])
            columns = dict.fromkeys(names, values) | {"v_at": at, "_loaded_at": at}
            pq.write_table(pa.table(columns), place / f"{name}.parquet")
        moments = pa.array(MOMENTS, pa.timestamp("us"))
        loaded = pa.array([datetime(2024, 1, 1)] * len(MOMENTS))
        old = pa.table({"v_timestamp": moments, "v_at": moments, "_loaded_at": loaded})
        pq.write_table(old, place / "old kind.parquet", use_deprecated_int96_timestamps=True)
        names_of = ["V_AT", "v_at", "Count of", "_loaded_at"]
        twice = pa.table([loaded, moments, pa.array(range(len(MOMENTS))), loaded], names_of)
        pq.write_table(twice, place / "names [1].parquet")
        _lay_csv(place, names)


def _lay_csv(place: Path, names: list[str]) -> None:
    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"'

    # Ends of lines inside of texts make a file suspicious; one is without.
    plain = [t for t in TEXTS if "\r" not in t and t != '"']
    for file, texts in (("texts", TEXTS), ("plain", plain)):
        rows = [",".join([*names, "v_at", "_loaded_at"])]
        rows += [
            ",".join([*[cell(t)] * len(names), "2024-01-01", "2024-01-02T00:00:00Z"]) for t in texts
        ]
        content = ("\n".join(rows) + "\n").encode()
        (place / f"{file}.csv").write_bytes(content)
        (place / f"{file} 2%20.csv.gz").write_bytes(gzip.compress(content))
    row = b"x,7,+81-3 1234,2024-01-01T10:00:00+09:00,2024-01-02"
    header = b"Thing ID,count-of,phone,v_at,_loaded_at"
    for name, form in CSV_CASES.items():
        content = form.replace(b"{h}", header).replace(b"{r}", row)
        (place / f"form {name} %20 é.CSV").write_bytes(content)
    (place / "quotes,+(1)#.csv").write_bytes(
        header + b'\nx,5" pipe,"a ""b""\n\r\nc",2024-01-01,2024-01-02\n,,"",2024-01-01,2024-01-02\n'
    )


BROKEN: dict[str, bytes] = {
    "short": b"{h}\n{r}\nx,1\n",
    "long": b"{h}\n{r}\n{r},1\n",
    "quote_not_closed": b'{h}\n{r}\nx,1,"2,2024-01-01,2024-01-02\n',
    "last_quote_not_closed": b'{h}\n{r}\nx,1,2,2024-01-01,"2024-01-02',
    "behind_quote": b'{h}\nx,"1"2,3,2024-01-01,2024-01-02\n',
    "not_utf8": b"{h}\n{r}\ncaf\xe9,1,2,2024-01-01,2024-01-02\n",
    "not_utf8_in_quotes": b'{h}\n{r}\n"caf\xe9",1,2,2024-01-01,2024-01-02\n',
    "surrogate": b"{h}\n\xed\xa0\x80,1,2,2024-01-01,2024-01-02\n",
    "two_ends": b"{h}\n{r}\r\n{r}\n",
    "two_ends_the_other_way": b"{h}\r\n{r}\n{r}\r\n",
    "cr_in_a_value": b"{h}\nx\ry,1,2,2024-01-01,2024-01-02\n",
    "blanks_only": b"{h}\n{r}\n   \n{r}\n",
}


def broken(name: str) -> bytes:
    """Return a CSV file that is none."""
    row = b"x,7,+81,2024-01-01,2024-01-02"
    header = b"thing_id,count_of,phone,v_at,_loaded_at"
    return BROKEN[name].replace(b"{h}", header).replace(b"{r}", row)


def day_and_time() -> dict[str, Any]:
    """Return columns of types that Spark does not read."""
    return {"phone": pa.array([time(10)], pa.time64("us")), "v_at": pa.array([date(2024, 1, 1)])}
