"""What is in force, and what was decided? The routes about posts, policy, rules and the log.

`/v1/check` and `/v1/check/batch` are answered by ``front`` and stand here for the OpenAPI only.
"""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.openapi import ResponseSpec
from litestar.params import Parameter
from litestar.types import ControllerRouterHandler

from aftershock.errors import UsageError
from aftershock.shield.ledger.happenings import Entry, Link, RuleTripped, decided_key
from aftershock.shield.papers.trips import KINDS as TRIPS
from aftershock.shield.papers.trips import Trip, trips
from aftershock.shield.policy.problems import PolicyError
from aftershock.shield.service import bundle as bundles
from aftershock.shield.service.desk import TONE, Desk
from aftershock.shield.service.keys import Key, Refused
from aftershock.shield.service.said import Events, InForce, Proved, Reason, RuleState, Sketch
from aftershock.shield.service.wire import Answers, Asked, Batch, Checked, Fault
from aftershock.store.clock import now

Asking = Request[Any, Any, Any]
MOST = 1_000  # links of the log in one answer
SECURITY = [{"key": list[str]()}]


def faults(*more: int) -> dict[int, ResponseSpec]:
    """What a route may answer besides what it is there for."""
    said = {
        400: "The request cannot be read, or makes no sense.",
        401: "No key, or not a valid one.",
        403: "The key has not the scope.",
        404: "There is no such thing.",
        408: "The request came too slowly.",
        409: "It was decided already, otherwise.",
        413: "The request is too large.",
        429: "More than the key may ask for; Retry-After says how long to wait.",
        503: "The log cannot be written just now.",
    }
    wanted = (400, 401, 403, 429, *more)
    return {each: ResponseSpec(Fault, generate_examples=False, description=said[each]) for each in wanted}


def kept_back() -> dict[int, ResponseSpec]:
    """What else `/v1/check` may answer: 503 is an answer too, of a surface that is closed."""
    closed = "No check can be had, and the surface is closed: keep the post back and ask again."
    return {**faults(408, 409, 413), 503: ResponseSpec(Checked, generate_examples=False, description=closed)}


def person_of(key: Key) -> str:
    """The person of a key; raises Refused where it is a machine's."""
    if not key.person:
        raise Refused("this is for a person's key", 403, "Make a key with --person")
    return key.person


def by(key: Key) -> str:
    """Who does it, as the log says it."""
    return f"person {key.person}" if key.person else f"key {key.id}"


def absent(what: str) -> Response[Fault]:
    """404 in our shape."""
    return Response(Fault(error=f"no such {what}"), status_code=404, media_type="application/json")


def routes(desk: Desk) -> list[ControllerRouterHandler]:
    """The routes of this file."""
    return [*_checks(desk), *_policy(desk), *_rules(desk), *_decided(desk)]


def _checks(desk: Desk) -> list[ControllerRouterHandler]:
    @post("/v1/check", opt={"scope": "check"}, security=SECURITY, status_code=200,
          responses=kept_back())  # fmt: skip
    async def check(data: Asked) -> Checked:
        """One post: the verdict with its reasons. What restricts is in the log before it is answered."""
        answer = (await desk.check((data,)))[0]
        if isinstance(answer, Fault):
            raise UsageError(answer.error, next_step=answer.next_step)
        return answer

    @post("/v1/check/batch", opt={"scope": "check"}, security=SECURITY, status_code=200,
          responses=faults(408, 413))  # fmt: skip
    async def batch(data: Batch) -> Answers:
        """Many posts; each answer stands where its post stood."""
        return Answers(answers=tuple(await desk.check(data.posts)))

    return [check, batch]


