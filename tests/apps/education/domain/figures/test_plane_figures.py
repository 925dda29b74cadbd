import math

from apps.education.domain.drawing import Curve, Drawing, Ellipse, Label, Line, Polygon
from apps.education.domain.figures import angles, plane, signed_line, solids, strips


def _spots(drawing: Drawing) -> list[tuple[float, float]]:
    spots: list[tuple[float, float]] = []
    for shape in drawing.shapes:
        match shape:
            case Line():
                spots += [(shape.x1, shape.y1), (shape.x2, shape.y2)]
            case Polygon():
                spots += shape.corners
            case Curve():
                spots += shape.through
            case Ellipse():
                spots += [(shape.x - shape.rx, shape.y), (shape.x + shape.rx, shape.y)]
            case Label():
                spots.append((shape.x, shape.y))
    return spots


def test_a_dot_stands_where_its_coordinates_say() -> None:
    grid = plane.square_grid(6)
    drawing = plane.dots(grid, [(2, -3, "A")], "told", "说明")
    dot = next(shape for shape in drawing.shapes if isinstance(shape, Ellipse))
    assert (dot.x, dot.y) == grid.at(2, -3)
    assert grid.at(2, -3)[1] > grid.at(2, 0)[1]


def test_a_line_is_cut_at_the_edge_of_the_grid() -> None:
    grid = plane.square_grid(6)
    drawing = plane.straight(grid, [(3, 1)], "told", "说明")
    curve = next(shape for shape in drawing.shapes if isinstance(shape, Curve))
    top, bottom = grid.at(0, 6)[1], grid.at(0, -6)[1]
    assert all(top - 1e-9 <= y <= bottom + 1e-9 for _, y in curve.through)
    (x1, y1), (x2, y2) = curve.through[0], curve.through[-1]
    assert math.isclose((y1 - y2) / (x2 - x1), 3, rel_tol=1e-9)


def test_a_drawn_triangle_has_the_angles_told() -> None:
    drawing = angles.triangle((40, 60, 80), ["", "", ""], ["", "", ""], "told", "说明")
    corners = next(shape for shape in drawing.shapes if isinstance(shape, Polygon)).corners
    (ax, ay), (bx, by), (cx, cy) = corners
    left = math.degrees(math.atan2(ay - cy, cx - ax) - math.atan2(ay - by, bx - ax))
    assert math.isclose(left, 40, abs_tol=1e-6)


def test_pictures_stay_on_their_paper() -> None:
    drawings = [
        plane.dots(plane.square_grid(6), [(5, 5, "A")], "t", "说"),
        angles.rays([90, 40, 50], ["a", "b", "c"], "t", "说"),
        angles.transversal(55, [(1, "55°"), (5, "x")], "t", "说"),
        solids.box("3", "4", "5", "t", "说"),
        solids.cylinder("3", "4", "t", "说"),
        solids.cone("3", "4", "t", "说", slant="5"),
        solids.ball("3", "t", "说"),
        solids.pyramid("3", "4", "t", "说"),
        solids.triangular_prism("3", "4", "5", "t", "说"),
        signed_line.marks(-4, 4, [(-1.5, "P")], "t", "说", parts=2),
        signed_line.solution(-4, 4, [(1, True, -1)], "t", "说"),
        signed_line.jump(-9, 9, [(0, 3), (3, -2)], "t", "说"),
        strips.tape([("A", 2), ("B", 5)], "t", "说"),
        strips.double_line(["0", "1"], ["0", "5"], "t", "说"),
        strips.table([["x", "1"], ["y", "2"]], "t", "说"),
        strips.grid100(37, "t", "说"),
    ]
    for drawing in drawings:
        for x, y in _spots(drawing):
            assert -1 <= x <= drawing.width + 1, drawing
            assert -1 <= y <= drawing.height + 1, drawing


def test_a_hundred_grid_shades_as_many_squares_as_told() -> None:
    drawing = strips.grid100(37, "told", "说明")
    shaded = [s for s in drawing.shapes if isinstance(s, Polygon) and s.fill != "none"]
    assert len(shaded) == 37
