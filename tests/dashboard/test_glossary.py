"""Words that a reader may not know are explained where they stand, in both languages."""

import re
from pathlib import Path

import pytest

from dashboard.glossary import glossary, terms, terms_in
from dashboard.text import Text

# What specialists say without noticing; abbreviations are found by their capitals.
SPECIALISTS = re.compile(
    r"Markov|Shapley|Kumar|[Cc]ohort|[Aa]ttribution|[Rr]emoval effect|p-value|95% interval"
    r"|[Mm]edian|[Rr]elational|[Tt]ransactional|[Dd]etractors?|[Pp]romoters|[Ff]unnel|K-factor|[Dd]eflection"
    r"|relative weight|[Rr]etention|[Ll]ift\b|[Cc]hurn|BG/NBD|Time decay|Position based"
    r"|コホート|マルコフ|シャープレイ|アトリビューション|中央値|95%信頼区間|リフト|ファネル|除去効果|p値"
)
ABBREVIATION = re.compile(r"\b[A-Z][A-Z/&]+[A-Z]\b")
BLOCK = re.compile(r'<(section|figure|article)\b[^>]*(?:id="block-(\w+)"|data-metric="(\w+)")')


def parts(html: str) -> dict[str, tuple[str, str]]:
    """Return the visible text and the explanations of each block and card."""
    found = {}
    for match in BLOCK.finditer(html):
        body = html[match.start() :].split(f"</{match[1]}>")[0]
        # What customers and sources are called is theirs, and the page's list of figures is data.
        body = re.sub(r'<span class="id">.*?</span>|<code>.*?</code>', " ", body)
        box = "".join(re.findall(r'<div class="about-box">.*?</div>', body, re.S))
        rest = re.sub(r'<details class="about".*?</details>', " ", body, flags=re.S)
        rest = re.sub(r"<tbody>.*?</tbody>", " ", rest, flags=re.S)
        text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", rest))
        found[match[2] or match[3]] = (text, box)
    return found


@pytest.fixture(scope="module")
def told(page: Path) -> dict[str, tuple[str, str]]:
    found = parts(page.read_text(encoding="utf-8"))
    assert len(found) > 50
    return found


def test_every_abbreviation_and_every_specialists_word_is_in_the_glossary(told: dict) -> None:
    known = set(glossary()["known"])
    unexplained = {}
    for key, (text, _) in told.items():
        used = {*ABBREVIATION.findall(text), *(m[0] for m in SPECIALISTS.finditer(text))} - known
        if missing := {word for word in used if not terms_in([Text(word, word)])}:
            unexplained[key] = missing
    assert unexplained == {}, "add them to dashboard/glossary.yml"


def test_a_term_is_explained_behind_the_i_of_every_block_that_uses_it(told: dict) -> None:
    silent = {
        (key, definition.label.en)
        for key, (text, box) in told.items()
        for definition in terms_in([Text(text, text)])
        # A column's own definition may do as well.
        if SPECIALISTS.search(definition.label.en) and definition.text.ja not in box
    }
    assert silent == set()


def test_the_lead_of_a_tab_is_explained_as_well(page: Path) -> None:
    lead = (
        page.read_text(encoding="utf-8")
        .split('id="panel-voice"')[1]
        .split('<div class="blocks">')[0]
    )
    assert 'data-about="lead-voice"' in lead
    assert "推奨意向の質問に9・10点" in lead
    assert "Asks right after an event" in lead


def test_terms_are_short_bilingual_and_each_explained_once() -> None:
    names = [definition.label.en for _, definition in terms()]
    assert len(names) == len(set(names)) > 40
    for _, definition in terms():
        assert 0 < len(definition.text.en) <= 220, definition.label.en
        assert 0 < len(definition.text.ja) <= 120, definition.label.ja
        assert re.search(r"[぀-ヿ一-鿿]", definition.text.ja), definition.label.ja
        assert definition.text.ja.endswith("。"), definition.label.ja


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (Text("p-value of the change", "変化のp値"), {"p-value"}),
        (Text("RFM segments", "RFMセグメント"), {"RFM", "Segment"}),
        (Text("LTV:CAC", "LTV:CAC"), {"LTV (lifetime value)", "CAC (acquisition cost)"}),
        (Text("Influencing (CIV)", "影響（CIV）"), {"CLV, CRV, CIV, CKV"}),
        (Text("Trip", "旅"), set()),
        (None, set()),
    ],
)
def test_terms_are_found_in_texts(text: Text | None, names: set[str]) -> None:
    assert {definition.label.en for definition in terms_in([text])} == names
