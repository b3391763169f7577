"""The tabs as data: what they say is checked, and the marts' words and labels reach the page."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import marts_by_hand
import pytest
import yaml
from reading import chart_data

from dashboard import customers, formats, render
from dashboard.build import areas
from dashboard.page import style
from dashboard.store import Marts, read_context
from dashboard.tabs import CUSTOMER_KINDS, TABS, Block, Query, TabError, read_tab, read_tabs
from dashboard.words import page_words
from orchestration import naming, paths, yamls
from orchestration.settings import project_vars

FRAME_PARAMETERS = {"as_of", "zone", "last_month", "open_month"}
# What a query may compute: sums of additive parts, counts, ends; windows order and number rows.
AGGREGATES = re.compile(
    r"\b(avg|mean|median|mode|quantile\w*|percentile\w*|approx\w*|stddev\w*|var_\w+|variance|corr|"
    r"covar\w*|regr\w*|entropy|kurtosis|skewness|ntile|percent_rank|cume_dist)\s*\(",
    re.IGNORECASE,
)
# A rate over some rows only has a rule of its own, which belongs into a mart.
RULE = re.compile(r"sum\(\s*case\b[^()]*\bthen\s+(?!1\b)", re.IGNORECASE)

NOT_SHOWN = yamls.read((TABS / "not_shown.yml").read_text(encoding="utf-8"))
EXCEPTIONS = yamls.read((TABS / "exceptions.yml").read_text(encoding="utf-8"))


def blocks() -> list[Block]:
    return [block for tab in read_tabs() for block in tab.blocks]


def queries() -> Iterator[tuple[str, str]]:
    for file in sorted(TABS.glob("*/*.sql")):
        yield f"{file.parent.name}/{file.stem}", file.read_text(encoding="utf-8")


# --- what the tabs say ----------------------------------------------------------------------------


def test_every_query_says_what_it_answers() -> None:
    silent = [f"dashboard/tabs/{name}.sql" for name, sql in queries() if not sql.startswith("-- ")]
    assert silent == [], "begin them with the question as a comment: -- How many ...?"


def test_queries_filter_sum_and_divide_and_leave_definitions_to_the_marts() -> None:
    defining = {name for name, sql in queries() if AGGREGATES.search(sql) or RULE.search(sql)}
    assert defining - set(EXCEPTIONS) == set()
    # An exception that is none any more goes.
    assert set(EXCEPTIONS) - defining == set()


def test_a_headline_figure_of_a_month_is_worked_out_nowhere_but_in_kpis() -> None:
    """Whatever a query sums or divides under a metric's name is cut by something kpis has not."""
    registry = naming.seed_file("metric_registry").read_text("utf-8")
    metrics = {line.split(",")[0] for line in registry.splitlines()}
    again = []
    for name, sql in queries():
        code = re.sub(r"--[^\n]*", "", sql)
        worked_out = set(re.findall(r"(?:\)|\bend)\s+as\s+(\w+)", code)) & metrics
        groups = ", ".join(re.findall(r"group by([^)]*?)(?:\)|having|order by|$)", code, re.DOTALL))
        cuts = set(re.findall(r"\w+", groups)) - {"month", "cast", "date", "date_trunc", "as"}
        if worked_out and not cuts and "marts.kpis" not in code:
            again.append(f"dashboard/tabs/{name}.sql: {', '.join(sorted(worked_out))}")
    assert again == [], "read marts.kpis, or name what is counted here by another name"


def test_no_tab_draws_a_figure_over_time_twice() -> None:
    registry = naming.seed_file("metric_registry").read_text("utf-8")
    metrics = {line.split(",")[0] for line in registry.splitlines()}
    for tab in read_tabs():
        drawn = [
            name
            for block in tab.blocks
            if block.kind == "months"
            for name in metrics & set(re.findall(r"'(\w+)'", block.query.sql))
            if "order_count" not in name  # beside the net sales, in the tooltip
        ]
        assert len(drawn) == len(set(drawn)), f"{tab.key}: {sorted(drawn)}"


def test_a_query_names_only_parameters_that_it_is_given() -> None:
    known = FRAME_PARAMETERS | set(project_vars())
    for block in blocks():
        limits = set(block.options.get("limits") or {})
        for query in block.queries.values():
            turn = set()
            if each := block.options.get("each"):
                turn = set(re.findall(r"\b(?:as\s+)?(\w+)\s*(?:,|\nfrom)", block.queries[each].sql))
            unknown = query.parameters - known - limits - turn
            assert unknown == set(), f"{query.file}: {unknown}"


def test_units_of_the_page_are_those_of_the_marts() -> None:
    assert set(naming.UNITS) <= formats.UNITS


