"""What is to come of a running subscription, by the months that it has lasted.

One row per number of months, not per subscriber: the model knows nothing else of anybody.
"""


def model(dbt, session):
    """Return expected and discounted months of the horizon by months lasted; none without a fit."""
    import pyarrow as pa

    from estimators import customer_value as value

    settings = dbt.config.get("meta")
    fits = dbt.ref("int_customer_values_fitted").fetchnumpy()
    figures = dict(zip(zip(fits["model"], fits["name"], strict=True), fits["value"], strict=True))
    spells = dbt.ref("int_spells_to_subscribers").filter("is_running")
    lengths = spells.aggregate("present_spell_month_count").order("present_spell_month_count")
    lengths = lengths.fetchnumpy()["present_spell_month_count"]
    scores = value.score_terms(
        figures,
        lengths,
        int(settings["clv_horizon_months"]),
        float(settings["discount_rate"]),
    )
    return pa.table(
        {"month_count": pa.array(lengths, pa.int32())}
        | {name: pa.array(score, pa.float64(), from_pandas=True) for name, score in scores.items()}
    )
