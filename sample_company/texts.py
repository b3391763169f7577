"""The words of the company: names of people and goods, comments, subjects and places.

Names come from Faker's lists (kanji with their romanisation, so that an e-mail address
fits its owner), enlarged by a few common ones. The shop sells tea, coffee and tableware.
"""

from functools import cache

COMPANY = "あさなぎ茶舗"
CATEGORIES = [  # name, brand, price range in JPY, items
    (
        "緑茶",
        "あさなぎ",
        480,
        4800,
        "煎茶 深蒸し茶 玉露 ほうじ茶 玄米茶 抹茶 かぶせ茶 茎茶 粉茶 番茶",
    ),
    (
        "紅茶・中国茶",
        "Harbor Leaf",
        520,
        5200,
        "ダージリン アッサム アールグレイ ウバ 和紅茶 烏龍茶 ジャスミン茶 プーアル茶",
    ),
    (
        "コーヒー",
        "Kissa 1923",
        600,
        5600,
        "深煎りブレンド 浅煎りブレンド モカ ブラジル 水出しパック デカフェ ドリップバッグ",
    ),
    ("和菓子", "つきのや", 400, 3800, "羊羹 どら焼き 最中 抹茶サブレ 干菓子 わらび餅 栗きんとん"),
    ("茶器", "Kiln & Co.", 1800, 28000, "急須 湯呑 茶筅 抹茶茶碗 ティーポット 土瓶 茶筒 鉄瓶"),
    (
        "ギフト",
        "あさなぎ",
        2600,
        40000,
        "お茶と菓子の詰合せ 御中元セット 御歳暮セット 内祝いセット 母の日ギフト 誕生日ギフト",
    ),
]
GRADES = ["", " 上", " 特選", " 極上", " 有機", " 限定", " 大容量", " 初摘み", " プレミアム"]
PREFECTURES = [  # name, first three digits of its postal codes, weight
    ("東京都", 150, 22),
    ("神奈川県", 231, 11),
    ("大阪府", 540, 9),
    ("愛知県", 460, 7),
    ("埼玉県", 330, 7),
    ("千葉県", 260, 6),
    ("兵庫県", 650, 5),
    ("福岡県", 810, 5),
    ("北海道", 60, 5),
    ("静岡県", 420, 4),
    ("京都府", 600, 4),
    ("広島県", 730, 3),
    ("宮城県", 980, 3),
    ("長野県", 380, 2),
    ("岡山県", 700, 2),
    ("熊本県", 860, 2),
    ("新潟県", 950, 2),
    ("沖縄県", 900, 1),
]
ABROAD = [  # country, region, calling code, weight
    ("US", "CA", "1", 5),
    ("US", "NY", "1", 3),
    ("GB", "London", "44", 2),
    ("DE", "Berlin", "49", 2),
    ("FR", "Paris", "33", 2),
    ("SG", "Singapore", "65", 1),
    ("TW", "Taipei", "886", 2),
]
MORE_LAST = (
    "石川:Ishikawa 中島:Nakajima 藤田:Fujita 岡田:Okada 後藤:Goto "
    "坂本:Sakamoto 近藤:Kondo 村上:Murakami "
    "遠藤:Endo 青木:Aoki 藤井:Fujii 西村:Nishimura 福田:Fukuda 太田:Ota 三浦:Miura 岡本:Okamoto "
    "松田:Matsuda 中川:Nakagawa 中野:Nakano 原田:Harada 小野:Ono "
    "田村:Tamura 竹内:Takeuchi 金子:Kaneko "
    "和田:Wada 中山:Nakayama 石田:Ishida 上田:Ueda 森田:Morita 原:Hara 柴田:Shibata 酒井:Sakai "
    "工藤:Kudo 横山:Yokoyama 宮崎:Miyazaki 宮本:Miyamoto 内田:Uchida "
    "高木:Takagi 安藤:Ando 谷口:Taniguchi"
)
MORE_FIRST = {
    "F": "葵:Aoi 結衣:Yui 美咲:Misaki 凛:Rin 咲良:Sakura 愛:Ai 彩:Aya "
    "千尋:Chihiro 恵:Megumi 由美:Yumi "
    "真由美:Mayumi 優子:Yuko 典子:Noriko 久美:Kumi 絵美:Emi 沙織:Saori "
    "麻衣:Mai 奈々:Nana 早紀:Saki 楓:Kaede",
    "M": "蓮:Ren 悠真:Yuma 陽翔:Haruto 湊:Minato 大輝:Daiki 拓海:Takumi 翔:Sho "
    "亮:Ryo 誠:Makoto 浩:Hiroshi "
    "隆:Takashi 健一:Kenichi 直人:Naoto 雄太:Yuta 智也:Tomoya 和也:Kazuya "
    "大地:Daichi 修:Osamu 豊:Yutaka 薫:Kaoru",
}


