# ruff: noqa: E501 (patterns and tables read better unbroken)
"""Numbers that name a person: by their own form and check digit, or by the label before them.

A labelled number is taken as its label says. A number without label is taken where its form is
telling; a bare run of nine or more digits that no unit follows is taken as an account, since no
clinical value is written so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from apps.medical.domain.deidentify import checksum
from apps.medical.domain.deidentify.entity import Entity
from apps.medical.domain.deidentify.found import Found

_SEP = r"[ \t-]?(?:\n[ \t]*)?"
_IS = r"(?:[ \t]*(?:number|no\.?|num\.?|nos\.?|id|code|#|号码|编号|号|№))*[ \t]*(?:[:：#=;]|is|was|为|是)*[ \t]*(?:\n[ \t]*)?[#(]?[ \t]*"
_VALUE = r"(?P<v>(?=[A-Z/-]*\d)[A-Z0-9](?:[A-Z0-9]|[-/][A-Z0-9]){3,24})(?![\w])"
_DIGITS = re.compile(r"[^0-9A-Za-z]")


class _Form(NamedTuple):
    """`check` sees the value without separators; `weak` is the score where it fails, 0 drops."""

    entity: Entity
    pattern: re.Pattern[str]
    score: float
    check: Callable[[str], bool] | None = None
    weak: float = 0.0


def _form(
    entity: Entity,
    pattern: str,
    score: float,
    check: Callable[[str], bool] | None = None,
    weak: float = 0.0,
) -> _Form:
    return _Form(entity, re.compile(pattern, re.I | re.A), score, check, weak)


def _labelled(entity: Entity, labels: str, value: str = _VALUE, score: float = 0.95) -> _Form:
    return _form(entity, rf"(?:{labels}){_IS}{value}", score)


_FORMS: Final = (
    _form(Entity.SSN, rf"(?<!\w)(?<!\w[-])(?P<v>\d{{3}}{_SEP}-{_SEP}\d{{2}}{_SEP}-{_SEP}\d{{4}})(?![\w-])", 0.97),
    _form(Entity.SSN, r"(?<!\w)(?<!\w[-])(?P<v>\d{3}([ .])\d{2}\2\d{4})(?![\w-])", 0.9),
    _labelled(Entity.SSN, r"\bs\.?s\.?n\b\.?|\bsocial security(?: card)?", r"(?P<v>\d{3}[ -]?\d{2}[ -]?\d{4})(?!\d)"),
    _labelled(Entity.SSN, r"\bssn last (?:4|four)|\blast (?:4|four)(?: digits)? of (?:ssn|social)", r"(?P<v>\d{4})(?!\d)"),
    _form(Entity.CN_ID_CARD, rf"(?<!\d)(?P<v>[1-8]\d{{5}}{_SEP}(?:1[89]|20)\d\d{_SEP}\d{{4}}{_SEP}\d{{3}}[ -]?[\dX])(?![\dA-Z])", 0.99, checksum.cn_id, 0.94),
    _form(Entity.CN_ID_CARD, r"(?<!\d)(?P<v>[1-8](?:[ -]?\d){14})(?!\d)", 0.85, lambda v: checksum.cn_id_plausible(v)),
    _labelled(Entity.CN_ID_CARD, r"身份证(?:件)?|公民身份|\bresident (?:id|identity)(?: card)?|\bid card", r"(?P<v>\d(?:[ -]?\d){13,16}[\dX])(?!\d)", 0.98),
    _form(Entity.CREDIT_CARD, rf"(?<!\w)(?<!\w[.-])(?P<v>\d(?:{_SEP}\d){{11,18}})(?![\w-]|\.\d)", 0.93, checksum.luhn, 0.0),
    _labelled(Entity.CREDIT_CARD, r"\b(?:credit|debit|visa|mastercard|amex)(?: card)?|\bcards?\b|\bcc\b|银行卡|信用卡|卡", r"(?P<v>\d(?:[ -]?\d){10,18})(?!\d)", 0.96),
    _form(Entity.IBAN, r"(?<![\w])(?P<v>[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]){11,30})(?!\w)", 0.97, lambda v: checksum.iban(v)),
    _form(Entity.IBAN, r"(?<![\w])(?P<v>[A-Z]{2}\d{2}[A-Z]{4}[0-9]{10,22})(?!\w)", 0.9),
    _labelled(Entity.IBAN, r"\biban", r"(?P<v>[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]){9,30})(?!\w)", 0.96),
    _labelled(Entity.NPI, r"\bNPI", r"(?P<v>\d{10})(?!\d)", 0.98),
    _form(Entity.DEA, r"(?<!\w)(?P<v>[ABCDEFGHJKLMPRSTUX][A-Z9]\d{7})(?!\w)", 0.95, lambda v: checksum.dea(v)),
    _labelled(Entity.DEA, r"\bDEA(?: registration)?", r"(?P<v>[A-Z][A-Z9]\d{7})(?!\w)", 0.98),
    _labelled(Entity.PASSPORT, r"\bpassport|护照|通行证", r"(?P<v>[A-Z]{0,2}\d{6,10})(?!\w)", 0.97),
    _form(Entity.PASSPORT, r"(?<!\w)(?P<v>(?:E[A-HJ-NP-Z]\d{7}|[EG]\d{8}))(?!\w)", 0.8),
    _labelled(Entity.LICENCE, r"\bdriv(?:er|ing)(?:'?s)?'? ?(?:licen[cs]e|permit|lic\.?)|\blicen[cs]e|\bDL\b|\bcertificate|驾驶证|驾照|执业证书?|医师资格证书?|执照"),
    _labelled(Entity.RECORD_NUMBER, r"\bM\.?R\.?N\b\.?|\bMR ?#|\b(?:medical|hospital|health|patient|clinical)? ?(?:record|chart)s?(?= ?(?:number|no|num|id|#|:))|\bpatient (?:id|identifier)|\b(?:encounter|visit|accession|specimen|case|referral|order|requisition|episode|admission|registration|study|lab|report)(?= ?(?:number|no\.|no:|num\b|id\b|#))|\bpt\.? id|\baccession|\b(?:hospital|unit) (?:number|no)"),
    _labelled(Entity.RECORD_NUMBER, r"住院(?:病案)?号|门诊(?:病历)?号|病案(?:首页)?号|病历号|病人(?:ID|编号|号)|患者(?:ID|编号)|登记号|就诊(?:卡)?号|诊疗卡号|检查(?:流水)?号|影像号|标本号|样本号|条码号?|报告(?:编)?号|申请单?号|放射号|超声号|病理号|急诊号|体检号|档案号|健康卡号|\bID号?(?=[:：])", score=0.95),
    _labelled(Entity.INSURANCE_NUMBER, r"\b(?:insurance|policy|member(?:ship)?|subscriber|group|beneficiary|plan|medicare|medicaid|HICN|MBI|NHS|health ?plan|payer|claim)(?: (?:policy|member|card|beneficiary|plan|subscriber|identification|record))?(?=[ ]?(?:number|no\b|num\b|id\b|#|:))|医保(?:卡|电子凭证)?(?:编|账|帐)?号|社(?:会)?保(?:障)?(?:卡)?(?:号|编号)|参保(?:人)?(?:编)?号|保险(?:单)?号|保单号|合作医疗(?:证)?号"),
    _form(Entity.INSURANCE_NUMBER, r"\b(?:insurance|member(?:ship)?|policy|subscriber|medicare|medicaid)(?: (?:card|policy|id))?(?: (?:is|was|under|through|with)|:)? (?P<v>(?=[A-Z-]*\d)[A-Z0-9]{2}[A-Z0-9-]{4,22})(?!\w)", 0.9, lambda v: sum(map(str.isdigit, v)) > 4),
    _form(Entity.ACCOUNT_NUMBER, r"(?<!\w)(?<!\w[/-])(?!rs|NCT|PMC|PMID|LOINC|SCT|CVE|ISRCTN|HP|OMIM)(?P<v>[A-Z]{1,4}-?\d{6,14})(?![\w]|[./-]\d)", 0.48),
    _labelled(Entity.ACCOUNT_NUMBER, r"\b(?:bank |billing |checking |savings )?(?:account|acct\.?)|\brouting|账号|帐号|账户|帐户|银行卡号?"),
    _labelled(Entity.DEVICE, r"\b(?:device |pacemaker |pump |implant |generator |model )?(?:serial|s/n)|\bUDI|\bSN(?=[:# ])|\bdevice(?: id(?:entifier)?)(?=[ :#])|\blot(?= ?(?:number|no|#|:))|\bimplant (?:no|id|number)|序列号|出厂编号|设备(?:编)?号|器械(?:编)?号|起搏器(?:编)?号|批号|植入物编号"),
    _form(Entity.DEVICE, r"(?<!\w)(?<!\w[:])(?P<v>[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\2){4}[0-9a-f]{2})(?![\w:])", 0.95),
    _form(Entity.DEVICE, r"(?<!\w)(?<!\w[-])(?P<v>[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})(?![\w-])", 0.95),
    _labelled(Entity.VEHICLE_PLATE, r"\b(?:licen[cs]e |number |registration |vehicle |car )plates?|\bplate(?= ?(?:number|no|#|:))|\bvehicle reg(?:istration)?|\bVIN|车牌|车架", r"(?P<v>(?=[A-Z -]*\d)[A-Z0-9][A-Z0-9 -]{2,16}[A-Z0-9])(?!\w)", 0.97),
    _form(Entity.VEHICLE_PLATE, r"(?P<v>[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][ ·•.・-]?(?:[A-HJ-NP-Z0-9]{5,6}|[A-HJ-NP-Z0-9]{4}[挂学警港澳]))(?![A-Z0-9])", 0.97),
    _form(Entity.VEHICLE_PLATE, r"(?<!\w)(?P<v>[A-HJ-NPR-Z0-9]{17})(?!\w)", 0.9, lambda v: not v.isdigit() and checksum.vin(v)),
    _form(Entity.ACCOUNT_NUMBER, r"(?<!\w)(?<!\w[.,/-])(?P<v>\d{9,24})(?![\w]|[.,]\d|[ ]?(?:copies|cop\b|IU|U/|cells|/u?L|/mL|x10|×10|拷贝|个/|per\b))", 0.5),
    _form(Entity.POSTCODE, r"\b(?:zip(?:[ -]?codes?)?|post(?:al)?[ -]?codes?|postcode)\b(?:[:#=]|\s|is|was)*(?P<v>\d{3,6}(?:-\d{3,4})?|[A-Z]\d[A-Z] ?\d[A-Z]\d|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})(?!\w)", 0.95),
    _form(Entity.POSTCODE, r"(?:邮(?:政)?编码?)[:： ]*(?P<v>\d{6})(?!\d)", 0.97),
    _form(Entity.POSTCODE, r"(?<![\w])(?P<v>[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2})(?!\w)", 0.6),
    _form(Entity.POSTCODE, r"(?<![\w])(?P<v>[ABCEGHJ-NPRSTVXY]\d[A-Z] \d[A-Z]\d)(?!\w)", 0.6),
    _form(Entity.POSTCODE, r"\b(?-i:A[LKZR]|C[AOT]|DE|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]),? {1,2}(?P<v>\d{5}(?:-\d{4})?)(?![\w-])", 0.9),
)  # fmt: skip
ENTITIES: Final = tuple(dict.fromkeys(form.entity for form in _FORMS))


def numbers_in(text: str) -> Iterator[Found]:
    for form in _FORMS:
        for at in form.pattern.finditer(text):
            value = _DIGITS.sub("", at["v"])
            passes = form.check is None or form.check(value)
            score = form.score if passes else form.weak
            if score and any(sign.isdigit() for sign in value):
                yield Found(form.entity, *at.span("v"), score)
