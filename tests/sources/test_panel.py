"""The panel: channels in a role that somebody stands for."""

from __future__ import annotations

from aftershock.records import Channel, Reject

from .conftest import ReadBytes

TOML = """# who is watched
[[channel]]
platform = "Telegram"
id = 777
names = ["Quay News", "Quay"]
role = "newsroom"
role_by = "desk"
role_why = "its imprint"
owner = "Harbour Press"
watched_from = 2024-01-01
watched_to = "2024-06-01T00:00:00Z"

[[channel]]
platform = "telegram"
id = "9"
role = "supporter"

[[channel]]
id = "10"

[[channel]]
platform = "x"
id = "11"
watched_from = "spring"
"""
QUAY = Channel(
    platform="telegram",
    id="777",
    names=("Quay News", "Quay"),
    role="newsroom",
    role_by="desk",
    role_why="its imprint",
    owner="Harbour Press",
    watched_from="2024-01-01T00:00:00Z",
    watched_to="2024-06-01T00:00:00Z",
)


def test_toml(read: ReadBytes) -> None:
    name, found = read(TOML)
    assert name == "panel"
    channel, *rejects = found
    assert channel == QUAY
    assert [(reject.line, reject.cause) for reject in rejects if isinstance(reject, Reject)] == [
        (13, "the role of 9 is stated without who says so (role_by) and why (role_why)"),
        (18, "a channel without platform or id"),
        (21, "watched_from of 11 is no date: spring"),
    ]


def test_csv(read: ReadBytes) -> None:
    name, found = read(
        "Platform;ID;Names;Role;Role by;Role why;Owner;Watched from;Watched to\n"
        "telegram;777;Quay News | Quay;newsroom;desk;its imprint;Harbour Press;2024-01-01;2024-06-01\n"
        ";8;;;;;;;\n"
    )
    assert name == "panel"
    assert found[0] == QUAY
    assert isinstance(found[1], Reject)
    assert (found[1].line, len(found)) == (3, 2)


def test_broken_toml_names_its_line(read: ReadBytes) -> None:
    name, (reject,) = read('[[channel]]\nplatform = "x"\nid = \nrole = "newsroom"\n')
    assert name == "panel"
    assert isinstance(reject, Reject)
    assert reject.line == 3
    assert "not valid TOML" in reject.cause


def test_a_role_is_not_needed(read: ReadBytes) -> None:
    _, (channel,) = read('[[channel]]\nplatform = "x"\nid = "ana"\n')
    assert channel == Channel(platform="x", id="ana")


def test_other_toml_is_no_panel(read: ReadBytes) -> None:
    assert read('[project]\nname = "x"\n')[0] == "text"


def test_a_telegram_channel_is_the_same_in_each_spelling_of_its_number(read: ReadBytes) -> None:
    for spelt in ("777", "channel777", "-100777"):
        _, found = read(f'[[channel]]\nplatform = "telegram"\nid = "{spelt}"\n')
        assert [each.id for each in found if isinstance(each, Channel)] == ["777"]
