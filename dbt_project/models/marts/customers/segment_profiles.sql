{%- set attributes = [
    'country', 'region', 'gender_group', 'age_band', 'acquisition_channel', 'company_industry', 'company_size',
    'tenure_band', 'lifecycle_stage', 'favourite_category'
] -%}
with

category_sales as (

    select
        customer_id,
        category,
        row_number() over (partition by customer_id order by sum(net_sales) desc, category asc) as place

    from {{ ref('order_lines') }}
    where is_counted and customer_id is not null and category is not null
    group by customer_id, category

),

customers as (

    select
        customers.*,
        {{ age_band('customers.birth_year', 'as_of.as_of_date') }} as age_band,
        category_sales.category as favourite_category

    from {{ ref('customers') }} as customers
    cross join {{ ref('as_of') }} as as_of
    left join category_sales
        on
            customers.customer_id = category_sales.customer_id
            and category_sales.place = 1

),

latest_answers as (

    select
        customer_id,
        nps_band,
        row_number() over (partition by customer_id order by responded_at desc, response_id desc) as newest_number

    from {{ ref('survey_responses') }}
    where customer_id is not null and nps_band is not null and survey_type = 'relational'

),

members as (

    select
        customer_id,
        'nps' as profile,
        nps_band as group_name

    from latest_answers
    where newest_number = 1

    union all

    select
        customer_id,
        'value' as profile,
        value_tier as group_name

    from customers
    where value_tier is not null

    union all

    select
        health.customer_id,
        'health' as profile,
        health.band as group_name

    from {{ ref('customer_health') }} as health
    inner join {{ ref('as_of') }} as as_of
        on health.snapshot_date = as_of.as_of_date
    where health.band is not null

),

described as (

    {% for attribute in attributes %}
    {%- if not loop.first %}
    union all
    {% endif %}
    select
        customer_id,
        '{{ attribute }}' as attribute,
        {{ attribute }} as value
    from customers
    where {{ attribute }} != 'unknown'
    {% endfor %}

),

counted as (

    select
        members.profile,
        members.group_name,
        described.attribute,
        described.value,
        count(*) as customer_count

    from members
    inner join described
        on members.customer_id = described.customer_id
    group by members.profile, members.group_name, described.attribute, described.value

),

-- The rest are the other groups of the profile: who never answered is neither promoter nor detractor.
compared as (

    select
        *,
        sum(customer_count) over (partition by profile, group_name, attribute) as group_count,
        sum(customer_count) over (partition by profile, attribute) as profile_count,
        sum(customer_count) over (partition by profile, attribute, value) as value_count

    from counted

),

shares as (

    select
        *,
        {{ ratio('customer_count', 'group_count') }} as share,
        {{ ratio('value_count - customer_count', 'profile_count - group_count') }} as rest_share,
        {{ ratio('value_count', 'profile_count') }} as pooled_share

    from compared

),

tested as (

    select
        *,
        abs(
            {{ ratio(
                'share - rest_share',
                'sqrt(pooled_share * (1 - pooled_share) * (' ~ ratio('1', 'group_count') ~ ' + '
                ~ ratio('1', 'profile_count - group_count') ~ '))'
            ) }}
        ) as absolute_z

    from shares

)

select
    profile,
    group_name as {{ adapter.quote('group') }},
    attribute,
    value,
    customer_count,
    share,
    rest_share,
    {{ ratio('share', 'rest_share') }} as lift,
    {{ two_sided_p_value('absolute_z') }} as p_value

from tested
where customer_count >= 5
