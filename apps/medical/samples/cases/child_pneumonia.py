"""小儿肺炎: a four-year-old with fever, cough and fast breathing, who had a rash on amoxicillin."""

from __future__ import annotations

from collections.abc import Iterator

from apps.medical.samples.chart import Chart, identity_card, person
from apps.medical.samples.papers import MARK_ZH, table, text_note

TITLES = ("Child with fever and cough (4, female)", "发热咳嗽的儿童（4 岁，女）")

_CARD = identity_card("110199", "2021-09-12", "024")
_NOTE = f"""
儿科门诊病历
姓名：林小禾    性别：女    出生日期：2021-09-12    病案号：00720318
就诊时间：2026-01-19 10:30    身份证号：{_CARD}
家庭住址：云溪市安宁区桐花路 18 号 3 单元 502 室    联系电话：13800000101

主诉：发热、咳嗽 5 天，加重伴气促 1 天。

现病史：患儿 5 天前无明显诱因出现发热，体温最高 39.6℃，伴阵发性咳嗽，初为干咳，后有痰，不易咳出。
1 天前咳嗽加重，出现气促，夜间睡眠不安。精神差，食欲下降。无抽搐，无呕吐，无腹泻，无皮疹，无咯血。
家长自行给予布洛芬退热，热退后复升。外院曾怀疑支气管哮喘，未用药。

既往史：2 岁时患毛细支气管炎住院 1 次，已治愈。服用阿莫西林后出现皮疹，否认其他药物过敏。
否认结核接触史。否认异物吸入史。

个人史：足月顺产，按时预防接种。

家族史：父亲有过敏性鼻炎，母亲体健。爷爷有慢性支气管炎。

体格检查：体温 38.9℃，脉搏 138 次/分，呼吸 46 次/分，血氧饱和度 93%。神志清，精神欠佳。
鼻翼轻度扇动，三凹征阳性。咽部充血，扁桃体无肿大。右下肺可闻及固定细湿啰音，未闻及哮鸣音。
心音有力，律齐，未闻及杂音。腹软，肝脾未触及肿大。颈软，脑膜刺激征阴性。

辅助检查：血常规白细胞 17.8×10^9/L，中性粒细胞 82%，C反应蛋白 96 mg/L。胸片示右下肺炎症。

初步诊断：1. 支气管肺炎（右下肺，细菌性可能性大）。2. 肺炎支原体感染待排。
处理：收入院。注意青霉素类过敏。如出现呼吸困难加重或嗜睡，立即告知医生。
"""

_XRAY = """
放射科检查报告
姓名：林小禾    性别：女    年龄：4岁    病案号：00720318
检查日期：2026-01-19
检查项目：胸部正位片（DR）

影像所见：
右下肺野见片状密度增高影，边缘模糊，右侧心缘部分不清。左肺纹理增多。双侧肋膈角锐利，未见胸腔积液。
心影大小、形态正常。未见气胸。纵隔无移位。

诊断意见：
右下肺炎症。未见胸腔积液及气胸。建议治疗后复查。
"""

_ROWS = """
白细胞计数,6690-2,17.8,10*9/L,4.4-11.9,↑,2026-01-19
中性粒细胞百分比,770-8,82,%,22-65,↑,2026-01-19
淋巴细胞百分比,736-9,13,%,23-69,↓,2026-01-19
血红蛋白,718-7,118,g/L,112-149,,2026-01-19
血小板计数,777-3,386,10*9/L,188-472,,2026-01-19
C反应蛋白,1988-5,96,mg/L,<8,↑↑,2026-01-19
降钙素原,33959-8,1.8,ng/mL,<0.5,↑,2026-01-19
肺炎支原体抗体 IgM,,阴性,,阴性,,2026-01-19
"""


def files() -> Iterator[tuple[str, bytes]]:
    yield "林小禾-病历.json", _chart().bundle()
    yield "林小禾-门诊病历.txt", text_note(_NOTE, MARK_ZH)
    yield "林小禾-胸片报告.txt", text_note(_XRAY, MARK_ZH)
    yield (
        "林小禾-检验.csv",
        table(
            (MARK_ZH, "姓名：林小禾,性别：女,病案号：00720318"),
            "项目,LOINC,结果,单位,参考范围,提示,采样时间",
            _ROWS,
        ),
    )


def _chart() -> Chart:
    chart = Chart(
        "child-pneumonia",
        "zh",
        "+08:00",
        person(
            "林小禾",
            "female",
            "2021-09-12",
            "00720318",
            language="zh",
            address="云溪市安宁区桐花路 18 号 3 单元 502 室",
            phone="13800000101",
            card=_CARD,
        ),
    )
    chart.allergy("723", "amoxicillin", "皮疹", words="阿莫西林")
    chart.visit("IMP", "2023-12-02T09:00", "2023-12-07T10:00", "毛细支气管炎住院")
    chart.problem(
        "J21.9",
        "Acute bronchiolitis, unspecified",
        "毛细支气管炎",
        onset="2023-11-30",
        end="2023-12-07",
        status="resolved",
    )
    chart.measure("2023-12-02T09:10", temp="37.8", rr="52", spo2="92", wt="11.8", crp="4")
    chart.visit("AMB", "2025-09-15T09:00", "2025-09-15T09:20", "儿童保健")
    chart.measure("2025-09-15T09:05", wt="15.9", ht="102")
    chart.event("Immunization", "流感疫苗", "2025-10-11T09:00")
    chart.visit("IMP", "2026-01-19T10:30", "2026-01-26T10:00", "肺炎住院")
    chart.measure("2026-01-19T10:35", temp="38.9", hr="138", rr="46", spo2="93", wt="16.5")
    chart.problem(
        "J18.0", "Bronchopneumonia, unspecified organism", "支气管肺炎", onset="2026-01-14"
    )
    chart.problem(
        "J45.909",
        "Unspecified asthma, uncomplicated",
        "支气管哮喘",
        onset="2026-01-19",
        sure="refuted",
    )
    chart.drug("2193", "ceftriaxone", "1.2 g 静脉滴注，每日一次", "2026-01-19", words="头孢曲松")
    chart.drug("5640", "ibuprofen", "160 mg 口服，发热时", "2026-01-19", words="布洛芬")
    return chart
