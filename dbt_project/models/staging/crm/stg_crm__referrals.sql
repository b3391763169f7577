{{ staged('crm', 'referrals') }}
