"""What does the dossier need of a case? Its account, its proof and its method, put together for one page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from importlib import metadata
from typing import TYPE_CHECKING

from aftershock.account import Account, findings
from aftershock.description import Description
from aftershock.dossier import build
from aftershock.dossier.independent import Behind
from aftershock.dossier.listed import and_more, counted
from aftershock.dossier.material import CaseHead, Chain, Material, Method, Model, PostCounts, Proof
from aftershock.errors import CaseError
from aftershock.models import manifest
from aftershock.reaction import queries
from aftershock.records import Text
from aftershock.statements.asked import Answered
from aftershock.statements.read import Reader
from aftershock.store import pseudonyms
from aftershock.store.folder import CaseFolder
from aftershock.stories import candidates, score
from aftershock.version import __version__

if TYPE_CHECKING:
    from aftershock.reaction.queries import Asked as Engine

# Packages whose version decides what is read, in the order of the data's way.
_PACKAGES = ("duckdb", "resiliparse", "trafilatura", "htmldate", "py3langid", "feedparser", "spacy")
MAIN_TITLES = 3  # a case about more events than that is called by the first of them


def dossier(
    case: CaseFolder, engine: Engine, account: Account, reader: Reader, about: Description
) -> tuple[str, tuple[Behind, ...]]:
    """The dossier of a case as one HTML document, and what it counts behind each line of the ledger.

    ``engine`` answers questions over posts.
    """
    material = material_of(case, engine, account, reader, about)
    asked = build.asked_of(material)
    return build.build(material, asked), tuple(asked[1].values())


def material_of(
    case: CaseFolder, engine: Engine, account: Account, reader: Reader, about: Description
) -> Material:
    """Everything that the dossier shows, from a case and what a run worked out."""
    return Material(
        head=_head(case, account, about),
        captures=case.captures(),
        pages=account.pages,
        texts=_texts(case),
        stories=account.stories,
        chronicle=account.chronicle,
        entities=tuple(reader.gazetteer.entities.values()),
        channels=account.channels,
        reaction=account.reaction,
        shown=account.shown,
        findings=findings(account),
        posts=_post_counts(engine, account),
        rejects=case.rejects(),
        proof=_proof(case),
        method=_method(account),
        read_as=account.depths,
        judgements=case.judgements(),
        pseudonym=_pseudonym(case),
    )


def _head(case: CaseFolder, account: Account, about: Description) -> CaseHead:
    info, said = about.info, about.tables.get("case", {})
    main = [event for event in account.chronicle.events if event.main]
    captures = case.captures()
    titles = and_more([event.title for event in main], MAIN_TITLES)
    return CaseHead(
        title=info.title or titles or case.root.stem,
        when=info.when,
        where=info.where,
        tlp=said.get("tlp") or None,
        purpose=said.get("purpose") or None,
        legal_basis=said.get("legal_basis") or None,
        reduced=tuple(f"{counted(each.documents, 'document')} {each.why}" for each in account.unread),
        built_at=max((capture.fetched_at for capture in captures), default=""),
    )


def _texts(case: CaseFolder) -> dict[str, Text]:
    """Every Text with where it comes from; posts beyond those read have none."""
    texts = case.texts()
    return {
        entry.id: Text(
            id=entry.id,
            capture=entry.capture,
            locator=entry.locator,
            extractor=entry.extractor,
            text=texts[entry.id],
        )
        for entry in reversed(case.text_entries())
    }


def _post_counts(engine: Engine, account: Account) -> PostCounts:
    total, accounts, platforms = counts(engine)
    return PostCounts(
        total=total,
        read=sum(page.kind == "post" for page in account.pages),
        accounts=accounts,
        not_read=account.not_read,
        platforms=platforms,
    )


def counts(engine: Engine) -> tuple[int, int, tuple[tuple[str, int], ...]]:
    """How many posts, by how many accounts, on which platforms."""
    total = queries.ask(engine, "totals")[0]
    platforms = queries.ask(engine, "platforms")
    named = tuple((str(row["platform"]), int(row["posts"])) for row in platforms)
    return int(total["posts"]), int(total["accounts"]), named


def _proof(case: CaseFolder) -> Proof:
    found = case.verify()
    lengths = {"custody": len(case.custody.links), "judgements": len(case.judgement_chain.links)}
    # the page that is about to be replaced is derived too: counted, a second run would give other bytes
    return Proof(
        checked=tuple((name, count) for name, count in found.checked.items() if name != "derived"),
        findings=tuple(f"{each.kind}: {each.file}: {each.what}" for each in found.findings),
        chains=tuple(
            Chain(name=name, length=lengths.get(name, 0), head=head) for name, head in found.heads.items()
        ),
    )


def _method(account: Account) -> Method:
    models = manifest.manifest().values()
    return Method(
        versions=(("aftershock", __version__), *((name, metadata.version(name)) for name in _PACKAGES)),
        parameters=(
            (
                "copies",
                f"score at least {score.threshold():.2f}",
                "pairs of documents are scored from shared word sequences; average linkage",
            ),
            (
                "candidates",
                f"word sequences in at most {candidates.MAX_TEXTS} documents",
                "what stands in more is no sign of a copy",
            ),
            *_answers(account),
        ),
        models=tuple(
            Model(
                name=m.name,
                version=m.version,
                sha256=manifest.digest(m),
                purpose=m.purpose,
                mode="full" if manifest.present(m) else "not installed",
            )
            for m in models
        ),
        not_read=_not_read(account),
    )


def _answers(account: Account) -> Iterator[tuple[str, str, str]]:
    """For each language model that was asked: what was kept, what was taken, what was refused and why."""
    by_model: dict[str, list[Answered]] = {}
    for each in account.answered:
        by_model.setdefault(each.model, []).append(each)
    for model, rows in by_model.items():
        taken = sum(len(each.taken) for each in rows)
        why = Counter(refusal.why for each in rows for refusal in each.refused)
        refused = "; ".join(f"{count} refused: {reason}" for reason, count in sorted(why.items()))
        yield (
            f"language model {model}",
            f"{counted(len(rows), 'answer')} kept, {counted(taken, 'line')} taken",
            refused or "nothing was refused",
        )


def _not_read(account: Account) -> tuple[tuple[str, int], ...]:
    """How many documents were not, or not wholly, read for statements, with the reason."""
    other = Counter(
        f"documents {each.why}: captured, not read for statements"
        for each in account.depths
        if each.depth == "captured" and each.why.startswith("in the language")
    )
    return (*sorted(other.items()), *((f"documents {each.why}", each.documents) for each in account.unread))


def _pseudonym(case: CaseFolder) -> Callable[[str], str] | None:
    """The case's pseudonyms; None on a machine that does not have its key: handles are then only masked."""
    try:
        key = pseudonyms.case_key(case)
    except CaseError:
        return None
    return lambda handle: pseudonyms.pseudonym(key, "", handle)
