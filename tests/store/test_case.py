"""Is a case made, opened and filled as it should be, and does adding twice change nothing?"""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftershock.errors import CaseDamaged, CaseError, InputError
from aftershock.records import Text
from aftershock.store import case as store
from aftershock.store import casefile, chain, layout
from aftershock.store.casefile import CaseMeta
from aftershock.store.folder import CaseFolder
from aftershock.text import canonical_json, sha256
from tests.store import sample


def snapshot(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and path.name not in ("seal.json", "lock")
    }


def test_adding_the_same_twice_changes_no_byte(tmp_path: Path) -> None:
    root = tmp_path / "quay.case"
    sample.build(root)
    before = snapshot(root)
    with store.open_case(root) as case:
        for number, line in enumerate(sample.LINES):
            capture, new = case.add_original(
                f"{line}\n{number}\n".encode(), source=f"page-{number}.txt", media_type="text/plain"
            )
            assert not new
            assert capture.fetched_at == "2026-03-14T20:00:00Z"
            assert case.add_texts([sample.text_of(capture, line)]) == 0
    assert snapshot(root) == before


def test_one_original_may_have_two_captures(tmp_path: Path) -> None:
    with store.create(tmp_path / "a.case") as case:
        (tmp_path / "x").write_bytes(b"the same")
        one, _ = case.add_original(tmp_path / "x", source="x", media_type="text/plain")
        two, new = case.add_original(
            b"the same", source="y", url="https://news.example/y", media_type="text/plain"
        )
        assert new
        assert one.id != two.id
        assert one.path == two.path
        assert stat.S_IMODE(case.original(one).stat().st_mode) == 0o444
        assert case.captures() == (one, two)
        text = [
            Text(id=sha256("w"), capture=each.id, locator="", extractor="e@1", text="w")
            for each in (one, two)
        ]
        assert case.add_texts(text) == 2
        assert [entry.capture for entry in case.text_entries()] == [one.id, two.id]
        assert dict(case.texts()) == {sha256("w"): "w"}


def test_the_chain_holds_no_address_and_no_name(tmp_path: Path) -> None:
    root = tmp_path / "a.case"
    with store.create(root) as case:
        capture, _ = case.add_original(
            b"x", source="by-someone.txt", url="https://posts.example/someone", media_type="text/plain"
        )
        case.add_texts(
            [Text(id=sha256("t"), capture=capture.id, locator="/someone", extractor="e@1", text="t")]
        )
    chain_of_custody = (root / "custody.jsonl").read_text()
    assert capture.id in chain_of_custody
    assert "someone" not in chain_of_custody
    assert "://" not in chain_of_custody


def test_a_thousand_texts_share_their_flushes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[Path] = []
    with store.create(tmp_path / "a.case") as case:
        capture, _ = case.add_original(b"x", source="x", media_type="text/plain")
        lines = len(case.custody.links)
        words = [f"passage {number}" for number in range(1_000)]
        monkeypatch.setattr(layout, "sync", flushed.append)
        added = case.add_texts(
            Text(id=sha256(each), capture=capture.id, locator="0:", extractor="e@1", text=each)
            for each in words
        )
        assert added == 1_000
        assert len(case.custody.links) == lines + 1
        assert len(flushed) < 300  # 256 folders and their parents, not a thousand Texts


def add_with_an_absent_one(case: CaseFolder, absent: Path) -> None:
    with case.together():
        for number in range(5):
            case.add_original(b"%d" % number, source=f"{number}", media_type="text/plain")
        case.add_original(absent, source="absent", media_type="text/plain")


def test_a_group_is_recorded_even_if_an_error_ends_it(tmp_path: Path) -> None:
    root = tmp_path / "a.case"
    with store.create(root) as case:
        with pytest.raises(InputError):
            add_with_an_absent_one(case, tmp_path / "absent")
        assert len(case.captures()) == 5
        assert case.verify().findings == ()


def test_wrong_texts_are_the_callers_mistake(tmp_path: Path) -> None:
    with store.create(tmp_path / "a.case") as case:
        capture, _ = case.add_original(b"x", source="x", media_type="text/plain")
        for wrong in (
            Text(id=sha256("other"), capture=capture.id, locator="", extractor="e@1", text="words"),
            Text(id=sha256("words"), capture="capture-0", locator="", extractor="e@1", text="words"),
        ):
            with pytest.raises(ValueError, match="text"):
                case.add_texts([wrong])
        assert case.add_texts([]) == 0
        with pytest.raises(KeyError):
            case.text(sha256("never"))


def test_a_text_that_was_changed_is_not_read(tmp_path: Path) -> None:
    root = tmp_path / "a.case"
    sample.build(root)
    path = next(path for path in (root / "texts").rglob("*.txt"))
    path.chmod(0o644)
    path.write_text(path.read_text("utf-8") + " ", "utf-8")
    with (
        store.open_case(root, readonly=True) as case,
        pytest.raises(CaseDamaged, match="not what its name says"),
    ):
        case.text(path.stem)


def test_a_case_is_made_only_where_there_is_room(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="no case here"):
        store.open_case(tmp_path / "a.case")
    (tmp_path / "photo.jpg").touch()
    with pytest.raises(CaseError, match=r"photo\.jpg"):
        store.create(tmp_path)
    store.create(tmp_path / "a.case").close()
    with pytest.raises(CaseError, match="a case already"):
        store.create(tmp_path / "a.case")
    with store.open_case(tmp_path / "b.case", create=True) as case:
        assert case.state.case_id


def test_the_case_file_says_what_was_given(tmp_path: Path) -> None:
    meta = CaseMeta(title='The "Lantern" Hall\n', when="2026-03-14", where="Port Hale", purpose="test")
    with store.create(tmp_path / "a.case", meta) as case:
        assert case.meta == meta
        assert not casefile.untouched(case.root)
        with pytest.raises(CaseError, match="line 2"):
            case.describe(b"[case]\ntitle = \n")
        case.describe(b"[event]\nwhen = 2026-03-14\n")
        assert case.meta.when == "2026-03-14"
        assert case.verify().findings == ()
    with store.create(tmp_path / "b.case") as case:
        assert casefile.untouched(case.root)


@given(
    st.lists(st.dictionaries(st.text(st.characters(exclude_categories=("Cs",))), st.integers() | st.none()))
)
def test_links_follow_from_each_other(bodies: list[dict[str, object]]) -> None:
    links = chain.link_up(bodies, seq=0, prev=chain.GENESIS)
    assert [link.seq for link in links] == list(range(1, len(bodies) + 1))
    before = [chain.GENESIS, *(link.hash for link in links)]
    assert [link.prev for link in links] == before[: len(links)]
    for link in links:
        assert link.digest == sha256(canonical_json(link.body))
        assert link.hash == sha256(
            canonical_json({"digest": link.digest, "prev": link.prev, "seq": link.seq})
        )
