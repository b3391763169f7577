"""The table of points of each relation, as its training rows teach it."""


def model(dbt, session):
    """Return one row per relation, feature and interval, and one per intercept."""
    import numpy as np
    import pyarrow as pa

    from estimators import points_model

    settings = dbt.config.get("meta")
    rows = dbt.ref("int_risk_features_measured").filter("churn_role = 'training'")
    facts = {
        "customer_id",
        "snapshot_date",
        "relation",
        "churn_role",
        "has_left",
        "baseline_probability",
    }
    features = [name for name in rows.columns if name not in facts]
    kinds = {
        "relation": pa.string(),
        "feature": pa.string(),
        "term_order": pa.int32(),
        "lower_bound": pa.float64(),
        "upper_bound": pa.float64(),
        "is_missing": pa.bool_(),
        "effect": pa.float64(),
        "training_share": pa.float64(),
    }
    terms = []
    for relation in ("buyer", "subscriber"):
        table = rows.filter(f"relation = '{relation}'")
        table = table.select(", ".join([*features, "has_left"])).to_arrow_table()
        values = {name: table[name].fill_null(np.nan).to_numpy() for name in features}
        fitted = points_model.fit(
            values,
            table["has_left"].to_numpy(),
            int(settings["churn_min_rows"]),
            int(settings["churn_min_leavers"]),
        )
        if fitted is None:
            continue
        terms.append((relation, "intercept", 0, None, None, False, fitted.intercept, 1.0))
        for name, feature in fitted.features.items():
            bounds = [None, *feature.cuts.tolist(), None]
            for place, effect in enumerate(feature.effects):
                limits = (bounds[place], bounds[place + 1])
                known = (*limits, False, float(effect), float(feature.shares[place]))
                terms.append((relation, name, place + 1, *known))
            if feature.unknown_effect is not None:
                unknown = (None, None, True, feature.unknown_effect, feature.unknown_share)
                terms.append((relation, name, len(feature.effects) + 1, *unknown))
    columns = zip(*terms, strict=True) if terms else [[] for _ in kinds]
    return pa.table(
        {n: pa.array(c, kind) for (n, kind), c in zip(kinds.items(), columns, strict=True)}
    )
