import csv
import io
import json

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


def test_csv_has_a_row_a_claim_and_a_row_a_figure(file):
    done = invoke(file, "--published", "2024-05-18", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["record"] for row in rows] == ["claim", "claim", "figure"]
    assert rows[0]["sources"] == "UNHCR"
    assert (rows[2]["number_low"], rows[2]["number_high"], rows[2]["high"]) == ("12000", "12999", "")


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
    [(None, "cannot be opened"), (b"", "empty"), (b"\x00\x01\x02", "no text")],
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
