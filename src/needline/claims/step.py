"""The step `extract`: reports of the store to claims and counts."""

from __future__ import annotations

import functools
import hashlib
import importlib.resources
from typing import Any

import msgspec

from needline.claims.decided import with_decisions
from needline.claims.denials import tie_across
from needline.claims.extract import Extraction, extract
from needline.claims.figures import claims_to
from needline.claims.quantities import in_percent
from needline.errors import TraceError
from needline.model import Claim, Count, Decision, Mission, Place, Problem, Range, Report, Source, Text
from needline.places import Gazetteer
from needline.store import Progress, Store
from needline.store.hashes import hashed
from needline.text.numbers import read_number

_PACKAGES = ("needline.text", "needline.text.en", "needline.places", "needline.claims", "needline.claims.en")


def run(mission: Mission, store: Store, progress: Progress) -> None:
    """Read every report of the store; one that was read before with the same settings is not read again."""
    places, sources = store.read(Place), store.read(Source)
    gazetteer = Gazetteer(places)
    settings = hashed(code(), msgspec.json.encode([places, sources, mission.groups, mission.zone]))
    texts = {text.report: text.text for text in store.read(Text) if not text.read_in}
    reports = [report for report in store.read(Report) if report.id in texts]
    found: list[Extraction] = []
    for done, report in enumerate(reports, start=1):
        key = hashed(settings, msgspec.json.encode(report), texts[report.id].encode())
        kept = store.recall("claims", key)
        if kept is None:
            found.append(extract(report, texts[report.id], gazetteer, mission, sources))
            store.keep("claims", key, msgspec.to_builtins(found[-1]))
        else:
            found.append(msgspec.convert(kept, Extraction))
        progress(done, len(reports))
    claims = tie_across([one for each in found for one in each.claims], reports)
    claims, lost = with_decisions(claims, reports, store.read(Decision))
    store.write("extract", Claim, claims)
    store.write("extract", Count, [one for each in found for one in each.counts])
    store.write("extract", Problem, [*(one for each in found for one in each.problems), *lost])


def _reread(_mission: Mission, store: Store, row: Any) -> dict[str, Any]:
    """
    Read an extracted figure's number again at its passage in the report.

    Raises:
        TraceError: the report's words are gone, or the passage holds no number.
    """
    claim = store.get(Claim, row.claim)
    text = store.get(Text, claim.report) if claim else None
    number = read_number(text.text[row.start : row.end]) if text else None
    if number is None:
        raise TraceError(f"counts/{row.count}", "no number at its passage.", "Build the mission again.")
    number = in_percent(number)
    possible = row.low is row.high is None or row.qualifier != number.qualifier  # told by its sentence
    range_ = Range(None, None) if row.denied else claims_to(number, possible=possible)
    return {
        "number_low": number.low,
        "number_high": number.high,
        "low": range_.low,
        "high": range_.high,
    }


RECOMPUTE = {"counts": _reread}


@functools.cache
def code() -> str:
    """Fingerprint of the code and word lists that read reports: other rules read every report again."""
    digest = hashlib.sha256()
    for package in _PACKAGES:
        files = (
            one
            for one in importlib.resources.files(package).iterdir()
            if one.name.endswith((".py", ".toml", ".npz"))
        )
        for file in sorted(files, key=lambda one: one.name):
            digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()
