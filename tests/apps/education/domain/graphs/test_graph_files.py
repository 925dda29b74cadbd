"""Graphs in and out: CASE 1.1, CSV and GraphML come back as they left; bad files are refused."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from apps.education.domain.graph import KnowledgeGraph, Point
from apps.education.domain.graphs.case import read_case, write_case
from apps.education.domain.graphs.cycles import cycles
from apps.education.domain.graphs.graphml import read_graphml, write_graphml
from apps.education.domain.graphs.reading import UnreadableGraph, read_graph
from apps.education.domain.graphs.table import read_table, write_table
from apps.education.domain.words import Words

GRAPH = KnowledgeGraph(
    "Course",
    {
        "count": Point("count", Words("Count, to 20", "数到20"), "Numbers", 0, "K.CC.A.1"),
        "add": Point("add", Words('Add "within" 20 & <more>', "20以内加法"), "Numbers", 1),
        "=SUM(A1)": Point("=SUM(A1)", Words("-1 is a name", "=1"), "", None, None),
    },
    {"add": ("count",), "=SUM(A1)": ("count", "add")},
)
NOW = datetime(2026, 5, 1, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("course.csv", write_table(GRAPH).encode()),
        ("course.csv", b"\xef\xbb\xbf" + write_table(GRAPH).encode()),
        ("course.csv", write_table(GRAPH).encode("gb18030")),
        ("course.json", write_case(GRAPH, now=NOW).encode()),
        ("course.graphml", write_graphml(GRAPH)),
    ],
)
def test_back_as_it_left(name: str, data: bytes) -> None:
    found = read_graph(name, data)
    assert found.points == GRAPH.points
    assert found.needs == GRAPH.needs


def test_cells_are_no_formulas() -> None:
    cells = [cell for line in write_table(GRAPH).splitlines() for cell in line.split(",")]
    assert not any(cell.strip('"').startswith(("=", "+", "-", "@")) for cell in cells)


def test_case_is_as_the_standard_says() -> None:
    package = json.loads(write_case(GRAPH, now=NOW))
    assert package["CFItems"][0]["educationLevel"] == ["KG"]
    assert package["CFItems"][0]["humanCodingScheme"] == "K.CC.A.1"
    assert package["CFItems"][0]["lastChangeDateTime"] == "2026-05-01T08:30:00Z"
    first = package["CFAssociations"][0]
    assert first["associationType"] == "precedes"
    assert first["originNodeURI"]["identifier"] == package["CFItems"][0]["identifier"]
    assert json.loads(write_case(GRAPH, now=NOW)) == package


def test_other_systems_tables() -> None:
    pairs = read_table("pairs.csv", b"source,target\na,b\nb,c\n")
    assert pairs.needs == {"b": ("a",), "c": ("b",)}
    listed = read_table("n.csv", "知识点编号;名称;先修;年级\n1;数数;;K\n2;加法;1、1;1".encode())
    assert listed.points["2"].name.zh == "加法"
    assert listed.points["1"].grade == 0
    twice = read_table("t.csv", b"name,prerequisites\na,b\nb,a\na,b\n")
    assert twice.needs["a"] == ("b", "b")
    assert cycles(twice)


def test_case_of_another_system() -> None:
    link = {"associationType": "precedes"}
    data = {
        "CFDocument": {"title": "State"},
        "CFItems": [
            {"identifier": "u1", "fullStatement": "Count", "educationLevel": ["01", "KG"]},
            {"identifier": "u2", "fullStatement": "Add", "abbreviatedStatement": "A"},
        ],
        "CFAssociations": [
            {
                **link,
                "originNodeURI": {"identifier": "u1"},
                "destinationNodeURI": {"identifier": "u2"},
            },
            {
                "associationType": "isChildOf",
                "originNodeURI": {"identifier": "u1"},
                "destinationNodeURI": {"identifier": "u2"},
            },
        ],
    }
    found = read_case("state.json", json.dumps(data).encode())
    assert found.needs == {"u2": ("u1",)}
    assert found.points["u2"].name.en == "A"
    assert found.points["u1"].grade == 0


BOMB = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;">]>
<graphml><graph id="&z;"/></graphml>"""


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.txt", b"x", "not read"),
        ("a.csv", b"", "empty"),
        ("a.csv", b"colour,size\nred,2\n", "no column"),
        ("a.csv", b"id,name\n,x\n", "no id"),
        ("a.csv", b"id,name\na,x\na,y\n", "two ways"),
        ("a.csv", b"id,grade\na,soon\n", "grade"),
        ("a.csv", b"id\n", "no points"),
        ("a.json", b"[]", "the file"),
        ("a.json", b'{"CFDocument": {"title": "x"}, "CFItems": [{"identifier": "1"}]}', "fullSt"),
        ("a.graphml", BOMB, "not XML that may be read"),
        ("a.graphml", b"<html/>", "not GraphML"),
        ("a.graphml", b"<graphml><graph><node/></graph></graphml>", "no id"),
    ],
)
def test_bad_files_say_why(name: str, data: bytes, told: str) -> None:
    with pytest.raises(UnreadableGraph, match=told) as caught:
        read_graph(name, data)
    assert caught.value.remedy


def test_graphml_of_another_program() -> None:
    data = b"""<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
    <key id="d0" for="node" attr.name="label" attr.type="string"/>
    <graph edgedefault="directed"><node id="n0"><data key="d0">Count</data></node>
    <node id="n1"/><edge source="n0" target="n1"/><edge source="n1" target="n1"/>
    </graph></graphml>"""
    found = read_graphml("x.graphml", data)
    assert found.points["n0"].name.en == "Count"
    assert found.needs["n1"] == ("n0", "n1")
