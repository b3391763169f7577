"""Loading: each file once, every row accounted for, what is broken named before it is read."""

import gzip
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration import fingerprint, landing, landing_report
from orchestration.contract import RawTable, read_contract
from orchestration.landing import LandingError, load

TIME = "2026-01-01T00:00:00Z"
CUSTOMERS = "customer_record_id,source_system,created_at,updated_at,_loaded_at\n"
ORDERS = "order_id,ordered_at,channel,status,currency,updated_at,_loaded_at\n"
LINES = "order_id,line_no,product_id,quantity,unit_price,_loaded_at\n"


def write(zone: Path, table: str, name: str, text: str) -> Path:
    """Write one landing file."""
    path = zone / table / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def contract() -> list[RawTable]:
    """The contract of the project."""
    return read_contract()


@pytest.fixture
def zone(tmp_path: Path) -> Path:
    """A landing zone of three customers, two orders and three lines, as CSV and parquet."""
    zone = tmp_path / "landing"
    write(
        zone,
        "crm/customers",
        "a.csv",
        CUSTOMERS + f"c1,ec,{TIME},{TIME},{TIME}\nc2,ec,{TIME},{TIME},{TIME}\n",
    )
    write(
        zone,
        "commerce/orders",
        "a.csv",
        ORDERS + f"o1,{TIME},web,paid,JPY,{TIME},{TIME}\no2,{TIME},web,paid,JPY,{TIME},{TIME}\n",
    )
    write(
        zone,
        "commerce/order_lines",
        "a.csv",
        LINES + f"o1,1,p,1,10.5,{TIME}\no1,2,p,2,3,{TIME}\no2,1,p,1,1,{TIME}\n",
    )
    now = pa.array([datetime(2026, 1, 1)], pa.timestamp("us"))
    pq.write_table(
        pa.table(
            {
                "customer_record_id": ["c3"],
                "source_system": ["店舗"],
                "created_at": now,
                "updated_at": now,
                "_loaded_at": now,
                "unknown_column": [1],
            }
        ),
        zone / "crm/customers/b.parquet",
    )
    return zone


