"""Data as companies have them, one fault each: what the load and its checks make of it.

Every case carries values that no message may show (ruling 155): a word that is searched for in all
that was said.
"""

import csv
import gzip
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration import landing_report
from orchestration.contract import read_contract
from orchestration.data_checks import run
from orchestration.landing import LandingError, RawRows, load
from orchestration.paths import ROOT
from orchestration.settings import project_vars

TABLES = read_contract()
T = "2026-03-02T01:00:00Z"
NOW = datetime(2026, 3, 2, 1)
CANARY = "canary"

CUSTOMERS = "customer_record_id,source_system,email,full_name,created_at,_loaded_at\n" + "".join(
    f"{n},ec,{CANARY}{n}@example.jp,{CANARY} {n},2025-10-0{n % 9 + 1}T03:00:00Z,{T}\n"
    for n in range(1, 41)
)
ORDER_COLUMNS = (
    "order_id,customer_record_id,ordered_at,channel,status,currency,discount_amount,"
    "coupon_code,_loaded_at\n"
)


def orders(first: int = 1, last: int = 40, **changed: str) -> str:
    """Return a file of orders, one per customer, with some columns changed."""
    row = {
        "order_id": f"o{{n}}{CANARY}",
        "customer_record_id": "{n}",
        "ordered_at": "2026-01-05T03:00:00Z",
        "channel": "web",
        "status": "paid",
        "currency": "JPY",
        "discount_amount": "0",
        "coupon_code": CANARY,
        "_loaded_at": T,
    } | changed
    lines = [",".join(v.format(n=n) for v in row.values()) for n in range(first, last + 1)]
    return ",".join(row) + "\n" + "\n".join(lines) + "\n"


@dataclass
class Said:
    """What came of a zone.

    Attributes:
        refused: Why it cannot be loaded.
        critical: What stops a refresh.
        other: What is only told.
        rows: Relation -> (rows, broken rows).

    """

    refused: str = ""
    critical: str = ""
    other: str = ""
    rows: dict[str, tuple[int, int]] = field(default_factory=dict)
    connection: duckdb.DuckDBPyConnection | None = None

    def query(self, sql: str) -> list[tuple]:
        """Return rows of the raw tables."""
        return self.connection.execute(sql).fetchall()


Zone = dict[str, object]


@pytest.fixture
def said(tmp_path: Path) -> Callable[..., Said]:
    """A function: files by ``table/name`` -> what came of them; no canary is ever shown."""
    kept = []

    def look(files: Zone, **variables: object) -> Said:
        for name, content in files.items():
            path = tmp_path / "landing" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, pa.Table):
                pq.write_table(content, path)
            else:
                path.write_bytes(content if isinstance(content, bytes) else content.encode())
        connection = duckdb.connect()
        kept.append(connection)
        found = Said(connection=connection)
        try:
            report = load(connection, tmp_path / "landing", TABLES)
            findings = run(RawRows(connection), TABLES, project_vars() | variables)
            found.critical = "\n".join(f.message for f in findings if f.is_critical)
            told = [f.message for f in findings if not f.is_critical]
            found.other = "\n".join([*report.warnings, *told])
            found.rows = {
                row[0]: row[1:]
                for row in connection.execute(
                    "select source || '.' || table_name, sum(row_count), "
                    "sum(quarantined_row_count) from raw.landing_files group by 1"
                ).fetchall()
            }
        except LandingError as error:
            found.refused = str(error)
        # What check-landing foretells is what a refresh finds.
        foretold = landing_report.check(tmp_path / "landing", variables)
        assert bool(foretold.problems) == bool(found.refused), foretold.problems
        critical = "\n".join(f.message for f in foretold.findings if f.is_critical)
        assert critical == found.critical
        everything = found.refused + found.critical + found.other
        assert CANARY not in everything.lower(), everything
        return found

    yield look
    for connection in kept:
        connection.close()


