{{ staged('social', 'post_metrics') }}
