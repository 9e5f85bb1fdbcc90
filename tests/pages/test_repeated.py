"""Which repeated lines are a site's frame, and which are its reports?"""

from __future__ import annotations

import pytest

from aftershock.pages import repeated
from aftershock.text import Span

SITE = "courier.test"
CLOSING = "Readers who want to help us keep the presses going can take out a yearly subscription."
NAMES = ["Edda Quill", "Brell", "Tarel Osk", "Hask", "Ana Venn", "Ostrel", "Norvale"]
REPORTS = (
    "The evening ferry to Hask will leave twenty minutes earlier from Monday, the harbour office said. The "
    "change follows complaints by nurses who missed the last bus home after their shift at the clinic.",
    "The roof of the primary school in Ostrel has been repaired after the storm took a third of its tiles. "
    "Pupils were taught in the library for six weeks, and Mayor Edda Quill thanked the carpenters.",
    "A hand drawn map of the salt pans of Brell was bought by the museum for its new wing. Ana Venn, who "
    "leads it, called the sheet the only one of its kind and promised to show it from April.",
    "Pears from an orchard near Norvale won the prize of the region for the second year running. The jury "
    "under Tarel Osk praised their scent; more than sixty growers took part with nine kinds.",
)


def sheets(*texts: str) -> list[repeated.Sheet]:
    return [repeated.sheet(SITE, text) for text in texts]


def judged(line: str, *texts: str, everywhere: bool = True) -> bool:
    found = sheets(*texts)
    key = next(each.key for each in found[0].edges if found[0].text[each.start : each.end] == line)
    return repeated.repeats(key, found, everywhere=everywhere)


def test_a_closing_line_of_three_reports_is_the_sites() -> None:
    assert judged(CLOSING, *(f"{report}\n\n{CLOSING}" for report in REPORTS[:3]))
    assert not judged(CLOSING, *(f"{report}\n\n{CLOSING}" for report in REPORTS[:2]))


def test_an_opening_line_too() -> None:
    assert judged(CLOSING, *(f"{CLOSING}\n\n{report}\n\nMore later." for report in REPORTS[:3]))


def test_copies_of_one_article_do_not_count_against_each_other() -> None:
    article = f"{REPORTS[0]}\n\n{REPORTS[1]}\n\n{CLOSING}"
    printed = f"Printed on Sunday\n\n{article}"
    reworded = article.replace("missed the last bus home after their shift", "could not get home at night")
    assert not judged(CLOSING, article, printed, reworded)
    assert not judged(CLOSING, article, printed, reworded, f"{REPORTS[2]}\n\n{CLOSING}")


def test_new_beginnings_of_one_article_do_not_make_its_end_a_frame() -> None:
    """Each update has another first paragraph; what they share is most of the page."""
    ends = "\n\n".join(REPORTS[1:])
    updates = [f"At {hour} o'clock the {word} was still closed.\n\n{ends}" for hour, word in
               ((9, "pier"), (11, "northern bridge"), (17, "market"))]  # fmt: skip
    assert not judged(REPORTS[3], *updates)


def test_what_a_series_says_of_its_subject_stays() -> None:
    last = "The Grey Lantern hall was opened in 1988 and is used by 4,000 travellers a day."
    parts = [
        f"{report} At the Grey Lantern nobody had been told of it. Edda Quill of the hall's guard was away."
        for report in REPORTS
    ]
    assert not judged(last, *(f"{part}\n\n{last}" for part in parts))


def test_a_background_without_names_stays_where_other_pages_of_the_site_lack_it() -> None:
    last = "Two earlier inquiries, both behind closed doors, ended without anybody being blamed."
    words = ("and", "or", "with", "beside")
    parts = [f"{report} {f' {word} '.join(NAMES)}." for word, report in zip(words, REPORTS, strict=True)]
    texts = [f"{part}\n\n{last}" for part in parts]
    assert not judged(last, *texts, everywhere=False)
    assert judged(last, *texts, everywhere=True)  # nothing tells it from a frame there


def test_a_statement_that_reports_carry_stays() -> None:
    said = "“We will look at the timetable again before the summer,” the office wrote to the council."
    assert not judged(said, *(f"{report}\n\n{said}" for report in REPORTS))


def test_a_line_now_here_now_there_is_no_frame() -> None:
    """Near the end of one page, in the midst of another, at the head of a third."""
    notes = [f"Note {n} of the day says something else in its own words." for n in range(30)]
    texts = [
        "\n".join((REPORTS[0], *notes[:9], CLOSING, *notes[9:10])),
        "\n".join((REPORTS[1], CLOSING, *notes[10:19])),
        "\n".join((CLOSING, REPORTS[2], *notes[19:29])),
    ]
    found = sheets(*texts)
    (key,) = {line.key for line in found[0].edges} & {line.key for line in found[1].edges}
    assert not repeated.repeats(key, found, everywhere=True)


@pytest.mark.parametrize("line", ["Share", "Our own report", "Photo: archive"])
def test_a_short_line_may_be_the_same_by_accident(line: str) -> None:
    (page,) = sheets(f"{REPORTS[0]}\n{line}")
    assert [page.text[each.start : each.end] for each in page.edges] == [REPORTS[0]]


def test_headline_and_frame_are_no_lines_to_judge() -> None:
    title = "The week in the harbour, as we saw it"
    text = f"{title}\n{REPORTS[0]}\n{CLOSING}"
    found = repeated.sheet(SITE, text, [Span(text.index(CLOSING), len(text))], title)
    assert [found.text[each.start : each.end] for each in found.edges] == [REPORTS[0]]


def test_the_same_words_on_another_site_are_another_line() -> None:
    one, other = (repeated.sheet(site, REPORTS[0]).edges[0].key for site in (SITE, "other.test"))
    assert one != other
    assert repeated.sheet(SITE, REPORTS[0].upper()).edges[0].key == one


def test_signs_without_spaces_are_judged_as_well() -> None:
    closing = "本报由读者共同所有，不接受任何政党或政府部门的资助。"
    reports = (
        "港口管理处周一宣布，前往哈斯克的晚班渡轮将提前二十分钟开出。此前有护士投诉下班后赶不上末班公共汽车。管理处表示六月将重新审议时刻表，并听取乘客的意见，届时还会公布新的票价和停靠码头，居民可以在网上提出建议，也可以写信给管理处的工作人员。",
        "奥斯特雷尔小学的屋顶在一月的风暴中损坏，现在已经修好。学生们在镇图书馆上了六个星期的课。镇议会用储备金支付了修理费用，校长向木工和志愿者表示感谢，孩子们在操场上唱了歌，家长们带来了自己烤的面包和果酱，庆祝活动一直持续到傍晚时分。",
        "布雷尔城市博物馆买下了一幅一七四四年手绘的盐田地图。馆长说这是同类中唯一的一幅，将从四月起与测量员的书信一起展出，门票收入用于修复旧馆的天花板，策展人希望更多年轻人来参观，馆方还准备了适合儿童的导览手册与讲座，全年都会举行。",
    )
    assert judged(closing, *(f"{report}\n{closing}" for report in reports))
