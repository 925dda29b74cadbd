"""Assertions of English sentences: {mention} stands in braces, as in a reader's underlining."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.medical.domain.finding import Assertion
from apps.medical.domain.text.assertion import assert_mention, assertion_in, context_of
from apps.medical.domain.text.sections import SectionKind

PRESENT, ABSENT, POSSIBLE = Assertion.PRESENT, Assertion.ABSENT, Assertion.POSSIBLE
HISTORICAL, HYPOTHETICAL, FAMILY = (
    Assertion.HISTORICAL,
    Assertion.HYPOTHETICAL,
    Assertion.FAMILY,
)


def read(marked: str) -> tuple[Assertion, str | None]:
    """The assertion of the braced words, and the words of its cue."""
    start, end = marked.index("{"), marked.index("}") - 1
    plain = marked.replace("{", "").replace("}", "")
    assertion, cue = assert_mention(plain, start, end, "en")
    return assertion, cue and plain[cue[0] : cue[1]]


NEGATION = [
    ("No {fever}.", ABSENT),
    ("No fever, chills or {cough}.", ABSENT),
    ("Denies {chest pain}, palpitations and syncope.", ABSENT),
    ("Denies chest pain, palpitations and {syncope}.", ABSENT),
    ("There is no evidence of {pneumothorax}.", ABSENT),
    ("She did not have {nausea} yesterday.", ABSENT),
    ("The scan was negative for {pulmonary embolism}.", ABSENT),
    ("{Pulmonary embolism} was ruled out.", ABSENT),
    ("{Ascites} was not seen.", ABSENT),
    ("Family history negative for {colon cancer}.", ABSENT),
    ("Lungs are clear without {wheezes}.", ABSENT),
    ("{Fever}: none.", ABSENT),
    ("I do not think the patient has {meningitis}.", ABSENT),
    ("Patient has never had {seizures}.", ABSENT),
    ("The patient is without {pain}, redness or swelling.", ABSENT),
    ("No {rash} was noted.", ABSENT),
    ("Neither {vomiting} nor diarrhea.", ABSENT),
    ("w/o {fever}", ABSENT),
]
NO_NEGATION = [
    ("No fever but {cough} for two days.", PRESENT),
    ("No fever, she has {cough}.", PRESENT),
    ("No fever, lungs clear, {cough} is worse at night.", PRESENT),
    ("Denies fever; {cough} since Monday.", PRESENT),
    ("No increase in {edema}.", PRESENT),
    ("Not only {nausea} but also vomiting.", PRESENT),
    ("No improvement in {headache} with ibuprofen.", PRESENT),
    ("No obvious cause for the {anemia}.", PRESENT),
    ("{Cough} has not resolved.", PRESENT),
    ("No change in the {mass}.", PRESENT),
    ("No relief of {back pain} with rest.", PRESENT),
    ("He cannot deny {chest pain}.", PRESENT),
    ("{Headache} without fever.", PRESENT),
    ("{Chest pain} is not relieved by rest.", PRESENT),
    ("Presents with {dyspnea} and no fever.", PRESENT),
]
POSSIBILITY = [
    ("Possible {pneumonia}.", POSSIBLE),
    ("Rule out {myocardial infarction}.", POSSIBLE),
    ("{Pulmonary embolism} cannot be excluded.", POSSIBLE),
    ("We cannot rule out {sepsis}.", POSSIBLE),
    ("Findings are suspicious for {malignancy}.", POSSIBLE),
    ("?{appendicitis}", POSSIBLE),
    ("r/o {DVT}", POSSIBLE),
    ("{Pneumonia} is likely.", POSSIBLE),
    ("Concern for {sepsis}.", POSSIBLE),
    ("A normal film does not exclude {pulmonary embolism}.", POSSIBLE),
]
PAST = [
    ("History of {asthma}.", HISTORICAL),
    ("h/o {stroke}", HISTORICAL),
    ("He had a {stroke} in the past.", HISTORICAL),
    ("Past medical history is significant for {gout} and hypertension.", HISTORICAL),
    ("s/p {myocardial infarction}", HISTORICAL),
    ("{Pneumonia}, treated and healed, ten years ago.", HISTORICAL),
    ("{Pneumonia} ten years ago.", HISTORICAL),
    ("She presents with a three-day history of {cough}.", PRESENT),
    ("A 70-year-old woman with {fever}.", PRESENT),
    ("Prior to {chest pain} he was well.", PRESENT),
    ("History of asthma who presents with {fever}.", PRESENT),
    ("No history of {seizures}.", ABSENT),
]
HYPOTHESIS = [
    ("Return if {fever} or vomiting develops.", HYPOTHETICAL),
    ("Should she develop {chest pain}, call us.", HYPOTHETICAL),
    ("Heparin to prevent {deep vein thrombosis}.", HYPOTHETICAL),
    ("Acetaminophen as needed for {pain}.", HYPOTHETICAL),
    ("Watch for {bleeding}.", HYPOTHETICAL),
    ("At risk for {falls}.", HYPOTHETICAL),
]
KIN = [
    ("Mother has {diabetes}.", FAMILY),
    ("His father died of {lung cancer} at 60.", FAMILY),
    ("Family history of {breast cancer}.", FAMILY),
    ("Brother with {asthma}, sister with eczema.", FAMILY),
    ("Brother with asthma, sister with {eczema}.", FAMILY),
    ("Mother reports that he has {fever}.", PRESENT),
    ("Mother denies {fever}.", ABSENT),
    ("Not currently {wheezing}.", ABSENT),
    ("He is not currently {vomiting}.", ABSENT),
    ("{Marfan syndrome} is most likely.", POSSIBLE),
    ("The patient's mother brought him in with {cough}.", PRESENT),
    ("{Hypertension} runs in the family.", FAMILY),
    ("A father with aortic dissection: {Marfan syndrome} in the patient.", PRESENT),
]


@pytest.mark.parametrize(
    ("marked", "expected"), [*NEGATION, *NO_NEGATION, *POSSIBILITY, *PAST, *HYPOTHESIS, *KIN]
)
def test_each_rule_reads_its_sentence(marked: str, expected: Assertion) -> None:
    assert read(marked)[0] is expected


@pytest.mark.parametrize(
    ("marked", "words"),
    [
        ("There is no evidence of {pneumothorax}.", "no evidence of"),
        ("{Ascites} was not seen.", "was not seen"),
        ("Mother has {diabetes}.", "Mother"),
        ("Possible {pneumonia}.", "Possible"),
        ("Return if {fever} recurs.", "Return if"),
    ],
)
def test_the_cue_is_the_words_that_decided(marked: str, words: str) -> None:
    assert read(marked)[1] == words


def test_present_has_no_cue() -> None:
    assert read("She has {fever}.") == (PRESENT, None)


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        (SectionKind.FAMILY, FAMILY),
        (SectionKind.PAST, HISTORICAL),
        (SectionKind.INSTRUCTIONS, HYPOTHETICAL),
        (SectionKind.DIFFERENTIAL, POSSIBLE),
        (SectionKind.HISTORY, PRESENT),
    ],
)
def test_a_section_decides_what_its_words_leave_open(
    section: SectionKind, expected: Assertion
) -> None:
    assert assertion_in("Asthma.", 0, 6, "en", section).assertion is expected


def test_a_cue_outweighs_its_section() -> None:
    decision = assertion_in("No asthma.", 3, 9, "en", SectionKind.PAST)
    assert (decision.assertion, decision.by_section) == (ABSENT, False)


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 3), (0, 99)])
def test_a_span_outside_the_sentence_is_an_error(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no span"):
        assert_mention("No fever.", start, end, "en")


@given(st.text(max_size=80), st.data())
def test_any_text_has_an_assertion_and_a_cue_within_it(text: str, data: st.DataObject) -> None:
    sentence = f"no {text}x"
    start = data.draw(st.integers(0, len(sentence) - 1))
    end = data.draw(st.integers(start + 1, len(sentence)))
    _, cue = assert_mention(sentence, start, end, "en")
    assert cue is None or (0 <= cue[0] < cue[1] <= len(sentence))
    assert cue is None or cue[1] <= start or cue[0] >= end


def test_kinds_are_told_apart_when_several_reach() -> None:
    context = context_of("No family history of asthma.", 21, 27, "en")
    assert context.negated is not None
    assert context.family is not None
