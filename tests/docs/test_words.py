"""The words: the project speaks of itself alone, tells what its parts are, and judges no party."""

from __future__ import annotations

import ast
import csv
import io
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "needline"
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".csv",
    ".html",
    ".css",
    ".js",
    ".yml",
    ".yaml",
    ".cfg",
    ".jsonl",
    ".json",
    "",
}

OF_A_MACHINE = [
    r"/work\b",
    r"/home/",
    r"/(?:root)/",
    r"C:\\\\",
    r"\bpypi\.",
    r"index-url",
    r"files\.pythonhosted",
    r"\bregistry\.npmjs",
    r"\b\d{1,3}(?:\.\d{1,3}){3}:\d+",
]
"""Paths of a machine, and addresses of registries."""

JUDGING = [
    *("regime", "regimes", "terrorist", "terrorists", "terrorism", "separatist", "separatists", "so-called"),
    *("invader", "invaders", "occupier", "occupiers", "aggressor", "aggressors", "puppet", "militants"),
    *("liberated", "liberation", "occupied", "illegally", "brutal", "barbaric", "heroic", "notorious"),
    *("self-proclaimed", "breakaway", "cynical"),
]
"""Words that take a side or judge. They may stand in a quotation."""

ALLEGED = [
    "ethnic cleansing",
    "genocide",
    "massacre",
    "massacres",
    "atrocity",
    "atrocities",
    "war crime",
    "war crimes",
]
"""Conduct that nobody but a speaker may name: in our own words only beside who alleges or denies it."""
SPOKEN = re.compile(r"accus|alleg|den(?:y|ies|ied)|says|said", re.IGNORECASE)

HYPE = [
    *("blazing", "cutting-edge", "seamless", "seamlessly", "revolutionary", "game-changing", "world-class"),
    *("effortless", "effortlessly", "supercharge", "state-of-the-art", "next-generation", "magical"),
]


