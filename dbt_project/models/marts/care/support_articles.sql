with

articles as (

    select
        article_id,
        topic

    from {{ ref('stg_support__articles') }}

),

views as (

    select *
    from {{ ref('int_article_views_identified') }}

),

inbound_issues as (

    select
        customer_id,
        opened_at

    from {{ ref('support_issues') }}
    where not is_proactive and customer_id is not null

),

-- Customers whom the article did not help: they asked within the window after one of their views.
asking_viewers as (

    select distinct
        views.article_id,
        views.month,
        views.visitor_key,
        true as has_asked

    from views
    inner join inbound_issues
        on
            views.customer_id = inbound_issues.customer_id
            and views.occurred_at <= inbound_issues.opened_at
            and views.occurred_at + interval '{{ var("deflection_window_hours") }} hours' >= inbound_issues.opened_at

),

viewers as (

    select
        article_id,
        month,
        visitor_key,
        max(customer_id) is not null as is_customer,
        count(*) as view_count

    from views
    group by article_id, month, visitor_key

),

view_totals as (

    select
        viewers.article_id,
        viewers.month,
        {{ whole_sum('viewers.view_count') }} as view_count,
        count(*) as viewer_count,
        {{ count_where('viewers.is_customer') }} as customer_viewer_count,
        {{ count_where('viewers.is_customer and asking_viewers.has_asked is null') }} as deflected_viewer_count

    from viewers
    left join asking_viewers
        on
            viewers.article_id = asking_viewers.article_id
            and viewers.month = asking_viewers.month
            and viewers.visitor_key = asking_viewers.visitor_key
    group by viewers.article_id, viewers.month

),

vote_totals as (

    select
        article_id,
        {{ month_of(business_date('voted_at')) }} as month,
        {{ count_where('is_helpful') }} as helpful_vote_count,
        {{ count_where('not is_helpful') }} as unhelpful_vote_count

    from {{ ref('stg_support__article_votes') }}
    where {{ happened_by_as_of('voted_at') }}
    group by article_id, {{ month_of(business_date('voted_at')) }}

),

months as (

    select
        coalesce(view_totals.article_id, vote_totals.article_id) as article_id,
        coalesce(view_totals.month, vote_totals.month) as month,
        coalesce(view_totals.view_count, 0) as view_count,
        coalesce(view_totals.viewer_count, 0) as viewer_count,
        coalesce(vote_totals.helpful_vote_count, 0) as helpful_vote_count,
        coalesce(vote_totals.unhelpful_vote_count, 0) as unhelpful_vote_count,
        coalesce(view_totals.deflected_viewer_count, 0) as deflected_viewer_count,
        coalesce(view_totals.customer_viewer_count, 0) as customer_viewer_count

    from view_totals
    full outer join vote_totals
        on
            view_totals.article_id = vote_totals.article_id
            and view_totals.month = vote_totals.month

)

select
    months.article_id,
    months.month,
    articles.topic,
    months.view_count,
    months.viewer_count,
    months.helpful_vote_count,
    months.unhelpful_vote_count,
    {{ ratio(
        'months.helpful_vote_count', 'months.helpful_vote_count + months.unhelpful_vote_count'
    ) }} as helpful_rate,
    months.deflected_viewer_count,
    {{ ratio('months.deflected_viewer_count', 'months.customer_viewer_count') }} as deflection_rate,
    months.customer_viewer_count

from months
left join articles
    on months.article_id = articles.article_id
