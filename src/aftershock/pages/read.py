"""What does a raw document say: its text, its metadata, its frame, and the posts embedded in it?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from aftershock.errors import NoMainText
from aftershock.pages import author, boilerplate, dates, frame, published, title
from aftershock.pages.agreement import Agreement, agreement_on
from aftershock.pages.embedded import Embedded, post_of
from aftershock.pages.flattened import Passage, posts_in
from aftershock.pages.language import language_of
from aftershock.pages.main_text import (
    Declared,
    Extract,
    block_text,
    declared_by,
    fragment_text,
    main_text,
    parsed,
    visible_text,
)
from aftershock.pages.markup import Fact, Markup, markup_of
from aftershock.pages.passage import Solid, find, solid
from aftershock.pages.published import Dated
from aftershock.pages.release import is_label
from aftershock.pages.scripted import scripted_text
from aftershock.pages.tree import bounded, oversized, slim, sound, tree_of, unframed
from aftershock.pages.widgets import Widget, widgets_in
from aftershock.records import (
    Boilerplate,
    Contested,
    FieldReceipt,
    Interval,
    Page,
    Post,
    Receipt,
    Record,
    Text,
)
from aftershock.sources.raw import RawPage
from aftershock.text import Span, content_id, receipt, sha256


class Reading(Record, frozen=True, kw_only=True):
    """A document as read. ``texts[0]`` is the page's text; an HTML page has a second: all that is visible.

    ``embedded`` says where the posts stand; ``posts`` also holds those whose words are not on the page.
    """

    page: Page
    texts: tuple[Text, ...]
    posts: tuple[Post, ...] = ()
    embedded: tuple[Embedded, ...] = ()


_NOBODY = Agreement()


class _Said(NamedTuple):
    """What is known of a page: each value with its receipt."""

    title: str | None = None
    author: str | None = None
    published: Interval | None = None
    receipts: tuple[Receipt | FieldReceipt, ...] = ()


def read(raw: RawPage) -> Reading:
    """Read one raw document. Raises `NoMainText` where it has no text of its own."""
    if raw.html is None:
        return _read_plain(raw, Extract(sound(raw.text or ""), "plain text"))
    if raw.fragment:
        return _read_plain(raw, fragment_text(slim(raw.html)), tried="fragment")
    return _read_html(raw, bounded(raw.html))


def _read_plain(raw: RawPage, extract: Extract, tried: str = "plain text") -> Reading:
    """A plain text, or a feed entry made one: its text whole, character for character."""
    if not extract.text.strip():
        raise NoMainText(raw.file, tried=(tried,))
    text = _text(raw, extract)
    passages = posts_in(text.text)
    said = _declared_first(raw, _said_in(raw, text, passages))
    frames = boilerplate.frames_of(text.text, said.title)
    embedded = tuple(_embedded(raw, text, passage) for passage in passages)
    return Reading(
        page=_page(raw, text, said, _frame_receipts(text, frames)),
        texts=(text,),
        posts=tuple(item.post for item in embedded),
        embedded=embedded,
    )


def _read_html(raw: RawPage, html: str) -> Reading:
    """A whole HTML page: main text, everything visible, what the markup declares, embedded posts."""
    tree = tree_of(html)
    whole = unframed(html, tree)
    if whole is not html:
        html, tree = whole, tree_of(whole)
    large = oversized(html, tree)
    markup = markup_of(tree) if tree is not None else None
    facts, dated = _declared_by(raw, tree, markup)
    widgets = tuple(widgets_in(tree)) if tree is not None else ()
    headline = facts.get("title")
    article = dated is not None or facts.get("author") is not None
    declared = (
        declared_by(markup, headline.value if headline else "", article=article) if markup else Declared()
    )
    document = None if large else parsed(html)
    extract = block_text(tree) if large else main_text(html, tree, declared, document)
    extract = extract if large else scripted_text(html, extract.text if extract else "") or extract
    if extract is None or not extract.text.strip():
        raise NoMainText(raw.file, tried=("blocks",) if large else ("precision", "default", "main content"))
    main = _text(raw, extract)
    visible = main if large else _text(raw, visible_text(document))
    texts = (main,) if visible.text == main.text or not visible.text else (main, visible)
    said = _declared_first(raw, _said_by(raw, texts, facts, dated))
    frames = boilerplate.frames_of(main.text, said.title)
    named = _frame_receipts(main, frames)
    if len(texts) > 1:
        named += _frame_receipts(visible, frame.outside(visible.text, main.text, said.title, said.author))
    posts, embedded = _posts_of_page(raw, texts, widgets)
    return Reading(
        page=_page(
            raw,
            main,
            said,
            named,
            agreement_on(main.text, extract.told),
            markup.languages if markup else (),
        ),
        texts=texts,
        posts=posts,
        embedded=embedded,
    )


def _declared_by(
    raw: RawPage, tree: Any | None, markup: Markup | None
) -> tuple[dict[str, Fact | None], Dated | None]:
    """What the markup of an lxml document declares: title and author, and the date of publication."""
    if markup is None:
        return {}, None
    facts = {"title": title.title_of(markup, raw.url), "author": author.author_of(markup, tree, raw.url)}
    return facts, published.published_of(markup, tree, raw.url)


# --- metadata ----------------------------------------------------------------------------------


def _said_in(raw: RawPage, text: Text, passages: Sequence[Passage]) -> _Said:
    """What a plain text says of itself, each with its place; what an embedded post says is not the page's."""
    taken = [span for passage in passages for span in (passage.whole, passage.signature)]
    headline = title.headline_span(text.text, lambda line: boilerplate.kind_of(line) or is_label(line))
    headline = headline or title.headline_span(text.text, boilerplate.kind_of)
    if headline and any(headline.start < span.end and span.start < headline.end for span in taken):
        headline = None
    byline = author.byline_span(text.text) or author.issuer_in(text.text)
    dated = published.published_in(text.text, raw.url, taken)
    receipts: list[Receipt | FieldReceipt] = [
        receipt(text.id, text.text, *span)
        for span in (headline, byline, dated.span if dated else None)
        if span
    ]
    if dated and dated.fact:
        receipts.append(_field(raw, "published", dated.fact))
    return _Said(
        title=text.text[headline.start : headline.end] if headline else None,
        author=text.text[byline.start : byline.end] if byline else None,
        published=dated.when if dated else None,
        receipts=tuple(receipts),
    )


