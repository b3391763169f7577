"""The page in a real browser, opened from its file as a reader would."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dashboard.tabs import read_tabs

pytestmark = pytest.mark.browser

TABS = [tab.key for tab in read_tabs()]

Open = Callable[..., Page]


def test_every_chart_is_drawn_without_network_or_complaint(opened: Open, page: Path) -> None:
    shown = opened(page, "#voice")
    expect(shown.locator("html")).to_have_attribute("data-complete", "yes")
    assert shown.locator(".chart").count() == shown.locator(".chart svg").count() >= 10
    assert shown.locator("#block-nps_relational .chart svg path").count() > 3


def test_an_empty_warehouse_is_not_a_blank_page(opened: Open, empty_page: Path) -> None:
    shown = opened(empty_page)
    assert shown.locator(".card:visible").count() == 16
    for tab in TABS[1:]:
        shown.locator(f"#tab-{tab}").click()
        assert "No data yet" in shown.locator(f"#panel-{tab}").inner_text()


def test_a_switch_of_language_changes_every_label(opened: Open, page: Path) -> None:
    shown = opened(page, "#voice")
    assert shown.locator("#tab-voice").inner_text() == "Voice"
    shown.get_by_role("button", name="日本語").click()
    expect(shown.locator("html")).to_have_attribute("data-ready", "voice|ja")
    assert shown.locator("#tab-voice").inner_text() == "顧客の声"
    assert shown.title() == "顧客エンゲージメント"
    assert shown.locator("html").get_attribute("lang") == "ja"
    assert "Respondents" not in shown.locator("main").inner_text()
    axis = shown.locator("#block-nps_relational .chart svg").first.inner_html()
    assert "12月" in axis
    aria = shown.locator('[data-chart="nps_relational"]').get_attribute("aria-label")
    assert aria == "NPSの推移（リレーショナル）"
    assert shown.url.endswith("#voice&lang=ja")


def test_the_address_brings_back_tab_language_and_theme(opened: Open, page: Path) -> None:
    shown = opened(page, "#value&lang=ja&theme=dark")
    assert shown.locator(".panel:visible h2").all_inner_texts() == ["顧客価値"]
    assert shown.locator("html").get_attribute("data-theme") == "dark"


def test_a_japanese_browser_gets_japanese(opened: Open, page: Path) -> None:
    assert opened(page, locale="ja-JP").locator("h1").inner_text() == "顧客エンゲージメント"


def test_an_unknown_address_opens_the_overview(opened: Open, page: Path) -> None:
    shown = opened(page, "#nowhere&lang=xx&theme=pink")
    assert shown.locator("#panel-overview").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_stand_out_from_their_ground_in_both_themes(
    opened: Open, page: Path, scheme: str
) -> None:
    shown = opened(page, "#value", scheme=scheme)
    assert shown.locator("html").get_attribute("data-theme") == scheme
    worst = shown.evaluate(CONTRAST)
    assert worst["ratio"] >= 4.5, worst


# The least contrast of text against the nearest painted ground, over the texts that are visible.
CONTRAST = """
() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data;
  };
  const light = (colour) => {
    const [r, g, b] = Array.from(rgb(colour)).map((v) => v / 255)
      .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  let worst = { ratio: 99 };
  for (const el of document.querySelectorAll("h1, h2, h3, p, a, td, th, button, li, strong, b")) {
    if (!el.offsetParent || !el.innerText.trim()) continue;
    let ground = el;
    while (ground && rgb(getComputedStyle(ground).backgroundColor)[3] < 255) {
      ground = ground.parentElement;
    }
    const pair = [getComputedStyle(el).color, getComputedStyle(ground).backgroundColor].map(light);
    const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    if (ratio < worst.ratio) worst = { ratio, text: el.innerText, name: el.className };
  }
  return worst;
}
"""


def test_the_theme_can_be_chosen_against_the_system(opened: Open, page: Path) -> None:
    shown = opened(page, scheme="light")
    before = shown.evaluate("getComputedStyle(document.body).backgroundColor")
    shown.get_by_role("button", name="Dark").click()
    assert shown.evaluate("getComputedStyle(document.body).backgroundColor") != before
    assert shown.url.endswith("theme=dark")


def test_paper_is_light_and_holds_the_open_tab(opened: Open, page: Path) -> None:
    shown = opened(page, "#overview&theme=dark")
    shown.evaluate("dispatchEvent(new Event('beforeprint'))")
    shown.emulate_media(media="print")
    assert shown.locator("html").get_attribute("data-theme") == "light"
    assert shown.locator(".panel:visible").count() == 1
    shown.evaluate("dispatchEvent(new Event('afterprint'))")
    assert shown.locator("html").get_attribute("data-theme") == "dark"


@pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.slow), "ja"])
def test_nothing_flows_over_the_edge_of_a_phone(opened: Open, page: Path, language: str) -> None:
    shown = opened(page, f"#overview&lang={language}", width=390)
    for tab in TABS:
        shown.evaluate(f"location.hash = '{tab}'")
        expect(shown.locator("html")).to_have_attribute("data-ready", f"{tab}|{language}")
        assert shown.evaluate("document.documentElement.scrollWidth") <= 390, tab
        for box in shown.locator(".chart:visible svg").all():
            assert box.bounding_box()["x"] + box.bounding_box()["width"] <= 390, tab


def test_tabs_work_by_keyboard(opened: Open, page: Path) -> None:
    shown = opened(page)
    shown.locator("#tab-overview").focus()
    for key, expected in [
        ("ArrowRight", "customers"),
        ("End", "sources"),
        ("ArrowRight", "overview"),
        ("ArrowLeft", "sources"),
        ("Home", "overview"),
    ]:
        shown.keyboard.press(key)
        assert shown.evaluate("document.activeElement.dataset.tab") == expected
        assert shown.locator(".panel:visible").get_attribute("data-panel") == expected
        assert shown.locator('[role="tab"][aria-selected="true"]').count() == 1
        assert shown.locator('[role="tab"][tabindex="0"]').count() == 1


def test_a_choice_redraws_its_chart(opened: Open, page: Path) -> None:
    shown = opened(page, "#voice")
    block = shown.locator("#block-nps_relational")
    # The table is filled when it opens, and that is an event of its own: a busy machine is late.
    block.locator(".figures summary").click()
    expect(block.locator("tbody tr")).to_have_count(3)
    block.get_by_text("Quarter", exact=True).click()
    expect(block.locator("tbody")).to_contain_text("Q4 2025")
    expect(block.locator("tbody")).to_contain_text("Q1 2026, to date")
    expect(block.locator("tbody tr")).to_have_count(3)


def test_months_are_not_moved_by_the_readers_time_zone(opened: Open, page: Path) -> None:
    shown = opened(page, "#value")
    bars = shown.locator("#block-net_sales svg path[aria-label]")
    labels = [bar.get_attribute("aria-label") for bar in bars.all()]
    assert any("Month: Feb 2026; Net sales: 1,012,346" in text for text in labels), labels
    ticks = shown.locator("#block-net_sales svg .role-axis-label").first.text_content()
    assert ticks == "Jan2026FebMar"


def test_injected_markup_stays_text(opened: Open, page: Path) -> None:
    shown = opened(page, "#journey")
    assert shown.locator("img").count() == 0
    assert "<img src=x onerror=alert(1)>" in shown.locator("#block-channels").inner_text()
    bar = shown.locator("#block-sessions_by_channel svg path[aria-label*='onerror']").first
    bar.hover(force=True)
    shown.locator("#vg-tooltip-element.visible").wait_for()
    assert "onerror" in shown.locator("#vg-tooltip-element").inner_text()
    assert shown.locator("img").count() == 0


def test_a_card_leads_to_its_area(opened: Open, page: Path) -> None:
    shown = opened(page)
    shown.locator('[data-metric="conversion_rate"] a').click()
    assert shown.locator("#panel-journey").is_visible()
    assert shown.evaluate("document.activeElement.dataset.tab") == "journey"


def test_a_definition_opens_and_closes_by_keyboard(opened: Open, page: Path) -> None:
    shown = opened(page)
    summary = shown.locator('[data-metric="nps"] .about summary')
    assert summary.get_attribute("aria-label") == "What is this? Net Promoter Score"
    box = shown.locator('[data-metric="nps"] .about-box')
    summary.focus()
    shown.keyboard.press("Enter")
    expect(box).to_be_visible()
    expect(box).to_contain_text("share of promoters minus share of detractors")
    # The open one may lie over the next card.
    shown.locator('[data-metric="engagement_rate"] .about summary').click()
    expect(box).not_to_be_visible()
    shown.keyboard.press("Escape")
    expect(shown.locator(".about-box:visible")).to_have_count(0)
    focused = "document.activeElement.closest('.card').dataset.metric"
    assert shown.evaluate(focused) == "engagement_rate"


def test_a_definition_is_told_in_the_language_of_the_page(opened: Open, page: Path) -> None:
    shown = opened(page, "#overview&lang=ja")
    summary = shown.locator('[data-metric="nps"] .about summary')
    assert summary.get_attribute("aria-label") == "定義を見る：NPS(顧客推奨度)"
    summary.click()
    expect(shown.locator('[data-metric="nps"] .about-box')).to_contain_text("推奨者の割合")


@pytest.mark.parametrize("width", [390, 1440])
def test_a_definition_stays_inside_the_window(opened: Open, page: Path, width: int) -> None:
    shown = opened(page, width=width)
    for about in shown.locator(".panel.shown .about").all():
        about.locator("summary").click()
        box = about.locator(".about-box").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        shown.keyboard.press("Escape")