@pytest.fixture
def build(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty build database."""
    with duckdb.connect(str(tmp_path / "build.duckdb")) as connection:
        yield connection


def counts(build: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, int]]:
    """Return rows and broken rows by table, of tables that have any."""
    return {
        row[0]: row[1:]
        for row in build.execute(
            "select source || '.' || table_name, cast(sum(row_count) as bigint), "
            "cast(sum(quarantined_row_count) as bigint) from raw.landing_files group by 1"
        ).fetchall()
    }


def test_a_file_is_loaded_once(
    zone: Path, build: duckdb.DuckDBPyConnection, contract: list[RawTable]
) -> None:
    first = load(build, zone, contract)
    assert first.rows == {"crm/customers": 3, "commerce/orders": 2, "commerce/order_lines": 3}
    again = load(build, zone, contract)
    assert (again.files, again.reloaded) == ({}, [])
    assert counts(build)["crm.customers"] == (3, 0)


def test_unknown_columns_files_and_folders_are_reported_not_refused(
    zone: Path, build: duckdb.DuckDBPyConnection, contract: list[RawTable]
) -> None:
    write(zone, "crm/customers", "notes.txt", "hello")
    write(zone, "crm/custmers", "a.csv", CUSTOMERS)
    write(zone, "erp/invoices", "a.csv", "x\n1\n")
    warnings = "\n".join(load(build, zone, contract).warnings)
    for named in ("crm/customers/notes.txt", "crm/custmers", "erp/"):
        assert named in warnings
    extra = build.execute("select max(extra_columns) from raw.landing_files").fetchall()
    assert extra == [("unknown_column",)]


def test_unknown_columns_may_have_no_name_of_their_own_or_hold_no_text(
    zone: Path, build: duckdb.DuckDBPyConnection, contract: list[RawTable]
) -> None:
    write(zone, "commerce/orders", "b.csv", "," + ORDERS + f"0,o3,{TIME},web,paid,,{TIME},{TIME}\n")
    own_names = "STATUS,x,X,x,__row,__typed_status,__landing_file,"
    line = f"1,2,3,4,99,cancelled,6,o4,{TIME},web,paid,JPY,{TIME},{TIME}\n"
    write(zone, "commerce/orders", "c.csv", own_names + ORDERS + line)
    now = [datetime(2026, 1, 1)]
    pq.write_table(
        pa.table(
            {
                "customer_record_id": ["c9"],
                "source_system": [None],
                "created_at": now,
                "updated_at": now,
                "_loaded_at": now,
                "photo": [b"\xff\xfe"],
            }
        ),
        zone / "crm/customers/c.parquet",
    )
    load(build, zone, contract)
    assert counts(build)["commerce.orders"] == (4, 1)
    assert counts(build)["crm.customers"] == (4, 1)
    assert build.execute(
        "select status, _row, _file from raw.commerce__orders where order_id = 'o4'"
    ).fetchall() == [("paid", 1, "c.csv")]


@pytest.mark.parametrize("batch_bytes", [1, 200, 8_000_000])
def test_csv_files_read_together_are_counted_each_for_itself(
    zone: Path,
    build: duckdb.DuckDBPyConnection,
    contract: list[RawTable],
    monkeypatch: pytest.MonkeyPatch,
    batch_bytes: int,
) -> None:
    monkeypatch.setattr(landing, "CSV_BATCH_BYTES", batch_bytes)
    rows = [f"{{}}{n},ec,{TIME},{TIME},{TIME}" for n in (1, 2, 3)]
    for name, line_end in (("lf", "\n"), ("crlf", "\r\n"), ("none_at_the_end", "\n")):
        text = line_end.join([CUSTOMERS.strip(), *rows]).format(*[name] * 3)
        text += "" if name == "none_at_the_end" else line_end
        (zone / "crm/customers" / f"{name}.csv").write_bytes(text.encode())
    write(zone, "crm/customers", "no_rows.csv", CUSTOMERS)
    packed = gzip.compress(f"\ufeff{CUSTOMERS}packed1,ec,{TIME},{TIME},{TIME}\n".encode())
    (zone / "crm/customers" / "packed.csv.gz").write_bytes(packed)
    load(build, zone, contract)
    found = build.execute(
        "select _file, list(_row order by _row), list(customer_record_id order by _row) "
        "from raw.crm__customers where _file not in ('a.csv', 'b.parquet') group by 1"
    ).fetchall()
    assert {file: (numbers, ids) for file, numbers, ids in found} == {
        f"{name}.csv": ([1, 2, 3], [f"{name}{n}" for n in (1, 2, 3)])
        for name in ("lf", "crlf", "none_at_the_end")
    } | {"packed.csv.gz": ([1], ["packed1"])}
    assert build.execute(
        "select row_count from raw.landing_files where file = 'no_rows.csv'"
    ).fetchall() == [(0,)]


def test_broken_rows_stay_with_reason_and_json_and_nothing_is_lost(
    zone: Path, build: duckdb.DuckDBPyConnection, contract: list[RawTable]
) -> None:
    write(
        zone,
        "commerce/orders",
        "b.csv",
        ORDERS
        + f"o3,{TIME},web,paid,,{TIME},{TIME}\n"
        + f"o4,yesterday,pigeon,paid,JPY,{TIME},{TIME}\n"
        + f"o5,{TIME},web,paid,JPY,{TIME},{TIME}\n",
    )
    load(build, zone, contract)
    assert counts(build)["commerce.orders"] == (5, 2)
    assert build.execute(
        "select _file, _row, _reasons, _row_json from raw.commerce__orders "
        "where _reasons is not null order by _row"
    ).fetchall() == [
        (
            "b.csv",
            1,
            "currency: required and null",
            '{"order_id":"o3","ordered_at":"T","channel":"web","status":"paid","currency":null,'
            '"updated_at":"T","_loaded_at":"T"}'.replace('"T"', f'"{TIME}"'),
        ),
        (
            "b.csv",
            2,
            "ordered_at: does not cast to timestamp; channel: value not accepted",
            '{"order_id":"o4","ordered_at":"yesterday","channel":"pigeon","status":"paid",'
            '"currency":"JPY","updated_at":"T","_loaded_at":"T"}'.replace('"T"', f'"{TIME}"'),
        ),
    ]


def test_a_tombstone_needs_only_its_key_and_its_time(
    zone: Path, build: duckdb.DuckDBPyConnection, contract: list[RawTable]
) -> None:
    write(
        zone,
        "commerce/orders",
        "b.csv",
        ORDERS.strip() + f",_deleted\no1,,,,,,{TIME},true\n,,,,,,{TIME},true\n",
    )
    load(build, zone, contract)
    assert build.execute(
        "select _reasons from raw.commerce__orders where _file = 'b.csv' order by _row"
    ).fetchall() == [(None,), ("order_id: required and null",)]


def test_a_rewritten_or_vanished_file_makes_its_table_be_read_anew(
    zone: Path, build: duckdb.DuckDBPyConnection, contract: list[RawTable]
) -> None:
    load(build, zone, contract)
    write(zone, "crm/customers", "a.csv", CUSTOMERS + f"c9,ec,{TIME},{TIME},{TIME}\n")
    (zone / "commerce/orders/a.csv").unlink()
    report = load(build, zone, contract)
    assert sorted(report.reloaded) == ["commerce/orders", "crm/customers"]
    assert build.execute(
        "select list(customer_record_id order by customer_record_id) from raw.crm__customers"
    ).fetchall() == [(["c3", "c9"],)]
    assert build.execute("select count(*) from raw.commerce__orders").fetchall() == [(0,)]


def test_another_landing_zone_replaces_the_first(
    zone: Path, build: duckdb.DuckDBPyConnection, contract: list[RawTable], tmp_path: Path
) -> None:
    load(build, zone, contract)
    other = tmp_path / "other"
    shutil.copytree(zone, other)
    shutil.rmtree(other / "commerce")
    load(build, other, contract)
    assert counts(build) == {"crm.customers": (3, 0)}


def test_twelve_loads_give_the_rows_of_one(
    zone: Path, build: duckdb.DuckDBPyConnection, contract: list[RawTable], tmp_path: Path
) -> None:
    for number in range(12):
        write(
            zone,
            "commerce/orders",
            f"n{number:02}.csv",
            ORDERS + f"n{number},{TIME},web,paid,JPY,{TIME},{TIME}\n",
        )
        load(build, zone, contract)
    with duckdb.connect(str(tmp_path / "once.duckdb")) as once:
        load(once, zone, contract)
        wanted = once.execute("select * from raw.commerce__orders order by all").fetchall()
    assert build.execute("select * from raw.commerce__orders order by all").fetchall() == wanted


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def drop_header_column(path: Path) -> None:
    path.write_text(path.read_text().replace("source_system,", "system,"))


def into_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


MUTATIONS: dict[str, tuple[str, Callable[[Path], None], list[str]]] = {
    "truncated parquet": (
        "crm/customers/b.parquet",
        truncate,
        ["cannot be read", "Send the file again"],
    ),
    "empty parquet": ("crm/customers/b.parquet", lambda p: p.write_bytes(b""), ["cannot be read"]),
    "empty csv": ("crm/customers/a.csv", lambda p: p.write_bytes(b""), ["empty", "header"]),
    "latin-1 text": (
        "crm/customers/a.csv",
        lambda p: p.write_bytes(CUSTOMERS.encode() + "ré,ec,x,x,x\n".encode("latin-1")),
        ["cannot be read", "utf-8"],
    ),
    "utf-16 text": (
        "crm/customers/a.csv",
        lambda p: p.write_text(CUSTOMERS, encoding="utf-16"),
        ["not UTF-8"],
    ),
    "missing required column": (
        "crm/customers/a.csv",
        drop_header_column,
        ["required column source_system", "crm.customers", "contract"],
    ),
    "missing _loaded_at": (
        "crm/customers/a.csv",
        lambda p: p.write_text(p.read_text().replace("_loaded_at", "loaded")),
        ["required column _loaded_at"],
    ),
    "column twice": (
        "crm/customers/a.csv",
        lambda p: p.write_text("source_system,source_system\n1,2\n"),
        ["'source_system' more than once"],
    ),
    "folder in place of a file": (
        "crm/customers/a.csv",
        into_a_folder,
        ["is a folder", "Move the files"],
    ),
    "short line": (
        "crm/customers/a.csv",
        lambda p: p.write_text(CUSTOMERS + "c1,ec\n"),
        ["cannot be read", "Line"],
    ),
    "text instead of parquet": (
        "crm/customers/b.parquet",
        lambda p: p.write_text("hello"),
        ["cannot be read"],
    ),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_broken_file_stops_the_load_and_is_named(
    zone: Path, build: duckdb.DuckDBPyConnection, contract: list[RawTable], name: str
) -> None:
    file, mutate, words = MUTATIONS[name]
    mutate(zone / file)
    with pytest.raises(LandingError) as error:
        load(build, zone, contract)
    for word in (file, *words):
        assert word.lower() in str(error.value).lower()
    assert build.execute("select count(*) from raw.crm__customers").fetchall() == [(0,)]


ODD_ENTRIES: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "pipe": ("crm/customers/p.csv", os.mkfifo, "is a pipe, not a file. Take it out."),
    "pipe for a table": ("web/events", os.mkfifo, "is a pipe, not a file. Take it out."),
    "pipe for a source": ("web", os.mkfifo, "is a pipe, not a file. Take it out."),
    "link to itself": (
        "crm/customers/l.csv",
        lambda p: p.symlink_to(p.name),
        "is a loop of links. Take the link out.",
    ),
    "table that links to itself": (
        "web/events",
        lambda p: p.symlink_to(p.name),
        "is a loop of links. Take the link out.",
    ),
    "source that links to itself": (
        "web",
        lambda p: p.symlink_to(p.name),
        "is a loop of links. Take the link out.",
    ),
    "link to nowhere": (
        "crm/customers/l.csv",
        lambda p: p.symlink_to("gone"),
        "is a link to a place that is gone. Bring it back, or take the link out.",
    ),
    "link to its own folder": (
        "crm/customers/l.csv",
        lambda p: p.symlink_to("."),
        "is a folder, not a file.",
    ),
}


@pytest.mark.parametrize("name", ODD_ENTRIES)
def test_what_is_no_file_is_one_line_and_nobody_waits_for_it(
    zone: Path, build: duckdb.DuckDBPyConnection, contract: list[RawTable], name: str
) -> None:
    entry, make, told = ODD_ENTRIES[name]
    (zone / entry).parent.mkdir(parents=True, exist_ok=True)
    make(zone / entry)
    with pytest.raises(LandingError) as error:
        load(build, zone, contract)
    assert f"{entry} {told}" in str(error.value)
    assert len(str(error.value).splitlines()) == 1
    fingerprint.landing_files(zone)
    assert told in "\n".join(landing_report.check(zone).problems)
    (zone / entry).unlink()
    load(build, zone, contract)


def test_a_link_that_is_no_table_is_only_told(
    zone: Path, build: duckdb.DuckDBPyConnection, contract: list[RawTable]
) -> None:
    (zone / "loop").symlink_to("loop")
    (zone / "crm" / "loop").symlink_to("loop")
    (zone / "crm" / "up").symlink_to("..")
    (zone / "crm" / os.fsdecode(b"\xff")).mkdir()
    os.mkfifo(zone / "crm" / "pipe")
    warnings = "\n".join(load(build, zone, contract).warnings)
    for named in ("crm/loop", "crm/up", "crm/pipe"):
        assert f"{named} is no table of the contract" in warnings
    # The pipe counts as well: without it this is another zone.
    assert len(fingerprint.landing_files(zone)) == 5


def test_a_new_file_in_a_folder_that_is_a_link_is_a_change(zone: Path, tmp_path: Path) -> None:
    (zone / "crm").rename(tmp_path / "elsewhere")
    (zone / "crm").symlink_to(tmp_path / "elsewhere")
    before = fingerprint.landing_files(zone)
    write(zone, "crm/customers", "c.csv", CUSTOMERS)
    assert len(fingerprint.landing_files(zone)) == len(before) + 1


@pytest.mark.parametrize(
    ("happens", "told"),
    [
        (lambda file: file.unlink(), "vanished while it was read"),
        (lambda file: file.open("a").write("c9,ec,,,\n"), "changed while it was read"),
    ],
    ids=["vanishes", "grows"],
)
@pytest.mark.parametrize("function", ["_load_batch", "note_files"])
def test_a_file_that_is_not_left_alone_is_named_and_nothing_of_it_is_kept(
    zone: Path,
    build: duckdb.DuckDBPyConnection,
    contract: list[RawTable],
    monkeypatch: pytest.MonkeyPatch,
    happens: Callable[[Path], object],
    told: str,
    function: str,
) -> None:
    file, real = zone / "crm/customers/a.csv", landing._load_batch

    def meddled(*arguments: object) -> None:
        is_it = arguments[1].name == "customers" and arguments[2][0].path == file
        if is_it and function == "_load_batch":
            happens(file)
        real(*arguments)
        if is_it and function == "note_files":
            happens(file)

    with monkeypatch.context() as patch:
        patch.setattr(landing, "_load_batch", meddled)
        with pytest.raises(LandingError, match=f"crm/customers/a.csv {told}. Send the file again"):
            load(build, zone, contract)
    assert "crm.customers" not in counts(build)
    write(zone, "crm/customers", "a.csv", CUSTOMERS + f"c1,ec,{TIME},{TIME},{TIME}\n")
    load(build, zone, contract)
    assert counts(build)["crm.customers"] == (2, 0)


def sums(zone: Path) -> Path:
    """Write the checksums of the customers' files beside them, as sha256sum does."""
    folder = zone / "crm/customers"
    lines = [
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n"
        for file in sorted(folder.iterdir())
    ]
    (folder / "_SHA256SUMS").write_text("".join(lines))
    return folder / "_SHA256SUMS"


def test_checksums_beside_the_files_find_a_flipped_bit(
    zone: Path, build: duckdb.DuckDBPyConnection, contract: list[RawTable]
) -> None:
    for _ in range(2):  # the second list names the first one
        sums(zone)
    file = zone / "crm/customers/a.csv"
    whole = file.read_bytes()
    file.write_bytes(whole.replace(b"c2,ec", b"c3,ec"))
    with pytest.raises(LandingError, match=r"a.csv is not the file that _SHA256SUMS speaks of"):
        load(build, zone, contract)
    assert "speaks of" in "\n".join(landing_report.check(zone).problems)
    file.write_bytes(whole)
    load(build, zone, contract)
    assert counts(build)["crm.customers"] == (3, 0)


def test_checksums_say_which_files_are_missing_and_which_are_not_named(
    zone: Path, build: duckdb.DuckDBPyConnection, contract: list[RawTable]
) -> None:
    written = sums(zone)
    before = fingerprint.landing_files(zone)
    written.write_text(written.read_text().replace("  b.parquet", " *c.parquet") + "no sum\n")
    assert fingerprint.landing_files(zone) != before
    with pytest.raises(LandingError) as error:
        load(build, zone, contract)
    assert "crm/customers/c.parquet is named in _SHA256SUMS and is not there" in str(error.value)
    assert "crm/customers/_SHA256SUMS, line 3: no checksum" in str(error.value)
    written.write_text(written.read_text().splitlines()[0] + "\n")
    warnings = load(build, zone, contract).warnings
    assert "crm/customers/b.parquet is not named in _SHA256SUMS" in "\n".join(warnings)


def test_every_problem_is_named_at_once(
    zone: Path, build: duckdb.DuckDBPyConnection, contract: list[RawTable]
) -> None:
    truncate(zone / "crm/customers/b.parquet")
    write(zone, "commerce/orders", "a.csv", "order_id\no1\n")
    with pytest.raises(LandingError) as error:
        load(build, zone, contract)
    assert "b.parquet" in str(error.value)
    assert "required columns ordered_at, channel" in str(error.value)


def test_no_table_must_exist(
    zone: Path, build: duckdb.DuckDBPyConnection, contract: list[RawTable]
) -> None:
    shutil.rmtree(zone / "commerce")
    load(build, zone, contract)
    shutil.rmtree(zone / "crm")
    load(build, zone, contract)
    assert set(counts(build)) == set()


def test_a_crash_in_the_middle_leaves_no_half_of_a_table(
    zone: Path,
    build: duckdb.DuckDBPyConnection,
    contract: list[RawTable],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real, calls = landing._load_batch, []

    def crash_on_the_second_batch(*arguments: object) -> None:
        calls.append(arguments)
        if len(calls) == 4:
            raise KeyboardInterrupt
        real(*arguments)

    monkeypatch.setattr(landing, "_load_batch", crash_on_the_second_batch)
    with pytest.raises(KeyboardInterrupt):
        load(build, zone, contract)
    monkeypatch.setattr(landing, "_load_batch", real)
    load(build, zone, contract)
    assert counts(build) == {
        "crm.customers": (3, 0),
        "commerce.orders": (2, 0),
        "commerce.order_lines": (3, 0),
    }


@pytest.mark.parametrize("name", ["it's a file.csv", "[1]*.csv", "注文 🛒.csv"])
def test_odd_file_names_are_read_as_they_are(
    zone: Path, build: duckdb.DuckDBPyConnection, contract: list[RawTable], name: str
) -> None:
    write(zone, "commerce/orders", name, ORDERS + f"odd,{TIME},web,paid,JPY,{TIME},{TIME}\n")
    load(build, zone, contract)
    assert build.execute(
        "select _file from raw.commerce__orders where order_id = 'odd'"
    ).fetchall() == [(name,)]


def test_a_byte_order_mark_and_windows_line_ends_are_no_data(
    zone: Path, build: duckdb.DuckDBPyConnection, contract: list[RawTable]
) -> None:
    path = zone / "commerce/orders/bom.csv"
    text = (ORDERS + f'"o ""7"",\n日本",{TIME},web,paid,JPY,{TIME},{TIME}\n').replace("\n", "\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    load(build, zone, contract)
    assert build.execute(
        "select order_id from raw.commerce__orders where _file = 'bom.csv'"
    ).fetchall() == [('o "7",\r\n日本',)]
