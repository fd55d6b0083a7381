"""Web pages: the article without the menus, links and notices around it, and what the page says of itself."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from needline.readers.decoding import decode
from needline.readers.texts.base import Remark, Taken, joined, nothing, one_line, table, worded

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_OFF = (
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "nav",
    "form",
    "button",
    "aside",
    "footer",
    "iframe",
)
_LONG = 40
_BLOCKS = ("p", "head", "list", "table", "quote", "code", "ab", "div")


def read(content: bytes) -> Taken:
    """Read a web page."""
    page = _decoded(content)
    if page is None:
        return nothing("binary", "this is no text.", "Save the page again as HTML, or its text as .txt.")
    text = article(page)
    if not text.strip():
        mend = "The text may be made by a script or be a picture: save it as text or PDF."
        return nothing("no-text", "no text in this page.", mend)
    return Taken([worded(text, _stated(page))], _remarks(content, page))


def article(page: str) -> str:
    """The main text of a page; all of its text, without menus, where no main part can be told."""
    from trafilatura import bare_extraction

    found = bare_extraction(
        page, include_tables=True, include_comments=False, favor_recall=True, with_metadata=False
    )
    body = getattr(found, "body", None)
    text = _rendered(body) if body is not None else ""
    return _with_headline(page, text) if len(text) >= _LONG else fragment(page)


def _with_headline(page: str, text: str) -> str:
    """The text with the page's one main heading over it, which what finds the main part often leaves off."""
    from lxml.html import document_fromstring

    tree = document_fromstring(page.encode("utf-8", "replace"))
    heads = [one_line(one.text_content()) for one in tree.iter("h1")]
    known = one_line(text)
    if len(heads) != 1 or not heads[0] or heads[0] in known:
        return text
    return joined([f"# {heads[0]}", text])


def message(content: bytes) -> str:
    """The text of an e-mail in HTML; each line of what it quotes begins with `>`."""
    return fragment(_decoded(content) or "", quoted="> ")


def fragment(marked: str, quoted: str = "") -> str:
    """The text of a piece of HTML, all of it but scripts and menus; `quoted` is put before each line of a quotation."""
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    if not marked.strip():
        return ""
    try:
        tree = document_fromstring(
            marked.encode("utf-8", "replace"), parser=HTMLParser(encoding="utf-8", huge_tree=True)
        )
    except (etree.ParserError, ValueError):
        return ""
    etree.strip_elements(tree, *_OFF, etree.Comment, with_tail=False)
    if not quoted:
        return joined(_of_html(tree))
    quotes = [
        one
        for one in tree.iter("blockquote")
        if not any(up.tag == "blockquote" for up in one.iterancestors())
    ]
    for one in quotes:
        lines = [f"{quoted}{line}" for line in joined(_of_html(one)).splitlines() if line.strip()]
        for child in list(one):
            one.remove(child)
        one.text = None
        for line in lines:
            etree.SubElement(one, "p").text = line
    return joined(_of_html(tree))


def _decoded(content: bytes) -> str | None:
    """The page's text: UTF-8 where it is valid, else as the page declares, else as the bytes show."""
    read_as = decode(content)
    if read_as.plain or read_as.encoding.startswith(("utf-16", "utf-32", "empty")):
        return read_as.text
    declared = _CHARSET.search(content[:4096])
    try:
        return content.decode(codecs.lookup(declared[1].decode()).name) if declared else read_as.text
    except (LookupError, UnicodeDecodeError):
        return read_as.text


def _remarks(content: bytes, page: str) -> list[Remark]:
    if "\ufffd" not in page or decode(content).plain:
        return []
    mend = "Save the page again as UTF-8."
    return [Remark("encoding", "some letters could not be read in the page's encoding.", mend, "warning")]


# the tree that trafilatura gives


def _rendered(body: Any) -> str:
    return joined(_blocks(body))


def _blocks(node: Any) -> Iterator[str]:
    """Paragraphs, headings, lists and tables, in order; text between them is a paragraph of its own."""
    inline = [_blank(node.text)]
    for child in node:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag in _BLOCKS:
            yield _lines(inline)
            inline = []
            yield from _block(child, tag)
        elif tag == "lb":
            inline.append("\n")
        elif tag:
            inline.append(_blank("".join(child.itertext())))
        inline.append(_blank(child.tail))
    yield _lines(inline)