def test_texts_of_the_page_have_both_languages_and_the_same_places() -> None:
    for section, texts in page_words().items():
        for name, pair in texts.items():
            places = [sorted(re.findall(r"\{(\w+)\}", pair[language])) for language in ("en", "ja")]
            assert all(pair[language] for language in ("en", "ja")), f"{section}.{name}"
            assert places[0] == places[1], f"{section}.{name}"


@pytest.fixture
def tab(tmp_path: Path) -> Callable[..., str]:
    """Write a small tab with one thing changed, read it, and return what is said of it."""
    good = {
        "tab.yml": "blocks: {sums: {kind: table, columns: {order_id: }}}",
        "words.yml": "{tab: {en: T, ja: T}, blocks: {sums: {title: {en: S, ja: S}}}}",
        "sums.sql": "-- Orders.\nselect order_id from marts.orders\n",
    }

    def read(**changed: str | None) -> str:
        folder = tmp_path / "mine"
        folder.mkdir()
        for name, text in (good | {k.replace("_", "."): v for k, v in changed.items()}).items():
            if text is not None:
                (folder / name).write_text(text, encoding="utf-8")
        try:
            read_tab(folder)
        except TabError as error:
            return str(error)
        return ""

    return read


def test_a_small_tab_is_read(tab: Callable[..., str]) -> None:
    assert tab() == ""


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"tab_yml": "blocks: {sums: {kind: tabel}}"}, ["tab.yml", "sums", "kind", "table"]),
        (
            {"tab_yml": "blocks: {sums: {kind: table, colums: {order_id: }}}"},
            ["tab.yml", "block sums", "key colums", "columns"],
        ),
        ({"tab_yml": "blocks: {sums: {kind: table}}"}, ["sums", "needs key columns"]),
        (
            {"tab_yml": "blocks: {sums: {kind: months, value: n, columns: {month: }}}"},
            ["sums", "key value", "Add it to columns"],
        ),
        (
            {"tab_yml": "blocks: {sums: {kind: table, columns: {order_id: {unit: euros}}}}"},
            ["column order_id", "key unit", "currency"],
        ),
        (
            {"tab_yml": "blocks: {sums: {kind: table, query: totals, columns: {order_id: }}}"},
            ["sums", "no query totals.sql"],
        ),
        (
            {"tab_yml": "blocks: {sums: {kind: table, columns: {order_id: }, fills_with: oder}}"},
            ["sums", "fills_with"],
        ),
        ({"more_sql": "-- More.\nselect 1 from marts.orders"}, ["more.sql", "no block uses"]),
        (
            {"words_yml": "{tab: {en: T, ja: T}, blocks: {sums: {title: {en: S}}}}"},
            ["words.yml", "sums", "key title", "ja"],
        ),
        (
            {"words_yml": "{tab: {en: T, ja: T}, blocks: {sums: {title: {en: '{a}', ja: b}}}}"},
            ["sums", "key title", "same {places}"],
        ),
        ({"words_yml": "{tab: {en: T, ja: T}}"}, ["words.yml", "sums", "title"]),
        (
            {"words_yml": "{tab: {en: T, ja: T}, blocks: {gone: {title: {en: S, ja: S}}}}"},
            ["block gone", "Take its words away"],
        ),
        ({"words_yml": None}, ["words.yml", "missing"]),
        ({"tab_yml": "blocks: ["}, ["tab.yml", "no YAML"]),
    ],
)
def test_what_is_written_wrongly_is_named_with_its_remedy(
    tab: Callable[..., str], changed: dict[str, str | None], said: list[str]
) -> None:
    error = tab(**changed)
    assert [part for part in said if part not in error] == [], error


# --- marts, labels and words ----------------------------------------------------------------------


def test_every_mart_has_a_block_or_a_reason() -> None:
    customer = read_tab(customers.FOLDER, CUSTOMER_KINDS).blocks
    # Seeds that explain the marts are published beside them.
    shown = {mart for block in [*blocks(), *customer] for mart in block.marts} - set(naming.SEEDS)
    marts = {entry.table_name for entry in marts_by_hand.entries()}
    assert shown | set(NOT_SHOWN) == marts, (
        f"without block and without a line in {TABS.name}/not_shown.yml: "
        f"{sorted(marts - shown - set(NOT_SHOWN))}"
    )
    assert shown & set(NOT_SHOWN) == set()
    assert all(len(reason) > 15 for reason in NOT_SHOWN.values())


def named_words() -> set[str]:
    texts = [f.read_text(encoding="utf-8") for f in map(naming.seed_file, naming.SEEDS.values())]
    return {line.split(",")[0] for text in texts for line in text.splitlines()[1:]}


