"""Relevance and constraints: each row an expression, answers, and whether it holds by XPath as ODK has it."""

import pytest

from needline.survey.checks.expressions import NotEvaluatedError, read_expression
from needline.survey.checks.functions import Day

ANSWERS = {"a": "3", "b": "", "c": "x y", "d": "2020-02-01", "e": "yes", ".": "7", "today()": Day(18262.0)}

HOLD = [
    ("${a} = 3", True),
    ("${a}='3'", True),
    ("${a} != 3", False),
    ("${b} = ''", True),
    ("${b} != ''", False),
    ("${b} > 0", False),
    ("${b} != 1", True),
    ("not(${b} > 0)", True),
    ("selected(${c}, 'x') and not(selected(${c}, 'z'))", True),
    ("selected(${c},'xy') or ${e} = 'yes'", True),
    ("count-selected(${c}) <= 2", True),
    (". > 5 and . < 10", True),
    (".>=0 and .<=5", False),
    ("${a} + 2 * 2 = 7", True),
    ("(${a} + 2) * 2 = 10", True),
    ("7 mod 4 = ${a}", True),
    ("${a} div 0 > 1", False),
    ("-${a} = -3", True),
    ("5 - -2 = .", True),
    ("if(${e} = 'yes', ., 0) = 7", True),
    ("coalesce(${b}, ${a}) = 3", True),
    ("regex(., '[0-9]')", True),
    ("regex('77x', '[0-9]+')", False),
    ("string-length(${c}) = 3", True),
    ("today() = date('2020-01-01')", True),
    ("${d} > today()", True),
    ("date(${d}) <= today()", False),
    ("${d} >= '2020-01-01'", True),
    ("decimal-date-time(${d}) - decimal-date-time(today()) = 31", True),
    ("int(${a} div 2) = 1", True),
    ("round(2.5) = 3", True),
    ("../a = 3 and /data/group/a = 3", True),
    ("${a} = ‘3’", True),
    ("selected-at(${c}, 1) = 'y'", True),
    ("true() and not(false())", True),
    ("min(${a}, 5) = 3 and max(${a}, 5) = 5", True),
    ("concat(${a}, 'x') = '3x' and contains(${c}, 'y')", True),
    ("${a} and ${e}", True),
    ("${b} or false()", False),
    ("1 < 2 and(3 > 2)", True),
]


@pytest.mark.parametrize(("written", "wanted"), HOLD, ids=[row[0] for row in HOLD])
def test_what_holds(written, wanted):
    assert read_expression(written).holds(ANSWERS) is wanted


REFUSED = [
    ("pulldata('f', 'a', 'b', ${a})", "pulldata"),
    ("count(${a})", "count"),
    ("jr:choice-name(${a}, '${a}')", "jr:choice-name"),
    ("indexed-repeat(${a}, ${r}, 1) = 2", "indexed-repeat"),
    ("${a} = ", "ends too early"),
    ("${a} == 3", '"="'),
    ("(${a} = 3", '")" is missing'),
    ("${a} 3", "goes on"),
    ("selected(${a})", "has 1 values"),
    ("${a} ~ 3", "cannot be read"),
    ("", "ends too early"),
    ("(" * 500 + "1" + ")" * 500, "too many brackets"),
]


@pytest.mark.parametrize(("written", "words"), REFUSED, ids=[row[0][:20] for row in REFUSED])
def test_what_is_not_evaluated_says_so(written, words):
    with pytest.raises(NotEvaluatedError, match=words.replace("(", r"\(").replace(")", r"\)")):
        read_expression(written)


def test_questions_are_named_once():
    assert read_expression("${a} > 1 and ${a} < . and today() > ${d}").asks == ("a", ".", "today()", "d")
