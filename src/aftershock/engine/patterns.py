"""How is a pattern of RE2, as DuckDB reads it, said to Java, as Spark does, so that the same texts match?

Both know classes, groups, repeats and ``\\w``, ``\\d``, ``\\pL`` alike. They differ in where a word ends (RE2
knows ASCII alone, Java all letters), in what is a space (the vertical tab), and in letters told without care
for case (RE2 knows that the Kelvin sign is a k and the long s an s, Java with its own list also that a dotted
capital I is an i). What else differs is refused.
"""

from __future__ import annotations

import re

from aftershock.errors import CaseError

_WORD = "0-9A-Za-z_"
_EDGE = f"(?:(?<![{_WORD}])(?=[{_WORD}])|(?<=[{_WORD}])(?![{_WORD}]))"
_SPACES = r"\t\n\f\r "
_TWINS = {"k": "\u212a", "s": "\u017f"}
_ALIKE = frozenset("wdpP-.'()[]{}|*+?^$\\/&")  # what may stand behind a backslash for the same in both
_TOKEN = re.compile(r"\(\?i\)|\\(?:[pP](?:\{\w+\}|.)|.)|.", re.DOTALL)


def to_java(pattern: str) -> str:
    """The pattern as Java takes it; raises CaseError where something in it means another thing there."""
    said, in_class, any_case = [], False, pattern.startswith("(?i)")
    for token in _TOKEN.findall(pattern):
        if token.startswith("\\") and token[1] not in "bs":
            if token[1] not in _ALIKE:
                raise _refused(token)
            said.append(token)
        elif token == "\\b" and not in_class:
            said.append(_EDGE)
        elif token == "\\s":
            said.append(_SPACES if in_class else f"[{_SPACES}]")
        elif token in ("\\b", "$") or token == ("." if not in_class else "-" if any_case else ""):
            raise _refused(token)
        else:
            in_class = token == "[" or (in_class and token != "]")
            twin = _TWINS.get(token.lower(), "") if any_case else ""
            said.append(f"[{token}{twin}]" if twin and not in_class else token + twin)
    return "".join(said)


def _refused(token: str) -> CaseError:
    return CaseError(f"'{token}' in a pattern is another thing in Spark", next_step="Write it otherwise")
