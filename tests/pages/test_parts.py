"""The small questions: dates, languages, frames, titles, widgets, passages."""

# ruff: noqa: E501 - markup and sentences stand as they are served

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftershock.pages import author, dates, published
from aftershock.pages.boilerplate import frames_of, is_media_id, kind_of
from aftershock.pages.embedded import Signed, exact_time, post_of
from aftershock.pages.flattened import posts_in
from aftershock.pages.language import language_of
from aftershock.pages.markup import markup_of
from aftershock.pages.passage import find, solid
from aftershock.pages.title import without_site
from aftershock.pages.tree import tree_of
from aftershock.pages.widgets import Widget, widgets_in

SENTENCES = {
    "en": "Police said on Monday that nobody had claimed the fire at the depot.",
    "de": "Die Polizei teilte am Montag mit, dass sich niemand zu dem Brand bekannt habe.",
    "fr": "La police a déclaré lundi que personne n'avait revendiqué l'incendie du dépôt.",
    "es": "La policía dijo el lunes que nadie se había atribuido el incendio del depósito.",
    "it": "La polizia ha detto lunedì che nessuno ha rivendicato l'incendio del deposito.",
    "pt": "A polícia disse na segunda-feira que ninguém assumiu a autoria do incêndio no depósito.",
    "nl": "De politie zei maandag dat niemand de brand in het depot heeft opgeëist.",
    "tr": "Polis pazartesi günü yaptığı açıklamada yangını kimsenin üstlenmediğini söyledi.",
    "pl": "Policja poinformowała w poniedziałek, że nikt nie przyznał się do podpalenia składu.",
    "ru": "Полиция сообщила в понедельник, что ответственность за пожар никто не взял.",
    "uk": "Поліція повідомила в понеділок, що відповідальність за пожежу ніхто не взяв.",
    "ar": "قالت الشرطة يوم الاثنين إن أحدا لم يعلن مسؤوليته عن الحريق.",
    "fa": "پلیس روز دوشنبه گفت که هیچ‌کس مسئولیت آتش‌سوزی را بر عهده نگرفته است.",
    "he": "המשטרה אמרה ביום שני שאיש לא נטל אחריות על השריפה במחסן.",
    "vi": "Cảnh sát cho biết hôm thứ Hai rằng chưa ai nhận trách nhiệm về vụ cháy kho.",
    "id": "Polisi mengatakan pada hari Senin bahwa belum ada yang mengaku bertanggung jawab atas kebakaran itu.",
    "sv": "Polisen sade på måndagen att ingen har tagit på sig branden i depån.",
    "zh": "警方周一表示,目前还没有人声称对仓库火灾负责。",
    "ja": "警察は月曜日、倉庫の火災について犯行声明は出ていないと述べた。",
    "ko": "경찰은 월요일 창고 화재에 대해 아직 아무도 책임을 인정하지 않았다고 밝혔다.",
}


@pytest.mark.parametrize("code", SENTENCES)
def test_language_of_a_sentence(code: str) -> None:
    assert language_of(SENTENCES[code]) == code


@pytest.mark.parametrize("code", ["en", "de", "tr", "ru"])
def test_handles_and_links_do_not_mislead(code: str) -> None:
    assert language_of(f"@harbour #Hask https://t.co/abc {SENTENCES[code]} 🔥🔥 @nc_monitor") == code


@pytest.mark.parametrize("text", ["", "12:30", "OK", "@someone https://example.org/a/long/address", "🔥🔥🔥"])
def test_too_little_text_has_no_language(text: str) -> None:
    assert language_of(text) is None


