"""Marks that look alike, named once, so that rules can be written with them."""

from __future__ import annotations

APOSTROPHES = "'\u2019\u2018\u02bc\u02bb`\u00b4"
"""Straight, typographic, modifier letters, grave and acute accents used as apostrophes."""

HYPHENS = "-\u2010\u2011"
"""Hyphen-minus, hyphen, non-breaking hyphen."""

DASHES = "\u2012\u2013\u2014\u2015\u2212"
"""Figure, en and em dash, horizontal bar, minus."""

WRONG_QUOTE = "(?:\u00e2\u20ac|\u0160\u2014)"
"""Pattern of what a quotation mark begins with that came through a wrong encoding."""

QUOTES = (
    '(?:["\u201c\u201d\u201e\u201f\u00ab\u00bb\u2039\u203a]'
    f"|''|``|{WRONG_QUOTE}[\u0153\u009d\u201c\u201d\ufffd]?)"
)
"""Pattern of a double quotation mark, also of one that came through a wrong encoding."""

WRONG_DASH = "(?:\u00e2\u20ac[\u201c\u201d\u0093\u0094])"
"""Pattern of an en or em dash that came through a wrong encoding."""