# --- signs, sizes, moments ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value"), [("discount_amount", "-500"), ("discount_amount", "-0.0001")]
)
def test_a_turned_sign_stops_whatever_the_number(
    said: Callable[..., Said], column: str, value: str
) -> None:
    found = said({"commerce/orders/a.csv": orders(1, 2, **{column: value})})
    assert "2 of 2 values are below 0: the sign is turned" in found.critical


def test_a_few_minus_signs_go_to_the_quarantine(said: Callable[..., Said]) -> None:
    spend = "date,channel,campaign_id,impressions,spend,currency,_loaded_at\n" + "".join(
        f"2026-01-{d:02},line,{CANARY},{-1 if d == 3 else 5},{-1 if d == 4 else 10},JPY,{T}\n"
        for d in range(1, 11)
    )
    found = said({"web/ad_spend/a.csv": spend})
    assert found.critical == ""
    assert found.rows["web.ad_spend"] == (10, 2)
    assert "web.ad_spend.impressions: 1 of 10 values are below 0" in found.other


def test_signs_in_parquet_are_judged_as_in_csv(said: Callable[..., Said]) -> None:
    metrics = pa.table(
        {
            "date": ["2026-01-05"] * 3,
            "post_id": [f"{CANARY}{n}" for n in range(3)],
            "likes": pa.array([5, -1, -2], pa.int64()),
            "_loaded_at": [NOW] * 3,
        }
    )
    found = said({"social/post_metrics/a.parquet": metrics})
    assert "social.post_metrics.likes: 2 of 3 values are below 0: the sign is" in found.critical


@pytest.mark.parametrize(
    ("quantity", "unit_price", "reason"),
    [
        ("999999999", "9999999", "quantity * unit_price: beyond 1e12"),
        ("1000000001", "1", "quantity: outside -1000000000..1000000000"),
        ("1", "1000000000001", "unit_price: beyond 1e12"),
        ("1", "1e3", "unit_price: does not cast to decimal(18,4)"),
        ("1", "", "neither line_amount nor unit_price"),
    ],
)
def test_absurd_lines_go_to_the_quarantine(
    said: Callable[..., Said], quantity: str, unit_price: str, reason: str
) -> None:
    lines = "order_id,line_no,product_id,quantity,unit_price,_loaded_at\n"
    found = said(
        {
            "commerce/order_lines/a.csv": lines
            + f"o1,1,{CANARY},{quantity},{unit_price},{T}\no2,1,p,1,1,{T}\n"
        }
    )
    assert found.rows["commerce.order_lines"] == (2, 1)
    assert reason in found.other
    assert "1 of 2 orders have a line in quarantine" in found.other


@pytest.mark.parametrize("moment", ["1970-01-01T00:00:00Z", "0001-01-01", "1989-12-31T23:59:59Z"])
def test_placeholders_are_no_moments(said: Callable[..., Said], moment: str) -> None:
    mixed = orders(1, 30) + orders(31, 31, ordered_at=moment).split("\n", 1)[1]
    found = said({"crm/customers/a.csv": CUSTOMERS, "commerce/orders/a.csv": mixed})
    assert found.rows["commerce.orders"] == (31, 1)
    assert "ordered_at: before 1990-01-01 (1)" in found.other
    assert found.critical == ""


def test_placeholders_of_customers_read_as_null_and_a_birth_may_be_old(
    said: Callable[..., Said],
) -> None:
    text = "customer_record_id,source_system,birth_date,created_at,_loaded_at\n"
    text += f"1,ec,1899-12-31,1900-01-01,{T}\n2,ec,1900-01-01,2025-01-01,{T}\n"
    text += f"3,ec,2025-13-01,soon {CANARY},{T}\n"
    found = said({"crm/customers/a.csv": text})
    assert found.rows["crm.customers"] == (3, 0)
    rows = found.query("select birth_date is null, created_at is null from raw.crm__customers")
    assert sorted(rows) == [(False, False), (True, True), (True, True)]
    nulled = found.query("select sum(json_array_length(_nulled)) from raw.crm__customers")
    assert nulled == [(4,)]


