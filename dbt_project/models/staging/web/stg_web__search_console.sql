{{ staged('web', 'search_console') }}
