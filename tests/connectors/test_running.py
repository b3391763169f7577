"""What a run of a connector does, on a connector of two tables that a test writes."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from connectors.description import read_connector, renamed
from connectors.errors import ConnectorError, SourceError
from connectors.running import Order, Outcome, run
from connectors.tables import MACROS

CONNECTOR = """\
title: A shop of tests
forms:
  whole: {title: all rows, known_by: {order: [id, all_rows]}, is_whole: true}
  part: {title: some rows, known_by: {order: [id]}, timezone: Asia/Tokyo}
options:
  currency: {default: JPY, description: of all orders}
  shop: {default: null, description: whose customers}
tables:
  order:
    names: [order, orders_*]
    key: [id]
    changed: [updated_at]
    columns:
      id: text!
      customer_id: {type: text, names: [customer_id, buyer]}
      ordered_at: {type: time!, names: [ordered_at, 注文日時]}
      updated_at: time
      is_test: boolean
      all_rows: text
  stock:
    columns: {product: text!, pieces: decimal}
fills:
  commerce.orders:
    rows_of: order
    ids_of: {customer_record_id: shop}
  commerce.inventory_daily:
    rows_of: stock
    is_history: true
    undated: [date]
"""
ORDERS = """\
-- What was ordered?
select
    _row, _deleted, _synced_at as _loaded_at,
    case when is_test then 'a test' end as left_out,
    id as order_id, customer_id as customer_record_id, ordered_at, 'web' as channel,
    'paid' as status, getvariable('currency') as currency
from src.order
"""
STOCK = """\
-- How much is there?
select _row, cast(getvariable('moment') as date) as date, product as product_id,
    pieces as on_hand_quantity
from src.stock
"""
HEADER = "id,customer_id,ordered_at,updated_at,is_test,all_rows,_fivetran_synced,_fivetran_deleted"
FIRST = "1,7,2026-02-01 10:00:00,2026-02-01 10:00:00,false,x,2026-02-02 00:00:00,false"


class Place:
    """A connector, a source, a zone and the memory between them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.source, self.zone = folder / "source", folder / "zone"
        self.connector = folder / "tests_shop"
        for path in (self.source, self.zone, self.connector):
            path.mkdir()
        self.describe(CONNECTOR)
        (self.connector / "commerce.orders.sql").write_text(ORDERS, encoding="utf-8")
        (self.connector / "commerce.inventory_daily.sql").write_text(STOCK, encoding="utf-8")

    def describe(self, text: str) -> None:
        (self.connector / "connector.yml").write_text(text, encoding="utf-8")

    def write(self, *rows: str, header: str = HEADER, name: str = "order.csv") -> None:
        text = "\n".join([header, *rows]) + "\n"
        (self.source / name).write_text(text, encoding="utf-8")

    def run(self, day: int = 1, is_dry: bool = False, **facts: object) -> Outcome:
        order = Order(
            name="shop",
            connector=facts.pop("connector", None) or read_connector(self.connector),
            place=facts.pop("place", str(self.source)),
            prefix="shop-",
            **facts,
        )
        moment = dt.datetime(2026, 3, day, tzinfo=dt.UTC)
        memory = self.folder / "memory" / "shop.duckdb"
        return run(order, self.zone, memory, is_dry=is_dry, now=moment)

    def rows(self, table: str = "commerce/orders", what: str = "*") -> list[tuple]:
        files = str(self.zone / table / "*.parquet")
        return duckdb.sql(
            f"select {what} from read_parquet('{files}', filename = true) order by filename, 1"
        ).fetchall()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def counts(outcome: Outcome, raw: str = "commerce.orders") -> tuple[int, int, int]:
    filled = next(f for f in outcome.filled if f.raw == raw)
    return filled.new, filled.changed, filled.gone


def test_only_what_is_new_or_changed_is_added(place: Place) -> None:
    place.write(FIRST, FIRST.replace("1,7", "2,8"))
    assert counts(place.run()) == (2, 0, 0)
    again = place.run(2)
    assert counts(again) == (0, 0, 0)
    assert again.files == []
    place.write(FIRST, FIRST.replace("1,7", "2,9"), FIRST.replace("1,7", "3,9"))
    assert counts(place.run(3)) == (1, 1, 0)
    what = "order_id, _loaded_at"
    # A change that the loader dates as before comes after it all the same.
    assert [row for row in place.rows(what=what) if row[0] == "shop-2"] == [
        ("shop-2", dt.datetime(2026, 2, 2)),
        ("shop-2", dt.datetime(2026, 2, 2, 0, 0, 0, 1)),
    ]


