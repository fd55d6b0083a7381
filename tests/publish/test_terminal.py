from __future__ import annotations

from needline.publish import headline


def test_the_terminal_prints_the_reports_own_numbers(valley):
    lines = {line.who: line for line in headline(valley.mission, valley.store)}
    assert lines["Those who left"][1:4] == ("41,250", "33,000 (30,900–35,100) ◇", "5 (1–5) ◇")
    assert lines["Those who stayed"][1:] == ("50–1,000", "up to 1,000", "4", "observation")
    assert lines["Families who host them"].people == "41,250 or more"
    assert lines["Not accounted for"].people == "17,750–18,700"
    assert lines["Not accounted for"].basis == "baseline taken as exact"


def test_a_crisis_without_judgement_says_not_known(flood, nothing):
    (line,) = headline(flood.mission, flood.store)
    assert line == ("Everyone", "800 or more", "not known", "not known", "not known")
    assert headline(nothing.mission, nothing.store) == []
