"""The law of customer engagement value, asked of the shipped SQL on random referrals and influence.

Every unit of margin is given to exactly one person: allocated = own margin + savings - rewards,
whatever circles of referrals, referrals of oneself, rival referrers, mutual influence and losses
there are.
"""

import re
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from light import recipe

from estimators.referrals import choose_referrers

ROOT = Path(__file__).parents[2]
MODELS = [
    "int_referrals_qualified",
    "int_referrals_counted",
    "int_margins_to_customers",
    "int_referrals_credited",
    "int_influences_credited",
    "cev_ledger",
    "customer_cev",
    "cev_reconciliation",
]
PEOPLE = list("abcdef")

people = st.sampled_from(PEOPLE)
cents = st.integers(-50_000, 90_000).map(lambda n: Decimal(n) / 100)
companies = st.fixed_dictionaries(
    {
        "margins": st.lists(st.tuples(people, cents), max_size=12),
        "expected": st.dictionaries(people, cents.map(abs)),
        "first_days": st.dictionaries(people, st.integers(1, 28)),
        "referrals": st.lists(
            st.tuples(
                people,
                st.one_of(people, st.none()),
                st.integers(1, 28),
                st.one_of(cents.map(abs), st.none()),
            ),
            max_size=10,
        ),
        "touched": st.dictionaries(people, st.integers(1, 28)),
        "influences": st.dictionaries(
            st.tuples(people, people).filter(lambda pair: pair[0] != pair[1]),
            st.integers(1, 9),
            max_size=12,
        ),
        "ideas": st.lists(st.tuples(people, cents.map(abs)), max_size=3),
        "help": st.lists(st.tuples(people, cents.map(abs)), max_size=3),
    }
)


@pytest.fixture(scope="module")
def statements() -> list[tuple[str, str]]:
    """The models as dbt compiles them, in the order of building, with plain table names."""
    compiled = {step.name: step.code for step in recipe() if step.kind == "model"}
    return [(model, re.sub(r'"\w+"\."\w+"\."(\w+)"', r"\1", compiled[model])) for model in MODELS]


@pytest.fixture(scope="module")
def engine() -> duckdb.DuckDBPyConnection:
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        yield connection


def built(
    engine: duckdb.DuckDBPyConnection, statements: list[tuple[str, str]], company: dict
) -> None:
    """Lay the parents of the models as tables, then build the models on them."""

    def table(name: str, columns: str, rows: list[tuple]) -> None:
        engine.execute(f"create or replace table {name} ({columns})")
        if rows:
            marks = ", ".join("(" + ", ".join("?" * len(row)) + ")" for row in rows)
            values = [value for row in rows for value in row]
            engine.execute(f"insert into {name} values {marks}", values)

    engine.execute(
        """
        create or replace table as_of as
        select timestamp '2026-06-30 23:59:59' as as_of_at, date '2026-06-30' as as_of_date;
        create or replace table id_records_resolved as
        select unnest(['a', 'b', 'c', 'd', 'e', 'f']) as record_id, record_id as customer_id;
        create or replace table customers as select customer_id from id_records_resolved;
        create or replace table int_fx_rates_extended as
        select 'JPY' as currency, 1::decimal(26, 16) as rate, date '0001-01-01' as valid_from_month,
            date '9999-12-01' as valid_before_month;
        create or replace table int_ad_spend_converted as
        select date '2026-03-01' as month, 1000::decimal(18, 4) as spend;
        """
    )
    engine.execute(
        f"""
        create or replace table cev_component_map as
        from read_csv('{ROOT}/seeds/cev_component_map.csv', header = true)
        """
    )
    money = "decimal(18, 4)"
    table(
        "int_margins_realised",
        f"""
        customer_id text, event_date date, amount {money}, evidence_table text, evidence_key text,
        event_key text
        """,
        [
            (who, "2026-03-01", amount, "commerce.orders", f"o{n}", None)
            for n, (who, amount) in enumerate(company["margins"])
        ],
    )
    table(
        "int_payers_expected",
        "customer_id text, clv_expected double, probability_alive double",
        [(who, float(amount), 0.5) for who, amount in company["expected"].items()],
    )
    table(
        "orders",
        """
        order_id text, customer_id text, ordered_at timestamp, business_date date,
        is_first_order boolean
        """,
        [
            (f"first-{w}", w, f"2026-03-{d:02} 12:00:00", f"2026-03-{d:02}", True)
            for w, d in company["first_days"].items()
        ],
    )
    table(
        "stg_crm__referrals",
        f"""
        referral_id text, referrer_record_id text, referred_record_id text, invited_at timestamp,
        reward_amount {money}, currency text
        """,
        [
            (f"r{n}", a, b, f"2026-03-{day:02} 00:00:00", reward, None)
            for n, (a, b, day, reward) in enumerate(company["referrals"])
        ],
    )
    table(
        "touchpoints",
        "customer_id text, occurred_at timestamp",
        [(who, f"2026-03-{day:02} 00:00:00") for who, day in company["touched"].items()],
    )
    table(
        "int_contacts_to_influences",
        "influencer_id text, influenced_id text, strength bigint, last_evidence_date date",
        [(a, b, strength, "2026-03-02") for (a, b), strength in company["influences"].items()],
    )
    table(
        "int_ideas_credited",
        f"idea_id text, customer_id text, launched_date date, amount {money}",
        [(f"i{n}", who, "2026-03-03", amount) for n, (who, amount) in enumerate(company["ideas"])],
    )
    table(
        "int_help_credited",
        f"""
        driver text, customer_id text, event_date date, amount {money}, evidence_table text,
        evidence_key text
        """,
        [
            ("support_saving", who, "2026-03-03", amount, "support.article_votes", f"v{n}")
            for n, (who, amount) in enumerate(company["help"])
        ],
    )
    for model, statement in statements:
        engine.execute(f"create or replace table {model} as {statement}")
        if model == "int_referrals_qualified":
            rows = engine.execute(
                """
                select referral_id, referrer_customer_id, invitee_customer_id
                from int_referrals_qualified
                where left_out_reason is null order by invited_at, referral_id
                """
            ).fetchall()
            outcomes = choose_referrers([row[1:] for row in rows])
            table(
                "int_referrals_resolved",
                "referral_id text, outcome text",
                [(r[0], o) for r, o in zip(rows, outcomes, strict=True)],
            )


