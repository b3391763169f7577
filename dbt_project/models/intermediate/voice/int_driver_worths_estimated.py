"""What goes along with one point more on each item: recommendation, and money through it."""


def model(dbt, session):
    """Return one row per item of the regression over all waves."""
    import numpy as np
    import pyarrow as pa

    from estimators.driver_worth import worth_of_drivers

    rated = dbt.ref("int_driver_cases_numbered").order("case_number, item_number").fetchnumpy()
    followed = (
        dbt.ref("int_loyalties_observed")
        .filter("is_first_answer and is_matured")
        .project("cast(nps_score as bigint) as score, cast(net_sales as double) as net_sales")
        .order("score, net_sales")
        .fetchnumpy()
    )
    count = int(rated["item_count"][0]) if len(rated["item_count"]) else 0
    shape = (-1, max(count, 1))
    worths = worth_of_drivers(
        np.asarray(rated["score"], dtype=float).reshape(shape),
        np.asarray(rated["nps_score"], dtype=float).reshape(shape)[:, 0],
        np.asarray(followed["score"], dtype=float),
        np.asarray(followed["net_sales"], dtype=float),
    )
    names = [str(item) for item in rated["item"][:count]]
    table = {"item": pa.array(names, pa.string())}
    for name, values in worths._asdict().items():
        kind = pa.int64() if name.endswith("_count") else pa.float64()
        whole = np.broadcast_to(values, shape[1:])[:count]
        table[name] = pa.array(whole, kind, from_pandas=True, safe=False)
    return pa.table(table)
