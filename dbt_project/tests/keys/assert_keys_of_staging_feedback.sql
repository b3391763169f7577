{{ broken_keys({
    'stg_feedback__interviews': ['note_id'],
    'stg_feedback__loop_steps': ['loop_id', 'step'],
    'stg_feedback__roadmap_items': ['roadmap_item_id'],
    'stg_feedback__text_scores': ['text_id'],
}) }}
