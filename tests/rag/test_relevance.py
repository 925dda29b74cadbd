"""What counts as addressing a question."""

from __future__ import annotations

import pytest

from rag.relevance import addresses, asked_terms, best_of, windows


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("Who leads Oberon Ceramics?", "Ida Holm leads Oberon Ceramics.", True),
        ("Who leads Oberon Ceramics?", "Oberon Ceramics leads the trade.", False),
        ("Who leads Oberon Ceramics?", "Holm leads Oberon Ceramics.", True),
        ("Who leads Oberon Ceramics?", "Our head leads Oberon Ceramics in June.", False),
        ("How are people who cough treated?", "Treated with rest, people cough less.", True),
        ("Who are the leaders of Oberon?", "Leaders of Oberon are potters.", True),
        ("How many works does Oberon run?", "Oberon runs six works.", True),
        ("How many works does Oberon run?", "Oberon runs works.", False),
        ("Where does Oberon fire its tiles?", "Oberon pays its people in March.", False),
        ("What about 2021?", "In 2021 all was well.", True),
        ("贵州茅台2022年的营业收入是多少？", "贵州茅台2022年营业收入为1,275亿元。", True),
        ("贵州茅台2022年的营业收入是多少？", "贵州茅台2022年员工总数为3万人。", False),
    ],
)
def test_what_addresses_a_question_says_more_than_whom_it_is_about(question, text, expected):
    assert addresses(question, text, of=["贵州茅台"]) is expected


def test_a_synonym_addresses_what_it_stands_for():
    said = "Net sales were $412 million."
    assert not addresses("What was the revenue of Oberon?", said)
    assert addresses("What was the revenue of Oberon?", said, synonyms=(("revenue", "net sales"),))


NOTE = """ADMISSION NOTE
Patient: Ida Holm   Sex: female
Seen by: Jon Peele

SOCIAL HISTORY
40 pack-years, stopped smoking in 2019.
She lives
alone.

Summary

She is well.
"""


def test_the_head_of_a_note_is_no_part_of_its_first_sentence():
    quoted = [NOTE[a:b] for a, b in windows(NOTE)]
    assert "SOCIAL HISTORY\n40 pack-years, stopped smoking in 2019." in quoted
    assert "She lives\nalone." in quoted
    assert "Summary\n\nShe is well." in quoted
    assert all("pack-years" not in one for one in quoted if "Sex" in one)


def test_the_patient_at_hand_is_not_what_is_asked():
    (best,) = best_of("Does the patient smoke?", [NOTE])
    assert "stopped smoking" in NOTE[best.start : best.end]
    assert "patient" in asked_terms("Who is the patient?")
