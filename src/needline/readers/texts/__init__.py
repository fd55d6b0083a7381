"""
Texts in: a module a format, each from the bytes of a file to the words of its reports.

`read` chooses the module by what the file begins with and by its suffix, and turns whatever goes wrong in it into a
remark that says what to do.
"""

from __future__ import annotations

import importlib
import io
import zipfile
from pathlib import PurePath

from needline.readers.texts.base import Reader, Remark, Taken, Words, nothing

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
_PICTURE = "Run text recognition (OCR) on it, and save the text."
_SAVE_DOCX = "Open it and save it as .docx."
_BEGINNINGS: tuple[tuple[bytes, str, str], ...] = (
    (b"\x1f\x8b", "packed (gzip)", "Unpack it, and bring the file in it."),
    (b"\x89PNG", "a picture (PNG)", _PICTURE),
    (b"\xff\xd8\xff", "a picture (JPEG)", _PICTURE),
    (b"GIF8", "a picture (GIF)", _PICTURE),
    (b"II*\0", "a picture (TIFF)", _PICTURE),
    (b"MM\0*", "a picture (TIFF)", _PICTURE),
    (b"{\\rtf", "rich text (RTF)", _SAVE_DOCX),
    (
        b"\xd0\xcf\x11\xe0",
        "a document of Word 97-2003, or one with a password",
        "Take its password off, and save it as .docx.",
    ),
)
"""What a file can be that no reader is for, by its first bytes, whatever it is named."""

_DOCX_PART = b"word/"
_HTML = (b"<!doctype html", b"<html")
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
    suffix = _suffix(name, content)
    if suffix not in _MODULES:
        mend = _OTHERS.get(suffix, f"Save it as {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}.")
        return nothing("format", f"no reader for {suffix or 'a file without suffix'}.", mend)
    if not content.strip():
        return nothing("empty", "the file is empty.", "Put its content back, or delete it.")
    wrong = _is_other(suffix, content)
    if wrong:
        return Taken([], [wrong])
    reader: Reader = importlib.import_module(f"needline.readers.texts.{_MODULES[suffix]}").read
    try:
        return reader(content)
    except Exception:  # noqa: BLE001 - whatever the libraries of a format raise at a broken file
        found = f"cannot be read as {_NAMES[suffix]}; it may be cut off or broken."
        return nothing("broken", found, "Get the file again, or save its text as .txt.")


def _suffix(name: str, content: bytes) -> str:
    """The suffix of the format a file is in: by its first bytes for PDF and web pages, else by its name."""
    suffix = PurePath(name).suffix.lower()
    if content.startswith(b"%PDF-"):
        return ".pdf"
    return ".html" if suffix in _MODULES and content.lstrip()[:14].lower().startswith(_HTML) else suffix


def _is_other(suffix: str, content: bytes) -> Remark | None:
    """A remark on a file that is something else than its name says."""
    for head, what, mend in _BEGINNINGS:
        if content.startswith(head):
            code = "encrypted" if "password" in what else "format"
            return Remark(code, f"named {suffix}, but it is {what}.", mend)
    whole = content.startswith(b"PK\x03\x04") and zipfile.is_zipfile(io.BytesIO(content))
    if whole and (suffix != ".docx" or _DOCX_PART not in content):
        found = f"named {suffix}, but it is packed (zip), or a document of another program."
        return Remark("format", found, "Unpack it, or save it as .docx, and bring that.")
    if suffix == ".docx" and not content.startswith(b"PK"):
        return Remark(
            "format",
            "named .docx, but it is no Word document.",
            "Save it again as .docx, or its text as .txt.",
        )
    return None
