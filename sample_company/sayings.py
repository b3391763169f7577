"""What people write: sentences about a topic in a mood, put together from parts.

More than half of them say it in their own words: with no term of the seed of topics and no word of
the scorer's lists, as people do who tell what happened to them instead of judging it. The others
speak plainly. Places: {g} something bought, {w} somebody, {d} a day, {n} a small number.
"""

import numpy as np
import pyarrow as pa

OWN_WORDS = 0.62  # of the texts, chosen before the parts are
BAD, FAIR, GOOD = -1, 0, 1

# topic -> mood -> (in their own words, plainly). Topics are those of seed topics.
JA: dict[str, dict[int, tuple[list[str], list[str]]]] = {
    "delivery": {
        BAD: (
            [
                "{w}の誕生日は{d}で、箱はまだ倉庫だそうです。",
                "午前の欄に丸をつけて、呼び鈴は夜の九時でした。",
                "玄関で{n}日続けて耳を澄ましています。",
                "番号を打ち込んでも{d}から同じ町の名前のままです。",
                "法事の席には別の店の{g}を並べました。",
                "隣の家の前に置かれていました。",
                "一日家に居て、来たのは翌週でした。",
            ],
            [
                "配送が遅くて困りました。",
                "指定した日に届きませんでした。",
                "配達が雑で残念です。",
                "発送の連絡がなく不安でした。",
                "発送の遅延が続いてがっかりです。",
            ],
        ),
        FAIR: (
            [
                "受け取りは{d}の午前にしています。",
                "営業所まで取りに行くこともあります。",
                "玄関の脇の棚に置く決まりです。",
                "{w}の家に送ることもあります。",
            ],
            ["配送は{d}にしています。", "発送の知らせはメールで受け取ります。"],
        ),
        GOOD: (
            [
                "夜に頼んで、翌日の昼には{g}を飲んでいました。",
                "大雪の{d}も時刻どおり呼び鈴が鳴りました。",
                "{w}の出発の前の日に間に合いました。",
                "台風の週も予定の日に玄関にありました。",
                "頼んだ次の朝、もう門の前にトラックが。",
                "法事の前日、昼前には包みが玄関に。",
            ],
            [
                "配送が早くて助かりました。",
                "指定どおりに届いて安心です。",
                "配達の方がとても丁寧でした。",
                "翌日に届き、感謝しています。",
            ],
        ),
    },
    "price": {
        BAD: (
            [
                "去年は千円札でお釣りが来て、今は足が出ます。",
                "財布と相談して、月に二袋を一袋にしました。",
                "{w}に見せたら桁を数え直していました。",
                "駅前の店なら同じ袋が二つ買えます。",
                "家計簿の{g}の欄に赤い線を引きました。",
                "同じ金額で、去年は袋が{n}つ並びました。",
            ],
            [
                "値段が高すぎます。",
                "値上げばかりで残念です。",
                "送料を入れると割高に感じます。",
                "価格に見合わない内容でした。",
            ],
        ),
        FAIR: (
            ["一袋で千二百円を払いました。", "毎月二千円の枠で選んでいます。", "{w}と割り勘です。"],
            ["価格は一袋千二百円でした。", "料金は税込みの表示です。"],
        ),
        GOOD: (
            [
                "千円でこの一杯なら毎朝でも飲めます。",
                "喫茶店に寄る回数が減って、その分がここに回りました。",
                "三袋まとめると一袋がほぼおまけになります。",
                "{w}が値札を見て二つかごに入れました。",
                "同じ予算で袋が一つ増えました。",
            ],
            [
                "この価格なら大満足です。",
                "割引がありがたいです。",
                "コスパが良くて嬉しい。",
                "お得に買えて助かります。",
            ],
        ),
    },
    "quality": {
        BAD: (
            [
                "{g}の袋を開けたら、去年の押し入れを思い出しました。",
                "三煎目どころか一煎目から色が出ません。",
                "蓋を載せると指の幅ほど浮きます。",
                "{w}が一口で湯呑を置きました。",
                "底に粉がたまって、急須の網を抜けてきます。",
                "注ぐたびに卓に輪ができます。",
                "口を閉じた袋の半分が茎でした。",
            ],
            [
                "品質が落ちてがっかりです。",
                "湯呑が壊れていました。",
                "品質が悪く、香りが弱くて残念です。",
                "味も品質も期待外れでした。",
            ],
        ),
        FAIR: (
            [
                "{g}は缶に移して戸棚に入れています。",
                "湯は八十度で、一分待ちます。",
                "朝は{g}、夜は麦茶です。",
                "色は濃い緑でした。",
            ],
            ["品質の表示は袋の裏にあります。", "品質の検査は年に二回だそうです。"],
        ),
        GOOD: (
            [
                "湯を注ぐと台所じゅうが五月になります。",
                "{w}が湯呑をそっと差し出しました。二杯目です。",
                "三煎目まで色が残ります。",
                "{g}を飲むと祖母の縁側に戻ります。",
                "注ぎ口の下は乾いたままです。",
                "{n}年使って、まだ蓋が吸い付くように閉まります。",
                "職場に置いたら{d}には空でした。",
            ],
            [
                "品質が良くて大好きです。",
                "品質も香りも素晴らしいです。",
                "品質が高く、とても美味しくて感動しました。",
                "丈夫な作りで気に入っています。",
            ],
        ),
    },
    "support": {
        BAD: (
            [
                "{n}人に同じ話をして、最後に最初の人へ戻りました。",
                "音楽を四十分聞いて切れました。",
                "{d}に書いて、次の{d}も受信箱は空です。",
                "名乗る前に切られました。",
                "書いたことと別の話が返ってきました。",
            ],
            [
                "サポートの返信が遅くて困りました。",
                "電話がつながらず、がっかりです。",
                "問い合わせの対応が不親切でした。",
                "サポートでたらい回しにされて疲れました。",
            ],
        ),
        FAIR: (
            ["窓口には{d}に書きました。", "用件は住所の書き換えです。", "受付の番号を控えました。"],
            ["問い合わせはメールでしました。", "サポートは平日の九時からです。"],
        ),
        GOOD: (
            [
                "書いて五分で画面の写真つきの手順が来ました。",
                "こちらの言い落としまで汲んで、先に紙に書いてありました。",
                "{w}の耳に合わせて、ゆっくり三度くり返したそうです。",
                "切るころには笑い声になっていました。",
                "代わりの品の手配まで一本の線で済みました。",
            ],
            [
                "サポートの対応がとても親切でした。",
                "返信が早くて助かりました。",
                "問い合わせに丁寧に答えてくれて感謝です。",
                "電話の方が優しくて安心しました。",
            ],
        ),
    },
    "website": {
        BAD: (
            [
                "前と同じ{g}を頼むのに、十回は指を動かします。",
                "戻るを押すと、かごが空になります。",
                "{g}と打つと靴下が並びます。",
                "最後の画面まで来て、また最初の画面です。",
                "絵のところは灰色の四角。",
            ],
            [
                "サイトが使いにくいです。",
                "検索で見つからず、面倒でした。",
                "ページがエラーになり困りました。",
                "サイトが重くてイライラします。",
            ],
        ),
        FAIR: (
            ["頼むときは夜に机の前からです。", "かごには{g}を二つ入れました。"],
            ["サイトから注文しました。", "履歴のページを見ています。"],
        ),
        GOOD: (
            [
                "{w}は手引きを開く前に一人で頼んでいました。",
                "履歴から二回押すだけで終わりました。",
                "電車の二駅のあいだに済みました。",
                "前に買った{g}が一番上に並んでいます。",
            ],
            [
                "サイトが見やすくて便利です。",
                "検索が使いやすいです。",
                "注文のページが分かりやすくて助かります。",
            ],
        ),
    },
    "packaging": {
        BAD: (
            [
                "小袋一つに大きな空気の枕が{n}つ。",
                "のしの名前が一字ちがっていました。",
                "開けるまでに鋏と二十分。",
                "紙くずで袋が一つ埋まりました。",
                "角が丸くなった缶を{w}に渡すことになりました。",
            ],
            [
                "包装が過剰でゴミが増えます。",
                "梱包が雑で箱がつぶれていました。",
                "ラッピングがひどくて残念です。",
            ],
        ),
        FAIR: (
            ["のしは紅白の蝶結びにしました。", "手提げは二枚つけてもらいます。"],
            ["包装は簡易にしています。", "箱に入れてもらいました。"],
        ),
        GOOD: (
            [
                "{w}が包み紙を畳んで取ってあります。",
                "紐をほどく前に写真を撮りました。",
                "缶は{n}年、針と糸の入れ物です。",
                "紙の折り目を{w}が指でなぞっていました。",
            ],
            [
                "包装がきれいで嬉しいです。",
                "梱包が丁寧で安心しました。",
                "ラッピングがかわいくて喜ばれました。",
            ],
        ),
    },
    "selection": {
        BAD: (
            [
                "{g}の欄はいつ見ても灰色です。",
                "棚に札だけ残っていました。",
                "{w}の頼みの品を探して三軒回りました。",
                "夏から待って、もう{n}か月です。",
            ],
            [
                "在庫切れが続いて残念です。",
                "品揃えが減ってがっかりしました。",
                "欠品ばかりで困ります。",
            ],
        ),
        FAIR: (
            ["{g}と{g}を一つずつにしました。", "季節の品は{d}に入れ替わるそうです。"],
            ["種類は十ほどあります。", "在庫は店に聞きました。"],
        ),
        GOOD: (
            [
                "どの産地の{g}も一度に並べて飲み比べられます。",
                "{w}と棚の前で一時間いました。",
                "町の三軒になかったものが、ここにはありました。",
            ],
            ["品揃えが豊富で楽しいです。", "種類が多くて選ぶのが楽しみです。"],
        ),
    },
    "payment": {
        BAD: (
            ["明細に同じ金額が二行並んでいます。", "三度押して、三度とも最初の画面でした。"],
            [
                "二重に請求されて困っています。",
                "決済がエラーになりました。",
                "クレジット払いができず不便です。",
            ],
        ),
        FAIR: (
            ["月末にまとめて引かれます。", "宛名は会社の名にしています。"],
            ["支払いはカードです。", "領収書は郵送で受け取ります。"],
        ),
        GOOD: (
            ["財布は鞄の底のままでした。", "宛名も但し書きも言ったとおりでした。"],
            ["決済が簡単で助かります。", "支払い方法が選べて便利です。"],
        ),
    },
    "store": {
        BAD: (
            [
                "{d}の昼、前に十五人いて一人で打っていました。",
                "札の時刻より前に鍵がかかっていました。",
                "車を{n}周させて帰りました。",
            ],
            ["店内が狭くて落ち着きません。", "店内で長く待たされて疲れました。"],
        ),
        FAIR: (
            ["駅の西口の角です。", "{w}と{d}に寄りました。"],
            ["お店は駅の西口です。", "営業時間は七時までです。"],
        ),
        GOOD: (
            [
                "入るとまず一杯、季節の{g}が出ます。",
                "{w}の名前と、いつもの袋を覚えていました。",
                "雨の{d}、軒先で椅子を出してくれました。",
            ],
            ["お店の雰囲気が素敵です。", "お店の人が親切でした。"],
        ),
    },
    "account": {
        BAD: (
            ["鍵の絵がくるくる回って{n}分です。", "引っ越す前の住所に戻っています。"],
            ["ログインできず困っています。", "パスワードの再設定がうまくいきません。"],
        ),
        FAIR: (
            ["住所を{d}に書き換えました。", "名字が変わりました。"],
            ["登録のメールを変えました。", "アカウントは一つです。"],
        ),
        GOOD: (
            ["指一本で入れました。", "{w}の分も同じ画面で見られます。"],
            ["ログインが簡単で便利です。", "登録がスムーズでした。"],
        ),
    },
}
LEADS_JA = [
    "",
    "",
    "{g}を頼みました。",
    "{w}への贈り物に{g}を。",
    "{n}度目の利用です。",
    "{d}に{g}を二つ。",
    "今月は{g}にしました。",
    "職場の差し入れに使っています。",
    "{w}と二人暮らしです。",
    "定期の{g}、{n}か月目。",
    "法事の引き出物に{g}を。",
    "帰省の手土産に{g}。",
]
TAILS_JA: dict[int, tuple[list[str], list[str]]] = {
    BAD: (
        [
            "",
            "",
            "次は駅前で買います。",
            "{w}への説明はこれからです。",
            "返す言葉を探しています。",
            "もう一軒、目星をつけました。",
        ],
        ["", "改善をお願いします。", "もう買いません。", "残念です。"],
    ),
    FAIR: (["", "", "以上です。", "{w}も同じです。", "{d}に書いています。"], ["", "以上です。"]),
    GOOD: (
        [
            "",
            "",
            "{w}の分も頼みました。",
            "もう{n}袋目です。",
            "引き出しの一段がこれになりました。",
            "{d}が来るたび湯を沸かします。",
        ],
        ["", "また利用します。", "おすすめです。", "ありがとうございます。"],
    ),
}
EN: dict[str, dict[int, tuple[list[str], list[str]]]] = {
    "delivery": {
        BAD: (
            [
                "My {w}'s birthday was on {d}; the tea was somewhere over the ocean.",
                "The map has shown the same town since {d}.",
                "I stayed in for {n} days and the doorbell did not ring.",
                "It went to the house across the road.",
            ],
            [
                "Shipping was far too slow.",
                "The parcel was late, which is disappointing.",
                "Terrible courier.",
            ],
        ),
        FAIR: (
            ["I collect mine on {d} from the depot.", "It goes to my {w}'s address."],
            ["Delivery is on {d}.", "The parcel has two labels."],
        ),
        GOOD: (
            [
                "Ordered on {d}, brewed the next evening.",
                "It beat me home from the airport.",
                "Snow everywhere, and there it was at the door.",
            ],
            [
                "Lovely, fast shipping.",
                "Delivered early, I am delighted.",
                "Great courier, thank you!",
            ],
        ),
    },
    "price": {
        BAD: (
            ["Last year a note covered it, now I add coins.", "Two bags a month became one."],
            ["Too expensive for what it is.", "The price went up again, sadly."],
        ),
        FAIR: (["I paid twelve dollars a bag."], ["The price is per bag."]),
        GOOD: (
            [
                "The cafe on the corner sees less of me, and I keep the change.",
                "Three bags and the fourth came along.",
            ],
            ["Great value for money.", "The discount is wonderful."],
        ),
    },
    "quality": {
        BAD: (
            [
                "The {g} smells of my grandfather's cupboard.",
                "The lid sits a finger above the pot.",
                "My {w} took one sip and put the cup down.",
                "Leaves the table wet each time I pour.",
            ],
            [
                "Poor quality, very disappointed.",
                "The cup arrived broken.",
                "Awful quality and taste.",
            ],
        ),
        FAIR: (
            ["I keep the {g} in a tin.", "Eighty degrees, one minute."],
            ["The quality label is on the back."],
        ),
        GOOD: (
            [
                "My {w} held out the cup for more before I sat down.",
                "The third pot still has colour.",
                "One pour of {g} and the kitchen turns to May.",
                "Put it out at the office on Monday, gone by {d}.",
            ],
            [
                "Excellent quality, I love it.",
                "Excellent quality, delicious {g}.",
                "Wonderful quality and aroma.",
            ],
        ),
    },
    "support": {
        BAD: (
            ["Told {n} people the same story.", "Forty minutes of music, then a click."],
            ["Customer service was rude.", "No reply from support, very annoying."],
        ),
        FAIR: (["I wrote on {d} about my address."], ["I called support on {d}."]),
        GOOD: (
            [
                "She drew the steps on a picture and sent it in five minutes.",
                "We ended up talking about my {w}'s garden.",
            ],
            ["Friendly and helpful support.", "Customer service was excellent."],
        ),
    },
    "website": {
        BAD: (
            ["Ten taps to buy what I bought in {d}'s order.", "Press back and the basket is bare."],
            ["The website is confusing.", "The site is slow and buggy."],
        ),
        FAIR: (["I order from my desk in the evening."], ["I ordered on the website."]),
        GOOD: (
            ["My {w} did it in two taps.", "Done between two stations."],
            ["The website is easy to use.", "Great search function."],
        ),
    },
    "packaging": {
        BAD: (
            ["A cushion of air for a spoonful of {g}.", "The tin came with a new corner."],
            ["Ugly wrapping, such a waste.", "The box was badly damaged."],
        ),
        FAIR: (["A red ribbon this time."], ["The box is brown."]),
        GOOD: (
            ["My {w} folded the paper and kept it.", "We took a photo before we undid the string."],
            ["Beautiful wrapping!", "The packaging is gorgeous."],
        ),
    },
}
LEADS_EN = [
    "",
    "",
    "Ordered {g}. ",
    "For my {w}. ",
    "My order number {n}. ",
    "{d}'s order: {g}. ",
    "Living abroad. ",
]
TAILS_EN: dict[int, tuple[list[str], list[str]]] = {
    BAD: (
        ["", "", " I walk to the corner for mine now.", " My {w} drinks coffee now."],
        ["", " Disappointed.", " Not again."],
    ),
    FAIR: (["", " That is all."], [""]),
    GOOD: (
        ["", "", " One more for my {w}.", " We are on bag {n}."],
        ["", " Will buy again!", " Thank you!"],
    ),
}
FILLERS = {  # of the places, between strokes
    "ja": {
        "g": "ほうじ茶|煎茶|玉露|和紅茶|羊羹|ドリップパック|急須|抹茶|どら焼き|玄米茶|湯呑",
        "w": "母|父|祖母|義母|友人|上司|娘|息子|妻|夫|姉|恩人|先生|隣の人",
        "d": "月曜|火曜|水曜|木曜|金曜|土曜|日曜",
        "n": "二|三|四|五|六",
    },
    "en": {
        "g": "hojicha|sencha|gyokuro|matcha|yokan|genmaicha|black tea|drip bags",
        "w": "mother|father|sister|brother|neighbour|boss|aunt|flatmate",
        "d": "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday",
        "n": "two|three|four|five|six",
    },
}
TOPICS = list(JA)
TRUTH = pa.schema(
    [
        ("text_id", pa.string()),
        ("source", pa.string()),
        ("language", pa.string()),
        ("topic", pa.string()),
        ("mood", pa.int64()),
        ("is_in_own_words", pa.bool_()),
    ]
)


