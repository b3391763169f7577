{{ staged('crm', 'erasure_requests') }}
