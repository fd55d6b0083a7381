"""Reports in every format: their words, whose they are, and what is said of a file that cannot be read."""

from __future__ import annotations

import json

import papers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needline.readers.texts import SUFFIXES, read
from needline.readers.texts.base import table
from needline.readers.texts.plain import header

ROWS = (
    "- District: Northvale | Families displaced: 1,200 | Houses destroyed: 45\n"
    "- District: Hillport | Families displaced: 300 | Houses destroyed: 7"
)


def one(name, content):
    taken = read(name, content)
    assert len(taken.words) == 1, taken.remarks
    return taken.words[0]


def codes(name, content):
    taken = read(name, content)
    return [remark.code for remark in taken.remarks], len(taken.words)


# plain text


@pytest.mark.parametrize(
    ("text", "found", "rule"),
    [
        ("OCHA, 30 September 2023\n\nText.", ("OCHA", "2023-09-30"), "name and day"),
        ("The Valley Post | 2024-05-04 18:00\nText", ("The Valley Post", "2024-05-04T18:00"), "with an hour"),
        ("4 May 2024 \u2013 Radio Hillport\n\nText", ("Radio Hillport", "2024-05-04"), "day first"),
        ("Flood in Northvale\nThe Post - May 4, 2024\n\nText", ("The Post", "2024-05-04"), "under the title"),
        (
            "**Source:** UNHCR\n**Date:** 4 May 2024\n\nText",
            ("UNHCR", "2024-05-04"),
            "keys, also in Markdown",
        ),
        (
            "UNHCR Flash Update #5 \u2013 3 October 2023\n",
            ("UNHCR Flash Update #5", "2023-10-03"),
            "a numbered update",
        ),
        ("On 4 May 2024 the flood came\n", ("", ""), "a sentence is no header"),
        ("The Post\nText of 4 May, without a year", ("", ""), "a day without its year"),
        ("Officials said 4 May 2024 was wet.\n", ("", ""), "somebody speaks"),
    ],
)
def test_a_header_line(text, found, rule):
    stated = header(text)
    assert (stated.get("publisher", ""), stated.get("published", "")) == found, rule


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
def test_encodings(encoding):
    text = "The caf\u00e9 in Bogot\u00e1 sheltered \u201c40 people\u201d \u2013 no more.\n"
    content = text.encode(encoding)
    if encoding == "utf-16-be":
        content = b"\xfe\xff" + content
    assert one("a.txt", content).text == text


# web pages


def test_a_page_is_its_article():
    words = one("a.html", papers.page())
    assert words.text.startswith("# Flood in Northvale\n\nMore than 12,000 people")
    assert "- Deaths: 14" in words.text
    assert ROWS in words.text
    for outside in ("Another story", "Most read", "All rights", "90000"):
        assert outside not in words.text


TAGS = (
    '<meta property="og:site_name" content="The Post">'
    '<meta property="article:published_time" content="2024-05-04T18:00:00+03:00">'
)
LINKED = (
    '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "datePublished": "2024-05-04", '
    '"publisher": {"name": "The Post"}}]}</script>'
)


@pytest.mark.parametrize(
    ("head", "publisher", "published", "rule"),
    [
        (
            TAGS,
            *("The Post", "2024-05-04T18:00:00+03:00", "tags"),
        ),
        (
            LINKED,
            *("The Post", "2024-05-04", "linked data"),
        ),
        ('<script type="application/ld+json">{broken</script>', "", "", "broken linked data says nothing"),
        ("", "", "", "nothing is guessed"),
    ],
)
def test_what_a_page_says_of_itself(head, publisher, published, rule):
    words = one("a.htm", papers.page(head=head))
    assert (words.publisher, words.published) == (publisher, published), rule


def test_a_page_in_an_encoding_of_old():
    page = (
        papers.page(body=f"<p>Le pr\u00e9fet a dit. {papers.PARAGRAPH}</p>")
        .decode()
        .replace("utf-8", "iso-8859-1")
    )
    assert "pr\u00e9fet" in one("a.html", page.encode("iso-8859-1")).text


def test_a_page_without_text_says_what_to_do():
    taken = read("a.html", b"<html><body><div id='app'></div><script>x()</script></body></html>")
    assert (taken.words, taken.remarks[0].code) == ([], "no-text")


# Word


