from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needline.readers import texts
from needline.readers.texts.quoted import apart

WROTE = "On Mon, 13 May 2024 at 09:00, Ana Ruiz <ana@example.org> wrote:\n"
FORWARD = (
    "---- Forwarded message ----\nFrom: The Office <o@example.org>\nDate: Sun, 12 May 2024\nSubject: Toll\n\n"
)
OUTLOOK = "-----Original Message-----\nFrom: Ana Ruiz\nSent: Monday, May 13, 2024 9:00 AM\nTo: Desk\n\n"


@pytest.mark.parametrize(
    ("text", "own", "others", "rule"),
    [
        ("We count 30.", "We count 30.", [], "nothing quoted"),
        (f"We count 30.\n{WROTE}> It is 12.", "We count 30.", [("Ana Ruiz", "2024-05-13", "It is 12.")], "a reply"),
        (f"{WROTE}> How many?\n\nIt is 12.", "It is 12.", [("Ana Ruiz", "2024-05-13", "How many?")], "below it"),
        (f"{WROTE}It is 12.", "", [("Ana Ruiz", "2024-05-13", "It is 12.")], "without marks, to its end"),
        (f"See.\n{FORWARD}It is 12.", "See.", [("The Office", "2024-05-12", "It is 12.")], "forwarded"),
        (f"See.\n{OUTLOOK}It is 12.", "See.", [("Ana Ruiz", "2024-05-13", "It is 12.")], "with its header"),
        ("> How many?\nIt is 12.", "It is 12.", [("", "", "How many?")], "nobody says whose"),
        (
            f"{WROTE}> We heard 7.\n>> It is 5.",
            "",
            [("Ana Ruiz", "2024-05-13", "We heard 7."), ("", "", "It is 5.")],
            "a quotation in a quotation",
        ),
    ],
)  # fmt: skip
def test_own_words_and_those_of_others(text, own, others, rule):
    words, quoted = apart(text)
    assert words.strip() == own, rule
    assert [(one.sender, one.sent, one.text) for one in quoted] == others, rule


@given(st.text(alphabet="a >:\n-", max_size=80) | st.text(max_size=60))
def test_every_letter_is_somebodys(text):
    words, quoted = apart(text)
    told = "".join([words, *(one.text for one in quoted)])
    assert sorted(filter(str.isalnum, told)) == sorted(filter(str.isalnum, text))


@pytest.mark.parametrize("unit", ["> ", ">\n", "\n", "From: a\n", f"{WROTE}>", "On a wrote:\n", ">> a\n"])
def test_a_million_characters_of_one_kind_are_read_to_their_end(unit):
    apart(unit * (10**6 // len(unit)))


def mail(body, kind="plain"):
    made = EmailMessage()
    made["From"] = "Field Desk <desk@example.org>"
    made["Date"] = "Tue, 14 May 2024 10:00:00 +0300"
    made.set_content(body, subtype=kind)
    return texts.read("a.eml", bytes(made))


def test_a_quoted_message_is_a_report_of_its_own():
    found = mail(f"We count 30.\n\n{WROTE}> It is 12.\n")
    assert [(one.publisher, one.published[:10], one.text.strip()) for one in found.words] == [
        ("Field Desk", "2024-05-14", "We count 30."),
        ("Ana Ruiz", "2024-05-13", "It is 12."),
    ]


def test_a_quotation_of_nobody_is_left_out_and_told():
    found = mail("<p>We count 30.</p><blockquote><p>It is 12.</p></blockquote>", "html")
    assert [one.text.strip() for one in found.words] == ["We count 30."]
    assert [one.code for one in found.remarks] == ["quoted"]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.pdf", b"%PDF-1.4\n1 0 obj <<", "cannot be read as a PDF; it may be cut off or broken."),
        ("a.pdf", b"\x89PNG\r\n\x1a\n\0\0", "named .pdf, but it is a picture (PNG)."),
        ("a.txt", b"\x1f\x8b\x08\0\0", "named .txt, but it is packed (gzip)."),
        ("a.docx", b"{\\rtf1 x}", "named .docx, but it is rich text (RTF)."),
        ("a.docx", b"a letter", "named .docx, but it is no Word document."),
    ],
)
def test_a_file_is_told_by_what_it_is_and_not_by_its_name(name, content, told):
    (remark,) = texts.read(name, content).remarks
    assert remark.found == told


def test_a_pages_headline_and_a_number_through_entities():
    page = b"<html><body><nav>Menu</nav><h1>Flood: 40 killed</h1><article><p>The flood had 5&#44;600 people displaced,"
    page += b" the ministry said on Friday, and many more were said to be on the road.</p></article></body></html>"
    (words,) = texts.read("a.html", page).words
    assert words.text.startswith("# Flood: 40 killed\n\nThe flood had 5,600 people displaced,")
