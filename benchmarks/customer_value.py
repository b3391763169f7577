"""How long the customer value models take, beside the package lifetimes where it is installed.

Run by hand:  python benchmarks/customer_value.py --customers 1000000
For the comparison, run it with the Python of an environment that has numpy, scipy and the public
package lifetimes, and this repository on PYTHONPATH: both fits then read the same purchases in one
run.
"""

import argparse
import resource
import time
from collections.abc import Callable

import numpy as np

from estimators import bg_nbd, customer_value
from estimators.distinct import distinct_rows

TRUTH = bg_nbd.BgNbd(r=1.1, alpha=10.0, a=0.7, b=5.0)
SPEND_SHAPES = (3.0, 4.0, 40.0)


def simulated(number: int, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Return what ``number`` customers of a shop with known parameters did in up to three years.

    Times are in days.
    """
    age = rng.integers(1, 3 * 365, number)
    rate = rng.gamma(TRUTH.r, 1 / TRUTH.alpha, number) / customer_value.DAYS_PER_WEEK
    leaving = rng.beta(TRUTH.a, TRUTH.b, number)
    stays_for = rng.geometric(np.maximum(leaving, 1e-12))
    orders = np.zeros(number, dtype=np.int64)
    last = np.zeros(number)
    clock = np.zeros(number)
    active = np.arange(number)
    while len(active):
        clock[active] += rng.exponential(1 / rate[active])
        active = active[clock[active] <= age[active]]
        last[active] = clock[active]
        orders[active] += 1
        active = active[orders[active] < stays_for[active]]
    last_days = np.where(orders > 0, np.maximum(np.ceil(last), 1), 0).astype(np.int64)
    p, q, v = SPEND_SHAPES
    margin = (
        rng.gamma(p * np.maximum(orders, 1)) / rng.gamma(q, 1 / v, number) / np.maximum(orders, 1)
    )
    return {
        "orders": orders,
        "last": last_days,
        "age": age,
        "margin": np.where(orders > 0, margin, np.nan),
    }


def timed(name: str, action: Callable[[], object]) -> tuple[object, float]:
    """Run, print how long it took, and return the result with the seconds of processor time."""
    start, start_of_work = time.perf_counter(), time.process_time()
    result = action()
    seconds, work = time.perf_counter() - start, time.process_time() - start_of_work
    print(f"{name:45} {seconds:8.2f} s  ({work:.2f} s of processor time)")
    return result, work


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--customers", type=int, default=1_000_000)
    number = parser.parse_args().customers
    shop = simulated(number, np.random.default_rng(7))
    past = shop["orders"], shop["last"], shop["age"]
    print(f"{number:,} customers, {shop['orders'].sum() + number:,} order dates")
    distinct, _, customers = distinct_rows(*past)
    print(f"{len(customers):,} distinct pasts")
    purchases, seconds = timed(
        "fit BG/NBD", lambda: customer_value.fit_purchases(*distinct, customers)
    )
    spending, _ = timed(
        "fit Gamma-Gamma", lambda: customer_value.fit_spending(shop["orders"], shop["margin"])
    )
    print("   " + ", ".join(f"{f.name} {f.value:.4f}" for f in purchases + spending))
    figures = {(f.model, f.name): f.value for f in purchases + spending}
    timed(
        "score, without intervals",
        lambda: customer_value.score(
            {**figures}, *past, shop["margin"], 12, 0.1, with_interval=False
        ),
    )
    timed(
        "score, with intervals",
        lambda: customer_value.score(figures, *past, shop["margin"], 12, 0.1),
    )
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2:.2f} GiB")
    try:
        from lifetimes import BetaGeoFitter
    except ImportError:
        print("lifetimes is not installed: no comparison")
        return
    weeks = [np.asarray(v, dtype=float) for v in (past[0], past[1] / 7, past[2] / 7)]
    other = BetaGeoFitter(penalizer_coef=0.0)
    _, other_seconds = timed("lifetimes: fit BG/NBD", lambda: other.fit(*weeks))
    print("   " + ", ".join(f"{name} {value:.4f}" for name, value in other.params_.items()))
    print(f"this fit is {other_seconds / seconds:.1f} times faster")


if __name__ == "__main__":
    main()
