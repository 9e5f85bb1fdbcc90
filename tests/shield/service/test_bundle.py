"""Are files beside a policy read with their faults named, and is the last good bundle found again?"""

from __future__ import annotations

from pathlib import Path

import pytest

from aftershock.errors import AftershockError, InputError, UsageError
from aftershock.shield.ledger.happenings import Entry, IncidentOpened, PolicyActivated
from aftershock.shield.ledger.log import Log, open_log
from aftershock.shield.policy.problems import PolicyError
from aftershock.shield.service import bundle as bundles
from aftershock.shield.service import lists, settings
from aftershock.shield.service.live import Live
from aftershock.shield.service.tally import Tally
from tests.shield.service.running import CALL, folder


def written(place: Path, text: str) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, "utf-8")
    return place


def test_a_list_is_read_with_its_columns(tmp_path: Path) -> None:
    text = "# a remark\n\ntext\tadopted_by\tedges\none thing\tAna\t\nzwei Dinge\t\topen\n"
    found = lists.phrases(written(tmp_path / "calls.tsv", text), "calls")
    assert [(p.text, p.adopted_by, p.edges, p.list) for p in found] == [
        ("one thing", "Ana", "word", "calls"),
        ("zwei Dinge", None, "open", "calls"),
    ]
    assert found[0].id == lists.phrases(tmp_path / "calls.tsv", "calls")[0].id != found[1].id
    pattern = lists.patterns(written(tmp_path / "doors.tsv", "expression\tid\ndoor no \\d\tp1\n"), "doors")
    assert (pattern[0].id, pattern[0].expression) == ("p1", "door no \\d")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("tekst\tadopted_by\n", 1, "name the columns"),
        ("text\na\tb\n", 2, "2 cells under 1 columns"),
        ("text\tedges\na\tround\n", 2, "edges are 'round'"),
        ("text\tadopted_by\n\tAna\n", 2, "no text"),
        ("text\na\nb\na\n", 0, "stands there twice"),
        ("adopted_by\nAna\n", 1, "name the columns"),
    ],
)
def test_a_list_that_is_wrong_says_where(tmp_path: Path, text: str, line: int, said: str) -> None:
    with pytest.raises(InputError, match=said) as error:
        lists.phrases(written(tmp_path / "calls.tsv", text), "calls")
    assert error.value.line == line
    assert error.value.where.endswith("calls.tsv")


@pytest.mark.parametrize("expression", [r"(a)\1", "(?=a)b", "a*", "(", "x{2000}"])
def test_a_pattern_that_could_run_away_is_refused_with_its_line(tmp_path: Path, expression: str) -> None:
    with pytest.raises(InputError) as error:
        lists.patterns(written(tmp_path / "p.tsv", f"expression\nfine\n{expression}\n"), "p")
    assert error.value.line == 3


def test_a_list_that_is_not_there_or_not_utf8_is_said(tmp_path: Path) -> None:
    policy = folder(tmp_path)
    (tmp_path / "phrases" / "calls.tsv").write_bytes(b"text\n\xff\n")
    with pytest.raises(InputError, match="not UTF-8"):
        bundles.load(policy)
    (tmp_path / "phrases" / "calls.tsv").unlink()
    with pytest.raises(InputError, match="no such file"):
        bundles.load(policy)
    with pytest.raises(UsageError, match="no such policy"):
        bundles.load(tmp_path / "nothing.toml")
    policy.write_text(policy.read_text("utf-8").replace('phrases = ["calls"]', 'phrases = ["../calls"]'))
    with pytest.raises(AftershockError):
        bundles.load(policy)


def test_what_was_in_force_is_kept_whole_and_found_beside_a_broken_policy(tmp_path: Path) -> None:
    policy = folder(tmp_path)
    state = tmp_path / "state"
    first = Live(policy, state)
    assert first.problem == ""
    before = bundles.fingerprint(policy)
    policy.write_text(policy.read_text("utf-8").replace("phrase.calls > 0", "phrase.cals > 0"))
    assert bundles.fingerprint(policy) != before
    (tmp_path / "phrases" / "calls.tsv").unlink()
    second = Live(policy, state)
    assert second.bundle.hash == first.bundle.hash
    assert "did you mean" in second.problem
    item = bundles.kept_as(state / "bundles", first.bundle.hash, None)
    assert item.kept.phrases == first.bundle.kept.phrases
    with pytest.raises(PolicyError):
        Live(policy, tmp_path / "another")  # here nothing was ever in force
    with pytest.raises(InputError, match="no bundle"):
        bundles.kept_as(state / "bundles", "../../etc/passwd", None)
    kept = state / "bundles" / f"{first.bundle.hash}.json"
    kept.write_text(kept.read_text("utf-8").replace("red doors", "red gates"))
    with pytest.raises(AftershockError):
        bundles.kept_as(state / "bundles", first.bundle.hash, None)


