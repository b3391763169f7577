"""What does not depend on people: goods, exchange rates, campaigns and help articles."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sample_company import texts
from sample_company.world import DAY, HOUR, JST, Frame, World, ids, join, same, take

PRODUCTS = 320
STOCKED_EVERY = 4  # the stock system holds every fourth product
MARGIN_RATES = (0.36, 0.50)
PAIRS = 4  # of products that are bought together
PAIR_PRICES = (300, 1200)  # JPY of each: there is room for both in most larger baskets
CAMPAIGN_KINDS = ["email", "line", "push", "paid_search", "paid_social", "display", "affiliate"]
CAMPAIGN_JA = [
    "メルマガ",
    "LINE配信",
    "アプリ通知",
    "検索広告",
    "SNS広告",
    "ディスプレイ広告",
    "アフィリエイト",
]


@dataclass
class Catalogue:
    """Goods and rates: price and cost in JPY by product, rate by month and currency."""

    product_id: pa.Array
    name: list[str]
    category: np.ndarray
    price: np.ndarray
    cost: np.ndarray
    grams: np.ndarray  # weight of a bag of what the till sells by weight, else 0
    rates: dict[str, np.ndarray]
    campaign: list[str]  # month x kind, row by row
    pairs: np.ndarray  # PAIRS x 2 products that are bought together


def build(world: World) -> tuple[Catalogue, dict[str, Frame]]:
    """Goods, monthly rates and campaigns, with their frames by table."""
    rng = world.rng(100)
    names, category, price = [], [], []
    per = PRODUCTS // len(texts.CATEGORIES) + 1
    for number, (_, _, low, high, words) in enumerate(texts.CATEGORIES):
        words, grades = words.split(), texts.GRADES
        for item in range(per):
            weight = ["", " 50g", " 100g", " 200g"][item % 4] if number < 3 else ""
            grade = grades[item // len(words) % len(grades)]
            names.append(f"{words[item % len(words)]}{grade}{weight}")
            category.append(number)
            level = np.exp(rng.uniform(np.log(low), np.log(high)))
            price.append(max(round(level / 100) * 100 - 20, 180))
    order = rng.permutation(len(names))[:PRODUCTS]
    price = np.array(price)[order]
    rate = rng.uniform(*MARGIN_RATES, PRODUCTS)
    cost = np.round(price * (1 - rate))
    count = world.months + 1
    rates = {
        "USD": np.round(148 * np.exp(np.cumsum(rng.normal(0, 0.012, count))), 2),
        "EUR": np.round(163 * np.exp(np.cumsum(rng.normal(0, 0.010, count))), 2),
    }
    first = world.month_starts[:-1]
    labels = [str(np.datetime64(int(day), "D"))[:7].replace("-", "") for day in first]
    campaign = [f"CMP-{label}-{kind.upper()}" for label in labels for kind in CAMPAIGN_KINDS]
    grams = [int(name.split()[-1][:-1]) if name.endswith("g") else 0 for name in names]
    cat = Catalogue(
        ids("T", np.arange(1, PRODUCTS + 1), 5),
        [names[i] for i in order],
        np.array(category)[order],
        price,
        cost,
        np.array(grams)[order],
        rates,
        campaign,
        _pairs(world, price),
    )
    opened = np.full(PRODUCTS, world.start_us + 3600 * 10**6)
    months = np.repeat(first, 2)
    midnight = months * DAY - JST
    fx = {
        "month": months,
        "currency": take(["USD", "EUR"], np.tile([0, 1], world.months)),
        "rate_to_reporting": np.stack([rates["USD"][:-1], rates["EUR"][:-1]], axis=1).ravel(),
        "_loaded_at": midnight + 2 * HOUR,
    }
    # A price list is re-issued with new costs in the middle of the time: a late update.
    change = rng.choice(PRODUCTS, 24, replace=False)
    middle = np.full(24, int(first[len(first) // 2]) * DAY - JST + 10 * HOUR)
    first_list = products(cat, np.arange(PRODUCTS), cost, opened, world)
    newer = products(cat, change, cost[change], middle, world)
    return cat, {
        "commerce.products+late_update": {
            key: column.take(pa.array(change)) if isinstance(column, pa.Array) else column[change]
            for key, column in first_list.items()
        },
        "commerce.products": {
            key: pa.concat_arrays([_without(column, change), newer[key]])
            if isinstance(column, pa.Array)
            else np.concatenate([np.delete(column, change), newer[key]])
            for key, column in first_list.items()
        },
        "reference.fx_rates": fx,
        "messaging.campaigns": _campaigns(cat, world, labels),
    }


def _pairs(world: World, price: np.ndarray) -> np.ndarray:
    """Return products two by two, none of them in two pairs and none of them counted in stock."""
    low, high = PAIR_PRICES
    cheap = np.flatnonzero((price >= low) & (price <= high))
    cheap = cheap[cheap % STOCKED_EVERY != 0]
    return world.rng(104).permutation(cheap)[: 2 * PAIRS].reshape(PAIRS, 2)


def _without(column: pa.Array, index: np.ndarray) -> pa.Array:
    return column.take(pa.array(np.delete(np.arange(len(column)), index)))


def products(
    cat: Catalogue, index: np.ndarray, cost: np.ndarray, updated: np.ndarray, world: World
) -> Frame:
    """Return rows of commerce.products for the products at the given positions."""
    brands = [item[1] for item in texts.CATEGORIES]
    kinds = [item[0] for item in texts.CATEGORIES]
    return {
        "product_id": cat.product_id.take(pa.array(index)),
        "name": take(cat.name, index),
        "category": take(kinds, cat.category[index]),
        "brand": take(brands, cat.category[index]),
        "unit_list_price": (cat.price[index] * 10_000).astype(np.int64),
        "unit_cost": (cost * 10_000).astype(np.int64),
        "currency": same("JPY", len(index)),
        "updated_at": updated,
        "_loaded_at": world.loaded(updated),
    }


def _campaigns(cat: Catalogue, world: World, labels: list[str]) -> Frame:
    kinds = len(CAMPAIGN_KINDS)
    kind = np.tile(np.arange(kinds), world.months)
    month = np.repeat(np.arange(world.months), kinds)
    start = world.month_starts[month] * DAY - JST + 9 * HOUR
    end = world.month_starts[month + 1] * DAY - JST - 1
    title = join(
        take([f"{text[:4]}年{int(text[4:])}月 " for text in labels], month), take(CAMPAIGN_JA, kind)
    )
    channel = [*CAMPAIGN_KINDS]
    goals = [
        "repeat",
        "repeat",
        "reactivation",
        "acquisition",
        "acquisition",
        "awareness",
        "acquisition",
    ]
    return {
        "campaign_id": pa.array(cat.campaign),
        "name": title,
        "channel": take(channel, kind),
        "objective": take(goals, kind),
        "is_commercial": np.ones(len(kind), bool),
        "started_at": start,
        "ended_at": end,
        "planned_control_share": np.where(kind < 3, 0.1, np.nan),
        "_loaded_at": world.loaded(start),
    }
