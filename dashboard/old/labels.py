"""Every word of the page in English and Japanese, and the names of the values in the marts."""

from dashboard.text import Text, plain

_LABELS: dict[str, tuple[str, str]] = {
    # --- the page ---
    "page.title": ("Customer engagement", "顧客エンゲージメント"),
    "page.as_of": ("Figures as of {day}, {time} ({zone})", "{day} {time}時点（{zone}）"),
    "page.as_of_unknown": ("Date of the figures unknown", "集計時点は不明"),
    "page.run": ("Refresh {run}", "更新 {run}"),
    "page.language": ("Language", "言語"),
    "page.theme": ("Colours", "配色"),
    "page.theme_auto": ("System", "自動"),
    "page.theme_light": ("Light", "ライト"),
    "page.theme_dark": ("Dark", "ダーク"),
    "page.areas": ("Areas", "分野"),
    "page.skip": ("Skip to the figures", "本文へ移動"),
    "page.figures": ("Show the figures", "数値を表示"),
    "page.choice": ("Choose what is shown", "表示の切り替え"),
    "page.footer": (
        "Every figure comes from the published marts. Incomplete periods are marked and never "
        "compared with complete ones. An en dash means: no value.",
        "すべての数値は公開済みのマートに基づきます。集計中の期間は明示し、確定した期間とは比較しません。"
        "「–」は値がないことを示します。",
    ),
    "page.nothing": (
        "The published file holds no marts for this page yet.",
        "このページに表示できるマートがまだありません。",
    ),
    "page.no_data": ("No data yet.", "データはまだありません。"),
    "page.no_data_source": (
        "No data yet. This fills as soon as {source} are loaded.",
        "データはまだありません。{source}が取り込まれると表示されます。",
    ),
    "page.script_off": (
        "Charts need JavaScript; the figures and tables do not.",
        "グラフの表示にはJavaScriptが必要です。数値と表はそのままご覧いただけます。",
    ),
    "source.orders": ("orders", "注文"),
    "source.sessions": ("web or app events", "Web・アプリの行動ログ"),
    "source.surveys": ("survey answers", "アンケートの回答"),
    "source.social": ("social posts", "SNSの投稿"),
    "source.invitations": ("survey invitations", "アンケートの依頼"),
    "source.tickets": ("support tickets", "問い合わせ"),
    "source.articles": ("article views or votes", "ヘルプ記事の閲覧・評価"),
    "source.messages": ("messages", "配信"),
    "source.customers": ("customers", "顧客"),
    # --- tabs ---
    "area.overview": ("Overview", "概要"),
    "area.customers": ("Customers", "顧客"),
    "area.journey": ("Journey", "ジャーニー"),
    "area.voice": ("Voice", "顧客の声"),
    "area.value": ("Value", "顧客価値"),
    "area.care": ("Care", "サポート"),
    "area.outreach": ("Outreach", "配信"),
    "area.social": ("Social", "ソーシャル"),
    "area.sources": ("Sources", "データソース"),
    # --- cards ---
    "card.nps": ("Net Promoter Score", "NPS（顧客推奨度）"),
    "card.customers": ("Customers", "顧客数"),
    "card.active_buyers": ("Active buyers", "購入者数"),
    "card.orders": ("Counted orders", "注文件数"),
    "card.net_sales": ("Net sales", "純売上"),
    "card.repeat_rate": ("Repeat rate", "リピート率"),
    "card.month_1_retention": ("Month-1 retention", "翌月継続率"),
    "card.sessions": ("Sessions", "セッション数"),
    "card.conversion": ("Conversion", "コンバージョン率"),
    "card.social_rate": ("Social engagement rate", "SNSエンゲージメント率"),
    "card.quarantined": ("Quarantined rows", "隔離された行"),
    "card.fresh_tables": ("Tables loaded in 7 days", "7日以内に取り込んだ表"),
    "card.vs": ("vs {period}", "{period}比"),
    "card.trend": ("Trend, oldest to newest: {values}", "推移（古い順）：{values}"),
    "card.no_previous": ("No period before to compare", "比較できる前の期間なし"),
    "card.so_far": ("{period} to date: {value}", "{period}（集計中）：{value}"),
    "card.interval": ("95% interval {low} to {high}", "95%区間 {low}〜{high}"),
    "card.answers": ("{n} respondents", "回答者{n}人"),
    "card.chance": ("change may be chance (p = {p})", "変化は偶然の範囲（p = {p}）"),
    "card.relational": ("relational", "リレーショナル"),
    "card.as_of": ("as of {day}", "{day}時点"),
    "card.first_seen": ("{n} first seen in {month}", "{month}の新規 {n}人"),
    "card.cohort": ("{month} cohort", "{month}に初回購入"),
    "card.of_customers": ("{part} of {whole} customers", "{whole}人中{part}人"),
    "card.of_buyers": (
        "{part} of {whole} buyers bought before",
        "購入者{whole}人中{part}人が再購入",
    ),
    "card.of_sessions": ("{part} of {whole} sessions with a purchase", "{whole}件中{part}件で購入"),
    "card.no_reach": ("no posts with a known reach", "リーチのある投稿なし"),
    "card.of_rows": ("{share} of {n} raw rows", "元データ{n}行の{share}"),
    "card.of_tables": ("of {n} tables", "全{n}表のうち"),
    "card.newest": ("newest row {day}", "最新の行 {day}"),
    "card.open": ("Go to {area}", "「{area}」を開く"),
    # --- warnings ---
    "warn.title": ("Needs attention", "要確認"),
    "warn.none": ("Nothing needs attention.", "特に確認が必要な点はありません。"),
    "warn.critical": ("Critical", "重大"),
    "warn.warning": ("Warning", "注意"),
    "warn.info": ("Note", "参考"),
    "warn.check": ("Check {check} on {table}: {reason}", "{table}の検査「{check}」：{reason}"),
    "warn.check_failed": ("not passed", "不合格"),
    "warn.observed": ("{reason} (observed {observed})", "{reason}（実測値 {observed}）"),
    "warn.more": (
        "{n} more in the check results of this refresh",
        "ほか{n}件（今回の検査結果を参照）",
    ),
    "warn.nps_small": (
        "NPS rests on {n} respondents: read it with its interval, {low} to {high}",
        "NPSの回答者は{n}人のみ。区間（{low}〜{high}）とあわせてご覧ください",
    ),
    "warn.nps_no_interval": (
        "NPS rests on {n} respondents: too few for an interval",
        "NPSの回答者は{n}人のみ。区間は算出できません",
    ),
    "warn.nps_old": (
        "The latest NPS is of {period}: no relational answers since then",
        "最新のNPSは{period}のものです。以降、リレーショナル調査の回答がありません",
    ),
    "warn.quarantine": (
        "{share} of {table} is in quarantine ({n} rows)",
        "{table}の{share}（{n}行）が隔離されています",
    ),
    "warn.quarantine_many": (
        "In {n} tables more than {limit} of the rows are in quarantine, most of all {tables}",
        "{n}表で{limit}を超える行が隔離されています。多い順に{tables}",
    ),
    "warn.unaccounted": (
        "{n} rows of {table} are unaccounted for",
        "{table}で{n}行の行方が確認できません",
    ),
    "warn.stale": (
        "{n} of {whole} tables have brought nothing for more than {days} days",
        "{whole}表のうち{n}表で{days}日を超えて新しいデータがありません",
    ),
    "warn.no_refresh": (
        "The published file does not say which refresh it is of; check results are not known",
        "公開ファイルに更新の記録がないため、検査結果は不明です",
    ),
    # --- voice ---
    "voice.lead": (
        "How likely customers are to recommend us: promoters (9–10) minus detractors (0–6), in "
        "points. Relational and transactional surveys are never mixed.",
        "推奨者（9〜10点）の割合から批判者（0〜6点）の割合を引いた値（ポイント）。"
        "リレーショナル調査とトランザクション調査は混ぜずに表示します。",
    ),
    "voice.trend": ("NPS, {type} surveys", "NPSの推移（{type}）"),
    "voice.trend_note": (
        "Line: NPS. Shaded: 95% interval. Hollow point: period not complete.",
        "線：NPS、帯：95%信頼区間、白抜きの点：集計中の期間。",
    ),
    "voice.respondents": ("Respondents, {type} surveys", "回答者数（{type}）"),
    "voice.histogram": ("Scores given, {type} surveys", "点数の分布（{type}）"),
    "voice.histogram_note": (
        "Number of respondents by score. All months: sum of the months.",
        "点数ごとの回答者数。「全期間」は各月の合計です。",
    ),
    "voice.latest_month": ("Latest: {month}", "最新：{month}"),
    "voice.all_months": ("All months", "全期間"),
    "voice.benchmark": ("Benchmark", "ベンチマーク"),
    "voice.drivers": ("What drives satisfaction", "満足度を左右する項目"),
    "voice.drivers_note": (
        "Right: rated better. Up: explains more of the outcome (Johnson's relative weight). Shaded "
        "corner: important but not satisfying. Diamond: an issue, significant at 5%.",
        "右ほど評価が高く、上ほど結果への影響（ジョンソンの相対ウェイト）が大きい項目です。"
        "色付きの角は「重要なのに不満」、ひし形は5%水準で有意な課題です。",
    ),
    "voice.driver_of": ("{outcome}, {quarter}", "{outcome}（{quarter}）"),
    "voice.not_important": ("Less important", "重要度は低め"),
    "voice.no_drivers": (
        "Not enough complete answers to tell items apart yet.",
        "項目を比べるには、すべての項目に答えた回答がまだ足りません。",
    ),
    "voice.satisfaction": ("Satisfaction and effort", "満足度と手間"),
    "voice.satisfaction_note": (
        "Share of satisfied answers: CSAT 4 and 5 of 5, CES 6 and 7 of 7 (easy). Bars: 95% "
        "interval. Hollow point: month not complete.",
        "満足した回答の割合：CSATは5点中4・5、CESは7点中6・7（簡単だった）。"
        "縦棒：95%区間、白抜きの点：集計中の月。",
    ),
    "voice.score_of": ("{metric}, {type}", "{metric}（{type}）"),
    "voice.touchpoints": ("NPS by touchpoint", "接点別のNPS"),
    "voice.touchpoints_note": (
        "Transactional surveys, {start} to {end}. Change against the 90 days before; by chance: "
        "how likely a change of this size is when nothing changed.",
        "トランザクション調査、{start}〜{end}。変化はその前の90日との差。"
        "偶然の確率は、実際に変化がなくても同じ大きさの差が出る確率です。",
    ),
    "voice.touchpoints_none": (
        "Transactional surveys by the occasion they ask about.",
        "トランザクション調査を、たずねた接点ごとに表示します。",
    ),
    "voice.funnel": ("From invitation to answer", "依頼から回答まで"),
    "voice.funnel_note": (
        "All invitations so far; shares are of those invited.",
        "これまでのすべての依頼が対象。割合は依頼数に対するものです。",
    ),
    "voice.all_channels": ("All channels", "全チャネル"),
    "step.invited": ("Invited", "依頼"),
    "step.opened": ("Opened", "開封"),
    "step.started": ("Started", "開始"),
    "step.finished": ("Finished", "完了"),
    "step.sent": ("Sent", "送信"),
    "step.delivered": ("Delivered", "到達"),
    "step.clicked": ("Clicked", "クリック"),
    "period.rolling_90d": ("Rolling 90 days", "直近90日"),
    "period.month": ("Month", "月"),
    "period.quarter": ("Quarter", "四半期"),
    "period.range": ("{start} to {end}", "{start}〜{end}"),
    "period.to_date": ("{period}, to date", "{period}（集計中）"),
    # --- value ---
    "value.cohorts": ("Customers who come back", "継続率（初回購入月別）"),
    "value.cohorts_note": (
        "Share of each cohort (month of first counted order) that ordered again in the months "
        "after. Blank: the month is not complete yet.",
        "初回購入月ごとの顧客のうち、各経過月に注文した割合。空欄はまだ確定していない月です。",
    ),
    "value.cohort": ("Cohort", "初回購入月"),
    "value.size": ("Customers", "顧客数"),
    "value.months_since": ("Months since the first order", "初回購入からの経過月数"),
    "value.repeat": ("Repeat rates", "リピート率の推移"),
    "value.repeat_note": (
        "Of the buyers of a month: those who had ordered before, and those who ordered at least "
        "twice in that month.",
        "その月の購入者のうち、以前にも注文した人の割合と、月内に2回以上注文した人の割合。",
    ),
    "value.sales_in": ("Net sales by month, {currency}", "月別の純売上（{currency}）"),
    "value.sales_note": (
        "Counted orders after discounts and refunds, without tax and shipping. Paler bar: month "
        "not complete.",
        "値引・返金後、税・送料を除く売上。淡い棒は集計中の月です。",
    ),
    "value.no_fit": (
        "No model yet: it needs at least 10 buyers, two of whom bought again.",
        "モデルはまだありません。購入者10人以上、うち再購入者2人以上が必要です。",
    ),
    "value.tenths": ("Who carries the expected value", "期待価値を支える顧客"),
    "value.tenths_note": (
        "Buyers in ten equal groups by the margin expected of them; bars: share of all expected "
        "margin.",
        "期待粗利の大きい順に購入者を10等分。棒は期待粗利全体に占める割合です。",
    ),
    "value.tiers": ("Value tiers", "価値ランク"),
    "value.tiers_note": (
        "High: who together make 80% of the expected margin; mid: the next 15%; low: the rest.",
        "高：期待粗利の80%を占める顧客。中：次の15%。低：残り。",
    ),
    "tier.high": ("High", "高"),
    "tier.mid": ("Mid", "中"),
    "tier.low": ("Low", "低"),
    "value.model": ("Model against the plain guess", "モデルと単純予測の比較"),
    "value.model_wins": (
        "Tested on the last quarter of the period with {customers} buyers: the model was nearer. "
        "It missed by {model} orders a customer, the plain guess (everybody goes on as before) by "
        "{naive}.",
        "期間の最後の4分の1で{customers}人を検証：モデルの方が正確でした。"
        "1人あたりの誤差はモデル{model}件、単純予測（これまでと同じ頻度）{naive}件です。",
    ),
    "value.model_loses": (
        "The model lost. Tested on the last quarter of the period with {customers} buyers, it "
        "missed by {model} orders a customer; the plain guess (everybody goes on as before) only "
        "by {naive}. Trust the plain guess.",
        "モデルは単純予測に負けました。期間の最後の4分の1で{customers}人を検証したところ、"
        "1人あたりの誤差はモデル{model}件に対し、"
        "単純予測（これまでと同じ頻度）は{naive}件でした。単純予測を優先してください。",
    ),
    "value.model_untested": (
        "Not tested: too few buyers in the first three quarters of the period.",
        "未検証：期間の最初の4分の3に購入者が足りません。",
    ),
    "value.guess_model": ("BG/NBD model", "BG/NBDモデル"),
    "value.guess_naive": ("Plain guess", "単純予測"),
    "value.acquisition": ("Lifetime value to acquisition cost", "LTVと獲得コスト（LTV:CAC）"),
    "value.acquisition_note": (
        "Cost and ratio over quarters with ad spend. Payback: median months until the margin "
        "covers the spend, of the quarters that got there.",
        "獲得コストと比率は広告費のある四半期のみ。回収月数は、粗利が広告費に達した四半期の中央値です。",
    ),
    "value.rfm_map": ("RFM map", "RFMマップ"),
    "value.rfm_map_note": (
        "Customers by recency (right: bought lately) and the mean of frequency and spending (up: "
        "more).",
        "横：最終購入の新しさ（右ほど最近）、縦：購入頻度と金額の平均（上ほど多い）。"
        "数字は顧客数です。",
    ),
    "value.segments": ("RFM segments", "RFMセグメント"),
    "value.segments_note": (
        "Every buyer is in exactly one segment.",
        "購入者は必ず1つのセグメントに入ります。",
    ),
    "value.cev": ("Customer engagement value by component", "顧客エンゲージメント価値の内訳"),
    "value.cev_note": (
        "Two ways of naming the same money. Gross counts a shared margin with everybody who had a "
        "part in it; allocated gives every unit to one person and may be added up.",
        "同じ金額の2通りの分類です。総額は貢献した全員に数え、"
        "配分後は1円を1人だけに割り当てるため合計できます。",
    ),
    "cev.clv": ("Buying (CLV)", "購買（CLV）"),
    "cev.crv": ("Referring (CRV)", "紹介（CRV）"),
    "cev.civ": ("Influencing (CIV)", "影響（CIV）"),
    "cev.ckv": ("Knowing (CKV)", "知識（CKV）"),
    "cev.gross": ("Gross", "総額"),
    "cev.overlap": ("Counted more than once", "重複分"),
    "cev.allocated": ("Allocated", "配分後"),
    "value.advocates": ("Top referrers and influencers", "紹介・影響の上位顧客"),
    "value.advocates_note": (
        "Customers whose referrals and contributions moved most money, rewards taken off.",
        "紹介や投稿で最も多くの金額を動かした顧客（報酬を差し引いた額）。",
    ),
    "value.no_advocates": (
        "Nobody was referred or influenced yet.",
        "紹介・影響の実績はまだありません。",
    ),
    "value.churn": ("Churn of subscribers", "解約率"),
    "value.churn_note": (
        "Of the subscribers at the start of a month, those without a subscription at its end. Who "
        "joins and leaves within a month is apart.",
        "月初の契約者のうち、月末に契約のない人の割合。月内に加入して離れた人は含みません。",
    ),
    "value.movements": (
        "Recurring revenue gained and lost, {currency}",
        "月次経常収益の増減（{currency}）",
    ),
    "value.movements_short": ("Recurring revenue", "月次経常収益"),
    "value.movements_note": (
        "Monthly amounts of subscriptions. Paler bar: month not complete.",
        "契約の月額ベース。淡い棒は集計中の月です。",
    ),
    "value.bridge": ("From opening to closing, {month}", "月初から月末まで（{month}）"),
    "value.bridge_note": (
        "Opening plus gains less losses is closing.",
        "月初＋増加−減少＝月末です。",
    ),
    "movement.opening": ("Opening", "月初"),
    "movement.new": ("New", "新規"),
    "movement.expansion": ("Expansion", "増額"),
    "movement.reactivation": ("Reactivation", "復帰"),
    "movement.contraction": ("Contraction", "減額"),
    "movement.churned": ("Churned", "解約"),
    "movement.closing": ("Closing", "月末"),
    "variant.ever_before": ("Ordered before", "過去に注文あり"),
    "variant.within_period": ("Twice or more in the month", "月内に2回以上"),
    # --- journey ---
    "journey.sessions": ("Sessions by channel", "チャネル別セッション数"),
    "journey.sessions_note": (
        "Visits to web and app. Paler bar: month not complete.",
        "Webとアプリへの訪問。淡い棒は集計中の月です。",
    ),
    "journey.conversion": ("Conversion by month", "月別コンバージョン率"),
    "journey.conversion_note": (
        "Sessions with a purchase, of all sessions. Complete months only.",
        "全セッションのうち購入のあった割合。確定した月のみ。",
    ),
    "journey.channels": ("Channels, {start} to {end}", "チャネル別の成果（{start}〜{end}）"),
    "journey.channels_note": (
        "Complete months only; each trend has its own scale. Conversion: sessions with a purchase, "
        "of the channel's sessions.",
        "確定した月のみ。推移の縦軸はチャネルごとに異なります。コンバージョン率は、各チャネルの"
        "セッションのうち購入のあった割合。",
    ),
    "journey.funnel": ("Funnel", "ファネル"),
    "journey.funnel_note": (
        "People by the furthest step they reached in order, over all months of entry. The figure "
        "is the share lost since the step before. Paler: people whose window is still open, never "
        "counted as lost.",
        "順にどのステップまで進んだか（全エントリー月）。数字は前のステップからの離脱率。"
        "淡い部分は期間がまだ終わっていない人で、離脱には数えません。",
    ),
    "journey.closed_window": ("Window closed", "期間終了"),
    "journey.open_window": ("Window still open", "期間中"),
    "journey.stage_rates": ("Stages over time", "段階別の指標の推移"),
    "journey.stage_rates_note": (
        "Conversion: visits with a purchase, of all visits. Carts left: visits with a filled cart "
        "and no purchase. Contacts and referrals: per active customer. Complete months only.",
        "購入：購入のあった訪問の割合。カゴ落ち：カートに入れて購入しなかった訪問の割合。"
        "問い合わせと紹介：活動顧客あたり。確定した月のみ。",
    ),
    "rate.conversion_rate": ("Conversion", "購入"),
    "rate.cart_abandonment_rate": ("Carts left", "カゴ落ち"),
    "rate.contact_rate": ("Contacts", "問い合わせ"),
    "rate.referral_rate": ("Referrals", "紹介"),
    "journey.stage_metrics": ("The stages in {month}", "段階別の指標（{month}）"),
    "journey.stage_metrics_note": (
        "Latest complete month, the month before it, and the last twelve months, each on its own "
        "scale.",
        "直近の確定月、その前月、過去12か月の推移（縦軸は指標ごとに異なります）。",
    ),
    "journey.attribution": (
        "Attribution by model, {start} to {end}",
        "アトリビューション（{start}〜{end}）",
    ),
    "journey.attribution_note": (
        "The same orders, shared out by eight models. Unknown: nothing is known to have led to the "
        "order.",
        "同じ注文を8つのモデルで配分。「不明」は接点が記録されていない注文です。",
    ),
    "journey.returns": (
        "Channels and what they cost, {start} to {end}",
        "チャネル別の費用対効果（{start}〜{end}）",
    ),
    "journey.returns_note": (
        "Orders credited by four models. Return on ad spend and cost per order by Markov. Removal "
        "effect: share of all orders that would be lost without the channel.",
        "4つのモデルで配分した注文数。広告費用対効果と注文単価はマルコフ配分。除去効果は、その"
        "チャネルがなければ失われる注文の割合。",
    ),
    "journey.paths": ("Paths that led to most orders", "注文につながった主な経路"),
    "journey.paths_note": (
        "Visits, clicked messages, events and proactive contacts of the 30 days before the order. "
        "Conversion: of all times the path was taken.",
        "注文前30日間の訪問・メッセージのクリック・イベント・能動的サポート。コンバージョン率は、"
        "その経路を通った全回数に占める割合。",
    ),
    "journey.transitions": ("From channel to channel", "チャネル間の移動"),
    "journey.transitions_note": (
        "Share of the steps out of a channel (row) that went to the next (column). Largest "
        "channels only.",
        "行のチャネルから次（列）に進んだ割合。主なチャネルのみ。",
    ),
    # --- customers ---
    "customers.stages": ("Lifecycle stages", "ライフサイクル"),
    "customers.stages_note": (
        "Where each customer stands as of the date of the figures.",
        "集計時点で各顧客がどの段階にいるか。",
    ),
    "customers.channels": ("How customers were won", "獲得チャネル"),
    "customers.channels_note": (
        "Acquisition channel of the customer's oldest record that has one.",
        "チャネルが記録されている最も古い顧客レコードに基づきます。",
    ),
    "customers.new": ("Customers first seen, by month", "月別の新規顧客数"),
    "customers.new_note": (
        "First seen: earliest record, session or order. Paler bar: month not complete.",
        "レコード作成・訪問・注文のうち最も早い日に基づきます。淡い棒は集計中の月です。",
    ),
    "customers.identity": ("Identifiers and the customers behind them", "識別子と名寄せの品質"),
    "customers.identity_note": (
        "{records} records were resolved into {customers} customers.",
        "{records}件のレコードを{customers}人の顧客に名寄せしました。",
    ),
    # --- care ---
    "care.lead": (
        "Problems customers came with, each counted once however many tickets and channels it came "
        "through. Contacts the company started are left out.",
        "お客様からの困りごとを、チケットやチャネルの数によらず1件ずつ数えます。"
        "会社からの能動的な連絡は含みません。",
    ),
    "care.by_topic": ("Problems by topic", "トピック別の問題件数"),
    "care.by_topic_note": (
        "By the month in which they were opened. Paler bar: month not complete.",
        "発生した月ごとの件数。淡い棒は集計中の月です。",
    ),
    "care.resolution": ("Time to a solution", "解決までの時間"),
    "care.resolution_note": (
        "Problems by the time from the first ticket to the last solution, around the clock.",
        "最初の問い合わせから最後の解決までの時間別の件数（24時間換算）。",
    ),
    "care.all_topics": ("All topics", "全トピック"),
    "care.topics": ("Topics", "トピックの一覧"),
    "care.topics_note": (
        "Hours are medians; slow cases: nine in ten are solved sooner.",
        "時間は中央値。「遅い案件」は10件中9件がそれより早く解決した時間です。",
    ),
    "care.articles": ("Help articles", "ヘルプ記事"),
    "care.articles_note": (
        "Deflection: known customers who did not ask within the window after reading, of all known "
        "readers.",
        "自己解決率：顧客と分かる閲覧者のうち、閲覧後の所定時間内に問い合わせなかった割合。",
    ),
    "span.hour_1": ("≤ 1 h", "1時間以内"),
    "span.hours_4": ("≤ 4 h", "4時間以内"),
    "span.hours_24": ("≤ 24 h", "24時間以内"),
    "span.days_3": ("≤ 3 d", "3日以内"),
    "span.days_7": ("≤ 7 d", "7日以内"),
    "span.longer": ("longer", "7日超"),
    "span.still_open": ("open", "未解決"),
    # --- outreach ---
    "outreach.lead": (
        "What becomes of messages, and how often customers are written to.",
        "配信の成果と、顧客への連絡の頻度。",
    ),
    "outreach.funnel": ("From sending to click", "送信からクリックまで"),
    "outreach.funnel_note": (
        "All messages so far; shares are of those sent. SMS and post cannot tell opens.",
        "これまでの全配信。割合は送信数に対するものです。SMSと郵便の開封は分かりません。",
    ),
    "outreach.channels": ("Channels", "チャネル別の成果"),
    "outreach.channels_note": (
        "Delivery of those sent, all other rates of those delivered.",
        "配信率は送信数、その他の率は到達数に対する割合です。",
    ),
    "outreach.campaigns": ("Campaigns, newest first", "キャンペーン別の成果（新しい順）"),
    "outreach.campaigns_note": (
        "Open rate over channels that can tell opens.",
        "開封率は開封が分かるチャネルのみで計算しています。",
    ),
    "outreach.pressure": ("Messages per customer in 30 days", "顧客1人あたり30日間の配信数"),
    "outreach.pressure_note": (
        "Customers by messages sent to them, all channels. Above {cap}: contacted too often.",
        "全チャネルの送信数別の顧客数。{cap}通を超えると接触過多です。",
    ),
    "outreach.above": ("> {cap}", "{cap}通超"),
    "outreach.over": ("Contacted too often", "接触過多"),
    "outreach.preferences": ("How customers like to be written to", "反応しやすい連絡方法"),
    "outreach.preferences_note": (
        "Customers by the choice with their highest click rate, drawn towards everybody's.",
        "クリック率（全体平均で補正）が最も高い選択肢ごとの顧客数。",
    ),
    "outreach.best_channel": ("Channel", "チャネル"),
    "outreach.best_weekday": ("Weekday", "曜日"),
    "outreach.best_hour": ("Hour", "時間帯"),
    # --- social ---
    "social.interactions": ("Interactions by platform", "プラットフォーム別の反応数"),
    "social.interactions_note": (
        "Likes, comments and shares of the posts of the month, up to now. Paler bar: month not "
        "complete.",
        "その月の投稿に対する、現時点までのいいね・コメント・シェア。淡い棒は集計中の月です。",
    ),
    "social.rate": ("Engagement rate by platform", "プラットフォーム別エンゲージメント率"),
    "social.rate_note": (
        "Interactions per reach of the month's posts. No point: no post with a known reach.",
        "その月の投稿のリーチに対する反応の割合。点のない月はリーチのある投稿がありません。",
    ),
    "social.followers": ("Followers by platform", "プラットフォーム別フォロワー数"),
    "social.followers_note": (
        "Last reading of each month. A dip may mean that an account had no reading.",
        "各月の最終計測値。一時的な減少は、計測のないアカウントによる場合があります。",
    ),
    "social.media": ("Posts by media type", "投稿形式別の成果"),
    "social.media_note": (
        "All posts. Rate: interactions per reach, over posts with a known reach.",
        "すべての投稿。率はリーチのある投稿の、リーチに対する反応の割合。",
    ),
    "social.times": ("When posts work", "投稿の曜日・時間帯と反応"),
    "social.times_note": (
        "Engagement rate by weekday and hour of posting ({zone}); darker is higher. Outline: no "
        "known reach. Few posts in a cell say little.",
        "投稿の曜日・時刻（{zone}）別のエンゲージメント率。濃いほど高い値です。枠だけの升はリーチ不明。"
        "投稿の少ない升は参考程度です。",
    ),
    "weekday.1": ("Mon", "月"),
    "weekday.2": ("Tue", "火"),
    "weekday.3": ("Wed", "水"),
    "weekday.4": ("Thu", "木"),
    "weekday.5": ("Fri", "金"),
    "weekday.6": ("Sat", "土"),
    "weekday.7": ("Sun", "日"),
    # --- sources ---
    "sources.lead": (
        "{tables} raw tables, {rows} rows: {quarantined} quarantined, {unaccounted} unaccounted "
        "for.",
        "元データ{tables}表、{rows}行。隔離{quarantined}行、不明{unaccounted}行。",
    ),
    "sources.table": ("Raw tables, trouble first", "元データの状況（問題のある順）"),
    "sources.table_note": (
        "Rows = staged + superseded + deleted + quarantined. Age: days from the newest load to "
        "the date of the figures.",
        "行数=採用+旧版+削除+隔離。経過日数は最新の取り込みから集計時点まで。",
    ),
    "sources.findings": ("What looks wrong in the raw tables", "元データで気になる点"),
    "sources.findings_note": (
        "References without partner, signs, scales, columns that went missing: with counts, never "
        "with values. Tables of schema audit have the rows.",
        "相手のない参照、符号、尺度、消えた列など。件数のみを示し、値は示しません。該当行はauditスキーマにあります。",
    ),
    # --- columns ---
    "col.period": ("Period", "期間"),
    "col.month": ("Month", "月"),
    "col.nps": ("NPS", "NPS"),
    "col.ci_low": ("95% interval, low", "95%区間の下限"),
    "col.ci_high": ("95% interval, high", "95%区間の上限"),
    "col.respondents": ("Respondents", "回答者数"),
    "col.promoters": ("Promoters", "推奨者"),
    "col.passives": ("Passives", "中立者"),
    "col.detractors": ("Detractors", "批判者"),
    "col.score": ("Score", "点数"),
    "col.band": ("Group", "区分"),
    "col.variant": ("Measure", "指標"),
    "col.rate": ("Rate", "率"),
    "col.buyers": ("Buyers", "購入者数"),
    "col.repeaters": ("Of them repeat", "うちリピート"),
    "col.tenth": ("Tenth of the buyers (1 = most valuable)", "購入者の10分位（1が最上位）"),
    "col.value_share": ("Share of expected margin", "期待粗利の割合"),
    "col.clv_expected": ("Expected margin", "期待粗利"),
    "col.realised": ("Margin so far", "実績粗利"),
    "col.tier": ("Tier", "ランク"),
    "col.guess": ("Guess", "予測"),
    "col.error": ("Missed by (orders a customer)", "誤差（件/人）"),
    "col.cac": ("Cost a customer", "獲得コスト/人"),
    "col.ltv": ("LTV, discounted", "LTV（割引後）"),
    "col.ltv_to_cac": ("LTV:CAC", "LTV:CAC"),
    "col.payback": ("Payback (months)", "回収月数"),
    "col.r_score": ("Recency score", "最終購入スコア"),
    "col.fm_score": ("Frequency and spending", "頻度・金額スコア"),
    "col.segment": ("Segment", "セグメント"),
    "col.component": ("Component", "要素"),
    "col.customer": ("Customer", "顧客"),
    "col.referral_value": ("By referrals", "紹介による額"),
    "col.brought": ("Brought", "紹介人数"),
    "col.influence_value": ("By influence", "影響による額"),
    "col.moved": ("Influenced", "影響人数"),
    "col.churn_rate": ("Churn rate", "解約率"),
    "col.opening": ("At the start", "月初"),
    "col.churned": ("Left", "解約"),
    "col.joined": ("Joined", "加入"),
    "col.silent": ("Left without a word", "無言の解約"),
    "col.closing": ("At the end", "月末"),
    "col.movement": ("Movement", "増減"),
    "col.recurring": ("Monthly recurring revenue", "月次経常収益"),
    "col.net_sales": ("Net sales", "純売上"),
    "col.orders": ("Orders", "注文件数"),
    "col.channel": ("Channel", "チャネル"),
    "col.sessions": ("Sessions", "セッション"),
    "col.purchases": ("With purchase", "購入あり"),
    "col.conversion": ("Conversion", "コンバージョン率"),
    "col.share": ("Share", "構成比"),
    "col.trend": ("By month", "月次推移"),
    "col.stage": ("Stage", "段階"),
    "col.customers": ("Customers", "顧客数"),
    "col.identifier_type": ("Identifier", "識別子"),
    "col.identifiers": ("Identifiers", "識別子数"),
    "col.max_customers": ("Most customers on one", "1識別子の最大顧客数"),
    "col.blocked": ("Blocked", "除外"),
    "col.cluster": ("Largest cluster (records)", "最大の名寄せ（レコード）"),
    "col.platform": ("Platform", "プラットフォーム"),
    "col.interactions": ("Interactions", "反応数"),
    "col.likes": ("Likes", "いいね"),
    "col.comments": ("Comments", "コメント"),
    "col.shares": ("Shares", "シェア"),
    "col.posts": ("Posts", "投稿数"),
    "col.reach": ("Reach", "リーチ"),
    "col.followers": ("Followers", "フォロワー"),
    "col.follower_change": ("Change", "増減"),
    "col.media": ("Media type", "投稿形式"),
    "col.item": ("Item", "項目"),
    "col.performance": ("Satisfaction, 1–5", "満足度（1〜5）"),
    "col.importance": ("Importance (share of variance)", "重要度（説明する分散の割合）"),
    "col.p_value": ("p-value", "p値"),
    "col.top_box_share": ("Satisfied", "満足の割合"),
    "col.mean_score": ("Mean score", "平均点"),
    "col.answers": ("Answers", "回答数"),
    "col.touchpoint": ("Touchpoint", "接点"),
    "col.change": ("Change", "変化"),
    "col.change_by_chance": ("By chance", "偶然の確率"),
    "col.quadrant": ("Place on the map", "位置づけ"),
    "col.responses": ("Complete answers", "完全な回答数"),
    "col.invitations": ("Invitations", "依頼数"),
    "col.of_invited": ("Of those invited", "依頼数に対する割合"),
    "col.topic": ("Topic", "トピック"),
    "col.issues": ("Problems", "問題件数"),
    "col.open": ("Open", "未解決"),
    "col.resolved_in": ("Solved within", "解決までの時間"),
    "col.response_hours": ("First answer (h)", "初回応答（時間）"),
    "col.resolution_hours": ("Solution (h)", "解決（時間）"),
    "col.slow_hours": ("Slow cases (h)", "遅い案件（時間）"),
    "col.reopened": ("Reopened", "再オープン率"),
    "col.csat": ("CSAT, 1–5", "満足度（1〜5）"),
    "col.article": ("Article", "記事"),
    "col.views": ("Views", "閲覧数"),
    "col.votes": ("Votes", "評価数"),
    "col.helpful": ("Helpful", "役立ち率"),
    "col.deflection": ("Deflection", "自己解決率"),
    "col.messages": ("Messages", "送信数"),
    "col.of_sent": ("Of those sent", "送信数に対する割合"),
    "col.messages_30d": ("Messages in 30 days", "30日間の送信数"),
    "col.campaign": ("Campaign", "キャンペーン"),
    "col.delivery_rate": ("Delivered", "配信率"),
    "col.open_rate": ("Opened", "開封率"),
    "col.click_rate": ("Clicked", "クリック率"),
    "col.unsubscribe_rate": ("Unsubscribed", "解除率"),
    "col.choice": ("Choice", "選択肢"),
    "col.weekday": ("Weekday", "曜日"),
    "col.hour": ("Hour", "時"),
    "col.table": ("Table", "表"),
    "col.check": ("What ought to hold", "あるべき状態"),
    "col.observed": ("What was seen", "実際の状態"),
    "col.rows": ("Rows", "行数"),
    "col.staged": ("Staged", "採用"),
    "col.superseded": ("Superseded", "旧版"),
    "col.deleted": ("Deleted", "削除"),
    "col.quarantined": ("Quarantined", "隔離"),
    "col.quarantined_share": ("Quarantined share", "隔離率"),
    "col.unaccounted": ("Unaccounted", "不明"),
    "col.newest": ("Newest load", "最新の取り込み"),
    "col.age": ("Age (days)", "経過日数"),
    "col.step": ("Step", "ステップ"),
    "col.reached": ("Reached", "到達"),
    "col.of_entrants": ("Of entrants", "エントリー比"),
    "col.drop_off": ("Drop-off", "離脱率"),
    "col.open_reached": ("Reached, window open", "到達（期間中）"),
    "col.matured_entrants": ("Entrants, window closed", "エントリー（期間終了）"),
    "col.open_entrants": ("Entrants, window open", "エントリー（期間中）"),
    "col.numerator": ("Of them", "該当"),
    "col.denominator": ("Base", "母数"),
    "col.month_before": ("Month before", "前月"),
    "col.model": ("Model", "モデル"),
    "col.share_of_orders": ("Share of orders", "注文の割合"),
    "col.credited_orders": ("Credited orders", "配分された注文"),
    "col.removal_effect": ("Removal effect", "除去効果"),
    "col.spend": ("Ad spend", "広告費"),
    "col.return": ("Return on ad spend", "広告費用対効果"),
    "col.cost": ("Cost per order", "注文単価"),
    "col.path": ("Path", "経路"),
    "col.people": ("People", "人数"),
    "col.from": ("From", "移動元"),
    "col.to": ("To", "移動先"),
    "col.steps": ("Steps", "回数"),
}

