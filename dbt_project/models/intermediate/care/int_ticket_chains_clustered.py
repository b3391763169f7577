"""Which chains of tickets are one problem, because agents merged tickets of them.

By connected components.
"""


def model(dbt, session):
    """Return one row per chain that a merge ties to another.

    Each comes with the least chain id of its issue.
    """
    import numpy as np
    import pyarrow as pa

    from estimators.identity import cluster_records

    links = dbt.ref("int_tickets_chained").filter("merged_into_chain_id != chain_id")
    links = links.select("chain_id, merged_into_chain_id").distinct().fetchnumpy()
    chain_ids, numbers = np.unique(
        np.concatenate([links["chain_id"], links["merged_into_chain_id"]]).astype(str),
        return_inverse=True,
    )
    cluster = cluster_records(len(chain_ids), numbers.reshape(2, -1).T)
    return pa.table(
        {
            "chain_id": pa.array(chain_ids.tolist(), pa.string()),
            "issue_chain_id": pa.array(chain_ids[cluster].tolist(), pa.string()),
        }
    )
