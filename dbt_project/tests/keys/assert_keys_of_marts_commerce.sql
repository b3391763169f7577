{{ broken_keys({
    'companies': ['company_id'],
    'consumption_statistics': ['quarter', 'category', 'region', 'age_band', 'weekday'],
    'fulfilment_flows': ['month', 'order_channel', 'fulfilment', 'delivery_choice', 'refund_channel'],
    'stock_outs': ['month', 'product_id'],
}) }}
