-- How often the reading of feelings is right, tried on texts beside which their writers left a score.
select
    language,
    scorer,
    case when is_used then 'in_use' else 'not_in_use' end as is_used,
    accuracy,
    macro_f1,
    calibration_error,
    test_count,
    label_count
from marts.sentiment_card
order by language desc, scorer desc
