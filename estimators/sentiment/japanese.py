"""How a Japanese text feels, by word lists and rules on what stands around the words."""

import math
import re
from itertools import pairwise
from unicodedata import normalize

from estimators.sentiment import japanese_words as words

FLATNESS = 15.0  # a single word of weight 1 makes a text of 0.25, one of 3 a text of 0.61
NEGATED_GOOD, NEGATED_BAD = 0.9, 1.0  # "not good" is bad at once; "not bad" is mildly good
MISSING = -1.2  # what is needed and is not there
WISHED, ASKED = -0.9, -0.6
MISSED = -0.9  # "although ...", and nothing good follows
MORE, LESS = 1.25, 0.85
BEFORE_CONTRAST, BEFORE_TURN, BEFORE_UNLIKE = 0.6, 0.8, 0.2
REACH = 16  # characters after a word in which a negation turns it
LONGEST_TEXT = 20_000  # characters that are read

POLAR, NOUN, DEGREE, STRENGTH, WISH, REDUCER, MOOD, NEVER, UNTURNED, TOO = range(10)
ADJECTIVE_ENDS = (
    "い",
    "く",
    "かっ",
    "けれ",
    "さ",
    "そう",
    "すぎ",
    "過ぎ",
    "げ",
    "っ",
    "ー",
    "〜",
    "ぃ",
    "ぇ",
)
SHORT = ("いい", "よい", "イイ")
GODAN = {
    "う": "わいうえおっ",
    "く": "かきくけこい",
    "ぐ": "がぎぐげごい",
    "す": "さしすせそ",
    "つ": "たちつてとっ",
    "ぶ": "ばびぶべぼん",
    "む": "まみむめもん",
    "る": "らりるれろっ",
}
# Looks like a negation and is none: must, may, is it not, without doubt.
NO_NEGATION = re.compile(
    "(?:かも(?:しれ|知れ)(?:ない|ません)|に(?:違|ちが)い(?:ない|ありません)|"
    "な(?:ければ|くては|いと)(?:なら|いけ|だめ|ダメ)(?:ない|ません)?|なきゃ|"
    "ずには(?:い|お)られ(?:ない|ません|なかった)|ざるを得(?:ない|ません)|"
    "(?:では|じゃ)ない(?:か(?!っ)|でしょうか|[?!]|だろうか)|(?:では|じゃ)ありませんか|"
    "だけ(?:で|じゃ)(?:は)?なく|(?:のみ|ばかり)(?:で)?なく|[でて]なら(?:ない|ません|なかった)|"
    "(?:という)?(?:だけ|もの)(?:で|じゃ)なく)"
)
NEGATION = re.compile(
    "な(?:い|く|かっ|けれ|さそ|さ過|さす)|ま(?:せ|へ)ん|"
    "(?<=[かがさたなまらわばけせてねべめれげぜえきしちにみりびぎじでい])ず(?![つっ])|ぬ|無(?:い|く|かっ|し)|"
    "なし(?![たでい])|ね[えーぇ]|へん|(?:言|いい?)い?(?:難|がた)|程遠|ほど遠|かねる|かねま|"
    "はずが|気がし|にくい|づらい"
)
SCOPE_END = re.compile("、|て(?![いはもおくるき])|ので|けど|ため|のに|ながら|し、|が、|から(?!な)")
# Between what is needed and its absence there may stand these and nothing else.
ABSENCE = re.compile(
    "(?:[はがもをにのとでや、]|さえ|すら|など|等|一つ|1つ|ひとつ|一言|全く|まったく|一切|いっさい|何も|なにも|"
    "ほとんど|あまり|いまだに|未だに|まだ|全然|ぜんぜん|なかなか|一向に|いつまでも|いくら待っても|特に|して|し|され|れ|"
    "ら|られ|さ|来|き|こ|くれ|もらえ|でき|出来|おり|い|得られ|あり|あ|って|て|ち|り|け|え|せ|べ|め|か|届|行き|"
    "取れ|つか|付か|受けられ|出|感じられ|見られ|見当たら|足り|返って|ま|る|くだ|く|っ|う|十分|充分)*?"
    "(?:ない|なく|なかっ|ません|ず|なし|無し|無い|無く|ねえ|ねー|ねぇ|へん|ゼロ|皆無)"
)
RELATIVE = re.compile(
    "(?:でもな|(?:こと|わけ)[はもで]|とは(?:言|い)え|こと|事|点|ところ|所|時|とき|場合|際|人|方|もの|物|よう|"
    "ので(?:教|質|聞)|か(?!っ)|うちに|まま)"
)
ONLY = re.compile("しか|これ以上|こんな|これほど|ほかに|他に|右に出る|負け")
CONDITION = re.compile("(?:かっ)?(?:けれ|れ)ば|(?:かっ|だっ|でし|まし)?たら|なら(?!で|ず)")
SENTENCE = re.compile(r"[。．!?\n…]+|(?<=[^\s])\s+(?=[^\s])")
CONTRAST = re.compile(
    "(?<=[すただいうるんな])(?:が|けれども|けれど|けども|けど)(?=[、,\\s])|けれども?|けど(?!う)|のに(?!は|も)|ものの|とはいえ|反面|"
    "一方で?(?![的通])|にも(?:関|かか)わらず|くせに|どころか|と思いきや|に見えて|わりに(?!は)|割に(?!は|合)"
)
IN_SPITE = re.compile(
    "(?<=[たるいな])のに(?!は|も|必要|使|便利|ぴったり|最適|適|向|合|時間|良|よ|い|十分|充分|困|苦労)"
)
UNLIKE = re.compile(
    "以前は|前は|昔は|最初は|当初は|はじめは|初めは|見た目は|聞いてい|聞いて(?:来|き)|"
    "と(?:思|期待し)|期待して|に見えて|どころか|と思いきや|と書いて|とあった|のはずが|はずなのに|評判|口コミ"
)
TURN = re.compile(
    "\\s*(?:しかし|ただし?(?=[、,し])|ただ、|でも(?=[、,])|"
    "だが|ですが|だけど|けど|けれど|なのに|それなのに|ところが|とはいえ|しかも残念|残念ながら)"
)
QUESTION = re.compile(
    "(?:[?]|(?:です|ます|でした|ました|でしょう|ません)か|かな|かしら|教えてください|教えて下さい)\\s*$"
)
RHETORIC = re.compile(
    "なぜ|何故|なんで|どうして|いつまで|いつになったら|どういう(?:こと|つもり)|何を考え|おかしくない"
)
REPEATED = re.compile(r"(.)\1{2,}")
GENERAL = re.compile(
    "^(?!.*まだ|.*とりあえず).*"
    "(?:[されけえせてめべねげ](?:て[いき])?(?:ない(?!で|と|よう|方|人|場合|時|も)|"
    "なかった|ません|ず)|しな(?:い$|い[。!]|くな)|らない[。!]?$)"
)
SIGNS = ("ない", "なかった", "ません", "ず", "しなく")  # of a negation: cheap to look for
CLOCK = tuple("時分日年月歳才頃号駅前に")
FILL = "＿"


