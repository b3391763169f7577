{{ staged('commerce', 'reviews') }}
