"""Packed web archives: their pages, their digests, and who signed them."""

from __future__ import annotations

import base64
import datetime
import json
import sys
import zipfile
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils

from aftershock.sources import wacz_signature, zip_members

from .archives import answer, package_of, packed, page, record, sha256, wacz
from .conftest import ReadBytes
from .test_warc import parted

WARC = packed(*(record(number, answer(page(f"Council meets on bridge {number}"))) for number in range(3)))
PACKAGE = package_of({"archive/data.warc.gz": WARC, "pages/pages.jsonl": b'{"format": "json-pages-1.0"}\n'})
KEY = ec.generate_private_key(ec.SECP384R1())


def said_of(pages: list, field: str = "archive signature") -> set[str]:
    return {receipt.value for each in pages for receipt in each.receipts if receipt.field == field}


def anonymous(package: bytes = PACKAGE, *, raw: bool = True) -> dict[str, str]:
    """A signature as browsers make it: r and s side by side; ``raw`` False: in DER."""
    signature = KEY.sign(sha256(package).encode(), ec.ECDSA(hashes.SHA256()))
    if raw:
        r, s = utils.decode_dss_signature(signature)
        signature = r.to_bytes(48, "big") + s.to_bytes(48, "big")
    public = KEY.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return {
        "hash": sha256(package), "created": "2031-05-03T08:00:00Z", "software": "recorder 1.0",
        "signature": base64.b64encode(signature).decode(), "publicKey": base64.b64encode(public).decode(),
    }  # fmt: skip


def by_domain(
    domain: str = "archive.test", *, host: str = "archive.test", own_root: bool = True
) -> dict[str, str]:
    """A signature with the certificates of a host."""
    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root_name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Root")])
    start = datetime.datetime(2031, 1, 1, tzinfo=datetime.UTC)

    def certificate(subject: str, public: object, issuer: object) -> x509.Certificate:
        return (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, subject)]))
            .issuer_name(root_name)
            .public_key(public)  # type: ignore[arg-type]
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(start + datetime.timedelta(days=300))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(subject)]), critical=False)
            .sign(issuer, hashes.SHA256())  # type: ignore[arg-type]
        )

    leaf = certificate(host, key.public_key(), root_key)
    other = root_key if own_root else ec.generate_private_key(ec.SECP256R1())
    root = certificate("Root", other.public_key(), other)
    pem = b"".join(each.public_bytes(serialization.Encoding.PEM) for each in (leaf, root)).decode()
    signature = key.sign(sha256(PACKAGE).encode(), ec.ECDSA(hashes.SHA256()))
    return {
        "hash": sha256(PACKAGE), "created": "2031-05-03T08:00:00Z", "software": "signer",
        "signature": base64.b64encode(signature).decode(), "domain": "archive.test", "domainCert": pem,
    }  # fmt: skip