def _tidy(text: str) -> str:
    text = normalize("NFKC", text[:LONGEST_TEXT]).lower()
    return REPEATED.sub(r"\1\1", text)


def _dictionary() -> dict[str, tuple[int, float, int]]:
    """Return kind, weight and direction of every written form."""
    found: dict[str, tuple[int, float, int]] = {}

    def put(form: str, kind: int, weight: float, direction: int = 0) -> None:
        form = _tidy(form)
        if form:
            found.setdefault(form, (kind, weight, direction))

    def adjective(word: str) -> list[str]:
        # よく is "often" and よっ part of によって: so short a stem stands for itself only.
        if not word.endswith("い") or word in SHORT:
            return [word]
        return [word[:-1] + end for end in ADJECTIVE_ENDS]

    for form in words.STEMS[0].split():
        put(form, POLAR, 0.0)
    for form in words.WISHES.split():
        put(form, WISH, WISHED)
    for form in words.REQUESTS.split():
        put(form, WISH, ASKED)
    for form in ("すぎ", "過ぎて", "過ぎる", "過ぎた", "過ぎだ", "過ぎです"):
        put(form, TOO, -1.0)
    for form in words.REDUCERS.split():
        weight = next((w for w in (2, 1) if form in words.STEMS[w].split()), 0)
        put(form, REDUCER, float(weight))
    for item in words.DEGREES.split():
        word, direction, weight = item.split(":")
        for form in adjective(word):
            is_too_much = form.endswith(("すぎ", "過ぎ"))
            put(form, DEGREE, -1.0 if is_too_much else float(weight), int(f"{direction}1"))
    for item in words.DEGREE_VERBS.split():
        word, direction, weight = item.split(":")
        put(word, DEGREE, float(weight), int(f"{direction}1"))
    for group, forms in ((words.MORE, MORE), (words.LESS, LESS)):
        for form in group.split():
            put(form, STRENGTH, forms)
    for kind, groups in ((UNTURNED, words.UNTURNED), (NEVER, words.NEVER)):
        for weight, group in groups.items():
            for form in group.split():
                put(form, kind, float(weight))
    for weight in sorted(
        {*words.STEMS, *words.ADJECTIVES, *words.VERBS}, key=lambda w: (-abs(w), w)
    ):
        for form in words.STEMS.get(weight, "").split():
            put(form, POLAR, float(weight))
        for word in words.ADJECTIVES.get(weight, "").split():
            for form in adjective(word):
                put(form, POLAR, float(weight))
        for word in words.VERBS.get(weight, "").split():
            for end in GODAN.get(word[-1], word[-1]):
                put(word[:-1] + end, POLAR, float(weight))
    needed = set(words.NEEDED.split())
    for group, direction in ((words.GOOD_WITH_MORE, 1), (words.BAD_WITH_MORE, -1)):
        for form in group.split():
            put(form, NOUN, MISSING if form in needed else 0.0, direction)
    for form in sorted(needed):
        put(form, NOUN, MISSING)
    for moods in (words.EMOJI, words.KAOMOJI):
        for weight, forms in moods.items():
            for form in forms.split():
                put(form, MOOD, float(weight))
    return found


