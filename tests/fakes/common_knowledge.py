"""Small synthetic knowledge of common conditions, and folders laid out like the data sets."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from apps.medical.domain.common.matching import Matcher
from apps.medical.domain.common.model import Model
from apps.medical.domain.common.outside import Outside
from apps.medical.domain.common.ranker import CommonKnowledge
from apps.medical.domain.common.vocabulary import (
    Condition,
    Question,
    Vocabulary,
    Words,
    packaged,
    vocabulary,
)
from apps.medical.domain.concept import HPO, ICD10CM, Coding, Concept
from apps.medical.domain.finding import Assertion, Finding, Origin
from apps.medical.domain.source import Source

FEVER, COUGH, PHLEGM = "HP:0001945", "HP:0012735", "HP:0031245"
HEADACHE, PAIN, SMOKING = "HP:0002315", "HP:0012531", "F17.210"

_PLAIN = Question(
    code="", scale="", several=False, parent="", antecedent=False, label=Words("", ""),
    asked=Words("", ""), about="present", hpo=(), icd10=(), min_age=None, max_age=None, sex=None,
)  # fmt: skip


def question(code: str, en: str, zh: str, *hpo: str) -> Question:
    return replace(
        _PLAIN, code=code, label=Words(en, zh), asked=Words(f"{en}?", f"{zh}？"), hpo=hpo
    )


def small_words() -> Vocabulary:
    """Three conditions; fever, cough, phlegm, pain with its site, smoking, asthma in the family."""
    questions = (
        question("fever", "fever", "发热", FEVER),
        question("cough", "cough", "咳嗽", COUGH),
        question("phlegm", "phlegm", "咳痰", PHLEGM),
        question("pain", "pain", "疼痛", PAIN),
        replace(question("site", "site", "部位"), scale="place", several=True, parent="pain"),
        replace(
            question("smoking", "smoking", "吸烟"),
            antecedent=True, about="history", icd10=("F17",),
        ),
        replace(
            question("kin", "asthma in the family", "哮喘家族史", "HP:0002099"),
            antecedent=True, about="family",
        ),
        replace(
            question("pregnant", "pregnancy", "妊娠"),
            antecedent=True, about="history", min_age=12, max_age=55, sex="female",
        ),
    )  # fmt: skip
    conditions = (
        Condition("flu", "J11.1", Words("influenza", "流感")),
        Condition("lung", "J40", Words("bronchitis", "支气管炎")),
        Condition("head", "G43.909", Words("migraine", "偏头痛")),
    )
    answers = {
        ("place", "head_D_"): Words("right head", "右头部"),
        ("place", "head_G_"): Words("left head", "左头部"),
        ("place", "chest"): Words("chest", "胸部"),
    }
    return vocabulary(conditions, questions, answers)


RATES = (
    #  fever cough phlegm pain  head R head L chest smoke  kin  pregnant
    (0.90, 0.70, 0.10, 0.60, 0.30, 0.30, 0.10, 0.20, 0.10, 0.05),
    (0.30, 0.90, 0.80, 0.30, 0.02, 0.02, 0.30, 0.60, 0.10, 0.05),
    (0.02, 0.03, 0.02, 0.98, 0.70, 0.70, 0.02, 0.20, 0.10, 0.60),
)


def small_model() -> Model:
    return Model(
        rate_CT=np.array(RATES),
        age_CB=np.full((3, 11), 1 / 11),
        prior_C=np.array([0.5, 0.3, 0.2]),
        complaint_T=np.array([1, 1, 1, 1, 0, 0, 0, 0, 0, 0], dtype=bool),
    )


def small_knowledge() -> CommonKnowledge:
    words = small_words()
    return CommonKnowledge(
        words=words,
        model=small_model(),
        outside=Outside(0.4),
        matcher=Matcher(words, {HEADACHE: ("site@head_D_", "site@head_G_")}),
        patients_C=np.array([50.0, 30.0, 20.0]),
        temperature=1.0,
        version="test",
        data="three invented conditions",
    )


def finding(
    text: str,
    hpo: str = "",
    assertion: Assertion = Assertion.PRESENT,
    *,
    icd10: str = "",
) -> Finding:
    codings = [Coding(HPO, hpo)] if hpo else []
    codings += [Coding(ICD10CM, icd10)] if icd10 else []
    return Finding(Concept(text, tuple(codings)), assertion, Origin.TEXT, Source("d", 0, 1))


def write_ddxplus(folder: Path, *, each: int, seed: int) -> None:
    """A folder laid out like DDXPlus, with `each` invented patients of every packaged condition."""
    folder.mkdir(parents=True)
    words, rng = packaged(), np.random.default_rng(seed)
    asked = {
        code: {"question_en": f"{code} {question.label.en}"}
        for code, question in words.questions.items()
    }
    french = {f"fr_{code}": entry for code, entry in asked.items()}
    conditions = {
        c.name: {"cond-name-fr": f"fr {c.name}", "cond-name-eng": c.name} for c in words.conditions
    }
    met = {c.name: _met(n, words) for n, c in enumerate(words.conditions)}
    counts = {c.name: 1000 for c in words.conditions}
    for name, value in (
        ("release_evidences_en.json", asked),
        ("release_evidences.json", french),
        ("release_conditions.json", conditions),
        ("symptom_condition_probs.json", {"probabilities": met, "condition_counts": counts}),
    ):
        (folder / name).write_text(json.dumps(value), encoding="utf8")
    with (folder / "validate.csv").open("w", encoding="utf8", newline="") as opened:
        fields = ["AGE", "SEX", "PATHOLOGY", "EVIDENCES", "INITIAL_EVIDENCE"]
        table = csv.DictWriter(opened, fields)
        table.writeheader()
        table.writerows(_row(name, met[name], words, rng) for name in met for _ in range(each))


def _met(number: int, words: Vocabulary) -> Mapping[str, float]:
    """Every condition meets pain and five questions of its own."""
    plain = [code for code, q in words.questions.items() if not q.scale and not q.antecedent]
    past = [code for code, q in words.questions.items() if q.antecedent and not q.scale]
    own = {plain[(number * 3 + step) % len(plain)] for step in range(4)} | {past[number]}
    return {
        code: 0.8 if code in own else float(code in ("E_53", "E_55")) for code in words.questions
    }


def _row(
    name: str, met: Mapping[str, float], words: Vocabulary, rng: np.random.Generator
) -> dict[str, object]:
    codes = [code for code, rate in met.items() if rng.random() < rate and code != "E_55"]
    symptoms = [c for c in codes if not words.questions[c].antecedent]
    evidences = [f"fr_{code}" for code in codes] + ["fr_E_55_@_front"]
    return {
        "AGE": int(rng.integers(0, 90)),
        "SEX": "F",
        "PATHOLOGY": f"fr {name}",
        "EVIDENCES": repr(evidences),
        "INITIAL_EVIDENCE": f"fr_{symptoms[int(rng.integers(len(symptoms)))]}",
    }


PICTURES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "过敏性鼻炎": (("打喷嚏", "揉鼻子"), ("过敏", "鼻塞")),
    "上呼吸道感染": (("咳嗽", "流涕"), ("咽部不适", "发烧")),
    "肺炎": (("咳嗽", "发烧"), ("肺部湿啰音", "咳痰")),
    "小儿手足口病": (("皮疹", "发烧"), ("疱疹", "流口水")),
    "小儿腹泻": (("稀便", "呕吐"), ("尿少", "绿便")),
}


def write_dxy(folder: Path, *, each: int) -> None:
    """A folder laid out like DXY, with `each` invented cases of every disease."""
    folder.mkdir(parents=True)
    goals = list(_goals(each))
    (folder / "train_goal_dict_dxy.txt").write_text(
        json.dumps(goals, ensure_ascii=False), encoding="utf8"
    )


def _goals(each: int) -> Iterator[dict[str, object]]:
    for disease, (told, asked) in PICTURES.items():
        for number in range(each):
            yield {
                "consult_id": f"invented-{disease}-{number}",
                "disease_tag": disease,
                "explicit_inform_slots": {told[0]: True, told[number % 2]: True},
                "implicit_inform_slots": {asked[number % 2]: True, "腹痛": False},
            }
