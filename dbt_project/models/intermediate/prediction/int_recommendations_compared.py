"""Whether one method of recommending hits more customers than the other, beyond chance."""


def model(dbt, session):
    """Return one row: whom only the one method hits, whom only the other, and the p-value."""
    import pyarrow as pa

    from estimators import mcnemar

    judged = dbt.ref("int_recommendations_judged").filter("is_hit")
    hits = judged.aggregate("customer_number, count(*) as n, min(method) as method")
    counts = dict(hits.filter("n = 1").aggregate("method, count(*) as n").fetchall())
    affinity, popularity = counts.get("affinity", 0), counts.get("popularity", 0)
    return pa.table(
        {
            "only_affinity_count": pa.array([affinity], pa.int64()),
            "only_popularity_count": pa.array([popularity], pa.int64()),
            "p_value": pa.array([mcnemar.p_value(affinity, popularity)], pa.float64()),
        }
    )
