"""Pages of customers and the command that decides an item, in a real browser."""

import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import duckdb
import pytest
from care_by_hand import EVENTS, FORMULA, SHELL
from click.testing import CliRunner
from marts_by_hand import EVIL, EVIL_SCRIPT
from playwright.sync_api import Page, expect

from dashboard import render
from orchestration import cli, decisions

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
PANEL = "#panel-customer"
CARE = ["a", "b", SHELL]


def facts(page: Page, section: str) -> dict[str, str]:
    boxes = page.locator(f"#customer-{section} dl > div").all()
    return dict(box.inner_text().split("\n", 1) for box in boxes)


def cells(page: Page, section: str) -> list[list[str]]:
    rows = page.locator(f"#customer-{section} tbody tr").all()
    return [row.locator("td").all_inner_texts() for row in rows]


def test_a_customer_opens_from_the_list_and_back_leads_to_where_one_was(
    opened: Open, care_page: Path
) -> None:
    page = opened(care_page, "#overview&department=customer_support")
    page.locator("#block-today").get_by_role("link", name="b", exact=True).click()
    expect(page.locator(PANEL)).to_be_visible()
    assert page.url.endswith("#customer&id=b")
    assert page.locator("#customer-name").inner_text() == "b"
    assert page.evaluate("document.activeElement.id") == "customer-name"
    page.go_back()
    expect(page.locator("#panel-overview")).to_be_visible()
    assert page.url.endswith("#overview&department=customer_support")
    assert page.locator("[data-table=today] tbody tr:visible").count() == 3
    assert page.evaluate("document.activeElement.textContent") == "b"
    page.go_forward()
    expect(page.locator(PANEL)).to_be_visible()
    page.locator(f"{PANEL} .back").click()
    expect(page.locator("#panel-overview")).to_be_visible()


def test_next_and_previous_go_through_the_list_as_it_is_shown(
    opened: Open, care_page: Path
) -> None:
    page = opened(care_page, "#overview&department=customer_support&lang=ja")
    page.locator("#block-today").get_by_role("link", name="a", exact=True).click()
    seen = [page.locator("#customer-name").inner_text()]
    while page.get_by_role("link", name="次の顧客").is_visible():
        page.get_by_role("link", name="次の顧客").click()
        seen.append(page.locator("#customer-name").inner_text())
    assert seen == CARE
    assert page.locator(f"{PANEL} .place").inner_text() == "3 / 3"
    page.get_by_role("link", name="前の顧客").click()
    assert page.locator("#customer-name").inner_text() == "b"
    # However many were looked at, the list is one step back.
    page.go_back()
    expect(page.locator("#panel-overview")).to_be_visible()


def test_a_page_tells_what_the_marts_say(opened: Open, care_page: Path) -> None:
    page = opened(care_page, "#customer&id=a&lang=ja")
    profile = facts(page, "profile")
    assert profile["会社"] == "有限会社しらさぎ"
    assert profile["初回確認日"] == "2026年1月1日"
    assert profile["プラン"] == "Basic, プレミアム"
    assert profile["次回更新日"] == "2026年4月1日"
    worth = facts(page, "worth")
    assert worth["純売上"] == "¥1,234,568"
    assert worth["期待粗利の下限"] == "¥251"
    assert worth["エンゲージメント価値（総額）"] == "−¥45"
    now = facts(page, "now")
    assert (now["ヘルススコア"], now["未解決"]) == ("35.0", "2")
    assert now["最終接点"] == "2026年3月15日 00:30"
    reach = facts(page, "reach")
    assert (reach["メール可"], reach["SMS可"], reach["最適な時刻"]) == ("可", "不可", "20")
    assert "電話可" not in reach
    health = cells(page, "health")
    assert health[0] == ["2026年3月15日", "35.0", "−20.0", "要注意", "12.5", "–", "利用頻度"]
    assert health[1] == ["2026年2月28日", "55.0", "–", "注意", "50.0", "100.0", "–"]
    timeline = cells(page, "timeline")
    assert len(timeline) == 15 < EVENTS
    assert timeline[0][-2:] == ["¥22,003", "−0.3"]
    assert cells(page, "orders")[0][-2:] == ["¥2,401", "−¥100"]
    assert cells(page, "issues") == [["2026年3月3日 09:00", "配送", "3", "90.0", "2"]]
    assert ["l1", "SQL", "2025年11月1日"] in [row[:3] for row in cells(page, "deals")]
    items = cells(page, "items")
    assert [row[0] for row in items] == ["未解決の問い合わせ", "契約更新"]
    assert items[0][4:9] == ["¥300", "2026年3月11日", "2026年3月16日", "対応中", "佐藤"]


def test_a_page_changes_its_language(opened: Open, care_page: Path) -> None:
    page = opened(care_page, "#customer&id=a")
    assert page.locator("#customer-worth h3").inner_text() == "Value"
    page.get_by_role("button", name="日本語").click()
    assert page.locator("#customer-worth h3").inner_text() == "価値"
    assert "Net sales" not in page.locator(PANEL).inner_text()


def test_what_nothing_is_known_of_says_so(opened: Open, care_page: Path) -> None:
    page = opened(care_page, "#customer&id=b")
    for section, text in {
        "health": "No data yet", "timeline": "No data yet", "orders": "No order so far",
        "answers": "No answer so far", "issues": "No problem so far",
        "deals": "No deal so far",
    }.items():  # fmt: skip
        assert text in page.locator(f"#customer-{section}").inner_text()
    assert facts(page, "worth")["Orders"] == "0"