def test_a_change_is_swapped_in_and_a_fault_is_not(tmp_path: Path) -> None:
    policy = folder(tmp_path)
    live = Live(policy, tmp_path / "state")
    first = live.bundle
    live.tick()
    assert live.bundle is first
    calls = tmp_path / "phrases" / "calls.tsv"
    calls.write_text(calls.read_text("utf-8") + "lift the white anchors\tdesk\n", "utf-8")
    live.tick()
    assert live.bundle.hash != first.hash
    second = live.bundle
    calls.write_text("rubbish", "utf-8")
    live.tick()
    assert live.bundle is second
    assert "calls.tsv" in live.problem
    assert second.shield.values is not None
    assert CALL


def opened(log: Log, name: str, at: str, until: str, *categories: str) -> None:
    what = IncidentOpened(
        incident=name, level="strict", about="a test", policy="", until=until, categories=categories
    )
    log.append([Entry(key=f"incident {name} {until}", at=at, by="person ana", what=what)])


def test_an_incident_lies_over_the_policy_and_goes_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two workers, a policy that changes meanwhile, an end that nobody writes, and a replay afterwards."""
    at = ["2026-11-22T12:00:00Z"]
    monkeypatch.setattr("aftershock.shield.service.live.now", lambda: at[0])
    policy, state = folder(tmp_path), tmp_path / "state"
    log, tally = open_log(tmp_path / "log"), Tally(tmp_path / "run")
    first, second = Live(policy, state), Live(policy, state)
    for each in (first, second):
        each.join(log, tally)
    base = first.bundle
    category = base.parsed.policy.rules[0].category
    opened(log, "storm-1", at[0], "2026-11-22T14:00:00Z", category)
    opened(log, "other", at[0], "2026-11-22T13:00:00Z", "nothing-of-ours")  # cannot be laid over
    for each in (first, second):
        each.tick()
        assert [one.incident for one in each.overlays] == ["storm-1"]
    assert first.bundle.hash == second.bundle.hash != base.hash
    assert first.base.hash == base.hash
    stricter = first.bundle
    assert bundles.kept_as(state / "bundles", stricter.hash, None).hash == stricter.hash, "replay needs it"
    assert (state / "bundles" / "last-good").read_text() == base.hash

    calls = tmp_path / "phrases" / "calls.tsv"
    calls.write_text(calls.read_text("utf-8") + "lift the white anchors\tdesk\n", "utf-8")
    first.tick()
    assert [one.incident for one in first.overlays] == ["storm-1"], "a new policy is under it too"
    assert first.bundle.hash not in (stricter.hash, first.base.hash)
    third = Live(policy, state)  # a worker that starts meanwhile
    third.join(log, tally)
    assert third.bundle.hash == first.bundle.hash

    at[0] = "2026-11-22T14:00:01Z"
    for each in (first, second, third):
        each.tick()
        assert (each.overlays, each.bundle.hash) == ((), first.base.hash)
    told = [link.entry.what for link in log.read(kinds=("policy-activated",))]
    versions = [each.version for each in told if isinstance(each, PolicyActivated)]
    plain = base.parsed.policy.head.version
    assert versions == [plain, f"{plain}+storm-1", f"{plain}+storm-1", plain]
    log.close()
    tally.close()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("workers = 0", "workers"),
        ("listen = 'here'", "listen"),
        ("sampled_allows = 2", "sampled_allows"),
        ("kept_days = 3", "six months"),
        ("log = 'mysql://x'", "log"),
        ("wrokers = 1", "wrokers"),
        ("[surface.a]\nwhen_down = 'half'", "half"),
        ("[limits]\nbody = 0", "limits"),
        ("[rate]\neach_second = -1", "rate"),
        ("workers = ", "not TOML"),
    ],
)
def test_settings_that_are_wrong_are_refused(tmp_path: Path, text: str, said: str) -> None:
    policy = folder(tmp_path, service=text)
    with pytest.raises(InputError, match=said):
        settings.load(policy)


def test_settings_are_found_beside_the_policy_and_places_resolved(tmp_path: Path) -> None:
    policy = folder(tmp_path, service='log = "x"\n[surface.uploads]\nwhen_down = "closed"\n')
    found = settings.load(policy)
    assert found.folder == tmp_path / "x"
    assert (found.when_down("uploads"), found.when_down("chat")) == ("closed", "open")
    (tmp_path / "service.toml").write_text('log = "postgresql://u@h/d"\nlisten = "[::1]:80"\n')
    found = settings.load(policy)
    assert found.folder == tmp_path / "shield-state"
    assert found.address == ("::1", 80)
    (tmp_path / "service.toml").unlink()
    assert settings.load(policy).listen == "127.0.0.1:8480"
    with pytest.raises(UsageError):
        settings.load(policy, tmp_path / "nothing.toml")
