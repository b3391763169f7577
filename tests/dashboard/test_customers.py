"""Pages of customers: what they hold is what the marts say, and no more than fits."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import care_by_hand
import duckdb
import marts_by_hand
import pytest
from care_by_hand import EVENTS, ITEMS, SHELL

from dashboard import customers, render
from dashboard.tabs import CUSTOMER_KINDS, Block, read_tab
from orchestration.settings import project_vars

BLOCKS = read_tab(customers.FOLDER, CUSTOMER_KINDS).blocks
FRAME = {"zone": "Asia/Tokyo", "as_of": datetime(2026, 3, 15, 3)}
MAIN = list(dict.fromkeys(item[0] for item in ITEMS if item[9]))


def held(page: Path) -> dict:
    html = page.read_text(encoding="utf-8")
    found = re.search(r'<script type="application/json" id="customers">(.*?)</script>', html, re.S)
    return json.loads(found.group(1))


def answered(database: Path, block: Block, ids: list[str]) -> Iterator[dict]:
    known = FRAME | project_vars() | (block.options.get("limits") or {}) | {"customers": ids}
    with duckdb.connect(str(database), read_only=True) as connection:
        given = {name: known[name] for name in block.query.parameters}
        cursor = connection.execute(block.query.sql, given)
        names = [column[0] for column in cursor.description]
        yield from (dict(zip(names, row, strict=True)) for row in cursor.fetchall())


def test_every_query_names_only_what_it_is_given_and_is_asked_for_customers() -> None:
    for block in BLOCKS:
        known = {*FRAME, *project_vars(), *(block.options.get("limits") or {}), "customers"}
        assert block.query.parameters <= known, block.key
        assert "customers" in block.query.parameters, block.key
        assert block.query.sql.startswith("-- "), block.key


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.key)
def test_every_figure_of_a_page_is_that_of_its_mart(
    block: Block, care: Path, care_page: Path
) -> None:
    page = held(care_page)
    place = [section["key"] for section in page["sections"]].index(block.key)
    section = page["sections"][place]
    rows: dict[str, list[dict]] = {}
    for row in answered(care, block, page["order"]):
        rows.setdefault(row["customer_id"], []).append(row)
    assert rows, "the marts by hand have no row for it"
    compared = 0
    for customer, person in zip(page["order"], page["people"], strict=True):
        expected = rows.get(customer, [])
        assert len(person[place]) == len(expected)
        for cells, row in zip(person[place], expected, strict=True):
            for column, cell in zip(section["columns"], cells, strict=False):
                value = row[column["key"]]
                if column["is_text"]:
                    assert (cell is None) == (value is None)
                    continue
                assert (cell is None) == (value is None)
                if value is not None:
                    compared += 1
                    digits = re.sub(r"[^\d.−]", "", cell).replace("−", "-")
                    decimals = len(digits.partition(".")[2])
                    exact = Decimal(str(value)) * (100 if "%" in cell else 1)
                    assert abs(Decimal(digits) - exact) <= Decimal(5) / 10 ** (decimals + 1)
    if any(not column["is_text"] for column in section["columns"]):
        assert compared


def test_customers_come_in_the_order_of_the_lists(care_page: Path) -> None:
    page = held(care_page)
    assert page["order"][0] == "a"
    assert set(page["order"]) >= set(MAIN)
    assert len(page["order"]) == len(set(page["order"]))


def test_moments_are_told_in_the_business_time_zone_and_cut_to_the_newest(care_page: Path) -> None:
    page = held(care_page)
    keys = [section["key"] for section in page["sections"]]
    person = page["people"][page["order"].index("a")]
    timeline = person[keys.index("timeline")]
    assert len(timeline) == 15 < EVENTS
    # 15:02 in UTC is two minutes past midnight in Tokyo; what was decided stands among the rest.
    told = [page["texts"][row[0]] for row in timeline]
    assert told[0] == ["24 Mar 2026 00:02", "2026年3月24日 00:02"]
    done = [row for row in timeline if page["texts"][row[1]] == ["Done", "対応済み"]]
    assert [page["texts"][row[0]][0] for row in done] == ["14 Mar 2026 12:00"]
    comment = person[keys.index("answers")][0][-1]
    assert comment.startswith("返事が来ません。")
    assert comment.endswith(" …")
    assert len(comment) == customers.MAX_CHARACTERS + 2


def test_an_older_file_says_what_it_lacks_and_shows_the_rest(tmp_path: Path) -> None:
    database = marts_by_hand.build(
        tmp_path / "engagement.duckdb",
        rows=care_by_hand.ROWS,
        columns=care_by_hand.COLUMNS,
        leave_out=("support_issues", "subscriptions"),
    )
    with duckdb.connect(str(database)) as connection:
        connection.execute("alter table marts.customer_health drop column voice_part")
    render(database, tmp_path / "p.html")
    sections = {section["key"]: section for section in held(tmp_path / "p.html")["sections"]}
    assert {"issues", "profile"} & set(sections) == set()
    assert "voice_part" in sections["health"]["empty"][0]
    assert sections["orders"]["columns"]


def test_without_items_no_customer_is_held(empty_page: Path) -> None:
    assert held(empty_page)["order"] == []


def test_the_pages_stay_small_whatever_was_written(
    care: Path, care_page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = held(care_page)
    limit = len(json.dumps([whole["people"], whole["texts"]], ensure_ascii=False).encode()) * 3 // 4
    monkeypatch.setattr(customers, "MAX_BYTES", limit)
    render(care, tmp_path / "p.html")
    page = held(tmp_path / "p.html")
    assert page["order"] == whole["order"][: len(page["order"])]
    assert 0 < len(page["order"]) < len(whole["order"])
    told = json.dumps([page["people"], page["texts"]], ensure_ascii=False, separators=(",", ":"))
    assert len(told.encode()) <= limit
    html = (tmp_path / "p.html").read_text(encoding="utf-8")
    # Who is not held is named without a link that leads nowhere.
    linked = set(re.findall(r'href="#customer&amp;id=([^"]+)"', html))
    assert {unquote(unescape(id_)) for id_ in linked} == set(page["order"])


def test_no_direct_identifier_is_asked_for() -> None:
    for block in BLOCKS:
        assert "pii." not in block.query.sql
        assert set(block.options["columns"]) & {"birth_year", "name", "email", "phone"} == set()


def test_ids_and_texts_are_data_not_markup(care_page: Path) -> None:
    html = care_page.read_text(encoding="utf-8")
    assert "<img src=x" not in html
    assert SHELL in held(care_page)["order"]