@pytest.mark.parametrize(
    ("value", "start", "granularity", "zone"),
    [
        ("2031-05-14T18:30:00Z", "2031-05-14T18:30:00Z", "instant", "UTC"),
        ("2031-05-14T00:30:00+0200", "2031-05-13T22:30:00Z", "instant", "+02:00"),
        ("2031-05-14 18:30", "2031-05-14T00:00:00Z", "day", "unknown"),
        ("20310514", "2031-05-14T00:00:00Z", "day", "unknown"),
        ("Wed, 14 May 2031 23:30:00 -0500", "2031-05-15T04:30:00Z", "instant", "-05:00"),
        ("May 14, 2031", "2031-05-14T00:00:00Z", "day", "unknown"),
        ("14. Mai 2031", "2031-05-14T00:00:00Z", "day", "unknown"),
        ("14 de mayo de 2031", "2031-05-14T00:00:00Z", "day", "unknown"),
        ("14 мая 2031", "2031-05-14T00:00:00Z", "day", "unknown"),
    ],
)
def test_declared_dates(value: str, start: str, granularity: str, zone: str) -> None:
    when = dates.declared(value, "test")
    assert when is not None
    assert (when.start, when.granularity, when.zone) == (start, granularity, zone)


@given(st.text(max_size=120))
def test_any_value_is_a_date_or_none(value: str) -> None:
    when = dates.declared(value, "test")
    assert when is None or (when.start is not None and when.end is not None and when.start < when.end)


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.example/2031/05/14/x", "2031-05-14"),
        ("https://a.example/world/2031/may/14/x", "2031-05-14"),
        ("https://a.example/2031/99/14/x", None),
        ("https://a.example/story/20310514", None),
    ],
)
def test_dates_in_addresses(url: str, day: str | None) -> None:
    found = dates.in_url(url)
    assert (str(found) if found else None) == day


@pytest.mark.parametrize(
    ("line", "frame"),
    [("CXq7rB2UkAE9LmZ", True), ("IMG_0032.jpg", True), ("1234567890123", True), ("COVID-19", False),
     ("Zusammenarbeit", False), ("McDonaldsGate", False), ("F-16", False), ("#GreyLantern2031", False)],
)  # fmt: skip
def test_media_ids(line: str, frame: bool) -> None:
    assert is_media_id(line) is frame


@pytest.mark.parametrize(
    "line",
    ["Flowers in front of the bakery on Sunday. Photograph: Lena Holt", "(Photo: Brennick Post)", "No comment",
     "What is not known?", "Page 4 is missing", "He has asked readers to sign up for a meeting.", "© Nordpost/Holt"],
)  # fmt: skip
def test_captions_and_short_prose_are_no_frame(line: str) -> None:
    assert kind_of(line) is None


def test_a_repeated_quotation_is_no_repeated_title() -> None:
    text = '"We are not afraid," she said.\n\nThe hall was silent for a while after that.\n\n"We are not afraid," she said.'
    assert frames_of(text) == ()


def test_site_names_are_taken_off_headlines() -> None:
    sites = frozenset({"tarnowpost"})
    assert (
        without_site("Bridge reopens - the wait is over | Tarnow Post", sites)
        == "Bridge reopens - the wait is over"
    )
    assert without_site("Tarnow Post: a history - of sorts", sites) == "Tarnow Post: a history - of sorts"


@given(st.text(alphabet="ab \n\t", min_size=1, max_size=40), st.integers(0, 39), st.integers(0, 40))
def test_a_passage_is_found_whatever_its_spaces(text: str, start: int, end: int) -> None:
    wanted = text[start:end]
    found = find(solid(text), " ".join(wanted))
    if not wanted.strip():
        assert found is None
    else:
        assert found is not None
        assert "".join(text[slice(*found)].split()) == "".join(wanted.split())


@given(st.text(alphabet="ab@()—,. 1[]2031March#\n", max_size=200))
def test_posts_never_overlap_and_stay_inside(text: str) -> None:
    end = 0
    for passage in posts_in(text):
        assert end <= passage.whole.start < passage.whole.end <= len(text)
        end = passage.whole.end


