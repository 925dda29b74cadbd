"""Every unit of the bundled graph has a name in both languages; others keep their own."""

from apps.education.domain.skills.catalogue import catalogue
from apps.education.domain.skills.unit_names import unit_words
from apps.education.domain.words import Words


def test_every_bundled_unit_is_named_in_both_languages():
    units = {point.unit for point in catalogue().graph.points.values()}
    unnamed = [unit for unit in units if unit_words(unit).zh.isascii()]
    assert unnamed == []
    assert not [unit for unit in units if "_" in unit_words(unit).en]


def test_a_unit_of_the_teacher_keeps_its_name():
    assert unit_words("Chapter 3") == Words("Chapter 3", "Chapter 3")
