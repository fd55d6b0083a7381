"""What the shell is told: 0 done, 1 done but evidence had errors, 2 wrong use; and never a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SMALL = {"mission.toml": 'title = "Floods"\nas_of = 2024-05-14T12:00:00+05:30\nzone = "Asia/Colombo"\n'}
PLACES = "code,name,kind,parent\nLK,Sri Lanka,country,\n"


def needline(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "needline", *map(str, arguments)], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("files", "code", "rule"),
    [
        ({**SMALL, "places.csv": PLACES}, 0, "nothing is wrong"),
        ({**SMALL, "places.csv": PLACES, "reports/a.txt": "Rain."}, 0, "a warning leaves nothing out"),
        ({**SMALL, "places.csv": PLACES + "LK-1,Galle,area,LKA\n"}, 1, "an error leaves something out"),
        ({"places.csv": PLACES}, 2, "without mission.toml nothing can be done"),
        ({"mission.toml": "title = "}, 2, "a mission.toml that is no TOML"),
    ],
)
def test_check_tells_the_shell(folder, files, code, rule):
    done = needline("check", folder(files))
    assert done.returncode == code, (rule, done.stdout, done.stderr)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "no-such-folder"],
        ["build"],
        ["trace", ".", "k1"],
        ["decide", ".", "k1", "set_aside", "--reason", "x"],
        ["decide", ".", "k1", "forget", "--reason", "x"],
        ["check", ".", "--format", "yaml"],
    ],
)
def test_wrong_use_is_told_in_words(tmp_path, arguments):
    done = subprocess.run(
        [sys.executable, "-m", "needline", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()


def test_a_file_in_place_of_the_working_folder_is_told_in_a_line(folder):
    root = folder({**SMALL, ".needline": "a file"})
    done = needline("build", root)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert ".needline" in done.stderr
