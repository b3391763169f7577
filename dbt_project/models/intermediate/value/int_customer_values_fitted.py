"""The fits of BG/NBD and Gamma-Gamma and their test on the last quarter of the period.

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
    figures = [
        *value.fit_purchases(*pasts.values()),
        *value.fit_spending(*repeaters.values()),
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
