"""Mentions of findings in both languages, and the knowledge tables behind them."""

from __future__ import annotations

import pytest

from apps.medical.domain.source import TextLanguage
from apps.medical.domain.text import icd, mentions_en, mentions_zh, ontology
from apps.medical.domain.text.findings import mentions_in
from apps.medical.domain.text.tables import rows_of
from apps.medical.domain.text.vocabulary import hpo_label, hpo_search, icd10_of


def found(text: str, language: TextLanguage = "en") -> list[tuple[str, str | None]]:
    """Words and HPO label of each mention."""
    return [
        (text[m.start : m.end], m.hpo and ontology.terms()[m.hpo].label)
        for m in mentions_in(text, language, 0, len(text))
    ]


@pytest.mark.parametrize(
    ("text", "words", "label"),
    [
        ("She is short of breath.", "short of breath", "Dyspnea"),
        ("SOB at rest", "SOB", "Dyspnea"),
        ("DOE for weeks", "DOE", "Exertional dyspnea"),
        ("c/o n/v", "n/v", "Nausea and vomiting"),
        ("The spleen is enlarged.", "spleen is enlarged", "Splenomegaly"),
        ("Enlarged spleen", "Enlarged spleen", "Splenomegaly"),
        ("pain in the abdomen", "pain in the abdomen", "Abdominal pain"),
        ("throwing up", "throwing up", "Vomiting"),
        ("a runny nose", "runny nose", "Rhinorrhea"),
        ("recurrent seizures", "recurrent seizures", "Seizure"),
        ("haemoptysis", "haemoptysis", "Hemoptysis"),
        ("HTN", "HTN", "Hypertension"),
        ("ST depression in V4", "ST depression", "ST segment depression"),
        ("ectopia lentis", "ectopia lentis", "Ectopia lentis"),
        ("downslanting palpebral fissures", "downslanting palpebral fissures", None),
    ],
)
def test_english_names(text: str, words: str, label: str | None) -> None:
    known = dict(found(text))
    assert words in known
    assert label is None or known[words] == label


@pytest.mark.parametrize(
    "text",
    [
        "He does exercise.",
        "A cold drink on discharge, PT and US arranged.",
        "Millbrook Falls",
        "The hemoglobin falls below 7.",
        "measles vaccine",
        "She attends the diabetes clinic.",
        "Temperature 36.8",
        "feverfew tea",
        "small pulmonary",
        "pain scale",
    ],
)
def test_english_words_that_only_look_like_findings(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "words", "label"),
    [
        ("患者发烧两天", "发烧", "Fever"),
        ("体温升高", "体温升高", "Fever"),
        ("气促", "气促", "Dyspnea"),
        ("2 型糖尿病", "2 型糖尿病", "Type II diabetes mellitus"),
        ("2型糖尿病", "2型糖尿病", "Type II diabetes mellitus"),
        ("恶心、呕吐", "恶心、呕吐", "Nausea and vomiting"),
        ("眼距宽", "眼距宽", "Hypertelorism"),
        ("COPD急性加重", "COPD急性加重", "Chronic pulmonary obstruction"),
        ("诊断为asthma", "asthma", "Asthma"),
    ],
)
def test_chinese_names(text: str, words: str, label: str) -> None:
    assert (words, label) in found(text, "zh")


@pytest.mark.parametrize(
    "text",
    ["百日咳疫苗", "肿瘤标志物", "吐字清楚", "抗结核治疗", "发热门诊", "妊娠反应", "肠鸣音正常"],
)
def test_chinese_words_that_only_look_like_findings(text: str) -> None:
    assert found(text, "zh") == []


def test_the_longest_name_wins() -> None:
    assert [words for words, _ in found("iron deficiency anemia")] == ["iron deficiency anemia"]
    assert [words for words, _ in found("过敏性鼻炎", "zh")] == ["过敏性鼻炎"]


@pytest.mark.parametrize("name", ["lexicon_en.tsv", "lexicon_zh.tsv"])
def test_every_code_of_a_lexicon_exists(name: str) -> None:
    for row in rows_of(name):
        assert row["hpo"] or row["icd10"], row
        assert not row["hpo"] or row["hpo"] in ontology.phenotypes(), row
        assert not row["icd10"] or row["icd10"] in icd.entries(), row


@pytest.mark.parametrize(("name", "least"), [("lexicon_en.tsv", 400), ("lexicon_zh.tsv", 700)])
def test_a_lexicon_names_each_thing_once(name: str, least: int) -> None:
    wordings = [wording for row in rows_of(name) for wording in row["wordings"].split("|")]
    assert len(rows_of(name)) >= least
    assert len(set(wordings)) == len(wordings)
    assert all(wording == wording.strip() and wording for wording in wordings)


def test_labels_and_codes_of_a_search_box() -> None:
    assert hpo_label("HP:0001945", "en") == "Fever"
    assert hpo_label("HP:0001945", "zh") == "发热"
    assert hpo_search("cough", "en", 1)[0].code == "HP:0012735"
    assert hpo_search("咳嗽", "zh", 1)[0].display == "咳嗽"
    assert hpo_search("  ", "en", 5) == ()
    assert [coding.code for coding in icd10_of("essential hypertension", "en")] == ["I10"]
    assert [coding.code for coding in icd10_of("高血压伴哮喘", "zh")] == ["I10", "J45.909"]
    assert icd10_of("nothing of the sort", "en") == ()


def test_an_unknown_id_is_an_error() -> None:
    with pytest.raises(KeyError, match="HP:9999999"):
        hpo_label("HP:9999999", "en")


def test_a_merged_id_is_followed() -> None:
    assert ontology.current("HP:0004715") == "HP:0000003"


def test_ancestors_reach_the_root() -> None:
    assert {"HP:0001945", ontology.PHENOTYPE} <= ontology.ancestors("HP:0001945")


def test_both_readers_take_a_part_of_a_text() -> None:
    text = "fever cough 发热"
    assert [m.start for m in mentions_en.mentions_in(text, 6, 11)] == [6]
    assert [m.start for m in mentions_zh.mentions_in(text, 12, 14)] == [12]


@pytest.mark.parametrize(
    ("text", "found"),
    [("Cannot exclude PE.", 1), ("CTPA shows a PE", 1), ("PE: lungs clear.", 0)],
)
def test_two_letters_mean_a_clot_only_beside_words_of_one(text: str, found: int) -> None:
    assert len(list(mentions_en.mentions_in(text, 0, len(text)))) == found
