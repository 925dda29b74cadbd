# ruff: noqa: E501 (templates and tables read better unbroken)
"""Names and places for the notes, written out; `dev` and `test` share none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Lists:
    given: tuple[str, ...]
    surnames: tuple[str, ...]
    cities: tuple[str, ...]
    towns: tuple[str, ...]
    streets: tuple[str, ...]
    handles: tuple[str, ...]


def lists(language: str, split: str) -> Lists:
    """Raises KeyError for another language than en or zh, another split than dev or test."""
    return _LISTS[f"{language}/{split}"]


def _of(given: str, surnames: str, cities: str, towns: str, streets: str, handles: str) -> Lists:
    return Lists(*(tuple(cell.split("|") if "|" in cell else cell.split()) for cell in (given, surnames, cities, towns, streets, handles)))  # fmt: skip


_LISTS: Final = {
    "en/dev": _of(
        "Margaret Terrence Oluwaseun Ingrid Rafael Priya Wanjiru Dimitrios Hyun-woo Kateryna Abdullahi Maureen Leticia Bartholomew Siobhan Nguyet Yitzhak Samira Colton Beatriz",
        "Fitzwilliam Okonkwo Lindqvist Castellanos Ramanathan Kamau Papadopoulos Baek Shevchenko Danjuma O'Malley Villanueva Thistlewood MacAllister Tran Rosenzweig Haddad Whitcomb Figueiredo Brandt",
        "Toledo|Fort Worth|Sacramento|Ithaca|Spokane|Tallahassee|Dayton|Lubbock",
        "Toledo Dayton",
        "Maplewood|Lincoln|Old Mill|Harbor View|Sycamore|West 4th",
        "river pine cobalt marten ember quill",
    ),
    "en/test": _of(
        "Eleanor Jamal Svetlana Takumi Genevieve Obinna Marisol Anselm Zubaida Caoimhe Thaddeus Minh Yolanda Kwabena Henrietta Arjun Lourdes Florian Naledi Ezekiel Winifred Tomasz Aaliyah Guadalupe Rhiannon Desmond Xiomara Bogdan Philippa Hamza",
        "Abernathy Nakagawa Oyelaran Przybylski Delacroix Bhattacharya Mwangi Vasquez-Romero Hutchings Tkachenko Lundgren Achterberg Chukwuma Montgomery Farrokhzad Gallagher Quispe Yamashita Zielinski McDermott Stavros Ferreira Holloway Kowalczyk Nkosi Sandoval Trevithick Iyer Dubois Blackwood",
        "Cleveland|El Paso|Fresno|Buffalo|Tacoma|Gainesville|Akron|Waco|Oakland|Rochester",
        "Cleveland Fresno",
        "Birchwood|Jefferson|Cherry Hill|Riverside|Magnolia|East 12th|Kingsley|Orchard",
        "lark stone velvet cedar onyx harbor",
    ),
    "zh/dev": _of(
        "建军 秀兰 志强 丽华 桂芳 俊杰 雨婷 浩 静 国栋 玉梅 晓东 敏 文博 春花",
        "李 赵 周 郑 高 罗 宋 唐 许 邓 方 温 常 欧阳",
        "江苏省苏州市姑苏区|浙江省杭州市余杭区|四川省成都市武侯区|河南省周口市太康县",
        "苏州 成都 洛阳 周口",
        "人民 建设 五星 青龙 和平 新华",
        "river pine cobalt marten ember quill",
    ),
    "zh/test": _of(
        "伟 淑珍 海燕 子涵 明辉 凤英 凯 思远 红梅 振宇 美玲 永福 佳怡 磊 爱国 小红 博文 若曦 庆祥 霞",
        "王 陈 杨 黄 吴 徐 孙 马 于 任 石 白 康 段 诸葛 司马 覃 褚",
        "广东省深圳市福田区|湖北省武汉市洪山区|山东省济南市历下区|湖南省衡阳市祁东县|陕西省宝鸡市扶风县",
        "武汉 济南 绵阳 赣州 宝鸡 惠州",
        "解放 中山 东风 黄河 松涛 龙泉 翠湖",
        "lark stone velvet cedar onyx harbor",
    ),
}
