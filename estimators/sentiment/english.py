"""How an English text feels: VADER's rules and lexicon, with words of shops and services added.

VADER (Hutto & Gilbert 2014; package vaderSentiment, MIT) was made for short posts. What it lacks are the
words in which people speak of things that do not work, come late or last long; and it hears a
feeling in words of politeness. Both are mended here: further words, phrases read as one word, and
phrases that say nothing.
"""

import math
import re
from functools import cache
from unicodedata import normalize

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

LONGEST_TEXT = 20_000  # characters that are read
PIECE = 300  # characters, to the end of the sentence: VADER's time grows faster than the text
FLATNESS = 15.0  # VADER's own: a sum s of weights becomes s / sqrt(s * s + 15)

# In VADER's scale, -4..4; the words are this project's choice.
WORDS: dict[float, str] = {
    2.6: "flawlessly superbly phenomenal exceptional exceptionally unbeatable spotless stellar immaculate lifesaver gamechanger incredible incredibly coolest brilliant unmatched unrivaled unrivalled slaps bangs goated",
    2: """
        sturdy durable reliable reliably intuitive seamless seamlessly attentive tasty yummy cozy cosy comfy crisp
        addictive addicting knowledgeable gem recommend recommended recommends effortless
        effortlessly hassle-free snappy stylish sleek unbeaten delightful beautifully wonderfully perfectly
        excellently nicely affordable versatile user-friendly well-made well-built long-lasting
        blazing speedy superior exceeded exceeds exceeding outlasted breathtaking mouthwatering pampered refreshing powerhouse outperforms outperformed flawless top-notch topnotch amazes steal
        """,
    1.4: """
        smooth smoothly fast quick quickly faster prompt promptly polite politely handy lightweight compact spacious
        accurate accurately timely tidy neat neatly tasteful quiet plenty reasonable reasonably sharp clear clearly
        simple easier works worked reachable portable bright vivid upgrade
        impressive impressively responsive convenient conveniently lasts lasting hearty fluffy tender juicy flavorful
        flavourful aromatic smoother quieter sooner instantly affordable inexpensive rugged stable steady slick
        gorgeous thorough thoroughly feature-rich fully-featured ultimate functional cheaper roomy patient understanding customizable
        """,
    -1.4: """
        slow slowly sluggish slower quirk quirks inconveniences inconvenience awkward shortcoming shortcomings drawback drawbacks late delays glitch glitches glitchy bug bugs buggy laggy lags froze frozen freeze freezes
        freezing crashes crashed crashing breaks bulky flaw flaws flimsy cheaply overpriced expensive pricey steep
        scratched scratches dented cracked leaks leaking cramped smelly stale soggy bland undercooked overcooked
        greasy burnt outdated clunky cumbersome tedious unhelpful complicated loud noisier grainy fuzzy blurry jerky
        skips skipping static lacks lacking lacked poorly hassle hassles unresponsive unclear unreliable unstable
        drain drains disconnect disconnects disconnected downgrade downgraded fiddly finicky wobbly creaky
        rattles rattling squeaky sticky stained moldy mouldy dusty stinks reeks rushed understaffed overcrowded
        overbooked ads adverts nagging pushy picky counterintuitive unintuitive confuses awkwardly
        missing unfinished mislabeled mislabelled uncomfortable inconvenient inconsistent incompatible incorrect
        incorrectly inaccurate difficult difficulty harder limited dull issue issues workaround complaint complaints
        complain complained returning faded shrunk shrank peeling chipped worn dead died dies dying
        """,
    -2.4: """
        filthy junk substandard nonexistent non-existent blows disapointed disapointing dissapointed dissapointing dissappointed disappointment disappointments inferior garbage trash rubbish lemon dud unusable unbearable undrinkable inedible horrid atrocious abysmal
        dreadful appalling beware overcharged ripoff rip-off scammed scammers refused ignored disgrace disgraceful
        clueless unsubscribed worthless pathetic shoddy crap crappy infuriating nightmare fraudulent deceptive
        misled cheated sham broken defective useless lousy
        """,
    # They stand in polite or plain sentences of all kinds.
    0: """
        please kindly support supports supported supporting power flash trusted dear hand hands party creative share shared united interest interested free join joined
        number natural play playing played natural matter certain certainly okay alright sure yes ok hope hoping
        treat original security secure energy true truth number popular vision active feeling function interests
        god novel novelty opportunity opportunities talent engage engaged determined ready sir greetings regards
        want wants accept accepted agree agreed ability adopt anticipate straight lol intellect special demand
        """,
}
PHRASES: dict[float, str] = {
    2.8: r"""
        can(?:no|')?t say (?:that )?i don'?t (?:love|like)
        no complaints?(?: (?:at all|whatsoever))?
        (?:can'?t|cannot|couldn'?t) (?:recommend|praise|thank|fault) (?:\w+ )?(?:it|this|them|you|enough|highly)(?: \w+)? enough
        (?:couldn'?t|can'?t|could not) be (?:better|easier|happier|simpler|more \w+)
        (?:can'?t|cannot|couldn'?t) (?:beat|go wrong|put (?:it|this|them) down|live without|wait to (?:use|try|wear|go back))
        (?:what|who) more could (?:you|i|anyone|we) (?:ask|want)(?: for)?
        bang for (?:the|your|my) buck
        work of art
        (?:couldn'?t|can'?t|could not) ask for (?:\w+ )?(?:more|better)
        second to none
        above and beyond
        10/10
        (?:5|five) stars?
        no notes
        game[ -]changer
        (?:never|haven'?t) (?:been|felt) (?:so |this |more )?(?:happy|happier|pleased|satisfied)
        (?:exceed|surpass)(?:ed|s|ing) (?:all )?(?:my|our|the) expectations?
        """,
    -2: r"""
        (?:didn'?t|doesn'?t|don'?t|did not|does not|do not|not|won'?t|wouldn'?t|will not|would not|never|cannot|can'?t|isn'?t|wasn'?t|no longer|hasn'?t|aren'?t) (?:even |really |actually |always |ever |seem to |get it to |be )*(?:work(?:s|ed|ing)?|function(?:s|ing)?|load(?:s|ed|ing)?|open(?:s|ed)?|turn on|power on|start(?:s|ed)?|boot|connect(?:s|ed)?|charge|sync|play|fit|arrived?|show(?:ed)? up|come|came|received?|respond(?:ed|s)?|repl(?:y|ied|ies)|answer(?:ed|s)?|call(?:ed)? (?:me )?back|hold (?:a charge|up)|last(?:ed)?|log ?(?:in|on)|get through|find|helpful|help(?:ed)?|care|reach|read)(?: as (?:described|advertised|promised|expected|pictured|it should))?
        (?:stopped|quit|stops|quits) (?:work|play|respond|charg|function|load|sync)\w*
        (?:broke|died|failed|fell apart|falls apart|gave out|conked out|cracked|came apart|came off)
        (?:would|will|'ll|'d) (?:definitely |probably |certainly )?(?:not|never|n'?t) (?:be )?(?:buy|buying|recommend|purchase|purchasing|order|ordering|use|using|return|returning|shop|stay|come|coming|inclined)\w*
        (?:wouldn'?t|won'?t|not going to|never) (?:be )?(?:buy|buying|recommend|purchas|order|stay|shop|com|return)\w*
        still (?:waiting|no|not|hasn'?t|haven'?t|nothing|isn'?t|broken)
        (?:had|have|having|need|needed|forced|decided|going) to (?:return|send|take|ship|exchange|replace|cancel|throw|reset|reboot|restart|buy another|call|restock)\w*
        (?:i|we) (?:returned|sent|shipped|took) (?:it|them|this|mine|the \w+)(?: \w+)?(?: back)?
        sent (?:it|them) back
        sent (?:mine|this|back)
        (?:don'?t|do not|never) (?:buy|bother|waste|purchase|order|download|install|trust|go (?:here|there))
        second rate
        busy signal
        (?:nearly|barely|hardly|almost never) (?:works?|usable|audible|visible|readable)
        get what you pay for
        (?:waste|wasted) (?:of )?(?:my |your |our )?(?:time|money|effort)
        not worth
        (?:save|keep) your (?:money|time)
        (?:stay|keep|steer) (?:away|clear)
        look elsewhere
        never again
        no (?:reply|response|answer|explanation|apology|refund|help|way to|customer service|support|option|instructions?|idea why|one (?:answers|replies|knew|cares|helped))
        (?:charged|billed) (?:me |us )?(?:twice|again|double|for nothing|without)
        (?:days?|weeks?|hours?|minutes) late
        (?:on hold|waited|waiting|wait) (?:for )?(?:over |more than |about |almost |nearly )?(?:an? |\d+ |two |three |four |five |several )(?:hours?|days?|weeks?|minutes|months?)
        rip[ -]?offs?
        let ?down
        (?:way |far |much )?too (?:small|big|large|slow|loud|expensive|short|hard|heavy|tight|dark|complicated|many|long|thin|bright|salty|sweet|weak|cold|hot|easy to)
        (?:hard|difficult|impossible|a pain|tough|tricky) to (?:use|read|find|open|hold|reach|navigate|understand|set ?up|install|get|see|hear|press|push|operate|clean|control|cancel)
        (?:could|should) (?:have been|be|at least|have) (?:\w+ )?(?:better|improved|louder|longer|included|done|put|easier|bigger|more)
        nothing (?:special|works|happens|happened|but (?:trouble|problems))
        (?:fails?|failed|unable) to
        (?:cheap|cheaply|poorly) (?:made|built|plastic|designed|constructed|feel|feeling|quality)
        (?:poor|low|bad|terrible|awful|sub-?par) (?:quality|service|design|support|value|customer)
        not (?:a lot of |many |much )?(?:good|great|impressed|happy|satisfied|pleased|acceptable|ideal|user friendly|easy|clear|intuitive|comfortable|as (?:good|described|advertised|expected|promised|pictured|nice))
        nothing like
        (?:no|not) (?:longer )?(?:any )?(?:good|use|fun|point)
        (?:so much|too bad) for
        (?:only|lasted) (?:lasted )?(?:\w+ )?(?:a )?(?:few |couple of |two |three )?(?:days|weeks|months|hours) before
        one star
        1 star
        (?:worst|biggest) (?:part|thing|problem|complaint|drawback|downside|issue)
        (?:drawback|downside|con|shortcoming)s?
        ought to
        wish (?:it|they|the|there|i|that|you)
        if only
        thumbs down
        another (?:update|delay|outage|price increase|hidden fee|bug)
        (?:deletes?|deleted|lost|erased?|wiped) (?:all )?(?:my|our|everything)
        """,
    1.8: r"""
        worth (?:it|every|the|buying|having)
        (?:never|haven'?t|hasn'?t|not) (?:\w+ )?(?:had|have|given me|seen) (?:\w+ )?(?:a |any |one )?(?:single )?(?:problems?|issues?|trouble|complaints?)
        (?:no|without|zero|without any) (?:real |major |big )?(?:problems?|issues?|trouble|hassle|hiccups|difficulty)(?: (?:at all|whatsoever))?
        (?:would|will|'ll|'d) (?:definitely |certainly |gladly |happily |absolutely |highly |always |totally )*(?:recommend|buy|use|order|stay|come|visit|shop|return)(?: (?:it|this|here|there|with them|from them))? again
        (?:will|'ll|can'?t wait to) (?:definitely |certainly |be )*(?:be back|coming back|come back|return)
        (?:would|i|highly|strongly|definitely|can) recommend
        easy to (?:use|install|set ?up|follow|navigate|understand|read|find|carry|clean|operate|learn|hold)
        (?:works|worked|working) (?:great|well|fine|perfectly|flawlessly|like a charm|as (?:advertised|expected|described|promised))
        (?:works|worked) (?:right )?out of the box
        (?:as|just as) (?:described|advertised|promised|expected|pictured)
        on time
        in no time
        (?:repl|respond|answer|resolv|fix|sort|refund|arriv)\w* (?:\w+ ){0,3}(?:within|in) (?:a few |few |\d+ |an? )?(?:minutes?|hours?|no time|day)
        (?:saves?|saved) (?:me |us )?(?:\w+ )?(?:hours|time|money|a lot)
        good value
        (?:big|huge|definite|real) plus
        less expensive
        go (?:get|buy) (?:one|it|this)
        every penny
        a no[ -]brainer
        stands? out
        holds? (?:so+ much|a lot|plenty|a ton)
        like new
        made my (?:day|week)
        hit the spot
        a pleasure
        (?:great|good|right) choice
        so far so good
        (?:exactly|just) what (?:i|we) (?:wanted|needed|was looking for|were looking for)
        """,
}
# Words of feeling that carry none here.
PLAIN = re.compile(
    r"\b(?:would|'d|should|i) like (?=to|a|an|some|the|you)|\b(?:look|looks|looked|feel|feels|felt|seem|seems|sound|sounds|something|anything|stuff|things|just|more|smell|smells|tastes?|act|acts|much) like\b|"
    r"\blike (?=a|an|the|this|that|these|those|most|other|my|if|when)\b|\b(?:as well as|as well|best buy|best western|good morning|good evening|good afternoon|thanks in advance|thank you in advance|many thanks in advance|"
    r"customer care|care of|take care of|problem solver|a good (?:deal|bit|while|number) of|well,|of course|no problem|a great deal of|how (?:well|good|long)|is it (?:good|worth|ok|okay|possible)|pretty (?=much)|"
    r"value of|low light|help (?:center|centre|desk|page|file)|let me know|fix for|crash course|bug spray|ice cold|cold (?:drink|brew|water)|loud speaker|free (?:shipping|delivery|trial|of charge)|first class|"
    r"number one question|gift card|credit card|debit card|strong password|lost and found|lost property|dead sea|late (?:checkout|check-out|fee|june|july|may|morning|afternoon|evening))\b",
    re.IGNORECASE,
)
QUESTION = re.compile(
    r"^(?:hi|hello|hey|good \w+|sorry|excuse me|please|[,.!\s@\w]{0,12}?)?[,.!\s]*(?:is|are|does|do|did|can|could|would|will|when|where|what|which|who|how|may|should|has|have|any)\b[^.!]*\?\s*$",
    re.IGNORECASE,
)
GRUDGE = re.compile(r"\b(?:why|how come|how long|again|still|seriously|ever|n't)\b", re.IGNORECASE)
END = re.compile(r"[.!?]+\s+")
YET = re.compile(r"[,;.] (?:yet|however|nevertheless),? ", re.IGNORECASE)
WHITE = re.compile(r"\s+")