# Names of values in the marts. A value without a name here is shown as it is.
_WORDS: dict[str, tuple[str, str]] = {
    "unknown": ("Unknown", "不明"),
    "other": ("Other channels", "その他"),
    "paid_search": ("Paid search", "検索広告"),
    "organic_search": ("Organic search", "自然検索"),
    "paid_social": ("Paid social", "SNS広告"),
    "organic_social": ("Organic social", "SNS（自然流入）"),
    "email": ("Email", "メール"),
    "sms": ("SMS", "SMS"),
    "push": ("Push", "プッシュ通知"),
    "line": ("LINE", "LINE"),
    "display": ("Display", "ディスプレイ広告"),
    "affiliate": ("Affiliate", "アフィリエイト"),
    "referral": ("Referral", "参照・紹介"),
    "direct": ("Direct", "直接"),
    "offline": ("Offline", "オフライン"),
    "store": ("Store", "店舗"),
    "other_campaign": ("Other campaigns", "その他の施策"),
    "kumar2010": ("Kumar et al. 2010", "Kumar他 2010"),
    "seed000": ("House mapping", "自社分類"),
    "champions": ("Champions", "優良顧客"),
    "loyal_customers": ("Loyal customers", "ロイヤル顧客"),
    "potential_loyalists": ("Potential loyalists", "ロイヤル候補"),
    "new_customers": ("New customers", "新規顧客"),
    "promising": ("Promising", "有望"),
    "need_attention": ("Needing attention", "要注意"),
    "about_to_sleep": ("About to sleep", "休眠予備軍"),
    "at_risk": ("At risk", "離反リスク"),
    "cant_lose_them": ("Cannot lose them", "失えない顧客"),
    "hibernating": ("Hibernating", "休眠"),
    "lost": ("Lost", "離反済み"),
    "prospect": ("Prospect", "見込み"),
    "new": ("New", "新規"),
    "active": ("Active", "活動中"),
    "lapsing": ("Lapsing", "離反予兆"),
    "lapsed": ("Lapsed", "離反"),
    "relational": ("relational", "リレーショナル"),
    "transactional": ("transactional", "トランザクション"),
    "panel": ("panel", "パネル"),
    "promoter": ("Promoters 9–10", "推奨者 9〜10"),
    "passive": ("Passives 7–8", "中立者 7〜8"),
    "detractor": ("Detractors 0–6", "批判者 0〜6"),
    "record": ("Customer record", "顧客レコード"),
    "phone": ("Phone", "電話番号"),
    "member_no": ("Member number", "会員番号"),
    "social_handle": ("Social handle", "SNSアカウント"),
    "anonymous_id": ("Browser or device", "ブラウザ・端末"),
    "concentrate_here": ("Concentrate here", "重点改善"),
    "keep_up": ("Keep up", "維持"),
    "low_priority": ("Low priority", "優先度低"),
    "possible_overkill": ("Possible overkill", "過剰気味"),
    "delivery": ("Delivery", "配送"),
    "price": ("Price", "価格"),
    "quality": ("Quality", "品質"),
    "support": ("Support", "サポート"),
    "website": ("Website", "サイト"),
    "packaging": ("Packaging", "包装"),
    "product": ("Product", "商品"),
    "billing": ("Billing", "請求"),
    "return": ("Returns", "返品"),
    "returns": ("Returns", "返品"),
    "subscription": ("Subscription", "定期購入"),
    "account": ("Account", "アカウント"),
    "payment": ("Payment", "支払い"),
    "other_topics": ("Other topics", "その他"),
    "instagram": ("Instagram", "Instagram"),
    "x": ("X", "X"),
    "facebook": ("Facebook", "Facebook"),
    "youtube": ("YouTube", "YouTube"),
    "tiktok": ("TikTok", "TikTok"),
    "image": ("Image", "画像"),
    "video": ("Video", "動画"),
    "text": ("Text", "テキスト"),
    "carousel": ("Carousel", "カルーセル"),
    "link": ("Link", "リンク"),
    "story": ("Story", "ストーリーズ"),
    "reel": ("Reel", "リール"),
    "short": ("Short", "ショート"),
    "funnel.purchase": ("Purchase", "購入"),
    "funnel.stages": ("Stages", "5段階"),
    "page_view": ("Page view", "ページ閲覧"),
    "product_view": ("Product view", "商品閲覧"),
    "search": ("Search", "検索"),
    "add_to_cart": ("Cart", "カート追加"),
    "begin_checkout": ("Checkout", "購入手続き"),
    "purchase": ("Purchase", "購入"),
    "awareness": ("Awareness", "認知"),
    "consideration": ("Consideration", "検討"),
    "usage": ("Usage", "利用"),
    "advocacy": ("Advocacy", "推奨"),
    "organic_sessions": ("Visits from search", "自然検索からの訪問"),
    "search_impressions": ("Search impressions", "検索での表示回数"),
    "search_click_rate": ("Search click rate", "検索のクリック率"),
    "search_average_position": ("Average position in search", "検索の平均掲載順位"),
    "ad_impressions": ("Ad impressions", "広告の表示回数"),
    "ad_reach": ("Ad reach, daily sum", "広告リーチ（日別の合計）"),
    "ad_click_rate": ("Ad click rate", "広告のクリック率"),
    "engaged_seconds_per_session": ("Engaged seconds per visit", "訪問あたり閲覧秒数"),
    "pages_per_session": ("Pages per visit", "訪問あたりページ数"),
    "download_rate": ("Download rate", "資料ダウンロード率"),
    "conversion_rate": ("Conversion rate", "コンバージョン率"),
    "cart_abandonment_rate": ("Cart abandonment", "カゴ落ち率"),
    "checkout_completion_rate": ("Checkout completion", "購入手続き完了率"),
    "app_opens_per_active_customer": ("App opens per active customer", "活動顧客あたりアプリ起動"),
    "feature_use_rate": ("Feature use", "機能利用率"),
    "contact_rate": ("Contacts per active customer", "問い合わせ率"),
    "nps": ("NPS, relational", "NPS（リレーショナル）"),
    "mention_count": ("Mentions", "言及数"),
    "referral_rate": ("Referral rate", "紹介率"),
    "referred_share": ("New customers by referral", "紹介による新規顧客の割合"),
    "first_touch": ("First touch", "ファーストタッチ"),
    "last_touch": ("Last touch", "ラストタッチ"),
    "last_non_direct": ("Last non-direct", "ラスト（直接除く）"),
    "linear": ("Linear", "均等"),
    "position_based": ("Position based", "ポジションベース"),
    "time_decay": ("Time decay", "減衰"),
    "markov": ("Markov", "マルコフ"),
    "shapley": ("Shapley", "シャープレイ"),
    "(start)": ("Start", "開始"),
    "(conversion)": ("Order", "注文"),
    "(null)": ("No order yet", "注文なし"),
    "advisory_board": ("Advisory board", "アドバイザリーボード"),
    "online": ("Online event", "オンラインイベント"),
    "chat": ("Chat", "チャット"),
    "portal": ("Portal", "ポータル"),
    "post": ("Post", "郵便"),
    "in_app": ("In-app", "アプリ内"),
}


def label(key: str, **values: object) -> Text:
    """Return the text of `key`, its `{places}` filled.

    Raises:
        KeyError: There is no such label; every label exists in both languages.

    """
    text = Text(*_LABELS[key])
    return text.fill(**values) if values else text


def word(value: object) -> Text:
    """Return the name of a value of a mart: None is "unknown", an unnamed value as it is."""
    known = _WORDS.get("unknown" if value is None or value == "" else str(value))
    return Text(*known) if known else plain(value)


def label_keys() -> list[str]:
    """All keys of the dictionary, so that a test can check that no translation is missing."""
    return list(_LABELS)
