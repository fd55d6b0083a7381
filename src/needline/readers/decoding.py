"""Bytes to text: UTF-8 first, then what the bytes themselves show, and always said."""

from __future__ import annotations

import codecs
from typing import NamedTuple

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\x1b")) + b"\x7f"


class Decoded(NamedTuple):
    """
    Text had from bytes.

    Args:
        text: the text; None where the bytes are no text.
        encoding: how it was read; "binary" where it is no text, "empty" where there is nothing.
    """

    text: str | None
    encoding: str

    @property
    def plain(self) -> bool:
        """True where the bytes were UTF-8, as every file should be."""
        return self.encoding in {"utf-8", "utf-8-sig"}


def decode(content: bytes) -> Decoded:
    """
    Read bytes as text without guessing more than needed.

    Args:
        content: a whole file.

    Returns:
        Decoded: UTF-8 where it is valid, else by its byte order mark, else cp1252 or what charset-normalizer
        finds in it. Bytes with a zero among them, or with more control characters than a stray one, are no text.
    """
    read = _decode(content)
    return Decoded(None, "empty") if read.text is not None and not read.text.strip() else read


def _decode(content: bytes) -> Decoded:
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            try:
                return Decoded(content.decode(encoding), encoding)
            except UnicodeDecodeError:
                return Decoded(None, "binary")
    controls = len(content) - len(content.translate(None, _CONTROLS))
    if b"\0" in content or controls > 1 + len(content) * _MOST_CONTROLS:
        return Decoded(None, "binary")
    try:
        return Decoded(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _legacy(content)


def _legacy(content: bytes) -> Decoded:
    """Text in an encoding of old: Western European where that gives letters, else the likeliest."""
    from charset_normalizer import from_bytes

    try:
        text = content.decode("cp1252")
        accented = [one for one in text if not one.isascii()]
        letters = all(one.isalnum() or one.isspace() or one in _WESTERN for one in accented)
        if letters and len(accented) <= _MOST_ACCENTED * len(text):
            return Decoded(text, "cp1252")
    except UnicodeDecodeError:
        pass
    best = from_bytes(content).best()
    return Decoded(str(best), best.encoding) if best else Decoded(None, "binary")


_WESTERN = frozenset("‘’“”„‚–—…•«»€£¥§©®°±²³´·¹º¼½¾¿¡ª†‡‰‹›™¨¸")  # noqa: RUF001 - marks of cp1252
_MOST_ACCENTED = 0.25
_MOST_CONTROLS = 0.01
