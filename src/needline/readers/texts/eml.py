"""
E-mails (.eml): the text, with who sent it and when.

A message that is quoted or forwarded below is another's report, with its own sender and day. Attachments are named,
and read as files of their own.
"""

from __future__ import annotations

import email
import email.policy
import email.utils
from typing import Any

from needline.readers.decoding import decode
from needline.readers.texts import html
from needline.readers.texts.base import Remark, Taken, Words, nothing, one_line
from needline.readers.texts.quoted import apart

_LONGEST_HEADER = 8000  # characters; a subject has 998 at most, a list of receivers may have more


class _Policy(email.policy.EmailPolicy):
    """Cuts headers that are too long to be any: the time to read one grows with the square of its length."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST_HEADER]


def read(content: bytes) -> Taken:
    """Read an e-mail."""
    message: Any = email.message_from_bytes(content, policy=_Policy())
    if not message.keys():
        return nothing(
            "format", "no header of an e-mail.", "Save the message again as .eml, or its text as .txt."
        )
    remarks = _attached(message)
    body = message.get_body(preferencelist=("plain", "html"))
    text = _text(body) if body is not None else ""
    if not text.strip():
        mend = "Where the text is in an attachment, save that into reports/."
        return Taken([], [*remarks, Remark("no-text", "the e-mail has no text of its own.", mend)])
    own, quoted = apart(text)
    sender, address = email.utils.parseaddr(str(message.get("from", "")))
    subject = one_line(str(message.get("subject", "")))
    words = [Words(own, title=subject, publisher=one_line(sender or address), published=_sent(message))]
    words = words if own.strip() else []
    told = [one for one in quoted if one.sender]
    words += [
        Words(
            one.text,
            title=one.subject or subject,
            publisher=one.sender,
            published=one.sent,
            part=f"message {at}",
        )
        for at, one in enumerate(told, start=2)
    ]
    if len(told) < len(quoted):
        found = (
            "it quotes lines of another message and does not say whose; they are not read as its sender's."
        )
        remarks.append(Remark("quoted", found, "Save that message into reports/.", "warning"))
    return Taken(words, remarks)


def _text(body: Any) -> str:
    payload = body.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    if body.get_content_type() == "text/html":
        return html.message(raw)
    charset = body.get_content_charset()
    try:
        text = raw.decode(charset or "utf-8")
    except (LookupError, UnicodeDecodeError):
        text = decode(raw).text or ""
    return text.replace("\r\n", "\n")


def _sent(message: Any) -> str:
    """When it was sent, with its offset; empty where the header gives no date."""
    try:
        return email.utils.parsedate_to_datetime(str(message.get("date", ""))).isoformat()
    except (TypeError, ValueError, IndexError):
        return ""


def _attached(message: Any) -> list[Remark]:
    names = [one_line(part.get_filename()) or part.get_content_type() for part in message.iter_attachments()]
    if not names:
        return []
    found = f"attachments are not read with it: {', '.join(names)}."
    return [Remark("attachments", found, "Save those that hold evidence into reports/.", "warning")]
