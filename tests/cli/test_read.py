import csv
import io
import json

import papers
import pytest
from click.testing import CliRunner

from needline.cli.read import command

TEXT = "UNHCR said on Friday that more than 12,<> people had crossed from Sudan into Chad. Chad denied it.\n"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text(TEXT, "utf-8")
    return path


def invoke(*arguments):
    return CliRunner().invoke(command, [str(one) for one in arguments])


def test_json_is_one_object_whose_spans_give_back_the_text(file):
    done = invoke(file, "--published", "2024-05-18", "--format", "json")
    assert done.exit_code == 0
    read = json.loads(done.stdout)
    assert list(read) == ["file", "claims", "figures", "dates", "places", "problems"]
    (figure,) = read["figures"]
    assert TEXT[figure["start"] : figure["end"]] == figure["text"] == "more than 12,<>"
    assert (figure["low"], figure["high"], figure["place"]) == (12_000, None, "Sudan \u2192 Chad")
    assert read["dates"] == [{"start": 14, "end": 20, "text": "Friday", "value": "2024-05-17"}]
    assert read["claims"][0]["said_on"] == "2024-05-17"


def test_several_files_are_a_list(file, tmp_path):
    other = tmp_path / "other.txt"
    other.write_text("500 families left Sudan.", "utf-8")
    done = invoke(file, other, "--format", "json")
    assert [len(one["figures"]) for one in json.loads(done.stdout)] == [1, 1]


def test_csv_has_a_row_for_everything_that_is_read(file):
    done = invoke(file, "--published", "2024-05-18", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["record"] for row in rows] == ["claim", "claim", "figure", "date", "problem"]
    assert (rows[3]["text"], rows[3]["value"]) == ("Friday", "2024-05-17")
    assert rows[0]["sources"] == "UNHCR"
    assert (rows[2]["number_low"], rows[2]["number_high"], rows[2]["high"]) == ("12000", "12999", "")


def test_a_denied_figure_opens_to_its_denial_and_asserts_nothing(tmp_path):
    path = tmp_path / "denial.txt"
    path.write_text("The militia denied that 40 people were killed.")
    (figure,) = json.loads(invoke(path, "--format", "json").stdout)["figures"]
    (claim,) = json.loads(invoke(path, "--format", "json").stdout)["claims"]
    assert (figure["denied"], figure["claim"], figure["said_by"]) == (True, claim["id"], None)
    assert [figure[end] for end in ("number_low", "number_high", "low", "high")] == [40, 40, None, None]
    rows = list(csv.DictReader(io.StringIO(invoke(path, "--format", "csv").stdout)))
    (row,) = [one for one in rows if one["record"] == "figure"]
    assert (row["denied"], row["low"], row["said_by"]) == ("true", "", "")
    assert "40  denied people" in invoke(path).stdout


def test_text_is_plain_when_piped_and_says_what_is_damaged(file):
    done = invoke(file, "--published", "2024-05-18")
    assert done.exit_code == 0
    assert "UNHCR said [states, 2024-05-17]" in done.stdout
    assert "more than 12,<> DAMAGED  asserts 12,000 or more people" in done.stdout
    assert "\x1b" not in done.stdout


def test_a_mission_gives_codes_to_places(file, tmp_path):
    (tmp_path / "mission.toml").write_text('title = "t"\nquestion = "q"\nas_of = 2024-05-18T12:00:00+02:00\n')
    (tmp_path / "places.csv").write_text("code,name,parent\nTCD,Chad,\nSDN,Sudan,\n")
    done = invoke(file, "--published", "2024-05-18", "--mission", tmp_path, "--format", "json")
    (figure,) = json.loads(done.stdout)["figures"]
    assert (figure["from_place"], figure["to_place"]) == ("SDN", "TCD")


