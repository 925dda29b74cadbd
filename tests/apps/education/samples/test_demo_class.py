"""The demo class reads like a teacher's file, is marked made up, and fits the bundled graph."""

from apps.education.domain.simulator.course import teaching_order
from apps.education.samples.demo import TITLE, demo_class


def test_the_demo_class_is_read_without_a_refused_row():
    made = demo_class()
    (imported,) = made.files
    assert imported.account.refused == 0
    assert imported.account.responses == made.csv.count(b"\n") - 1
    assert len(imported.roster) == 28
    names = [entry.name for entry in imported.roster]
    assert len(set(names)) == 28
    assert sum(name.isascii() for name in names) == 14


def test_it_says_that_it_is_made_up():
    assert "synthetic" in TITLE
    assert "模拟" in TITLE
    assert "synthetic" in demo_class().files[0].name


def test_its_groups_are_large_enough_to_compare():
    groups = [entry.groups["class"] for entry in demo_class().files[0].roster]
    assert all(groups.count(group) >= 10 for group in set(groups))
    assert len(set(groups)) == 2


def test_its_points_are_those_of_the_bundled_graph():
    made = demo_class()
    assert len(made.graph.points) == 60
    assert set(made.files[0].log.points) <= set(made.graph.points)
    assert len(teaching_order(made.graph)) == 60
    assert sum(map(len, made.graph.needs.values())) > 40
