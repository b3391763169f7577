"""What each rated item contributes to the outcome.

By eigendecompositions, all fits of a size at once.
"""


def model(dbt, session):
    """Return one row per fit and item; fits without a complete case have none."""
    import numpy as np
    import pyarrow as pa

    from estimators.relative_weights import fit_drivers

    pairs = (
        dbt.ref("int_driver_pairs_numbered")
        .order("fit_number, item_number, other_item_number")
        .fetchnumpy()
    )
    columns = {"fit_number": [], "item_number": [], "case_count": []}
    columns |= {"derived_importance": [], "r_squared": [], "p_value": [], "missing_reason": []}
    for item_count in np.unique(pairs["item_count"]).tolist():
        rows = {name: values[pairs["item_count"] == item_count] for name, values in pairs.items()}
        fits, fit = np.unique(rows["fit_number"], return_inverse=True)
        item, other = rows["item_number"] - 1, rows["other_item_number"] - 1
        is_own = item == other
        shape = (len(fits), item_count)
        products = np.zeros((*shape, item_count))
        products[fit, item, other] = products[fit, other, item] = rows["product_sum"]
        sums, outcome_products = np.zeros(shape), np.zeros(shape)
        sums[fit[is_own], item[is_own]] = rows["score_sum"][is_own]
        outcome_products[fit[is_own], item[is_own]] = rows["outcome_product_sum"][is_own]
        first = np.searchsorted(fit, np.arange(len(fits)))
        counts = rows["case_count"][first]
        result = fit_drivers(
            counts,
            sums,
            products,
            rows["outcome_sum"][first],
            rows["outcome_square_sum"][first],
            outcome_products,
        )
        columns["fit_number"].append(np.repeat(fits, item_count))
        columns["item_number"].append(np.tile(np.arange(1, item_count + 1), len(fits)))
        columns["case_count"].append(np.repeat(counts, item_count))
        columns["derived_importance"].append(result.weights.ravel())
        columns["r_squared"].append(np.repeat(result.r_squared, item_count))
        columns["p_value"].append(result.p_values.ravel())
        columns["missing_reason"].append(np.repeat(result.reasons, item_count))
    texts = np.concatenate([np.empty(0, object), *columns.pop("missing_reason")])
    whole = {"fit_number", "item_number", "case_count"}
    table = {
        name: pa.array(
            np.concatenate([np.empty(0), *parts]),
            pa.int64() if name in whole else pa.float64(),
            from_pandas=True,
            safe=False,
        )
        for name, parts in columns.items()
    }
    return pa.table(
        table | {"missing_reason": pa.array([text or None for text in texts], pa.string())}
    )
