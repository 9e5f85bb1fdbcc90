"""Where does a role end and a name begin? "Police spokeswoman Ada Brink" is Ada Brink, who speaks."""

from __future__ import annotations

import re

from aftershock.statements.lexicon import Lexicon

_PERSONAL_SUFFIX = re.compile(
    r"(?:[a-z]{4}iers?|[a-z]{4}isers?|man|men|woman|women|ist|ists|ian|ians|person|people|maker|makers"
    r"|holder|officer)$"
)
# A name has at most this many words behind its role; longer runs of capitals are titles of things.
_LONGEST_NAME = 4


def is_personal(head: str, lexicon: Lexicon) -> bool:
    """Whether a noun in the singular, in small letters, names somebody by what they are or do."""
    return bool(_PERSONAL_SUFFIX.search(head)) or (
        head in lexicon.sets["role"]
        and head.endswith(("er", "or", "ant", "ent", "al", "chief", "head", "king", "queen"))
        and head not in ("government", "parliament", "movement", "tribunal", "council")
    )


def person_behind(name: str, lexicon: Lexicon) -> str | None:
    """The person's name behind a role ("Police spokeswoman Ada Brink"); None where there is none.

    At least two capitalised words must stand behind the last role word, so that no surname that is also a
    role ("Ada King") and no body ("the Officers Club") is cut.
    """
    words = name.split()
    for at in range(len(words) - 3, -1, -1):
        behind = words[at + 1 :]
        if len(behind) > _LONGEST_NAME or not all(word[:1].isupper() for word in behind):
            return None
        if is_personal(words[at].lower().strip(".,"), lexicon):
            return " ".join(behind)
    return None
