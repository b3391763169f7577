{{ staged('crm', 'lead_stages') }}