def _policy(desk: Desk) -> list[ControllerRouterHandler]:
    @get("/v1/policy", opt={"scope": "read"}, security=SECURITY, sync_to_thread=True, responses=faults())
    def in_force() -> InForce:
        """What is in force."""
        bundle = desk.live.bundle
        policy = bundle.parsed.policy
        return InForce(
            id=policy.head.id, version=policy.head.version, hash=bundle.hash, rules=len(policy.rules),
            problem=desk.live.problem, incidents=tuple(each.incident for each in bundle.kept.overlays),
            warnings=bundles.warnings(bundle, now()),
        )  # fmt: skip

    @post("/v1/policy/prove", opt={"scope": "admin"}, security=SECURITY, status_code=200,
          sync_to_thread=True, responses=faults(413))  # fmt: skip
    def prove(data: Sketch) -> Proved:
        """Could this policy be put in force, with the lists that stand? Nothing is changed."""
        kept = desk.live.bundle.kept
        sketch = bundles.Kept(
            source=data.source, phrases=kept.phrases, patterns=kept.patterns, score=kept.score
        )
        try:
            found = bundles.made(sketch, "policy.toml", desk.live.bundle.shield.bank)
        except PolicyError as error:
            return Proved(sound=False, problems=tuple(each.shown(error.file) for each in error.problems))
        return Proved(sound=True, hash=found.hash, warnings=bundles.warnings(found, now()))

    return [in_force, prove]


def _rules(desk: Desk) -> list[ControllerRouterHandler]:
    @get("/v1/rules", opt={"scope": "read"}, security=SECURITY, responses=faults())
    async def rules() -> list[RuleState]:
        """Each rule and how often it fired since the service started."""
        counts: dict[str, dict[str, int]] = {}
        for name, value in desk.tally.totals("rule ").items():
            _, rule, outcome = name.split(" ")
            counts.setdefault(rule, {})[outcome] = int(value)
        return [
            RuleState(
                id=rule.id, clause=rule.clause, mode=rule.mode, action=rule.action, owner=rule.owner,
                expires=rule.expires, tripped=rule.id in desk.live.tripped, outcomes=counts.get(rule.id, {}),
            )
            for rule in desk.live.bundle.parsed.policy.rules
        ]  # fmt: skip

    @post("/v1/rules/{rule:str}/free", opt={"scope": "admin"}, security=SECURITY, status_code=200,
          sync_to_thread=True, responses=faults(404, 413, 503))  # fmt: skip
    def free(request: Asking, rule: str, data: Reason) -> Link | Response[Fault]:
        """A person puts a rule that flooded back in force."""
        person = person_of(request.state.key)
        if rule not in desk.live.tripped:
            return absent("rule that floods")
        at = now()
        what = RuleTripped(rule=rule, why=data.reason, ended=True)
        entry = Entry(key=f"freed {rule} {at}", at=at, by=f"person {person}", what=what)
        return desk.committer.commit_now([entry], timeout=desk.settings.limits.seconds)[0]

    @get("/v1/trips", opt={"scope": "read"}, security=SECURITY, sync_to_thread=True, responses=faults())
    def tripped() -> list[Trip]:
        """Rules that flooded: when, why, who was called, who has it, who put it back; the latest first."""
        return trips(desk.log.read(kinds=TRIPS))[::-1][:MOST]

    return [rules, free, tripped]


def _decided(desk: Desk) -> list[ControllerRouterHandler]:
    @get("/v1/decisions/{platform:str}/{item:str}/{revision:int}", opt={"scope": "read"}, security=SECURITY,
         sync_to_thread=True, responses=faults(404))  # fmt: skip
    def decision(platform: str, item: str, revision: int) -> Link | Response[Fault]:
        """What was decided upon a revision of a post; what was allowed is not kept."""
        for head in (TONE, ""):
            found = desk.log.get(decided_key(f"{platform}:{item}", revision, head=head))
            if found is not None:
                return found
        return absent("decision")

    @get("/v1/events", opt={"scope": "read"}, security=SECURITY, sync_to_thread=True, responses=faults())
    def events(
        after: Annotated[int, Parameter(ge=0, le=2**53 - 1)] = 0,
        limit: Annotated[int, Parameter(ge=1, le=MOST)] = 100,
        kinds: Annotated[list[str] | None, Parameter(max_items=40)] = None,
    ) -> Events:
        """What happened, in order. A platform that keeps ``upto`` hears of reviews and appeals this way."""
        found = tuple(desk.log.read(after=after, kinds=kinds or (), limit=limit))
        return Events(events=found, upto=found[-1].seq if found else after)

    return [decision, events]