def write(
    rng: np.random.Generator,
    topic: list[str],
    mood: np.ndarray,
    foreign: np.ndarray,
    with_lead: float = 0.7,
    with_tail: float = 0.6,
) -> tuple[pa.Array, np.ndarray]:
    """Return a text for each row, and whether it is said in somebody's own words.

    Args:
        rng: Stream of the source and block.
        topic: Topic of each row; in English one without sentences speaks of quality.
        mood: -1, 0 or 1 of each.
        foreign: Whether it is written in English.
        with_lead: Share that begins with how it came about.
        with_tail: Share that ends with what follows from it.

    """
    choices = {
        code: {name: text.split("|") for name, text in places.items()}
        for code, places in FILLERS.items()
    }
    draws = rng.random((len(topic), 7))
    own = rng.random(len(topic)) < OWN_WORDS
    made = []
    for row, (subject, feeling, abroad) in enumerate(
        zip(topic, np.asarray(mood).tolist(), np.asarray(foreign).tolist(), strict=True)
    ):
        code = "en" if abroad else "ja"
        bank, leads, tails = (EN, LEADS_EN, TAILS_EN) if abroad else (JA, LEADS_JA, TAILS_JA)
        style = 0 if own[row] else 1
        chance = draws[row].tolist()
        parts = [
            _one(leads, chance[0] / with_lead) if chance[0] < with_lead else "",
            _one(bank.get(subject, bank["quality"])[feeling][style], chance[1]),
            _one(tails[feeling][style], chance[2] / with_tail) if chance[2] < with_tail else "",
        ]
        words = choices[code]
        places = {name: _one(words[name], chance[3 + at]) for at, name in enumerate("gwdn")}
        made.append("".join(parts).format(**places).strip())
    return pa.array(made, pa.string()), own


