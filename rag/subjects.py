"""Whom a text is about: companies by their names, short forms and initials.

Compares names only; knows no register of companies. A name list comes from the evidence itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from rag.units import fold

_LEGAL_FORMS = """
    inc incorporated corp corporation co company companies ltd limited plc llc lp sa nv ag se
    group holdings holding the com
"""
_LEGAL_EN = frozenset(_LEGAL_FORMS.split())
_LEGAL_ZH = re.compile(
    r"(?:股份有限公司|有限责任公司|有限公司|控股集团|集团|股份|控股|公司|\(.*?\)|（.*?）)+"
)
_PLACES_ZH = re.compile(
    r"^(?:中国|北京|上海|天津|重庆|深圳|广东|广州|浙江|杭州|江苏|南京|苏州|山东|福建|厦门|四川|成都|湖北|武汉|"
    r"湖南|长沙|河南|河北|安徽|江西|辽宁|吉林|黑龙江|陕西|西安|山西|甘肃|贵州|云南|广西|海南|内蒙古|新疆|宁夏|青海|西藏)(?:省|市)?"
)

_TRADE_WORDS_ZH = """
    银行 证券 保险 科技 电力 石油 石化 移动 电信 联通 建筑 铁路 航空 航天 重工 国际
    中国 能源 汽车 医药 化工 电子 信息 技术 材料 环保 传媒 机场 高速 钢铁 水泥 建设
    投资 发展 实业 食品
"""
_TRADES_ZH = frozenset(_TRADE_WORDS_ZH.split())


def squash(name: str) -> str:
    """Letters, digits and ideographs only, in lower case: `CVS Health` is `cvshealth`."""
    return re.sub(r"[^0-9a-z\u4e00-\u9fff]", "", fold(name).lower())


def aliases(company: str) -> frozenset[str]:
    """Squashed forms under which a text may call this company."""
    words = [w for w in re.split(r"[^0-9a-z&\u4e00-\u9fff]+", fold(company).lower()) if w]
    core = [w for w in words if w not in _LEGAL_EN and w != "&"] or words
    found = {squash(company), squash("".join(core))}
    if len(core[0]) >= 3 if core else False:
        found.add(squash(core[0]))
    if len(core) > 1:
        found.add("".join(w[0] for w in core))
        found.add(f"{core[0][0]}n{core[-1][0]}")
        found.add(f"{core[0][0]}&{core[-1][0]}".replace("&", ""))
    return frozenset(name for name in found | _chinese_forms(company) if len(name) > 1)


def _chinese_forms(company: str) -> set[str]:
    """贵州茅台酒股份有限公司: 贵州茅台酒, 茅台酒, 茅台; never a bare trade such as 银行."""
    short = squash(_LEGAL_ZH.sub("", fold(company)))
    if not re.match(r"[\u4e00-\u9fff]", short):
        return {short}
    bare = _PLACES_ZH.sub("", short)
    kept = {form for form in (bare, bare[:3], bare[:2]) if form not in _TRADES_ZH}
    return {short, *kept}


def called(word: str, company: str) -> bool:
    """True where `word` (a name or short form) may mean `company`."""
    squashed = squash(re.sub(r"['’]s?$", "", word))
    if not squashed:
        return False
    known = aliases(company)
    if squashed in known:
        return True
    whole = squash(company)
    return len(squashed) >= 3 and (whole.startswith(squashed) or any(
        len(alias) >= 4 and squashed.startswith(alias) for alias in known
    ))  # fmt: skip


def mentions(text: str, company: str) -> bool:
    """True where `text` names `company` in any of its forms."""
    folded = fold(text)
    words = re.findall(r"[0-9A-Za-z&’'.-]+", folded)
    known, whole = aliases(company), squash(company)
    capitals = [re.sub(r"['’]s?$", "", word) for word in words]
    if any(len(w) >= 3 and w.isupper() and whole.startswith(w.lower()) for w in capitals):
        return True
    for size in (1, 2, 3, 4):
        for at in range(len(words) - size + 1):
            gram = squash(re.sub(r"['’]s?$", "", "".join(words[at : at + size])))
            if gram in known and (len(gram) > 2 or words[at].isupper()):
                return True
    joined = squash(folded)
    return any(len(name) >= 2 and not name.isascii() and name in joined for name in known)


def named_among(text: str, companies: Iterable[str]) -> frozenset[str]:
    """Those of `companies` that `text` names."""
    return frozenset(company for company in companies if company and mentions(text, company))
