"""小儿腹泻: an infant with watery stools and vomiting in winter, drying out."""

from __future__ import annotations

from collections.abc import Iterator

from apps.medical.samples.chart import Chart, person
from apps.medical.samples.papers import MARK_ZH, table, text_note

TITLES = ("Infant with watery diarrhoea (13 months, male)", "水样腹泻的婴儿（13 个月，男）")

_NOTE = """
儿科急诊病历
患者姓名：周子轩    性别：男    年龄：13个月    出生日期：2024-11-03
门诊号：00933107    就诊日期：2025年12月8日
母亲：吴晓岚，电话 13800000102

主诉：腹泻 3 天，呕吐 1 天，尿少半天。

现病史：患儿 3 天前开始腹泻，每日十余次，为黄色水样便，量多，无黏液及脓血。昨日起呕吐 4 次，
为胃内容物，非喷射性。发热，最高 38.3℃。今日哭时泪少，尿量明显减少，口干，烦躁。无咳嗽，无惊厥，
无皮疹，无腹胀。同班托育儿童近期有类似腹泻。近期未使用抗生素。

既往史：既往体健。牛奶蛋白过敏曾被怀疑，已排除。否认手术史。轮状病毒疫苗未接种。

家族史：父母体健，无遗传病史。

体格检查：体温 38.0℃，脉搏 150 次/分，呼吸 36 次/分，体重 9.2 kg（病前 10.0 kg）。精神萎靡，
前囟稍凹陷，眼窝凹陷，皮肤弹性差，口唇干燥，四肢尚温。心肺无异常。腹软，无压痛，肠鸣音活跃，
未触及包块。颈软，无抵抗。

辅助检查：轮状病毒抗原阳性。大便常规未见白细胞和红细胞。

诊断：1. 轮状病毒肠炎。2. 中度脱水。3. 代谢性酸中毒。
肠套叠可能性小；如出现血便或剧烈哭闹，应立即复查腹部超声。
"""

_ROWS = """
钠;2951-2;131;mmol/L;135-145;L;2025/12/8
钾;2823-3;3.2;mmol/L;3.5-5.1;L;2025/12/8
氯;2075-0;108;mmol/L;98-107;H;2025/12/8
碳酸氢盐;1963-8;15;mmol/L;22-29;L;2025/12/8
尿素;22664-7;8.6;mmol/L;1.8-6.4;H;2025/12/8
肌酐;14682-9;34;umol/L;13-33;H;2025/12/8
葡萄糖;14749-6;4.1;mmol/L;3.9-6.1;;2025/12/8
轮状病毒抗原;;阳性;;阴性;A;2025/12/8
"""


def files() -> Iterator[tuple[str, bytes]]:
    yield "周子轩-病历.json", _chart().bundle()
    yield "周子轩-急诊病历.txt", text_note(_NOTE, MARK_ZH)
    yield (
        "周子轩-检验.csv",
        table(
            (MARK_ZH, "姓名：周子轩;门诊号：00933107"),
            "检验项目;LOINC;结果;单位;参考区间;标志;检验日期",
            _ROWS,
        ),
    )


def _chart() -> Chart:
    chart = Chart(
        "child-diarrhoea",
        "zh",
        "+08:00",
        person("周子轩", "male", "2024-11-03", "00933107", language="zh", phone="13800000102"),
    )
    chart.visit("AMB", "2025-05-06T09:00", "2025-05-06T09:20", "儿童保健（6 月龄）")
    chart.measure("2025-05-06T09:05", wt="7.9", ht="67.5", hc="43.2")
    chart.event("Immunization", "百白破疫苗 第三剂", "2025-05-06T09:15")
    chart.problem(
        "K52.22",
        "Food protein-induced enteropathy",
        "牛奶蛋白过敏",
        onset="2025-05-06",
        sure="refuted",
    )
    chart.visit("AMB", "2025-11-05T09:00", "2025-11-05T09:20", "儿童保健（12 月龄）")
    chart.measure("2025-11-05T09:05", wt="10.0", ht="76", hc="46")
    chart.visit("EMER", "2025-12-08T08:40", "2025-12-10T16:00", "腹泻、脱水")
    chart.measure("2025-12-08T08:45", temp="38.0", hr="150", rr="36", wt="9.2")
    chart.problem("A08.0", "Rotaviral enteritis", "轮状病毒肠炎", onset="2025-12-05")
    chart.problem("E86.0", "Dehydration", "中度脱水", onset="2025-12-08")
    return chart
