# ruff: noqa: E501 (patterns and tables read better unbroken)
"""Phones and faxes, e-mail, web and network addresses, by their form."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import Final

from apps.medical.domain.deidentify.entity import Entity
from apps.medical.domain.deidentify.found import Found

ENTITIES: Final = (Entity.PHONE, Entity.EMAIL, Entity.URL, Entity.IP_ADDRESS)
_EXTENSION = r"(?:[ ,]*(?:x|ext\.?|extension|转|分机)[ .:]*\d{1,6})?"
_LABEL = (
    r"(?:\b(?:tel(?:ephone)?|phones?|ph|fax(?:es)?|mobile|cell(?:ular|phone)?|pager|beeper|contact|call(?:ed|ing|s)?"
    r"|home|work|whatsapp|hotline|dial|ring|text(?:ed)?|sms)\b\.?(?:[ ](?:phone|number|no\.?|me|us|him|her|them|back|at|on|line))*"
    r"|电话|手机|座机|传真|联系方式|联系人电话|热线|微信)(?:号码?|号)?[ :：=#(]*(?:is|为|是|at)?[ \n]*"
)
_PHONES: Final = tuple(
    (re.compile(pattern, re.I | re.A), score)
    for pattern, score in (
        (r"(?<!\d)(?<!\d[.-])(?P<v>(?:\+?86[ -]?)?1[3-9]\d[ -]?(?:\n[ \t]*)?\d{4}[ -]?(?:\n[ \t]*)?\d{4})(?![\d-])", 0.94),
        (r"(?<!\d)(?<!\d[-])(?P<v>\(?0(?:10|2\d|[3-9]\d\d)\)?[ -]?[2-8]\d{2,3}[ -]?\d{4}(?:-\d{1,5}|转\d{1,5})?)(?![\d-])", 0.92),
        (r"(?<!\d)(?<!\d[-])(?P<v>[48]00[ -]?\d{3,4}[ -]?\d{3,4})(?![\d-])", 0.9),
        (rf"(?<!\w)(?<!\w[.-])(?P<v>(?:\+?1[ .-]?|001[ .-]?)?\(?[2-9]\d{{2}}\)?[ .-]?(?:\n[ \t]*)?\d{{3}}[.-](?:\n[ \t]*)?\d{{4}}{_EXTENSION})(?![\w-]|\.\d)", 0.93),
        (rf"(?<!\w)(?<!\w[.-])(?P<v>(?:\+?1[ .-]?|001[ .-]?)?\(\d{{3}}\)[ .-]?\d{{3}}[ .-]\d{{4}}{_EXTENSION})(?!\d)", 0.95),
        (rf"(?<!\w)(?<!\w[.-])(?P<v>(?:001|\+?1)[ .-]\d{{3}}[ .-]\d{{3}}[ .-]\d{{4}}{_EXTENSION})(?!\d)", 0.95),
        (rf"(?<!\w)(?<!\w[.-])(?P<v>\d{{3}}[.-]\d{{3}}[.-]\d{{4}}{_EXTENSION})(?![\w-]|\.\d)", 0.85),
        (rf"(?<![\w])(?P<v>\+\d{{1,3}}(?:[ .()-]{{0,3}}\d){{6,13}}{_EXTENSION})(?!\d)", 0.95),
        (r"(?<!\w)(?<!\w[.-])(?P<v>0(?:[ -]?\d){8,10})(?![\w-]|\.\d)", 0.75),
        (r"(?<!\w)(?<!\w[.-])(?P<v>\(\d{2,5}\)[ ]?\d{2,4}[ -]?\d{2,4}(?:[ -]?\d{2,4})?)(?!\d)", 0.8),
        (r"(?<!\w)(?<!\w[.,/-])(?P<v>\d{2,4}[ -]\d{2,3}[ -]\d{2,3}[ -]\d{2,4})(?![\w-]|\.\d)", 0.7),
        (rf"{_LABEL}(?P<v>[+(]?\d(?:[ ().-]{{0,3}}\d){{5,15}}{_EXTENSION})(?!\d)", 0.95),
        (r"(?<!\w)(?<!\w[.-])(?P<v>[2-9]\d{2}-\d{4})(?![\w-])(?=[^\w]*(?:$|\n|\bext|or\b|,|\.))", 0.6),
    )
)  # fmt: skip
_EMAIL = re.compile(
    r"(?<![\w.+\u00c0-\u024f-])[\w\u00c0-\u024f.!#$%&'*+/=?^`{|}~-]*[\w\u00c0-\u024f][ ]?(?:\n[ \t]*)?@[ ]?(?:\n[ \t]*)?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}(?![\w-])",
    re.I | re.A,
)
_URL = re.compile(r"(?:https?://|ftp://|\bwww\.)[^\s<>\"'，。；、）)\]\u4e00-\u9fff]+", re.I | re.A)
_DOMAIN = re.compile(
    r"(?<![\w@.-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:com|org|net|edu|gov|info|biz|io|co|cn|uk|us|de|fr|eu|it|es|nl|se|dk|no|fi|pl|cz|ch|at|be|pt|jp|au|nz|ca|health|care|clinic|hospital|app|me)\b(?:/[^\s，。；）)]*)?",
    re.I | re.A,
)
_V4 = re.compile(r"(?<!\w)(?<!\d\.)(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)")
_V6 = re.compile(r"(?<!\w)(?<!\w[:])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:])", re.I | re.A)


def contacts_in(text: str) -> Iterator[Found]:
    for pattern, score in _PHONES:
        for at in pattern.finditer(text):
            yield Found(Entity.PHONE, *at.span("v"), score)
    if "@" in text:
        for at in _EMAIL.finditer(text):
            yield Found(Entity.EMAIL, *at.span(), 0.99)
    for at in _URL.finditer(text):
        yield Found(Entity.URL, at.start(), at.start() + len(at[0].rstrip(".,;:!?/")), 0.98)
    for at in _DOMAIN.finditer(text):
        yield Found(Entity.URL, *at.span(), 0.9)
    yield from _networks(text)


def _networks(text: str) -> Iterator[Found]:
    for pattern, shortest in ((_V4, 7), (_V6, 6)):
        for at in pattern.finditer(text):
            if at.end() - at.start() >= shortest and _is_ip(at[0]):
                yield Found(Entity.IP_ADDRESS, *at.span(), 0.97)


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