def test_a_posts_number_gives_its_time_only_where_it_agrees() -> None:
    # Milliseconds since the service's epoch (1,288,834,974,657), shifted by 22 bits: 2031-05-14T12:00:00Z.
    number = str(((1_936_526_400_000 - 1_288_834_974_657) << 22) | 5)
    day = dates.whole_day(dates.date(2031, 5, 14), "test")
    agreed = exact_time(Signed(platform="twitter", text="x", post_id=number, created=day))
    assert agreed is not None
    assert (agreed.start, agreed.granularity) == ("2031-05-14T12:00:00Z", "instant")
    other = dates.whole_day(dates.date(2030, 5, 14), "test")
    assert exact_time(Signed(platform="twitter", text="x", post_id=number, created=other)) is None
    assert exact_time(Signed(platform="mastodon", text="x", post_id=number, created=day)) is None


def test_links_hashtags_and_mentions_of_a_post() -> None:
    said = "See https://example.org/a and #Hask with @nc_monitor, not a@b.example or &#39;"
    post = post_of(Signed(platform="twitter", text=said, handle="@bo_lq"), capture="c", locator="l")
    assert (post.links, post.hashtags, post.mentions) == (
        ("https://example.org/a",),
        ("Hask",),
        ("nc_monitor",),
    )
    assert (post.channel_id, post.author_handle) == ("bo_lq", "bo_lq")


WIDGETS = {
    "instagram": '<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/CxYz12/?x=1">'
    '<p>Thank you all.</p><p>A post shared by Mira Talen (@miratalen) on Sep 9, 2031</p></blockquote>',
    "bluesky": '<blockquote class="bluesky-embed" data-bluesky-uri="at://did:plc:abc123/app.bsky.feed.post/3kxyz">'
    "<p>Thank you all.</p>&mdash; Mira Talen (@miratalen.bsky.social) September 9, 2031</blockquote>",
    "telegram": '<div class="tgme_widget_message" data-post="selnews/77"><a class="tgme_widget_message_owner_name">Sel News'
    '</a><div class="tgme_widget_message_text">Thank you all.</div><time datetime="2031-09-09T10:00:00+00:00">10:00</time></div>',
    "tiktok": '<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@miratalen/video/7788"><section>'
    '<a title="@miratalen">@miratalen</a><p>Thank you all.</p></section></blockquote>',
    "facebook": '<div class="fb-post" data-href="https://www.facebook.com/miratalen/posts/5566"><blockquote>'
    '<p>Thank you all.</p>Posted by <a>Mira Talen</a> on <a>Tuesday, September 9, 2031</a></blockquote></div>',
    "mastodon": '<blockquote class="mastodon-embed" cite="https://social.example/@mira/991"><p>Thank you all.</p></blockquote>',
}  # fmt: skip


def _widget(html: str) -> Widget:
    (widget,) = widgets_in(tree_of(f"<html><body><p>Before it.</p>{html}<p>After it.</p></body></html>"))
    return widget


@pytest.mark.parametrize("platform", WIDGETS)
def test_widgets(platform: str) -> None:
    signed = _widget(WIDGETS[platform]).signed
    assert (signed.platform, signed.text) == (platform, "Thank you all.")
    assert signed.post_id == {
        "instagram": "CxYz12", "bluesky": "3kxyz", "telegram": "77", "tiktok": "7788", "facebook": "5566", "mastodon": "991",
    }[platform]  # fmt: skip
    if platform not in {"tiktok", "mastodon"}:
        assert signed.created is not None
        assert (signed.created.start or "")[:10] == "2031-09-09"
        assert signed.name == ("Sel News" if platform == "telegram" else "Mira Talen")


def test_a_widget_without_words_still_names_its_post() -> None:
    signed = _widget(
        '<script async src="https://telegram.org/js/w.js" data-telegram-post="selnews/78"></script>'
    ).signed
    assert (signed.platform, signed.handle, signed.post_id, signed.text) == ("telegram", "selnews", "78", "")


