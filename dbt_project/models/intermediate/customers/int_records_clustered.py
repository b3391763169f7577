"""Which records are one person: union-find under never_match, which SQL has no words for."""


def model(dbt, session):
    """Return one row per record that is linked to another.

    Each comes with the least record id of its cluster.
    """
    import numpy as np
    import pyarrow as pa

    from estimators.identity import cluster_records

    links = dbt.ref("int_records_linked").order("link_order, left_record_id, right_record_id")
    links = links.select("left_record_id, right_record_id").fetchnumpy()
    never = dbt.ref("int_overrides_resolved").filter("decision = 'never_match'")
    never = never.select("left_record_id, right_record_id").fetchnumpy()
    sides = ("left_record_id", "right_record_id")
    record_ids, numbers = np.unique(
        np.concatenate([part[side] for part in (links, never) for side in sides]).astype(str),
        return_inverse=True,
    )
    link_count, never_count = len(links[sides[0]]), len(never[sides[0]])
    pairs = numbers[: 2 * link_count].reshape(2, link_count).T
    apart = numbers[2 * link_count :].reshape(2, never_count).T
    cluster = cluster_records(len(record_ids), pairs, apart)
    return pa.table(
        {
            "record_id": pa.array(record_ids.tolist(), pa.string()),
            "cluster_record_id": pa.array(record_ids[cluster].tolist(), pa.string()),
        }
    )
