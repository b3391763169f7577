{{ staged('crm', 'loyalty_ledger') }}
