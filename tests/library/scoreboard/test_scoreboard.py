import math
import subprocess
import sys

import pytest

from napkinmath.scoreboard import Entry, entries, meaning, registry, reproduces

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
    monkeypatch.setattr(registry, "_ENTRIES", {})
    fields = {"topic": "t", "claim": "c", "published": [1.0, 2.0], "within": 0, "unit": "s"}
    more = {"source": "s", "where": "p. 1", "mark": "read"}
    reproduces("one", **fields, **more)(lambda: (1.0, 2.0))
    with pytest.raises(ValueError, match="id must be new, got 'one'"):

        @reproduces("one", **fields, **more)
        def another() -> tuple[float, ...]:
            return (1.0, 2.0)

    assert registry._ENTRIES["one"].published == (1.0, 2.0)


def test_marks_have_a_meaning() -> None:
    assert "third party" in meaning("secondary")
    with pytest.raises(ValueError, match="mark must be one of"):
        meaning("rumour")  # type: ignore[arg-type]


def test_the_module_of_an_entry_is_named_by_its_topic() -> None:
    for found in ALL:
        assert found.model.__module__ == f"napkinmath.scoreboard.{found.topic.replace('-', '_')}"


def test_asking_for_a_topic_imports_no_other() -> None:
    code = (
        "import sys; from napkinmath.scoreboard import entries; assert entries('hybrid-search');"
        "print(*(n for n in sys.modules if n.startswith('napkinmath.scoreboard.')))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.rpartition(".")[2] for name in shown.stdout.split()}
    assert loaded == {"registry", "hybrid_search"}


def test_entries_of_one_topic_are_among_all() -> None:
    for found in ALL[:1]:
        assert found in entries(found.topic)
    with pytest.raises(ValueError, match="topic must be one of"):
        entries("no such topic")


@pytest.mark.parametrize("found", ALL, ids=[found.id for found in ALL])
def test_scoreboard(found: Entry) -> None:
    if found.explanation:
        assert not found.agrees(), f"{found.id} agrees now: drop its explanation"
        assert len(found.explanation) > 40
    else:
        assert found.agrees(), f"ours {found.ours()}, published {found.published}"
