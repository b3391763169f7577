"""Every column of every mart says where it comes from, and says the truth."""

from functools import cache

import light
import pytest
from parsed import project

from orchestration import lineage
from orchestration.lineage import LineageError, Origin, behind, of_query

SCHEMA = {"raw.orders": ["order_id", "paid", "refunded", "day"], "seeds.rates": ["day", "rate"]}
IDS = {"raw.orders": "orders", "seeds.rates": "rates"}


def origin(expression: str, tables: str = "raw.orders as o") -> Origin:
    return of_query(f"select {expression} as figure from {tables}", SCHEMA, IDS, "query")["figure"]


@pytest.mark.parametrize(
    ("expression", "columns"),
    [
        ("o.paid", ["paid"]),
        ("o.paid - o.refunded", ["paid", "refunded"]),
        ("sum(case when o.day > date '2026-01-01' then o.paid end)", ["day", "paid"]),
        ("row_number() over (partition by o.day order by o.order_id)", ["day", "order_id"]),
        ("count(distinct o.order_id)", ["order_id"]),
        ("(select max(p.paid) from raw.orders as p where p.day = o.day)", ["paid"]),
        ("list_transform([o.paid], lambda one: one + o.refunded)", ["paid", "refunded"]),
        (
            "case when exists (select 1 from raw.orders as p where p.day = o.day) then 1 end",
            ["day"],
        ),
    ],
)
def test_a_column_comes_from_what_its_expression_names(expression: str, columns: list[str]) -> None:
    found = origin(expression)
    assert found.kind == "columns"
    assert set(columns) <= {name for _, name in found.columns}
    assert {table for table, _ in found.columns} == {"orders"}


def test_only_a_column_handed_on_is_a_copy() -> None:
    assert origin("o.paid").is_copy
    assert not origin("o.paid + 0").is_copy
    through = "(select paid as money from raw.orders) as o"
    assert origin("o.money", through) == Origin("columns", (("orders", "paid"),), is_copy=True)
    changed = "(select abs(paid) as money from raw.orders) as o"
    assert not origin("o.money", changed).is_copy


def test_what_has_no_column_says_why() -> None:
    assert origin("count(*)") == Origin("rows", tables=("orders",))
    assert origin("row_number() over ()") == Origin("rows", tables=("orders",))
    assert origin("'all'") == Origin("constant", value="'all'")
    assert origin("cast(null as double)").value == "CAST(NULL AS DOUBLE)"
    values = "(values ('web', 1), ('app', 2)) as o (channel, place)"
    assert origin("o.channel", values) == Origin("constant", value="'app', 'web'")


def test_a_count_of_chosen_rows_names_the_rows_and_what_chooses_them() -> None:
    found = origin("count(*) filter (where o.paid > 0)")
    assert found.columns == (("orders", "paid"),)
    assert found.tables == ("orders",)


def test_parts_of_a_union_add_up() -> None:
    sql = """
        with parts as (
            select day, paid as figure from raw.orders
            union all select day, rate from seeds.rates
            union all select null, 0
        )
        select * from parts
    """
    found = of_query(sql, SCHEMA, IDS, "query")
    assert list(found) == ["day", "figure"]
    assert found["figure"].columns == (("orders", "paid"), ("rates", "rate"))
    assert found["figure"].value == "0"
    assert not found["figure"].is_copy


def test_a_query_that_reads_itself_ends() -> None:
    sql = """
        with recursive steps as (
            select paid as n from raw.orders
            union all select steps.n + 1 from steps where steps.n < 9
        )
        select n from steps
    """
    assert of_query(sql, SCHEMA, IDS, "query")["n"].columns == (("orders", "paid"),)


@pytest.mark.parametrize(
    "sql", ["select x.paid from raw.orders as o", "select o.gone from raw.orders as o"]
)
def test_a_column_of_nobody_is_an_error_that_names_the_model(sql: str) -> None:
    with pytest.raises(LineageError, match="nps"):
        of_query(sql, SCHEMA, IDS, "nps")


# --- the project --------------------------------------------------------------------------------


