"""What the headline figures will be, from mart kpis: one series per metric, of some months."""


def model(dbt, session):
    """Return one row per metric and month ahead; metrics that cannot be forecast have none."""
    import itertools

    import pyarrow as pa

    from estimators import forecasts

    settings = dbt.config.get("meta")
    scales = {"nps": (-100, 100), "csat": (1, 5), "ces": (1, 7), "health_mean": (0, 100)}
    ahead = int(settings["forecast_months"])
    units = dict(dbt.ref("metric_registry").select("metric, unit").fetchall())
    (today,) = dbt.ref("as_of").select("as_of_month").fetchall()[0]
    complete = dbt.ref("kpis").filter("segment_type = 'all' and is_complete and value is not null")
    rows = complete.order("metric, month").select("metric, month, value").fetchall()
    kinds = {
        "metric": pa.string(),
        "last_month": pa.date32(),
        "horizon": pa.int32(),
        **dict.fromkeys(("value", "low_80", "high_80", "low_95", "high_95"), pa.float64()),
        "method": pa.string(),
        "mase": pa.float64(),
        "naive_mase": pa.float64(),
        "history_month_count": pa.int32(),
    }
    table = {name: [] for name in kinds}
    for metric, months in itertools.groupby(rows, key=lambda row: row[0]):
        dated = [(month.year * 12 + month.month, month, value) for _, month, value in months]
        # A month without a figure ends the history: what lies before it is another story.
        gaps = [at for at in range(1, len(dated)) if dated[at][0] != dated[at - 1][0] + 1]
        history = [value for _, _, value in dated[max(gaps, default=0) :]][-forecasts.MOST_MONTHS :]
        number, last_month, _ = dated[-1]
        if today.year * 12 + today.month - number > 6:
            continue
        if metric in scales:
            least, most = scales[metric]
        else:
            least = None if min(history) < 0 else 0
            most = 1 if units[metric] == "rate" and max(history) <= 1 else None
        found = forecasts.forecast(history, ahead, least, most)
        for step in found.steps if found else ():
            row = (
                metric,
                last_month,
                step.horizon,
                step.value,
                step.low_80,
                step.high_80,
                step.low_95,
                step.high_95,
                found.method,
                found.mase,
                found.naive_mase,
                found.month_count,
            )
            for name, cell in zip(table, row, strict=True):
                table[name].append(cell)
    return pa.table({name: pa.array(table[name], kind) for name, kind in kinds.items()})
