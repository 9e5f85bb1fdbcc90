"""Telegram exports: repaired where they break, private chats refused, service messages only counted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.records import Channel, Media, Post, Reject
from aftershock.sources import json_stream, telegram
from aftershock.sources.telegram import repair

from .conftest import ReadBytes, capture_of

PRIVATE = ["personal_chat", "private_group",
           "saved_messages", "bot_chat", "private_supergroup", "private_channel", "a_new_kind"]  # fmt: skip


def message(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "type": "message",
        "date": "2024-03-01T15:00:00",  # the exporter's clock, three hours ahead
        "date_unixtime": "1709294400",
        "from": "Quay News",
        "from_id": "channel777",
        "text": f"message {number}",
        "text_entities": [],
        **more,
    }


def chat(*messages: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": "Quay News", "type": "public_channel", "id": 777, "messages": list(messages), **more}


def split(found: list[Any]) -> tuple[list[Post], list[Channel], list[Reject]]:
    kinds = (Post, Channel, Reject)
    posts, channels, rejects = ([item for item in found if isinstance(item, kind)] for kind in kinds)
    return posts, channels, rejects


def read_export(read: ReadBytes, export: Any) -> tuple[list[Post], list[Channel], list[Reject]]:
    name, found = read(export if isinstance(export, str | bytes) else json.dumps(export, indent=1))
    assert name == "telegram"
    return split(found)


def test_a_message_with_everything(read: ReadBytes) -> None:
    full = message(
        5,
        text=["Quay ", {"type": "bold", "text": "closed"}, " see ",
              {"type": "text_link", "text": "here", "href": "https://a.example/1"}],
        text_entities=[{"type": "hashtag", "text": "#Quay"}, {"type": "link", "text": "b.example/2"},
                       {"type": "mention", "text": "@bo"}],
        edited="2024-03-01T15:05:00",
        edited_unixtime="1709294700",
        forwarded_from="Harbour Desk",
        reply_to_message_id=4,
        photo="photos/photo_1.jpg",
        reactions=[{"type": "emoji", "count": 3, "emoji": "👍"},
                   {"type": "paid", "count": 2}, {"count": "x"}, 7],
    )  # fmt: skip
    (post,), (channel,), _ = read_export(read, chat(full))
    assert post == Post(
        platform="telegram",
        channel_id="777",
        post_id="5",
        author_id="channel777",
        author_name="Quay News",
        created_at="2024-03-01T12:00:00Z",
        tz_source="exact",
        edited_at="2024-03-01T12:05:00Z",
        text="Quay closed see here",
        links=("b.example/2", "https://a.example/1"),
        hashtags=("Quay",),
        mentions=("bo",),
        media=(Media(type="photo", url="photos/photo_1.jpg"),),
        reply_to="4",
        forwarded_from="Harbour Desk",
        metrics={"reaction 👍": 3, "reaction paid": 2, "reactions": 5},
        capture="capture-0123456789abcdef",
        locator="json=/messages/0",
    )
    assert channel == Channel(platform="telegram", id="777", names=("Quay News",), edits_seen=1)


def test_old_exports_and_missing_senders(read: ReadBytes) -> None:
    old = {"id": 1, "type": "message", "date": "2019-03-01T15:00:00", "from": None, "text": "old"}
    (post,), _, _ = read_export(read, chat(old))
    assert (post.author_name, post.author_id) == (None, None)
    assert (post.created_at, post.tz_source) == ("2019-03-01T15:00:00Z", "assumed")


def test_a_notice_instead_of_a_file_is_no_address(read: ReadBytes) -> None:
    notice = "(File not included. Change data exporting settings to download.)"
    (post,), _, _ = read_export(read, chat(message(1, text="", file=notice, media_type="video_file")))
    assert post.media == (Media(type="video_file", url=None),)


def test_service_messages_are_counted_and_gaps_seen(read: ReadBytes) -> None:
    service = {
        "id": 3,
        "type": "service",
        "date": "2024-03-01T15:00:00",
        "actor": "x",
        "action": "pin_message",
        "text": "",
    }
    posts, (channel,), (note,) = read_export(read, chat(message(1), service, message(4), message(9)))
    assert [post.post_id for post in posts] == ["1", "4", "9"]
    assert channel.id_gaps == 1 + 4  # 2; 5 to 8
    assert note.cause.startswith("1 service messages")


@pytest.mark.parametrize("kind", PRIVATE)
def test_private_chats_are_refused(read: ReadBytes, kind: str) -> None:
    posts, channels, (reject,) = read_export(read, chat(message(1, text="secret"), message(2), type=kind))
    assert (posts, channels) == ([], [])
    assert reject.cause == f"a private chat ({kind}) of 2 messages is not read"
    assert "secret" not in str(reject)
    assert "Quay News" not in str(reject)


def test_private_chats_are_refused_where_keys_are_sorted(read: ReadBytes) -> None:
    """Their type then stands behind the messages."""
    export = json.dumps(chat(message(1, text="secret"), type="personal_chat"), sort_keys=True)
    posts, channels, (reject,) = read_export(read, export)
    assert (posts, channels) == ([], [])
    assert "private chat (personal_chat)" in reject.cause
    posts, _, _ = read_export(read, json.dumps(chat(message(1)), sort_keys=True))
    assert [post.channel_id for post in posts] == ["777"]


def test_a_chat_of_no_stated_type_counts_as_private(read: ReadBytes) -> None:
    export = {"messages": [message(1)], "id": 5, "name": "x"}
    posts, _, (reject,) = read_export(read, export)
    assert posts == []
    assert "of no known kind" in reject.cause


def test_private_chats_with_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text(json.dumps(chat(message(1), type="private_group")))
    found = list(telegram.read(path, capture_of(b"", "x"), reason="consent of all members, 2024-03-01"))
    posts, (channel,), _ = split(found)
    assert len(posts) == 1
    assert channel.role_why == "private, read because: consent of all members, 2024-03-01"


def account(*chats: dict[str, Any]) -> dict[str, Any]:
    return {
        "about": "Here is the data you requested.",
        "personal_information": {"first_name": "Ana", "phone_number": "+00 000"},
        "contacts": {"list": [{"first_name": "Bo", "phone_number": "+00 111"}] * 1500},  # fills the head
        "chats": {"about": "x", "list": list(chats)},
        "left_chats": {"about": "x", "list": [chat(message(8), id=888)]},
    }


@pytest.mark.parametrize("sort", [False, True])
def test_a_whole_account_gives_its_public_chats_only(read: ReadBytes, sort: bool) -> None:
    private = chat(message(1, text="secret"), type="personal_chat", name="Bo", id=5)
    export = json.dumps(account(private, chat(message(7))), indent=1, sort_keys=sort)
    posts, channels, rejects = read_export(read, export)
    assert [(post.channel_id, post.post_id, post.locator) for post in posts] == [
        ("777", "7", "json=/chats/list/1/messages/0"),
        ("888", "8", "json=/left_chats/list/0/messages/0"),
    ]
    assert [channel.id for channel in channels] == ["777", "888"]
    assert len(rejects) == 1
    everything = str((posts, channels, rejects))
    assert not any(word in everything for word in ("secret", "+00", "Bo", "Ana"))


BROKEN = r"""{
 "name": "Quay News",
 "type": "public_channel",
 "id": 777,
 "messages": [
  {
   "id": 1,
   "type": "message",
   "date": "2024-03-01T15:00:00",
   "text": "kept: C:\\xAB and C:\\\\x01, mended: \x01 and \\\x1f"
  },
  {
   "id": 2,
   "type": "message",
   "date": "2024-03-01T15:00:00",
   "text": "x",
   "text_entities": [
    {
     "type": "custom_emoji",
     "text": "x",
     "document_id": (File not included. Change data exporting settings to download.)
    },
    {
     "type": "custom_emoji",
     "document_id": stickers/a, b.webp,
     "text": "x"
    },
    { "type": "custom_emoji", "document_id": 5368324170671202286 }
   ]
  },
  {
   "id": 3,
   "type": "message",
   "date": "2024-03-01T15:00:00",
   "text": "beyond "repair""
  },
  {
   "id": 4,
   "type": "message",
   "date": "2024-03-01T15:00:00",
   "text": "last"
  }
 ]
}"""


def test_the_known_faults_are_mended_and_others_cost_one_message(read: ReadBytes) -> None:
    posts, (channel,), rejects = read_export(read, BROKEN)
    assert [post.post_id for post in posts] == ["1", "2", "4"]
    assert posts[0].text == "kept: C:\\xAB and C:\\\\x01, mended: \x01 and \\\x1f"
    assert BROKEN.split("\n")[rejects[0].line - 1].strip() == '"text": "beyond "repair""'
    assert len(rejects) == 2
    assert channel.id == "777"
    assert rejects[1].cause == "not valid JSON as it was exported; mended where it broke"


def test_repair_at_every_chunk_border(read: ReadBytes, monkeypatch: pytest.MonkeyPatch) -> None:
    reference = read(BROKEN)[1]
    for chunk in (1, 2, 5, 50, 333):
        monkeypatch.setattr(json_stream, "CHUNK", chunk)
        assert read(BROKEN)[1] == reference


def test_a_broken_last_message_does_not_swallow_the_next_chat(read: ReadBytes) -> None:
    """What follows the end of the list belongs to somebody else."""
    broken = chat(message(1), message(2, text="BREAK"), id=1)
    private = chat(message(7, text="secret"), type="personal_chat", id=2)
    export = json.dumps(account(broken, private, chat(message(9), id=3)), indent=1).replace(
        '"BREAK"', '"a" "b"'
    )
    posts, channels, _ = read_export(read, export)
    assert [(post.channel_id, post.post_id) for post in posts] == [("1", "1"), ("3", "9"), ("888", "8")]
    assert "secret" not in str(posts)
    assert [channel.id for channel in channels] == ["1", "3", "888"]


def test_truncated_exports(read: ReadBytes) -> None:
    whole = json.dumps(chat(*(message(n) for n in range(1, 40))), indent=1)
    for cut in range(400, len(whole) - 3, 301):
        posts, channels, rejects = read_export(read, whole[:cut])
        assert [post.post_id for post in posts] == [str(n) for n in range(1, len(posts) + 1)]
        assert len(channels) == 1
        assert len(rejects) == 1
        assert rejects[0].line > 1


@settings(deadline=None)
@given(st.text(alphabet='\\x01ab"{}:,\n "', max_size=60))
def test_repair_leaves_valid_json_alone_and_is_done_once(text: str) -> None:
    valid = json.dumps({"text": text, "document_id": text, "n": {"document_id": 5}})
    assert json.loads(repair(valid)) == json.loads(valid)
    assert repair(repair(text)) == repair(text)


@settings(deadline=None)
@given(st.lists(st.sampled_from(["a", "\\", "x", "0", "\x01", "\x1f", '"', "é"]), max_size=12))
def test_what_the_exporter_writes_comes_back(characters: list[str]) -> None:
    """A twin of how the exporter writes strings: control characters as C does, the rest as JSON."""
    text = "".join(characters)
    written = "".join(
        f"\\x{ord(c):02x}" if ord(c) < 32 else {"\\": "\\\\", '"': '\\"'}.get(c, c) for c in text
    )
    assert json.loads(repair(f'"{written}"')) == text
