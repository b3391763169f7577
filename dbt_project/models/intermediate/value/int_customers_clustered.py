"""Groups of buyers alike in recency, frequency and spending.

By k-means, which SQL has no words for.
"""


def model(dbt, session):
    """Return one row per buyer with the name of its cluster; cluster_1 spends least."""
    import numpy as np
    import pyarrow as pa

    from estimators.clusters import cluster_points

    customers = dbt.ref("int_order_dates_to_customers")
    columns = (
        "age_days - recency_days as recency, order_count, cast(net_sales as double) as net_sales"
    )
    table = customers.select(f"customer_id, {columns}").to_arrow_table()
    features = np.stack(
        [
            table[name].cast(pa.float64()).to_numpy()
            for name in ("recency", "order_count", "net_sales")
        ],
        axis=1,
    )
    # Logarithms: without them a handful of very large buyers would be all the clusters.
    clusters = cluster_points(np.log1p(features), rank_by=features[:, 2])
    names = np.array([f"cluster_{number}" for number in range(max(clusters, default=0) + 1)])
    return pa.table(
        {
            "customer_id": table["customer_id"],
            "cluster": pa.array(names[clusters].tolist() if len(clusters) else [], pa.string()),
        }
    )