@cache
def whole() -> dict[str, dict[str, Origin]]:
    return lineage.of_project(project().manifest, light.compiled_models())


def raw(table: str, column: str) -> tuple[str, str]:
    return f"source.engagement.{table}", column


def leaves(mart: str, column: str) -> set[tuple[str, str]]:
    found = behind(whole(), f"model.engagement.{mart}", column)
    return {(table, name) for table, name in found if table not in whole()}


def test_every_column_of_every_mart_says_where_it_comes_from() -> None:
    """Back to raw columns and reference tables, or to a reason; no step on the way is silent."""
    silent, known = [], project().manifest["sources"].keys() | project().manifest["nodes"].keys()
    for mart in project().published():
        found = whole()[mart["unique_id"]]
        assert set(found) == set(mart["columns"]), mart["name"]
        for column in found:
            steps = {(mart["unique_id"], column)} | behind(whole(), mart["unique_id"], column)
            for table, name in steps:
                assert table in known
                told = whole()[table][name] if table in whole() else None
                if told and not (told.columns or told.tables or told.value):
                    silent.append(f"{mart['name']}.{column}: {table}.{name}")
    # Models in Python that read files or settings read no table.
    assert {one.split(": ")[1].rpartition(".")[0] for one in silent} <= {
        "model.engagement.identity_salt",
        "model.engagement.landing_files",
    }


def test_models_in_python_are_a_boundary_with_what_they_read() -> None:
    nodes = project().manifest["nodes"]
    python = {k for k, n in nodes.items() if n.get("language") == "python"}
    assert {k for k, c in whole().items() for o in c.values() if o.kind == "python"} == python
    effect = whole()["model.engagement.int_channels_to_removal_effects"]["removal_effect"]
    assert effect.tables == ("model.engagement.int_touches_to_transitions",)
    behind_it = behind(whole(), "model.engagement.channel_attribution", "removal_effect")
    assert ("model.engagement.int_channels_to_removal_effects", "removal_effect") in behind_it


def test_columns_known_by_hand() -> None:
    assert raw("survey.answers", "score") in leaves("nps", "nps")
    assert leaves("nps", "benchmark") == {("seed.engagement.nps_benchmarks", "benchmark")}
    net_sales = leaves("orders", "net_sales")
    assert net_sales == {
        raw("commerce.order_lines", "line_amount"),
        raw("commerce.order_lines", "quantity"),
        raw("commerce.order_lines", "unit_price"),
        raw("commerce.orders", "discount_amount"),
        raw("commerce.refunds", "amount"),
        raw("reference.fx_rates", "rate_to_reporting"),
        ("seed.engagement.fx_rates", "rate_to_reporting"),
    }
    assert leaves("social_accounts", "handle") == {raw("social.accounts", "handle")}
    assert net_sales <= leaves("cohort_retention", "net_sales")
    assert raw("commerce.refunds", "amount") in leaves("kpis", "value")
    nodes = whole()
    assert nodes["model.engagement.support_articles"]["view_count"].kind == "rows"
    assert nodes["model.engagement.segment_movements"]["segment_type"].kind == "constant"


def test_no_published_column_comes_from_names_and_addresses_but_through_hashes() -> None:
    """What the lineage says of personal data is what docs/privacy-and-security.md says."""
    personal = {
        raw("crm.customers", column) for column in ("email", "phone", "full_name", "birth_date")
    } & {
        (key, column)
        for key, source in project().manifest["sources"].items()
        for column in source["columns"]
    }
    handed_on = [
        f"{mart['name']}.{column}"
        for mart in project().published()
        for column in mart["columns"]
        if copied_from(mart["unique_id"], column) & personal
    ]
    assert personal
    assert handed_on == []


def copied_from(table: str, column: str) -> set[tuple[str, str]]:
    """Return the columns that a value is handed on from without any change."""
    seen = set()
    told = whole()[table][column]
    while told.is_copy:
        (at,) = told.columns
        seen.add(at)
        if at[0] not in whole():
            break
        told = whole()[at[0]][at[1]]
    return seen