def test_a_word_document():
    words = one("a.docx", papers.word())
    assert words.text.split("\n\n") == [
        *(
            "Relief Committee, 4 May 2024",
            "# Flood in Northvale",
            papers.PARAGRAPH,
            "- Deaths: 14",
            ROWS,
            papers.SECOND,
        )
    ]
    assert (words.publisher, words.published, words.author) == ("Relief Committee", "2024-05-04", "A. Clerk")


# PDF


def lines(left, top, *words, step=13):
    return [(left, top + step * at, one) for at, one in enumerate(words)]


LEFT = (
    "The river rose over night and",
    "the people of Northvale left",
    "their homes at once. About 900",
    "fami-",
    "lies slept in the non-",
    "governmental centre.",
)
RIGHT = (
    "Relief came by boat in the",
    "morning. The committee said",
    "that 40 houses had been",
    "destroyed and that the road",
    "to Hillport was closed.",
    "Families ate together.",
)


def test_columns_come_one_after_the_other_and_broken_words_are_joined():
    content = papers.pdf([[(60, 80, "Flood in Northvale"), *lines(60, 120, *LEFT), *lines(320, 120, *RIGHT)]])
    text = one("a.pdf", content).text
    assert text.split("\n\n") == [
        "Flood in Northvale",
        f"{' '.join(LEFT[:3])} families slept in the nongovernmental centre.",
        " ".join(RIGHT),
    ]


def test_a_compound_word_keeps_its_hyphen_where_the_document_writes_it_so():
    content = papers.pdf([lines(60, 100, "A non-food kit is a non-", "food kit, also at the end.")])
    assert one("a.pdf", content).text == "A non-food kit is a non-food kit, also at the end."


def test_running_titles_and_page_numbers_are_left_off_and_pages_are_kept():
    sheets = [
        [
            (60, 30, f"Situation Report 7, page {at}"),
            *lines(60, 120, f"On page {at} are 1{at}0 people."),
            (290, 820, str(at)),
        ]
        for at in (1, 2, 3)
    ]
    words = one("a.pdf", papers.pdf(sheets))
    assert words.text == "On page 1 are 110 people.\n\nOn page 2 are 120 people.\n\nOn page 3 are 130 people."
    assert [words.text[at:].split("\n")[0] for at in words.pages] == [
        f"On page {at} are 1{at}0 people." for at in (1, 2, 3)
    ]


def test_a_ruled_table_keeps_its_headers():
    content = papers.pdf(
        [[*lines(60, 100, "Needs by district"), *lines(60, 300, "After the table.")]], table=(60, 220)
    )
    assert one("a.pdf", content).text.split("\n\n") == ["Needs by district", ROWS, "After the table."]


LOCKED = "x"


def test_pdfs_that_cannot_be_read():
    assert codes("a.pdf", papers.pdf([lines(60, 100, "Secret.")], password=LOCKED)) == (["encrypted"], 0)
    assert codes("a.pdf", papers.pdf([[]])) == (["no-text"], 0)
    assert codes("a.pdf", papers.pdf([[], lines(60, 100, "Page two.")])) == (["no-text"], 1)
    assert codes("a.pdf", papers.pdf([lines(60, 100, "Cut off.")])[:300]) == (["broken"], 0)


# e-mail


@pytest.mark.parametrize("marked", [False, True])
def test_an_email(marked):
    words = one("a.eml", papers.mail(marked=marked))
    assert words.text.split() == f"{papers.PARAGRAPH} {papers.SECOND}".split()
    assert (words.title, words.publisher) == ("Flood in Northvale", "Relief Committee")
    assert words.published == "2024-05-04T18:30:00+03:00"


def test_a_header_too_long_to_be_one_is_cut():
    mail = papers.mail().replace(b"Subject: ", b"Subject: " + b"=?utf-8?q?a?= " * 40_000)
    words = one("a.eml", mail)
    assert words.title.startswith("aaaa")
    assert (words.publisher, words.text.split()[0]) == ("Relief Committee", papers.PARAGRAPH.split()[0])


def test_attachments_are_named():
    taken = read("a.eml", papers.mail(attached="figures.pdf"))
    assert [(one.code, "figures.pdf" in one.found) for one in taken.remarks] == [("attachments", True)]


# ReliefWeb


