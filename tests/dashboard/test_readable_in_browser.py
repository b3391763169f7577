"""Everybody can read the page: on paper, on a phone, in both themes, with a screen reader."""

import re
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dashboard.tabs import read_tabs

pytestmark = pytest.mark.browser

TABS = [tab.key for tab in read_tabs()]
AXE = resources.files("axe_playwright_python").joinpath("axe.min.js")
OPENED = "document.querySelectorAll('details.more').forEach((d) => { d.open = true; })"

# Marks of charts are many and the picture as a whole has a name: there one rule is asked. What
# other tabs hold is excluded, and out of the page meanwhile: axe would read all of it first.
VIOLATIONS = """
async () => {
  const all = { resultTypes: ["violations"] };
  const pictures = { ...all, runOnly: ["svg-img-alt"] };
  const hidden = Array.from(document.querySelectorAll(".panel:not(.shown)"));
  const held = hidden.map((panel) => Array.from(panel.childNodes));
  hidden.forEach((panel) => panel.replaceChildren());
  const told = [
    await axe.run({ exclude: [[".chart svg"], [".panel:not(.shown)"]] }, all),
    await axe.run(".panel.shown", pictures),
  ];
  hidden.forEach((panel, at) => panel.replaceChildren(...held[at]));
  return told.flatMap((each) => each.violations)
    .filter((found) => ["serious", "critical"].includes(found.impact))
    .map((found) => found.id + ": " + found.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)));
}
"""

Open = Callable[..., Page]


def go(shown: Page, tab: str, language: str = "en") -> None:
    shown.evaluate(f"location.hash = '{tab}&lang={language}'")
    expect(shown.locator("html")).to_have_attribute("data-ready", f"{tab}|{language}")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 390)])
def test_axe_finds_nothing_serious(opened: Open, page: Path, scheme: str, width: int) -> None:
    """Every tab, what is folded away opened, in both themes, at both widths."""
    shown = opened(page, width=width, scheme=scheme)
    shown.evaluate(AXE.read_text(encoding="utf-8"))
    found = {}
    for tab in TABS:
        go(shown, tab)
        shown.evaluate(OPENED)
        violations = shown.evaluate(VIOLATIONS)
        if violations:
            found[tab] = violations
    assert found == {}


# Contrast of each text of the drawn charts against its block; figures in cells stand on a shade.
SVG_TEXTS = """
() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return Array.from(canvas.getImageData(0, 0, 1, 1).data);
  };
  const light = ([r, g, b]) => {
    const part = (v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const ratio = (a, b) => {
    const [x, y] = [light(a), light(b)];
    return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
  };
  const over = (top, alpha, ground) => top.map((v, i) => v * alpha + ground[i] * (1 - alpha));
  const told = [];
  for (const svg of document.querySelectorAll(".panel.shown .chart svg")) {
    const surface = rgba(getComputedStyle(svg.closest(".block")).backgroundColor);
    const cells = Array.from(svg.querySelectorAll(".mark-rect path"))
      .filter((p) => p.getAttribute("fill") && p.getAttribute("fill") !== "transparent");
    for (const text of svg.querySelectorAll("text")) {
      if (!text.textContent.trim() || text.style.opacity === "0") continue;
      const at = text.getBoundingClientRect();
      const [x, y] = [at.x + at.width / 2, at.y + at.height / 2];
      const cell = cells.find((c) => {
        const b = c.getBoundingClientRect();
        return b.left < x && x < b.right && b.top < y && y < b.bottom;
      });
      const style = cell && getComputedStyle(cell);
      const alpha = cell && Number(style.opacity) * Number(style.fillOpacity || 1);
      const ground = cell ? over(rgba(style.fill), alpha, surface) : surface;
      const shade = rgba(getComputedStyle(text).fill);
      told.push({ text: text.textContent, ratio: ratio(shade, ground) });
    }
  }
  return told;
}
"""


@pytest.mark.parametrize("scheme", [pytest.param("light", marks=pytest.mark.slow), "dark"])
def test_texts_of_charts_stand_out_in_both_themes(opened: Open, page: Path, scheme: str) -> None:
    shown, texts = opened(page, scheme=scheme), []
    for tab in TABS:
        go(shown, tab)
        texts += [each | {"tab": tab} for each in shown.evaluate(SVG_TEXTS)]
    titles = [each for each in texts if "Recency score" in each["text"]]
    assert titles, "titles of axes are among them"
    assert len(texts) > 200
    assert [each for each in texts if each["ratio"] < 4.5] == []


