"""Where visits come from, how often they end in an order, and what is done in them."""

TRAFFIC = {  # channel: (share of web sessions, share of these that end in an order)
    "organic_search": (0.28, 0.055),
    "paid_search": (0.17, 0.075),
    "paid_social": (0.13, 0.030),
    "organic_social": (0.10, 0.020),
    "direct": (0.12, 0.085),
    "referral": (0.05, 0.050),
    "affiliate": (0.04, 0.060),
    "email": (0.06, 0.110),
    "line": (0.03, 0.100),
    "display": (0.02, 0.015),
}
MARKS = {  # channel: [(utm_source, utm_medium, campaign kind, click id, referrer)]
    "organic_search": [
        (None, None, None, None, "https://www.google.com/"),
        (None, None, None, None, "https://search.yahoo.co.jp/search"),
        (None, None, None, None, "https://www.bing.com/"),
    ],
    "paid_search": [
        ("google", "cpc", "paid_search", "gclid", "https://www.google.com/"),
        ("yahoo", "cpc", "paid_search", "yclid", "https://search.yahoo.co.jp/search"),
        (None, None, None, "gclid", "https://www.google.com/"),
    ],
    "paid_social": [
        ("ig", "paid", "paid_social", "fbclid", "https://l.instagram.com/"),
        ("facebook", "paid_social", "paid_social", "fbclid", "https://www.facebook.com/"),
        ("x", "cpc", "paid_social", "twclid", "https://t.co/a1"),
    ],
    "organic_social": [
        (None, None, None, None, "https://www.instagram.com/"),
        (None, None, None, None, "https://t.co/b2"),
        (None, None, None, None, "https://www.youtube.com/"),
    ],
    "direct": [
        (None, None, None, None, None),
        ("(direct)", "(none)", None, None, None),
        (None, None, None, None, "https://checkout.stripe.com/"),  # back from the payment page
    ],
    "referral": [(None, None, None, None, None)] * 3,  # the referrer is one of BLOGS
    "affiliate": [
        ("partner-a", "affiliate", "affiliate", None, "https://points.example.net/"),
        ("partner-b", "affiliate", "affiliate", None, "https://coupon.example.org/"),
        ("partner-a", "affiliate", "affiliate", None, None),
    ],
    "email": [
        ("newsletter", "email", "email", None, None),
        ("newsletter", "email", "email", None, "https://mail.google.com/"),
        ("newsletter", "email", "email", None, "https://mail.yahoo.co.jp/"),
    ],
    "line": [("line", "message", "line", None, None)] * 3,
    "display": [
        ("gdn", "display", "display", "gclid", "https://news.example.net/"),
        ("gdn", "banner", "display", None, "https://recipe.example.org/"),
    ]
    * 2,
}
EVENTS = [
    "page_view",
    "product_view",
    "search",
    "add_to_cart",
    "begin_checkout",
    "purchase",
    "file_download",
    "sign_up",
    "app_open",
    "feature_use",
    "article_view",
    "share",
]
VIEW, PRODUCT, SEARCH, CART, CHECKOUT, BUY, FILE, SIGN, OPEN, FEATURE, ARTICLE, SHARE = range(12)
OTHER_WORDS = {  # what the kit of the Android app calls the same events
    "product_view": "view_item",
    "search": "view_search_results",
    "app_open": "Application Opened",
}
AGENTS = {  # by device and platform
    "mobile": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15",
    "desktop": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0",
    "tablet": "Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1.15",
    "ios": "AsanagiApp/4.2 (iPhone; iOS 18.5)",
    "android": "AsanagiApp/4.2 (Linux; Android 15)",
    "kiosk": "AsanagiKiosk/1.3",
}
ROBOTS = [  # agent, whether the source marks it itself
    ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", False),
    ("Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", False),
    ("python-requests/2.32", False),
    (AGENTS["desktop"], True),  # only its owner knows
]
BLOGS = [  # who links to the shop; each sends too little to be asked about
    f"https://{word}.example.{end}/column/12"
    for word in ("tea-notes", "gift-navi", "kurashi")
    for end in ("org", "net", "com")
]
COMMUNITY = 12  # a page view of a community post
PATHS = [
    "/",
    None,
    "/search",
    "/cart",
    "/checkout",
    "/checkout/complete",
    "/files/gift-guide.pdf",
    "/sign-up",
    None,
    None,
    None,
    None,
    None,
]
SESSIONS = [  # what is done in a session, and how often, unless it ends in an order
    ([VIEW], 46),
    ([VIEW, PRODUCT], 18),
    ([VIEW, PRODUCT, PRODUCT, VIEW], 11),
    ([VIEW, SEARCH, PRODUCT, PRODUCT], 7),
    ([VIEW, PRODUCT, CART], 5),
    ([VIEW, SEARCH, PRODUCT, CART, CHECKOUT], 2),
    ([VIEW, ARTICLE], 3),
    ([VIEW, FILE], 1.5),
    ([VIEW, PRODUCT, SHARE], 1),
    ([VIEW, COMMUNITY, COMMUNITY], 3),
    # from here: drawn on purpose only
    ([VIEW, PRODUCT, CART, CHECKOUT, BUY], 0),
    ([VIEW, PRODUCT, PRODUCT, CART, CHECKOUT, BUY], 0),
    ([VIEW, SEARCH, PRODUCT, CART, VIEW, CHECKOUT, BUY], 0),
    ([OPEN, PRODUCT, CART, CHECKOUT, BUY], 0),
    ([OPEN], 0),
    ([OPEN, FEATURE], 0),
    ([OPEN, FEATURE, PRODUCT, FEATURE], 0),
    ([VIEW, SIGN], 0),
    ([VIEW, FILE], 0),
    ([VIEW, PRODUCT, SHARE], 0),
]
PLAIN = 6  # sessions before it are pages and goods, and nothing else
S_BUY, S_APP_BUY, S_APP, S_SIGN, S_FILE, S_SHARE, S_POST = 10, 13, 14, 17, 18, 19, 9
FEATURE_WEIGHTS = [30, 25, 20, 15, 10]
FEATURES = ["stamp_card", "brew_timer", "reorder", "store_map", "gift_reminder"]


def conversion_rates() -> dict[str, float]:
    """Return the true share of web sessions that end in an order, by channel."""
    return {channel: rate for channel, (_, rate) in TRAFFIC.items()}
