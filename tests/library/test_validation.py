import math

import pytest

from napkinmath import validation
from napkinmath.validation import Entry, entries, meaning, reproduces

ALL = entries()


def entry(**changes: object) -> Entry:
    fields = {
        "id": "x",
        "topic": "t",
        "claim": "c",
        "published": (1.0, 2.0),
        "within": 0.1,
        "unit": "s",
        "source": "s",
        "where": "p. 1",
        "mark": "read",
        "explanation": "",
        "model": lambda: (1.05, 2.0),
    }
    return Entry(**(fields | changes))  # type: ignore[arg-type]


def test_an_entry_agrees_within_its_tolerance_on_every_value() -> None:
    assert entry().agrees()
    assert not entry(model=lambda: (1.05, 2.2)).agrees()
    assert entry().ratios() == (1.05, 1.0)
    assert math.isinf(entry(published=0.0, model=lambda: 1.0).ratios()[0])
    assert entry(published=0.0, model=lambda: 0.0).ratios() == (1.0,)
    with pytest.raises(ValueError, match="must return 2 values, got 1"):
        entry(model=lambda: 1.0).ours()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"id": ""}, "id must not be empty"),
        ({"topic": ""}, "topic must not be empty"),
        ({"source": ""}, "source must not be empty"),
        ({"claim": ""}, "claim must not be empty"),
        ({"mark": "rumour"}, "mark must be one of"),
        ({"within": -1.0}, "within must be"),
    ],
)
def test_registration_refuses(changes: dict, words: str) -> None:
    fields = {
        "topic": "t",
        "claim": "c",
        "published": 1.0,
        "within": 0.1,
        "unit": "",
        "source": "s",
        "where": "p. 1",
        "mark": "read",
    }
    values = {"id": "unregistered"} | fields | changes
    with pytest.raises(ValueError, match=words):
        reproduces(values.pop("id"), **values)


def test_an_id_is_taken_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validation, "_ENTRIES", {})
    fields = {"topic": "t", "claim": "c", "published": [1.0, 2.0], "within": 0, "unit": "s"}
    more = {"source": "s", "where": "p. 1", "mark": "read"}
    reproduces("one", **fields, **more)(lambda: (1.0, 2.0))
    with pytest.raises(ValueError, match="id must be new, got 'one'"):

        @reproduces("one", **fields, **more)
        def another() -> tuple[float, ...]:
            return (1.0, 2.0)

    assert validation._ENTRIES["one"].published == (1.0, 2.0)


def test_marks_have_a_meaning() -> None:
    assert "third party" in meaning("secondary")
    with pytest.raises(ValueError, match="mark must be one of"):
        meaning("rumour")  # type: ignore[arg-type]


def test_entries_of_one_topic_are_among_all() -> None:
    for found in ALL[:1]:
        assert found in entries(found.topic)
    assert entries("no such topic") == []


@pytest.mark.parametrize("found", ALL, ids=[found.id for found in ALL])
def test_scoreboard(found: Entry) -> None:
    if found.explanation:
        assert not found.agrees(), f"{found.id} agrees now: drop its explanation"
        assert len(found.explanation) > 40
    else:
        assert found.agrees(), f"ours {found.ours()}, published {found.published}"
