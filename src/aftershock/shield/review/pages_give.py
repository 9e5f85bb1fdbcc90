"""How does somebody say that content is illegal, without an account? The form of DSA 16(1), for everybody.

It asks for the four elements of Art. 16(2) and says at once what is missing; a notice that lacks something is
taken all the same, as a person decides. Who gives it is sealed (``papers.givers``). Without a session the
form is bound to its browser by a cookie of its own, as the sign-in is.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

from aftershock.shield.papers.givers import given
from aftershock.shield.papers.notices import NAMELESS, gaps
from aftershock.shield.review import session
from aftershock.shield.review.asking import Reply, Turned, Visit
from aftershock.shield.review.door import set_cookie
from aftershock.shield.review.marked import ITEM
from aftershock.shield.review.office import Office
from aftershock.shield.review.shown import page
from aftershock.shield.service.rates import Bucket, Buckets

PATH, MOUNT = "/notice-form", "/notice"
HOUR = 3_600  # seconds for which the form's cookie stands
ONE_EACH, ONE_BURST = 1 / 60, 5.0  # notices a second, and at once, from one address
ADDRESSES = 10_000  # that are remembered, in memory alone
ALL = "notice form"  # under which the notices of all are counted together
LONGEST = {"explanation": 10_000, "url": 4_000, "name": 500, "email": 500}
GROUNDS = (
    ("", "choose, if you can"),
    ("threat", "a threat to somebody"),
    ("call-to-violence", "a call to violence"),
    ("terrorist-content", "terrorist content"),
    ("hate", "illegal hate speech"),
    ("defamation", "defamation, insult"),
    ("personal-data", "somebody's private data or picture"),
    (NAMELESS, "sexual abuse of children (no name needed)"),
    ("other", "something else"),
)


class Filled(NamedTuple):
    """What stands in the form."""

    item: str = ""
    url: str = ""
    ground: str = ""
    explanation: str = ""
    name: str = ""
    email: str = ""
    good_faith: bool = False


class Gate:
    """Who gives how many notices? A bucket for each address, in this worker's memory, and one for all, over
    all workers.
    """

    def __init__(self, buckets: Buckets, each_minute: float) -> None:
        self._buckets, self._each = buckets, each_minute / 60
        self._addresses: OrderedDict[str, tuple[Bucket, float]] = OrderedDict()

    def wait(self, address: str, now: float) -> float:
        """Seconds until this address may give another notice; 0 for now."""
        bucket, spent = self._addresses.pop(address, (Bucket(ONE_EACH, ONE_BURST, now, 0.0), 0.0))
        wait = bucket.wait(1.0, now, spent)
        if not wait:
            wait = self._buckets.wait(ALL, 1.0, now, self._each, max(1.0, 60 * self._each))
        self._addresses[address] = (bucket, spent if wait else spent + 1.0)
        while len(self._addresses) > ADDRESSES:
            self._addresses.popitem(last=False)
        return wait


def form(office: Office, visit: Visit) -> Reply:
    """The form; ``item`` and ``url`` in the address fill it in, for a link beside a post."""
    _open(office)
    asked = visit.request.query
    item = asked.get("item", "")
    filled = Filled(item=item if ITEM.fullmatch(item) else "", url=asked.get("url", "")[:4_000])
    if visit.form:
        return _shown(office, visit, filled)
    before = session.new_token()
    token = session.form_token(office.secret, f"before {before}")
    cookie = set_cookie(office, "before", before, seconds=HOUR)
    return _shown(office, visit._replace(form=token), filled)._replace(cookies=(cookie,))


def give(office: Office, visit: Visit) -> Reply:
    """Take a notice, and acknowledge it with its reference and with what it lacks (Art. 16(4))."""
    _open(office)
    said = visit.said
    filled = Filled(
        item=said("item") if ITEM.fullmatch(said("item")) else "", url=said("url"), ground=said("ground"),
        explanation=said("explanation"), name=said("name"), email=said("email"),
        good_faith=said("good_faith") == "yes",
    )  # fmt: skip
    problem = _problem(filled)
    if problem:
        return _shown(office, visit, filled, problem=problem)
    at = office.clock()
    what, copies = given(office.secret, **filled._asdict(), at=at, kept=office.kept)
    link = office.taken(f"notice {what.notice}", "form", what, copies)
    lacks = [each.what for each in gaps(what) if each.kind == "missing"]
    return page(
        office, visit._replace(person=""), "given.html", notice=what, at=link.entry.at, lacks=lacks,
        host=office.papers.host,
    )  # fmt: skip


def _problem(filled: Filled) -> str:
    for name, most in LONGEST.items():
        if len(getattr(filled, name)) > most:
            return f"{name.replace('_', ' ')}: at most {most} characters"
    if not filled.explanation:
        return "say why you hold the content to be illegal"
    if not filled.url and not filled.item:
        return "say where the content stands: its exact address"
    if filled.ground not in [value for value, _ in GROUNDS]:
        return "there is no such ground"
    return ""


def _open(office: Office) -> None:
    if not office.setup.notice_form:
        raise Turned("there is no such page", 404)


def _shown(office: Office, visit: Visit, filled: Filled, *, problem: str = "") -> Reply:
    action = MOUNT if visit.request.mount == MOUNT else f"{visit.request.mount}{PATH}"
    return page(
        office, visit._replace(person=""), "give.html", status=400 if problem else 200, filled=filled,
        problem=problem, grounds=GROUNDS, action=action, host=office.papers.host, longest=LONGEST,
    )  # fmt: skip
