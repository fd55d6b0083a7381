"""Claims and reports, made of a few words."""

import datetime as dt

from needline.model import Claim, Report, Span


def report(name, day=1, **changes):
    fields = {
        **dict.fromkeys(("title", "publisher", "author", "published_text", "url", "source", "sha256"), ""),
        "id": name,
        "file": f"reports/{name}.txt",
        "published": dt.datetime(2024, 5, day, tzinfo=dt.UTC),
        "language": "en",
    }
    return Report(**{**fields, **changes})


def claim(name, content=(10, 60), cue=(5, 9), report="r", text="", by="", **changes):
    fields = {
        "claim": name,
        "report": report,
        "start": 0,
        "end": 100,
        "passage": "",
        "kind": "states",
        "cue": Span(*cue, "said"),
        "sources": [Span(0, 4, by)] if by else [],
        "speaker": "",
        "content": [Span(*content, text)],
    }
    return Claim(**{**fields, **changes})
