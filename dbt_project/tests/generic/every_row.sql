{#
    Returns each broken rule with its number of rows, in one pass: a dozen ranges and value lists cost one query instead
    of a dozen. A rule is a condition in SQL named by the sentence that must be true; what is null breaks no rule.
#}
{% test every_row(model, rules) %}

select
    broken_rule,
    count(*) as row_count
from (
    select
        case
            {%- for sentence, condition in rules.items() %}
            when not ({{ condition }}) then '{{ sentence | replace("'", "''") }}'
            {%- endfor %}
        end as broken_rule
    from {{ model }}
) as judged_rows
where broken_rule is not null
group by broken_rule

{% endtest %}