def _said_by(
    raw: RawPage, texts: Sequence[Text], facts: dict[str, Fact | None], dated: Dated | None
) -> _Said:
    """What a page's markup says; a value that also stands in a text is shown there."""
    receipts: list[Receipt | FieldReceipt] = []
    for field, fact in facts.items():
        if fact:
            receipts.append(_in_texts(texts, fact.value) or _field(raw, field, fact))
    if dated is None:
        seen = [(text, published.published_in(text.text)) for text in texts]
        dated, where = next(((found, text) for text, found in seen if found and found.span), (None, None))
        if dated and dated.span and where:
            receipts.append(receipt(where.id, where.text, *dated.span))
    elif dated.fact:
        receipts.append(_field(raw, "published", dated.fact))
    headline, signer = facts.get("title"), facts.get("author")
    issuer = author.issuer_in(texts[0].text) if signer is None else None
    issuer = issuer or (author.signed_by_address(texts[0].text) if signer is None else None)
    if issuer:
        receipts.append(receipt(texts[0].id, texts[0].text, *issuer))
    return _Said(
        title=headline.value if headline else None,
        author=signer.value if signer else texts[0].text[slice(*issuer)] if issuer else None,
        published=dated.when if dated else None,
        receipts=tuple(receipts),
    )


def _declared_first(raw: RawPage, said: _Said) -> _Said:
    """What the format itself declares (a feed's entry) goes before what was read off the text."""
    when = dates.declared(raw.declared_published, "feed entry") if raw.declared_published else None
    return _Said(
        title=raw.declared_title or said.title,
        author=raw.declared_author or said.author,
        published=when or said.published or (dates.declared(raw.made, "file made") if raw.made else None),
        receipts=(*raw.receipts, *said.receipts),
    )


def _in_texts(texts: Sequence[Text], value: str) -> Receipt | None:
    for text in texts:
        at = text.text.find(value)
        if at >= 0:
            return receipt(text.id, text.text, at, at + len(value))
    return None