def spoken(topic: list[str], foreign: np.ndarray) -> list[str]:
    """Return the topics that the texts speak of: English has sentences about fewer.

    Args:
        topic: Topic that was asked for.
        foreign: Whether the text is in English.

    """
    abroad = np.asarray(foreign).tolist()
    return [
        subject if not far or subject in EN else "quality"
        for subject, far in zip(topic, abroad, strict=True)
    ]


def truth(
    text_id: pa.Array,
    source: str,
    topic: list[str | None],
    mood: np.ndarray,
    own: np.ndarray,
    foreign: np.ndarray,
) -> pa.Table:
    """Return what is true of the texts of a source.

    Args:
        text_id: As in mart texts.
        source: As in mart texts.
        topic: Topic of the seed, None without one.
        mood: -1, 0 or 1.
        own: Whether no listed word is in it.
        foreign: Whether it is in English.

    """
    size = len(topic)
    return pa.table(
        [
            text_id,
            pa.repeat(pa.scalar(source), size),
            pa.array(np.where(foreign, "en", "ja").tolist(), pa.string()),
            pa.array(topic, pa.string()),
            pa.array(np.asarray(mood, dtype=np.int64)),
            pa.array(np.asarray(own, dtype=bool)),
        ],
        schema=TRUTH,
    )


def _one(choices: list[str], chance: float) -> str:
    return choices[min(int(chance * len(choices)), len(choices) - 1)]


def topics_of(rng: np.random.Generator, size: int, weights: dict[str, int]) -> list[str]:
    """Draw topics by weight.

    Args:
        rng: Stream of the source and block.
        size: How many.
        weights: Topic -> weight.

    """
    shares = np.cumsum(np.array(list(weights.values()), dtype=float))
    places = np.searchsorted(shares / shares[-1], rng.random(size), side="right")
    names = list(weights)
    return [names[place] for place in places.tolist()]