def stated_words() -> dict[str, str]:
    """Return the words that the marts' own rules accept or that seeds put in, and where."""
    found = {}
    for model in marts_by_hand.described():
        words = {
            column["name"]
            for column in model["columns"]
            if column["config"]["meta"].get("unit") == "word"
        }
        for column in model["columns"]:
            for test in column.get("data_tests", []):
                if column["name"] in words and "accepted_values" in test:
                    values = test["accepted_values"]["arguments"]["values"]
                    found |= {str(v): f"{model['name']}.{column['name']}" for v in values}
        rules = yaml.safe_dump(model.get("data_tests", []), width=9999)
        for column, values in re.findall(r"(\w+) in \(([^)]*)\)", rules.replace("''", "'")):
            if column in words:
                names = re.findall(r"'([^']+)'", values)
                found |= {name: f"{model['name']}.{column}" for name in names}
    seeds = {
        "channel_rules": "channel",
        "funnels": "funnel",
        "journey_stage_rules": "stage",
        "cev_component_map": "mapping",
        "rfm_segments": "rfm_segment",
    }
    for seed, column in seeds.items():
        rows = duckdb.read_csv(str(paths.ROOT / "seeds" / f"{seed}.csv")).fetchall()
        names = duckdb.read_csv(str(paths.ROOT / "seeds" / f"{seed}.csv")).columns
        found |= {str(row[names.index(column)]): f"seed {seed}" for row in rows}
    return found


def test_every_word_that_a_mart_accepts_or_a_seed_brings_has_a_name() -> None:
    assert len(stated_words()) > 80
    unnamed = {word: where for word, where in stated_words().items() if word not in named_words()}
    assert unnamed == {}, "add rows to seeds/words.csv"


def test_words_have_names_in_both_languages_and_colours_of_the_palette() -> None:
    css = style()
    rows = duckdb.read_csv(str(naming.seed_file("words")), all_varchar=True).fetchall()
    for value, english, japanese, colour in rows:
        assert english, value
        assert japanese, value
        assert colour is None or f"--{colour}:" in css or re.fullmatch("#[0-9a-f]{6}", colour)


# --- what is drawn --------------------------------------------------------------------------------

# What the frame tells every query, of the moment of which the marts by hand speak.
FRAME = {
    "as_of": datetime(2026, 3, 15, 3),
    "zone": "Asia/Tokyo",
    "last_month": date(2026, 2, 1),
    "open_month": date(2026, 3, 1),
    "message_cap_30d": 12,
}


def answered(database: Path, block: Block) -> Iterator[tuple[str, list[dict]]]:
    """Run a block's query as any client would; one answer per row of what it is repeated for."""
    with duckdb.connect(str(database), read_only=True) as connection:

        def rows(query: Query, **more: object) -> list[dict]:
            known = FRAME | (block.options.get("limits") or {}) | more
            given = {name: known.get(name) for name in query.parameters}
            cursor = connection.execute(query.sql, given or None)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

        each = block.options.get("each")
        for turn in rows(block.queries[each]) if each else [{}]:
            yield "_".join([block.key, *turn.values()]), rows(block.query, **turn)


def figures(rows: list[dict], columns: list[str]) -> list[tuple[float | None, ...]]:
    return [
        tuple(None if row[name] is None else float(row[name]) for name in columns) for row in rows
    ]


# Kinds that draw their figures in a way of their own, and have tests of their own.
UNLIKE = ("cards", "special", "cohorts", "stages", "warnings")


@pytest.mark.parametrize(
    "block",
    [block for block in blocks() if block.kind not in UNLIKE],
    ids=lambda block: f"{block.tab}/{block.key}",
)
def test_a_block_shows_the_figures_that_its_query_returns(
    block: Block, page: Path, published: Path
) -> None:
    html = page.read_text(encoding="utf-8")
    charts = chart_data(html)
    for key, rows in answered(published, block):
        assert rows, "the marts by hand have no row for it"
        columns = [
            name
            for name in block.options["columns"]
            if any(isinstance(row[name], int | float | Decimal) for row in rows)
            and (key not in charts or name in charts[key]["rows"][0])
        ]
        assert columns
        if key in charts:
            # Months in between that have no row are added without a figure, or as 0.
            drawn = [
                found
                for found in figures(charts[key]["rows"], columns)
                if any(found) or found in figures(rows, columns)
            ]
        else:
            body = html.split(f'data-table="{key}"')[1].split("</table>")[0].split("<tbody>")[1]
            drawn = [
                tuple(float(v) if v else None for v in re.findall(r'data-value="([^"]*)"', row))
                for row in body.split("<tr")[1:]
            ]
        assert sorted(drawn, key=str) == sorted(figures(rows, columns), key=str)


