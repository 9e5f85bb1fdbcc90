"""Is the dossier one page in which every line has its receipt, and nothing reaches outside?"""

import base64
import hashlib
import html
import re
from html.parser import HTMLParser

import msgspec
import pytest

from aftershock.dossier.apparatus import editions
from aftershock.dossier.build import build
from aftershock.dossier.material import CaseHead, Material
from aftershock.dossier.passage import Masking
from aftershock.dossier.receipts import Register
from aftershock.dossier.shown import Shown
from aftershock.errors import CaseDamaged
from aftershock.events.chronicle import Chronicle
from aftershock.records import Boilerplate, Channel, Contested, Page, Receipt, Text, Witness
from aftershock.stories.reading import single
from aftershock.text import receipt, sha256
from tests.dossier.fixture import STATEMENTS, case

VOID = {"meta", "br", "img", "input", "link", "hr", "circle", "line", "path", "rect"}


class Tree(HTMLParser):
    """Ids, links, attributes and text of a page; fails on tags that do not nest."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.blocks: dict[str, dict[str, str]] = {}
        self._open: list[str] = []
        self._block = ""
        self.feed(source)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.attributes += [(tag, name, value) for name, value in given.items()]
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a":
            self.links.append(given["href"])
        if given.get("class") == "receipt":
            self._block = given["id"]
            self.blocks[self._block] = {"sha256": given["data-sha256"], "excerpt": ""}
        if given.get("class") == "excerpt":
            self.blocks[self._block] |= {"from": given["data-from"], "to": given["data-to"]}
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "blockquote" in self._open and self._block:
            self.blocks[self._block]["excerpt"] += data


@pytest.fixture(scope="module")
def page() -> str:
    return build(case())


@pytest.fixture(scope="module")
def tree(page: str) -> Tree:
    return Tree(page)


def test_every_reference_has_its_target(tree: Tree) -> None:
    assert len(tree.ids) == len(set(tree.ids))
    for link in tree.links:
        assert link.startswith("#"), f"a link leads out: {link}"
        assert link[1:] in tree.ids


def test_every_line_of_the_ledger_has_a_receipt(page: str) -> None:
    rows = re.findall(r'<tr id="L\d+".*?</tr>', page, re.DOTALL)
    assert len(rows) == len(STATEMENTS)
    for row in rows:
        assert re.search(r'class="ref" href="#r\d+"', row)


def test_every_line_elsewhere_has_a_receipt(page: str) -> None:
    """Harms, sides, numbers, timeline, history and warnings."""
    for opening in (
        r'<ul class="cards harm">',
        r'<ul class="sides">',
        r'<ol class="time">',
        r'<ul class="points">',
    ):
        for found in re.findall(opening + r"(.*?)</[uo]l>", page, re.DOTALL):
            for line in re.findall(r"<li.*?</li>", found, re.DOTALL):
                assert 'class="ref"' in line
    for found in re.findall(r'<article id="fig-\d+".*?</article>', page, re.DOTALL):
        for row in re.findall(r"<tr><td.*?</tr>", found, re.DOTALL):
            assert 'class="ref"' in row


def test_excerpts_are_slices_and_hashes_are_of_the_verbatim_quote(page: str, tree: Tree) -> None:
    material = case()
    compared = 0
    cited = r'id="(r\d+)" class="receipt"(?:(?!</li>).)*?characters (\d+)–(\d+) of text <code>(\w+)</code>'
    for anchor, start, end, text_id in re.findall(cited, page, re.DOTALL):
        block, text = tree.blocks[anchor], material.texts[text_id].text
        assert block["sha256"] == sha256(text[int(start) : int(end)])
        assert int(block["from"]) <= int(start) <= int(end) <= int(block["to"])
        excerpt = text[int(block["from"]) : int(block["to"])]
        # Masks, defanged links and named characters differ from the text on purpose (test_passage).
        if not re.search(r"[@\x00\u200b\u202a-\u202e]|://", excerpt):
            assert block["excerpt"].replace("\u2038", "") == excerpt
            compared += 1
    assert compared > 50


def test_the_policy_allows_this_style_and_this_script_alone(page: str, tree: Tree) -> None:
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]+)"', page).group(1))  # type: ignore[union-attr]
    assert policy.startswith("default-src 'none';")
    for tag in ("style", "script"):
        sources = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        assert len(sources) == 1
        digest = base64.b64encode(hashlib.sha256(sources[0].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    for _, name, value in tree.attributes:
        assert not name.startswith("on")
        assert name not in ("style", "src", "srcset", "action", "xlink:href")
        assert not value.casefold().startswith(("http:", "https:", "javascript:", "data:"))


def test_no_live_address_stands_in_the_page(page: str) -> None:
    without_assets = re.sub(r"<(style|script)>.*?</\1>", "", page, flags=re.DOTALL)
    assert not re.search(r"https?://|www\.\w", without_assets)
    assert "hxxps://coastwire[.]example" in without_assets


def test_the_same_material_gives_the_same_bytes(page: str) -> None:
    assert build(case()) == page


def test_hostile_strings_stay_strings(page: str) -> None:
    assert page.count("<script") == 1
    assert not re.search(r"<script>alert|<img|onerror=alert\(2\)>", page)
    for char in "\x00\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b":
        assert char not in page
    assert "‹RLO›" in page
    assert "‹U+0000›" in page


def test_accounts_are_masked_and_listed_channels_are_not(page: str) -> None:
    for name in (
        "selm_watcher",
        "lists_for_selm",
        "harbour.helper",
        "vol_selm",
        "some_account",
        "first_poster",
    ):
        assert name not in page
    assert "volunteers@selm.example" not in page
    assert "column_news" in page
    keyed = build(case(pseudonym=lambda name: f"p-{sha256('key' + name)[:6]}"))
    assert "@p-" in keyed
    assert "selm_watcher" not in keyed


def test_a_channel_of_the_public_is_masked() -> None:
    public = Channel(platform="chirp", id="9", names=("@selm_watcher",), role="public")
    assert "selm_watcher" not in build(case(channels=(public,)))


def test_threats_calls_and_narrated_violence_are_collapsed(page: str) -> None:
    places = [match.start() for match in re.finditer(r"announcement of further attacks", page)]
    assert places
    for at in places:
        assert page.rfind('<details class="veil">', 0, at) > page.rfind("</details>", 0, at)
    row = re.search(r"<tr[^>]*>(?:(?!</tr>).)*the document itself.*?</tr>", page, re.DOTALL)
    assert row
    assert "Collapsed: violence as the document tells it" in row.group()


def test_a_line_that_shares_its_sentence_with_a_threat_is_collapsed_too() -> None:
    material = case()
    threat = next(s for s in material.chronicle.statements if s.act == "threatens")
    claim = msgspec.structs.replace(threat, id="statement-shared", act="claims-responsibility")
    chronicle = msgspec.structs.replace(
        material.chronicle, statements=(*material.chronicle.statements, claim)
    )
    page = build(msgspec.structs.replace(material, chronicle=chronicle))
    places = [match.start() for match in re.finditer(r"announcement of further attacks", page)]
    assert len(places) > 3  # both lines, the claim among the stances, the receipts
    for at in places:
        assert page.rfind('<details class="veil">', 0, at) > page.rfind("</details>", 0, at)


def test_right_to_left_is_marked_and_isolated(page: str) -> None:
    assert re.search(r'<blockquote dir="auto"[^>]* lang="ar">', page)
    assert re.search(r'<blockquote dir="auto"[^>]* lang="he">', page)
    assert "<bdi>אורן טלמי</bdi>" in page


def test_a_receipt_on_a_line_that_not_all_extractors_have_says_so(page: str) -> None:
    said = "not in what json-ld took for the text"
    assert said not in page
    material = case()
    evidence = material.chronicle.statements[0].witnesses[0].evidence
    contested = (Contested(lacking=("json-ld",), receipt=evidence),)
    pages = tuple(
        msgspec.structs.replace(each, contested=contested) if each.text == evidence.text else each
        for each in material.pages
    )
    marked = build(msgspec.structs.replace(material, pages=pages))
    blocks = [block for block in marked.split('<li id="r') if said in block]
    assert blocks
    assert sha256(evidence.quote) in "".join(blocks)
    assert len(blocks) < marked.count('<li id="r')


def test_a_receipt_that_does_not_hold_stops_the_dossier() -> None:
    material = case()
    chronicle = material.chronicle
    first = chronicle.statements[0]
    witness = first.witnesses[0]
    moved = msgspec.structs.replace(
        witness, evidence=Receipt(text=witness.text, start=0, end=5, quote="wrong")
    )
    broken = msgspec.structs.replace(first, witnesses=(moved,))
    changed = msgspec.structs.replace(chronicle, statements=(broken, *chronicle.statements[1:]))
    with pytest.raises(CaseDamaged, match=r"does not quote what stands there.*aftershock verify"):
        build(msgspec.structs.replace(material, chronicle=changed))
    with pytest.raises(CaseDamaged, match="a text that is not in the case"):
        build(msgspec.structs.replace(material, texts={}, stories=(), pages=()))


def test_an_empty_case_says_plainly_that_nothing_was_found() -> None:
    page = build(Material(head=CaseHead(title="Nothing yet")))
    assert "<svg" not in page
    Tree(page)
    assert page.count('class="none"') >= 10
    assert "No claim of responsibility was found in what was read." in page


def test_one_number_or_one_speaker_is_not_drawn() -> None:
    material = case()
    few = Chronicle(
        events=material.chronicle.events, statements=material.chronicle.statements[:1],
        figures=material.chronicle.figures[-1:], timeline=material.chronicle.timeline[:2],
        disputes=(), harms=(), history=(), warnings=(),
    )  # fmt: skip
    bare = msgspec.structs.replace(material, shown=Shown(), reaction=type(material.reaction)())
    page = build(msgspec.structs.replace(bare, chronicle=few, stories=()))
    assert "<svg" not in page


def test_the_apparatus_holds_every_difference(page: str) -> None:
    material = case()
    story = next(story for story in material.stories if story.variants)
    shown = re.search(r'<article id="story-\d+" class="story">.*?</article>', page, re.DOTALL)
    assert shown
    for kind in ("lost", "added", "changed"):
        wanted = sum(variant.kind == kind for variant in story.variants)
        assert wanted
        told = re.findall(rf'<p class="behind" data-kind="{kind}">.*?</p>', shown.group(), re.DOTALL)
        assert sum(len(re.findall(r'href="#r\d+"', each)) for each in told) == wanted
    assert "a scar “<bdi>( )</bdi>” is left" in shown.group()
    assert "Odra Venn</del>" in shown.group()


def test_wording_stays_sober(page: str) -> None:
    words = re.sub(r"<(style|script)>.*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL).casefold()
    assert not re.search(r"\b(guilty|culprits?|bots?|terrorists?|proven)\b", words)
    assert "re-identifiable" in words


def test_a_large_case_stays_below_a_megabyte() -> None:
    """400 statements, each with a receipt of its own; accounts add counts, not rows."""
    material = case(posts=msgspec.structs.replace(case().posts, accounts=3000, total=200_000))
    more = []
    for number in range(400):
        statement = material.chronicle.statements[number % 30]
        witness = statement.witnesses[0]
        whole = witness.evidence
        end = whole.end - number // 30
        shorter = Receipt(text=whole.text, start=whole.start, end=end, quote=whole.quote[: end - whole.start])
        witness = msgspec.structs.replace(witness, evidence=shorter)
        more.append(msgspec.structs.replace(statement, id=f"{statement.id}-{number}", witnesses=(witness,)))
    chronicle = msgspec.structs.replace(material.chronicle, statements=tuple(more))
    page = build(msgspec.structs.replace(material, chronicle=chronicle))
    assert page.count('class="receipt"') > 400
    assert len(page.encode()) < 1_000_000


def test_of_many_posts_those_that_gave_no_line_are_counted_and_not_listed() -> None:
    material = case()
    whole = material.chronicle.statements[0]
    texts, pages, stories = dict(material.texts), list(material.pages), list(material.stories)
    for number in range(200):
        text = f"Post number {number} tells of a blast on the quay."
        texts[sha256(text)] = Text(
            id=sha256(text), capture="capture-claim", locator=f"line={number}", extractor="post@1", text=text
        )
        page = Page(
            id=f"post-{number}", capture="capture-claim", text=sha256(text), file="posts.ndjson", kind="post",
            title=text,
        )  # fmt: skip
        pages.append(page)
        stories.append(single(page, text))
    said = texts[pages[-1].text]
    line = msgspec.structs.replace(
        whole,
        id="st-of-a-post",
        story=stories[-1].id,
        hedges=(),
        figures=(),
        witnesses=(Witness(text=said.id, file="posts.ndjson", evidence=receipt(said.id, said.text, 0, 4)),),
    )
    told = msgspec.structs.replace(material.chronicle, statements=(*material.chronicle.statements, line))
    page_ = build(
        msgspec.structs.replace(
            material, texts=texts, pages=tuple(pages), stories=tuple(stories), chronicle=told
        )
    )
    tree = Tree(page_)
    listed = [each for each in tree.ids if each.startswith("D") and each[1:].isdigit()]
    silent = (
        199
        + sum(page.kind == "post" for page in material.pages)
        - sum(f"D{number}" in listed for number, page in enumerate(material.pages, 1) if page.kind == "post")
    )
    assert f"D{len(pages)}" in listed
    assert len(listed) + silent == len(pages)
    assert f"{silent} posts that were read and gave no line are not listed" in page_
    assert {link for link in tree.links if link.startswith("#")} <= {f"#{each}" for each in tree.ids}


def test_a_frame_of_what_is_visible_beside_the_main_text_names_its_file() -> None:
    """No page has that text as its own: the file is known by what the text was taken from."""
    material = case()
    page = material.pages[0]
    words = "Home | Sections | Sign in"
    visible = Text(id=sha256(words), capture=page.capture, locator="", extractor="visible@1", text=words)
    frame = Boilerplate(kind="navigation", receipt=receipt(visible.id, words, 0, 4))
    story = single(msgspec.structs.replace(page, boilerplate=(frame,)), material.texts[page.text].text)
    material = msgspec.structs.replace(
        material, stories=(story,), texts={**material.texts, visible.id: visible}
    )
    register = Register(material, Masking())
    (edition,) = editions(material, register)
    assert [framed.file for framed in edition.framed] == [page.file]
    assert register.file("of no text") == ""
