{{ staged('messaging', 'campaigns') }}
