"""The raw tables that the sample company fills: columns, types, keys and accepted words.

The generator carries its own short form of the landing contract, so that it runs, and
can be tested, without dbt. The sources of the dbt project are the published form.
"""

from dataclasses import dataclass, field

import pyarrow as pa

ARROW = {
    "varchar": pa.string(),
    "integer": pa.int32(),
    "bigint": pa.int64(),
    "double": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
    "money": pa.decimal128(18, 4),
}


@dataclass(frozen=True)
class Table:
    """One raw table: its key, its columns as `name:type[!]`, its accepted words by column."""

    key: tuple[str, ...]
    text: str
    accepted: dict[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> dict[str, str]:
        """Type of every column by name, `_loaded_at` last, in the order of the contract."""
        pairs = (item.rstrip("!").split(":") for item in self.text.split())
        return {**{name: kind for name, kind in pairs}, "_loaded_at": "timestamp"}

    @property
    def required(self) -> tuple[str, ...]:
        """Columns that must not be null."""
        names = [item.split(":")[0] for item in self.text.split() if item.endswith("!")]
        return (*names, "_loaded_at")

    @property
    def schema(self) -> pa.Schema:
        """The arrow schema of a file of this table."""
        return pa.schema([(name, ARROW[kind]) for name, kind in self.columns.items()])


SCALES = {  # answers outside them are set aside by the warehouse, never clamped
    "nps": (0, 10),
    "csat": (1, 5),
    "satisfaction": (1, 5),
    "importance": (1, 5),
    "expectation": (1, 5),
    "ces": (1, 7),
}

TABLES: dict[str, Table] = {
    "crm.customers": Table(
        ("customer_record_id",),
        "customer_record_id:varchar! source_system:varchar! email:varchar phone:varchar "
        "member_no:varchar full_name:varchar birth_date:date gender:varchar "
        "country:varchar region:varchar postal_code:varchar company_id:varchar "
        "acquisition_channel:varchar created_at:timestamp! updated_at:timestamp!",
    ),
    "crm.companies": Table(
        ("company_id",),
        "company_id:varchar! name:varchar industry:varchar employee_count:integer "
        "created_at:timestamp! updated_at:timestamp!",
    ),
    "crm.consents": Table(
        ("consent_event_id",),
        "consent_event_id:varchar! customer_record_id:varchar! purpose:varchar! "
        "channel:varchar state:varchar! occurred_at:timestamp!",
        {
            "purpose": "marketing analytics personalization third_party",
            "state": "granted withdrawn",
        },
    ),
    "crm.erasure_requests": Table(
        ("request_id",),
        "request_id:varchar! customer_record_id:varchar! requested_at:timestamp!",
    ),
    "crm.identity_overrides": Table(
        ("override_id",),
        "override_id:varchar! left_record_id:varchar! right_record_id:varchar! "
        "decision:varchar! decided_at:timestamp! reason:varchar",
        {
            "decision": "always_match never_match",
        },
    ),
    "crm.loyalty_ledger": Table(
        ("entry_id",),
        "entry_id:varchar! member_no:varchar! entry_type:varchar! points:bigint! "
        "occurred_at:timestamp! order_id:varchar",
        {
            "entry_type": "earn redeem expire adjust",
        },
    ),
    "crm.referrals": Table(
        ("referral_id",),
        "referral_id:varchar! referrer_record_id:varchar! referred_record_id:varchar "
        "channel:varchar invited_at:timestamp! signed_up_at:timestamp "
        "first_order_id:varchar reward_amount:money currency:varchar",
    ),
    "commerce.orders": Table(
        ("order_id",),
        "order_id:varchar! customer_record_id:varchar member_no:varchar email:varchar "
        "anonymous_id:varchar ordered_at:timestamp! channel:varchar! fulfilment:varchar "
        "status:varchar! currency:varchar! discount_amount:money shipping_amount:money "
        "tax_amount:money coupon_code:varchar campaign_id:varchar updated_at:timestamp!",
        {
            "channel": "web app store phone",
            "fulfilment": "ship pickup_in_store carried_out",
            "status": "paid cancelled pending",
        },
    ),
    "commerce.order_lines": Table(
        ("order_id", "line_no"),
        "order_id:varchar! line_no:integer! product_id:varchar! quantity:integer! "
        "unit_list_price:money unit_price:money! unit_cost:money",
    ),
    "commerce.refunds": Table(
        ("refund_id",),
        "refund_id:varchar! order_id:varchar! line_no:integer amount:money! "
        "quantity:integer channel:varchar reason:varchar refunded_at:timestamp!",
    ),
    "commerce.products": Table(
        ("product_id",),
        "product_id:varchar! name:varchar! category:varchar brand:varchar "
        "unit_list_price:money unit_cost:money currency:varchar updated_at:timestamp!",
    ),
    "commerce.subscriptions": Table(
        ("subscription_id", "term_no"),
        "subscription_id:varchar! term_no:integer! customer_record_id:varchar! "
        "plan:varchar! currency:varchar! monthly_amount:money! monthly_cost:money "
        "started_at:timestamp! ends_at:timestamp cancelled_at:timestamp "
        "cancel_reason:varchar is_voluntary_cancel:boolean updated_at:timestamp!",
    ),
    "web.events": Table(
        ("event_id",),
        "event_id:varchar! occurred_at:timestamp! anonymous_id:varchar! user_id:varchar "
        "platform:varchar! event_name:varchar! page_path:varchar page_referrer:varchar "
        "utm_source:varchar utm_medium:varchar utm_campaign:varchar click_id:varchar "
        "engaged_ms:bigint order_id:varchar product_id:varchar feature:varchar "
        "article_id:varchar search_term:varchar country:varchar device_type:varchar "
        "properties:varchar",
        {
            "platform": "web ios android",
        },
    ),
    "web.ad_spend": Table(
        ("date", "channel", "campaign_id"),
        "date:date! channel:varchar! campaign_id:varchar! impressions:bigint "
        "reach:bigint clicks:bigint spend:money! currency:varchar!",
    ),
    "web.search_console": Table(
        ("date", "query", "page_path"),
        "date:date! query:varchar! page_path:varchar! impressions:bigint! clicks:bigint! "
        "average_position:double",
    ),
    "social.accounts": Table(
        ("account_id",),
        "account_id:varchar! platform:varchar! handle:varchar! theme:varchar opened_at:timestamp",
    ),
    "social.account_daily": Table(
        ("date", "account_id"),
        "date:date! account_id:varchar! followers:bigint!",
    ),
    "social.posts": Table(
        ("post_id",),
        "post_id:varchar! account_id:varchar! posted_at:timestamp! media_type:varchar "
        "text:varchar hashtags:varchar campaign_id:varchar",
    ),
    "social.post_metrics": Table(
        ("date", "post_id"),
        "date:date! post_id:varchar! impressions:bigint reach:bigint likes:bigint "
        "comments:bigint shares:bigint saves:bigint clicks:bigint replies:bigint "
        "follows:bigint",
    ),
    "social.mentions": Table(
        ("mention_id",),
        "mention_id:varchar! platform:varchar! author_handle:varchar! "
        "occurred_at:timestamp! text:varchar reach:bigint in_reply_to_post_id:varchar "
        "url:varchar",
    ),
    "social.customer_handles": Table(
        ("customer_record_id", "platform", "handle"),
        "customer_record_id:varchar! platform:varchar! handle:varchar! linked_at:timestamp!",
    ),
    "survey.surveys": Table(
        ("survey_id",),
        "survey_id:varchar! name:varchar! survey_type:varchar! touchpoint:varchar language:varchar",
        {
            "survey_type": "relational transactional panel",
        },
    ),
    "survey.questions": Table(
        ("survey_id", "question_id"),
        "survey_id:varchar! question_id:varchar! question_type:varchar! item:varchar text:varchar",
        {
            "question_type": "nps csat ces satisfaction importance expectation comment",
        },
    ),
    "survey.invitations": Table(
        ("invitation_id",),
        "invitation_id:varchar! survey_id:varchar! customer_record_id:varchar "
        "email:varchar channel:varchar! sent_at:timestamp! opened_at:timestamp "
        "started_at:timestamp",
    ),
    "survey.responses": Table(
        ("response_id",),
        "response_id:varchar! survey_id:varchar! invitation_id:varchar "
        "customer_record_id:varchar email:varchar responded_at:timestamp! "
        "is_finished:boolean! channel:varchar order_id:varchar ticket_id:varchar "
        "language:varchar",
    ),
    "survey.answers": Table(
        ("response_id", "question_id"),
        "response_id:varchar! question_id:varchar! score:double text:varchar",
    ),
    "support.tickets": Table(
        ("ticket_id",),
        "ticket_id:varchar! requester_record_id:varchar requester_email:varchar "
        "requester_handle:varchar channel:varchar! direction:varchar! topic:varchar "
        "subject:varchar body:varchar priority:varchar status:varchar! is_spam:boolean! "
        "merged_into_ticket_id:varchar created_at:timestamp! "
        "first_responded_at:timestamp resolved_at:timestamp reopened_count:integer "
        "updated_at:timestamp!",
        {
            "channel": "email phone chat portal social store",
            "direction": "inbound proactive",
            "priority": "low medium high urgent",
            "status": "open pending resolved closed",
        },
    ),
    "support.articles": Table(
        ("article_id",),
        "article_id:varchar! title:varchar! topic:varchar published_at:timestamp",
    ),
    "support.article_votes": Table(
        ("vote_id",),
        "vote_id:varchar! article_id:varchar! customer_record_id:varchar "
        "anonymous_id:varchar is_helpful:boolean! voted_at:timestamp!",
    ),
    "messaging.campaigns": Table(
        ("campaign_id",),
        "campaign_id:varchar! name:varchar! channel:varchar objective:varchar "
        "is_commercial:boolean started_at:timestamp ended_at:timestamp "
        "planned_control_share:double",
    ),
    "messaging.messages": Table(
        ("message_id",),
        "message_id:varchar! campaign_id:varchar customer_record_id:varchar! "
        "channel:varchar! sent_at:timestamp! delivered_at:timestamp bounced_at:timestamp "
        "first_opened_at:timestamp first_clicked_at:timestamp unsubscribed_at:timestamp "
        "is_commercial:boolean!",
        {
            "channel": "email sms push line post in_app",
        },
    ),
    "messaging.assignments": Table(
        ("experiment_id", "customer_record_id"),
        "experiment_id:varchar! customer_record_id:varchar! variant:varchar! "
        "assigned_at:timestamp! planned_share:double",
    ),
    "messaging.measures": Table(
        ("measure_id",),
        "measure_id:varchar! name:varchar! target:varchar experiment_id:varchar "
        "goal_event:varchar started_at:timestamp! ended_at:timestamp cost:money "
        "currency:varchar",
    ),
    "community.members": Table(
        ("member_id",),
        "member_id:varchar! customer_record_id:varchar invited_at:timestamp joined_at:timestamp",
    ),
    "community.posts": Table(
        ("post_id",),
        "post_id:varchar! member_id:varchar! post_type:varchar! parent_post_id:varchar "
        "topic:varchar text:varchar is_accepted_answer:boolean helpful_votes:integer "
        "created_at:timestamp!",
        {
            "post_type": "question answer comment review",
        },
    ),
    "community.ideas": Table(
        ("idea_id",),
        "idea_id:varchar! member_id:varchar customer_record_id:varchar "
        "intake_channel:varchar! topic:varchar title:varchar text:varchar "
        "submitted_at:timestamp!",
    ),
    "community.idea_votes": Table(
        ("idea_id", "member_id"),
        "idea_id:varchar! member_id:varchar! voted_at:timestamp!",
    ),
    "community.idea_status": Table(
        ("idea_id", "changed_at"),
        "idea_id:varchar! status:varchar! changed_at:timestamp! note:varchar "
        "annual_value:money currency:varchar is_submitter_notified:boolean",
        {
            "status": "submitted reviewed adopted declined launched",
        },
    ),
    "community.events": Table(
        ("event_id",),
        "event_id:varchar! name:varchar! format:varchar! starts_at:timestamp!",
        {
            "format": "online offline advisory_board",
        },
    ),
    "community.event_attendance": Table(
        ("event_id", "customer_record_id"),
        "event_id:varchar! customer_record_id:varchar! invited_at:timestamp attended:boolean!",
    ),
    "reference.fx_rates": Table(
        ("month", "currency"),
        "month:date! currency:varchar! rate_to_reporting:double!",
    ),
}
