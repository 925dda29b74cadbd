"""急性胰腺炎: a heavy meal, a band of pain to the back, and blood white with fat."""

from __future__ import annotations

from collections.abc import Iterator

from apps.medical.samples.chart import Chart, identity_card, person
from apps.medical.samples.papers import MARK_ZH, table, text_note

TITLES = ("Upper abdominal pain after a feast (47, male)", "饱餐后上腹痛（47 岁，男）")

_CARD = identity_card("320199", "1978-05-23", "017")
_NOTE = f"""
急诊内科住院记录
姓名：贺建国    性别：男    年龄：47岁    出生日期：1978-05-23
住院号：00604482    入院时间：2026-02-18 02:20    身份证号：{_CARD}
现住址：临江市北湖区望川街 226 号    联系电话：13800000104
医保卡号：SYN88003321

主诉：上腹部持续性疼痛 8 小时，伴恶心、呕吐。

现病史：患者 8 小时前聚餐饮白酒约半斤后出现上腹部持续性剧痛，向腰背部放射，弯腰抱膝位稍缓解，
伴恶心，呕吐胃内容物 3 次，呕吐后腹痛不缓解。发热，体温 38.1℃。无黑便，无呕血，无黄疸，无胸痛，
无腹泻。尿量减少。

既往史：高甘油三酯血症 6 年，未规律服药。2 型糖尿病 3 年，口服二甲双胍。2021 年有类似发作一次，
诊断为轻症胰腺炎，已治愈。否认胆石症病史。否认消化性溃疡史。否认冠心病史。对磺胺类药物过敏，
表现为皮疹。

个人史：吸烟 20 年，每日 1 包；饮酒 20 年。

家族史：父亲患糖尿病，母亲患胆囊结石。

体格检查：体温 38.1℃，脉搏 112 次/分，呼吸 24 次/分，血压 102/64 mmHg，血氧饱和度 94%。
急性痛苦面容。皮肤巩膜无黄染。腹膨隆，上腹部压痛明显，轻度反跳痛，无肌紧张。Murphy 征阴性。
移动性浊音阴性。肠鸣音减弱。双下肢无水肿。

诊断：1. 急性胰腺炎（高脂血症性，中度重症可能）。2. 高甘油三酯血症。3. 2 型糖尿病。

鉴别：消化道穿孔、急性心肌梗死依据不足；急性胆囊炎可能性小。
如出现呼吸困难、意识改变或尿量持续减少，考虑转入重症监护。
"""

_CT = """
影像科 CT 检查报告
姓名：贺建国    性别：男    年龄：47岁    住院号：00604482
检查日期：2026-02-18
检查方法：上腹部 CT 平扫 + 增强

影像所见：
胰腺弥漫性肿大，边缘模糊，胰周脂肪间隙见渗出及少量积液，胰腺实质强化均匀，未见明确坏死区。
肝脏密度弥漫性减低，低于脾脏。胆囊不大，壁不厚，腔内未见结石影。胆总管无扩张。双侧胸腔少量积液。
未见腹腔游离气体。

诊断意见：
1. 急性胰腺炎，胰周渗出，未见坏死。
2. 脂肪肝。
3. 双侧胸腔少量积液。
"""

_ROWS = """
淀粉酶,1798-8,1126,U/L,35-135,↑↑,2026-02-18 03:00
脂肪酶,3040-3,2480,U/L,13-60,↑↑,2026-02-18 03:00
甘油三酯,14927-8,22.6,mmol/L,<1.7,↑↑,2026-02-18 03:00
钙,2000-8,1.92,mmol/L,2.11-2.52,↓,2026-02-18 03:00
葡萄糖,14749-6,14.8,mmol/L,3.9-6.1,↑,2026-02-18 03:00
尿素,22664-7,9.4,mmol/L,3.1-8.0,↑,2026-02-18 03:00
肌酐,14682-9,118,umol/L,57-97,↑,2026-02-18 03:00
白细胞计数,6690-2,16.4,10*9/L,3.5-9.5,↑,2026-02-18 03:00
C反应蛋白,1988-5,168,mg/L,<8,↑↑,2026-02-18 03:00
总胆红素,14631-6,17,umol/L,5-21,,2026-02-18 03:00
丙氨酸氨基转移酶,1742-6,46,U/L,9-50,,2026-02-18 03:00
乳酸脱氢酶,2532-0,388,U/L,120-250,↑,2026-02-18 03:00
高敏肌钙蛋白T,67151-1,9,ng/L,<14,,2026-02-18 03:00
"""


def files() -> Iterator[tuple[str, bytes]]:
    yield "贺建国-病历.json", _chart().bundle()
    yield "贺建国-入院记录.txt", text_note(_NOTE, MARK_ZH)
    yield "贺建国-CT报告.txt", text_note(_CT, MARK_ZH)
    yield (
        "贺建国-检验.csv",
        table(
            (MARK_ZH, "姓名：贺建国,性别：男,年龄：47岁,住院号：00604482"),
            "项目名称,LOINC,检验结果,单位,参考值,提示,采样时间",
            _ROWS,
        ),
    )


def _chart() -> Chart:
    chart = Chart(
        "pancreatitis",
        "zh",
        "+08:00",
        person(
            "贺建国",
            "male",
            "1978-05-23",
            "00604482",
            language="zh",
            address="临江市北湖区望川街 226 号",
            phone="13800000104",
            card=_CARD,
        ),
    )
    chart.allergy("10180", "sulfamethoxazole", "皮疹", words="磺胺类药物")
    chart.visit("AMB", "2020-03-10T08:30", "2020-03-10T08:50", "健康体检")
    chart.problem("E78.1", "Pure hyperglyceridemia", "高甘油三酯血症", onset="2020-03-10")
    chart.measure("2020-03-10T08:35", trig="5.8 H", glum="6.3 H", wt="86", ht="172", bp="132/84")
    chart.visit("IMP", "2021-10-04T20:00", "2021-10-10T10:00", "急性胰腺炎（轻症）")
    chart.problem(
        "K85.90",
        "Acute pancreatitis without necrosis or infection, unspecified",
        "急性胰腺炎（轻症）",
        onset="2021-10-04",
        end="2021-10-10",
        status="resolved",
    )
    chart.measure("2021-10-04T20:20", amy="642 H", lip="1210 H", trig="12.4 H", cam="2.20")
    chart.visit("AMB", "2023-05-16T09:00", "2023-05-16T09:20", "糖尿病门诊")
    chart.problem(
        "E11.9", "Type 2 diabetes mellitus without complications", "2 型糖尿病", onset="2023-05"
    )
    chart.drug("6809", "metformin", "0.5 g 口服，每日两次", "2023-05-16", words="二甲双胍")
    chart.drug(
        "8703", "fenofibrate", "0.2 g 口服，每晚一次", "2023-05-16", "2024-01-10", words="非诺贝特"
    )
    chart.measure("2023-05-16T09:05", a1c="7.6 H", trig="7.9 H", glum="8.8 H", creatu="78")
    chart.visit("IMP", "2026-02-18T02:20", "2026-02-27T10:00", "急性胰腺炎")
    chart.measure("2026-02-18T02:25", temp="38.1", hr="112", rr="24", spo2="94", bp="102/64")
    chart.problem(
        "K85.80",
        "Other acute pancreatitis without necrosis or infection",
        "急性胰腺炎（高脂血症性）",
        onset="2026-02-17",
    )
    chart.problem(
        "K80.20",
        "Calculus of gallbladder without cholecystitis without obstruction",
        "胆囊结石",
        onset="2026-02-18",
        sure="refuted",
    )
    return chart
