{{ staged('crm', 'leads') }}
