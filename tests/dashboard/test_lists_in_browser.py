"""Lists in a real browser: sorting, searching, filtering, handing out, links to what was chosen."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from care_by_hand import FORMULA, ITEMS, SHELL
from marts_by_hand import EVIL, EVIL_SCRIPT
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

Open = Callable[..., Page]

# By priority, then value at stake, without one last.
MAIN = sorted(
    (item for item in ITEMS if item[9]), key=lambda i: (i[2], i[6] is None, -(i[6] or 0), i[7])
)
ORDER = [item[0] for item in MAIN]


def shown(page: Page, key: str = "today") -> list[str]:
    rows = page.locator(f'[data-table="{key}"] tbody tr:visible th')
    return [text.split("\n")[0].strip() for text in rows.all_inner_texts()]


def head(page: Page, column: str) -> Locator:
    return page.locator(f'[data-table="today"] thead th[data-column="{column}"]')


def test_the_list_of_the_day_is_the_first_thing_in_the_order_of_priority_and_value(
    opened: Open, care_page: Path
) -> None:
    page = opened(care_page)
    assert shown(page) == ORDER
    assert page.locator(".panel.shown .blocks > *").first.get_attribute("id") == "block-today"
    expect(page.locator("#block-today .note").first).to_contain_text("9 of 9 customers")


def test_a_column_sorts_up_down_and_back_with_nothing_at_the_end(
    opened: Open, care_page: Path
) -> None:
    page = opened(care_page)
    values = {item[0]: item[6] for item in MAIN}
    known = [name for name in ORDER if values[name] is not None]
    unknown = [name for name in ORDER if values[name] is None]
    up = sorted(known, key=lambda name: values[name])
    button = head(page, "value_at_stake").get_by_role("button")
    button.focus()
    for state, expected in [
        ("ascending", up + unknown),
        # Stable both ways: what is equal keeps the order in which it came.
        ("descending", sorted(known, key=lambda name: -values[name]) + unknown),
        (None, ORDER),
    ]:
        page.keyboard.press("Enter")
        assert shown(page) == expected
        assert head(page, "value_at_stake").get_attribute("aria-sort") == state
    head(page, "since").get_by_role("button").click()
    moments = {item[0]: item[7] for item in MAIN}
    assert shown(page)[0] == min(ORDER, key=lambda name: moments[name])
    assert page.locator("[data-table=today] th[aria-sort]").count() == 1


@pytest.mark.parametrize(
    ("find", "found"),
    [
        ("契約", ["c", "ｷﾞﾌﾄ-1", "d", "e"]),
        ("ギフト", ["ｷﾞﾌﾄ-1"]),
        ("佐藤　回答", ["a"]),
        ("ＳＡＬＥＳ", ["c", "ｷﾞﾌﾄ-1", "d"]),
        ("STRASSE", ["d"]),
        ("1000.5", ["c"]),
        ("2026-03-12", []),
        ("<img", [SHELL]),
        (".*", []),
    ],
)
def test_search_finds_any_script_however_it_is_written(
    opened: Open, care_page: Path, find: str, found: list[str]
) -> None:
    page = opened(care_page, "#overview&lang=ja")
    page.get_by_role("searchbox").first.fill(find)
    # Sorted by nothing, the order stays that of the day.
    assert shown(page) == found
    expect(page.locator("#block-today .empty")).to_be_visible(visible=not found)


def test_a_filter_and_a_search_live_in_the_address(opened: Open, care_page: Path) -> None:
    page = opened(care_page, "#overview&lang=ja")
    page.locator('[data-filter="department"]').first.select_option("sales")
    assert shown(page) == ["c", "ｷﾞﾌﾄ-1", "d"]
    page.get_by_role("searchbox").first.fill("ギフト")
    expect(page).to_have_url(
        re.compile(re.escape(f"#overview&lang=ja&find={quote('ギフト')}&department=sales") + "$")
    )
    other = opened(care_page, page.url.split(".html")[1])
    assert shown(other) == ["ｷﾞﾌﾄ-1"]
    assert other.locator("#block-today .list-count").inner_text() == "9件中1件"
    other.locator("#tab-voice").click()
    expect(other).to_have_url(re.compile(re.escape("#voice&lang=ja") + "$"))
    other.locator("#tab-overview").click()
    assert shown(other) == ["ｷﾞﾌﾄ-1"]


def test_a_link_opened_in_a_page_leaves_nothing_of_what_was_chosen_there(
    opened: Open, care_page: Path
) -> None:
    page = opened(care_page, "#overview&lang=ja&theme=dark&department=sales")
    assert shown(page) == ["c", "ｷﾞﾌﾄ-1", "d"]
    page.evaluate("location.hash = '#overview&find=d'")
    expect(page).to_have_url(re.compile("#overview&lang=ja&theme=dark&find=d$"))
    page.go_back()
    expect(page).to_have_url(re.compile("department"))
    assert shown(page) == ["c", "ｷﾞﾌﾄ-1", "d"]


def test_what_a_link_must_not_say_is_not_heard(opened: Open, care_page: Path) -> None:
    page = opened(care_page, f"#overview&department={quote(EVIL)}&find={'x' * 200}")
    assert page.locator("img").count() == 0
    assert shown(page) == ORDER
    expect(page).to_have_url(re.compile(re.escape("#overview") + "$"))


def test_sentences_and_figures_are_no_filters(opened: Open, care_page: Path) -> None:
    page = opened(care_page)
    filters = page.locator("#block-today select")
    names = [element.get_attribute("data-filter") for element in filters.all()]
    assert names == ["department", "rule", "decision", "decided_by"]
    assert filters.nth(0).get_attribute("aria-label") == "Department"
    page.get_by_role("button", name="日本語").click()
    assert filters.nth(0).get_attribute("aria-label") == "部門"
    assert filters.nth(0).locator("option").first.inner_text() == "部門：すべて"


def test_a_short_list_sorts_and_has_no_tools(opened: Open, page: Path) -> None:
    short = opened(page)
    assert short.locator("#block-today .list-tools").count() == 0
    assert short.locator("#block-today thead button").count() > 5


def test_what_is_shown_is_what_is_handed_out(opened: Open, care_page: Path) -> None:
    page = opened(care_page, "#overview&lang=ja&department=customer_support")
    head(page, "value_at_stake").get_by_role("button").click()
    with page.expect_download() as got:
        page.locator("#block-today").get_by_role("button", name="CSV").click()
    assert got.value.suggested_filename == "today-2026-03-15.csv"
    raw = Path(got.value.path()).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert rows[0] == [
        "顧客", "部門", "ルール", "理由", "次の対応",
        "期待価値", "発生日", "期限", "状況", "担当者",
    ]  # fmt: skip
    support, rule, step = "カスタマーサポート", "未解決の問い合わせ", "電話する"
    assert rows[1:] == [
        ["b", support, rule, "回答待ち", step, "20.125", "2026-03-09", "2026-03-16", "未対応", ""],
        [
            "a",
            support,
            rule,
            "回答待ち",
            step,
            "300.0",
            "2026-03-11",
            "2026-03-16",
            "対応中",
            "佐藤",
        ],
        [
            SHELL,
            support,
            rule,
            EVIL_SCRIPT,
            step,
            "",
            "2026-03-08",
            "2026-03-16",
            "未対応",
            f"'{FORMULA}",
        ],
    ]


def test_the_query_for_all_is_there_to_copy(opened: Open, care_page: Path) -> None:
    page = opened(care_page)
    block = page.locator("#block-today .query")
    block.locator("summary").click()
    assert "from marts.action_items" in block.locator("code").inner_text()
    block.get_by_role("button", name="Copy").click()
    expect(block.get_by_role("button", name="Copied")).to_be_visible()
    page.get_by_role("searchbox").first.focus()
    page.keyboard.press("Control+V")
    pasted = page.get_by_role("searchbox").first.input_value()
    assert pasted.startswith("-- Whom to care for today: everybody")


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_tools_fit_a_phone(opened: Open, care_page: Path, language: str) -> None:
    page = opened(care_page, f"#overview&lang={language}", width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for tool in page.locator("#block-today .list-tools > *:visible").all():
        box = tool.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