def _token(number: int) -> str:
    # A word that nobody writes and that VADER takes for one.
    return f"zqphrase{number}zq"


@cache
def _reader() -> tuple[SentimentIntensityAnalyzer, list[tuple[re.Pattern[str], str]]]:
    """Return the analyzer with the words added, and the phrases with the words they become."""
    analyzer = SentimentIntensityAnalyzer()
    for weight, group in WORDS.items():
        for word in group.split():
            if weight:
                analyzer.lexicon[word] = weight
            else:
                analyzer.lexicon.pop(word, None)
    phrases = []
    for number, (weight, group) in enumerate(PHRASES.items()):
        lines = [line.strip() for line in group.strip().splitlines()]
        phrases.append((re.compile(rf"\b(?:{'|'.join(lines)})\b", re.IGNORECASE), _token(number)))
        analyzer.lexicon[_token(number)] = weight
    return analyzer, phrases


def score(text: str) -> float:
    """Return how a text feels, from -1 to 1; 0 says nothing either way."""
    analyzer, phrases = _reader()
    text = WHITE.sub(" ", normalize("NFKC", text[:LONGEST_TEXT]).replace("\u2019", "'"))
    is_question = bool(QUESTION.match(text)) and not GRUDGE.search(text)
    text = PLAIN.sub(" it ", text)
    text = YET.sub(" but ", text)
    for pattern, token in phrases:
        text = pattern.sub(token, text)
    pieces = _pieces(text)
    feelings = [analyzer.polarity_scores(piece)["compound"] for piece in pieces]
    feeling = feelings[0] if len(feelings) == 1 else _together(feelings)
    if is_question:
        feeling *= 0.3 if feeling > 0 else 0.7
    return round(max(-1.0, min(1.0, feeling)), 6)


def _pieces(text: str) -> list[str]:
    """Cut a long text at ends of sentences, or where it has none, at blanks or anywhere."""
    if len(text) <= PIECE:
        return [text]
    pieces, start = [], 0
    while len(text) - start > PIECE:
        end = start + PIECE
        found = END.search(text, end, min(end + PIECE, len(text)))
        cut = found.end() if found else text.find(" ", end, end + PIECE)
        start, piece = (cut, text[start:cut]) if cut > 0 else (end, text[start:end])
        pieces.append(piece)
    return [*pieces, text[start:]]


def _together(feelings: list[float]) -> float:
    """Return the feeling of all pieces: their sums added, over the root of their number."""
    sums = [math.sqrt(FLATNESS) * f / math.sqrt(1 - f * f) for f in (0.9999 * f for f in feelings)]
    total = sum(sums) / math.sqrt(len(sums))
    return total / math.sqrt(total * total + FLATNESS)
