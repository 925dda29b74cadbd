"""Names of diseases and drugs in the form in which they are compared.

Letters are folded (NFKC, case, accents), British spellings follow American ones, possessives and
plurals go. Chinese is kept as it is. Knows no disease and no drug.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SPELLINGS = (
    ("oesoph", "esoph"),
    ("oestr", "estr"),
    ("oedema", "edema"),
    ("haem", "hem"),
    ("anaem", "anem"),
    ("caem", "cem"),
    ("kalaem", "kalem"),
    ("traem", "trem"),
    ("daem", "dem"),
    ("aemia", "emia"),
    ("tumour", "tumor"),
    ("diarrhoea", "diarrhea"),
    ("gonorrhoea", "gonorrhea"),
    ("coeliac", "celiac"),
    ("paed", "ped"),
    ("gynaec", "gynec"),
    ("labour", "labor"),
    ("goitre", "goiter"),
    ("fibre", "fiber"),
    ("isation", "ization"),
    ("ised", "ized"),
    ("apnoea", "apnea"),
    ("dyspnoea", "dyspnea"),
    ("phaeo", "pheo"),
    ("amoeb", "ameb"),
    ("menorrhoea", "menorrhea"),
    ("neurone", "neuron"),
    ("sulph", "sulf"),
    ("ischaem", "ischem"),
    ("seborrhoeic", "seborrheic"),
)
_POSSESSIVE = re.compile(r"['’]s\b")
_WORD = re.compile(r"[a-z0-9]+|[\u4e00-\u9fff]+")
_SAME_WORD = {
    "carcinoma": "cancer",
    "neoplasm": "cancer",
    "malignancy": "cancer",
    "tumor": "cancer",
    "renal": "kidney",
    "hepatic": "liver",
    "gastric": "stomach",
    "pulmonary": "lung",
    "cardiac": "heart",
    "failure": "disease",
    "illness": "disease",
    "disorder": "disease",
    "syndrome": "disease",
    "psoriatic": "psoriasis",
    "diabetic": "diabetes",
    "cervix": "cervical",
    "ovary": "ovarian",
    "uteri": "uterine",
    "uterus": "uterine",
    "eye": "ocular",
    "colorectal": "colon",
}
_EMPTY_WORDS = (
    "of the a an and or with without in due to by type disease unspecified other nos not "
    "malignant primary acute chronic essential idiopathic x as classified elsewhere organ "
    "endogenous"
)
_EMPTY = frozenset(_EMPTY_WORDS.split())


def folded(text: str) -> str:
    """`text` in one case, one spelling, words between single blanks."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = _POSSESSIVE.sub("", unicodedata.normalize("NFKC", plain))
    for british, american in _SPELLINGS:
        plain = plain.replace(british, american)
    return " ".join(_WORD.findall(plain))


@lru_cache(maxsize=20_000)
def words(text: str) -> frozenset[str]:
    """The words that carry meaning, one form for each, for comparing names of diseases."""
    found = (_SAME_WORD.get(w := _singular(word), w) for word in folded(text).split())
    return frozenset(word for word in found if word not in _EMPTY)


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("s") and not word.endswith(("ss", "is", "us", "es")):
        return word[:-1]
    return word
