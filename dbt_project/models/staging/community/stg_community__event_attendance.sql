{{ staged('community', 'event_attendance') }}
