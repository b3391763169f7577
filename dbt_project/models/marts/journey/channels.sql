{#- Every column of the published tables whose values are channels; a project test holds the list complete. -#}
{%- set columns = [
    ('sessions', 'channel'), ('touchpoints', 'channel'), ('customer_timeline', 'channel'), ('orders', 'channel'),
    ('order_lines', 'channel'), ('customers', 'acquisition_channel'), ('ltv_by_acquisition', 'acquisition_channel'),
    ('attribution_credits', 'channel'), ('channel_attribution', 'channel'), ('campaigns', 'channel'),
    ('message_performance', 'channel'), ('contact_preferences', 'best_channel'), ('survey_responses', 'channel'),
    ('survey_operations', 'channel')
] -%}
with

named as (

    {% for mart, column in columns %}
    select distinct {{ column }} as channel
    from {{ ref(mart) }}

    union all

    {% endfor %}
    -- A problem that came through several channels names them all in one text.
    select parts.channel
    from {{ ref('support_issues') }} as issues
    {{ split_to_rows('issues.channels', ',', 'parts', 'channel') }}

),

listed as (

    select distinct channel
    from named
    where channel is not null

)

-- Channels in the words of a source have its word for a name and no kind of their own.
select
    listed.channel,
    coalesce(kinds.kind, 'other') as kind,
    coalesce(words.en, listed.channel) as en,
    coalesce(words.ja, listed.channel) as ja

from listed
left join {{ ref('channel_kinds') }} as kinds
    on listed.channel = kinds.channel
left join {{ ref('words') }} as words
    on listed.channel = words.value