def test_every_tab_prints_on_at_most_twelve_pages(opened: Open, page: Path, tmp_path: Path) -> None:
    shown = opened(page, "#overview&theme=dark")
    pages = {}
    for tab in TABS:
        go(shown, tab)
        pdf = shown.pdf(prefer_css_page_size=True)
        pages[tab] = len(re.findall(rb"/Type\s*/Page\b", pdf))
    assert min(pages.values()) >= 1
    assert max(pages.values()) <= 12, pages


# Whatever is written in cells and cards: does it lie whole in what it stands in, or is it faded?
CUT = """
() => {
  const bad = [];
  for (const box of document.querySelectorAll(".panel.shown .scroll")) {
    const view = box.getBoundingClientRect();
    if (!view.width) continue;
    const wide = box.scrollWidth - box.clientWidth > 1;
    if (wide && !box.matches(".more-right, .more-left")) bad.push("no hint: " + box.innerText);
    for (const row of box.querySelectorAll("tbody tr")) {
      const first = row.cells[0].getBoundingClientRect();
      if (Math.abs(first.left - view.left) > 1.5) bad.push("moved: " + row.innerText);
      Array.from(row.cells).slice(1).forEach((cell) => {
        const at = cell.getBoundingClientRect();
        const whole = at.right <= view.right + 1.5 && at.left >= first.right - 1.5;
        const faded = cell.classList.contains("cut");
        if (wide && at.width && !whole && !faded) bad.push("cut: " + cell.innerText);
      });
    }
  }
  const figures = document.querySelectorAll(".panel.shown td.number, .panel.shown .value strong");
  for (const cell of figures) {
    const range = document.createRange();
    range.selectNodeContents(cell.querySelector(".figure") || cell);
    const lines = new Set(Array.from(range.getClientRects(), (r) => Math.round(r.top)));
    const isNumber = /^[^a-z ]*[0-9][^a-z ]*$/i.test(cell.innerText.trim());
    if (isNumber && lines.size > 1) bad.push("broken: " + cell.innerText);
    const card = cell.closest(".card")?.getBoundingClientRect();
    const end = range.getBoundingClientRect().right;
    if (card && end > card.right - 8) bad.push("out: " + cell.innerText);
  }
  return bad;
}
"""
AT_END = (
    "document.querySelectorAll('.panel.shown .scroll').forEach((b) => { b.scrollLeft = 9999; })"
)


def test_numbers_are_never_cut_and_names_stay_on_a_phone(opened: Open, page: Path) -> None:
    shown, scrolled = opened(page, width=390), 0
    # Large companies have large money.
    shown.evaluate(
        "document.querySelectorAll('.value strong').forEach((s) => {"
        "s.textContent = '¥123,456,789,012';"
        "s.style.setProperty('--digits', 16); })"
    )
    for tab in TABS:
        go(shown, tab)
        shown.evaluate(OPENED)
        shown.wait_for_timeout(50)
        assert shown.evaluate(CUT) == [], tab
        scrolled += shown.locator(".panel.shown .scroll.more-right").count()
        shown.evaluate(AT_END)
        shown.wait_for_timeout(50)
        assert shown.evaluate(CUT) == [], f"{tab}, at the end"
        assert shown.locator(".panel.shown .scroll.more-right").count() == 0, tab
    assert scrolled > 5


def test_what_is_rarely_read_is_one_click_away(opened: Open, page: Path) -> None:
    shown = opened(page, "#voice")
    assert shown.locator("#block-nps_relational").is_visible()
    assert not shown.locator("#block-nps_transactional").is_visible()
    shown.locator("#panel-voice details.more summary").first.click()
    shown.locator("#block-nps_transactional .chart svg").first.wait_for()
    assert shown.locator("#block-nps_transactional .chart svg path").count() > 3


@pytest.mark.parametrize("locale", ["en-US", "ja-JP"])
def test_the_sheet_of_the_week_is_printed_on_one_page(
    opened: Open, page: Path, locale: str
) -> None:
    printed = opened(page, "#week", locale=locale).pdf(prefer_css_page_size=True)
    assert printed.count(b"/Type /Page\n") == 1
