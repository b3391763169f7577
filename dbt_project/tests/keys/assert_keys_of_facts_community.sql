{{ broken_keys({
    'ideas': ['idea_id'],
}) }}
