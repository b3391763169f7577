"""BG/NBD, Gamma-Gamma and the beta-geometric against printed figures, integrals and known truth."""

from pathlib import Path

import duckdb
import numpy as np
import pytest

from estimators import beta_geometric, bg_nbd, gamma_gamma

CDNOW = Path(__file__).parents[3] / "shared/data/landing_cdnow/commerce"
PRINTED = bg_nbd.BgNbd(r=0.243, alpha=4.414, a=0.793, b=2.426)


@pytest.fixture(scope="module")
def cdnow() -> dict[str, np.ndarray]:
    """Pasts in weeks and mean repeat spend of the 2,357 customers at the end of September 1997."""
    if not CDNOW.exists():
        pytest.skip("the CDNOW purchases are not on this machine")

    def table(name: str) -> str:
        return (
            f"(select * from read_parquet('{CDNOW}/{name}/*.parquet', union_by_name = true) "
            f"union all by name select * from read_csv('{CDNOW}/{name}/*.csv', all_varchar = true))"
        )

    return duckdb.sql(
        f"""
        with lines as (
            select order_id, sum(quantity::integer * unit_price::decimal(18, 4)) as spent
            from {table("order_lines")} group by order_id
        ), dates as (
            select customer_record_id as customer, ordered_at::timestamp::date as day,
                sum(spent) as spent
            from {table("orders")} join lines using (order_id)
            where ordered_at::timestamp::date <= date '1997-09-30' group by all
        ), firsts as (select customer, min(day) as first_day from dates group by customer)
        select count(*) - 1 as orders, (max(day) - min(day)) / 7 as last,
            (date '1997-09-30' - min(day)) / 7 as age,
            coalesce(sum(spent) filter (where day > first_day) / nullif(count(*) - 1, 0), 0)::double
                as spent
        from dates join firsts using (customer) group by customer
        """
    ).fetchnumpy()


def pasts_of(orders: np.ndarray, last: np.ndarray, age: np.ndarray) -> bg_nbd.Pasts:
    return bg_nbd.Pasts(orders, last, age, np.ones(len(orders)))


def test_bg_nbd_gives_the_printed_fit(cdnow: dict[str, np.ndarray]) -> None:
    model = bg_nbd.fit_bg_nbd(pasts_of(cdnow["orders"], cdnow["last"], cdnow["age"]))
    assert [model.r, model.alpha, model.a, model.b] == pytest.approx(
        [0.2426, 4.4136, 0.7929, 2.4259], abs=6e-5
    )
    assert model.log_likelihood == pytest.approx(-9582.43, abs=0.005)


def test_gamma_gamma_gives_the_printed_fit(cdnow: dict[str, np.ndarray]) -> None:
    again = (cdnow["orders"] > 0) & (cdnow["spent"] > 0)
    model = gamma_gamma.fit_gamma_gamma(cdnow["orders"][again], cdnow["spent"][again])
    assert [model.p, model.q, model.v] == pytest.approx([6.25, 3.74, 15.45], abs=0.01)


def test_grouped_and_single_customers_fit_alike(cdnow: dict[str, np.ndarray]) -> None:
    single = pasts_of(cdnow["orders"], cdnow["last"], cdnow["age"])
    rows = np.stack([single.orders, single.last, single.age], axis=1)
    distinct, counts = np.unique(rows, axis=0, return_counts=True)
    grouped = bg_nbd.fit_bg_nbd(bg_nbd.Pasts(*distinct.T, counts))
    assert grouped.logs == pytest.approx(bg_nbd.fit_bg_nbd(single).logs, abs=1e-7)


def test_expected_orders_of_the_printed_customer() -> None:
    found = bg_nbd.expected_orders(
        PRINTED, np.array([2]), np.array([30.43]), np.array([38.86]), np.array([39])
    )
    assert found[0] == pytest.approx(1.226, abs=5e-4)


@pytest.mark.parametrize(
    "model",
    [
        PRINTED,
        bg_nbd.BgNbd(2.0, 4.0, 1.0, 0.3),
        bg_nbd.BgNbd(0.5, 4.0, 1.0 + 1e-8, 2.0),
        bg_nbd.BgNbd(0.1, 4.0, 0.01, 0.02),
        bg_nbd.BgNbd(3.0, 10.0, 8000.0, 72000.0),
    ],
)
def test_expected_orders_agree_with_the_plain_sum_even_for_heavy_buyers(
    model: bg_nbd.BgNbd,
) -> None:
    orders, age, horizon = np.meshgrid([0.0, 1.0, 40.0, 900.0], [0.0, 3.0, 200.0], [1.0, 52.0])
    found = bg_nbd.expected_orders_if_alive(model, orders.ravel(), age.ravel(), horizon.ravel())
    plain = bg_nbd._summed_orders(model, orders.ravel(), age.ravel(), horizon.ravel())
    assert found == pytest.approx(plain, rel=1e-6)


