"""Which documents were read, and what is known about each?"""

from __future__ import annotations

from markupsafe import Markup

from aftershock.dossier.material import Material
from aftershock.dossier.passage import Masking, defang, inline
from aftershock.dossier.receipts import Cited, Register
from aftershock.dossier.times import written
from aftershock.records import FieldReceipt, Page, Record


class Document(Record, frozen=True, kw_only=True):
    """One document of the list."""

    number: int
    title: Markup
    file: str
    kind: str
    author: Markup
    published: str
    published_how: str
    language: str | None
    url: str
    original: str
    captured: str
    text: str
    extractor: str
    characters: int
    boilerplate: int
    cites: tuple[Cited, ...]
    archive: tuple[str, ...] = ()  # whether the web archive's digest holds, and who signed it
    brief: bool = False


MANY = 60  # read posts; of more, those that gave a line are listed briefly, the others counted


def documents(material: Material, register: Register) -> list[Document]:
    """The pages, numbered as everywhere in the dossier; to be asked last, when all else has been cited.

    Where many posts were read, those that no line cites are left out (`silent_posts` counts them), and
    the others stand in one line each: their hashes are in their receipts.
    """
    captures = {capture.id: capture for capture in material.captures}
    copied = {member.text for story in material.stories if len(story.members) > 1 for member in story.members}
    cited = register.documents()
    many = sum(page.kind == "post" for page in material.pages) > MANY
    out = []
    for number, page in enumerate(material.pages, 1):
        brief = many and page.kind == "post"
        if brief and number not in cited and page.text not in copied:
            continue
        capture = captures.get(page.capture)
        text = material.texts.get(page.text)
        out.append(
            Document(
                number=number,
                title=inline(page.title or "without a title", register.masking),
                file=page.file,
                kind=page.kind,
                author=author(page, register.masking),
                published=written(page.published),
                published_how=page.published.how if page.published else "",
                language=page.language,
                url=defang(page.url) if page.url else "",
                original=capture.sha256 if capture else "",
                captured=capture.fetched_at if capture else "",
                text=page.text,
                extractor=text.extractor if text else "",
                characters=len(text.text) if text else 0,
                boilerplate=len(page.boilerplate),
                cites=() if brief else register.cite_all(page.receipts),
                archive=() if brief else archive(page),
                brief=brief,
            )
        )
    return out


def archive(page: Page) -> tuple[str, ...]:
    """What is known of the web archive that a page came in: its digest, its signature; empty for others."""
    said = (each for each in page.receipts if isinstance(each, FieldReceipt))
    return tuple(f"{each.field}: {each.value}" for each in said if each.field.startswith("archive "))


def author(page: Page, masking: Masking) -> Markup:
    """An article's author as published; the author of a post only where the channel is listed."""
    if page.author is None:
        return Markup("")
    if page.kind == "post" and page.author.removeprefix("@").casefold() not in masking.allowed:
        alias = masking.pseudonym(page.author.removeprefix("@")) if masking.pseudonym else ""
        return Markup("unattributed account {}").format(alias)
    return inline(page.author, masking)
