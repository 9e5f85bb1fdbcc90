"""A small case of posts with everything that questions ask for, in several scripts, some observed twice."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aftershock.records import Media, Post
from aftershock.store import case as store

START = datetime(2026, 3, 14, 6, tzinfo=UTC)
TEXTS = (
    "The ferry hall on the north quay is closed and nobody knows until when it will be",
    "the ferry hall on the north quay is closed, and nobody knows until when it may be",
    "Боти сьогодні не ходять, порт закрито до ранку, просимо не приїздити",
    "今天港口关闭请勿前往那里谢谢大家",
    "so sad",
    "",
    # where the engines' patterns would part: edges of words, spaces, letters without care for case
    "The Ferry Guild DENIES that it took part",
    "the Pier Crew accepted \u212anowing blame",
    "été·blames, étéblames",
    "İLGİMİZ YOK dediler",
    "Η ΟΜΑΔΑ ΑΡΝΕΙΤΑΙ",
    "\v",
)


def posts(capture: str, count: int = 240, *, seed: int = 4) -> list[Post]:
    """Posts of two days on two platforms; every tenth is seen again, edited, in another row."""
    chance = random.Random(seed)
    made = []
    for number in range(count):
        at = START + timedelta(
            minutes=chance.randrange(2 * 24 * 60), microseconds=chance.choice((0, 250_000))
        )
        author = chance.randrange(25)
        post = Post(
            platform=chance.choice(("chirp", "telegram")),
            channel_id=f"c{author % 5}",
            post_id=str(1000 + number),
            author_id=chance.choice((f"id{author}", None)),
            author_handle=f"@User{author}",
            author_name=chance.choice((None, "Été", "")),
            created_at=None if number % 37 == 0 else at.isoformat().replace("+00:00", "Z"),
            observed_at=(at + timedelta(hours=chance.choice((1, 40)))).isoformat().replace("+00:00", "Z"),
            deleted_at=(at + timedelta(hours=2)).isoformat().replace("+00:00", "Z")
            if number % 11 == 0
            else None,
            text=chance.choice(TEXTS)
            + chance.choice(("", " https://news.example/a?utm_source=x", " @User3")),
            links=tuple(
                chance.sample(("https://news.example/a?utm_source=x", "http://www.news.example/a", ""), 2)
            ),
            hashtags=tuple(chance.sample(("Harbour", "HARBOUR", "ÉTÉ", " "), 2)),
            mentions=chance.choice(((), ("User3",), ("user3", "User7"))),
            media=(Media(type="photo", pdq="0" * 63 + "f"),) if number % 9 == 0 else (),
            reply_to=str(1000 + chance.randrange(count)) if number % 5 == 0 else None,
            repost_of=str(1000 + chance.randrange(count)) if number % 4 == 0 else None,
            quote_of=str(1000 + number // 2) if number % 7 == 0 else None,
            forwarded_from=chance.choice(("Quay News", "Ferry Watch")) if number % 6 == 0 else None,
            metrics={"likes": number},
            capture=capture,
            locator="text=t;chars=0-9" if number % 41 == 0 else f"line={number + 1}",
        )
        made.append(post)
        if number % 10 == 0:
            made.append(_again(post, number))
    return made


def _again(post: Post, number: int) -> Post:
    import msgspec

    return msgspec.structs.replace(
        post,
        text=f"{post.text} (edited)",
        observed_at="2026-03-20T00:00:00Z",
        locator=f"line={9000 + number}",
    )


def make(root: Path) -> Path:
    """A case with those posts; gives its place."""
    with store.create(root) as case:
        capture, _ = case.add_original(b"posts", source="posts", media_type="text/plain")
        case.add_posts(posts(capture.id))
        case.relate_posts()
    return root
