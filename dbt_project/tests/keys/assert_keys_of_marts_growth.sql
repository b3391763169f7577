{{ broken_keys({
    'referral_program': ['month'],
    'renewals': ['month', 'plan'],
}) }}
