{{ staged('feedback', 'roadmap_items') }}
