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
PRAISE = {
    "quality": [
        "香りがとても良く、毎朝の楽しみになっています。",
        "品質が安定していて安心して人に贈れます。",
        "新茶の味が格別でした。また買います。",
        "急須の造りが丁寧で気に入っています😊",
    ],
    "delivery": [
        "注文の翌日に届いて驚きました。",
        "日時指定どおりに届き、助かりました。",
        "配送が早く、梱包も丁寧でした。",
    ],
    "price": [
        "この品質でこの価格なら満足です。",
        "まとめ買いの割引がありがたいです。",
        "値段以上の価値があると思います。",
    ],
    "support": [
        "問い合わせへの返信が早く、親切でした。",
        "電話の方がとても丁寧に教えてくれました。",
        "サポートの対応に感謝しています🙏",
    ],
    "website": ["サイトが見やすくて注文が簡単です。", "アプリから再注文できるのが便利です。"],
    "packaging": ["包装がきれいで気分が上がります。", "季節の包み紙がかわいいです。"],
}
BLAME = {
    "quality": [
        "前回より香りが弱く感じました。",
        "湯呑に小さな欠けがあり残念でした。",
        "味が期待と違いました。",
    ],
    "delivery": [
        "届くのが遅く、贈り物に間に合いませんでした。",
        "指定した時間に届かず困りました。",
        "箱がつぶれて届きました😢",
    ],
    "price": [
        "値上げが続いて買いにくくなりました。",
        "送料が高いと思います。",
        "他店と比べると割高に感じます。",
    ],
    "support": [
        "問い合わせの返事が三日後でした。",
        "たらい回しにされて疲れました。",
        "電話がなかなかつながりません。",
    ],
    "website": [
        "決済画面でエラーになり、最初からやり直しでした。",
        "検索で欲しい商品が見つかりません。",
    ],
    "packaging": ["包装が過剰でゴミが増えます。", "のしの位置がずれていました。"],
}
PRAISE_EN = [
    "Lovely tea, shipped fast.",
    "Great quality, will buy again.",
    "Beautiful teapot, well packed.",
    "Friendly support, thank you!",
]
BLAME_EN = [
    "Shipping took too long.",
    "The cup arrived chipped.",
    "A bit pricey with customs fees.",
    "Checkout failed twice.",
]
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
SPAM = [
    ("SEO対策のご提案", "御社サイトを検索上位に。今だけ無料診断はこちら。"),
    ("WIN A GIFT CARD!!!", "You have been selected. Click the link to claim your prize."),
    ("【重要】アカウント確認", "確認されない場合は利用が停止されます。リンクを押してください。"),
]
MENTIONS_GOOD = [
    "あさなぎの{}、今日も美味しい🍵",
    "友だちに{}を贈ったら喜ばれた。さすがあさなぎ茶舗",
    "{}届いた!香りがすごい #あさなぎ茶舗",
    "母の日に{}を選びました。おすすめです",
]
MENTIONS_BAD = [
    "あさなぎの{}、前より味が落ちた気がする",
    "{}の配送が遅い…楽しみにしてたのに",
    "あさなぎ茶舗、{}また値上げか",
]
MENTIONS_EN = ["Just tried {} from Asanagi, so good", "Anyone else waiting weeks for {}?"]
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
QUESTIONS = [
    "{}を美味しく淹れる温度は何度ですか?",
    "{}の保存は冷蔵と常温のどちらが良いですか?",
    "初心者に{}はおすすめですか?",
    "{}に合うお菓子を教えてください。",
]
ANSWERS = [
    "{}は70〜80度くらいで一分待つと甘みが出ますよ。",
    "開封後の{}は密閉して冷暗所が安心です。",
    "私は{}を水出しにしています。夏はこれが一番です。",
    "{}なら羊羹がよく合います。",
]
COMMENTS = [
    "参考になりました。ありがとうございます!",
    "うちも同じです😊",
    "{}、今度試してみます。",
    "なるほど、知りませんでした。",
]
REVIEWS = [
    "{}を三か月続けています。香りが良く、家族にも好評です。",
    "{}は贈り物に最適でした。包みも上品です。",
    "{}は少し渋みが強いですが、朝にはちょうど良いです。",
]
IDEAS = [
    ("delivery", "置き配の場所を選べるように", "玄関先以外も指定できると助かります。"),
    ("product", "小分けパックの販売", "一人暮らしなので50gずつ欲しいです。"),
    ("website", "再注文ボタンを履歴に", "同じ商品を毎月買うので一回で頼みたいです。"),
    ("packaging", "簡易包装を選べるように", "自宅用は包装を減らしてほしいです。"),
    ("product", "カフェインレスの緑茶", "夜にも飲める緑茶が欲しいです。"),
    ("subscription", "定期便の曜日指定", "土日に受け取りたいです。"),
    ("price", "まとめ買い割引の段階を増やす", "三袋でも割引があると嬉しいです。"),
    ("support", "チャットを夜も", "仕事のあとに相談したいです。"),
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
REVIEW_JA = {  # title and text by mood
    "bad": [
        ("残念でした", "箱が潰れて届きました。味も期待したほどではなく、がっかりです。"),
        ("もう買いません", "香りが薄く、値段が高すぎると感じました。"),
    ],
    "fair": [
        ("普通です", "悪くはありませんが、特別でもありません。"),
        ("まずまず", "味は良いのですが、届くまでに少し時間がかかりました。"),
    ],
    "good": [
        ("とても良い", "香りが豊かで、家族みんな気に入りました。また買います。"),
        ("贈って喜ばれました", "包装が丁寧で、母にとても喜ばれました。"),
        ("毎朝の一杯に", "深い味わいで美味しいです。おすすめします😊"),
    ],
}
REVIEW_EN = {
    "bad": [("Disappointed", "Arrived late and the tin was dented. Poor value for the price.")],
    "fair": [("It is fine", "Decent everyday tea, nothing special.")],
    "good": [
        ("Wonderful", "Wonderful aroma, fast delivery. Will buy again!"),
        ("A lovely gift", "Beautifully wrapped and delicious, my friend loved it."),
    ],
}
INTERVIEWS = [  # topic, note
    ("delivery", "不在が多く、置き配の場所を選べないのが一番の不満とのこと。"),
    ("website", "前回と同じものを頼むのに、毎回探すのが面倒だと話していた。"),
    ("product", "夜に飲めるお茶が少ない。カフェインレスの緑茶があれば毎月買う。"),
    ("packaging", "自宅用は簡易包装で十分。ごみが減ると嬉しい。"),
    ("price", "まとめ買いの割引が分かりにくいが、価格には納得している。"),
    ("support", "電話の対応がとても親切で、それ以来ずっとここで買っている。"),
    ("product", "Loves the hojicha, would like a smaller bag to try new kinds."),
]
ROADMAP = [  # topic, title
    ("delivery", "置き配の場所指定"),
    ("website", "再注文ボタン"),
    ("product", "小分けパック"),
    ("packaging", "簡易包装の選択"),
    ("product", "カフェインレス緑茶"),
    ("support", "夜間チャット"),
]