@pytest.mark.parametrize(
    "form",
    [
        "2026-01-05 03:00:00.000 +0000",
        "2026-01-05 03:00:00 UTC",
        "2026-01-05T03:00:00.1234567Z",
        "2026-01-05T12:00:00+09:00",
    ],
)
def test_moments_as_warehouses_write_them(said: Callable[..., Said], form: str) -> None:
    found = said({"commerce/orders/a.csv": orders(1, 3, ordered_at=form)})
    assert found.rows["commerce.orders"] == (3, 0)
    assert found.query(
        "select distinct date_trunc('second', ordered_at) from raw.commerce__orders"
    )[0] == (datetime(2026, 1, 5, 3),)


def test_a_refusal_says_the_accepted_form(said: Callable[..., Said]) -> None:
    found = said({"commerce/orders/a.csv": orders(ordered_at=f"05.01.2026 {CANARY}")})
    assert "40 of 40 new rows break the contract" in found.critical
    assert "[accepted: YYYY-MM-DD HH:MM:SS" in found.critical


def test_a_file_in_another_encoding_is_refused_whatever_the_column(
    said: Callable[..., Said],
) -> None:
    text = orders(1, 3, coupon_code="山田")
    found = said({"commerce/orders/a.csv": text.encode("cp932")})
    assert "commerce/orders/a.csv cannot be read" in found.refused
    assert "UTF-8" in found.refused


def test_all_loading_times_at_midnight_are_told(said: Callable[..., Said]) -> None:
    found = said({"commerce/orders/a.csv": orders(1, 2, _loaded_at="2026-03-02")})
    assert "all loading times of the landing zone are midnights" in found.other


# --- ids and references -------------------------------------------------------------------------


def test_floating_ids_of_any_column_and_kind_are_whole_numbers(said: Callable[..., Said]) -> None:
    events = pa.table(
        {
            "event_id": pa.array([1.0, 2.0, 3.0]),
            "occurred_at": [NOW] * 3,
            "anonymous_id": [CANARY] * 3,
            "user_id": pa.array([1.0, None, float("nan")]),
            "platform": ["web"] * 3,
            "event_name": ["page_view"] * 3,
            "product_id": pa.array([7, 8, None], pa.decimal128(10, 2)),
            "_loaded_at": [NOW] * 3,
        }
    )
    found = said(
        {
            "web/events/a.parquet": events,
            "crm/customers/a.csv": CUSTOMERS,
            "commerce/orders/a.csv": orders(1, 3, customer_record_id="{n}.0"),
        }
    )
    assert found.query("select event_id, user_id, product_id from raw.web__events order by 1") == [
        ("1", "1", "7"),
        ("2", None, "8"),
        ("3", None, None),
    ]
    ids = found.query("select customer_record_id from raw.commerce__orders order by 1")
    assert ids == [("1",), ("2",), ("3",)]
    assert found.critical == ""


def test_floating_ids_that_lost_digits_are_nobody(said: Callable[..., Said]) -> None:
    def file(*ids: float) -> pa.Table:
        loaded = [NOW] * len(ids)
        return pa.table(
            {"customer_record_id": ids, "source_system": ["ec"] * len(ids)}
        ).append_column("_loaded_at", pa.array(loaded))

    found = said({"crm/customers/a.parquet": file(2.0**53, 2.0**53 + 2, 123456789012345678.0)})
    assert found.rows["crm.customers"] == (3, 2)
    assert "crm.customers.customer_record_id: 2 values have the form" in found.other
    ids = found.query("select customer_record_id from raw.crm__customers where _reasons is null")
    assert ids == [("9007199254740992",)]