@pytest.mark.parametrize(
    ("content", "told"),
    [(None, "there is no such file"), (b"", "empty"), (b"\x00\x01\x02", "no text")],
    ids=["missing", "empty", "binary"],
)
def test_a_file_that_is_no_report_is_one_line_and_exit_code_1(tmp_path, content, told):
    path = tmp_path / "bad.txt"
    if content is not None:
        path.write_bytes(content)
    done = invoke(path)
    assert done.exit_code == 1
    assert told in done.stderr
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.output


def test_a_file_beside_a_bad_one_is_still_read(file, tmp_path):
    done = invoke(tmp_path / "missing.txt", file, "--format", "json")
    assert done.exit_code == 1
    assert [len(one["claims"]) for one in json.loads(done.stdout)] == [0, 2]


def test_a_date_that_is_none_is_told(file):
    done = invoke(file, "--published", "32.09.2023")
    assert done.exit_code == 2
    assert "is no date" in done.stderr


def test_a_page_is_read_with_its_text_and_its_day(tmp_path):
    path = tmp_path / "page.html"
    path.write_bytes(papers.page(head='<meta property="article:published_time" content="2024-05-04">'))
    read = json.loads(invoke(path, "--format", "json").stdout)
    figures = [(one["text"], one["unit"], one["measure"]) for one in read["figures"]]
    assert figures == [
        ("More than 12,000", "people", "displaced"),
        ("14", "people", "killed"),
        *(("1,200", "households", "displaced"), ("45", "houses", "destroyed")),
        *(("300", "households", "displaced"), ("7", "houses", "destroyed")),
    ]
    spans = [*read["figures"], *read["dates"]]
    assert all(read["text"][one["start"] : one["end"]] == one["text"] for one in spans)
    assert {one["text"]: one["value"] for one in read["dates"]}["Friday"] == "2024-05-03"


def test_a_figure_of_a_pdf_has_its_page(tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(papers.pdf([[(60, 100, "The river rose.")], [(60, 100, "It displaced 900 families.")]]))
    read = json.loads(invoke(path, "--published", "2024-05-04", "--format", "json").stdout)
    assert [(one["text"], one["page"]) for one in read["figures"]] == [("900", 2)]


def test_a_list_of_the_api_is_a_list(tmp_path):
    path = tmp_path / "answer.json"
    items = [{"fields": {"title": str(at), "body": f"Floods displaced {at}00 families."}} for at in (3, 4)]
    path.write_text(json.dumps({"data": items}), "utf-8")
    read = json.loads(invoke(path, "--published", "2024-05-04", "--format", "json").stdout)
    assert [(one["part"], one["figures"][0]["number_low"]) for one in read] == [
        ("item 1", 300),
        ("item 2", 400),
    ]


def test_another_language_is_a_problem_that_names_it(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(
        "Les autorit\u00e9s ont d\u00e9clar\u00e9 que plus de 12 000 personnes ont \u00e9t\u00e9 d\u00e9plac\u00e9es.",
        "utf-8",
    )
    read = json.loads(invoke(path, "--published", "2024-05-04", "--format", "json").stdout)
    assert (read["claims"], read["figures"], read["dates"]) == ([], [], [])
    assert [one["code"] for one in read["problems"]] == ["language"]
    assert read["problems"][0]["found"] == "in French, which is not read yet; nothing of it was read."


def test_ids_are_the_same_in_whatever_order_reports_come(tmp_path):
    texts = (
        TEXT,
        "The mayor denied that the road was closed.",
        "Aid workers said that 300 families had left Sudan.",
    )
    files = [tmp_path / f"{number}.txt" for number in range(len(texts))]
    for path, text in zip(files, texts, strict=True):
        path.write_text(text, "utf-8")

    def ids(order):
        read = json.loads(invoke(*order, "--published", "2024-05-18", "--format", "json").stdout)
        return {
            one["file"]: [row["id"] for part in ("claims", "figures") for row in one[part]] for one in read
        }

    assert ids(files) == ids(files[::-1])
    assert all(ids(files).values())
