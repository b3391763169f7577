"""How long affinities and recommendations take on 6 million orders with 12 million lines.

Run by hand:  python benchmarks/baskets.py      # --size 0.1

Measured are the models between the facts and the marts on made-up rows of what they read, in a
build database on disk with two threads. A million customers buy 5,000 products, some far more often
than others; a third of the orders are guests'.
Budgets: affinities under 2 minutes, recommendations under 4, 6 GiB (judgement of issue "Predict").
"""

import argparse
import os
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from effects import made_up
from light import Light

MAX_BYTES = 6 * 1024**3
MARTS = ["product_affinities", "recommendations"]
# Budget in seconds -> models, in the order in which they are built.
NEEDED = {
    120: ("int_products_numbered", "int_items_bought", "int_items_paired", "product_affinities"),
    240: (
        "int_products_offered",
        "int_customers_to_products",
        "int_products_to_later_buyers",
        "int_customers_to_recommend",
        "int_products_associated",
        "int_recommendations_scored",
        "int_recommendations_filled",
        "int_recommendations_judged",
        "int_recommendations_compared",
        "recommendation_fit",
        "recommendations",
    ),
}
DATED = "date '2026-06-30' - cast(hash(i * 3) % 365 as integer)"
BUYER = """case when hash(i) % 3 > 0
            then 'R' || lpad(cast(hash(i * 7) % {people} as varchar), 8, '0') end"""
# Products by the square of a draw: the first are bought most.
PRODUCT = """'P' || lpad(cast(cast(floor(
            5000 * power((hash(i * 11 + line) % 1000000) / 1e6, 2)) as integer) as varchar),
            5, '0')"""
ROWS = {
    "as_of": "select timestamp '2026-06-30 14:59:59' as as_of_at, date '2026-06-30' as as_of_date",
    "id_customers_numbered": """
        select 'R' || lpad(cast(i as varchar), 8, '0') as customer_id, i + 1 as customer_number
        from range({people}) as numbers (i)""",
    "orders": f"""
        select 'O' || i as order_id, {BUYER} as customer_id, {DATED} as business_date,
            true as is_counted
        from range({{orders}}) as numbers (i)""",
    "order_lines": f"""
        select 'O' || i as order_id, line as line_no, {BUYER} as customer_id,
            {DATED} as business_date, true as is_counted, {PRODUCT} as product_id,
            'category ' || hash({PRODUCT}) % 40 as category, 1 as quantity, 0 as refunded_quantity
        from range({{orders}}) as numbers (i), range(2) as lines (line)""",
    "int_orders_to_order_dates": f"""
        select distinct {BUYER} as customer_id, {DATED} as business_date
        from range({{orders}}) as numbers (i) where hash(i) % 3 > 0""",
}


def main() -> int:
    """Measure and print; return 1 where a budget is broken."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=float, default=1, help="1 for the full number of rows")
    size = parser.parse_args().size
    os.environ["ENGAGEMENT_IDENTITY_SALT"] = "benchmark"
    numbers = {"people": int(1_000_000 * size), "orders": int(6_000_000 * size)}
    with made_up(MARTS, ROWS, numbers) as (light, steps):
        return measured(light, steps)


def measured(light: Light, steps: dict) -> int:
    """Build the models one after the other and print what each took."""
    is_late = False
    for budget, names in NEEDED.items():
        total = 0.0
        for name in names:
            start = time.perf_counter()
            light._build(steps[name], tuple(steps.values()))
            seconds = time.perf_counter() - start
            total += seconds
            print(f"{name:30} {seconds:6.1f} s")
        print(f"{'together':30} {total:6.1f} s of {budget}")
        is_late |= total > budget
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(f"peak {peak / 1024**3:.2f} GiB")
    for mart in (*MARTS, "recommendation_fit"):
        counted = light.connection.execute(f"select count(*) from {steps[mart].relation}")
        print(mart, counted.fetchall())
    return int(is_late or peak > MAX_BYTES)


if __name__ == "__main__":
    sys.exit(main())
