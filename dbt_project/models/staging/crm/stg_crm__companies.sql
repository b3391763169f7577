{{ staged('crm', 'companies') }}
