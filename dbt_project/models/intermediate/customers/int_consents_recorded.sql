{#- One row: where nobody keeps consents, nobody can be said to have broken one, or to have given one. -#}
select count(*) > 0 as is_known

from {{ ref('stg_crm__consents') }}
where purpose = 'marketing' and {{ happened_by_as_of('occurred_at') }}
