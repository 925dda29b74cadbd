"""The words of the Chinese sample: notices, business, discussion, notes, with its own figures."""

from __future__ import annotations

from decimal import Decimal

from apps.finance.samples.chinese_cash import GROUP_CASH
from apps.finance.samples.chinese_income import GROUP
from apps.finance.samples.chinese_lines import Pair

COMPANY = "合成云杉精工股份有限公司"
CODE = "000000"


def _hundred_million(value: Decimal) -> str:
    return f"{value / 100_000_000:.2f}亿元"


def _ten_thousand(value: Decimal) -> str:
    return f"{value / 10_000:,.2f}万元"


def _growth(pair: Pair) -> str:
    change = (pair[0] - pair[1]) / abs(pair[1]) * 100
    return f"同比{'增长' if change >= 0 else '下降'}{abs(change):.2f}%"


def _margin(year: int) -> str:
    revenue, cost = GROUP.revenue[year], GROUP.cost[year]
    return f"{(revenue - cost) / revenue * 100:.2f}%"


NOTICE = (
    "本文件是软件自带的合成样例，所载公司并不存在，全部数据均为虚构，不得用作任何投资依据。",
    "一、本样例仿照上市公司年度报告的格式编写，以便演示报表提取、勾稽校验与问答。",
    "二、经董事会审议的利润分配预案：以总股本320,000,000股为基数，每10股派发现金红利2.50元（含税），"
    "不送红股，不以公积金转增股本。",
    "三、本报告中如有涉及未来计划等前瞻性陈述，均不构成承诺。",
)
DEFINITIONS = (
    ("公司、本公司、合成云杉", COMPANY),
    ("云杉传动", "合成云杉传动技术有限公司，公司持股80%的控股子公司"),
    ("云杉测控", "合成云杉测控有限公司，公司的全资子公司"),
    ("谐波减速器", "靠柔性齿轮变形传递运动的精密减速装置，用于机器人关节"),
    ("报告期", "2023年1月1日至2023年12月31日"),
)
PROFILE = (
    ("公司的中文名称", COMPANY),
    ("公司的中文简称", "合成云杉"),
    ("股票代码", CODE),
    ("公司的法定代表人", "样某某"),
    ("注册地址", "示例省样本市虚构路1号"),
    ("电子信箱", "sample@example.com"),
    ("会计师事务所", "无（合成样例，未经审计）"),
)
DISCUSSION = (
    (
        "一、经营情况讨论与分析",
        (
            f"报告期内，公司实现营业收入{_hundred_million(GROUP.revenue[0])}，"
            f"{_growth(GROUP.revenue)}；实现归属于上市公司股东的净利润"
            f"{_hundred_million(GROUP.attributable[0])}，{_growth(GROUP.attributable)}。"
            f"增长主要来自谐波减速器产品放量，以及原材料价格回落后毛利率的改善。",
            "报告期内，公司共交付谐波减速器41.6万台，同比增长23.4%；伺服电机业务受下游机床行业需求"
            "放缓影响，出货量下降4.1%。境外客户收入占比由上年的18.2%提高到21.7%。",
            "公司第二工厂一期于2023年9月投产，新增年产能15万台，预计2025年达产。投产初期折旧增加而产量"
            "尚未释放，使第四季度毛利率较第三季度下降1.3个百分点。",
        ),
    ),
    (
        "二、主营业务分析",
        (
            f"毛利率：报告期综合毛利率为{_margin(0)}，上年同期为{_margin(1)}。",
            f"研发投入：研发费用{_ten_thousand(GROUP.research[0])}，"
            f"{_growth(GROUP.research)}，占营业收入的"
            f"{GROUP.research[0] / GROUP.revenue[0] * 100:.2f}%。期末研发人员486人，占员工"
            "总数的24.3%；报告期内新增授权发明专利37项。",
            f"现金流：经营活动产生的现金流量净额{_hundred_million(GROUP_CASH.operating[0])}，"
            f"{_growth(GROUP_CASH.operating)}，主要是销售回款增加所致。购建固定资产、无形资产和其他"
            f"长期资产支付的现金为{_hundred_million(Decimal('136482905.37'))}，主要用于第二工厂建设。",
            "主要客户与供应商：前五名客户销售额占年度销售总额的36.8%，其中第一大客户占11.2%；前五名供应商"
            "采购额占年度采购总额的42.5%。",
        ),
    ),
    (
        "三、可能面对的风险",
        (
            "原材料价格波动风险：公司产品所用的特种合金钢约占营业成本的27%，其价格若大幅上涨，将影响毛利率。",
            "技术迭代风险：若机器人关节转向直驱方案，谐波减速器的需求可能低于预期。公司已立项研制一体化关节"
            "模组，计划2025年小批量供货。",
            "汇率风险：公司境外收入主要以美元和欧元结算，人民币大幅升值将减少以人民币计的收入。",
            "商誉减值风险：公司收购云杉传动形成商誉4,560.00万元，若其业绩不及预期，商誉存在减值风险。"
            "报告期末经测试未发生减值。",
        ),
    ),
    (
        "四、下一年度经营计划",
        (
            "2024年公司计划实现营业收入14.5亿元，资本性支出控制在1.2亿元以内，并将境外服务网点由6个增加到9个。"
            "该计划不构成对投资者的业绩承诺。",
        ),
    ),
)
POLICIES = (
    (
        "一、公司基本情况",
        "本公司主要从事谐波减速器、伺服电机及其测控系统的研制、生产和销售。本财务报表以持续经营为基础编制。",
    ),
    (
        "二、收入的确认",
        "内销产品在客户签收时确认收入；需要安装调试的，在客户验收合格时确认收入。外销产品在办妥报关手续、"
        "取得提单时确认收入。维修与校准服务在服务完成时确认收入。",
    ),
    (
        "三、固定资产的折旧",
        "固定资产采用年限平均法计提折旧：房屋及建筑物20至40年，机器设备5至10年，运输设备4至5年，残值率均为5%。",
    ),
    (
        "四、或有事项",
        "截至2023年12月31日，一名原经销商就合同终止向公司索赔860.00万元，案件尚在一审。公司认为败诉的可能性"
        "不大，未计提预计负债。",
    ),
)
