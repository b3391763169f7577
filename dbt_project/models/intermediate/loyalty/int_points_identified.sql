with

entries as (

    select
        entry_id,
        {{ trimmed('member_no') }} as member_no,
        entry_type,
        points,
        {{ business_date('occurred_at') }} as business_date

    from {{ ref('stg_crm__loyalty_ledger') }}
    where {{ happened_by_as_of('occurred_at') }}

),

-- A number that two persons carry names neither of them, so nobody gets its points.
persons as (

    select
        identifier_value as member_no,
        customer_id

    from {{ ref('id_identifiers_to_persons') }}
    where identifier_type = 'member_no' and customer_id is not null

)

-- Sources sign what leaves the balance each in their own way: what was spent or expired is told as a positive number.
select
    entries.entry_id,
    persons.customer_id,
    entries.entry_type,
    case
        when entries.entry_type in ('redeem', 'expire') then abs(entries.points)
        else entries.points
    end as points,
    entries.business_date

from entries
inner join persons
    on entries.member_no = persons.member_no
