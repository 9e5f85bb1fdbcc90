# ruff: noqa: E501 (tables of data)
"""What tone, artefacts and coordination could give for the fictional case: flat stand-ins for every post."""

from __future__ import annotations

import math

from aftershock.dossier import shown as s
from aftershock.reaction import result as reacted
from aftershock.records import FieldReceipt, Finding

CLASSES = (
    ("celebrates", True, 0.18),
    ("threatens-or-calls", True, 0.04),
    ("blames-a-community", True, 0.07),
    ("condemns", False, 0.31),
    ("reports", False, 0.28),
    ("other", False, 0.12),
)
STAND_INS = {
    "celebrates": "A stand-in for a post that is glad of it",
    "threatens-or-calls": "A stand-in for a post that threatens somebody",
    "blames-a-community": "A stand-in for a post that blames the people of a district",
    "condemns": "A stand-in for a post that condemns it",
    "reports": "A stand-in for a post that reports it",
    "other": "A stand-in for a post about something else",
}


def post(text: str, number: int) -> FieldReceipt:
    """The receipt of a stand-in post."""
    return FieldReceipt(capture="capture-claim", locator=f"line {number}", field="text", value=text)


def written(at: str) -> FieldReceipt:
    """The receipt of when a stand-in post was written."""
    return FieldReceipt(capture="capture-claim", locator=f"line of {at}", field="created_at", value=at)


def share(value: float, posts: int) -> s.Share:
    """A share with a plain interval, wider where there are fewer posts."""
    reach = 1.96 * math.sqrt(value * (1 - value) / max(posts, 1)) + 0.012
    return s.Share(value=value, low=max(0.0, value - reach), high=min(1.0, value + reach))


def shown() -> s.Shown:
    """The whole of it."""
    return s.Shown(tone=tone(), coordination=coordination())


def tone() -> s.Tone:
    """Gladness falls from a third to a tenth over two days; blame rises on the second."""
    steps = []
    for hour in range(-12, 48, 3):
        posts = round(40 + (900 * math.exp(-hour / 14) if hour >= 0 else 0))
        glad = 0.06 if hour < 0 else 0.08 + 0.28 * math.exp(-hour / 10)
        blame = 0.03 if hour < 0 else 0.03 + 0.10 * (1 - math.exp(-hour / 16))
        told = [glad, 0.02 + 0.2 * glad * (hour >= 0), blame, 0.2 + 0.15 * (hour >= 0)]
        rest = 1 - sum(told)
        values = [*told, rest * 0.62, rest * 0.38]
        few = hour == -9
        steps.append(
            s.ToneStep(
                hour=float(hour), hours=3.0, posts=12 if few else posts, untold=0.11 + 0.05 * (hour < 0),
                shares=tuple(None if few else share(value, posts) for value in values),
            )
        )  # fmt: skip
    classes = tuple(
        s.ToneClass(
            name=name,
            harmful=harmful,
            share=share(value, 2400),
            counted=round(value * 0.9 + 0.01, 3),
            usual=share(value * 0.5, 400),
            usual_of="before",
            posts=round(4210 * value),
            examples=tuple(
                s.Example(
                    receipt=post(
                        f"{STAND_INS[name]}, number {number}, by @loud_account", 10 * place + number
                    ),
                    chance=0.97 - 0.02 * number,
                    language="en",
                )
                for number in range(1, 4)
            ),
        )
        for place, (name, harmful, value) in enumerate(CLASSES)
    )
    return s.Tone(
        classes=classes, steps=tuple(steps), posts=4210, texts=3377, untold=0.12,
        languages=(("en", 2890), ("ar", 810), ("he", 510)), completeness="panel of 40 channels, 96 % of hours",
        method="tone@test", left_out=(("id", 70),), blame=backlash(),
        blame_days=tuple(
            s.Day(number=day, posts=200, share=share(0.02 if day < 0 else 0.09, 200)) for day in (-3, -2, -1, 1, 2)
        ),
    )  # fmt: skip


def backlash() -> Finding:
    """Blame that rose in the week after."""
    return Finding(
        name="backlash: posts that blame a community", value=0.09, expected=0.02, interval=(0.07, 0.12), p=0.002,
        n=1000, completeness="5 of 14 days", method="tone@test", verdict="rose by 7 points (4 points to 10 points)",
        receipts=(post(f"{STAND_INS['blames-a-community']}, number 1, by @loud_account", 21),),
    )  # fmt: skip


