-- Invitations with their survey, which the distribution names, else the link.
select
    sent.*,
    concat_ws('-', sent.distribution_id, coalesce(sent.contact_lookup_id, sent.contact_id)) as id,
    coalesce(
        distribution.survey_id, nullif(regexp_extract(sent.survey_link, '(SV_[A-Za-z0-9]+)', 1), '')
    ) as survey_id,
    contact.email,
    case when distribution.request_type = 'TestEmail' then 'a test mail' end as reason
from src.distribution_contact as sent
left join src.distribution as distribution on sent.distribution_id = distribution.id
left join src.contact as contact on sent.contact_id = contact.id
