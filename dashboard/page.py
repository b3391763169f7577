"""Write the dashboard: one HTML file that needs nothing but a browser."""

import base64
import contextlib
import gzip
import hashlib
import json
import os
import tempfile
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import altair as alt
import vl_convert
from altair.utils.schemapi import debug_mode
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from dashboard import formats
from dashboard.blocks import Area, Card, Cards, Chart, Cohorts, StageMap, Table, Warnings
from dashboard.build import areas
from dashboard.customers import named_in_lists, pages
from dashboard.spark import sparkline
from dashboard.store import Context, Marts, read_context
from dashboard.text import Text, day_text, plain
from dashboard.words import label, page_words

ASSETS = Path(__file__).parent / "assets"
# In this order: what comes later uses, or overrules, what came before.
SCRIPTS = (
    "state", "charts", "figures", "controls", "scroll", "copying", "behind", "lists", "decide",
    "customers", "start",
)  # fmt: skip
STYLES = ("base", "blocks", "figures", "tables", "lists", "screens", "customers")
SHAPES = {
    Cards: "cards",
    Chart: "chart",
    Cohorts: "cohorts",
    StageMap: "stages",
    Table: "table",
    Warnings: "warnings",
}
CACHE = Path(__file__).parents[1] / ".cache"


def write_page(database: Path, output: Path, limits: dict[str, str] | None = None) -> None:
    """Read the published marts and write the page (see dashboard.render)."""
    with Marts(database, limits) as marts:
        page = page_html(read_context(marts))
    write(output, page)


def page_html(context: Context) -> str:
    """Return the whole page as text."""
    found = areas(context)
    held = pages(context, named_in_lists(found))
    template = environment().get_template("page.html.j2")
    page = template.render(
        areas=found,
        area_labels={area.key: area.label for area in found},
        as_of=_as_of(context),
        charts={c.key: chart_data(c, context.currency) for c in _charts(found)},
        context=context,
        customers=frozenset(held["order"]),
        customers_json=Markup(to_json(held)),
        hash=content_hash,
        css=Markup(style()),
        js=Markup(_script()),
        words_json=Markup(to_json(page_words()["script"])),
        run=(context.refresh or {}).get("run_id"),
        vega=Markup(_vega()),
        write=lambda value, unit: formats.write(value, unit, context.currency),
    )
    return page.lstrip()  # the macros of the template leave empty lines before the document


def style() -> str:
    """Return the page's style sheet."""
    parts = ((ASSETS / "styles" / f"{name}.css").read_text(encoding="utf-8") for name in STYLES)
    return "".join(parts)