def test_ids_of_which_not_all_end_in_a_point_and_zero_stay(said: Callable[..., Said]) -> None:
    text = orders(1, 2, customer_record_id="{n}.0") + orders(3, 3).split("\n", 1)[1]
    found = said({"commerce/orders/a.csv": text})
    ids = found.query("select customer_record_id from raw.commerce__orders order by 1")
    assert ids == [("1.0",), ("2.0",), ("3",)]


def test_blanks_round_ids_are_no_part_of_them(said: Callable[..., Said]) -> None:
    text = orders(1, 30, customer_record_id="\u3000{n} ", coupon_code="  kept ")
    found = said({"crm/customers/a.csv": CUSTOMERS, "commerce/orders/a.csv": text})
    assert found.critical == found.other == ""
    assert found.query("select distinct coupon_code from raw.commerce__orders") == [("  kept ",)]


def test_numbers_of_a_spreadsheet_are_nobody(said: Callable[..., Said]) -> None:
    customers = "customer_record_id,source_system,phone,member_no,_loaded_at\n"
    customers += f"1,ec,8.19012E+11,4.2e+12,{T}\n2,ec,09012345678,M1E5,{T}\n"
    refunds = f"refund_id,order_id,amount,refunded_at,_loaded_at\n1.2E+11,o1,5,{T},{T}\n"
    found = said({"crm/customers/a.csv": customers, "commerce/refunds/a.csv": refunds})
    assert found.query("select phone, member_no from raw.crm__customers order by 1") == [
        ("09012345678", "M1E5"),
        (None, None),
    ]
    assert "crm.customers.phone: 1 values have the form" in found.other
    assert "crm.customers.member_no: 1 values have the form" in found.other
    assert found.rows["commerce.refunds"] == (1, 1)
    assert "refund_id: required and null (1)" in found.other


@pytest.mark.parametrize(
    ("named", "stops"),
    [("00{n}", True), (CANARY + "{n}@x.jp", True), ("{n}", False)],
    ids=["zeros", "e-mail", "right"],
)
def test_references_that_find_no_partner(
    said: Callable[..., Said], named: str, stops: bool
) -> None:
    found = said(
        {
            "crm/customers/a.csv": CUSTOMERS,
            "commerce/orders/a.csv": orders(1, 25, customer_record_id=named),
        }
    )
    text = "commerce.orders.customer_record_id: 25 of 25 name a customer_record_id"
    assert (text in found.critical) == stops
    assert bool(found.critical) == stops


def test_a_reference_to_a_table_that_is_not_there_is_no_fault(said: Callable[..., Said]) -> None:
    assert said({"commerce/orders/a.csv": orders()}).critical == ""


def test_a_merged_record_is_another_name(said: Callable[..., Said]) -> None:
    override = "override_id,left_record_id,right_record_id,decision,decided_at,_loaded_at\n"
    found = said(
        {
            "crm/customers/a.csv": CUSTOMERS,
            "crm/identity_overrides/a.csv": override + f"1,1,gone,always_match,{T},{T}\n",
            "commerce/orders/a.csv": orders(1, 25, customer_record_id="gone"),
        }
    )
    assert found.critical == found.other == ""


# --- keys, versions, columns --------------------------------------------------------------------


def test_one_order_number_in_two_shops_is_two_things(said: Callable[..., Said]) -> None:
    found = said(
        {
            "commerce/orders/shop_a.csv": orders(),
            "commerce/orders/shop_b.csv": orders(ordered_at="2026-02-07T03:00:00Z"),
        }
    )
    assert "commerce.orders.ordered_at: 40 keys come with more than one ordered_at" in (
        found.critical
    )
    assert "prefix" in found.critical


