"""A folder into which another patient's note slipped: the names differ by one character."""

from __future__ import annotations

from collections.abc import Iterator

from apps.medical.samples.chart import Chart, person
from apps.medical.samples.papers import MARK_ZH, text_note

TITLES = ("Folder with another patient's note (65, male)", "混入他人病历的文件夹（65 岁，男）")

_OWN = """
神经内科门诊病历
姓名：郑海涛    性别：男    出生日期：1960-10-08    病案号：00459036
就诊日期：2026-03-30

主诉：右侧肢体无力 2 周复诊。

现病史：2 周前晨起时右侧肢体无力伴言语含糊，诊断为急性脑梗死，经治疗后好转。现右手握力仍差，
行走平稳。无头痛，无呕吐，无吞咽困难，无抽搐。

既往史：高血压 12 年，高脂血症。否认房颤。否认糖尿病。曾患肺结核，已治愈。

家族史：父亲死于脑出血。

体格检查：血压 146/88 mmHg，神清，言语流利。右上肢肌力 4 级，右下肢肌力 5- 级。右侧巴宾斯基征阳性
。颈部未闻及血管杂音。

诊断：脑梗死恢复期；高血压病 2 级。
"""

_OTHER = """
泌尿外科门诊病历
姓名：郑海滔    性别：男    出生日期：1988-02-17    病案号：00459063
就诊日期：2026-03-30

主诉：左侧腰痛 1 天。

现病史：昨日突发左侧腰部绞痛，向会阴部放射，伴肉眼血尿。无发热，无尿频尿急。

体格检查：左肾区叩击痛阳性，腹软无压痛。

诊断：左输尿管结石。
处理：双氯芬酸钠止痛，多饮水。对阿司匹林过敏者慎用。
"""


def files() -> Iterator[tuple[str, bytes]]:
    yield "郑海涛-病历.json", _chart().bundle()
    yield "郑海涛-复诊病历.txt", text_note(_OWN, MARK_ZH)
    yield "门诊病历-0330.txt", text_note(_OTHER, MARK_ZH)


def _chart() -> Chart:
    chart = Chart(
        "wrong-patient",
        "zh",
        "+08:00",
        person("郑海涛", "male", "1960-10-08", "00459036", language="zh"),
    )
    chart.visit("AMB", "2014-06-11T09:00", "2014-06-11T09:20", "高血压门诊")
    chart.problem("I10", "Essential (primary) hypertension", "高血压病", onset="2014")
    chart.drug("17767", "amlodipine", "5 mg 口服，每日一次", "2014-06-11", words="氨氯地平")
    chart.measure("2014-06-11T09:05", bp="164/98", ldlm="4.1 H", creatu="82", wt="78", ht="171")
    chart.visit("IMP", "2026-03-15T07:40", "2026-03-24T10:00", "急性脑梗死")
    chart.problem("I63.9", "Cerebral infarction, unspecified", "急性脑梗死", onset="2026-03-15")
    chart.problem(
        "I48.91", "Unspecified atrial fibrillation", "心房颤动", onset="2026-03-16", sure="refuted"
    )
    chart.drug("1191", "aspirin", "100 mg 口服，每日一次", "2026-03-15", words="阿司匹林")
    chart.drug("83367", "atorvastatin", "20 mg 口服，每晚一次", "2026-03-15", words="阿托伐他汀")
    chart.measure("2026-03-15T08:00", bp="178/102", glum="6.0", ldlm="3.8 H", inr="1.0", plt="214")
    chart.visit("AMB", "2026-03-30T09:00", "2026-03-30T09:20", "复诊")
    chart.measure("2026-03-30T09:05", bp="146/88", hr="76", ldlm="2.4")
    return chart
