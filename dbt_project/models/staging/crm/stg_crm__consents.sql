{{ staged('crm', 'consents') }}