@pytest.mark.parametrize("id_", ["nobody", "o'brien; drop table x", EVIL, ""])
def test_who_is_not_held_is_told_with_the_query_that_finds_them(
    opened: Open, empty_page: Path, id_: str
) -> None:
    page = opened(empty_page, f"#customer&id={quote(id_)}")
    assert page.locator("img").count() == 0
    if not id_:
        expect(page.locator(PANEL)).to_contain_text("names no customer")
        return
    code = page.locator(f"{PANEL} code").inner_text()
    doubled = id_.replace("'", "''")
    assert code == f"select * from marts.customer_360 where customer_id = '{doubled}'"
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()


def test_a_tab_can_be_reached_by_keyboard_from_a_customer(opened: Open, care_page: Path) -> None:
    page = opened(care_page, "#customer&id=a")
    assert page.locator('[role="tab"][tabindex="0"]').count() == 1
    page.locator("#tab-voice").click()
    assert page.url.endswith("#voice")


def test_texts_of_marts_stay_texts(opened: Open, care_page: Path) -> None:
    page = opened(care_page, f"#customer&id={quote(SHELL)}")
    assert page.locator("#customer-name").inner_text() == SHELL
    assert facts(page, "profile")["Company"] == EVIL
    assert facts(page, "profile")["Acquisition channel"] == EVIL_SCRIPT
    assert EVIL in cells(page, "timeline")[0]
    assert EVIL_SCRIPT in cells(page, "answers")[0]
    assert page.locator("img").count() == 0


def command(page: Page) -> str:
    return page.locator("#decide code").inner_text()


def test_the_command_is_what_the_command_line_understands(
    opened: Open, care_page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple] = []

    def decide(*item: str, **more: object) -> str:
        heard.append((*item, more["note"], more["until"] and f"{more['until']:%Y-%m-%d}"))
        return "file"

    monkeypatch.setattr(decisions, "decide", decide)
    page = opened(care_page, "#overview")
    rows = page.locator("[data-table=today] tbody tr")
    rows.nth(0).get_by_role("button", name="Record").click()
    assert command(page) == "engagement decide a unresolved_issue done"
    page.get_by_label("Note").fill('話した "よい" $HOME `x`\\')
    said = [command(page)]
    page.get_by_label("Note").fill("called back, all is well")
    assert command(page).endswith('done --note "called back, all is well"')
    page.get_by_label("Later").check()
    said.append(command(page))
    page.keyboard.press("Escape")
    rows.nth(2).get_by_role("button", name="Record").click()
    page.get_by_label("I take it").check()
    said.append(command(page))
    for line in said:
        words = shlex.split(line)
        assert words[0] == "engagement"
        assert CliRunner().invoke(cli.main, words[1:]).exit_code == 0
    assert heard == [
        ("a", "unresolved_issue", "done", '話した "よい" $HOME `x`\\', None),
        ("a", "unresolved_issue", "snoozed", "called back, all is well", "2026-03-29"),
        (SHELL, "unresolved_issue", "taken", None, None),
    ]


def test_no_id_can_become_another_command(opened: Open, care: Path, tmp_path: Path) -> None:
    expected = {
        "ｷﾞﾌﾄ 1": "engagement decide 'ｷﾞﾌﾄ 1' r done",
        "-x": "engagement decide -- -x r done",
        "$(reboot)": "engagement decide '$(reboot)' r done",
        "a\nreboot": None,
        "a\u202eb": None,
    }
    database = tmp_path / "engagement.duckdb"
    shutil.copy(care, database)
    with duckdb.connect(str(database)) as connection:
        connection.execute("delete from marts.action_items")
        connection.executemany(
            "insert into marts.action_items (customer_id, rule, priority, reason, is_main) "
            "values (?, 'r', ?, 'x', true)",
            [[name, place] for place, name in enumerate(expected)],
        )
    render(database, tmp_path / "p.html")
    page = opened(tmp_path / "p.html")
    for place, line in enumerate(expected.values()):
        page.locator("[data-table=today] tbody tr").nth(place).locator("button.decide").click()
        if line is None:
            assert page.locator("#decide code").count() == 0
            expect(page.locator("#decide")).to_contain_text("no command line should get")
        else:
            assert command(page) == line
        page.keyboard.press("Escape")


def test_a_copied_command_marks_its_row_even_without_a_clipboard(
    opened: Open, care_page: Path
) -> None:
    page = opened(care_page)
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    button = page.locator("[data-table=today] tbody tr").first.locator("button.decide")
    button.click()
    page.locator("#decide").get_by_role("button", name="Copy").click()
    expect(page.locator("#decide .copied button")).to_have_text("Copiedコピーしました")
    assert page.evaluate("getSelection().toString()") == command(page)
    page.get_by_role("button", name="Close").click()
    expect(button).to_contain_text("Copied ✓")
    assert page.locator("#decide").is_hidden()


def test_an_item_is_decided_from_its_customer_too(opened: Open, care_page: Path) -> None:
    page = opened(care_page, f"#customer&id={quote('c')}&lang=ja")
    page.locator("#customer-items").get_by_role("button", name="記録する").click()
    assert command(page) == "engagement decide c renewal_due done"
    assert "契約更新" in page.locator("#decide").inner_text()


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_customer_and_the_box_fit_a_phone(opened: Open, care_page: Path, language: str) -> None:
    page = opened(care_page, f"#customer&id={quote(SHELL)}&lang={language}", width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#customer-items button.decide").first.click()
    box = page.locator("#decide").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert FORMULA in page.locator("#customer-items").inner_text()


def test_paper_has_no_empty_customer(opened: Open, care_page: Path) -> None:
    page = opened(care_page)
    page.emulate_media(media="print")
    assert page.locator(PANEL).is_hidden()
