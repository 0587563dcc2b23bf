"""Bytes into text, whatever their charset claims to be."""

from __future__ import annotations

import codecs

__all__ = ["decode", "is_binary", "normalize_lines"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What senders declare, and the superset of it that they mean (the WHATWG encoding standard's table).
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
_SINGLE_BYTE = ("cp125", "cp874", "iso8859", "koi8", "mac", "latin")
_WESTERN = frozenset("àâäáãåæçéèêëíìîïñóòôöõøœúùûüýÿßÀÂÄÁÃÅÆÇÉÈÊËÍÌÎÏÑÓÒÔÖÕØŒÚÙÛÜÝŸ…‘’“”„‚–—•€£§°«»¡¿·´®©™½¼²³×µ\xa0")
_DENSE = 0.4
_SAMPLE = 1 << 16


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of some bytes: by its byte order mark, its declared charset, as UTF-8, or by a guess.

    A declared single-byte charset cannot fail and so proves nothing: bytes that are also valid UTF-8
    are read as UTF-8. Line ends become LF. Never raises; what no charset fits is read as Latin-1.
    """
    for bom, marked in _BOMS:
        if data.startswith(bom):
            return normalize_lines(data.decode(marked, "replace").removeprefix("\ufeff"))
    if data.isascii() and (declared or "").lower().replace("_", "-") not in {"utf-7", "hz-gb-2312", "iso-2022-jp"}:
        return normalize_lines(data.decode("ascii"))
    name = _known(declared)
    if name is None or name.startswith(_SINGLE_BYTE):
        text = _try(data, "utf-8")
        if text is not None:
            return normalize_lines(text)
    text = _try(data, name) if name else None
    if text is None:
        text = _try(data, "utf-8")
    return normalize_lines(text if text is not None else _guess(data))


def is_binary(data: bytes) -> bool:
    """Whether bytes that claim to be text are not: NUL bytes without a UTF-16 mark, or mostly control codes."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return False
    head = data[:_SAMPLE]
    if b"\0" in head:
        return True
    controls = sum(head.count(bytes([code])) for code in (*range(1, 7), *range(14, 27), *range(28, 32), 127))
    return controls * 20 > len(head) > 0


def normalize_lines(text: str) -> str:
    """CRLF and lone CR as LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _known(declared: str | None) -> str | None:
    if not declared:
        return None
    try:
        name = codecs.lookup(declared.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return None
    return _MEANT.get(name, name)


def _try(data: bytes, name: str) -> str | None:
    try:
        text = data.decode(name)
    except (UnicodeError, LookupError, ValueError):
        return None
    return text if isinstance(text, str) else None


def _guess(data: bytes) -> str:
    western = _try(data, "cp1252")
    if western is not None:
        marked = [char for char in western if not char.isascii()]
        letters = sum(1 for char in western if char.isalpha())
        # A few accents in mostly plain letters: no statistics needed, and none would be reliable.
        if all(char in _WESTERN for char in marked) and len(marked) < max(2.0, _DENSE * letters):
            return western
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE]).best()
    text = _try(data, best.encoding) if best is not None else None
    return text or western or data.decode("latin-1")
