"""How far the mean gap between satisfaction and expectation may lie from what was measured."""


def model(dbt, session):
    """Return one row per quarter and item."""
    import pyarrow as pa

    from estimators.paired import paired_interval

    summed = (
        dbt.ref("int_expectations_summed")
        .order("quarter, item")
        .select("quarter, item, response_count, difference_sum, difference_square_sum")
    )
    columns = {"quarter": [], "item": [], "ci_low": [], "ci_high": []}
    for quarter, item, *sums in summed.fetchall():
        for name, value in zip(columns, (quarter, item, *paired_interval(*sums)), strict=True):
            columns[name].append(value)
    kinds = (pa.date32(), pa.string(), pa.float64(), pa.float64())
    return pa.table(
        {name: pa.array(columns[name], kind) for name, kind in zip(columns, kinds, strict=True)}
    )