def value(engine: duckdb.DuckDBPyConnection, query: str) -> object:
    return engine.execute(query).fetchone()[0]


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(company=companies)
def test_the_law_holds_whoever_brought_and_influenced_whom(
    engine: duckdb.DuckDBPyConnection, statements: list[tuple[str, str]], company: dict
) -> None:
    built(engine, statements, company)
    totals = engine.execute(
        "select allocated_total, difference, overlap from cev_reconciliation"
    ).fetchall()
    assert len(totals) == 2
    assert len({allocated for allocated, _, _ in totals}) == 1
    assert all(
        abs(difference) <= Decimal("0.01") and overlap >= 0 for _, difference, overlap in totals
    )
    # The buyer keeps at least the organic floor of a margin; a little is left to rounding.
    assert not value(
        engine,
        """
        select count(*) from (
            select source_customer_id as customer_id, sum(amount) as given from cev_ledger
            where driver in ('referral_margin', 'influence_margin') group by all
        ) join int_margins_to_customers using (customer_id)
        where given > 0.5 * shared_margin + 0.001
        """,
    )
    assert not value(
        engine,
        """
        select count(*) from cev_ledger
        where driver like 'referral%' and credited_customer_id = source_customer_id
        """,
    )
    assert not value(
        engine,
        """
        select count(*) from (
            select source_customer_id from cev_ledger where driver like 'referral%'
            group by all having count(distinct credited_customer_id) > 1
        )
        """,
    )
    assert not value(
        engine,
        """
        with recursive chain as (
            select distinct credited_customer_id as brought_by, source_customer_id as brought
            from cev_ledger where driver like 'referral%'
            union
            select chain.brought_by, ledger.source_customer_id from chain
            join cev_ledger as ledger
                on ledger.credited_customer_id = chain.brought and ledger.driver like 'referral%'
        )
        select count(*) from chain where brought_by = brought
        """,
    )


def test_the_worked_example(
    engine: duckdb.DuckDBPyConnection, statements: list[tuple[str, str]]
) -> None:
    """A referred B, who had no earlier touch: 0.3 of 300, for 10.

    C and A influence D, who keeps 70 of 100.
    """
    built(
        engine,
        statements,
        {
            "margins": [
                ("a", Decimal(500)),
                ("b", Decimal(300)),
                ("c", Decimal(200)),
                ("d", Decimal(100)),
            ],
            "expected": {},
            "first_days": {"b": 9},
            "referrals": [
                ("a", "b", 2, Decimal(10)),
                ("b", "a", 1, None),
                ("a", "a", 1, None),
                ("c", "b", 3, None),
            ],
            "touched": {"b": 2},
            "influences": {("c", "d"): 5, ("a", "d"): 1},
            "ideas": [],
            "help": [],
        },
    )
    found = engine.execute(
        """
        select customer_id, cev_allocated, cev_gross from customer_cev
        where mapping = 'kumar2010' and cev_gross > 0 order by 1
        """
    ).fetchall()
    assert found == [
        ("a", Decimal(585), Decimal(585)),
        ("b", Decimal(210), Decimal(300)),
        ("c", Decimal(225), Decimal(225)),
        ("d", Decimal(70), Decimal(100)),
    ]