def test_a_row_that_is_gone_was_deleted_where_a_form_holds_all_rows(place: Place) -> None:
    place.write(FIRST, FIRST.replace("1,7", "2,8"))
    place.run()
    place.write(FIRST)
    assert counts(place.run(2)) == (0, 0, 1)
    assert place.rows(what="order_id, customer_record_id, _deleted")[-1] == ("shop-2", "8", True)
    assert counts(place.run(3)) == (0, 0, 0)
    place.write(FIRST, FIRST.replace("1,7", "2,8"))
    assert counts(place.run(4)) == (0, 1, 0)
    assert place.rows(what="order_id, _deleted")[-1] == ("shop-2", False)


@pytest.mark.parametrize(
    ("rows", "header", "said"),
    [
        ([], HEADER, "order has no rows; it had 4 rows"),
        ([FIRST], HEADER, "commerce.orders: 3 of 4 rows are no longer there"),
        (None, HEADER.replace("is_test", "tst"), "order has no column is_test any more"),
    ],
)
def test_what_was_there_last_time_is_not_taken_for_deleted(
    place: Place, rows: list[str] | None, header: str, said: str
) -> None:
    all_rows = [FIRST.replace("1,7", f"{number},7") for number in range(1, 5)]
    place.write(*all_rows)
    place.run()
    place.write(*(all_rows if rows is None else rows), header=header)
    with pytest.raises(SourceError) as told:
        place.run(2)
    assert said in str(told.value)
    assert "engagement connect shop --accept-changes" in str(told.value)
    assert len(list((place.zone / "commerce" / "orders").iterdir())) == 1
    place.run(2, accepts_changes=True)
    assert place.run(3, accepts_changes=True).files == []


def test_a_part_of_the_rows_deletes_nothing(place: Place) -> None:
    header = HEADER.replace("all_rows", "other")
    place.write(FIRST, FIRST.replace("1,7", "2,8"), header=header)
    assert place.run().form.name == "part"
    place.write(FIRST, header=header)
    assert counts(place.run(2)) == (0, 0, 0)


def test_what_has_happened_stays_although_the_vendor_has_it_no_more(place: Place) -> None:
    place.write(FIRST)
    place.write("a,1", "b,2", header="product,pieces", name="stock.csv")
    assert counts(place.run(), "commerce.inventory_daily") == (2, 0, 0)
    place.write("a,1", header="product,pieces", name="stock.csv")
    # A day of its own is another key; the day before is not taken back.
    assert counts(place.run(2), "commerce.inventory_daily") == (1, 0, 0)


def test_of_several_versions_the_active_or_else_the_newest_counts(place: Place) -> None:
    header = f"{HEADER},_fivetran_active"
    older = FIRST.replace("2026-02-01 10:00:00,false", "2026-01-01 10:00:00,false")
    place.write(f"{older},true", f"{FIRST},false", f"{FIRST.replace('1,7', '2,8')},false",
                header=header)  # fmt: skip
    done = place.run()
    assert done.filled[0].left_out == {"an older version of the same row": 1}
    # Of 2 no version is active: it was deleted.
    assert place.rows(what="order_id, _deleted") == [("shop-1", False), ("shop-2", True)]


def test_every_row_is_written_or_left_out_with_its_reason(place: Place) -> None:
    test = FIRST.replace("1,7", "2,8").replace(",false,x", ",true,x")
    untimed = FIRST.replace("1,7", "3,8").replace("2026-02-01 10:00:00", "", 1)
    place.write(FIRST, test, FIRST.replace("1,7", ",8"), untimed)
    filled = place.run().filled[0]
    assert filled.sources == {"order": 4}
    reasons = ["a test", "no order_id is told", "no ordered_at is told"]
    assert filled.left_out == dict.fromkeys(reasons, 1)
    assert filled.rows + sum(filled.left_out.values()) == 4


def test_a_connector_that_loses_rows_is_refused(place: Place) -> None:
    place.write(FIRST)
    (place.connector / "commerce.orders.sql").write_text(f"{ORDERS} where id <> '1'", "utf-8")
    with pytest.raises(ConnectorError, match="1 of 1 rows of order are neither written nor left"):
        place.run()
    assert list(place.zone.iterdir()) == []


