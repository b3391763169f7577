{{ staged('feedback', 'loop_steps') }}
