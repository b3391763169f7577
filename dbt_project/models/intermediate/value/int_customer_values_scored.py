"""What each customer will bring, by the fitted models.

Columns in, columns out, no loop over customers.
"""


def model(dbt, session):
    """Return one row per buyer; figures that the models do not tell are null."""
    import numpy as np
    import pyarrow as pa

    from estimators import customer_value as value

    settings = dbt.config.get("meta")
    fits = dbt.ref("int_customer_values_fitted").fetchnumpy()
    figures = dict(zip(zip(fits["model"], fits["name"], strict=True), fits["value"], strict=True))
    customers = dbt.ref("int_order_dates_to_customers")
    customers = customers.select(
        "customer_id, frequency, recency_days, age_days, mean_repeat_margin"
    )
    table = customers.to_arrow_table()
    columns = [
        table[name].cast(pa.float64()).fill_null(np.nan).to_numpy()
        for name in ("frequency", "recency_days", "age_days", "mean_repeat_margin")
    ]
    scores = value.score(
        figures,
        *columns,
        int(settings["clv_horizon_months"]),
        float(settings["discount_rate"]),
    )
    return pa.table(
        {"customer_id": table["customer_id"]}
        | {name: pa.array(score, pa.float64(), from_pandas=True) for name, score in scores.items()}
    )
