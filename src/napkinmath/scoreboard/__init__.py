"""Published figures beside ours: the registry, and one module a topic, named by the topic's id.

A module is imported when ``entries`` asks for its topic, so that a page depends on its own.
"""

from napkinmath.scoreboard.registry import Entry, entries, meaning, reproduces

__all__ = ["Entry", "entries", "meaning", "reproduces"]