FORMS = _dictionary()
# Lengths of the words by their first two letters, the longest first; most places have none.
LENGTHS: dict[str, tuple[int, ...]] = {}
for _form in FORMS:
    LENGTHS[_form[:2]] = tuple(sorted({*LENGTHS.get(_form[:2], ()), len(_form)}, reverse=True))
Token = tuple[int, int, int, float, int]


def _tokens(text: str) -> list[Token]:
    """Return start, end, kind, weight and direction of the words found, the longest first."""
    tokens: list[Token] = []
    place, size = 0, len(text)
    while place < size:
        head = text[place : place + 2]
        for length in (*LENGTHS.get(head, ()), *LENGTHS.get(head[0], ())):
            entry = FORMS.get(text[place : place + length])
            if entry is not None and _is_whole(text, place, place + length):
                tokens.append((place, place + length, *entry))
                place += length
                break
        else:
            place += 1
    return tokens


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether what was found is no part of a longer word in Latin letters, or cut off."""
    if end > len(text):
        return False
    if not text[start].isascii() or not text[start].isalpha():
        return True
    beside = text[start - 1 : start] + text[end : end + 1]
    return not any(letter.isascii() and letter.isalpha() for letter in beside)


def score(text: str) -> float:
    """Return how a text feels, from -1 to 1; 0 says nothing either way."""
    text = NO_NEGATION.sub(lambda found: FILL * len(found[0]), _tidy(text))
    tokens = _tokens(text)
    ends = [found.end() for found in SENTENCE.finditer(text)]
    total, taken = 0.0, 0
    for start, end in pairwise([0, *ends, len(text)]):
        own = []
        while taken < len(tokens) and tokens[taken][0] < end:
            own.append(tokens[taken])
            taken += 1
        if TURN.match(text, start):
            total *= BEFORE_TURN
        total += _sentence(text, start, end, own)
    return round(total / math.sqrt(total * total + FLATNESS), 6)


def _sentence(text: str, start: int, end: int, tokens: list[Token]) -> float:
    sentence = text[start:end]
    cuts = [start + found.end() for found in CONTRAST.finditer(sentence)]
    before = BEFORE_UNLIKE if cuts and UNLIKE.search(sentence) else BEFORE_CONTRAST
    total, taken = 0.0, 0
    for left, right in pairwise([start, *cuts, end]):
        own = []
        while taken < len(tokens) and tokens[taken][0] < right:
            own.append(tokens[taken])
            taken += 1
        if left > start and own:
            total *= before
        total += _clause(text, left, right, own)
    if not total and any(sign in sentence for sign in SIGNS) and GENERAL.search(sentence):
        total = MISSED
    if total <= 0 and "のに" in sentence and IN_SPITE.search(sentence):
        total += MISSED
    if QUESTION.search(sentence.rstrip("。!")) and not RHETORIC.search(sentence):
        total *= 0.3 if total > 0 else 0.7
    return total


def _clause(text: str, start: int, end: int, tokens: list[Token]) -> float:
    """Add what the words of a clause say, each as what stands around it turns it."""
    said: list[tuple[int, float]] = []  # end of the word, what it says
    strength, strength_end = 1.0, start
    noun: tuple[int, int] | None = None  # direction and end of what a degree would be about
    wish, turned = 0.0, start
    for number, (left, right, kind, weight, direction) in enumerate(tokens):
        if kind == STRENGTH:
            strength, strength_end = weight, right
            continue
        if kind in (MOOD, UNTURNED):
            said.append((right, weight))
            continue
        if kind == TOO:
            if said and said[-1][0] == left:
                said[-1] = (right, said[-1][1] * MORE)
            elif text[left - 1 : left] not in CLOCK:
                said.append((right, weight))
            continue
        if kind == NEVER:
            said.append((right, weight if NEGATION.search(text, right, end) else 0.0))
            continue
        if kind == WISH:
            wish = weight
            # What is wished for is not there: good words before the wish say nothing.
            said = [(place, min(value, 0.0)) for place, value in said]
            continue
        if kind == NOUN:
            absent = ABSENCE.match(text, right, min(right + REACH, end))
            if absent and absent.end() <= turned + 2:
                continue
            if absent and not RELATIVE.match(text, absent.end()):
                said.append((right, -direction * 1.0 if direction < 0 else weight or -1.0))
            elif direction:
                noun = (direction, right)
            continue
        value = weight
        if kind == DEGREE and noun and left - noun[1] <= 8:
            value = 1.2 * direction * noun[0]
        if kind == REDUCER and said and said[-1][1] < 0 and left - said[-1][0] <= 6:
            said.pop()
            value = 1.5
        if not value:
            continue
        until = end
        for later in tokens[number + 1 : number + 1 + REACH]:
            if later[2] == REDUCER or (later[2] == POLAR and later[3]):
                until = later[0]
                break
        tail = text[right : min(right + REACH, end, max(until, right + 4))]
        scope = SCOPE_END.search(tail)
        tail = tail[: scope.start()] if scope else tail
        turns = len(NEGATION.findall(tail))
        if turns % 2 and not ONLY.search(text, max(start, left - 12), right + len(tail)):
            value = -NEGATED_GOOD * value if value > 0 else NEGATED_BAD
            turned = right + len(tail)
        elif value > 0 and CONDITION.match(text, right, end):
            value = 0.0
        if left - strength_end <= 8 and strength != 1.0:
            value *= strength
            strength = 1.0
        said.append((right, value))
    return sum(value for _, value in said) + wish
