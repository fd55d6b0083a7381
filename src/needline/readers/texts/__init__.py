"""
Texts in: a module a format, each from the bytes of a file to the words of its reports.

`read` chooses the module by what the file begins with and by its suffix, and turns whatever goes wrong in it into a
remark that says what to do.
"""

from __future__ import annotations

import importlib
from pathlib import PurePath

from needline.readers.texts.base import Reader, Remark, Taken, Words

__all__ = ["SUFFIXES", "Remark", "Taken", "Words", "read"]

_MODULES = {
    ".txt": "plain",
    ".md": "plain",
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".eml": "eml",
    ".json": "reliefweb",
}
SUFFIXES = tuple(_MODULES)
"""Suffixes of the formats that are read; another is a problem that says so."""

_OTHERS = {
    ".doc": "Open it and save it as .docx.",
    ".rtf": "Open it and save it as .docx.",
    ".odt": "Open it and save it as .docx.",
    ".msg": "Open it and save it as .eml, or its text as .txt.",
    ".mht": "Save the page as .html.",
    ".mhtml": "Save the page as .html.",
    ".xlsx": "Tables belong into counts/, as CSV.",
    ".xls": "Tables belong into counts/, as CSV.",
    ".csv": "Tables belong into counts/.",
    ".png": "Run text recognition (OCR) on it, and save the text.",
    ".jpg": "Run text recognition (OCR) on it, and save the text.",
    ".jpeg": "Run text recognition (OCR) on it, and save the text.",
    ".tif": "Run text recognition (OCR) on it, and save the text.",
}
_BEGINNINGS = ((b"%PDF-", ".pdf"),)
_NAMES = {
    ".html": "a web page",
    ".htm": "a web page",
    ".pdf": "a PDF",
    ".docx": "a Word document",
    ".eml": "an e-mail",
    ".json": "JSON",
    ".txt": "text",
    ".md": "text",
}


def read(name: str, content: bytes) -> Taken:
    """
    Read the reports of a file.

    Args:
        name: the file's name; its suffix tells the format.
        content: its bytes.

    Returns:
        Taken: its reports, and remarks. No bytes raise: a broken file is a remark.
    """
    suffix = next(
        (suffix for head, suffix in _BEGINNINGS if content.startswith(head)), PurePath(name).suffix.lower()
    )
    if suffix not in _MODULES:
        mend = _OTHERS.get(suffix, f"Save it as {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}.")
        return Taken([], [Remark("format", f"no reader for {suffix or 'a file without suffix'}.", mend)])
    if not content.strip():
        return Taken([], [Remark("empty", "the file is empty.", "Put its content back, or delete it.")])
    reader: Reader = importlib.import_module(f"needline.readers.texts.{_MODULES[suffix]}").read
    try:
        return reader(content)
    except Exception as error:  # noqa: BLE001 - whatever the libraries of a format raise at a broken file
        found = f"cannot be read as {_NAMES[suffix]} ({type(error).__name__}); it may be cut off or broken."
        return Taken([], [Remark("broken", found, "Get the file again, or save its text as .txt.")])
