"""The mail-order desk: a small system with every kind of trouble that data from companies bring.

A dozen households with known stories, whatever the size of the company. Their records come as a
CSV file, their orders as a parquet file whose customer numbers went through a floating-point
column. Nothing of it stops a refresh; what has to be found is counted in the truth.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sample_company.catalogue import Catalogue, products
from sample_company.noise import (
    BELOW_ZERO,
    BROKEN_RULE,
    CONFLICT,
    PLACEHOLDER_DATE,
    RESERVED_WORD,
    TOO_LARGE,
    UNCASTABLE,
    Noise,
)
from sample_company.spec import TABLES
from sample_company.world import DAY, HOUR, Frame, World, same, stack
from sample_company.writer import Writer, to_arrow, to_texts

FIRST_RECORD = 900_001
WRAPPING, WRAPPED = "DSK-WRAP", 3  # a service without a cost, and orders that have it
UNBRANDED = 3  # products of a price list without their brand
# Person, name, birth date, e-mail, phone, member number: all as somebody typed them.
HOUSEHOLDS = {
    "one landline, three people": [
        ("D-01", "佐々木 一郎", "1951-04-02", None, "03-5550-0101", None),
        ("D-02", "佐々木 花子", "1954-09-17", None, "03-5550-0101", None),
        ("D-03", "佐々木 健", "1982-01-25", None, "0355500101", None),
    ],
    "one landline, two names": [
        ("D-04", "森本 隆", None, None, "06-5550-0102", None),
        ("D-05", "森本 由美", None, None, "06-5550-0102", None),
    ],
    "one mailbox, two birth dates": [
        ("D-06", "田辺 典子", "1960-03-03", "tanabe.house@example.jp", None, None),
        ("D-07", "田辺 咲良", "1991-11-08", "Tanabe.House@example.jp", None, None),
    ],
    "one person, written twice": [
        ("D-08", "小林 亮", "1975-06-30", None, "045-555-0103", None),
        ("D-08", "小林\u3000亮", None, None, "+81 (0)45-555-0103", None),
    ],
    "one person, once without a name": [
        ("D-09", "Ann Baker", None, None, "052-555-0104", None),
        ("D-09", None, "1988-02-14", None, "052-555-0104 内線3", None),
    ],
    "words for no member number": [
        ("D-10", "山口 誠", None, None, None, "00000000"),
        ("D-11", "松本 薫", None, None, None, "00000000"),
        ("D-12", "井上 恵", None, None, None, "なし"),
        ("D-13", "木村 豊", None, None, None, "なし"),
    ],
    "a mailbox for everybody without one": [
        ("D-14", "林 修", None, "noemail@example.com", None, None),
        ("D-15", "清水 彩", None, "noemail@example.com", None, None),
    ],
    "merged in the source": [  # the second record is deleted later
        ("D-16", "斎藤 直人", "1969-12-01", "saito.desk@example.jp", None, None),
        ("D-16", "齋藤 直人", None, None, "011-555-0105", None),
    ],
    "damaged by a spreadsheet": [
        ("D-17", "橋本 葵", None, None, "8.19012E+11", None),
        ("D-18", "山崎 蓮", None, None, "8.19012E+11", None),
        ("D-19", "中村 千尋", None, None, None, "4.90123E+12"),
        ("D-20", "前田 翔", None, None, None, "4.90123E+12"),
    ],
    "impossible birth dates": [
        ("D-21", "藤原 浩", "31/02/1980", None, "078-555-0106", None),
        ("D-22", "岡本 愛", "1899-12-30", None, "078-555-0107", None),
        ("D-23", "長谷川 凛", "0001-01-01", None, "078-555-0108", None),
    ],
}
STRANGERS = [name for name in HOUSEHOLDS if "one person" not in name and "merged" not in name]
ALIAS = "merged in the source"


@dataclass
class Desk:
    """What the truth says of the desk."""

    people: Frame
    apart: list[list[str]]  # records of which no two are one customer
    together: list[list[str]]  # records that are one customer
    aliases: list[dict[str, str]]
    nulled: dict[str, int]
    damaged: int
    buyers: int
    orders: int
    findings: dict[tuple[str, str, str], int]  # rows by table, column and the check that finds them


def build(world: World, cat: Catalogue, writer: Writer, noise: Noise, base: dict[str, int]) -> Desk:
    """Write the desk's files and return what is known of it.

    Args:
        world: Calendar and counters.
        cat: Goods that the desk sells.
        writer: Takes the files.
        noise: Counts what is planted.
        base: Rows with an own key by table; counted up.

    """
    label = f"{writer.labels[-1]}_desk"
    cast = [(house, *person) for house, people in HOUSEHOLDS.items() for person in people]
    records = [str(FIRST_RECORD + number) for number in range(len(cast))]
    by_house: dict[str, list[str]] = {}
    for record, (house, *_) in zip(records, cast, strict=True):
        by_house.setdefault(house, []).append(record)
    survivor, deleted = by_house[ALIAS]

    def put(name: str, table: pa.Table, suffix: str = "") -> None:
        writer.put_file(name, label + suffix, table)
        base[name] += table.num_rows

    start = world.start_us + (3 + np.arange(len(cast)) % 20) * DAY + 2 * HOUR
    put("crm.customers", _records(world, cast, records, start), ".csv")
    put("crm.identity_overrides", _merge(world, survivor, deleted))
    noise.tombstone("crm.customers", pa.table({"customer_record_id": [deleted]}))
    put("crm.erasure_requests", _erasure_of_nobody(world))
    orders = _orders(world, by_house)
    put("commerce.orders", orders)
    put("commerce.products", _wrapping(world))
    put("commerce.order_lines", _lines(world, cat, orders))
    prices = _prices_without_brand(world, cat)
    writer.put_file("commerce.products", f"{label}.csv", prices)
    noise.late("commerce.products", prices.num_rows)
    put("commerce.refunds", _too_much_back(world, orders), ".csv")
    loaded = _day(world, 9) + "T17:10:00"
    for name, kind, table in _broken(world, orders):
        writer.put_file(name, f"{label}_broken.csv", _as_texts(name, table, loaded))
        noise.planted[name][kind] += len(table)
    buyers = set(orders["customer_record_id"].cast(pa.int64()).cast(pa.string()).to_pylist())
    persons = dict(zip(records, (item[1] for item in cast), strict=True))
    return Desk(
        people={
            "record_id": pa.array(records),
            "person_id": pa.array([item[1] for item in cast]),
            "linkable": np.ones(len(cast), bool),
            "erased": np.zeros(len(cast), bool),
        },
        apart=[by_house[house] for house in STRANGERS],
        together=[by_house[house] for house in HOUSEHOLDS if house.startswith("one person")],
        aliases=[{"deleted": deleted, "survivor": survivor}],
        nulled={"birth_date": len(by_house["impossible birth dates"]), "created_at": 1},
        damaged=len(by_house["damaged by a spreadsheet"]),
        buyers=len({persons[record] for record in buyers}),
        orders=orders.num_rows,
        findings={
            ("crm.erasure_requests", "customer_record_id", "references_find_partners"): 1,
            ("commerce.orders", "discount_amount", "signs_are_right"): 1,
            ("commerce.refunds", "amount", "signs_are_right"): 1,
            ("commerce.refunds", "amount", "refunds_fit_their_orders"): 1,
            ("commerce.products", "brand", "columns_do_not_go_missing"): UNBRANDED,
            ("crm.customers", "member_no", "texts_survived_spreadsheets"): 2,
            ("crm.customers", "phone", "texts_survived_spreadsheets"): 2,
            ("commerce.order_lines", "", "lines_of_orders_are_whole"): 1,
            # Two rows of one key each.
            ("commerce.orders", "ordered_at", "keys_name_one_thing"): 1,
            ("crm.customers", "source_system", "keys_name_one_thing"): 1,
        },
    )


def _records(world: World, cast: list[tuple], records: list[str], start: np.ndarray) -> pa.Table:
    """Return the records as a CSV export has them."""
    n = len(cast)
    frame: Frame = {
        "customer_record_id": pa.array(records),
        "source_system": same("desk", n),
        "email": pa.array([item[4] for item in cast], pa.string()),
        "phone": pa.array([item[5] for item in cast], pa.string()),
        "member_no": pa.array([item[6] for item in cast], pa.string()),
        "full_name": pa.array([item[2] for item in cast], pa.string()),
        "country": same("JP", n),
        "acquisition_channel": same("offline", n),
        "created_at": start,
        "_loaded_at": world.loaded(start),
    }
    texts = to_texts(to_arrow("crm.customers", frame), "utc")
    born = pa.array([item[3] for item in cast], pa.string())
    texts = texts.set_column(texts.column_names.index("birth_date"), "birth_date", born)
    # A system that did not know when it began says so with its own first day.
    begun = texts["created_at"].to_pylist()
    begun[-1] = "1900-01-01T00:00:00"
    place = texts.column_names.index("created_at")
    return texts.set_column(place, "created_at", pa.array(begun))


def _merge(world: World, survivor: str, deleted: str) -> pa.Table:
    at = np.array([world.end_us - 10 * DAY])
    return to_arrow(
        "crm.identity_overrides",
        {
            "override_id": pa.array(["OVR-DESK-1"]),
            "left_record_id": pa.array([survivor]),
            "right_record_id": pa.array([deleted]),
            "decision": pa.array(["always_match"]),
            "decided_at": at,
            "reason": pa.array(["基幹システムで統合済み"]),
            "_loaded_at": world.loaded(at),
        },
    )


def _erasure_of_nobody(world: World) -> pa.Table:
    at = np.array([world.end_us - 5 * DAY])
    return to_arrow(
        "crm.erasure_requests",
        {
            "request_id": pa.array(["ERS-DESK-1"]),
            "customer_record_id": pa.array(["999999"]),
            "requested_at": at,
            "_loaded_at": world.loaded(at),
        },
    )


def _orders(world: World, by_house: dict[str, list[str]]) -> pa.Table:
    """Return orders by telephone; the export kept the customer numbers in a float column."""
    buyers = [
        *by_house["one landline, three people"],
        *by_house["one person, written twice"],
        *by_house[ALIAS],
        by_house["damaged by a spreadsheet"][0],
    ]
    n = len(buyers)
    time = world.start_us + (30 + 4 * np.arange(n)) * DAY + 3 * HOUR
    frame: Frame = {
        "order_id": pa.array([f"DSK-{number:04d}" for number in range(1, n + 1)]),
        "customer_record_id": pa.array(buyers),
        "ordered_at": time,
        "channel": same("phone", n),
        "fulfilment": same("ship", n),
        "status": same("paid", n),
        "currency": same("JPY", n),
        "_loaded_at": world.loaded(time),
    }
    table = to_arrow("commerce.orders", frame)
    place = table.column_names.index("customer_record_id")
    numbers = pc.cast(pc.cast(table["customer_record_id"], pa.int64()), pa.float64())
    return table.set_column(place, "customer_record_id", numbers)


def _wrapping(world: World) -> pa.Table:
    """Return a service whose cost nobody knows."""
    at = np.array([world.start_us + DAY])
    return to_arrow(
        "commerce.products",
        {
            "product_id": pa.array([WRAPPING]),
            "name": pa.array(["ギフト包装"]),
            "category": pa.array(["サービス"]),
            "unit_list_price": np.array([300 * 10_000]),
            "currency": same("JPY", 1),
            "updated_at": at,
            "_loaded_at": world.loaded(at),
        },
    )


def _lines(world: World, cat: Catalogue, orders: pa.Table) -> pa.Table:
    n = orders.num_rows
    product = np.arange(n) % len(cat.price)
    loaded = np.asarray(orders["_loaded_at"].cast(pa.int64()))
    goods = {
        "order_id": orders["order_id"].combine_chunks(),
        "line_no": np.ones(n, int),
        "product_id": cat.product_id.take(pa.array(product)),
        "quantity": np.full(n, 20_000),
        "unit_list_price": (cat.price[product] * 10_000).astype(np.int64),
        "unit_price": (cat.price[product] * 10_000).astype(np.int64),
        "unit_cost": (cat.cost[product] * 10_000).astype(np.int64),
        "_loaded_at": loaded,
    }
    wrapped = {
        "order_id": orders["order_id"].combine_chunks()[:WRAPPED],
        "line_no": np.full(WRAPPED, 9),
        "product_id": same(WRAPPING, WRAPPED),
        "quantity": np.full(WRAPPED, 10_000),
        "unit_list_price": np.full(WRAPPED, 300 * 10_000),
        "unit_price": np.full(WRAPPED, 300 * 10_000),
        "_loaded_at": loaded[:WRAPPED],
    }
    return to_arrow("commerce.order_lines", stack(goods, wrapped))


def _prices_without_brand(world: World, cat: Catalogue) -> pa.Table:
    """Return a later price list that lacks a column which earlier ones had."""
    product = np.arange(UNBRANDED)
    at = np.full(UNBRANDED, world.end_us - 3 * DAY)
    newer = products(cat, product, cat.cost[product], at, world)
    return to_texts(to_arrow("commerce.products", newer), "utc").drop_columns(["brand"])


def _too_much_back(world: World, orders: pa.Table) -> pa.Table:
    """Return a refund above what its order came to: somebody added the postage."""
    at = np.array([world.end_us - 20 * DAY])
    return to_texts(
        to_arrow(
            "commerce.refunds",
            {
                "refund_id": pa.array(["DSK-R0"]),
                "order_id": orders["order_id"].combine_chunks()[-1:],
                "amount": np.array([99_000 * 10_000]),
                "refunded_at": at,
                "_loaded_at": world.loaded(at),
            },
        ),
        "utc",
    )


def _day(world: World, before: int) -> str:
    """Return the day that many days before the last one."""
    return str(np.datetime64(world.last_day - before, "D"))


def _broken(world: World, orders: pa.Table) -> Iterator[tuple[str, str, list[dict]]]:
    """Yield rows that nothing replaces: table, kind, and the rows by column."""
    order, other = orders["order_id"].to_pylist()[:2]
    happened = _day(world, 10) + "T03:00:00"
    paid = {"channel": "phone", "status": "paid", "currency": "JPY", "ordered_at": happened}
    line = {"order_id": order, "product_id": "T00001", "quantity": "1", "unit_price": "980"}
    back = {"order_id": other, "amount": "100", "currency": "JPY", "refunded_at": happened}
    person = {"customer_record_id": "900099", "full_name": "池田 大地"}
    early = "1970-01-01T00:00:00"
    yield from (
        ("commerce.orders", PLACEHOLDER_DATE, [paid | {"order_id": "DSK-90", "ordered_at": early}]),
        ("commerce.orders", BELOW_ZERO, [paid | {"order_id": "DSK-91", "discount_amount": "-50"}]),
        (
            "commerce.orders",
            CONFLICT,
            [
                paid | {"order_id": "DSK-92", "ordered_at": _day(world, before) + "T03:00:00"}
                for before in (90, 28)
            ],
        ),
        ("commerce.order_lines", UNCASTABLE, [line | {"line_no": "2", "quantity": "two"}]),
        ("commerce.order_lines", TOO_LARGE, [line | {"line_no": "3", "quantity": "4901234567894"}]),
        ("commerce.order_lines", BROKEN_RULE, [line | {"line_no": "4", "unit_price": None}]),
        ("commerce.refunds", BELOW_ZERO, [back | {"refund_id": "DSK-R1", "amount": "-500"}]),
        (
            "commerce.refunds",
            BROKEN_RULE,
            [back | {"refund_id": "DSK-R2", "order_id": None, "currency": None}],
        ),
        (
            "crm.customers",
            CONFLICT,
            [person | {"source_system": system} for system in ("desk", "store_pos")],
        ),
        (
            "social.accounts",
            RESERVED_WORD,
            [{"account_id": "all", "platform": "x", "handle": "asanagi_all"}],
        ),
        (
            "messaging.campaigns",
            RESERVED_WORD,
            [{"campaign_id": "none", "name": "施策なし"}],
        ),
    )


def _as_texts(name: str, broken: list[dict[str, str | None]], loaded: str) -> pa.Table:
    """Return rows of texts with every column of the table; what a row lacks is null."""
    broken = [{"_loaded_at": loaded} | row for row in broken]
    columns = {column: [row.get(column) for row in broken] for column in TABLES[name].columns}
    return pa.table({key: pa.array(values, pa.string()) for key, values in columns.items()})