@pytest.mark.parametrize(
    ("markup", "named"),
    [
        ('<span class="author"><a href="/staff/1/">Cora Whitlock</a></span> <span>Hask Post Network</span>', "Cora Whitlock"),
        ('<div class="x1">By <a href="/w/7">Cora Whitlock</a>, Staff Writer</div>', "Cora Whitlock"),
        ("<div>posted on <time>2 May 2031</time> by Cora Whitlock</div>", "Cora Whitlock"),
        ('<p><a href="https://hask.test/author/cw/">Cora Whitlock</a></p>', "Cora Whitlock"),
        ('<section class="byline">By <a href="/p/1">Cora Whitlock</a>, <a href="/p/2">Ben Arden</a>, +8 more</section>',
         "Cora Whitlock, Ben Arden"),
        ('<meta name="author" content="Cora Whitlock, MS, RDN">', "Cora Whitlock"),
        ('<meta name="author" content="Cora Whitlock (Image: c_w), Instagram)">', "Cora Whitlock"),
        ('<meta name="author" content="Cora Whitlock, Harbour Times">', "Cora Whitlock"),
        ('<meta name="author" content="Redazione"><p>Di <a href="/x">Cora Whitlock</a></p>', "Cora Whitlock"),
        ('<meta name="author" content="News Desk">', "News Desk"),
        ("<script>var s = 'By Nobody Atall'</script><p>By the end of May all was well.</p>", None),
    ],
)  # fmt: skip
def test_who_signed(markup: str, named: str | None) -> None:
    tree = tree_of(
        f"<html><head><title>x</title></head><body><article>{markup}<p>Words.</p></article></body></html>"
    )
    found = author.author_of(markup_of(tree), tree)
    assert (found.value if found else None) == named


def test_of_several_who_are_declared_those_who_signed() -> None:
    people = '[{"@type":"Person","name":"Cora Whitlock"},{"@type":"Person","name":"Ben Arden"}]'
    script = f'<script type="application/ld+json">{{"@type":"NewsArticle","author":{people}}}</script>'
    for said, named in (
        ('<p class="byline">By Cora Whitlock</p>', "Cora Whitlock"),
        ("", "Cora Whitlock, Ben Arden"),
    ):
        tree = tree_of(f"<html><head>{script}</head><body>{said}<p>Words.</p></body></html>")
        found = author.author_of(markup_of(tree), tree)
        assert found is not None
        assert found.value == named


@pytest.mark.parametrize(
    "line",
    ["Press release, Sunday 15 March 2026", "Statement of the harbour office of Hask, Sunday 15 March 2026"],
)
def test_the_date_line_of_a_press_release(line: str) -> None:
    found = published.published_in(
        f"Council meets on bridge\n{line}\n\nThe council meets on 20 March 2026.\n"
    )
    assert found is not None
    assert found.when.start == "2026-03-15T00:00:00Z"


def test_an_element_marked_as_a_date_goes_before_a_guess_but_not_that_of_an_update() -> None:
    said = '<p class="date">Updated May 9, 2031</p><dl><dd id="date_posted">May 2, 2031</dd></dl>'
    tree = tree_of(f"<html><body>{said}<p>Words of 1 January 2030.</p></body></html>")
    found = published.published_of(markup_of(tree), tree, None)
    assert found is not None
    assert (found.when.start, found.when.how) == ("2031-05-02T00:00:00Z", "visible date")


def test_click_here_is_frame_where_it_leads_on_and_not_whatever_it_is_for() -> None:
    for line in (
        "Click here to read more",
        "Click here for more news from Norvale",
        "Click here to subscribe",
    ):
        assert kind_of(line) == "read more"
    for line in (
        "Click here to get more information or to hire the boat.",
        "Click here for a map of the quay",
    ):
        assert kind_of(line) is None
