"""Sentences of a notebook that follow its values.

A paragraph with computed values is a cell whose code is folded away, ``say("...", was=[...])``. In
the text ``{{expression :: format}}`` stands for a value (formats are those of ``formats``), and
``was`` holds what the published page says at each of these places. A sentence may stand above the
cells that compute its values: until they have run it shows what was published, and whenever a cell
has run, every sentence whose values have changed is written again. A value that differs from the
published page is marked, with the page's value beside it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from napkinmath.book._markdown import DOLLAR
from napkinmath.book.formats import written

_PLACE = re.compile(r"\{\{(.*?)(?: :: (.*?))?\}\}", re.DOTALL)


@dataclass(slots=True)
class Sentence:
    """Text with places for values, and what was published in these places."""

    markdown: str
    was: tuple[str, ...]
    shown: str = ""
    handle: Any = field(default=None, repr=False)

    def __post_init__(self) -> None:
        places = len(_PLACE.findall(self.markdown))
        if places != len(self.was):
            raise ValueError(f"was must hold {places} texts, one a place, got {len(self.was)}")

    def filled(self, names: Mapping[str, Any]) -> str:
        """Return the text with values in it; what cannot be computed yet is as published.

        >>> sentence = Sentence("It costs {{2 * price :: $}} and {{tax :: $}}.", ("$4", "$1"))
        >>> print(sentence.filled({"price": 2.5}).replace(DOLLAR, "$"))
        It costs <mark>$5</mark> (page: $4) and $1.
        """
        published = iter(self.was)

        def filled(place: re.Match[str]) -> str:
            return _value_at(place, names, next(published)).replace("$", DOLLAR)

        return _PLACE.sub(filled, self.markdown)


def _value_at(place: re.Match[str], names: Mapping[str, Any], was: str) -> str:
    try:
        now = written(eval(place[1], {**names}), place[2] or "")  # the page's own code
    except NameError:  # a cell below defines it
        return was
    except Exception as error:
        return f"<mark>?</mark> ({type(error).__name__} in `{place[1]}`; page: {was})"
    return was if now == was else f"<mark>{now}</mark> (page: {was})"


def with_values(markdown: str, names: Mapping[str, Any]) -> str:
    """Return text with what its places are now; raises what an expression raises.

    >>> with_values("It costs {{2 * price :: $}}.", {"price": 2.5})
    'It costs $5.'
    """
    return _PLACE.sub(lambda p: written(eval(p[1], {**names}), p[2] or ""), markdown)


_SAID: dict[str, Sentence] = {}


def say(markdown: str, was: Sequence[str]) -> None:
    """Show a paragraph of a notebook, and write it again when its values change.

    Raises ``ValueError`` unless ``was`` holds one text for each place in ``markdown``, and
    ``RuntimeError`` outside of a notebook.
    """
    from IPython.core.getipython import get_ipython
    from IPython.display import display

    shell = get_ipython()
    if shell is None:
        raise RuntimeError("say writes into a notebook, and none is running")
    sentence = Sentence(markdown.strip("\n"), tuple(was))
    sentence.shown = sentence.filled(shell.user_ns)
    sentence.handle = display(_Text(sentence.shown), display_id=True)  # type: ignore[no-untyped-call]
    if not _SAID:
        names = shell.user_ns
        shell.events.register("post_run_cell", lambda *_: _say_again(names))
    _SAID[markdown] = sentence


def _say_again(names: Mapping[str, Any]) -> None:
    for sentence in _SAID.values():
        now = sentence.filled(names)
        if now != sentence.shown:
            sentence.shown = now
            sentence.handle.update(_Text(now))


@dataclass(frozen=True, slots=True)
class _Text:
    markdown: str

    def _repr_markdown_(self) -> str:
        return self.markdown

    def __repr__(self) -> str:
        return self.markdown