def test_a_column_that_goes_missing_in_parquet(said: Callable[..., Said]) -> None:
    def file(day: int, **more: list) -> pa.Table:
        keys = [str(n) for n in range(30)]
        loaded = [datetime(2026, 3, day)] * 30
        return pa.table(
            {"customer_record_id": keys, "source_system": ["ec"] * 30, "_loaded_at": loaded} | more
        )

    zone: Zone = {
        "crm/customers/1.parquet": file(1, email=[f"{CANARY}{n}@x.jp" for n in range(30)]),
        "crm/customers/2.parquet": file(2),
    }
    found = said(zone)
    assert "crm.customers.email: 30 of 30 keys had a value in an older file" in found.critical
    assert said(zone, accepted_missing_columns=["crm.customers.email"]).critical == ""


def test_a_column_that_goes_missing_for_few_is_told(said: Callable[..., Said]) -> None:
    fewer = orders(1, 5).replace(",coupon_code", "").replace(f",{CANARY}", "")
    found = said({"commerce/orders/1.csv": orders(), "commerce/orders/2.csv": fewer})
    assert found.critical == ""
    assert "commerce.orders.coupon_code: 5 of 5 keys" in found.other


def test_search_figures_by_device_are_too_fine(said: Callable[..., Said]) -> None:
    text = "date,query,page_path,impressions,clicks,_loaded_at\n"
    text += "".join(
        f"2026-01-05,{CANARY} {n},/p,{n + device},1,{T}\n" for n in range(9) for device in (1, 2, 3)
    )
    found = said({"web/search_console/a.csv": text})
    assert "18 rows repeat a key of the same file with other values" in found.critical


def test_the_same_row_twice_in_a_file_is_a_copy(said: Callable[..., Said]) -> None:
    text = "date,query,page_path,impressions,clicks,_loaded_at\n"
    found = said({"web/search_console/a.csv": text + f"2026-01-05,{CANARY},/p,1,1,{T}\n" * 4})
    assert found.critical == ""


# --- scales and rates ---------------------------------------------------------------------------


def survey(kind: str, scores: list[float], scale: str = ",") -> Zone:
    """Return a survey with one question and its answers."""
    n = len(scores)
    answered = "response_id,survey_id,responded_at,is_finished,email,_loaded_at\n"
    return {
        "survey/surveys/a.csv": f"survey_id,name,survey_type,_loaded_at\ns,{CANARY},panel,{T}\n",
        "survey/questions/a.csv": "survey_id,question_id,question_type,text,scale_min,scale_max,"
        f"_loaded_at\ns,q,{kind},{CANARY},{scale},{T}\n",
        "survey/responses/a.csv": answered
        + "".join(f"r{i},s,{T},true,{CANARY}@x.jp,{T}\n" for i in range(n)),
        "survey/answers/a.csv": "response_id,question_id,score,text,_loaded_at\n"
        + "".join(f"r{i},q,{score},{CANARY},{T}\n" for i, score in enumerate(scores)),
    }


@pytest.mark.parametrize(
    ("kind", "scores", "scale", "stops"),
    [
        ("nps", [5] * 50, ",", True),
        ("nps", [5] * 49, ",", False),
        ("nps", [*[5] * 50, 6], ",", False),
        ("nps", [5] * 50, "0,10", False),
        ("csat", [7] * 50, ",", True),
        ("csat", [*[7] * 19, *[3] * 150], ",", False),
        ("csat", [7] * 50, "1,7", False),
    ],
)
def test_scores_on_another_scale(
    said: Callable[..., Said], kind: str, scores: list[float], scale: str, stops: bool
) -> None:
    found = said(survey(kind, scores, scale))
    assert ("scale" in found.critical) == stops


@pytest.mark.parametrize(("wrong", "stops"), [(1, False), (4, False), (7, True), (25, True)])
def test_scores_outside_their_scale_are_told_before_a_refresh(
    said: Callable[..., Said], wrong: int, stops: bool
) -> None:
    found = said(survey("csat", [9.0] * wrong + [3.0] * 20))
    text = f"{wrong} of {wrong + 20} scores of csat question s/q lie outside its scale"
    assert (text in found.critical) == stops
    assert text in found.critical + found.other


