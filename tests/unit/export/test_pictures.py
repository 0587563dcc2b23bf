from __future__ import annotations

from datetime import date
from io import BytesIO
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pydantic import ValidationError

from copilot.domain.picture import Feeling, Level, Mark, MissingRole, PeopleMap, Person, Tie, Timeline, Week
from copilot.domain.words import Side
from copilot.export.lettering import width
from copilot.export.people import draw_people
from copilot.export.picture import people_png, people_scene, people_svg, timeline_png, timeline_scene, timeline_svg
from copilot.export.scene import Box, Curve, Letters, Scene
from tests.unit.export.records import AS_OF, HOSTILE, WORLD, people, timeline

_LONG = "Wolfeschlegelsteinhausenbergerdorff " * 4


def boxes(scene: Scene, *names: str) -> list[Box]:
    return [shape for shape in scene.shapes if isinstance(shape, Box) and shape.name in names]


def letters(scene: Scene) -> list[Letters]:
    return [shape for shape in scene.shapes if isinstance(shape, Letters)]


def spans(text: Letters) -> tuple[float, float]:
    wide = width(text.text, text.size, bold=text.bold)
    start = text.x - {"start": 0, "middle": wide / 2, "end": wide}[text.anchor]
    return start, start + wide


def overflows(scene: Scene) -> list[str]:
    """The labels that leave the box they start in, or the picture."""
    found = []
    for text in letters(scene):
        start, end = spans(text)
        inside = [
            b
            for b in boxes(scene, "person", "missing", "count")
            if b.x <= text.x <= b.x + b.width and b.y <= text.y <= b.y + b.height
        ]
        bounds = [(b.x, b.x + b.width) for b in inside] or [(0, scene.width)]
        if any(start < left - 0.5 or end > right + 0.5 for left, right in bounds) or text.y > scene.height:
            found.append(text.text)
    return found


MAPS = {
    "twenty-five": people(),
    "forty": people(32, 8),
    "five": people(4, 1),
    "one": people(1, 0),
    "none of ours": people(3, 0),
    "nobody": PeopleMap(as_of=AS_OF),
    "long": people(name=_LONG),
    "hostile": people(name=HOSTILE),
    "worldly": people(name=WORLD),
}


class TestPeople:
    @pytest.mark.parametrize("wide", [True, False])
    @pytest.mark.parametrize("name", MAPS)
    def test_no_box_meets_another_and_no_label_leaves_its_box(self, name: str, *, wide: bool) -> None:
        scene = people_scene(MAPS[name], wide=wide)
        found = boxes(scene, "person", "missing")
        assert len(found) == len(MAPS[name].people) + len(MAPS[name].missing)
        assert [pair for pair in combinations(found, 2) if pair[0].meets(pair[1])] == []
        assert [pair for pair in combinations(boxes(scene, "count"), 2) if pair[0].meets(pair[1])] == []
        assert all(b.x >= 0 and b.x + b.width <= scene.width and b.y + b.height <= scene.height for b in found)
        assert overflows(scene) == []

    def test_no_line_crosses_a_box(self) -> None:
        for wide in (True, False):
            scene = people_scene(people(), wide=wide)
            lines = [shape for shape in scene.shapes if isinstance(shape, Curve) and shape.hint]
            for box in boxes(scene, "person", "missing"):
                inner = Box(box.x + 1, box.y + 1, box.width - 2, box.height - 2)
                for line in lines:
                    assert not any(inner.meets(Box(x, y, 0.1, 0.1)) for x, y in line.points())

    def test_a_line_says_how_often_and_a_dashed_one_that_it_was_not(self) -> None:
        shown = people()
        lines = {shape.hint: shape for shape in people_scene(shown).shapes if isinstance(shape, Curve) and shape.hint}
        assert len(lines) == len(shown.ties)
        names = {person.key: person.name for person in shown.people}
        for tie in shown.ties:
            line = lines[f"{names[tie.ours]} and {names[tie.theirs]}: {tie.contacts} contacts in 90 days"]
            assert line.dashed == (tie.contacts == 0)
        thick = sorted(lines.values(), key=lambda line: int(line.hint.rpartition(": ")[2].split()[0]))
        assert [line.width for line in thick] == sorted(line.width for line in thick)

    def test_it_says_who_left_who_is_missing_and_how_they_stand(self) -> None:
        shown = [text.text for text in letters(people_scene(people()))]
        assert any(text.endswith("(left)") for text in shown)
        assert "economic buyer: not met" in shown
        assert "procurement: not known" in shown
        assert any("critic" in text for text in shown)
        assert {"EXECUTIVES", "DIRECTORS", "MANAGERS", "TEAM", "LEVEL NOT KNOWN", "OUR PEOPLE"} <= set(shown)
        scene = people_scene(people())
        assert {b.fill for b in boxes(scene, "person")} == {"ours", "theirs", "gone"}
        assert all(b.dashed for b in boxes(scene, "missing"))

    def test_many_stand_on_both_sides_of_a_wide_picture(self) -> None:
        assert len({b.x for b in boxes(people_scene(people()), "person")}) == 3
        assert len({b.x for b in boxes(people_scene(people(), wide=False), "person")}) == 2
        assert len({b.x for b in boxes(people_scene(people(4, 1)), "person")}) == 2

    def test_the_svg_is_well_formed_and_holds_names_as_text(self) -> None:
        root = ET.fromstring(people_svg(MAPS["hostile"]))
        text = "".join(root.itertext())
        assert "<script>alert(1)</script>" in text
        assert {element.tag.rpartition("}")[2] for element in root.iter()} <= set(
            "svg title rect text path circle polyline polygon".split()
        )
        assert "日本語" in people_svg(MAPS["worldly"])
        assert "var(--ink)" in people_svg(people(), themed=True)
        assert "var(" not in people_svg(people())

    def test_the_png_opens_at_twice_the_size(self) -> None:
        scene = people_scene(people())
        with Image.open(BytesIO(people_png(people()))) as image:
            assert image.format == "PNG"
            assert image.size == pytest.approx((scene.width * 2, scene.height * 2), abs=2)
            assert len(image.convert("RGB").getcolors(1 << 24) or ()) > 20

    @settings(max_examples=15, deadline=None)
    @given(st.integers(0, 30), st.integers(0, 8), st.booleans(), st.text(max_size=60).filter(str.strip))
    def test_any_map_can_be_read(self, count: int, ours: int, wide: bool, name: str) -> None:  # noqa: FBT001
        scene = draw_people(people(count, ours, name=name), wide=wide)
        assert not any(one.meets(other) for one, other in combinations(boxes(scene, "person", "missing"), 2))