def fields(title="Flood", **more):
    return {
        "title": title,
        "source": [{"name": "Relief Committee"}],
        "date": {"original": "2024-05-04T00:00:00+00:00", "created": "2024-05-06T00:00:00+00:00"},
        "language": [{"code": "en"}],
        "url_alias": "https://example.org/flood",
        "body-html": f"<p>{papers.PARAGRAPH}</p><ul><li>Deaths: 14</li></ul>",
        **more,
    }


def test_one_report_of_the_api():
    words = one("a.json", json.dumps({"data": [{"id": "1", "fields": fields()}]}).encode())
    assert words.text == f"{papers.PARAGRAPH}\n\n- Deaths: 14"
    assert words[1:] == (
        "Flood",
        "Relief Committee",
        "",
        "2024-05-04T00:00:00+00:00",
        "https://example.org/flood",
        "en",
        (),
        "",
    )


def test_a_list_of_the_api_is_as_many_reports():
    items = [
        {"fields": fields("A")},
        {"fields": fields("B", body="Only text.", **{"body-html": ""})},
        {"fields": {"title": "C"}},
    ]
    taken = read("a.json", json.dumps({"data": items}).encode())
    assert [(one.title, one.part) for one in taken.words] == [("A", "item 1"), ("B", "item 2")]
    assert [(one.code, one.where) for one in taken.remarks] == [("no-text", "item 3")]


# whatever comes


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1", "encrypted"),
        ("a.docx", b"PK\x03\x04", "broken"),
        ("a.json", b"[1", "json"),
        ("a.json", b'{"rows": []}', "format"),
        ("a.eml", b"\x00\xff", "format"),
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n", "empty"),
        ("a.txt", b"\x00\x01", "binary"),
        ("a.png", b"\x89PNG", "format"),
        ("a.doc", b"x", "format"),
        ("a", b"x", "format"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(name, content, code):
    taken = read(name, content)
    assert (taken.words, [one.code for one in taken.remarks]) == ([], [code])
    assert taken.remarks[0].mend.endswith((".", "}"))


def test_a_pdf_under_another_name_is_read_as_one():
    assert one("report.txt", papers.pdf([lines(60, 100, "A page.")])).text == "A page."


BYTES = st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))
WHOLE = st.sampled_from(
    [
        papers.page(),
        papers.word(),
        papers.mail(marked=True),
        papers.pdf([lines(60, 100, "A page.")]),
        b'{"data": []}',
    ]
)


@given(st.sampled_from(SUFFIXES), BYTES)
@settings(max_examples=150, deadline=None)
def test_no_bytes_raise_in_any_reader(suffix, content):
    taken = read(f"a{suffix}", content)
    assert taken.words or taken.remarks


@given(st.sampled_from(SUFFIXES), WHOLE, st.integers(0, 400), BYTES)
@settings(max_examples=60, deadline=None)
def test_no_broken_file_raises_in_any_reader(suffix, content, at, put):
    read(f"a{suffix}", content[:at] + put + content[at + len(put) :])


@pytest.mark.parametrize(
    ("rows", "text", "rule"),
    [
        ([["Place", "Dead"], ["A", "3"]], "- Place: A | Dead: 3", "headers"),
        ([["Dead", "14"], ["Hurt:", "30"]], "- Dead: 14\n- Hurt: 30", "two columns without headers"),
        ([["A", "B", "C"], ["x", "y", "z"]], "- A | B | C\n- x | y | z", "no digits, no headers"),
        ([["", "Dead"], ["A", "3"]], "- A | Dead: 3", "a corner may be empty"),
        ([["Flood", ""], ["A", "3"]], "- Flood\n- A: 3", "a title is no header"),
        ([["A", None], [None, None]], "- A", "empty cells"),
        ([], "", "nothing"),
    ],
)
def test_tables(rows, text, rule):
    assert table(rows) == text, rule


def test_a_table_without_lines_in_a_pdf_keeps_its_columns():
    rows = [("Area", "Killed", "Injured"), ("Northvale", "12", "40"), ("East Hill", "3", "1,200")]
    lines = [(60.0, 80.0, "The river rose on Monday and took two bridges with it.")]
    lines += [
        (60.0 + 120 * at, 120.0 + 14 * down, cell)
        for down, row in enumerate(rows)
        for at, cell in enumerate(row)
    ]
    (words,) = read("a.pdf", papers.pdf([lines])).words
    assert "- Area: Northvale | Killed: 12 | Injured: 40" in words.text
    assert "- Area: East Hill | Killed: 3 | Injured: 1,200" in words.text
