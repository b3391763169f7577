"""How a text feels."""
from estimators.sentiment import japanese, english
import re
J=re.compile('[ぁ-んァ-ン一-龠]')
def score(texts, model=None):
    return [(japanese if J.search(t) else english).score(t) for t in texts]