@pytest.mark.parametrize(
    ("outside", "of", "score", "kind", "told", "stops"),
    [
        (0, 100, 11, "nps", False, False),
        (20, 2000, 11, "nps", False, False),
        (21, 2000, 11, "nps", True, True),
        (5, 223, 11, "nps", True, False),
        (40, 100, 8, "csat", True, True),
        (40, 100, 7, "ces", False, False),
        (40, 100, 0, "ces", True, True),
        (40, 100, 0, "nps", False, False),
        (40, 100, 6, "expectation", True, True),
    ],
)
def test_a_survey_coded_on_another_scale_stops_a_refresh(
    said: Callable[..., Said],
    outside: int,
    of: int,
    score: float,
    kind: str,
    told: bool,
    stops: bool,
) -> None:
    found = said(survey(kind, [float(score)] * outside + [4.0] * (of - outside)))
    text = f"{outside} of {of:,} scores of {kind} question s/q lie outside its scale"
    assert (text in found.critical) == stops
    assert (text in found.critical + found.other) == told


@pytest.mark.parametrize(("next_day", "told"), [("01", True), ("02", False)])
def test_last_days_as_ends_of_terms_are_told(
    said: Callable[..., Said], next_day: str, told: bool
) -> None:
    text = "subscription_id,term_no,customer_record_id,plan,currency,monthly_amount,started_at,"
    text += "ends_at,_loaded_at\n"
    text += f"s,1,1,{CANARY},JPY,5,2025-01-01,2025-06-30,{T}\n"
    text += f"s,2,1,{CANARY},JPY,5,2025-07-{next_day},2025-12-31,{T}\n"
    found = said({"crm/customers/a.csv": CUSTOMERS, "commerce/subscriptions/a.csv": text})
    assert found.critical == ""
    assert ("1 of 2 terms end at a midnight, one whole day before" in found.other) == told


def terms(reasons: list[str], plan: str = "p") -> Zone:
    """Return a subscription for each reason, which somebody gave who left."""
    text = "subscription_id,term_no,customer_record_id,plan,currency,monthly_amount,started_at,"
    text += "cancelled_at,cancel_reason,_loaded_at\n"
    for number, reason in enumerate(reasons):
        text += f"s{number},1,1,{plan},JPY,5,2025-01-01,2025-02-01,{reason},{T}\n"
    return {"crm/customers/a.csv": CUSTOMERS, "commerce/subscriptions/a.csv": text}


@pytest.mark.parametrize(("plan", "stops"), [("all", True), ("All", False), ("all in", False)])
def test_a_plan_that_is_called_as_all_plans_together_stops_by_name(
    said: Callable[..., Said], plan: str, stops: bool
) -> None:
    found = said(terms(["moved"], plan))
    words = ("commerce.subscriptions.plan: 1 of 1 terms", "Name the plan otherwise in the source")
    assert all((text in found.critical) == stops for text in words)
    assert found.rows["commerce.subscriptions"] == (1, 0)


@pytest.mark.parametrize(
    "typed", ["ask b@x.jp", "call +81 90-1234-5678", "ring 03 1234 5678 please"]
)
def test_addresses_in_reasons_for_leaving_are_told(said: Callable[..., Said], typed: str) -> None:
    found = said(terms(["moved", f"{CANARY} {typed}"]))
    assert found.critical == ""
    assert (
        "commerce.subscriptions.cancel_reason: 1 of 2 reasons hold an e-mail address or a "
        "telephone number. Mart churn_reasons publishes each reason as it is sent" in found.other
    )


