"""Assertions of Chinese sentences: {mention} stands in braces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.medical.domain.finding import Assertion
from apps.medical.domain.text.assertion import assert_mention

PRESENT, ABSENT, POSSIBLE = Assertion.PRESENT, Assertion.ABSENT, Assertion.POSSIBLE
HISTORICAL, HYPOTHETICAL, FAMILY = (
    Assertion.HISTORICAL,
    Assertion.HYPOTHETICAL,
    Assertion.FAMILY,
)


def read(marked: str) -> Assertion:
    start, end = marked.index("{"), marked.index("}") - 1
    return assert_mention(marked.replace("{", "").replace("}", ""), start, end, "zh")[0]


CASES = [
    ("无{发热}。", ABSENT),
    ("无发热、{咳嗽}及胸痛。", ABSENT),
    ("无发热，伴{咳嗽}。", PRESENT),
    ("否认{高血压}、糖尿病史。", ABSENT),
    ("否认头痛，{腹泻}。", ABSENT),
    ("否认头痛，有{腹泻}。", PRESENT),
    ("未见{胸腔积液}。", ABSENT),
    ("未闻及{哮鸣音}。", ABSENT),
    ("{移动性浊音}阴性。", ABSENT),
    ("{墨菲征}（-）。", ABSENT),
    ("{咯血}、胸痛均否认。", ABSENT),
    ("已排除{肺栓塞}。", ABSENT),
    ("{急性胰腺炎}可能性不大。", ABSENT),
    ("不{发热}。", ABSENT),
    ("无痛性{血尿}。", PRESENT),
    ("无明显诱因出现{胸痛}。", PRESENT),
    ("{咳嗽}无明显缓解。", PRESENT),
    ("{疼痛}控制不佳。", PRESENT),
    ("但无{咯血}。", ABSENT),
    ("无{胸痛}但有气促。", ABSENT),
    ("无胸痛但有{气促}。", PRESENT),
    ("不能除外{肺癌}。", POSSIBLE),
    ("{肺癌}不能除外。", POSSIBLE),
    ("{肺栓塞}待排。", POSSIBLE),
    ("考虑{肺炎}。", POSSIBLE),
    ("{阑尾炎}？", POSSIBLE),
    ("{发热}待查。", PRESENT),
    ("{肺癌}待查。", POSSIBLE),
    ("为排除{肺栓塞}，行CTPA。", POSSIBLE),
    ("既往有{哮喘}。", HISTORICAL),
    ("{高血压}病史10年。", HISTORICAL),
    ("10年前曾患{肺结核}。", HISTORICAL),
    ("3天前出现{咳嗽}。", PRESENT),
    ("新生儿期有{黄疸}。", HISTORICAL),
    ("{水肿}已消退。", HISTORICAL),
    ("如出现{呼吸困难}，请就诊。", HYPOTHETICAL),
    ("如出现发热或{呼吸困难}，请就诊。", HYPOTHETICAL),
    ("预防{深静脉血栓}。", HYPOTHETICAL),
    ("有{跌倒}的风险。", HYPOTHETICAL),
    ("父亲患{冠心病}。", FAMILY),
    ("有{冠心病}家族史。", FAMILY),
    ("母亲诉患儿{发热}。", PRESENT),
    ("家长发现患儿{发热}。", PRESENT),
    ("否认{糖尿病}家族史。", ABSENT),
    ("同班有{手足口病}。", FAMILY),
    ("近期有类似{腹泻}。", PRESENT),
]


@pytest.mark.parametrize(("marked", "expected"), CASES)
def test_each_rule_reads_its_sentence(marked: str, expected: Assertion) -> None:
    assert read(marked) is expected


def test_the_cue_is_told() -> None:
    assert assert_mention("未见气胸", 2, 4, "zh") == (ABSENT, (0, 2))


@given(
    st.text(
        alphabet="无未见否认，、。；发热咳嗽如既往父亲母诉考虑？不能排除()（-）史a1 ", max_size=60
    ),
    st.data(),
)
def test_any_text_has_an_assertion(text: str, data: st.DataObject) -> None:
    sentence = f"无{text}痛"
    start = data.draw(st.integers(0, len(sentence) - 1))
    end = data.draw(st.integers(start + 1, len(sentence)))
    _, cue = assert_mention(sentence, start, end, "zh")
    assert cue is None or cue[1] <= start or cue[0] >= end
