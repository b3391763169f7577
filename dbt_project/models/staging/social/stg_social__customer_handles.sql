{{ staged('social', 'customer_handles') }}
