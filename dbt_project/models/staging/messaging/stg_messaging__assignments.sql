{{ staged('messaging', 'assignments') }}
