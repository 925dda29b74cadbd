"""A small simulated class, traced once."""

from __future__ import annotations

import pytest

from apps.education.domain.intake.log import build_log
from apps.education.domain.response import ResponseLog
from apps.education.domain.simulator.course import course_graph
from apps.education.domain.simulator.plan import ClassPlan
from apps.education.domain.simulator.term import SimulatedClass, simulate
from apps.education.domain.tracing.tracer import Fit, fit_tracer


@pytest.fixture(scope="session")
def simulated() -> SimulatedClass:
    return simulate(course_graph(20, seed=3), ClassPlan(students=14, weeks=6), seed=3)


@pytest.fixture(scope="session")
def class_log(simulated: SimulatedClass) -> ResponseLog:
    return build_log(simulated.responses)


@pytest.fixture(scope="session")
def fit(simulated: SimulatedClass, class_log: ResponseLog) -> Fit:
    return fit_tracer(class_log, simulated.graph)
