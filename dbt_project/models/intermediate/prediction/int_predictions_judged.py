"""The card of each relation: how good its probabilities were in months the fit had not seen."""


def model(dbt, session):
    """Return one row per relation with training rows and name, null without a value."""
    import pyarrow as pa

    from estimators import judgement

    settings = dbt.config.get("meta")
    learned = dbt.ref("int_risk_features_measured").filter("churn_role = 'training'")
    learned = learned.aggregate(
        "relation, count(*), sum(case when has_left then 1 else 0 end)"
    ).order("relation")
    holdout = dbt.ref("int_risks_scored").filter("not is_current")
    columns = {"relation": [], "name": [], "value": []}
    for relation, row_count, leaver_count in learned.fetchall():
        rows = holdout.filter(f"relation = '{relation}'")
        rows = rows.order("churn_probability, customer_id, snapshot_date").to_arrow_table()
        told = rows["churn_probability"]
        customers = rows["customer_id"].combine_chunks().dictionary_encode().indices
        found = {
            "training_row_count": float(row_count),
            "training_leaver_count": float(leaver_count),
        } | judgement.card(
            None if told.null_count else told.to_numpy(),
            rows["baseline_probability"].to_numpy(),
            rows["has_left"].to_numpy(),
            customers.to_numpy(),
            int(settings["churn_min_leavers"]),
        )
        columns["relation"] += [relation] * len(found)
        columns["name"] += found
        columns["value"] += found.values()
    kinds = (pa.string(), pa.string(), pa.float64())
    return pa.table(
        {name: pa.array(c, kind) for (name, c), kind in zip(columns.items(), kinds, strict=True)}
    )
