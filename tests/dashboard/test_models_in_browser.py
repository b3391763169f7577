"""The file of documentation in a real browser: found, read, followed, in both languages."""

import json
import time
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import light
import pytest
from parsed import project
from playwright.sync_api import Page, expect

from dashboard.models_page import write_models_page
from orchestration import documentation

pytestmark = pytest.mark.browser

AXE = resources.files("axe_playwright_python").joinpath("axe.min.js")
# Every rule but one: a link that is scrolled out of a drawing to the left looks to axe like a link
# that skips to a part of this page, and its address (#mart/nps) is another page.
VIOLATIONS = """
async () => (await axe.run(document, {
  resultTypes: ["violations"], rules: { "skip-link": { enabled: false } },
})).violations
  .map((found) => found.id + ": " + found.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)))
"""
VIEWS = [
    "marts",
    "mart/nps",
    "mart/customers",
    "column/model.engagement.nps/nps",
    "column/source.engagement.survey.answers/score",
    "table/model.engagement.int_nps_windows_scored",
    "tables",
    "diagram",
    "diagram/voice",
    "search/churn",
    "search/nothing%20like%20it",
    "elsewhere",
]
LARGEST = 6_000_000
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file, with a trap in a description that would run if it were markup."""
    told = documentation.contents(
        project().manifest,
        light.compiled_models(),
        {"as_of": "2026-09-30", "finished": "2026-10-01 02:00", "rows": {"nps": 1234}},
    )
    trap = "<img src=x onerror=alert(1)></script><script>alert(1)</script>"
    told["tables"]["model.engagement.nps"]["why"] += trap
    page = tmp_path_factory.mktemp("models") / "index.html"
    write_models_page(told, page)
    return page


def go(shown: Page, view: str, language: str = "en") -> None:
    shown.evaluate("(hash) => { location.hash = hash; }", f"{view}&lang={language}")
    expect(shown.locator("html")).to_have_attribute("data-ready", f"{view}|{language}")


def test_it_is_small_and_opens_at_once(opened: Open, models: Path) -> None:
    assert models.stat().st_size < LARGEST
    begun = time.monotonic()
    opened(models)
    assert time.monotonic() - begun < 2 * 5, "2 s on a quiet machine"


@pytest.mark.parametrize(
    ("scheme", "width", "language"), [("light", 1440, "en"), ("dark", 390, "ja")]
)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    opened: Open, models: Path, scheme: str, width: int, language: str
) -> None:
    shown = opened(models, width=width, scheme=scheme)
    shown.evaluate(AXE.read_text(encoding="utf-8"))
    found = {}
    for view in VIEWS:
        go(shown, view, language)
        violations = shown.evaluate(VIOLATIONS)
        wider = shown.evaluate("document.documentElement.scrollWidth - innerWidth")
        if violations or wider > 0:
            found[view] = violations, wider
    assert found == {}


def test_a_mart_is_found_by_its_question_in_both_languages(opened: Open, models: Path) -> None:
    shown = opened(models)
    expect(shown.locator("h2")).to_have_text("Questions")
    shown.keyboard.press("/")
    shown.keyboard.type("recommend us")
    shown.locator(".found a").first.click()
    expect(shown.locator("h2")).to_have_text(
        "How likely do they recommend us, and how sure are we?"
    )
    shown.get_by_role("button", name="日本語").click()
    expect(shown.locator("html")).to_have_attribute("lang", "ja")
    expect(shown.locator("h2")).to_have_text("どれだけ薦めてくれるか、どこまで確かか")
    shown.locator("#search").fill("薦め")
    expect(shown.locator(".found a").first).to_have_text("どれだけ薦めてくれるか、どこまで確かか")
    shown.locator("#search").fill("ｎｐｓ　推奨者")  # full width letters are the same letters
    expect(shown.locator(".found")).to_contain_text("nps.promoter_count")


def test_a_mart_shows_everything_about_itself(opened: Open, models: Path) -> None:
    shown = opened(models, "#mart/nps")
    text = shown.locator("main").inner_text()
    for part in (
        "period, survey type, touchpoint, segment",  # the row, from the README
        "segment_value",  # its key
        "survey.responses",  # what it needs
        "1,234",  # rows published
        "null where none fits.",
        "scores_are_not_unanimous",
        "period_type is known",
        "Net Promoter Score",
        "nothing is published",
        "onerror=alert(1)",  # what looks like markup is text
    ):
        assert part in text
    assert shown.locator("main img").count() == 0


def test_a_column_leads_back_to_the_raw_data_and_forth_again(opened: Open, models: Path) -> None:
    shown = opened(models, "#mart/nps")
    shown.locator("tbody th").get_by_text("nps", exact=True).click()
    expect(shown.locator(".drawing")).to_be_visible()
    boxes = shown.locator(".drawing .head").all_text_contents()
    assert {"survey.answers", "stg_survey__answers", "survey_responses", "nps"} <= set(boxes)
    shown.locator(".facts a", has_text="survey.answers").first.click()
    expect(shown.locator("h2")).to_have_text("survey.answers")
    shown.locator("tbody a", has_text="score").first.click()
    fed = shown.locator("main > ul").inner_text()
    assert "nps.nps" in fed.split()
    assert "orders.net_sales" not in fed.split()


def test_joins_stand_both_ways_beside_their_drawing(opened: Open, models: Path) -> None:
    shown = opened(models, "#mart/orders")
    facts = shown.locator(".facts").nth(1).inner_text()
    assert "customers.customer_id" in facts
    assert "attribution_credits.order_id" in facts
    heads = shown.locator(".drawing .head").all_text_contents()
    assert {"orders", "customers", "order_lines"} <= set(heads)


def test_boxes_of_drawings_never_overlap(opened: Open, models: Path) -> None:
    shown = opened(models)
    areas = json.loads(shown.evaluate("document.getElementById('contents').textContent"))["areas"]
    for view in ("diagram", *(f"diagram/{a['key']}" for a in areas), "mart/customers"):
        go(shown, view)
        overlaps = shown.evaluate("""() => {
          const rects = [...document.querySelectorAll(".box > rect")];
          const boxes = rects.map((r) => r.getBoundingClientRect());
          return boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) =>
            a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)).length;
        }""")
        assert overlaps == 0, view


def test_tables_fit_a_desk(opened: Open, models: Path) -> None:
    """What is cut off at the right is not read: only drawings may be wider than their place."""
    shown = opened(models)
    for view in ("mart/nps", "mart/customer_health", "diagram/voice"):
        go(shown, view)
        wider = shown.evaluate(
            "[...document.querySelectorAll('.wide')].filter((t) => t.scrollWidth > t.clientWidth)"
            ".map((t) => t.ariaLabel)"
        )
        assert wider == [], view


def test_a_wide_drawing_begins_with_what_it_is_about(opened: Open, models: Path) -> None:
    shown = opened(models, "#column/model.engagement.orders/net_sales", width=390)
    focus = shown.locator(".drawing .focus rect").bounding_box()
    assert focus["x"] > 0
    assert focus["x"] + focus["width"] < 390


def test_paper_gets_the_page_without_its_switches(opened: Open, models: Path) -> None:
    shown = opened(models, "#mart/nps")
    shown.emulate_media(media="print")
    expect(shown.locator(".finder")).to_be_hidden()
    expect(shown.locator("h2")).to_be_visible()


def test_keys_reach_every_part(opened: Open, models: Path) -> None:
    shown = opened(models)
    shown.keyboard.press("Tab")
    expect(shown.locator("#skip")).to_be_focused()
    shown.keyboard.press("Enter")
    expect(shown.locator("#main")).to_be_focused()
    shown.keyboard.press("Tab")
    shown.keyboard.press("Tab")
    shown.keyboard.press("Enter")
    expect(shown.locator("[aria-current=page]").nth(1)).to_have_text("Overview")