@pytest.mark.parametrize("compress", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_its_pages_are_documents_with_a_place_in_it(read: ReadBytes, compress: int) -> None:
    name, found = read(wacz(WARC, compress=compress), "crawl.wacz")
    pages, rejects = parted(found)
    assert name == "wacz"
    assert not rejects
    assert [p.url for p in pages] == ["https://hask.test/0", "https://hask.test/1", "https://hask.test/2"]
    assert pages[1].locator.startswith("member=archive/data.warc.gz;record=urn:uuid:")
    assert said_of(pages) == {"unsigned: unsigned (its digest holds)"}
    assert said_of(pages, "archive digest") == {f"{sha256(WARC)} holds"}


@pytest.mark.parametrize("raw", [True, False])
def test_an_anonymous_signature_holds(read: ReadBytes, raw: bool) -> None:
    pages, rejects = parted(read(wacz(WARC, signed=anonymous(raw=raw)))[1])
    assert not rejects
    (said,) = said_of(pages)
    assert said.startswith("signed: signed by the anonymous key ")
    assert said.endswith(" on 2031-05-03T08:00:00Z with recorder 1.0")


@pytest.mark.parametrize("field", ["signature", "publicKey", "hash"])
def test_a_signature_that_does_not_hold_is_said(read: ReadBytes, field: str) -> None:
    signed = anonymous()
    other = anonymous(b"another package")
    signed[field] = {"publicKey": "AAAA"}.get(field, other[field])
    pages, rejects = parted(read(wacz(WARC, signed=signed))[1])
    assert len(pages) == 3
    assert all(said.startswith("mismatch: ") for said in said_of(pages))
    assert "its signature does not hold" in rejects[0].cause


def test_a_domain_signs_with_its_certificates(read: ReadBytes) -> None:
    (said,) = said_of(parted(read(wacz(WARC, signed=by_domain()))[1])[0])
    assert said.startswith("signed: signed with a certificate of archive.test on 2031-05-03")
    assert said.endswith("; the root was not looked up, the time stamp was not checked")
    (said,) = said_of(parted(read(wacz(WARC, signed=by_domain(own_root=False)))[1])[0])
    assert "the certificates do not vouch for each other" in said
    (said,) = said_of(parted(read(wacz(WARC, signed=by_domain(host="other.test")))[1])[0])
    assert said.startswith("mismatch: ")
    late = by_domain() | {"created": "2033-01-01T00:00:00Z"}
    (said,) = said_of(parted(read(wacz(WARC, signed=late))[1])[0])
    assert "the certificate was not valid at the time given" in said


def test_without_the_extra_it_says_what_was_not_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography", None)
    digest = {"path": "datapackage.json", "hash": sha256(PACKAGE), "signedData": anonymous()}
    said = wacz_signature.verdict(json.dumps(digest).encode(), PACKAGE)
    assert said.state == "not checked"
    assert "aftershock[signatures]" in said.said


def test_what_was_changed_after_the_digests_were_taken_is_said_and_read(read: ReadBytes) -> None:
    other = packed(record(1, answer(page("Another page altogether"))))
    pages, rejects = parted(read(wacz(WARC, signed=anonymous(), change={"archive/data.warc.gz": other}))[1])
    assert [p.url for p in pages] == ["https://hask.test/1"]
    assert [r.cause.split(":")[0] for r in rejects] == ["archive/data.warc.gz is changed or damaged"]
    assert all(said.startswith("mismatch: ") for said in said_of(pages, "archive digest"))
    pages, rejects = parted(read(wacz(WARC, signed=anonymous(), change={"datapackage.json": b"{}"}))[1])
    assert len(pages) == 3
    assert all(said.startswith("mismatch: ") for said in said_of(pages))
    pages, rejects = parted(read(wacz(WARC, change={"archive/more.warc.gz": other}))[1])
    assert len(pages) == 4
    assert "archive/more.warc.gz is in it and not listed" in rejects[0].cause


def test_what_is_listed_and_missing_is_said(read: ReadBytes, tmp_path: Path) -> None:
    path = tmp_path / "x.wacz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "datapackage.json", package_of({"archive/gone.warc": b"x", "archive/a.warc.gz": WARC})
        )
        archive.writestr("archive/a.warc.gz", WARC)
    pages, rejects = parted(read(path.read_bytes())[1])
    assert len(pages) == 3
    assert [r.cause for r in rejects] == ["archive/gone.warc is listed in datapackage.json and missing"]
    assert said_of(pages) == {"unsigned: unsigned (no datapackage-digest.json)"}


def test_a_zip_without_its_list_still_gives_the_records_in_it(read: ReadBytes) -> None:
    whole = wacz(WARC, signed=anonymous())
    pages, rejects = parted(read(whole[: whole.rindex(b"PK\x01\x02") - 3000])[1])
    assert [p.url for p in pages] == ["https://hask.test/0", "https://hask.test/1", "https://hask.test/2"]
    assert "cannot be read (its end is missing)" in rejects[0].cause
    assert all(said.startswith("not checked") for said in said_of(pages))


def test_a_bomb_is_not_unpacked(read: ReadBytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_members, "RATIO_FROM", 1 << 20)
    path = tmp_path / "x.wacz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("datapackage.json", "{}")
        archive.writestr("archive/bomb.warc", b"WARC/1.0\r\n" + b"\0" * 30_000_000)
        archive.writestr("archive/data.warc.gz", WARC)
    pages, rejects = parted(read(path.read_bytes())[1])
    assert len(pages) == 3
    assert rejects[0].cause.endswith("a bomb")


def test_a_list_that_is_too_long_to_hold_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(wacz(WARC))
    monkeypatch.setattr(zip_members, "MAX_LIST", 100)
    with pytest.raises(zip_members.InputError, match="lists more files"):
        zip_members.opened(path, "x.zip")