def artefacts() -> tuple[reacted.Artefact, ...]:
    """As the reaction stage gives them: the channels of each, in their order; one was there the day before."""

    def step(where: str, platform: str, stamp: str, posts: int) -> reacted.Step:
        proof = FieldReceipt(
            capture="capture-claim", locator=f"{where} {stamp}", field="created_at", value=stamp
        )
        return reacted.Step(where=where, platform=platform, first_seen=stamp, posts=posts, receipts=(proof,))

    unlisted = "unattributed account"
    return (
        reacted.Artefact(
            kind="hashtag", label="#Selm", posts=812, accounts=530, first_seen="2031-03-11T18:47:00Z", by=unlisted,
            channels=210, half_life=5.4, receipts=(post("A stand-in that carries #Selm", 900),),
            path=(step(unlisted, "chirp", "2031-03-11T18:47:00Z", 31), step(unlisted, "chirp", "2031-03-11T18:49:00Z", 120),
                  step(unlisted, "chirp", "2031-03-11T19:20:00Z", 64), step("column_news", "telegram", "2031-03-11T20:30:00Z", 9)),
        ),
        reacted.Artefact(
            kind="hashtag", label="#HallByTheWater", posts=420, accounts=301, before=77, by=unlisted,
            first_seen="2031-03-10T11:42:00Z", channels=3, half_life=7.0,
            note="first seen 31 hours before the first report: older than usual (2 of 118 things of earlier days were as old, q = 0.02)",
            ready=reacted.Ready(hours=31.0, as_old=2, compared=118, p=0.025, q=0.02),
            path=(step(unlisted, "chirp", "2031-03-10T11:42:00Z", 40), step("column_news", "telegram", "2031-03-11T16:00:00Z", 22),
                  step(unlisted, "chirp", "2031-03-11T18:58:00Z", 200)),
            receipts=(post("A stand-in that carries #HallByTheWater", 901),),
        ),
        reacted.Artefact(
            kind="text", label="A stand-in for a text that many accounts copied word for word", posts=112, accounts=80,
            before=4, first_seen="2031-02-20T10:00:00Z", by=unlisted, channels=4, half_life=1.6,
            note="first seen 465 hours before the first report; whether that is unusual cannot be told from 7 things of earlier days",
            ready=reacted.Ready(hours=465.0, as_old=1, compared=7),
            path=(step(unlisted, "forum", "2031-02-20T10:00:00Z", 4), step(unlisted, "chirp", "2031-03-11T20:42:00Z", 100)),
            receipts=(post("A stand-in for a text that many accounts copied word for word", 902),),
        ),
    )  # fmt: skip


def call_backs(warning: str) -> tuple[reacted.CallBack, ...]:
    """Words of the warning, in posts of the first day."""
    return (
        reacted.CallBack(
            statement=warning, said_at="2031-02-25T00:00:00Z", words="spoke of a hall by the water", posts=41,
            accounts=38, before=2, ratio=20.5, interval=(5.6, 170.0), first_seen="2031-03-11T19:02:00Z",
            receipts=(post("A stand-in that says that it spoke of a hall by the water", 970),),
        ),
    )  # fmt: skip


