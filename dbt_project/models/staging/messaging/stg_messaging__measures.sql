{{ staged('messaging', 'measures') }}
