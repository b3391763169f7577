"""A query reads what is published and nothing else, and its CSV opens right in a spreadsheet."""

import csv
import datetime as dt
import io
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest
from copies import ROWS, publish
from homes import Home

from orchestration import spreadsheet


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A published file of a few small tables; no test may change it."""
    folder = tmp_path_factory.mktemp("asked")
    place = Home(folder / "data", folder / "landing")
    with place.use():
        publish(1)
    return place


def test_a_question_is_answered_as_a_table(asked: Home) -> None:
    done = asked.engagement("query", "select campaign_id, version from campaigns")
    assert done.exit_code == 0, done.output
    assert "known" in done.output
    assert "campaign_id" in done.output
    listed = asked.engagement("query", "show tables").output
    assert "orders" in listed
    assert "words" in listed


def test_the_csv_has_all_rows_as_a_spreadsheet_takes_them(asked: Home, tmp_path: Path) -> None:
    file = tmp_path / "注文.csv"
    file.write_text("older", "utf-8")
    sql = "select order_id, net_sales, ordered_at, business_date, is_first, tags from orders"
    done = asked.engagement("query", sql, "--csv", str(file))
    assert done.exit_code == 0, done.output
    assert f"{ROWS} rows" in done.stderr
    written = file.read_bytes()
    assert written.startswith(b"\xef\xbb\xbforder_id,net_sales,")
    assert written.count(b"\r\n") == written.count(b"\n") == ROWS + 1
    assert list(tmp_path.glob(".*")) == []
    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))
    assert rows[2] == [
        "O1",
        "12345678.9012",
        "2026-03-01 23:59:59.999",
        "2026-03-02",
        "TRUE",
        '["x", null, "あ"]',
    ]
    piped = asked.engagement("query", sql, "--csv", "-")
    assert piped.stdout_bytes == written


CELLS = [
    ("=1+1", "'=1+1"),
    ("+81 3", "'+81 3"),
    ("-2", "'-2"),
    ("@sum", "'@sum"),
    ("\tx", "'\tx"),
    ("\nx", "'\nx"),
    ("＝1", "'＝1"),
    ("－1", "'－1"),
    ("00123", '="00123"'),
    ("123456789012", '="123456789012"'),
    ("1e5", '="1e5"'),
    ("1.50", '="1.50"'),
    ("3-4", '="3-4"'),
    ("2026-09", '="2026-09"'),
    ("1/2", '="1/2"'),
    ("10:30", '="10:30"'),
    ("(5)", '="(5)"'),
    ("MARCH1", '="MARCH1"'),
    ("1 Sep", '="1 Sep"'),
    ("12E+3", '="12E+3"'),
    ("1.5e-7", '="1.5e-7"'),
    ("March 1, 2026", '="March 1, 2026"'),
    ("2026-04-01 10:00", '="2026-04-01 10:00"'),
    ("12 am", '="12 am"'),
    (" 00123", '=" 00123"'),
    ("true", '="true"'),
    # What Excel in Japanese makes numbers and days of.
    ("００１２３", '="００１２３"'),
    ("１－２", '="１－２"'),
    ("2026年4月1日", '="2026年4月1日"'),
    ("3月4日", '="3月4日"'),
    ("令和8年4月1日", '="令和8年4月1日"'),
    ("平成元年1月8日", '="平成元年1月8日"'),
    ("R8.4.1", '="R8.4.1"'),
    ("10時30分", '="10時30分"'),
    ("￥1,000", '="￥1,000"'),
    # A formula has room for no longer text, and a number for no more digits.
    ("1" * 256, "'" + "1" * 256),
    (10**15, '="1000000000000000"'),
    (10**15 - 1, 10**15 - 1),
    # What Excel leaves as it is, so do we.
    ("0", "0"),
    ("123", "123"),
    ("C-0001", "C-0001"),
    ("A00123", "A00123"),
    ("S00123", "S00123"),
    ("may", "may"),
    ("12345678901", "12345678901"),
    ("東京都", "東京都"),
    ("4月のお知らせ", "4月のお知らせ"),
    ("第1四半期", "第1四半期"),
    ("january", "january"),
    ("T-shirt 3", "T-shirt 3"),
    ("3 pairs", "3 pairs"),
    ("a=b", "a=b"),
    ('a"b', 'a"b'),
    ("", ""),
    (None, None),
    (-2, -2),
    (True, "TRUE"),
    (False, "FALSE"),
    (float("nan"), ""),
    (float("inf"), ""),
    (0.1, 0.1),
    (Decimal("0E-4"), "0.0000"),
    (Decimal("-12.5000"), "-12.5000"),
    (dt.date(2026, 9, 30), dt.date(2026, 9, 30)),
    (dt.datetime(2026, 9, 30), "2026-09-30 00:00:00"),
    (dt.datetime(2026, 9, 30, 1, 2, 3, 400_500), "2026-09-30 01:02:03.400"),
    ({"a": "あ"}, '{"a": "あ"}'),
]


@pytest.mark.parametrize(("value", "shown"), CELLS)
def test_a_cell_shows_what_was_there_and_runs_nothing(value: object, shown: object) -> None:
    assert spreadsheet.cell(value) == shown


def test_a_long_text_is_looked_at_in_no_time() -> None:
    """One that looks like days and numbers until its last letter is no work for a second."""
    texts = ["jan" * 20_000 + "!", "1" * 60_000 + "x", "1e5 令和" * 20_000 + "x", "am " * 30_000]
    began = time.process_time()
    assert [spreadsheet.cell(text) for text in texts] == texts
    assert time.process_time() - began < 5


def test_a_column_may_be_called_anything(asked: Home) -> None:
    done = asked.engagement("query", 'select 1 as "=cmd()", 2 as "a,b"', "--csv", "-")
    assert done.stdout_bytes == b'\xef\xbb\xbf\'=cmd(),"a,b"\r\n1,2\r\n'


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("drop table orders", "One query that reads is needed"),
        ("copy orders to 'x.csv'", "this is copy"),
        ("set enable_external_access = true", "this is set"),
        ("attach 'x.duckdb'", "this is attach"),
        ("select 1; select 2", "this is select, select"),
        ("create temp table x as select 1", "this is create"),
        ("", "this is nothing"),
        ("from read_csv('/etc/passwd')", "reads the published file and nothing else"),
        ("from glob('/*')", "reads the published file and nothing else"),
        ("select * from '/etc/passwd'", "does not exist"),
        ("from nps_", "show tables"),
        ("selec 1", "syntax error"),
        ("select nope from orders", "Candidate bindings"),
        ("from {{ source('crm', 'x') }}", "Of dbt's language only"),
    ],
)
def test_a_query_can_neither_change_nor_read_anything_else(
    asked: Home, sql: str, said: str, tmp_path: Path
) -> None:
    for more in ((), ("--csv", str(tmp_path / "out.csv"))):
        done = asked.engagement("query", sql, *more)
        assert done.exit_code == 2
        assert said in done.output
        assert "Traceback" not in done.output
    assert list(tmp_path.glob("*.csv")) == []


def test_an_error_quotes_no_value(asked: Home) -> None:
    done = asked.engagement("query", "select cast(order_id as integer) from orders")
    assert done.exit_code == 2
    assert "(value)" in done.output
    assert "O0" not in done.output


def test_wrong_use_is_told(home: Home, tmp_path: Path) -> None:
    assert home.engagement("query").exit_code == 2
    nothing = home.engagement("query", "select 1")
    assert nothing.exit_code == 2
    assert "engagement run" in nothing.output
    publish(1)
    away = home.engagement("query", "select 1", "--csv", str(tmp_path / "no" / "x.csv"))
    assert away.exit_code == 2
    assert "cannot be written" in away.output


def test_a_link_and_a_device_stay_what_they_are(asked: Home, tmp_path: Path) -> None:
    """/dev/null, written to by root, stays the device that all programs need."""
    target, link, pipe = tmp_path / "target.csv", tmp_path / "link.csv", tmp_path / "pipe"
    link.symlink_to(target)
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as pool:
        read = pool.submit(pipe.read_bytes)
        for file in (link, pipe):
            done = asked.engagement("query", "select 1 as a", "--csv", str(file))
            assert done.exit_code == 0, done.output
        assert read.result(30) == target.read_bytes() == "\ufeffa\r\n1\r\n".encode()
    assert link.is_symlink()
    assert pipe.is_fifo()


def test_a_reader_that_has_enough_is_no_error(asked: Home) -> None:
    command = f"{sys.executable} -m orchestration.cli query 'from range(1000000)' --csv - | head -1"
    with asked.use():
        done = subprocess.run(command, shell=True, capture_output=True, timeout=60, check=True)
    assert done.stdout == "\ufeffrange\r\n".encode()
    assert done.stderr == b""


def test_a_question_that_is_no_utf_8_is_told(asked: Home, tmp_path: Path) -> None:
    file = tmp_path / "question.sql"
    file.write_bytes("select '東京'".encode("shift_jis"))
    done = asked.engagement("query", "--file", str(file))
    assert done.exit_code == 2
    assert "not written in UTF-8" in done.output


def test_questions_in_files_name_tables_as_dbt_does(asked: Home, tmp_path: Path) -> None:
    file = tmp_path / "question.sql"
    file.write_text("-- How many?\nselect count(*) as n from {{ ref('orders') }}\n", "utf-8")
    done = asked.engagement("query", "--file", str(file), "--csv", "-")
    assert done.stdout_bytes == f"\ufeffn\r\n{ROWS}\r\n".encode()