def test_blocks_stand_in_the_order_of_their_tab_cards_and_warnings_too(page: Path) -> None:
    html = page.read_text(encoding="utf-8")
    panel = html.split('data-panel="overview"')[1].split('data-panel="')[0]
    drawn = re.findall(r'class="(cards) wide"|id="block-(\w+)"', panel)
    kinds = {block.key: block.kind for tab in read_tabs()[:1] for block in tab.blocks}
    named = [key if kind != "cards" else "cards" for key, kind in kinds.items()]
    assert [cards or key for cards, key in drawn] == named
    assert named[:2] == ["today", "cards"]


def test_the_block_of_the_manual_works_and_is_no_longer_than_it_says(
    published: Path, tmp_path: Path
) -> None:
    manual = (TABS / "README.md").read_text(encoding="utf-8")
    both = manual.split("```yaml\n")[1].split("```")[0].splitlines()
    sql = manual.split("```sql\n")[1].split("```")[0]
    place = both[0].index("# value/words.yml")
    tab, words = ([line[:place] for line in both[1:]], [line[place:] for line in both[1:]])
    written = [line for line in [*tab, *words, *sql.splitlines()] if line.strip()]
    assert len(written) <= 25
    folder = tmp_path / "tabs" / "mine"
    folder.mkdir(parents=True)
    (folder.parent / "tabs.yml").write_text("- mine\n", encoding="utf-8")
    (folder / "tab.yml").write_text("\n".join(["blocks:", *tab]), encoding="utf-8")
    head = ["tab: {en: Mine, ja: Mine}", "blocks:"]
    (folder / "words.yml").write_text("\n".join([*head, *words]), encoding="utf-8")
    (folder / "rfm_segments.sql").write_text(sql, encoding="utf-8")
    with Marts(published) as marts:
        (area,) = areas(read_context(marts), read_tabs(folder.parent))
    (block,) = area.blocks
    assert [(row["rfm_segment"].en, row["customer_count"]) for row in block.rows] == [
        ("Champions", 2),
        ("Lost", 1),
    ]


def test_a_journey_map_has_a_column_per_stage_and_says_nothing_where_nothing_is_known(
    page: Path,
) -> None:
    html = page.read_text(encoding="utf-8")
    table = html.split('data-table="journey_map_five_stage"')[1].split("</table>")[0]
    assert re.findall(r'data-stage="(\w+)"', table) == ["awareness", "usage"]
    rows = [
        [re.sub(r"<[^>]+>|\s+", " ", cell).split() for cell in re.findall(r"<td>(.*?)</td>", row)]
        for row in table.split("<tbody>")[1].split("<tr")[1:]
    ]
    acts, moods, csat, pains, asks, goes = rows
    assert acts[0] == ["–"]
    assert acts[1][:4] == ["Uses", "the", "app", "アプリを使う"]
    assert "75.0%" in acts[1]
    assert [cell[0] for cell in moods] == ["–", "−0.35"]
    assert [cell[0] for cell in csat] == ["–", "3.4"]
    assert [cell[0] for cell in pains] == ["–", "Delivery"]
    assert asks == [["1.0%"], ["8.0%"]]
    assert goes == [["25.0%"], ["–"]]
    assert marts_by_hand.EVIL not in html


# --- older files ----------------------------------------------------------------------------------


def test_a_file_without_names_is_drawn_with_the_names_of_the_columns(tmp_path: Path) -> None:
    database = marts_by_hand.build(tmp_path / "engagement.duckdb", leave_out=("columns",))
    render(database, tmp_path / "p.html")
    html = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert "published by an older version" in html
    assert set(re.findall(r'id="block-(\w+)"', html)) >= {block.key for block in blocks() if (
        block.kind not in ("cards", "special", "warnings") and "each" not in block.options
        and not set(naming.SEEDS) & set(block.marts)
    )}  # fmt: skip


def test_a_file_without_the_registry_keeps_its_page(tmp_path: Path) -> None:
    database = marts_by_hand.build(tmp_path / "engagement.duckdb")
    with duckdb.connect(str(database)) as connection:
        connection.execute("drop table marts.metrics")
    render(database, tmp_path / "p.html")
    html = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert 'id="block-issues_by_topic"' in html
    assert 'id="block-metrics"' in html


def test_a_block_whose_column_an_older_file_lacks_says_so(tmp_path: Path) -> None:
    database = marts_by_hand.build(tmp_path / "engagement.duckdb")
    with duckdb.connect(str(database)) as connection:
        connection.execute("alter table marts.support_articles drop column view_count")
    render(database, tmp_path / "p.html")
    html = (tmp_path / "p.html").read_text(encoding="utf-8")
    block = html.split('id="block-support_articles"')[1].split("</section>")[0]
    assert "published by another version" in block
    assert "view_count" in block
    assert "issues_by_topic" in chart_data(html)
