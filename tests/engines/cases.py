"""One table of awkward values per macro of macros/engines.sql, for all engines alike.

An expression is written over columns of one row; what DuckDB makes of it is what others must make.
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Case:
    """A macro on some rows.

    Attributes:
        macro: Its name.
        arguments: What it is given: SQL over the columns, or words.
        columns: Column -> type, in the words of DuckDB.
        rows: Values of the columns; moments and dates as texts.
        query: The whole query; {macro} is what is rendered, ``given`` are the rows, numbered by i.
        variables: Variables of the project.

    """

    macro: str
    arguments: list[Any]
    columns: dict[str, str]
    rows: list[tuple[Any, ...]]
    query: str = "select i, {macro} as result from given order by i"
    variables: dict[str, Any] = field(default_factory=dict)


ZONES = ("UTC", "Asia/Tokyo", "America/New_York", "Asia/Kathmandu", "Africa/Cairo", "Pacific/Apia")
MOMENTS = [
    ("2026-03-08 06:59:59.999999",),
    ("2026-03-08 07:00:00",),
    ("2026-11-01 05:30:00",),
    ("2026-11-01 06:30:00",),
    ("2026-04-23 21:59:59.999999",),
    ("2011-12-30 10:00:00",),
    ("2026-12-31 15:00:00",),
    ("1970-01-01 00:00:00",),
    ("1950-06-01 23:15:00.000001",),
    (None,),
]
DAYS = [
    ("2026-03-08",),
    ("2026-11-01",),
    ("2026-04-24",),
    ("2028-02-29",),
    ("1999-12-31",),
    ("2026-06-07",),
    (None,),
]
TEXTS = [
    ("",),
    (" ",),
    ("abc",),
    ("ABC 10%",),
    ("a\nb",),
    ("a\n",),
    ('it\'s "quoted" \\ back',),
    ("花子　様",),
    ("İSTANBUL ΑΣ ΣΑ ẞ Ǆ",),
    ("😀 a_b",),
    ("x" * 300,),
    (None,),
]
NUMBERS = [
    (0.0,),
    (2.5,),
    (-2.5,),
    (0.285,),
    (1.0000000005,),
    (-1.0000000005,),
    (0.49999999999999994,),
    (123456789.123456789,),
    (1e15 + 0.5,),
    (2.675,),
    (None,),
]
OBJECTS = [
    ('{"a": "x", "seat": "front"}',),
    ('{"a": 1.50}',),
    ('{"a": 1.0}',),
    ('{"a": 1e2}',),
    ('{"a": -3}',),
    ('{"a": 12345678901234567890}',),
    ('{"a": 0.1}',),
    ('{"a": 1e-7}',),
    ('{"a": true}',),
    ('{"a": null}',),
    ('{"a": ""}',),
    ('{"a": " 1 "}',),
    ('{"a": "1.0"}',),
    ('{"a": [1]}',),
    ('{"a": "[1]"}',),
    ('{"a": {"b": 1}}',),
    ('{"a": "x\\u3042\\ud83d\\ude00 it\'s"}',),
    ('{"b": 1}',),
    ("{}",),
    ("[1]",),
    ('"a"',),
    ("null",),
    ("{a: 1}",),
    ("",),
    (None,),
]
KEYED = "select g, {macro} as result from given group by g order by g"
GROUPS = [
    ("one", 1, "a"),
    ("one", 2, None),
    ("one", None, "c"),
    ("one", 3, "d"),
    ("two", 1, None),
    ("two", 2, "z"),
    ("two", 3, "y"),
    ("none", 1, None),
]
TEXT, MOMENT, DAY, DOUBLE = (
    {"x": "varchar"},
    {"x": "timestamp"},
    {"x": "date"},
    {"x": "double"},
)
PAIRS = {"x": "varchar", "y": "varchar"}
JOINED = "select i, r.part as result from given {macro} order by i, r.part"

CASES = [
    *(
        Case(macro, ["x"], MOMENT, MOMENTS, variables={"business_timezone": zone})
        for macro in ("business_date", "business_hour")
        for zone in ZONES
    ),
    *(
        Case("starts_at", ["x"], DAY, DAYS, variables={"business_timezone": zone})
        for zone in (*ZONES, "America/Havana")
    ),
    Case(
        "starts_at",
        ["x"],
        TEXT,
        [("2026-03-08 02:30",), ("2026-11-01 01:30",), ("2026-06-07 09:00",), (None,)],
        variables={"business_timezone": "America/New_York"},
    ),
    Case("iso_weekday", ["x"], DAY, DAYS),
    Case(
        "days_between",
        ["x", "y"],
        {"x": "date", "y": "date"},
        [
            ("2028-02-28", "2028-03-01"),
            ("2028-03-01", "2028-02-28"),
            ("2026-01-01", "2026-01-01"),
            (None, "2026-01-01"),
        ],
    ),
    Case("epoch_micros", ["x"], MOMENT, [*MOMENTS, ("1969-12-31 23:59:59.999999",)]),
    Case("sha256_hex", ["x"], TEXT, TEXTS),
    Case(
        "text_number",
        ["x"],
        TEXT,
        [*TEXTS, ("abc",)],
        "select n, count(*) as result from (select min(i) as n, count(*) as c from given "
        "where x is not null group by {macro}) as numbered group by n order by n",
    ),
    Case(
        "no_text_number",
        [],
        TEXT,
        TEXTS,
        "select count(*) as result from given "
        "where x is null and coalesce(null, {macro}) = {macro}",
    ),
    Case(
        "matches_whole",
        ["x", "y"],
        PAIRS,
        [
            (text, pattern)
            for (text,) in TEXTS
            for pattern in (
                "abc",
                "a.b",
                "[a-z]+",
                ".*",
                "(abc|.+10%)",
                "[^a]*",
                "",
                "花子.+",
                "a|abc",
                None,
            )
        ],
    ),
    Case(
        "matches_whole",
        ["x", "y", True],
        PAIRS,
        [("abc", "ABC"), ("ABC 10%", "abc [0-9]+%"), ("É", "é"), ("a", "b|A"), ("Ａ", "ａ")],
    ),
    Case(
        "matches_whole",
        ["x", "'[+-]?[0-9]{1,15}([.][0-9]{1,9})?'"],
        TEXT,
        [("1.5",), ("+1",), ("1.",), ("1e5",), ("1\n",)],
    ),
    Case(
        "holds_match",
        ["x", "y"],
        PAIRS,
        [
            ("Googlebot/2.1", "bot\\b"),
            ("robots are", "bot\\b"),
            ("a\nBOT b", "bot\\b"),
            ("a\nb", "a.b"),
            ("headless chrome", "Headless"),
            ("花子", "花|x"),
            (None, "x"),
        ],
    ),
    Case(
        "extract_group",
        ["x", "<([^<>]*@[^<>]*)>"],
        TEXT,
        [("Ann <a@b.c>",), ("<a>",), ("<@>",), ("",), (None,), ("<a@b><c@d>",), ("<a\n@b>",)],
    ),
    Case(
        "extract_group",
        ["x", ".*/posts/(.+)$"],
        TEXT,
        [("/posts/1",), ("/a/posts/2/posts/3",), ("/posts/",), ("posts/1",), (None,)],
    ),
    Case(
        "holds",
        ["x", "y"],
        PAIRS,
        [
            ("abc", "b"),
            ("abc", ""),
            ("a%c", "%"),
            ("花子", "子"),
            ("abc", "B"),
            (None, "a"),
            ("a", None),
        ],
    ),
    Case(
        "holds_word",
        ["x", "y"],
        PAIRS,
        [
            ("a cat sat", "cat"),
            ("concat", "cat"),
            ("cat's", "cat"),
            ("この cat は", "cat"),
            ("このcatは", "cat"),
            ("cat_1", "cat"),
            ("écat", "cat"),
            ("c++ is", "c++"),
            ("a.b", "a.b"),
            ("axb", "a.b"),
            ("100% [x] (y)", "[x] (y)"),
            ("back \\ slash", "\\"),
            ("a-b c", "a-b"),
            ("line\ncat\n", "cat"),
            ("customer service", "customer service"),
            (None, "cat"),
        ],
    ),
    Case("matches_to_rows", ["x", "[a-z'']+", "r", "part"], TEXT, TEXTS, JOINED),
    Case(
        "matches_to_rows",
        ["x", "[ァ-ヺー]+|[㐀-䶿一-鿿々]+", "r", "part"],
        TEXT,
        [("花子はカタカナ",), ("",), (None,), ("東京タワー 大阪",)],
        JOINED,
    ),
    Case(
        "remove_all",
        ["x", "[^0-9+]"],
        TEXT,
        [("+81 (3) 12-34",), ("",), ("abc",), (None,), ("１２3",)],
    ),
    Case(
        "replace_behind",
        ["x", "[0-9]", "[^0-9a-z+]*(?:ext|x|#)[^\n]*"],
        TEXT,
        [("03-1234 ext. 5",), ("x5",), ("1x2\n3#4",), (None,)],
    ),
    Case(
        "replace_behind",
        ["x", "^[+]?", "00", "y"],
        TEXT,
        [("0081",), ("+0081",), ("81",), ("",), (None,)],
    ),
    *(
        Case(
            "split_to_rows",
            ["x", sign, "r", "part"],
            TEXT,
            [(f"a{sign}b{sign}{sign}c",), ("",), (sign,), ("a",), (None,)],
            JOINED,
        )
        for sign in (",", "|", " ", "#", ";")
    ),
    Case(
        "numbers_to_rows",
        ["x", "y", "r", "part"],
        {"x": "integer", "y": "integer"},
        [(1, 3), (3, 1), (2, 2), (-1, 1), (None, 3), (1, None)],
        JOINED,
    ),
    Case(
        "joined_texts",
        ["x", " > ", "n"],
        {"g": "varchar", "n": "integer", "x": "varchar"},
        [g for g in GROUPS if g[1] is not None],
        KEYED,
    ),
    Case(
        "joined_texts",
        ["x", "|", "n desc"],
        {"g": "varchar", "n": "integer", "x": "varchar"},
        [g for g in GROUPS if g[1] is not None],
        KEYED,
    ),
    Case(
        "row_hash",
        ["x, y"],
        {"x": "varchar", "y": "integer"},
        [("a", 1), ("a", 1), ("b", 1), (None, 1), (None, 1), ("a", None), ("", None)],
        "select c as result, count(*) as n from "
        "(select count(*) as c from given group by {macro}) as hashed group by c order by c",
    ),
    Case("json_member", ["x", "a"], TEXT, OBJECTS),
    Case("json_member", ["x", "it's"], TEXT, [('{"it\'s": 1}',), ('{"its": 1}',)]),
    Case(
        "json_member_of",
        ["x", "y"],
        PAIRS,
        [
            *((o, "a") for (o,) in OBJECTS),
            ('{"a.b": 1, "a": {"b": 2}}', "a.b"),
            ('{"a\\"b": 1}', 'a"b'),
            ('{"a": 1}', None),
        ],
    ),
    Case(
        "hex_to_number",
        ["x"],
        TEXT,
        [("0",), ("ff",), ("ffffffff",), ("7fffffff",), ("80000000",), ("0000abcd",), (None,)],
    ),
    Case("lower_case", ["x"], TEXT, TEXTS),
    *(Case("rounded", ["x", digits], DOUBLE, NUMBERS) for digits in (0, 2, 6, 9)),
    *(
        Case(
            "double_to_decimal",
            ["x", precision, digits],
            DOUBLE,
            [*((n,) for (n,) in NUMBERS if n != 1e15 + 0.5), (2716.3780499999998,), (-0.00005,)],
        )
        for precision, digits in ((18, 4), (28, 8), (18, 0))
    ),
    *(
        Case(macro, ["x", "n"], {"g": "varchar", "n": "integer", "x": "varchar"}, GROUPS, KEYED)
        for macro in ("min_by", "max_by")
    ),
    *(Case("add_days", ["x", days], DAY, DAYS) for days in (-1, 0, 366)),
    *(
        Case(
            "add_months",
            ["x", months],
            DAY,
            [*DAYS, ("2026-01-31",), ("2026-02-28",), ("2024-02-29",)],
        )
        for months in (-12, -1, 0, 1, 12, 25)
    ),
    Case(
        "add_months",
        ["x", "cast(n as integer)"],
        {"x": "date", "n": "bigint"},
        [("2026-01-31", 1), ("2026-03-31", -1), (None, 1), ("2026-03-31", None)],
    ),
]
# Rules built upon them that an engine could read in another way.
CASES += [
    Case(
        "trimmed",
        ["x"],
        TEXT,
        [(" a ",), ("\u3000花\u3000",), ("\u00a0a\t\r\n",), ("a b",), ("",), (None,)],
    ),
    Case(
        "written",
        ["x", "y"],
        PAIRS,
        [(" a ", "b"), ("", "b"), ("a", None), (" ", "\u3000"), (None, None), ("\ta\n", "\r\n")],
    ),
    Case(
        "is_blank",
        ["x"],
        TEXT,
        [("",), (" \t\n\r\f",), ("\u3000\u2003\u00a0\u205f",), ("a",), (" .",), (None,)],
    ),
    Case(
        "ascii_width",
        ["x"],
        TEXT,
        [("ＡＢＣ１２３＠",), ("'",), ("ｶﾅ",), ("￥",), (None,), ("＇＂＼",)],
    ),
    Case(
        "normalised_email",
        ["x"],
        TEXT,
        [
            (" Ann@Example.COM\t",),
            ("Ann <A@b.c>",),
            ("ａ＠ｂ．ｃ",),
            ("nobody",),
            ("",),
            (None,),
            ("İ@ΑΣ.gr",),
        ],
    ),
    Case(
        "normalised_handle",
        ["x", "y"],
        PAIRS,
        [(" X ", " @Ann "), ("x", "@@ann"), ("line", "a@b"), ("x", None)],
    ),
    Case("utm_value", ["x"], TEXT, [("(Direct)",), ("",), (" (not set) ",), ("google",), (None,)]),
    Case(
        "ratio",
        ["x", "y"],
        {"x": "decimal(18, 4)", "y": "integer"},
        [("1", 3), ("1", 0), (None, 1), ("1", None), ("-2.5", 4), ("0", 5)],
    ),
    Case(
        "money",
        ["x"],
        {"x": "decimal(38, 10)"},
        [
            ("0.00005",),
            ("-0.00005",),
            ("0.00004999",),
            ("1.00015",),
            ("12345678901234.56785",),
            (None,),
        ],
    ),
    Case(
        "in_reporting_currency",
        ["x", "y"],
        {"x": "decimal(18, 4)", "y": "decimal(26, 16)"},
        [
            ("100.5", "0.0067123456789012"),
            ("999999999999.9999", "9.1234567891234567"),
            ("0.0001", "0.0000000000000001"),
            ("99999999999999.9999", "9"),
            (None, "1"),
            ("1", None),
        ],
    ),
    Case("count_where", ["x > 0"], DOUBLE, NUMBERS, "select {macro} as result from given"),
    Case(
        "whole_sum",
        ["x"],
        {"x": "integer"},
        [(2147483647,), (2147483647,), (None,)],
        "select {macro} as result from given",
    ),
    *(Case(macro, ["x"], DAY, DAYS) for macro in ("month_of", "quarter_of", "week_of")),
    Case(
        "months_between",
        ["x", "y"],
        {"x": "date", "y": "date"},
        [("2025-12-31", "2026-01-01"), ("2026-03-01", "2025-03-31"), (None, "2026-01-01")],
    ),
    *(
        Case(
            macro,
            ["x", "y"],
            {"x": "date", "y": "date"},
            [
                ("2024-02-29", "2026-02-27"),
                ("2024-02-29", "2026-03-01"),
                ("2026-05-05", "2026-05-05"),
                ("2025-12-31", "2026-01-01"),
                (None, "2026-01-01"),
            ],
        )
        for macro in ("next_anniversary", "last_anniversary")
    ),
    Case(
        "days_passed",
        ["x", "y"],
        {"x": "timestamp", "y": "timestamp"},
        [
            ("2026-01-01 00:00:00", "2026-01-02 12:00:00.000001"),
            ("2026-01-02 00:00:00", "2026-01-01 00:00:00"),
            (None, "2026-01-01 00:00:00"),
        ],
    ),
    Case("quarter_hour_of", ["x"], MOMENT, MOMENTS),
    Case(
        "moment_position", ["x", "'id'"], MOMENT, [m for m in MOMENTS if (m[0] or "1970") >= "1970"]
    ),
    Case("event_position", ["x", "'id'"], {"x": "bigint"}, [(1,), (123456789012,), (None,)]),
    Case(
        "fifth",
        ["x", "y"],
        {"x": "bigint", "y": "bigint"},
        [(0, 10), (9, 10), (2, 10), (1, 7), (6, 7), (0, 1)],
    ),
    Case(
        "two_sided_p_value",
        ["x"],
        DOUBLE,
        [(0.0,), (0.66,), (0.67,), (1.96,), (5.65,), (5.66,), (12.0,), (36.9,), (38.0,), (None,)],
    ),
    *(
        Case(
            macro,
            ["x", "y"],
            {"x": "bigint", "y": "bigint"},
            [(0, 0), (0, 5), (5, 5), (1, 3), (999, 1000), (None, 5)],
        )
        for macro in ("wilson_low", "wilson_high")
    ),
    Case(
        "product_sum",
        ["x", "y"],
        {"x": "decimal(18, 4)", "y": "decimal(18, 4)"},
        [
            ("99999999999.9999", "99999999999.9999"),
            ("0.0001", "0.0001"),
            ("-5", "3"),
            (None, "1"),
            ("100000000000", "1"),
        ],
        "select {macro} as result from given",
    ),
    Case(
        "huge_product_sum",
        ["x", "y"],
        {"x": "decimal(18, 4)", "y": "decimal(18, 4)"},
        [("100000000000", "2.5"), ("1", "1")],
        "select {macro} as result from given",
    ),
    Case(
        "age_band",
        ["x", "y"],
        {"x": "integer", "y": "date"},
        [(1990, "2026-01-01"), (2010, "2026-01-01"), (1946, "2026-12-31"), (None, "2026-01-01")],
    ),
    Case("is_plain_number", ["x"], TEXT, [("1",), ("-1.5",), ("1.",), ("a",), (None,), ("１",)]),
]