def kept() -> list[Path]:
    """The files under version control, and those that would be."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True)
        found = [ROOT / name for name in done.stdout.splitlines()]
    except (OSError, subprocess.CalledProcessError):
        folders = ("src", "tests", "docs", "adr", "examples")
        found = [path for folder in folders for path in (ROOT / folder).rglob("*")] + list(ROOT.glob("*.*"))
    return sorted(path for path in found if path.is_file() and path.suffix in TEXT and path != Path(__file__))


def ours() -> list[Path]:
    """Files whose words are the project's own: code, templates, documentation, the example's own words."""
    texts = [*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html"), *SOURCE.rglob("*.toml"), *ROOT.glob("*.md")]
    texts += [*(ROOT / "docs").rglob("*.md"), *(ROOT / "adr").glob("*.md")]
    texts += [path for path in (ROOT / "examples").rglob("*") if path.is_file() and path.suffix in TEXT]
    made = {".needline", "out"}
    parts = {path: set(path.relative_to(ROOT).parts) for path in texts}
    lexicons = {path for path in texts if path.suffix == ".toml" and parts[path] & LANGUAGES}
    return sorted(path for path in texts if not made & parts[path] and path not in lexicons)


LANGUAGES = {path.name for path in (SOURCE / "text").iterdir() if path.is_dir() and len(path.name) == 2}
"""Folders of lexicons: the words that needline recognises when others use them."""
LAW = SOURCE / "needs" / "law.toml"
"""Treaties are called as they are called, and conduct as the register calls what is alleged; the rest is our own."""


def own_words(path: Path) -> str:
    """The words of a file without its quotations. Straight marks quote in prose; in code and tables they do not."""
    text = path.read_text("utf-8", errors="replace")
    if path == LAW:
        text = re.sub(r"^(?:provision|instrument|conduct) = .*$", "", text, flags=re.MULTILINE)
    if path.suffix == ".csv":
        text = "\n".join("\t".join(row) for row in csv.reader(io.StringIO(text)))
    return without_quotations(text, straight=path.suffix in {".md", ".txt", ".csv"})


def without_quotations(text: str, *, straight: bool = True) -> str:
    """The text with what stands in quotation marks, and addresses, taken out."""
    text = re.sub(r"https?://\S+", "", text)
    text = re.sub(r"“[^”]*”|«[^»]*»", "", text)
    return re.sub(r"\"[^\"\n]*\"", "", text) if straight else text


def standing(words: list[str], text: str) -> list[str]:
    """The words of a list that stand in a text on their own, each once."""
    found = re.findall(rf"(?<![\w-])(?:{'|'.join(map(re.escape, words))})(?![\w-])", text, re.IGNORECASE)
    return sorted({one.lower() for one in found})


def test_no_file_speaks_of_a_machine_or_a_registry():
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in kept()
        for pattern in OF_A_MACHINE
        if (match := re.search(pattern, path.read_text("utf-8", errors="replace")))
    ]
    assert found == []


def test_no_lock_file_is_kept():
    locks = {"uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock", "package-lock.json", "pdm.lock"}
    assert [path.name for path in kept() if path.name in locks] == []


def judging(text: str) -> list[str]:
    """The words by which a text judges, in its own voice."""
    sentences = re.split(r"(?<=[.!?])\s", text)
    unspoken = " ".join(one for one in sentences if not SPOKEN.search(one))
    return standing([*JUDGING, *HYPE], text) + standing(ALLEGED, unspoken)


def test_the_projects_own_words_judge_nobody():
    found = [f"{path.relative_to(ROOT)}: {word}" for path in ours() for word in judging(own_words(path))]
    assert found == []


WORDS = [
    # text, words found, the rule
    ("The regime said so.", ["regime"], "a judging word is found"),
    ('It said "the regime" had done it.', [], "not in a quotation"),
    ("It said “the so-called army”.", [], "whatever its marks"),
    ("https://example.org/genocide/page", [], "nor in an address"),
    ("regimented, preoccupied", [], "nor inside another word"),
    ("SO-CALLED", ["so-called"], "in capitals too"),
    ("A massacre took place.", ["massacre"], "an allegation is nobody's in our own voice"),
    ("A accuses B of a massacre. B denies it.", [], "and stands beside who makes it"),
]


@pytest.mark.parametrize(("text", "words", "rule"), WORDS, ids=[row[-1] for row in WORDS])
def test_words_are_found_where_they_stand_alone(text, words, rule):
    assert judging(without_quotations(text)) == words, rule


def modules() -> Iterator[Path]:
    """The public modules of the package: none of whose parts starts with an underscore, save `__init__`."""
    for path in sorted(SOURCE.rglob("*.py")):
        inside = path.relative_to(SOURCE).with_suffix("").parts
        if all(not part.startswith("_") or part in {"__init__", "__main__"} for part in inside):
            yield path


def test_every_public_module_and_name_says_what_it_is():
    silent = []
    for path in modules():
        tree = ast.parse(path.read_text("utf-8"))
        inside = path.relative_to(SOURCE).as_posix()
        silent += [] if ast.get_docstring(tree) else [inside]
        silent += [
            f"{inside}: {one.name}"
            for one in tree.body
            if isinstance(one, (ast.FunctionDef, ast.ClassDef))
            and not one.name.startswith("_")
            and not ast.get_docstring(one)
        ]
    assert silent == []


def names_of_the_example() -> list[str]:
    """Every name and other spelling of a place of the worked case."""
    with (ROOT / "examples" / "karabakh" / "places.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return sorted({name for row in rows for name in f"{row['name']}|{row['aliases']}".split("|") if name})


def strings_that_act(tree: ast.Module) -> Iterator[str]:
    """The strings of a module that are no docstrings, without paths and zones in them."""
    told = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    for one in ast.walk(tree):
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in told:
            yield re.sub(r"\w+/\w+", "", one.value)


def test_nothing_in_the_code_knows_the_worked_case():
    names, found = names_of_the_example(), []
    assert "Karabakh" in names
    for path in modules():
        text = "\n".join(strings_that_act(ast.parse(path.read_text("utf-8"))))
        found += [f"{path.relative_to(ROOT)}: {name}" for name in standing(names, text)]
    for path in [*SOURCE.rglob("*.toml"), *SOURCE.rglob("*.html"), *SOURCE.rglob("*.csv")]:
        lines = [line.partition("#")[0] for line in path.read_text("utf-8").splitlines()]
        found += [f"{path.relative_to(ROOT)}: {name}" for name in standing(names, "\n".join(lines))]
    assert found == []


CONTEXT = (ROOT / "CONTEXT.md").read_text("utf-8")
ENTRY = re.compile(
    r"^\*\*(?P<noun>[^*]+)\*\*: (?P<told>.+?)\n\*Avoid\*: (?P<avoid>.+?)(?=\n\n|\Z)", re.MULTILINE | re.DOTALL
)


def test_every_entry_of_the_words_has_its_avoid_line():
    entries = re.findall(r"^\*\*([^*]+)\*\*:", CONTEXT, re.MULTILINE)
    assert [found["noun"] for found in ENTRY.finditer(CONTEXT)] == entries
    assert len(entries) == len(set(entries))


def test_every_value_of_the_model_is_among_the_words():
    """A class of `needline.model` that fills a table is a noun of the project, and defined."""
    from needline.store import TABLES

    told = {
        "Text": "Report", "SurveyRow": "Survey", "LegState": "Leg", "SingleLeg": "Single leg",
        "AccessChange": "Change of access", "AccessScore": "Grade of access", "LegClaim": "Claim of a leg",
    }  # fmt: skip
    names = {told.get(table.row.__name__, table.row.__name__) for table in TABLES.values()}
    entries = {found["noun"] for found in ENTRY.finditer(CONTEXT)}
    assert sorted(names - entries) == []


@pytest.mark.parametrize("example", ["karabakh", "monsoon-flood"])
def test_the_example_says_what_is_made_up(example):
    """Its survey is synthetic, and README and changelog say so plainly."""
    import tomllib

    root = ROOT / "examples" / example
    surveys = sorted(path.name for path in (root / "survey").iterdir() if path.is_dir())
    mission = tomllib.loads((root / "mission.toml").read_text("utf-8"))
    assert surveys
    assert set(surveys) <= set(mission["synthetic"])
    for page in ("README.md", "CHANGELOG.md"):
        assert re.search(r"survey[^.]*synthetic", (ROOT / page).read_text("utf-8")), page