@cache
def names() -> dict[str, list[tuple[str, str]]]:
    """Pools of (as written, romanised) names: ja_last, ja_F, ja_M, en_last, en_F, en_M."""
    from faker import Faker

    def provider(locale: str) -> object:
        return next(
            item
            for item in Faker(locale).factories[0].providers
            if type(item).__module__.endswith(f"person.{locale}")
        )

    def more(text: str) -> list[tuple[str, str]]:
        return [tuple(item.split(":")) for item in text.split()]

    ja, en = provider("ja_JP"), provider("en_US")
    pools = {
        "ja_last": [(pair[0], pair[2]) for pair in ja.last_name_pairs] + more(MORE_LAST),
        "ja_F": [(pair[0], pair[2]) for pair in ja.first_name_female_pairs] + more(MORE_FIRST["F"]),
        "ja_M": [(pair[0], pair[2]) for pair in ja.first_name_male_pairs] + more(MORE_FIRST["M"]),
        "en_last": [(name, name) for name in en.last_names],
        "en_F": [(name, name) for name in en.first_names_female],
        "en_M": [(name, name) for name in en.first_names_male],
    }
    return {key: sorted(set(pool)) for key, pool in pools.items()}


# The satisfaction items and their true weight in the recommendation score.
DRIVERS = {
    "quality": 0.34,
    "delivery": 0.26,
    "price": 0.18,
    "support": 0.13,
    "website": 0.09,
    "packaging": 0.0,  # planted: asked, answered, and of no effect
}
ITEM_JA = {
    "quality": "商品の品質",
    "delivery": "配送",
    "price": "価格",
    "support": "サポート対応",
    "website": "サイトの使いやすさ",
    "packaging": "包装",
}
TOPICS = {  # topic: (subjects, the body that goes with each, weight)
    "delivery": (
        ["荷物が届きません", "お届け日の変更", "配送状況を知りたい"],
        [
            "{}に注文した商品がまだ届きません。状況を教えてください。",
            "{}の注文ですが、不在のため受け取れません。お届け日を変更できますか。",
            "{}に注文しました。いつ頃届くか、配送状況を教えてください。",
        ],
        30,
    ),
    "product": (
        ["届いた商品の傷", "茶葉の保存方法", "急須の蓋が欠けていた"],
        [
            "{}に届いた商品に傷がありました。交換をお願いします。",
            "{}に購入した茶葉の賞味期限と保存方法を教えてください。",
            "{}に届いた急須の蓋が欠けていました。交換できますか。",
        ],
        20,
    ),
    "payment": (
        ["支払い方法の変更", "領収書がほしい", "二重に請求されている"],
        [
            "{}の注文の支払いをカードから振込に変えられますか。",
            "{}の注文の領収書を発行してください。",
            "{}にカードへ二重に請求されています。ご確認ください。",
        ],
        15,
    ),
    "return": (
        ["返品したい", "交換の手続き", "返金はいつですか"],
        [
            "{}に届いた品を返品したいです。手順を教えてください。",
            "{}に届いた品を別の種類に交換したいです。",
            "返金がまだ確認できません。{}に返送しました。",
        ],
        12,
    ),
    "account": (
        ["ログインできません", "メールアドレスの変更", "退会したい"],
        [
            "{}からログインできません。パスワードの再設定メールも届きません。",
            "登録メールアドレスを変更したいです。手続きは{}に済ませました。",
            "退会したいです。{}に届いた案内のとおりに操作できませんでした。",
        ],
        13,
    ),
    "subscription": (
        ["定期便の解約", "定期便を一回休みたい", "プラン変更について"],
        [
            "{}のお届けで定期便を解約したいです。",
            "{}の次のお届けを一回休むことはできますか。",
            "{}のお届けからプランを変えたいです。",
        ],
        10,
    ),
}
TICKET_TOPICS = {  # topic of the desk -> of the seed
    "delivery": "delivery",
    "product": "quality",
    "payment": "payment",
    "return": "packaging",
    "account": "account",
    "subscription": None,
}
TICKET_SUBJECTS = [  # in Japanese, in English
    [
        "先日の件",
        "一つ伺います",
        "注文の番号について",
        "お茶の件",
        "二度目の書き込みです",
        "昨日の続き",
        "母の代わりに書いています",
    ],
    ["About my order", "One question", "From abroad", "Writing for my mother"],
]
SPAM = [
    ("SEO対策のご提案", "御社サイトを検索上位に。今だけ無料診断はこちら。"),
    ("WIN A GIFT CARD!!!", "You have been selected. Click the link to claim your prize."),
    ("【重要】アカウント確認", "確認されない場合は利用が停止されます。リンクを押してください。"),
]
GOODS = ["ほうじ茶", "煎茶", "玉露", "和紅茶", "羊羹", "ドリップバッグ", "急須", "抹茶", "どら焼き"]
POST_TEXTS = [
    "新茶の季節がやってきました。静岡の茶園から届いたばかりです。",
    "今週のレシピは抹茶ラテ。作り方は画像をどうぞ。",
    "職人が一つずつ作る急須の工房を訪ねました。",
    "定期便の限定ブレンド、今月は和紅茶です。",
    "【プレゼント企画】フォローといいねで詰合せを5名様に。",
    "水出し茶のコツを60秒でご紹介。",
    "店頭イベント「はじめての抹茶」参加者募集中です。",
    "お客様の声から生まれた小分けパック、発売しました。",
]
HASHTAGS = [
    "#あさなぎ茶舗",
    "#お茶のある暮らし",
    "#新茶",
    "#抹茶",
    "#コーヒー",
    "#ギフト",
    "#tea",
    "#和菓子",
]
SEARCHES = [
    "煎茶",
    "ほうじ茶",
    "抹茶 初心者",
    "急須",
    "お茶 ギフト",
    "御歳暮",
    "水出し茶",
    "定期便",
    "デカフェ",
    "母の日",
    "内祝い お茶",
    "羊羹",
    "和紅茶",
    "送料",
    "返品",
]
OPENINGS = [  # before a question, an answer or an idea
    "",
    "",
    "いつもお世話になっています。",
    "はじめて書きます。",
    "朝の一杯のあとに書いています。",
    "二年ほど通っています。",
    "家では三人で飲みます。",
    "職場の給湯室での話です。",
    "母に聞かれました。",
    "一人暮らしです。",
    "夏は水出しにしています。",
    "急須は二つ持っています。",
    "週末だけ淹れます。",
    "孫が遊びに来ます。",
]
QUESTIONS = [
    "{}を美味しく淹れる温度は何度ですか?",
    "{}の保存は冷蔵と常温のどちらが良いですか?",
    "初心者に{}はおすすめですか?",
    "{}に合うお菓子を教えてください。",
    "{}は何分待ちますか?",
    "{}を夜に飲む方はいますか?",
    "{}を牛乳で割った方はいますか?",
    "{}は一袋で何杯になりますか?",
]
ANSWERS = [
    "{}は70〜80度くらいで一分待つと甘みが出ますよ。",
    "開封後の{}は密閉して冷暗所が安心です。",
    "私は{}を水出しにしています。夏はこれが一番です。",
    "{}なら羊羹がよく合います。",
    "{}は一分半、砂時計で計っています。",
    "うちでは{}を九時に飲みます。",
    "{}二匙に牛乳を半分、鍋で温めます。",
    "{}は一袋で二十杯ほどでした。",
]
COMMENTS = [
    "参考になりました。ありがとうございます!",
    "うちも同じです😊",
    "{}、今度試してみます。",
    "なるほど、知りませんでした。",
    "{}の次は何を飲みますか。",
    "昨日{}で同じことを思いました。",
    "続きを待っています。",
    "母にも読ませました。",
]
IDEAS = [  # topic, title, wishes
    (
        "delivery",
        "置き配の場所を選べるように",
        [
            "玄関先以外も指定できると助かります。",
            "物置の鍵の番号を書く欄はどうでしょう。",
            "門の内側と書く欄が一つあれば。",
        ],
    ),
    (
        "selection",
        "小分けパックの販売",
        [
            "一人暮らしなので50gずつ欲しいです。",
            "半分の袋を棚に並べてみませんか。",
            "三口で飲み切る袋を夢に見ます。",
        ],
    ),
    (
        "website",
        "再注文ボタンを履歴に",
        [
            "同じ商品を毎月買うので一回で頼みたいです。",
            "先月の欄の横に「もう一度」と一言。",
            "指一本で先月と同じかごに。",
        ],
    ),
    (
        "packaging",
        "簡易包装を選べるように",
        ["自宅用は包装を減らしてほしいです。", "家の分は紙一枚で。", "袋は持っていきます。"],
    ),
    (
        "selection",
        "カフェインレスの緑茶",
        [
            "夜にも飲める緑茶が欲しいです。",
            "十時を過ぎても飲む一杯を。",
            "妻は夕方から麦茶に替えます。",
        ],
    ),
    (
        "subscription",
        "定期便の曜日指定",
        ["土日に受け取りたいです。", "週の前半は家に人がいます。", "曜日の欄を一つ。"],
    ),
    (
        "price",
        "まとめ買い割引の段階を増やす",
        ["三袋でも割引があると嬉しいです。", "五袋の手前にもう一段。", "隣と分けて三袋です。"],
    ),
    (
        "support",
        "チャットを夜も",
        [
            "仕事のあとに相談したいです。",
            "九時まで文字で話す窓口を。",
            "昼は画面を開く間がないので、夜に一時間。",
        ],
    ),
]
ARTICLES = [
    ("配送日時の変更方法", "delivery"),
    ("お届け状況の確認", "delivery"),
    ("返品と交換の手順", "return"),
    ("返金までの日数", "return"),
    ("領収書の発行", "payment"),
    ("お支払い方法の種類", "payment"),
    ("パスワードの再設定", "account"),
    ("メール配信の停止", "account"),
    ("定期便のお休みと解約", "subscription"),
    ("定期便のプラン変更", "subscription"),
    ("茶葉の保存方法", "product"),
    ("急須のお手入れ", "product"),
    ("美味しい煎茶の淹れ方", "product"),
    ("贈り物の包装について", "product"),
]
REVIEW_TITLES = [  # Japanese by mood, English by mood, then those that say nothing, in both
    ["残念でした", "もう買いません", "期待外れ"],
    ["普通です", "ふつう", "可もなく不可もなく"],
    ["とても良い", "気に入りました", "おすすめです", "大満足"],
    ["Disappointed", "Not worth it"],
    ["It is fine", "So so"],
    ["Wonderful", "Excellent", "Love it"],
    [
        "三袋目",
        "朝の一杯",
        "贈り物に",
        "我が家の棚",
        "職場で",
        "月曜の記録",
        "母の日に",
        "夜の一杯",
        "二度目の注文",
    ],
    ["Third bag", "Monday's pot", "For my mother", "At the office", "Order number two"],
]
ROADMAP = [  # topic, title
    ("delivery", "置き配の場所指定"),
    ("website", "再注文ボタン"),
    ("selection", "小分けパック"),
    ("packaging", "簡易包装の選択"),
    ("selection", "カフェインレス緑茶"),
    ("support", "夜間チャット"),
]