def _field(raw: RawPage, field: str, fact: Fact) -> FieldReceipt:
    where = f"{raw.locator};{fact.where}" if raw.locator else fact.where
    return FieldReceipt(capture=raw.capture, locator=where, field=field, value=fact.value)


# --- posts -------------------------------------------------------------------------------------


def _embedded(raw: RawPage, text: Text, passage: Passage) -> Embedded:
    locator = f"text={text.id};chars={passage.whole.start}-{passage.whole.end}"
    return Embedded(
        post=post_of(passage.signed, capture=raw.capture, locator=locator),
        receipt=receipt(text.id, text.text, *passage.whole),
        body=receipt(text.id, text.text, *passage.body) if passage.body else None,
        signature=receipt(text.id, text.text, *passage.signature),
        created=passage.signed.created,
    )


def _posts_of_page(
    raw: RawPage, texts: Sequence[Text], widgets: Iterable[Widget]
) -> tuple[tuple[Post, ...], tuple[Embedded, ...]]:
    """The posts of an HTML page: its widgets, found again in its texts, then flattened ones."""
    widgets = tuple(widgets)
    solids = [solid(text.text) for text in texts] if widgets else []
    posts: list[Post] = []
    embedded: list[Embedded] = []
    for widget in widgets:
        item = _located(raw, texts, solids, widget)
        if item is None:
            locator = f"{raw.locator};{widget.locator}" if raw.locator else widget.locator
            posts.append(post_of(widget.signed, capture=raw.capture, locator=locator))
        else:
            embedded.append(item)
            posts.append(item.post)
    main = texts[0]
    known = {_squeezed(post.text) for post in posts}
    for passage in posts_in(main.text):
        if not any(said and said in _squeezed(passage.signed.text) for said in known):
            embedded.append(_embedded(raw, main, passage))
            posts.append(embedded[-1].post)
    return tuple(posts), tuple(embedded)


def _located(raw: RawPage, texts: Sequence[Text], solids: Sequence[Solid], widget: Widget) -> Embedded | None:
    """A widget's passage in the first text that has all of it, or else its own words at least."""
    for wanted in (widget.whole, widget.signed.text):
        for text, characters in zip(texts, solids, strict=True):
            whole = find(characters, wanted)
            if whole is None:
                continue
            inside = solid(text.text[whole.start : whole.end])
            body = find(inside, widget.signed.text)
            body = Span(whole.start + body.start, whole.start + body.end) if body else None
            rest = text.text[body.end : whole.end].strip() if body else ""
            at = text.text.index(rest, body.end) if body and rest else 0
            locator = f"text={text.id};chars={whole.start}-{whole.end}"
            return Embedded(
                post=post_of(widget.signed, capture=raw.capture, locator=locator),
                receipt=receipt(text.id, text.text, *whole),
                body=receipt(text.id, text.text, *body) if body else None,
                signature=receipt(text.id, text.text, at, at + len(rest)) if rest else None,
                created=widget.signed.created,
            )
    return None


def _squeezed(value: str) -> str:
    return "".join(value.split())


# --- records -----------------------------------------------------------------------------------


def _text(raw: RawPage, extract: Extract) -> Text:
    return Text(
        id=sha256(extract.text),
        capture=raw.capture,
        locator=raw.locator,
        extractor=extract.extractor,
        text=extract.text,
    )


def _page(
    raw: RawPage,
    text: Text,
    said: _Said,
    frames: tuple[Boilerplate, ...],
    agreement: Agreement = _NOBODY,
    languages: tuple[str, ...] = (),
) -> Page:
    return Page(
        id=content_id("page", raw.capture, raw.locator),
        capture=raw.capture,
        text=text.id,
        file=raw.file,
        url=raw.url,
        title=said.title,
        author=said.author,
        published=said.published,
        language=language_of(text.text, filter(None, (raw.declared_language, *languages))),
        boilerplate=frames,
        heard=agreement.heard,
        contested=tuple(
            Contested(lacking=each.lacking, receipt=receipt(text.id, text.text, each.start, each.end))
            for each in agreement.contested
        ),
        receipts=said.receipts,
    )


def _frame_receipts(text: Text, frames: Iterable[boilerplate.Frame]) -> tuple[Boilerplate, ...]:
    return tuple(
        Boilerplate(kind=found.kind, receipt=receipt(text.id, text.text, found.start, found.end))
        for found in frames
    )
