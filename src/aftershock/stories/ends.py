"""Does a text break off, or announce what does not come?

Told only where sound texts hardly ever look so (rates: `evals/stories/scars.py`): a last sentence that ends
on a word after which something must follow ("of the"), and a last line that announces speech ("she wrote:").
A last line without a full stop alone says nothing: captions, signatures and lists end so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from aftershock.text import Span

BREAKS_OFF, NOTHING_ANNOUNCED = "breaks-off", "nothing-announced"

# Words that no sentence ends on; where a word is another one in a second language, it is left out.
_LEADING = frozenset(
    """
    the a an of and or nor to from with without by at into onto upon between among during because although
    while whose which than if unless until its their our his my your this these those every
    der den dem das ein eine einen einem einer und oder mit von zum zur für aber dass weil sowie durch gegen
    ohne le la les un une des du de et ou à au aux avec dans sur pour par chez dont que qui mais
    el los las una unos y o del al con para por sin sobre entre cuando donde pero
    il lo gli uno e della dello dei degli delle nel nella con per tra fra che ma
    os as um uma dos das da do no na nos nas pelo pela com sem sobre e mas
    и в во на с со из от до для по о об при за под над между но что чтобы который которая
    ve ile veya için gibi bir
    في من على إلى عن مع أن التي الذي
    """.split()  # noqa: SIM905 -- a table of words reads better so
)
# Verbs of saying before a colon.
_SAYING = (
    r"said|says|saying|wrote|writes|writing|added|adds|tweeted|posted|stated|states|read|reads|replied|declared"
    r"|sagte|schrieb|erklärte|écrit|déclaré|dit|ajouté|dijo|escribió|declaró|añadió|ha scritto|ha detto"
    r"|disse|escreveu|написал|написала|сказал|сказала|заявил|заявила|yazdı|dedi|söyledi|كتب|كتبت|قال|قالت"
)
_ANNOUNCED = re.compile(rf"\b(?:{_SAYING})(?:\s+[\w@.'’-]+){{0,4}}\s*:\s*\Z", re.IGNORECASE)
# A shorter last line may be a heading or a name.
MIN_WORDS = 6


def find(text: str) -> Iterator[tuple[Span, str]]:
    """What is missing at the end of a text: the last word or the announcement, and which of the two it is."""
    start = text.rstrip().rfind("\n") + 1
    line = text[start:]
    if len(line.split()) < MIN_WORDS:
        return
    end = len(line.rstrip())
    if line[end - 1] == ":" and (announced := _ANNOUNCED.search(line)):
        yield Span(start + announced.start(), start + end), NOTHING_ANNOUNCED
    elif _must_go_on(word := line.split()[-1]):
        yield Span(start + end - len(word), start + end), BREAKS_OFF


def _must_go_on(word: str) -> bool:
    """Whether nothing ends on a word; written in capitals it may be a name ("Team A")."""
    return word in _LEADING


def mid_sentence(text: str) -> bool:
    """Whether a text ends without any mark that ends something: said only of a copy whose sister goes on."""
    plain = text.rstrip()
    return bool(plain) and (plain[-1].isalnum() or plain[-1] in ",;–—-(“„")