ANA = Person(key="a", name="Ana", side=Side.CUSTOMER)
MARA = Person(key="m", name="Mara", side=Side.VENDOR)


class TestPeopleMap:
    @pytest.mark.parametrize(
        "ties",
        [
            (Tie(ours="a", theirs="m", contacts=1),),
            (Tie(ours="m", theirs="x", contacts=1),),
            (Tie(ours="m", theirs="a", contacts=1), Tie(ours="m", theirs="a", contacts=2)),
        ],
    )
    def test_a_tie_joins_one_of_us_with_one_of_them_once(self, ties: tuple[Tie, ...]) -> None:
        with pytest.raises(ValidationError):
            PeopleMap(as_of=AS_OF, people=(ANA, MARA), ties=ties)

    def test_people_have_their_own_keys(self) -> None:
        with pytest.raises(ValidationError, match="share a key"):
            PeopleMap(as_of=AS_OF, people=(ANA, MARA.model_copy(update={"key": "a"})))

    def test_theirs_stand_from_the_top_down(self) -> None:
        chief = Person(key="c", name="Chief", side=Side.UNKNOWN, level=Level.EXECUTIVE)
        shown = PeopleMap(as_of=AS_OF, people=(ANA, MARA, chief), missing=(MissingRole(role="buyer"),))
        assert shown.theirs == (chief, ANA)
        assert shown.ours == (MARA,)


class TestTimeline:
    def test_labels_stay_in_the_picture_and_apart(self) -> None:
        for shown in (timeline(), timeline(HOSTILE), timeline(WORLD), timeline(weeks=3), timeline(weeks=150)):
            scene = timeline_scene(shown)
            assert scene is not None
            assert overflows(scene) == []
            for one, other in combinations(letters(scene), 2):
                if one.y == other.y:
                    (a, b), (c, d) = spans(one), spans(other)
                    assert b <= c or d <= a, (one.text, other.text)

    def test_a_gap_in_the_record_is_a_gap_in_the_line(self) -> None:
        text = timeline_svg(timeline())
        assert text.count("stroke-width:2.2") == 3  # two runs, and the legend

    def test_silence_is_said(self) -> None:
        only = Timeline(marks=(Mark(on=AS_OF, feeling=Feeling.NEGATIVE, label="angry"),))
        assert "no usage in the record" in timeline_svg(only)
        assert "no tickets in the record" in timeline_svg(only)
        assert "12 Nov angry" in timeline_svg(only)

    def test_one_week_is_a_point(self) -> None:
        assert timeline_png(Timeline(weeks=(Week(start=AS_OF, active_users=0, licensed=0, tickets_opened=0),)))

    def test_nothing_is_no_picture(self) -> None:
        assert timeline_svg(Timeline()) == ""
        assert timeline_png(Timeline()) is None

    def test_it_opens(self) -> None:
        ET.fromstring(timeline_svg(timeline(HOSTILE)))
        drawn = timeline_png(timeline())
        assert drawn is not None
        with Image.open(BytesIO(drawn)) as image:
            assert image.width == 1520

    def test_weeks_stand_in_order(self) -> None:
        week = Week(start=date(2026, 1, 5))
        with pytest.raises(ValidationError, match="in order"):
            Timeline(weeks=(week, week))
