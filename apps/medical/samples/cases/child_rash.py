"""手足口病: a toddler with fever, mouth ulcers and blisters on hands and feet; a risk to watch."""

from __future__ import annotations

from collections.abc import Iterator

from apps.medical.samples.chart import Chart, person
from apps.medical.samples.papers import MARK_ZH, text_note

TITLES = ("Toddler with fever and blisters (3, male)", "发热伴手足疱疹的幼儿（3 岁，男）")

_NOTE = """
儿科门诊病历
姓名：陈一诺    性别：男    年龄：3岁    出生日期：2023-02-14
登记号：00815524    就诊时间：2026-06-11 15:10
住址：云溪市安宁区锦帆巷 7 号    联系电话：13800000103

主诉：发热 2 天，手足皮疹 1 天。

现病史：2 天前发热，体温 38.5℃左右，流涎，拒食，诉口痛。1 天前手掌、足底及臀部出现红色丘疹和小疱疹
，不痒。夜间睡眠中惊跳 2 次，每次约 1 秒。无抽搐，无呕吐，无肢体无力，无头痛。无咳嗽。
幼儿园同班有 3 名儿童患手足口病。

既往史：去年患水痘，已痊愈。无药物过敏史。

家族史：姐姐幼时有热性惊厥。

体格检查：体温 38.2℃，脉搏 122 次/分，呼吸 26 次/分。神清，反应可。口腔颊黏膜及软腭见散在溃疡。
手、足、臀部见斑丘疹和疱疹。颈软，无抵抗。四肢肌力正常，无共济失调。心肺听诊无异常。末梢暖，
毛细血管充盈时间 2 秒。

诊断：手足口病（普通型）。
惊跳提示需警惕重症可能：如出现持续高热、频繁惊跳、肢体抖动、精神萎靡或呼吸急促，立即就诊。
"""


def files() -> Iterator[tuple[str, bytes]]:
    yield "陈一诺-病历.json", _chart().bundle()
    yield "陈一诺-门诊病历.txt", text_note(_NOTE, MARK_ZH)


def _chart() -> Chart:
    chart = Chart(
        "child-rash",
        "zh",
        "+08:00",
        person(
            "陈一诺",
            "male",
            "2023-02-14",
            "00815524",
            language="zh",
            address="云溪市安宁区锦帆巷 7 号",
            phone="13800000103",
        ),
    )
    chart.visit("AMB", "2025-04-18T10:00", "2025-04-18T10:15", "发热、皮疹")
    chart.problem(
        "B01.9",
        "Varicella without complication",
        "水痘",
        onset="2025-04-17",
        end="2025-05-01",
        status="resolved",
    )
    chart.measure("2025-04-18T10:05", temp="38.0", wt="12.4")
    chart.visit("AMB", "2026-02-20T09:00", "2026-02-20T09:20", "儿童保健（3 岁）")
    chart.measure("2026-02-20T09:05", wt="14.6", ht="96.5")
    chart.visit("AMB", "2026-06-11T15:10", "2026-06-11T15:40", "发热、手足疱疹")
    chart.measure("2026-06-11T15:12", temp="38.2", hr="122", rr="26", wt="14.8")
    chart.measure("2026-06-11T15:30", wbc="9.6 4.4-11.9", crp="6", glum="5.4")
    chart.problem(
        "B08.4", "Enteroviral vesicular stomatitis with exanthem", "手足口病", onset="2026-06-09"
    )
    chart.family("姐姐", "R56.00", "Simple febrile convulsions", "热性惊厥")
    return chart
