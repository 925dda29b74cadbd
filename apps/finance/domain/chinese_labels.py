"""What a printed line of a Chinese statement is called, whatever its dress.

Strips numbering, 减：/加：/其中：, notes in brackets and units, evens out wordings (股东权益 and
所有者权益, 年末 and 期末), and finds the core metric. Knows nothing of tables.
Source of the line names: the statement formats of 财会〔2019〕6号, and of 财会〔2018〕36号 for
banks, brokers and insurers.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from apps.finance.domain.concepts import BY_ID, METRICS
from apps.finance.domain.facts import StatementKind
from rag.units import Scale, money_scale

_NUMBERING = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.．:]|\([一二三四五六七八九十\d]{1,3}\)[、.]?|\d{1,2}[、.．](?!\d)|"
    r"[①②③④⑤⑥⑦⑧⑨]|[*#※])+"
)
_PREFIX = re.compile(r"^(?:减|加|其中|減)[:：]?(?=.)")
_SIGN_NOTE = re.compile(
    r"\([^()]*(?:填列|列示|净?亏损|净?损失|以.{0,6}号|亏损总额)[^()]*\)|"
    r"\((?:人民币)?[千万百亿]{0,2}元(?:/股)?\)|\(%\)|\(单位[^()]*\)"
)
_NOTE_REF = re.compile(r"\((?:附注|注释?)[^()]*\)$|(?:附注|注)\d*$|注\d+$")
_EVEN: tuple[tuple[str, str], ...] = (
    (r"\((?:或)?(?:股东权益|所有者权益|股东)\)", ""),
    (r"\(或股本\)|\(股本\)", ""),
    ("股东权益", "所有者权益"),
    ("归属于?(?:母公司|本公司|本行|公司|上市公司|本集团|母行|银行)的?"
     "(?:所有者|普通股股东|股东|权益持有人|普通股持有人)的?", "归属于母公司"),
    ("归属于母公司的", "归属于母公司"),
    ("年末", "期末"),
    ("年初", "期初"),
    ("总计|总额", "合计"),
    (r"\((?:减少|使用|流出|减少以.*|支付)\)/?|/\((?:减少|使用|流出|支付)\)|\(减:.*\)", ""),
    (r"/\((?:亏损|损失)\)|\((?:亏损|损失)\)/?", ""),
    ("负债(?:及|与)", "负债和"),
    ("现金(?:及|和)现金等价物", "现金及现金等价物"),
    ("其它", "其他"),
    ("所支付", "支付"),
    ("净增加/减少|净减少/增加|净变动|净减少|增加净", "净增加"),
    ("现金净流量", "现金流量净额"),
    ("(?<=活动)(?:所得|使用|产生|流入)?(?:的)?(?=现金流量净额)", "产生的"),
)  # fmt: skip
_ALSO: dict[str, str] = {
    "cash": "现金及存放中央银行款项?|现金及存放央行款项",
    "receivables": "应收账款净额|应收帐款|应收款项(?:净额)?",
    "inventory": "存货净额",
    "ppe": "固定资产净[额值]|固定资产合计",
    "total_assets": "资产合计|总资产",
    "payables": "应付帐款",
    "total_liabilities": "负债合计|总负债",
    "equity_parent": "归属于母公司(?:所有者)?权益(?:的?合计|小计)?|归属于母公司(?:期末)?净资产",
    "total_equity": "(?:所有者)?权益合计",
    "liabilities_and_equity": "负债(?:和|、)(?:所有者)?权益合计",
    "revenue": "营业收入(?:合计)?|主营业务收入",
    "cost_of_revenue": "主营业务成本",
    "total_cost": "营业支出(?:合计)?",
    "operating_income": "营业利润(?:或亏损)?",
    "pretax_income": "(?:利润|亏损|税前利润)合计|税前利润",
    "income_tax": "所得税",
    "profit": "净亏损|净利润合计|本[年期]净?利润",
    "net_income": "归属于母公司(?:净利润|净亏损|利润|损益)",
    "net_income_adjusted": "(?:归属于母公司)?扣除非经常性损益后?的?(?:归属于母公司的?)?净利润|"
    "(?:归属于母公司)?扣非后?(?:归母)?的?净利润",
    "eps_basic": "基本每股[收盈][益利]|每股(?:基本)?收益",
    "eps_diluted": "稀释每股[收盈][益利]|每股稀释收益",
    "operating_cash_flow": "经营活动产生的现金净额",
    "financing_cash_flow": "融资活动产生的现金流量净额",
    "fx_effect": "汇率变动对现金(?:及现金等价物)?的?影响净?额?",
    "net_change_in_cash": "现金(?:及现金等价物)?的?净增加额?",
    "cash_end": "期末现金及现金等价物的?余?额|现金及现金等价物期末余额",
    "capital_expenditure": "购[建置]固定资产、?无形资产(?:和|、|及)其他长期资产支付的?现金",
    "dividends_paid": "分配股利、?利润、?[或及]偿付利息支付的?现金",
    "share_capital": "实收资本|股本",
}
OPENING_CASH = "opening_cash"
"""Not a core metric of its own: the closing cash of the period before."""
_OPENING = re.compile(
    r"期初现金及现金等价物余?额|现金及现金等价物期初余额|期初现金及现金等价物的余额"
)
_PER_SHARE = re.compile(r"每股")
_LABEL_UNIT = re.compile(
    r"[(（]((?:人民币)?(?:元|千元|万元|百万元|亿元))(?:/股|／股)?[)）]|[(（](?:单位[:：]?)?([^()（）]*元)[)）]"
)


@lru_cache(maxsize=50_000)
def folded(text: str) -> str:
    """NFKC without blanks, dashes evened: for comparing, never for offsets."""
    text = unicodedata.normalize("NFKC", text)
    return re.sub(r"\s+", "", text).replace("—", "-").replace("–", "-").replace("−", "-")


@lru_cache(maxsize=20_000)
def plain(label: str) -> str:
    """The line's own words: without numbering, 减：, notes on signs, units, or a closing colon."""
    text = folded(label)
    before = ""
    while text != before:
        before = text
        text = _NUMBERING.sub("", text)
        text = _PREFIX.sub("", text)
        text = _SIGN_NOTE.sub("", text)
    text = _NOTE_REF.sub("", text)
    return text.strip(":：、,，。*-")


