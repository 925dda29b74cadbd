# ruff: noqa: E501 (templates and tables read better unbroken)
"""Trains the tagger of Chinese names and writes its weights.

`python -m benchmarks.deidentify_training_zh --data DIR --out FILE.safetensors`. Learns from
templates written here, filled with made-up names, and from the sentences of CMB-Clin
(`DIR/cmb/CMB-Clin-qa.json`), which name nobody: as they are, and with a name put behind 患者.
Takes about four minutes on one core.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import torch

from apps.medical.domain.deidentify.lexicon import words
from apps.medical.domain.deidentify.tagger import LABELS_ZH
from apps.medical.domain.deidentify.tokens_zh import features, tokens
from benchmarks.deidentify_fills import fill
from benchmarks.deidentify_notes.lists import lists
from benchmarks.deidentify_training import Example, train, write
from benchmarks.packed import read_json

HERE = Path(__file__).parent
FILLS: Final = 90
PLAIN: Final = 25
COMPOSED: Final = 9_000
ADDRESSED: Final = 5_000
_NONE: Final = (
    "无", "不详", "良好", "男", "女", "已婚", "未婚", "农民", "工人", "汉族", "退休", "教师", "同意", "签字", "内科",
    "昨日", "病情", "方案", "发热", "咳嗽", "黄疸", "水肿", "高血压", "安静", "平稳", "明确", "常规", "阿司匹林", "万古霉素",
    "马来酸依那普利", "柴胡", "白术", "石膏", "温水", "左侧", "全身", "单纯", "连续", "康复", "主治", "家属", "本人", "我",
)  # fmt: skip
"""What may stand there and is no name."""
_TOWARDS: Final = (
    "请", "由", "经", "遵", "按", "与", "和", "同", "向", "给", "找", "告知", "通知", "汇报", "请示", "联系",
    "感谢", "据", "被", "让", "见", "跟", "挂", "转", "陪", "邀", "是", "为", "对", "从", "在",
)  # fmt: skip
"""What may stand right before a person who is called by surname and role."""
_WHICH: Final = (
    "值班", "管床", "上级", "接诊", "主管", "住院", "经治", "责任", "首诊", "当班", "女", "男", "两位", "对方", "当时",
    "由于", "家长和", "我院", "外院", "门诊", "急诊", "康复科", "病房", "主治", "新任", "全体", "其他", "该院", "一位",
)  # fmt: skip
"""What may stand there and is no surname."""
_COMMON: Final = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=6)
    asked = parser.parse_args()
    torch.manual_seed(7)
    examples = list(_examples(asked.data, random.Random(7)))
    print(f"{len(examples)} examples, {sum(len(one.labels) for one in examples)} characters")
    write(asked.out, *train(examples, asked.epochs, len(LABELS_ZH)))


def _examples(data: Path, rng: random.Random) -> Iterator[Example]:
    folder, made = HERE / "deidentify_notes", _makers(rng)
    for template in folder.joinpath("train_zh.txt").read_text("utf-8").splitlines() * FILLS:
        yield _filled(template, made, rng)
    for text in (*_composed(cases(data), rng), *_addressed(cases(data), rng)):
        yield _filled(text, made, rng)
    plain = folder.joinpath("plain_zh.txt").read_text("utf-8").splitlines()
    for text in plain * PLAIN:
        yield _filled(text, made, rng)
    for text in cases(data):
        yield _filled(text, made, rng)
        for word in ("患者", "病人"):
            if word in text:
                yield _filled(text.replace(word, rng.choice((word, "")) + "{name}", 1), made, rng)
        yield _filled(
            rng.choice(("{name}：", "{name}", "{name}，", "患者{name}，")) + text, made, rng
        )


def _composed(around: list[str], rng: random.Random) -> Iterator[str]:
    """Any word that may stand before a name, a name or none, any word that may follow it."""
    before = [w + rng.choice(("：", ":", "： ", " ", "")) for w in words("names_zh", "label")]
    before += [
        *words("names_zh", "kin"),
        "，",
        "。",
        "",
        "\n",
        "（",
        "、",
        "”",
        "及",
        "家属：",
        "由",
        "被",
    ]
    after = [
        *words("names_zh", "after"),
        *words("names_zh", "role"),
        "，",
        "。",
        "\n",
        "（",
        "：",
        "  ",
    ]
    for _ in range(COMPOSED):
        name = rng.choice(
            ("{name}", "{name}", "{name}、{name}", "{name}和{name}", "{name} ", rng.choice(_NONE))
        )
        left, right = (
            rng.choice((rng.choice(around)[-20:], "")),
            rng.choice((rng.choice(around)[:25], "")),
        )
        yield f"{left}{rng.choice(before)}{name}{rng.choice(after)}{right}"


def _addressed(around: list[str], rng: random.Random) -> Iterator[str]:
    """A surname by itself before a role, behind any words; and the role without one."""
    before = (
        *_TOWARDS,
        "",
        "，",
        "。",
        "\n",
        "、",
        "：",
        "科",
        "内科",
        "外科",
        "麻醉科",
        "后",
        "护士",
    )
    roles = sorted(words("names_zh", "role"))
    for _ in range(ADDRESSED):
        who = rng.choice(("{surname}", "{surname}", "{surname}", "", rng.choice(_WHICH)))
        left, right = rng.choice(around)[-18:], rng.choice(around)[:20]
        mark = rng.choice(("，", "。", "，", ""))
        yield f"{left}{mark}{rng.choice(before)}{who}{rng.choice(roles)}{right}"


def cases(data: Path) -> list[str]:
    """Sentences of CMB-Clin without anonymised names (杨XX, 某) and braces."""
    texts = [
        str(value)
        for case in read_json(data / "cmb" / "CMB-Clin-qa.json")
        for value in case.values()
    ]
    found = {s.strip() for text in texts for s in re.split(r"[。\n]|\\n", text)}
    return sorted(s for s in found if 6 < len(s) < 120 and not re.search(r"[Xx×*]{2}|某|[{}]", s))


def _makers(rng: random.Random) -> dict[str, Callable[[], str]]:
    pick = rng.choice
    surnames = sorted(words("names_zh", "surname"))
    compounds, given = (
        sorted(words("names_zh", "compound_surname")),
        sorted(words("names_zh", "given")),
    )
    reported = {name for split in ("dev", "test") for name in lists("zh", split).given}

    def surname() -> str:
        return pick(
            (
                pick(_COMMON),
                pick(_COMMON),
                pick(surnames),
                pick(surnames),
                pick(surnames),
                pick(compounds),
            )
        )

    def own() -> str:
        while True:
            name = pick(given) + (pick(given) if rng.random() < 0.7 else "")
            if name not in reported:
                return name

    return {
        "name": lambda: surname() + own(), "surname": surname, "age": lambda: str(rng.randint(1, 99)),
        "phone": lambda: f"13{rng.randrange(10**9):09}", "id": lambda: f"{rng.randrange(10**18):018}",
        "date": lambda: pick((f"20{rng.randint(10, 24)}年{rng.randint(1, 12)}月{rng.randint(1, 28)}日", f"2021-0{rng.randint(1, 9)}-1{rng.randint(0, 9)}")),
    }  # fmt: skip


def _filled(template: str, made: dict[str, Callable[[], str]], rng: random.Random) -> Example:
    filled = fill(template, made)
    at = tokens(filled.text)
    named = [p for p in filled.planted if p.kind in ("name", "surname")]
    labels = [int(any(p.start <= start < p.end for p in named)) for start, _ in at]
    lexical = [rng.random() > (0.5 if label else 0.1) for label in labels]
    return Example(features(filled.text, at, lexical), labels)


if __name__ == "__main__":
    main()