def paths() -> tuple[s.Path, ...]:
    """A tag that was there the day before, a link that came with the first posts, a copied text, a picture."""

    def lane(platform: str, size: float, first: int, last: int, fade: float) -> s.Lane:
        points = tuple(
            (float(hour), float(count))
            for hour in range(first, last)
            if (count := round(size * math.exp(-abs(hour - max(first, 0)) / fade))) > 0
        )
        return s.Lane(platform=platform, points=points, posts=int(sum(count for _, count in points)))

    def path(kind: str, label: str, lanes: tuple[s.Lane, ...], first: float, **more: object) -> s.Path:
        posts = sum(each.posts for each in lanes)
        hour = int(18 + first + 24) % 24
        return s.Path(
            kind=kind, label=label, posts=posts, accounts=round(posts * 0.7), lanes=lanes, first_hour=first,
            first_at=f"2031-03-{11 if first > -18 else 10}T{hour:02d}:42:00Z",
            receipts=(post(f"A stand-in that carries {label}", 900 + len(label)),), **more,
        )  # type: ignore[arg-type]  # fmt: skip

    return (
        path("hashtag", "#selm", (lane("chirp", 120, 0, 44, 9), lane("telegram", 14, 1, 30, 8)), 0.1,
             half_life=6.1, half_life_within=(5.2, 7.4)),
        path("hashtag", "#hallbythewater", (lane("chirp", 70, -31, 40, 10), lane("telegram", 22, -30, 28, 6)), -31.0,
             ready="first seen 31 hours before the first report, on two channels", by="@early_account"),
        path("link", "https://pics.example/hall/81", (lane("chirp", 40, 1, 20, 4), lane("telegram", 9, 0, 16, 5),
             lane("forum", 3, 4, 11, 6)), 0.6, half_life=2.4, half_life_within=(1.9, 3.1), by="column_news"),
        path("text", "A stand-in for a text that many accounts copied word for word", (lane("chirp", 33, 2, 12, 3),), 2.2,
             half_life=1.6),
        path("picture", "sha256 41ab90…", (lane("telegram", 12, -2, 30, 9), lane("chirp", 20, 3, 34, 8)), -2.0,
             ready="first seen 2 hours before the first report", harmful=True),
    )  # fmt: skip


def coordination() -> s.Coordination:
    """Three groups, one of them with two who joined."""
    sizes = ((24, 3), (9, 0), (5, 1))
    nodes, ties = [], []
    for group, (sure, joined) in enumerate(sizes):
        first = len(nodes)
        for place in range(sure + joined):
            nodes.append(s.Node(mask=f"m{len(nodes) + 1}", group=group, joined=place >= sure))
        for one in range(first, len(nodes)):
            for step in (1, 2, 5):
                other = one + step
                if other < len(nodes):
                    ties.append(s.Tie(one=one, other=other, weight=float(9 - step + (one % 3))))
    objects = (
        s.Together(trace="link", label="https://pics.example/hall/81", members=19, within="60 s", posts=21,
                   receipts=(written("2031-03-11T18:47:03Z"), written("2031-03-11T18:47:09Z"))),
        s.Together(trace="text", label="A stand-in for a text that many accounts copied", members=14, within="10 s",
                   receipts=(post("A stand-in for the copied text", 952),)),
    )  # fmt: skip
    told = zip(sizes, ((61, 4.2, 1e-6), (18, 2.9, 0.0008), (11, 1.3, 0.004)), strict=True)
    groups = tuple(
        s.Group(
            name=f"g{place}", members=sure, joined=joined, observed=seen, expected=expected, q=q,
            traces=("link", "text") if place < 2 else ("hashtag",), objects=objects if place < 2 else objects[:1],
            words="the same links within a minute, on eleven occasions" if place == 0 else "",
            shared=48 if place == 0 else 0, posts=320 if place == 0 else 0,
            receipts=(post("A stand-in that is one of the group's posts", 960 + place),),
        )
        for place, ((sure, joined), (seen, expected, q)) in enumerate(told)
    )  # fmt: skip
    met = (
        s.Met(one=0, other=1, trace="link", within="60 s", observed=12, expected=0.31, q=1e-7, meetings=14, listed=2,
              receipts=(written("2031-03-11T18:47:03Z"), written("2031-03-11T18:47:09Z"))),
        s.Met(one=None, other=None, trace="hashtag", within="10 s", observed=4, expected=0.1, q=0.004, meetings=1,
              listed=1, receipts=(written("2031-03-11T19:01:00Z"), written("2031-03-11T19:01:04Z"))),
    )  # fmt: skip
    return s.Coordination(
        groups=groups, nodes=tuple(nodes), ties=tuple(ties), met=met, accounts=1388, actions=9120,
        traces=("link", "text", "hashtag"), tested=44, windows="10 s, 60 s and 10 min", edges=118,
        scrambled=s.Scrambled(copies=20, edges=1, groups=0, edges_most=0.24, groups_most=0.15),
        caps=(s.Capped(trace="hashtag", label="#selm", actions=812, share=0.4, window="60 s", pairs=100_000),),
        completeness="panel of 40 channels, 96 % of hours", method="coordination@test",
    )  # fmt: skip