def test_the_same_key_twice_is_one_row_and_told(place: Place) -> None:
    text = CONNECTOR.replace("    key: [id]\n    changed: [updated_at]\n", "")
    place.describe(text)
    place.write(FIRST, FIRST)
    filled = place.run().filled[0]
    assert (filled.rows, filled.left_out) == (1, {"another row has the same key": 1})


def test_a_missing_column_is_named_with_what_was_tried(place: Place) -> None:
    place.write("1,2026-02-01", header="id,day")
    with pytest.raises(SourceError) as told:
        place.run()
    for word in ("order.csv", "table order", "ordered_at or 注文日時", "id, day"):
        assert word in str(told.value)
    assert "2026-02-01" not in str(told.value)


def test_a_missing_optional_column_is_not_known_and_told(place: Place) -> None:
    place.write("1,2026-02-01 09:00:00", header="id,ordered_at")
    done = place.run()
    assert place.rows(what="order_id, customer_record_id") == [("shop-1", None)]
    assert "order has no column customer_id, updated_at, is_test, all_rows" in done.notes[0]


def test_twins_blanks_and_marks_change_nothing(place: Place) -> None:
    place.write(' 1 , 7,"2026-02-01 09:00:00  ",', header="\ufeffID,Buyer,OrderedAt,Extra Column")
    place.run()
    assert place.rows(what="order_id, customer_record_id, ordered_at") == [
        ("shop-1", "7", dt.datetime(2026, 2, 1))
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_files_are_read_as_people_save_them(place: Place, encoding: str, delimiter: str) -> None:
    lines = [
        ["id", "buyer", "注文日時", "備考"],
        ["1", "髙橋①", "2026/02/01 9:00", '"a, b;\tc\nd"'],
    ]
    text = "".join(delimiter.join(line) + "\r\n" for line in lines)
    (place.source / "orders_1.csv").write_bytes(text.encode(encoding))
    place.run()
    assert place.rows(what="order_id, customer_record_id, ordered_at") == [
        ("shop-1", "髙橋①", dt.datetime(2026, 2, 1))
    ]


def test_parquet_json_lines_and_a_duckdb_file_are_read_alike(place: Place, tmp_path: Path) -> None:
    select = "select '1' as id, 7 as buyer, timestamp '2026-02-01 00:00:00' as ordered_at"
    expected = None
    for name in ("order.parquet", "order.jsonl", "part/order.csv.gz"):
        file = place.source / name
        file.parent.mkdir(exist_ok=True)
        how = {"parquet": "parquet", "jsonl": "json", "gz": "csv, header, compression gzip"}
        duckdb.sql(f"copy ({select}) to '{file}' (format {how[name.rpartition('.')[2]]})")
        done = place.run(is_dry=True, options={"timezone": "UTC"})
        assert counts(done) == (1, 0, 0), name
        file.unlink()
    database = tmp_path / "loader.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute(f'create schema shop; create table shop."Order" as {select}')
    place.run(place=str(database), schema="shop", options={"timezone": "UTC"})
    expected = [("shop-1", "7", dt.datetime(2026, 2, 1))]
    assert place.rows(what="order_id, customer_record_id, ordered_at") == expected
    with pytest.raises(SourceError, match="no schema other. It has shop"):
        place.run(place=str(database), schema="other")


def test_values_that_are_no_such_thing_are_counted_and_not_shown(place: Place) -> None:
    place.write(FIRST.replace("false,x", "perhaps-ab,x"))
    [warning] = place.run().warnings
    assert warning == "order.is_test: 1 of 1 values are no boolean; taken as not known."


def test_a_column_of_which_nothing_can_be_read_is_refused(place: Place) -> None:
    place.write("a,$1", "b,$2", header="product,pieces", name="stock.csv")
    place.write(FIRST)
    with pytest.raises(SourceError, match=r"none of the 2 values of column pieces is a decimal"):
        place.run()


@pytest.mark.parametrize(
    "text",
    [
        "id,ordered_at,all_rows\n1,2026-02-01,x\n2,2026-02-01\n",
        "id,ordered_at,all_rows\n1,2026-02-01,1,234.50\n",
        'id,ordered_at,all_rows\n1,2026-02-01,"cut in the mid',
    ],
)
def test_csv_that_is_not_whole_is_refused(place: Place, text: str) -> None:
    (place.source / "order.csv").write_text(text, encoding="utf-8")
    with pytest.raises(SourceError) as told:
        place.run()
    assert "order.csv cannot be read" in str(told.value)
    assert "every row has as many cells as the header" in str(told.value)
    assert "234" not in str(told.value)


@pytest.mark.parametrize(
    "text", ["\n\n id,ordered_at\n1,2026-02-01\n", "id,ordered_at\r1,2026-02-01\r"]
)
def test_blank_first_lines_and_old_ends_of_lines_are_read(place: Place, text: str) -> None:
    (place.source / "order.csv").write_bytes(text.encode())
    assert counts(place.run()) == (1, 0, 0)


def test_ids_that_became_floating_point_are_the_same_ids(place: Place) -> None:
    duckdb.sql(
        "copy (select 1.0::double as id, 7.0::double as customer_id, '2026-02-01' as ordered_at) "
        f"to '{place.source / 'order.parquet'}'"
    )
    place.run()
    assert place.rows(what="order_id, customer_record_id") == [("shop-1", "7")]
    (place.source / "order.parquet").unlink()
    place.write("1.0,7.0,2026-02-01", header="id,customer_id,ordered_at")
    assert place.run(2).files == []


def test_two_folders_with_the_same_table_are_two_sources(place: Place) -> None:
    for folder in ("jp", "us"):
        (place.source / folder).mkdir()
        place.write(FIRST, name=f"{folder}/order.csv")
    with pytest.raises(SourceError, match="order stand in several folders"):
        place.run()
    assert counts(place.run(place=str(place.source / "jp"))) == (1, 0, 0)
    assert counts(place.run(2, place=str(place.source / "jp" / "order.csv"))) == (0, 0, 0)


def test_a_folder_of_parts_is_one_table_and_each_file_is_read_once(place: Place) -> None:
    (place.source / "orders_2026" / "day=1").mkdir(parents=True)
    place.write(FIRST, name="orders_2026/day=1/orders_2026.csv")
    assert place.run().filled[0].sources == {"order": 1}


def test_a_table_that_another_stands_before_is_named(place: Place) -> None:
    place.write(FIRST)
    place.write(FIRST, name="orders_old.csv")
    assert place.run().warnings == ["orders_old is not read: order is there already."]


def test_a_correction_counts_although_the_vendors_clock_went_back(place: Place) -> None:
    text = ORDERS.replace("id as order_id", "id as order_id, updated_at")
    (place.connector / "commerce.orders.sql").write_text(text, encoding="utf-8")
    place.write(FIRST)
    place.run()
    earlier = FIRST.replace("1,7", "1,8").replace("10:00:00,false", "09:00:00,false")
    place.write(earlier)
    assert counts(place.run(2)) == (0, 1, 0)
    [first, second] = place.rows(what="updated_at, _loaded_at, customer_record_id")
    assert (second[0], second[2]) == (first[0], "8")
    assert second[1] > first[1]
    assert place.run(3).files == []


def test_a_row_without_its_number_is_refused(place: Place) -> None:
    place.write(FIRST)
    text = ORDERS.replace("_row, _deleted", "null::bigint as _row, _deleted")
    (place.connector / "commerce.orders.sql").write_text(text, encoding="utf-8")
    with pytest.raises(ConnectorError, match="1 rows have no _row"):
        place.run()


def test_a_broken_file_is_named_and_shows_no_value(place: Place) -> None:
    (place.source / "order.parquet").write_bytes(b"PAR1 secret-value PAR1")
    with pytest.raises(SourceError) as told:
        place.run()
    assert "order.parquet cannot be read" in str(told.value)
    assert "secret" not in str(told.value)


def test_what_is_no_source_says_what_would_be(place: Place) -> None:
    with pytest.raises(SourceError, match="holds no table"):
        place.run()
    with pytest.raises(SourceError, match="There is nothing at"):
        place.run(place=str(place.source / "nowhere"))
    place.write("1", header="id", name="other.csv")
    with pytest.raises(SourceError) as told:
        place.run()
    assert "all rows: no table order or orders_*" in str(told.value)
    assert "It holds other" in str(told.value)


def test_new_columns_of_the_vendor_are_told_once(place: Place) -> None:
    place.write(FIRST)
    assert place.run().warnings == []
    place.write(f"{FIRST},1", header=f"{HEADER},gift_note")
    assert place.run(2).warnings == ["order has new columns that are not read: gift_note."]
    assert place.run(3).warnings == []


def test_rows_are_written_again_where_their_file_has_gone(place: Place) -> None:
    place.write(FIRST)
    [file] = place.run().files
    file.unlink()
    done = place.run(2)
    assert counts(done) == (1, 0, 0)
    assert "is gone; all rows are written again" in done.warnings[0]


def test_a_memory_that_cannot_be_read_costs_a_second_copy_and_no_figure(place: Place) -> None:
    place.write(FIRST)
    place.run()
    left = place.folder / "memory" / ".connect-killed"
    left.mkdir()
    (place.folder / "memory" / "shop.duckdb").write_bytes(b"no database at all" * 1000)
    place.write(FIRST.replace("1,7", "2,7"))
    done = place.run(2)
    # What it has written lies in the zone: a row that is gone meanwhile is gone.
    assert counts(done) == (1, 0, 1)
    assert "could not be read; all rows are written again" in done.warnings[0]
    assert counts(place.run(3)) == (0, 0, 0)
    # What a run that was killed has left goes with the next one.
    assert not left.exists()


def test_an_error_of_the_engine_shows_no_value(place: Place) -> None:
    place.write(FIRST.replace("1,7", "1,ann@example.com"))
    sql = ORDERS.replace("customer_id as customer", "cast(customer_id as integer) as customer")
    (place.connector / "commerce.orders.sql").write_text(sql, encoding="utf-8")
    with pytest.raises(ConnectorError) as told:
        place.run()
    assert "Conversion Error" in str(told.value)
    assert "ann@" not in str(told.value)


def test_every_file_has_every_column_that_the_connector_fills(place: Place) -> None:
    place.write("1,2026-02-01", header="id,ordered_at")
    place.run()
    place.write(FIRST.replace("1,7", "2,7"))
    place.run(2)
    columns = [
        duckdb.read_parquet(str(file)).columns
        for file in sorted((place.zone / "commerce" / "orders").iterdir())
    ]
    assert len(columns) == 2
    assert columns[0] == columns[1]


def test_ids_begin_with_the_source_unless_they_are_anothers(place: Place) -> None:
    place.write(FIRST)
    place.run(options={"shop": "desk"}, prefixes={"desk": "d-"})
    assert place.rows(what="order_id, customer_record_id") == [("shop-1", "d-7")]


def test_a_company_names_tables_and_columns_as_it_likes(place: Place) -> None:
    place.write("1,2026-02-01", header="番号,いつ", name="受注.csv")
    connector = read_connector(place.connector)
    own = renamed(connector, {"order": "受注"}, {"order": {"id": "番号", "ordered_at": "いつ"}})
    assert counts(place.run(connector=own)) == (1, 0, 0)
    with pytest.raises(ConnectorError, match="no table orders"):
        renamed(connector, {"orders": "受注"}, {})
    with pytest.raises(ConnectorError, match="no column number"):
        renamed(connector, {}, {"order": {"number": "番号"}})


def test_a_dry_run_writes_nothing_and_forgets_nothing(place: Place) -> None:
    place.write(FIRST)
    assert counts(place.run(is_dry=True)) == (1, 0, 0)
    assert list(place.zone.iterdir()) == []
    place.run()
    place.write(FIRST.replace("1,7", "1,8"))
    assert counts(place.run(2, is_dry=True)) == (0, 1, 0)
    assert counts(place.run(2)) == (0, 1, 0)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda t: t.replace("title: A shop of tests\n", ""), ["key title is missing"]),
        (lambda t: t.replace("id: text!", "id: word!"), ["column id", "'word!' is no type"]),
        (lambda t: t.replace("key: [id]", "key: [number]"), ["table order, key", "number is none"]),
        (lambda t: t.replace("commerce.orders:", "commerce.sales:"), ["no such raw table"]),
        (lambda t: t.replace("rows_of: order", "rows_of: lines"), ["lines is neither"]),
        (lambda t: t.replace("    rows_of: order\n", ""), ["key rows_of is missing"]),
        (lambda t: t.replace("{order: [id]}", "{sales: [id]}"), ["known_by", "sales is none"]),
        (lambda t: t + "extra: 1\n", ["key extra", "there is no such key"]),
        (lambda t: t + "helpers: [lines]\n", ["lines.sql is missing"]),
        (lambda t: t + "  - : [", ["this is no YAML"]),
    ],
)
def test_what_is_written_wrongly_is_named_with_its_remedy(
    place: Place, change: Callable[[str], str], said: list[str]
) -> None:
    place.describe(change(CONNECTOR))
    with pytest.raises(ConnectorError) as told:
        read_connector(place.connector)
    assert [
        word for word in ["tests_shop/connector.yml", *said] if word not in str(told.value)
    ] == []


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("selekt 1", "commerce.orders.sql: Parser Error"),
        ("select _row, 1 as colour from src.order", "commerce.orders has no column colour"),
        ("select id as order_id from src.order", "column _row is missing"),
    ],
)
def test_sql_that_does_not_work_is_named(place: Place, sql: str, said: str) -> None:
    place.write(FIRST)
    (place.connector / "commerce.orders.sql").write_text(sql, encoding="utf-8")
    with pytest.raises(ConnectorError) as told:
        place.run()
    assert said in str(told.value)


