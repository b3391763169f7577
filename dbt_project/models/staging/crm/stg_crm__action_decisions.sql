{{ staged('crm', 'action_decisions') }}
