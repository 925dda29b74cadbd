"""甲状腺功能亢进: weight loss, a racing heart, and a low white count on methimazole."""

from __future__ import annotations

from collections.abc import Iterator

from apps.medical.samples.chart import Chart, person
from apps.medical.samples.papers import MARK_ZH, table, text_note

TITLES = ("Racing heart and weight loss (34, female)", "心悸消瘦（34 岁，女）")

_NOTE = """
内分泌科门诊病历
姓名：苏婉清    性别：女    年龄：34岁    出生日期：1991-08-30
门诊号：00277941    就诊日期：2026-05-20
电子邮箱：su.wanqing@mail.example    联系电话：13800000105

主诉：心悸、多汗、消瘦半年，咽痛 2 天。

现病史：半年前开始心悸、怕热、多汗，易怒，手抖，食量增加而体重下降 7 kg。3 月确诊 Graves 病，
服用甲巯咪唑后症状好转。2 天前咽痛、发热，体温 38.6℃。无咳嗽，无腹泻，无皮疹，无胸痛。无视力下降，
无复视。末次月经 2026-05-02，未怀孕，计划明年怀孕。

既往史：既往体健。否认肝炎史。幼时患支气管哮喘，10 岁后未再发作。

家族史：母亲有桥本甲状腺炎。外祖母患糖尿病。

体格检查：体温 38.4℃，脉搏 108 次/分，血压 126/64 mmHg，体重 49 kg。双眼轻度突出，无球结膜水肿。
甲状腺 II 度弥漫性肿大，质软，可闻及血管杂音，无结节。咽部充血，扁桃体 II 度肿大，可见白色渗出。
心律齐，无杂音。双手细颤。双下肢无黏液性水肿。

诊断：1. Graves 病（甲状腺功能亢进症），治疗中。2. 急性扁桃体炎。3. 粒细胞缺乏症待排（甲巯咪唑所致
可能）。处理：急查血常规，如中性粒细胞低于 0.5×10^9/L，立即停用甲巯咪唑。
"""

_ROWS = """
促甲状腺激素,3016-3,<0.01,m[IU]/L,0.27-4.2,L,2026-03-04
游离甲状腺素,14920-3,48.6,pmol/L,12-22,H,2026-03-04
游离三碘甲状腺原氨酸,14928-2,22.1,pmol/L,3.1-6.8,H,2026-03-04
促甲状腺激素,3016-3,0.02,m[IU]/L,0.27-4.2,L,2026-04-15
游离甲状腺素,14920-3,29.4,pmol/L,12-22,H,2026-04-15
促甲状腺激素,3016-3,0.05,m[IU]/L,0.27-4.2,L,2026-05-20
游离甲状腺素,14920-3,23.8,pmol/L,12-22,H,2026-05-20
白细胞计数,6690-2,2.1,10*9/L,3.5-9.5,L,2026-05-20
中性粒细胞百分比,770-8,28,%,40-75,L,2026-05-20
C反应蛋白,1988-5,52,mg/L,<8,H,2026-05-20
促甲状腺激素受体抗体,,12.4,[IU]/L,<1.75,H,2026-03-04
"""


def files() -> Iterator[tuple[str, bytes]]:
    yield "苏婉清-病历.json", _chart().bundle()
    yield "苏婉清-门诊病历.txt", text_note(_NOTE, MARK_ZH)
    yield (
        "苏婉清-检验.csv",
        table(
            (MARK_ZH, "姓名：苏婉清,性别：女,门诊号：00277941"),
            "检测项目,LOINC,检测结果,单位,参考范围,异常提示,检测时间",
            _ROWS,
        ),
    )


def _chart() -> Chart:
    chart = Chart(
        "thyroid",
        "zh",
        "+08:00",
        person("苏婉清", "female", "1991-08-30", "00277941", language="zh", phone="13800000105"),
    )
    chart.problem(
        "J45.909",
        "Unspecified asthma, uncomplicated",
        "支气管哮喘",
        onset="1996",
        end="2001",
        status="resolved",
    )
    chart.visit("AMB", "2023-09-12T08:30", "2023-09-12T09:00", "健康体检")
    chart.measure("2023-09-12T08:40", tsh="1.6", hbl="131", wbc="5.8", wt="56", ht="163", hr="72")
    chart.visit("AMB", "2026-03-04T09:00", "2026-03-04T09:30", "内分泌科门诊")
    chart.problem(
        "E05.00",
        "Thyrotoxicosis with diffuse goiter without thyrotoxic crisis or storm",
        "Graves 病",
        onset="2025-11",
    )
    chart.drug("6835", "methimazole", "20 mg 口服，每日一次", "2026-03-04", words="甲巯咪唑")
    chart.drug("8787", "propranolol", "10 mg 口服，每日三次", "2026-03-04", words="普萘洛尔")
    chart.measure("2026-03-04T09:05", hr="124", wt="49.5", bp="132/62", wbc="5.1")
    chart.visit("AMB", "2026-04-15T09:00", "2026-04-15T09:20", "复诊")
    chart.measure("2026-04-15T09:05", hr="92", wt="50", wbc="4.2", alt="38")
    chart.visit("AMB", "2026-05-20T10:00", "2026-05-20T10:30", "咽痛、发热")
    chart.measure("2026-05-20T10:05", temp="38.4", hr="108", wt="49", bp="126/64")
    chart.problem("J03.90", "Acute tonsillitis, unspecified", "急性扁桃体炎", onset="2026-05-18")
    chart.problem(
        "D70.2",
        "Other drug-induced agranulocytosis",
        "粒细胞缺乏症",
        onset="2026-05-20",
        sure="provisional",
    )
    chart.family("母亲", "E06.3", "Autoimmune thyroiditis", "桥本甲状腺炎")
    return chart