def test_a_query_that_nobody_asks_is_refused(place: Place) -> None:
    (place.connector / "crm.customers.sql").write_text("select 1", encoding="utf-8")
    with pytest.raises(ConnectorError, match=r"neither a fill nor a helper"):
        read_connector(place.connector)


@pytest.fixture(scope="module")
def engine() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("set timezone = 'UTC'")
    connection.execute("create schema known")
    connection.execute("create table known.countries as select 'japan' as name, 'JP' as code")
    for statement in MACROS.split(";\n"):
        if statement.strip():
            connection.execute(statement)
    return connection


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        ("2026-02-01 00:30:00 +0900", "UTC", "2026-01-31 15:30:00"),
        ("2026-02-01T00:30:00+09:00", "UTC", "2026-01-31 15:30:00"),
        ("2026-02-01 00:30:00 UTC", "Asia/Tokyo", "2026-02-01 00:30:00"),
        ("2026-02-01T00:30:00.1234567Z", "Asia/Tokyo", "2026-02-01 00:30:00.123456"),
        ("2026-02-01 00:30:00-03", "UTC", "2026-02-01 03:30:00"),
        ("2026/02/01 9:30", "Asia/Tokyo", "2026-02-01 00:30:00"),
        ("2026-02-01", "Asia/Tokyo", "2026-01-31 15:00:00"),
        # A summer time that begins: the hour that is not there is the one after.
        ("2026-03-08 02:30:00", "America/New_York", "2026-03-08 07:30:00"),
        ("2026-02-01 03:00:00 PM", "UTC", "2026-02-01 15:00:00"),
        ("2026-02-01 12:30 AM", "UTC", "2026-02-01 00:30:00"),
        ("2026-02-01 12:30 pm +0900", "UTC", "2026-02-01 03:30:00"),
        ("2026-02-01 03:00:00 JST", "UTC", None),
        ("2026-02-01 03:00:00 America/New_York", "UTC", None),
        ("infinity", "UTC", None),
        ("0026-02-01", "UTC", None),
        ("soon", "UTC", None),
        (None, "UTC", None),
    ],
)
def test_times_are_read_in_the_zone_that_they_name(
    engine: duckdb.DuckDBPyConnection, text: str | None, zone: str, expected: str | None
) -> None:
    [(got,)] = engine.execute("select read_time($1, $2)::varchar", [text, zone]).fetchall()
    assert got == expected


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("read_decimal('1,234.50')", "1234.500000000"),
        ("read_decimal('12,34')", "None"),
        ("read_decimal('1e3')", "1000.000000000"),
        ("read_decimal('-5')", "-5.000000000"),
        ("read_date('20260201')", "2026-02-01"),
        ("read_date('2026/2/1')", "2026-02-01"),
        ("read_date('2026-02-01T10:00')", "2026-02-01"),
        ("read_micros(1769904000000000)", "2026-02-01 00:00:00"),
        ("read_micros(1769904000000 * 1000000)", "None"),
        ("read_micros(99999999999999999999999999)", "None"),
        ("read_boolean('YES')", "True"),
        ("read_boolean('0')", "False"),
        ("read_boolean('maybe')", "None"),
        ("round(minor_units(1999, 'usd'), 2)", "19.99"),
        ("minor_units(980, 'jpy')", "980.0"),
        ("minor_units(1500, 'KWD')", "1.5"),
        ("country_code('jp')", "JP"),
        ("country_code('Japan')", "JP"),
        ("country_code('Atlantis')", "None"),
    ],
)
def test_values_are_read_as_people_write_them(
    engine: duckdb.DuckDBPyConnection, call: str, expected: str
) -> None:
    [(got,)] = engine.execute(f"select {call}").fetchall()
    assert str(got) == expected