@lru_cache(maxsize=20_000)
def even(label: str) -> str:
    """`plain` in one wording, so that one pattern fits the variants in use."""
    text = plain(label)
    for pattern, replacement in _EVEN:
        text = re.sub(pattern, replacement, text)
    return text


def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    found = []
    for metric in METRICS:
        parts = [re.escape(even(label)) for label in metric.chinese]
        parts += [_ALSO[metric.id]] if metric.id in _ALSO else []
        if parts:
            found.append((metric.id, re.compile("|".join(f"(?:{part})" for part in parts))))
    return tuple(found)


_METRICS = _patterns()


@lru_cache(maxsize=20_000)
def metric_of(label: str, kind: StatementKind) -> str | None:
    """The core metric of a line on a statement of this kind, `OPENING_CASH`, or None.

    Highlights may show any metric; a statement only its own.
    """
    text = even(label)
    if kind in (StatementKind.CASH_FLOW, StatementKind.HIGHLIGHTS) and _OPENING.fullmatch(text):
        return OPENING_CASH
    for id, pattern in _METRICS:
        if BY_ID[id].statement is not kind and kind is not StatementKind.HIGHLIGHTS:
            continue
        if pattern.fullmatch(text):
            return id
    return None


def per_share(label: str) -> bool:
    """True for a line that states an amount a share."""
    return bool(_PER_SHARE.search(folded(label)))


def unit_in(label: str) -> Scale | None:
    """The money unit in the brackets of a label, `营业收入（万元）`; None where it names none."""
    match = _LABEL_UNIT.search(unicodedata.normalize("NFKC", label))
    return money_scale(match[0]) if match else None


def level_of(label: str) -> int:
    """How deep a line stands: 0 for numbered and total lines, 2 under 其中, else 1."""
    text = folded(label)
    if text.startswith("其中"):
        return 2
    if re.match(r"[一二三四五六七八九十]+[、.]", text) or re.search(r"(?:合计|总计|[:：])$", text):
        return 0
    return 1
