"""A text as tokens with their offsets: words, numbers (a damaged one is one token), quotes, other marks."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from needline.text.digits import DIGITS
from needline.text.marks import APOSTROPHES, HYPHENS, QUOTES, WRONG_QUOTE

TokenKind = Literal["word", "number", "quote", "mark"]


class Token(NamedTuple):
    """A token: where it stands, as written, and what sort it is; `text == original[start:end]`."""

    start: int
    end: int
    text: str
    kind: TokenKind

    @property
    def lower(self) -> str:
        """As written, in small letters."""
        return self.text.lower()


_TOKEN = re.compile(
    rf"""[ ]?(?:                                            # a blank before it, found with it
    (?P<plain>[A-Za-z]+(?=[ ,\n]))                         # most words, found fast
  | (?P<number>{DIGITS})
  | (?P<quote>{QUOTES})
  | (?P<word>(?:[^\W\d_]\.){{2,}}                          # U.N.
        | (?:(?!{WRONG_QUOTE})[^\W_])+                      # Sana'a, non-food, reliefweb.int
          (?:(?:[{HYPHENS}{APOSTROPHES}&]|\.(?=[^\W\d_]\w))[^\W_]+)*
        | _+)
  | (?P<mark>[^\w\s])
    )""",
    re.VERBOSE,
)


_KINDS: dict[str, TokenKind] = {
    "plain": "word",
    "number": "number",
    "quote": "quote",
    "word": "word",
    "mark": "mark",
}


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens of a text, or of a passage of it, in order; offsets are always those of the whole text."""
    found = _TOKEN.finditer(text, start, len(text) if end is None else end)
    return [
        _token(Token, (one.start(kind), one.end(), one[kind], _KINDS[kind]))
        for one in found
        for kind in [one.lastgroup or ""]
    ]


_token = tuple.__new__  # without the check of `Token._make`, which would take half of the time
