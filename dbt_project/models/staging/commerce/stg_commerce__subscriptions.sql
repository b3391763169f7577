{{ staged('commerce', 'subscriptions') }}