@pytest.mark.parametrize(
    ("once", "of", "told"), [(20, 99, True), (20, 100, False), (19, 19, False)]
)
def test_reasons_that_somebody_typed_are_told(
    said: Callable[..., Said], once: int, of: int, told: bool
) -> None:
    typed = [f"{CANARY} {number}" for number in range(once)]
    found = said(terms(typed + ["price 2025"] * (of - once)))
    text = f"{once} of {of} reasons occur once only, as if somebody had typed them"
    assert (text in found.other) == told
    assert "telephone" not in found.other


def test_a_scale_of_another_width_is_told(said: Callable[..., Said]) -> None:
    found = said(survey("csat", [7] * 5, "1,7"))
    assert "5 scores of csat question s/q are staged and count nowhere" in found.other


def test_rates_upside_down(said: Callable[..., Said]) -> None:
    rates = f"month,currency,rate_to_reporting,_loaded_at\n2026-01-01,USD,0.0064,{T}\n"
    found = said({"reference/fx_rates/a.csv": rates})
    assert "1 of 1 rates (USD) differ from the seed" in found.critical


# --- files --------------------------------------------------------------------------------------


def test_headers_in_any_letters(said: Callable[..., Said]) -> None:
    text = orders(1, 3)
    header, rows = text.split("\n", 1)
    odd = header.replace("order_id", " Order ID").replace(
        "customer_record_id", "Customer-Record-Id"
    )
    found = said(
        {
            "commerce/orders/a.CSV": odd.upper() + "\n" + rows,
            "commerce/orders/b.csv.gz": gzip.compress(orders(4, 6).encode()),
            "commerce/orders/c.CSV.GZ": gzip.compress(orders(7, 9).encode()),
        }
    )
    assert found.rows["commerce.orders"] == (9, 0)
    assert found.query("select count(customer_record_id) from raw.commerce__orders") == [(9,)]


def test_of_two_spellings_the_contracts_own_is_read(said: Callable[..., Said]) -> None:
    text = f"customer_record_id,source_system,EMAIL,email,_loaded_at\n1,ec,{CANARY},right,{T}\n"
    found = said({"crm/customers/a.csv": text})
    assert found.query("select email from raw.crm__customers") == [("right",)]
    assert found.query("select extra_columns from raw.landing_files") == [("EMAIL",)]


def test_a_slip_in_a_column_name_is_told_with_the_name(said: Callable[..., Said]) -> None:
    text = f"customer_record_id,source_system,e_mail,_loaded_at\n1,ec,{CANARY}@x.jp,{T}\n"
    found = said({"crm/customers/a.csv": text})
    assert "column 'e_mail' was not read; it looks like email" in found.other
    wrong = text.replace("customer_record_id", "customer_recordid")
    refused = said({"crm/customers/b.csv": wrong}).refused
    assert "'customer_recordid' looks like customer_record_id" in refused


def test_a_file_without_a_header_shows_nothing_of_it(said: Callable[..., Said]) -> None:
    found = said({"commerce/orders/a.csv": f"{CANARY},1,{T},web,paid,JPY,0,,{T}\n" * 2})
    assert "Has it a header row?" in found.refused


def test_a_line_that_is_too_short_is_told_by_its_number(said: Callable[..., Said]) -> None:
    found = said({"commerce/orders/a.csv": orders(1, 3) + f"{CANARY},1\n"})
    assert "Line 5: 2 columns where the header has 9" in found.refused


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("commerce/orders/_delta_log/0.json", "commerce/orders is a Delta table"),
        ("commerce/orders/metadata/v1.metadata.json", "commerce/orders is a Iceberg table"),
        ("commerce/orders/.hoodie/hoodie.properties", "commerce/orders is a Hudi table"),
        ("commerce/orders/part.xlsx", "none is .parquet, .csv or .csv.gz (part.xlsx)"),
        ("commerce/orders/2026/a.csv", "commerce/orders/2026 is a folder"),
    ],
)
def test_folders_that_cannot_be_read_are_refused(
    said: Callable[..., Said], place: str, told: str
) -> None:
    files: Zone = {place: CANARY}
    if "xlsx" not in place and "2026" not in place:
        files["commerce/orders/part-1.csv"] = orders()
    assert told in said(files).refused