def _script() -> str:
    parts = ((ASSETS / "scripts" / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS)
    return '(async function () {\n"use strict";\n' + "".join(parts) + "})();"


def to_json(value: object) -> str:
    """JSON that is safe inside a script element: no value can end the element.

    Raises:
        ValueError: A figure is not finite. SQL NULL has become null long before.

    """
    text = json.dumps(
        value, allow_nan=False, ensure_ascii=False, separators=(",", ":"), default=_plain_value
    )
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def to_packed(value: object) -> str:
    """Return figures as compressed JSON in base64, a fifth of its size; the same for the same ones.

    What tells of single people is not packed: whoever searches the page for a name shall find it.
    """
    text = json.dumps(
        value, allow_nan=False, ensure_ascii=False, separators=(",", ":"), default=_plain_value
    )
    return base64.b64encode(gzip.compress(text.encode("utf-8"), 9, mtime=0)).decode("ascii")


def chart_data(chart: Chart, currency: str) -> dict[str, Any]:
    """Return what the page's script needs to draw a chart and to list its figures."""
    english = _spec(chart, "en")
    return {
        "rows": packed(chart.rows),
        "specs": {"en": english, "ja": difference(english, _spec(chart, "ja"))},
        "height": chart.height,
        "field": chart.option_field,
        "option": chart.options[0][0] if chart.options else None,
        "title": {"en": chart.title.en, "ja": chart.title.ja},
        "columns": [
            {
                "key": column.key,
                "is_text": column.is_text,
                "is_percent": formats.is_percent(column.unit),
                "decimals": formats.decimals(column.unit, currency),
                "is_plain": column.unit == "ordinal",
                "label": {"en": column.label.en, "ja": column.label.ja},
            }
            for column in chart.columns
        ],
    }


def difference(one: Any, other: Any) -> Any:  # noqa: ANN401 - JSON is what it is
    """Return what makes `other` of `one`: keys that differ, of lists by their places.

    What is not there on both sides, or has another shape, stands whole under `=`.
    """
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        pairs = {name: (one[name], other[name]) for name in one}
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = {str(place): pair for place, pair in enumerate(zip(one, other, strict=True))}
    else:
        return {"=": other}
    return {name: difference(*pair) for name, pair in pairs.items() if pair[0] != pair[1]}


def packed(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return rows as columns, texts that come back once each: half the room in the page."""
    columns: dict[str, Any] = {name: None for row in rows for name in row}
    for name in columns:
        values = [row.get(name) for row in rows]
        distinct = list(dict.fromkeys(values))
        if any(isinstance(value, str) for value in distinct) and len(distinct) * 2 <= len(values):
            places = {value: place for place, value in enumerate(distinct)}
            columns[name] = {"of": distinct, "at": [places[value] for value in values]}
        else:
            columns[name] = values
    return columns


def _spec(chart: Chart, language: str) -> dict[str, Any]:
    # Against the schema the tests hold every chart; it would take half of the time to make a page.
    with debug_mode(False):
        spec = chart.build(language).to_dict(validate=False)
    # The page brings its own theme, data and size.
    for key in ("$schema", "config", "datasets", "height", "width"):
        spec.pop(key, None)
    spec["description"] = chart.title.of(language)
    return spec


def _charts(found: list[Area]) -> list[Chart]:
    charts = [
        block for area in found for block in area.blocks if isinstance(block, Chart) and block.rows
    ]
    return charts + [chart.below for chart in charts if chart.below]


@cache
def _vega() -> str:
    """Vega, Vega-Lite and Vega-Embed in the version that Altair writes for.

    Bundling takes seconds and gives the same text for the same versions, so it is kept.
    """
    version = ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
    kept = CACHE / f"vega-{version}-{vl_convert.__version__}.js"
    with contextlib.suppress(OSError):
        return kept.read_text(encoding="utf-8")
    script = vl_convert.javascript_bundle(vl_version=version)
    # No value of this page is in the script, but a comment in a library could end the element.
    script = script.replace("</script", "<\\/script").replace("<!--", "<\\!--")
    with contextlib.suppress(OSError):  # a folder that cannot be written costs seconds, no page
        write(kept, script)
    return script


def content_hash(text: str) -> Markup:
    """Return by what a content policy knows a script or style sheet: no other may act."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return Markup("'sha256-{}'").format(base64.b64encode(digest).decode("ascii"))


@cache
def environment() -> Environment:
    """Return what fills templates; texts are escaped."""
    environment = Environment(
        loader=FileSystemLoader(ASSETS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        attr=_attribute,
        change=_change_text,
        shape=lambda block: SHAPES[type(block)],
        label=label,
        plain=plain,
        precise=_precise,
        sparkline=sparkline,
        to_json=lambda value: Markup(to_json(value)),
        to_packed=to_packed,
        tone=_tone,
        tx=_both_languages,
    )
    return environment


def _both_languages(text: Text | str) -> Markup:
    """Both languages side by side; the style sheet shows the chosen one, even without script."""
    if isinstance(text, str):
        return escape(text)
    if text.en == text.ja:
        return escape(text.en)
    parts = '<span lang="en">{}</span><span lang="ja">{}</span>'
    return Markup(parts).format(text.en, text.ja)


def _attribute(name: str, text: Text) -> Markup:
    """Return an attribute in English, with both languages for the script to switch between."""
    return Markup('{0}="{1}" data-attr="{0}" data-en="{1}" data-ja="{2}"').format(
        name, text.en, text.ja
    )


def _change_text(card: Card) -> Text:
    return formats.change(card.value, card.previous, card.change, card.unit)


def _tone(card: Card) -> str:
    """Whether a change is for the better; a change that may be chance gets no colour."""
    if not card.change or card.is_uncertain:
        return "flat"
    return "better" if (card.change > 0) == card.higher_is_better else "worse"


def _precise(value: formats.Number | None) -> str:
    """Return a figure with all its digits, for machines that compare the page with the marts."""
    return "" if value is None else str(value)


def _plain_value(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"cannot be written as JSON: {type(value).__name__}")


def _as_of(context: Context) -> Text:
    moment = context.local_as_of
    if moment is None:
        return label("page.as_of_unknown")
    return label(
        "page.as_of",
        day=day_text(moment),
        time=f"{moment:%H:%M}",
        zone=context.timezone.key,
    )


def write(output: Path, page: str) -> None:
    """Write a page so that readers meet the old one or the new one, never a half."""
    output.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(page)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, output)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
        raise
