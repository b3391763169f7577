{{ staged('reference', 'fx_rates') }}
