"""What can be asked about: the companies of the library with their aliases, and printed lines.

Knows names only; no figures.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from apps.finance.domain.entries import same_company
from apps.finance.domain.facts import Filing
from apps.finance.domain.precedence import normal_label

_LEGAL = re.compile(
    r"(?:,?\s+(?:inc(?:orporated)?|corp(?:oration)?|co(?:mpany)?|companies|plc|ltd|limited|llc|lp|"
    r"l\.p|s\.a|n\.v|ag|group|holdings?|international|the)\b\.?)+$",
    re.IGNORECASE,
)
_LEGAL_ZH = re.compile(r"(?:（集团）|\(集团\)|控股集团|集团|控股)?(?:股份)?(?:有限)?(?:责任)?公司$")
_PLACE_ZH = re.compile(
    r"^(?:中国|北京|上海|天津|重庆|深圳|广州|杭州|南京|苏州|成都|武汉|厦门|青岛|大连|宁波|西安|长沙|"
    r"河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|"
    r"陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|[\u4e00-\u9fff]{2}(?=省|市))(?:省|市)?"
)
_TOO_COMMON = frozenset(
    [
        "american",
        "general",
        "united",
        "national",
        "first",
        "international",
        "advanced",
        "bank",
        "new",
        "global",
        "western",
        "southern",
        "northern",
        "eastern",
        "pacific",
        "atlantic",
        "capital",
        "financial",
        "energy",
        "health",
        "home",
        "best",
        "universal",
        "standard",
        "royal",
        "great",
        "central",
        "federal",
        "republic",
        "digital",
        "applied",
        "the",
        "and",
        "china",
        "group",
    ]
)


@dataclass(frozen=True, slots=True)
class Company:
    """A company as its filings name it, and every other way to say it (lower case)."""

    name: str
    aliases: frozenset[str]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Companies, and the printed labels of statement lines by their normal form."""

    companies: tuple[Company, ...] = ()
    lines: Mapping[str, str] = field(default_factory=dict)

    def aliases(self) -> dict[str, str]:
        """Alias to company name. One that several share names the company of just that name."""
        owners: dict[str, list[Company]] = {}
        for company in self.companies:
            for alias in company.aliases:
                owners.setdefault(alias, []).append(company)
        found: dict[str, str] = {}
        for alias, sharing in owners.items():
            exact = [c for c in sharing if same_company(c.name) == same_company(alias)]
            only = sharing if len(sharing) == 1 else exact
            if len(only) == 1:
                found[alias] = only[0].name
        return found


def aliases_of(name: str, code: str = "", document_name: str = "") -> frozenset[str]:
    """The ways to name a company: without its legal form, by first words, initials, or code."""
    folded = unicodedata.normalize("NFKC", name).strip()
    found = {folded.lower(), code.lower() if len(code) > 1 else ""}
    if re.search(r"[\u4e00-\u9fff]", folded):
        found |= _chinese_aliases(folded)
    else:
        found |= _english_aliases(folded)
    found |= _in_file_name(document_name)
    return frozenset(a for a in found if len(a) >= 2)


_NO_NAME = re.compile(
    r"年|报告|摘要|报表|公司$|合并|^(?:pdf|html?|txt|json|xlsx|csv|fy|annual|report|earnings|dated|"
    r"form|filing|synthetic|sample|statements?|consolidated|final|draft|q[1-4]|h[12]|jan|feb|mar|apr|may|jun|"
    r"jul|aug|sep|oct|nov|dec|the)$"
)


def _in_file_name(document_name: str) -> set[str]:
    """A company's short name as files are named: `600201_生物股份_2020`, `PEPSICO_2022_10K`."""
    parts = [p.lower() for p in re.split(r"[_\s.\-]+", document_name) if p]
    chinese = {
        part
        for part in parts
        if 2 <= len(part) <= 8 and re.search(r"[\u4e00-\u9fff]", part) and not _NO_NAME.search(part)
    }
    leading: list[str] = []
    for part in parts:
        if not re.fullmatch(r"[a-z&]{2,}|[0-9]?[a-z]+", part) or _NO_NAME.search(part):
            break
        leading.append(part)
    joined = " ".join(leading)
    return chinese | ({joined} if len(joined) >= 2 and joined not in _TOO_COMMON else set())


def _chinese_aliases(name: str) -> set[str]:
    core = _LEGAL_ZH.sub("", name)
    bare = re.sub(r"股份$|集团$", "", core)
    without_place = _PLACE_ZH.sub("", core)
    found = {core, bare, without_place, re.sub(r"[（(].*?[)）]", "", core), f"{bare}集团"}
    return {a for a in found if len(a) >= 2}


def _english_aliases(name: str) -> set[str]:
    plain = re.sub(r"^the\s+", "", re.sub(r"\s*[/\\].*$", "", name).strip(), flags=re.IGNORECASE)
    core = re.sub(r"[.,]", "", _LEGAL.sub("", plain)).strip().lower()
    domain_less = re.sub(r"\s*\.?com$", "", core)
    words = core.split()
    found = {plain.lower(), core, domain_less, core.replace("-", " "), core.replace("&", "and")}
    if words and words[0] not in _TOO_COMMON and len(words[0]) >= 2:
        found.add(words[0])
    if len(words) >= 3:
        found.add(" ".join(words[:2]))
        initials = "".join(w[0] for w in words if w[0].isalpha())
        if len(initials) >= 3 and "&" not in words:
            found.add(initials)
    if "&" in words and len(words) == 3:
        found |= {f"{words[0][0]}&{words[2][0]}", f"{words[0][0]}n{words[2][0]}"}
    return {a for a in found if len(a) >= 2 and a not in _TOO_COMMON}


def catalogue(filings: Iterable[Filing]) -> Catalogue:
    """The catalogue of filings: one company for all spellings of its name."""
    names: dict[str, tuple[str, set[str]]] = {}
    lines: dict[str, str] = {}
    for filing in filings:
        key = same_company(filing.company) or filing.code
        _, aliases = names.setdefault(key, (filing.company, set()))
        aliases |= aliases_of(filing.company, filing.code, filing.document.name)
        for statement in filing.statements:
            for row in statement.rows:
                if row.label and any(f is not None for f in row.facts):
                    lines.setdefault(normal_label(row.label), row.label)
    companies = tuple(Company(name, frozenset(aliases)) for name, aliases in names.values())
    return Catalogue(companies, lines)
