{{ config(group='prediction') }}
{{ broken_keys({
    'int_baselines_estimated': ['relation', 'cell?'],
    'int_contacts_to_snapshots': ['customer_id', 'snapshot_date'],
    'int_points_fitted': ['relation', 'feature', 'term_order'],
    'int_predictions_judged': ['relation', 'name'],
    'int_purchases_to_snapshots': ['customer_id', 'snapshot_date'],
    'int_relations_sampled': ['customer_id', 'snapshot_date'],
    'int_risk_features_measured': ['customer_id', 'snapshot_date'],
    'int_risks_banded': ['customer_id'],
    'int_risks_explained': ['customer_id', 'feature'],
    'int_risks_scored': ['customer_id', 'snapshot_date'],
    'int_terms_to_snapshots': ['customer_id', 'snapshot_date'],
}) }}
