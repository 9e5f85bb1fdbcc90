"""How does a case become one self-contained page?

No request leaves the page: style and script stand in it and are allowed by their hashes alone.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from importlib import resources

import jinja2
from markupsafe import Markup

from aftershock.dossier import (
    actors,
    answers,
    apparatus,
    course,
    decided,
    disputed,
    kin,
    ledger,
    numbers,
    read_as,
    response,
    times,
)
from aftershock.dossier.documents import documents
from aftershock.dossier.independent import Behind, Independent
from aftershock.dossier.listed import counted
from aftershock.dossier.material import Material
from aftershock.dossier.passage import Masking, defang, inline, visible
from aftershock.dossier.receipts import Register
from aftershock.dossier.summary import Part, ahead, conflicts, happened, read, voices

# Roles whose channels speak in public on purpose; all other accounts are masked.
PUBLIC_ROLES = frozenset({"outlet", "official", "newsroom", "organisation", "agency", "group"})


def build(material: Material, asked: tuple[Independent, Mapping[str, Behind]] | None = None) -> str:
    """The dossier as one HTML document; the same material gives the same bytes.

    ``asked`` is who is who in this material and what stands behind its lines, where it was asked before.
    Raises `CaseDamaged` where a receipt does not quote what stands at its offsets.
    """
    masking = masking_of(material)
    register = Register(material, masking)
    line_of = ledger.numbers(material)
    independent, behind = asked or asked_of(material)
    # In the order of the page, so that receipts are numbered as they are met.
    parts: dict[str, object] = {
        "harms": (harms := disputed.harms(material, register, line_of)),
        "disputes": (disputes := disputed.disputes(material, register, line_of)),
        "rows": (rows := ledger.rows(material, register, behind)),
        "filters": ledger.filters(rows),
        "chunks": ledger.chunks(rows),
        "decided": decided.rulings(material, register, line_of),
        "lost": decided.lost(material, masking),
        "field": actors.field(rows, material.chronicle.statements, independent),
        "groups": (groups := numbers.groups(material, register, line_of)),
        "course": course.course(material, register, by_id := {row.id: row for row in rows}),
        "history": disputed.history(material, register, line_of, by_id),
        "kin": kin.kin(material, register, line_of),
        "warnings": disputed.warnings(material, register, line_of),
        "boards": (boards := answers.boards(material, register, line_of)),
        "response": (responded := response.response(material, register, line_of)),
        "editions": apparatus.editions(material, register),
        "documents": (listed := documents(material, register)),
        "depths": _depths(material, frozenset(one.number for one in listed)),
    }
    parts["silent_posts"] = len(material.pages) - len(listed)
    parts["first"] = [
        Part(heading="What happened", sentences=happened(material, register, groups)),
        Part(heading="Who says what", sentences=voices(material, rows)),
        Part(heading="What conflicts", sentences=conflicts(disputes, groups)),
        Part(heading="Look at next", sentences=ahead(material, rows, harms, boards, responded)),
    ]
    parts["read"] = read(material, rows)
    parts["blocks"] = register.blocks()
    style, script = _asset("dossier.css"), _asset("boards.js") + _asset("dossier.js")
    return (
        _environment()
        .get_template("dossier.html")
        .render(
            case=material,
            head=material.head,
            proof=material.proof,
            method=material.method,
            style=Markup(style),
            script=Markup(script),
            policy=policy(style, script),
            shown=lambda value: inline(value, masking),
            **parts,
        )
    )


def asked_of(material: Material) -> tuple[Independent, Mapping[str, Behind]]:
    """Who is who in a case, and what stands behind each line of its ledger."""
    independent = Independent(material)
    return independent, independent.behind(material)


def _depths(material: Material, listed: frozenset[int]) -> list[tuple[str, str, str, int, tuple[int, ...]]]:
    """How documents were read: (words, meaning, reason, how many, numbers of those listed) for each depth."""
    numbers = {page.id: number for number, page in enumerate(material.pages, 1)}
    return [
        (words, meaning, why, len(pages), tuple(sorted(listed & {numbers.get(page, 0) for page in pages})))
        for words, meaning, why, pages in read_as.depths(material.read_as)
    ]


def masking_of(material: Material) -> Masking:
    """Names that may be shown: listed channels with a public role, and entities of the gazetteer."""
    names = [name.name for entity in material.entities for name in entity.names]
    for channel in material.channels:
        if channel.role.split(" ")[0] in PUBLIC_ROLES:  # "outlet of a group"
            names += [channel.id, *channel.names]
    allowed = frozenset(name.removeprefix("@").casefold() for name in names)
    return Masking(allowed=allowed, pseudonym=material.pseudonym)


def policy(style: str, script: str) -> str:
    """The page's content security policy: nothing but this style and this script."""
    return (
        f"default-src 'none'; style-src '{digest(style)}'; script-src '{digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def digest(source: str) -> str:
    """A source's hash as a policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()


@cache
def _asset(name: str) -> str:
    """Package data as it stands between the tags, without indentation: the page is sent by mail.

    A line end on either side belongs to the hashed source.
    """
    folder = resources.files("aftershock.dossier") / "templates"
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    return "\n" + "".join(f"{line.lstrip()}\n" for line in lines)


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("aftershock.dossier"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.filters |= {
        "stamp": times.stamp,
        "when": times.written,
        "defang": defang,
        "counted": counted,
    }
    return environment


def _shown(value: object) -> object:
    """No string reaches the page with a hidden character; Markup has been through `passage`."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