def _block(node: Any, tag: str) -> Iterator[str]:
    if tag == "table":
        yield table([["".join(cell.itertext()) for cell in row.iter("cell")] for row in node.iter("row")])
    elif tag == "list":
        items = (one_line(" ".join(item.itertext())) for item in node.iter("item"))
        yield "\n".join(f"- {item}" for item in items if item)
    elif tag == "head":
        heading = one_line("".join(node.itertext()))
        yield f"# {heading}" if heading else ""
    else:
        yield from _blocks(node)


def _lines(parts: list[str]) -> str:
    """Text as lines, white space in each as one blank."""
    return "\n".join(one_line(line) for line in "".join(parts).split("\n") if line.strip()) if parts else ""


# plain HTML


_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_INLINE = frozenset(
    {
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "img",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
    }
)


def _of_html(node: Any) -> Iterator[str]:
    inline = [_blank(node.text)]
    for child in node:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag == "br":
            inline.append("\n")
        elif tag in _INLINE or not tag:
            inline.append(_blank("".join(child.itertext())) if tag else "")
        else:
            yield _lines(inline)
            inline = []
            yield from _html_block(child, tag)
        inline.append(_blank(child.tail))
    yield _lines(inline)


def _html_block(node: Any, tag: str) -> Iterator[str]:
    if tag == "table" and not list(node.iter("table"))[1:]:
        cells = (list(row.iter("td", "th")) for row in node.iter("tr"))
        yield table([["".join(cell.itertext()) for cell in row] for row in cells])
    elif tag in {"ul", "ol"}:
        items = (one_line(" ".join(item.itertext())) for item in node.iter("li"))
        yield "\n".join(f"- {item}" for item in items if item)
    elif tag in _HEADINGS:
        heading = one_line("".join(node.itertext()))
        yield f"# {heading}" if heading else ""
    elif tag not in {"head", "title"}:
        yield from _of_html(node)


def _blank(text: str | None) -> str:
    return (text or "").replace("\n", " ")


# what the page says of itself


def _stated(page: str) -> dict[str, str]:
    """Title, publisher, author, day and address from the page's own tags; nothing is guessed from its text."""
    from lxml.html import document_fromstring

    tree = document_fromstring(page.encode("utf-8", "replace"))
    told = _linked_data(tree)
    tags = {
        (one.get("property") or one.get("name") or one.get("itemprop") or "").lower(): one.get("content")
        or ""
        for one in reversed(list(tree.iter("meta")))
    }
    times = [one.get("datetime") or "" for one in tree.iter("time") if one.get("datetime")]
    found = {
        "title": _any(tags, "og:title") or told.get("headline", "") or one_line(tree.findtext(".//title")),
        "publisher": told.get("publisher", "") or _any(tags, "og:site_name", "dc.publisher", "publisher"),
        "author": told.get("author", "") or _any(tags, "author", "article:author", "dc.creator"),
        "published": told.get("datePublished", "")
        or _any(
            tags,
            "article:published_time",
            "datepublished",
            "dc.date",
            "dcterms.date",
            "pubdate",
            "publishdate",
            "date",
        )
        or (times[0] if len(set(times)) == 1 else ""),
        "url": _any(tags, "og:url"),
        "language": (tree.get("lang") or "").split("-")[0].lower(),
    }
    return {key: one_line(value) for key, value in found.items()}


def _any(tags: dict[str, str], *names: str) -> str:
    return next((tags[name] for name in names if tags.get(name)), "")


def _linked_data(tree: Any) -> dict[str, str]:
    """The first article of the page's JSON-LD: headline, datePublished, publisher, author."""
    for script in tree.iter("script"):
        if script.get("type") != "application/ld+json":
            continue
        try:
            whole = msgspec.json.decode(script.text or "")
        except msgspec.DecodeError:
            continue
        for one in _things(whole):
            if "datePublished" in one:
                named = {key: _name(one.get(key)) for key in ("publisher", "author")}
                plain = {
                    key: one[key] for key in ("headline", "datePublished") if isinstance(one.get(key), str)
                }
                return {**named, **plain}
    return {}


def _things(whole: Any) -> Iterator[dict[str, Any]]:
    for one in whole if isinstance(whole, list) else [whole]:
        if isinstance(one, dict):
            yield one
            graph = one.get("@graph")
            yield from (
                (thing for thing in graph if isinstance(thing, dict)) if isinstance(graph, list) else ()
            )


def _name(value: Any) -> str:
    one = value[0] if isinstance(value, list) and value else value
    if isinstance(one, dict):
        one = one.get("name")
    return one if isinstance(one, str) else ""
