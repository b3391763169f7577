"""The fits of all models of customer value, and their test on the last quarter of the period.

Few rows in, a dozen out.
"""


def model(dbt, session):
    """Return one row per parameter or score, with the number of customers behind it."""
    import pyarrow as pa

    from estimators import customer_value as value

    customers = dbt.ref("int_order_dates_to_customers")
    past = "frequency, recency_days, age_days"
    pasts = customers.aggregate(f"{past}, count(*) as customer_count").order(past).fetchnumpy()
    repeaters = customers.filter("frequency > 0 and mean_repeat_margin > 0")
    repeaters = repeaters.select("frequency, mean_repeat_margin").fetchnumpy()
    past = f"{past}, later_order_date_count, holdout_days"
    holdout = dbt.ref("int_order_dates_to_holdout_customers")
    holdout = holdout.aggregate(f"{past}, count(*) as customer_count").order(past).fetchnumpy()
    spells = dbt.ref("int_spells_to_subscribers")
    months = "first_spell_month_count"
    spells = spells.aggregate(f"has_left_once, {months}, count(*) as customer_count").order(months)
    left = spells.filter("has_left_once").fetchnumpy()
    stayed = spells.filter("not has_left_once").fetchnumpy()
    purchases = value.fit_purchases(*pasts.values())
    figures = [
        *purchases,
        # What an order is worth says nothing where nobody can tell how many will come.
        *(value.fit_spending(*repeaters.values()) if purchases else []),
        *value.fit_terms(
            left[months], left["customer_count"], stayed[months], stayed["customer_count"]
        ),
        *value.test_on_holdout(
            holdout["frequency"],
            holdout["recency_days"],
            holdout["age_days"],
            holdout["customer_count"],
            holdout["later_order_date_count"],
            holdout["holdout_days"].max() if len(holdout["holdout_days"]) else 0,
        ),
    ]
    return pa.table(
        {
            "model": pa.array([figure.model for figure in figures], pa.string()),
            "name": pa.array([figure.name for figure in figures], pa.string()),
            "value": pa.array([figure.value for figure in figures], pa.float64()),
            "customer_count": pa.array([figure.customer_count for figure in figures], pa.int64()),
        }
    )
