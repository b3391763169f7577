"""How long mart measure_effects takes on 10 million assignments and 5 million orders.

Run by hand:  python benchmarks/effects.py      # --size 0.1

Measured are the models between staging and the mart on made-up rows of what they read, in a build
database on disk with two threads; a whole refresh of as many people takes far longer for other
reasons. Two experiments of three variants, one of them asked for an event, and everybody in both.
Budgets: under 60 s and 6 GiB (judgement of issue "Prove").
"""

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from light import Light, Step, recipe

MAX_SECONDS, MAX_BYTES = 60, 6 * 1024**3
CUSTOMER = (
    "customer_record_id,source_system,created_at,updated_at,_loaded_at\n"
    "c1,ec,2026-01-01,2026-01-01,2026-03-01\n"
)
NEEDED = (
    "int_measures_dated",
    "int_assignments_identified",
    "int_customers_to_groups",
    "int_customers_to_outcomes",
    "int_effects_summed",
    "int_effects_estimated",
    "measure_effects",
)
START = "timestamp '2026-01-01'"
ROWS = {
    "id_records_resolved": """
        select 'R' || lpad(cast(i as varchar), 8, '0') as record_id,
            'R' || lpad(cast(i as varchar), 8, '0') as customer_id
        from range({people}) as numbers (i)""",
    "id_customers_numbered": """
        select 'R' || lpad(cast(i as varchar), 8, '0') as customer_id, i + 1 as customer_number
        from range({people}) as numbers (i)""",
    "stg_messaging__assignments": f"""
        select 'X' || x as experiment_id,
            'R' || lpad(cast(i as varchar), 8, '0') as customer_record_id,
            ['control', 'letter', 'message'][1 + cast(hash(i * 10 + x) % 3 as integer)] as variant,
            {START} + to_hours(cast(hash(i) % 200 as integer)) as assigned_at,
            0.3333 as planned_share
        from range({{people}}) as numbers (i), range(2) as experiments (x)""",
    "stg_messaging__measures": f"""
        select 'M' || x as measure_id, 'X' || x as experiment_id, {START} as started_at,
            {START} + interval '60 days' as ended_at,
            case x when 1 then 'sign_up' end as goal_event
        from range(2) as measures (x)""",
    "orders": f"""
        select 'O' || i as order_id,
            'R' || lpad(cast(hash(i) % {{people}} as varchar), 8, '0') as customer_id,
            {START} + to_minutes(cast(hash(i * 7) % 172800 as integer) - 86400) as ordered_at,
            true as is_counted,
            cast(hash(i * 13) % 2000000 / 100.0 as decimal(18, 4)) as net_sales
        from range({{orders}}) as numbers (i)""",
    "sessions": """
        select 'S' || i as session_id,
            'R' || lpad(cast(hash(i) % {people} as varchar), 8, '0') as customer_id, false as is_bot
        from range({orders}) as numbers (i)""",
    "int_events_sessionized": f"""
        select 'E' || i as event_id, 'S' || i as session_id,
            case when i % 10 = 0 then 'sign_up' else 'page_view' end as event_name,
            {START} + to_minutes(cast(hash(i * 3) % 86400 as integer)) as occurred_at
        from range({{orders}}) as numbers (i)""",
    "as_of": "select timestamp '2026-04-01' as as_of_at, date '2026-04-01' as as_of_date",
}


def main() -> int:
    """Measure and print; return 1 where a budget is broken."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=float, default=1, help="1 for the full number of rows")
    size = parser.parse_args().size
    os.environ["ENGAGEMENT_IDENTITY_SALT"] = "benchmark"
    numbers = {"people": int(5_000_000 * size), "orders": int(5_000_000 * size)}
    with made_up(["measure_effects"], ROWS, numbers) as (light, steps):
        return measured(light, steps)


@contextmanager
def made_up(
    marts: list[str], rows: dict[str, str], numbers: dict[str, int]
) -> Iterator[tuple[Light, dict[str, Step]]]:
    """Lay made-up rows into what the models of some marts read, in a build database on disk."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        zone = Path(folder) / "landing"
        (zone / "crm" / "customers").mkdir(parents=True)
        (zone / "crm" / "customers" / "one.csv").write_text(CUSTOMER, encoding="utf-8")
        with Light(Path(folder) / "built") as light:
            outcome = light.refresh(zone, marts=marts)
            assert outcome.refusal is None, outcome.refusal
            light.connection.execute("set memory_limit = '4GB'")
            steps = {step.name: step for step in recipe(None, marts)}
            for name, sql in rows.items():
                lay(light, steps[name].relation, sql.format(**numbers))
            yield light, steps


def lay(light: Light, relation: str, sql: str) -> None:
    """Put made-up rows into a table; columns that are not made up are null."""
    named = dict(
        light.connection.execute(
            f"select column_name, column_type from (describe {relation})"
        ).fetchall()
    )
    made = [c for c, *_ in light.connection.execute(f"describe {sql}").fetchall()]
    for kind in ("view", "table"):
        try:
            light.connection.execute(f"drop {kind} {relation}")
        except Exception:  # noqa: BLE001, S112 - it is the other of the two
            continue
    listed = ", ".join(
        f'cast({name if name in made else "null"} as {kind}) as "{name}"'
        for name, kind in named.items()
    )
    light.connection.execute(f"create table {relation} as select {listed} from ({sql})")


def measured(light: Light, steps: dict) -> int:
    """Build the models one after the other and print what each took."""
    total = 0.0
    for name in NEEDED:
        start = time.perf_counter()
        light._build(steps[name], tuple(steps.values()))
        seconds = time.perf_counter() - start
        total += seconds
        print(f"{name:30} {seconds:6.1f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(f"{'together':30} {total:6.1f} s, peak {peak / 1024**3:.2f} GiB")
    print(
        light.connection.execute(
            "select measure_id, variant, treated_customer_count, control_customer_count, verdict "
            "from marts_build.marts.measure_effects order by all"
        ).fetchall()
    )
    return int(total > MAX_SECONDS or peak > MAX_BYTES)


if __name__ == "__main__":
    sys.exit(main())
