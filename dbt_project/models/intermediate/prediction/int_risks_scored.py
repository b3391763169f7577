"""The points of every customer at as_of, and the probabilities of the months that judge a fit."""


def model(dbt, session):
    """Return the rows of today and of the hold-out; null where the relation has no fit."""
    from itertools import groupby

    import numpy as np
    import pyarrow as pa

    from estimators import points_model

    terms = dbt.ref("int_points_fitted").order("relation, feature, term_order")
    terms = terms.select("relation, feature, lower_bound, is_missing, effect, training_share")
    fits = {}
    for (relation, feature), found in groupby(terms.fetchall(), key=lambda row: row[:2]):
        found = list(found)
        model = fits.setdefault(relation, points_model.PointsModel(0.0, {}))
        if feature == "intercept":
            fits[relation] = points_model.PointsModel(found[0][4], model.features)
            continue
        known = [row for row in found if not row[3]]
        unknown = [row for row in found if row[3]]
        model.features[feature] = points_model.Feature(
            np.array([row[2] for row in known[1:]], dtype=float),
            np.array([row[4] for row in known], dtype=float),
            np.array([row[5] for row in known], dtype=float),
            unknown[0][4] if unknown else None,
            unknown[0][5] if unknown else 0.0,
        )
    rows = dbt.ref("int_risk_features_measured").filter("churn_role in ('current', 'holdout')")
    facts = ["customer_id", "snapshot_date", "relation", "baseline_probability", "has_left"]
    features = [name for name in rows.columns if name not in {*facts, "churn_role"}]
    parts = []
    for relation in ("buyer", "subscriber"):
        table = rows.filter(f"relation = '{relation}'")
        table = table.select(", ".join([*facts, "churn_role", *features])).to_arrow_table()
        fit, count = fits.get(relation), len(table)
        values = {name: table[name].fill_null(np.nan).to_numpy() for name in features}
        is_current = np.array(table["churn_role"].to_pylist(), dtype=object) == "current"
        part = {name: table[name] for name in facts}
        told = None if fit is None else fit.probabilities(values)
        part["churn_probability"] = pa.array(
            np.full(count, np.nan) if told is None else told, pa.float64(), from_pandas=True
        )
        for name in features:
            points = np.full(count, np.nan)
            if fit is not None:
                points[is_current] = fit.points(name, values[name][is_current])
            part[f"{name}_effect"] = pa.array(points, pa.float64(), from_pandas=True)
        part["is_current"] = pa.array(is_current, pa.bool_())
        parts.append(pa.table(part))
    return pa.concat_tables(parts)
