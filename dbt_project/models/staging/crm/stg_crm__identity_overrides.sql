{{ staged('crm', 'identity_overrides') }}