def test_nobody_without_a_repeat_order_is_taken_for_gone() -> None:
    alive = bg_nbd.probability_alive(
        PRINTED, np.array([0, 500]), np.array([0, 1]), np.array([300, 1000])
    )
    assert alive[0] == 1
    assert 0 <= alive[1] < 1e-12


@pytest.mark.parametrize("fit", ["bg_nbd", "gamma_gamma"])
def test_gradients_are_those_of_the_likelihoods(fit: str) -> None:
    rng = np.random.default_rng(1)
    orders = rng.integers(0, 6, 200).astype(float)
    if fit == "bg_nbd":
        last = np.where(orders > 0, rng.uniform(1, 20, 200), 0)
        likelihood = bg_nbd.likelihood(pasts_of(orders, last, last + rng.uniform(0, 9, 200)))
        point = np.log([0.6, 5, 0.8, 3])
    else:
        likelihood, point = (
            gamma_gamma.likelihood(orders + 1, rng.gamma(3, 1, 200)),
            np.log([4, 3, 1.2]),
        )
    step = np.eye(len(point)) * 1e-5
    slopes = [(likelihood(point + s)[0] - likelihood(point - s)[0]) / 2e-5 for s in step]
    assert likelihood(point)[1] == pytest.approx(slopes, rel=1e-5)


@pytest.mark.parametrize(
    ("survivors", "gamma", "delta", "log_likelihood"),
    [
        ([1000, 631, 468, 382, 326, 289, 262, 241], 0.704, 1.182, -1680.3),
        ([1000, 869, 743, 653, 593, 551, 517, 491], 0.668, 3.806, -1611.2),
    ],
)
def test_beta_geometric_gives_the_printed_fit(
    survivors: list[int], gamma: float, delta: float, log_likelihood: float
) -> None:
    # Fader & Hardie 2007, regular and high-end customers.
    model = beta_geometric.fit_beta_geometric(
        np.arange(1, 8), -np.diff(survivors), [7], survivors[-1:]
    )
    assert [model.gamma, model.delta] == pytest.approx([gamma, delta], abs=5e-4)
    assert model.log_likelihood == pytest.approx(log_likelihood, abs=0.05)


def test_beta_geometric_goes_on_where_the_spell_stands() -> None:
    model = beta_geometric.BetaGeometric(0.704, 1.182)
    periods = np.arange(1, 8)
    retention = (1.182 + periods - 1) / (0.704 + 1.182 + periods - 1)
    assert beta_geometric.survival_from(model, 0, periods) == pytest.approx(np.cumprod(retention))
    whole, half = (beta_geometric.survival_from(model, 0, n) for n in (7, 3))
    assert beta_geometric.survival_from(model, 3, 4) == pytest.approx(whole / half)


def test_beta_geometric_of_leavers_who_all_say_the_same_is_still_an_answer() -> None:
    alike = beta_geometric.fit_beta_geometric([1], [12], [], [])
    assert beta_geometric.survival_from(alike, 0, 1) == pytest.approx(0, abs=1e-6)
    third = beta_geometric.fit_beta_geometric([3], [12], [], [])
    # All leave in the third month: the likeliest chance of leaving is 1 / 3 each month.
    assert beta_geometric.survival_from(third, 0, 1) == pytest.approx(2 / 3, abs=1e-3)


def test_new_subscribers_teach_nothing_about_staying() -> None:
    months, leavers = np.array([1, 2, 5]), np.array([4, 3, 1])
    with_them = beta_geometric.fit_beta_geometric(months, leavers, [0, 6], [500, 9])
    without = beta_geometric.fit_beta_geometric(months, leavers, [6], [9])
    assert with_them.gamma == pytest.approx(without.gamma)
    assert with_them.delta == pytest.approx(without.delta)


def test_data_that_say_nothing_are_refused_with_the_reason() -> None:
    zeros, ages = np.zeros(20), np.full(20, 9.0)
    with pytest.raises(ValueError, match="bought again"):
        bg_nbd.fit_bg_nbd(pasts_of(zeros, zeros, ages))
    with pytest.raises(ValueError, match="at least 2 customers"):
        bg_nbd.fit_bg_nbd(pasts_of(np.array([1]), np.array([1]), np.array([2])))
    with pytest.raises(ValueError, match="impossible|0 <= last <= age"):
        pasts_of(np.array([1]), np.array([3]), np.array([2]))
    with pytest.raises(ValueError, match="all are equal"):
        gamma_gamma.fit_gamma_gamma(np.array([1, 2, 3]), np.full(3, 5.0))
    with pytest.raises(ValueError, match="positive"):
        gamma_gamma.fit_gamma_gamma(np.array([1, 2, 3]), np.array([5.0, -1.0, 2.0]))
    with pytest.raises(ValueError, match="nobody left"):
        beta_geometric.fit_beta_geometric([], [], [3], [12])
    with pytest.raises(ValueError, match="before the first period"):
        beta_geometric.fit_beta_geometric([0], [10], [3], [12])