def test_links_to_nowhere_and_names_of_other_systems(
    said: Callable[..., Said], tmp_path: Path
) -> None:
    folder = tmp_path / "landing" / "web"
    folder.mkdir(parents=True)
    (folder / "events").symlink_to("gone")
    orders_folder = tmp_path / "landing" / "commerce" / "orders"
    orders_folder.mkdir(parents=True)
    (orders_folder / os.fsdecode(b"\x94\x84\x8f\xe3.csv")).write_text(orders())
    refused = said({"crm/customers/a.csv": CUSTOMERS}).refused
    assert "web/events is a link to a place that is gone" in refused
    assert "the name is not UTF-8" in refused


def test_empty_texts_of_parquet_are_nothing(said: Callable[..., Said]) -> None:
    table = pa.table(
        {
            "message_id": ["1", ""],
            "customer_record_id": [CANARY, CANARY],
            "campaign_id": ["", ""],
            "channel": ["email", "email"],
            "sent_at": [NOW] * 2,
            "is_commercial": [True, True],
            "_loaded_at": [NOW] * 2,
        }
    )
    found = said({"messaging/messages/a.parquet": table})
    assert found.rows["messaging.messages"] == (2, 1)
    assert found.query("select count(campaign_id) from raw.messaging__messages") == [(0,)]


def test_attributes_that_are_no_object_are_told(said: Callable[..., Said]) -> None:
    zone = survey("nps", [9, 9, 9])
    rows = (
        f'r0,s,{T},true,"[1]",{T}\nr1,s,{T},true,{CANARY},{T}\nr2,s,{T},true,"{{""a"": 1}}",{T}\n'
    )
    zone["survey/responses/a.csv"] = (
        "response_id,survey_id,responded_at,is_finished,attributes,_loaded_at\n" + rows
    )
    found = said(zone)
    assert "survey.responses.attributes: 2 values are no JSON object" in found.other
    assert found.query("select count(attributes) from raw.survey__responses") == [(1,)]


def test_reserved_words_are_ours(said: Callable[..., Said]) -> None:
    text = f"campaign_id,name,_loaded_at\nall,{CANARY},{T}\nAll,{CANARY},{T}\n none ,x,{T}\n"
    found = said({"messaging/campaigns/a.csv": text})
    assert found.rows["messaging.campaigns"] == (3, 2)
    assert "campaign_id: reserved word (2)" in found.other


def test_our_own_event_names_in_other_letters_are_ours() -> None:
    def rows(seed: str) -> list[dict[str, str]]:
        with (ROOT / "seeds" / f"{seed}.csv").open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    ours = {
        r["match_value"] for r in rows("journey_stage_rules") if r["match_type"] == "event_name"
    }
    ours |= {r["step"] for r in rows("funnels") if r["step_kind"] == "event_name"}
    aliases = {r["alias"]: r["event_name"] for r in rows("event_aliases")}
    assert {name: aliases.get(name) for name in ours} == {name: name for name in ours}
    for name in ours:
        assert aliases.get(name.replace("_", "-")) == name
        assert aliases.get(name.replace("_", " ")) == name
        assert aliases.get(name.replace("_", "")) == name


def test_events_of_another_tool_that_nobody_knows(said: Callable[..., Said]) -> None:
    header = "event_id,occurred_at,anonymous_id,platform,event_name,_loaded_at\n"
    rows = "".join(f"{n},{T},{CANARY},web,{CANARY} clicked,{T}\n" for n in range(1000))
    assert "none of 1,000 events has a name" in said({"web/events/a.csv": header + rows}).critical
    known = f"x,{T},{CANARY},web,Product Viewed,{T}\n"
    assert said({"web/events/a.csv": header + rows + known}).critical == ""
