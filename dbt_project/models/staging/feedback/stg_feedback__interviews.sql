{{ staged('feedback', 'interviews') }}
