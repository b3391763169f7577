"""Which records are one person: union-find under never_match, which SQL has no words for."""


def model(dbt, session):
    """Return one row per record that is linked to another.

    Each comes with the least number of its cluster; link_order 0 keeps two records apart.
    """
    import numpy as np
    import pyarrow as pa

    from estimators.identity import cluster_records

    links = dbt.ref("id_links_numbered").order("link_order, left_number, right_number")
    links = links.select("link_order, left_number, right_number").fetchnumpy()
    pairs = np.column_stack([links["left_number"], links["right_number"]]).astype(np.int64)
    is_never = np.asarray(links["link_order"]) == 0
    record_count = int(pairs.max()) + 1 if pairs.size else 0
    cluster = cluster_records(record_count, pairs[~is_never], pairs[is_never])
    return pa.table(
        {
            "record_number": pa.array(np.arange(record_count), pa.int64()),
            "cluster_number": pa.array(cluster, pa.int64()),
        }
    )
