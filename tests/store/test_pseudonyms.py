"""Do pseudonyms join within a case, differ between cases, and need the key?"""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from aftershock.errors import CaseError
from aftershock.store import case as store
from aftershock.store import pseudonyms
from aftershock.text import sha256


def test_one_account_has_one_name_in_a_case_and_another_in_the_next(tmp_path: Path) -> None:
    with store.create(tmp_path / "a.case") as case, store.create(tmp_path / "b.case") as other:
        key, foreign = pseudonyms.case_key(case), pseudonyms.case_key(other)
        assert pseudonyms.case_key(case) == key
        name = pseudonyms.pseudonym(key, "telegram", "@someone")
        assert re.fullmatch(r"acct-[0-9a-f]{16}", name)
        assert name == pseudonyms.pseudonym(key, "telegram", "@someone")
        assert name != pseudonyms.pseudonym(key, "telegram", "@someone2")
        assert name != pseudonyms.pseudonym(key, "tele", "gram@someone")
        assert name != pseudonyms.pseudonym(foreign, "telegram", "@someone")


def test_the_key_is_outside_the_case_and_missed_where_it_is_not(tmp_path: Path) -> None:
    root = tmp_path / "a.case"
    with store.create(root) as case:
        key = pseudonyms.case_key(case)
        path = pseudonyms.key_path(case.state.case_id)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not any(key in each.read_bytes() for each in root.rglob("*") if each.is_file())
    with store.open_case(root, readonly=True) as case:
        assert pseudonyms.case_key(case) == key
        path.unlink()
        with pytest.raises(CaseError, match="not on this machine"):
            pseudonyms.case_key(case)
        path.write_bytes(b"another key")
        with pytest.raises(CaseError, match="not the one"):
            pseudonyms.case_key(case)
        assert sha256(key) in {link.body.get("digests", {}).get("key") for link in case.custody.links}
