{{ broken_keys({
    'churn_backtest': ['snapshot_date', 'customer_id'],
    'churn_calibration': ['relation', 'decile'],
    'churn_features': ['customer_id', 'feature'],
    'churn_model_card': ['relation', 'name'],
    'churn_model_terms': ['relation', 'feature', 'term_order'],
    'churn_risk': ['customer_id'],
}) }}
