"""Each stage drops or mends what it is there for, and lets plain text pass."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from finetune.corpora.rows import Claim, Row
from finetune.corpora.stages.boilerplate import Boilerplate
from finetune.corpora.stages.consistency import Consistency, evaluated
from finetune.corpora.stages.decontamination import Decontamination, Item
from finetune.corpora.stages.encoding import Encoding
from finetune.corpora.stages.exact_duplicates import ExactDuplicates
from finetune.corpora.stages.language import Language
from finetune.corpora.stages.length import Length
from finetune.corpora.stages.near_duplicates import NearDuplicates
from finetune.corpora.stages.order import NAMES, stages
from finetune.corpora.stages.personal_data import PersonalData
from finetune.corpora.stages.quality import Quality
from finetune.corpora.stages.repetition import Repetition
from finetune.corpora.stages.stage import Stage
from finetune.corpora.stages.toxicity import Toxicity, toxic_weight

PLAIN = (
    "The brewery reported that sales of its winter ale rose by a tenth over the year. The board"
    " expects the new bottling line to open in March, and it has set aside four million crowns for"
    " the work. Nobody at the meeting asked what would happen if the river froze again."
)


def row(text: str, *, name: str = "a", part: str = "train", **fields: object) -> Row:
    return Row(f"made:{name}#0", text, "finance", "made", part, **fields)  # pyright: ignore


def mended(stage: Stage, text: str, **fields: object) -> str | None:
    told = stage.judge(row(text, **fields)).row
    return None if told is None else told.text


def test_there_are_twelve_and_plain_text_passes_all() -> None:
    assert len(NAMES) == len(set(NAMES)) == 12
    for name, make in zip(NAMES, stages(), strict=True):
        stage = make()
        assert stage.name == name
        assert stage.judge(row(PLAIN)).row == row(PLAIN), name


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("The firmâ€™s cafÃ© opened.", "The firm's café opened."),
        ("Oil &amp; gas rose <b>fast</b>.", "Oil & gas rose fast."),
        ("soft\u00adly\u200b said\x07", "softly said"),
        ("two  blanks \n\n\n\n then", "two blanks\n\nthen"),
        ("x < y and y > z", "x < y and y > z"),
    ],
)
def test_encoding_is_repaired(broken: str, whole: str) -> None:
    assert mended(Encoding(), broken) == whole


def test_lost_letters_are_dropped() -> None:
    assert mended(Encoding(), "Th\ufffd b\ufffdard m\ufffdt.") is None


def test_other_languages_are_dropped_and_mathematics_stays() -> None:
    german = "Die Brauerei meldete, dass der Absatz des Winterbieres um ein Zehntel gestiegen ist."
    assert mended(Language(), german) is None
    assert mended(Language(("en", "de")), german) == german
    assert mended(Language(), "酿酒厂报告说冬季啤酒的销量增长了百分之十，董事会很满意。") is None
    assert mended(Language(), f"{PLAIN}\n\n{german}") == PLAIN
    sums = "x^2 - 5x + 6 = 0, (x - 2)(x - 3) = 0, x = 2 or x = 3"
    assert mended(Language(), sums) == sums


def test_boilerplate_leaves_the_text_between() -> None:
    page = f"Table of Contents\n{PLAIN}\n17\nCopyright 2024 The Brewery. All rights reserved."
    assert mended(Boilerplate(), page) == PLAIN
    school = replace(row(f"{PLAIN}\n17\nPage 3 of 9"), domain="education")
    assert Boilerplate().judge(school).row == replace(school, text=f"{PLAIN}\n17")
    assert mended(Boilerplate(), "(c) the notes fall due in May.\n" + PLAIN) is not None


def test_a_line_on_every_page_is_furniture() -> None:
    stage = Boilerplate()
    pages = [row(f"Annual report of the brewery, page {n}\n{PLAIN} {n}") for n in range(5)]
    for page in pages:
        stage.survey(page)
    told = stage.judge(pages[0]).row
    assert told is not None
    assert told.text == f"{PLAIN} 0"


def test_a_stock_sentence_is_kept_in_the_first_documents_only() -> None:
    stage = Boilerplate()
    stock = "This condition runs in families and one altered copy of the gene is quite enough."
    texts = [
        mended(stage, f"{stock} It was first seen in village {n} by the sea.", name=f"d{n}")
        for n in range(60)
    ]
    assert sum(stock in (text or "") for text in texts) == 50


def test_length_and_repetition() -> None:
    assert mended(Length(), "Too short.") is None
    assert mended(Length(most=1000), "word " * 400) is None
    assert mended(Repetition(), "Buy the winter ale of our brewery now. " * 6) is None
    assert mended(Repetition(), "buy now cheap " * 60) is None
    assert mended(Repetition(), "what a " + "o" * 30 + "h it is") is None
    twice = "The board met in the old hall. The board met in the old hall. " + PLAIN
    assert mended(Repetition(), twice) == "The board met in the old hall. " + PLAIN


def test_exact_duplicates_look_past_case_and_punctuation() -> None:
    stage = ExactDuplicates()
    assert mended(stage, PLAIN) == PLAIN
    assert mended(stage, PLAIN.upper().replace(",", " ;"), name="b") is None


def test_near_duplicates_are_found_and_numbers_make_a_new_exercise() -> None:
    stage = NearDuplicates()
    assert mended(stage, PLAIN) == PLAIN
    assert mended(stage, PLAIN.replace("tenth", "ninth"), name="b") is None
    one = "Tom has 4 red marbles and 7 blue ones. How many marbles has he? 4 + 7 = 11."
    other = "Tom has 8 red marbles and 5 blue ones. How many marbles has he? 8 + 5 = 13."
    assert mended(stage, one, name="c") == one
    assert mended(stage, other, name="d") == other


def test_what_was_kept_before_an_interruption_is_remembered() -> None:
    for stage in (ExactDuplicates(), NearDuplicates()):
        stage.remember(row(PLAIN))
        assert mended(stage, PLAIN, name="b") is None


@pytest.mark.parametrize(
    ("sentence", "toxic"),
    [
        ("You are such an idiot.", True),
        ("I will kill you when we meet.", True),
        ("you f*cking m0ron", True),
        ("those immigrants are vermin", True),
        ("The plan is stupid and costly.", False),
        ("The drug may kill the bacteria in them.", False),
        ("Men are at higher risk of the disease.", False),
    ],
)
def test_toxicity_needs_an_aim(sentence: str, toxic: bool) -> None:
    assert (toxic_weight(sentence) >= 2) is toxic


def test_a_toxic_sentence_goes_and_a_toxic_row_too() -> None:
    assert mended(Toxicity(), f"{PLAIN} You are such an idiot.") == PLAIN
    outcome = Toxicity().judge(row("You are such an idiot. Go away now."))
    assert outcome.row is None
    assert outcome.shown == ""


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ("ring (415) 555-0132", "telephone number"),
        ("ring +44 20 7946 0958", "telephone number"),
        ("fax: 415 555 0199", "telephone number"),
        ("write to j.smith@example.org", "e-mail"),
        ("card 4111 1111 1111 1111", "card number"),
        ("IBAN DE89 3704 0044 0532 0130 00", "account number"),
        ("SSN 219-09-9999", "social security number"),
        ("born on 12 March 1956", "birth date"),
        ("MRN: 00123456", "record number"),
        ("Patient name: John A. Smith", "name"),
        ("at 221 Baker Street, Springfield, IL 62704", "postal address"),
        ("from 10.0.0.12", "network address"),
    ],
)
def test_personal_data_gives_way_to_its_kind(told: str, kind: str) -> None:
    text = mended(PersonalData(), f"{PLAIN} They said: {told}. {PLAIN}")
    assert text is not None
    assert f"[{kind}]" in text
    assert text.count(PLAIN) == 2


@pytest.mark.parametrize(
    "told",
    [
        "1,234,567 shares",
        "in 2023 and 2024",
        "card 4111 1111 1111 1112",
        "file 001-33443",
        "12-34-5678",
    ],
)
def test_figures_are_no_personal_data(told: str) -> None:
    assert mended(PersonalData(), f"{PLAIN} They said {told}.") == f"{PLAIN} They said {told}."


def test_quality_knows_words_in_no_order_and_tables() -> None:
    shuffled = (PLAIN + " It may be that the ale is the best of all in the land.").split()
    random.Random(3).shuffle(shuffled)
    assert mended(Quality(), " ".join(shuffled)) is None
    assert mended(Quality(), "12,345 67,890 (1,234) 8.9% 2023 2022 2021 total net 99,999") is None


def test_records_must_be_borne_out() -> None:
    right = Claim("equation", "48/2", "24")
    text = f"{PLAIN} That makes 48/2 = 24 casks of $4.4 billion."
    assert mended(Consistency(), text, claims=(right,)) == text
    for claim in (
        Claim("equation", "48/2", "25"),
        Claim("figure", "4.5", "e9"),
        Claim("figure", "4.4", "e6"),
        Claim("mention", "cholera"),
    ):
        assert mended(Consistency(), text, claims=(claim,)) is None, claim


def test_arithmetic_is_exact_and_nothing_else_is_run() -> None:
    assert evaluated("0.1+0.2") == evaluated("0.3")
    assert evaluated("__import__('os')") is None
    assert evaluated("2**9**9") is None
    assert evaluated("1/0") is None


def test_benchmark_items_and_held_out_passages_do_not_train() -> None:
    item = (
        "Which brewery of the northern valley opened a second bottling line before its rivals did?"
    )
    stage = Decontamination([Item("quiz", item)])
    held_out = row(PLAIN, name="b", part="test")
    stage.survey(held_out)
    assert stage.judge(held_out).row == held_out
    assert stage.judge(row(f"Somebody asked. {item} Nobody knew.")).reasons == ("quiz",)
    assert stage.judge(row(f"He read: {PLAIN}")).reasons == ("held out: made",)
    assert mended(stage, "The brewery of the northern valley is old and no rival ever bought it.")
