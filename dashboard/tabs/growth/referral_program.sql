-- What came of the invitations of each month, newest first?
select
    month,
    invited_count,
    signed_up_count,
    ordering_count,
    conversion_rate,
    k_factor,
    reward_total,
    net_sales_of_invitees,
    suspicious_count
from marts.referral_program
order by month desc
limit $months
