"""The machinery of an exact search: a fast float32 proposal, and float64 distances that decide.

The product of matrices is fast and loses digits, so it may not choose. It may exclude: whatever
lies beyond the k-th best by more than the rounding error can explain is not among the nearest.
What remains is a handful a query, whose distances are summed again from differences in float64.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath._typing import Floats, Floats32, Ids, Mask, Numbers

_METRICS = ("l2", "cosine", "ip")
_LARGEST = 1e150  # its square is still a float64
_HALF_ULP = 2.0**-24  # of float32
_QUERIES = 512  # at a time
_CELLS = 1 << 20  # approximate distances at a time: 4 MB, about what a core's cache holds
_TINY = np.float32(2.0**-100)
_UNDERFLOW = 2.0**400  # a scale for dimensions whose squares run out of float64's range
_PAIR_VALUES = 1 << 18  # dimensions of exact differences at a time


def numbers(name: str, value: npt.ArrayLike) -> Numbers:
    """Return ``value`` as an array of two axes of real numbers, in its own type.

    Raises ``ValueError`` if it is none, or empty.

    >>> numbers("ids", [[1, 2], [3, 4]]).shape
    (2, 2)
    """
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise ValueError(f"{name} must be an array of rows of one length") from error
    if array.dtype.kind not in "fiu":
        raise ValueError(f"{name} must hold real numbers, got {array.dtype}")
    if array.ndim != 2:
        raise ValueError(f"{name} must have 2 axes, got shape {array.shape}")
    if array.size == 0:
        raise ValueError(f"{name} must not be empty, got shape {array.shape}")
    return array


def checked(queries: npt.ArrayLike, base: npt.ArrayLike, metric: str) -> tuple[Numbers, Numbers]:
    """Return both sets of vectors as arrays that can be compared under ``metric``.

    Raises ``ValueError`` on arrays that are empty, mis-shaped or not finite, on an unknown metric
    and on a zero vector under ``"cosine"``.
    """
    require.one_of("metric", metric, _METRICS)
    asked, stored = numbers("queries", queries), numbers("base", base)
    if asked.shape[1] != stored.shape[1]:
        raise ValueError(
            f"queries and base must have equal columns, got {asked.shape} and {stored.shape}"
        )
    for name, array in {"queries": asked, "base": stored}.items():
        size = _largest(array)
        if not size <= _LARGEST:
            limit = f"finite numbers up to {_LARGEST:g}"
            raise ValueError(f"{name} must hold {limit}, found NaN, infinity or more")
        if metric == "cosine" and not array.any(axis=1).all():
            row = int((~array.any(axis=1)).argmax())
            raise ValueError(f"{name} must hold no zero vector under cosine, row {row} is one")
    return asked, stored


def _largest(array: Numbers) -> float:
    """Return the largest magnitude, NaN if there is one, without a copy of the array."""
    return float(np.maximum(-float(array.min()), float(array.max())))


def first_in_row(ids: Ids) -> Mask:
    """Return where an id of 0 or more stands for the first time in its row.

    >>> import numpy as np
    >>> first_in_row(np.array([[7, -1, 7, 8]]))
    array([[ True, False, False,  True]])
    """
    order = np.argsort(ids, axis=1, kind="stable")
    ranked = np.take_along_axis(ids, order, axis=1)
    first = ranked >= 0
    first[:, 1:] &= ranked[:, 1:] != ranked[:, :-1]
    found = np.empty_like(first)
    np.put_along_axis(found, order, first, axis=1)
    return found


def paired(left: Floats, right: Floats, metric: str) -> Floats:
    """Return the distance of each row of ``left`` to the same row of ``right``, in float64.

    Either may have one row for all. In C order, equal rows give equal bits wherever they stand.

    >>> import numpy as np
    >>> paired(np.array([[0.0, 0.0]]), np.array([[3.0, 4.0]]), "l2")
    array([5.])
    """
    if metric == "l2":
        apart = left - right
        squares = np.einsum("nd,nd->n", apart, apart)
        lengths = np.sqrt(squares)
        small = np.flatnonzero(squares < 2.0**-900)  # whose squares left float64's range
        if len(small):
            scaled = apart[small] * 2.0**500
            lengths[small] = np.sqrt(np.einsum("nd,nd->n", scaled, scaled)) * 2.0**-500
        return np.asarray(lengths)
    if metric == "cosine":
        left, right = _near_one(left), _near_one(right)
    left, right = np.broadcast_arrays(left, right)
    product = np.einsum("nd,nd->n", left, right)
    if metric == "ip":
        return np.asarray(-product)
    lengths = np.einsum("nd,nd->n", left, left) * np.einsum("nd,nd->n", right, right)
    # Rounding may leave a cosine a last digit outside its range; the distance is put back.
    return np.asarray(np.clip(1 - product / np.sqrt(lengths), 0.0, 2.0))


def _near_one(rows: Floats) -> Floats:
    """Divide each row by a power of two, which is exact, so that its squares stay finite."""
    _, exponent = np.frexp(np.abs(rows).max(axis=1, keepdims=True))
    return np.asarray(np.ldexp(rows, -exponent))


@dataclass(frozen=True, slots=True)
class _Frame:
    """A shift and a scale that leave the order of distances alone and suit float32."""

    metric: str
    center: Floats
    scale: float

    def shaped(self, rows: Numbers) -> Floats32:
        """Return vectors as the product of matrices wants them."""
        if self.metric == "cosine":
            rows = _near_one(rows.astype(np.float64))
            lengths = np.sqrt(np.einsum("nd,nd->n", rows, rows))
            return np.asarray(rows / lengths[:, None], dtype=np.float32)
        if rows.dtype != np.float32 or self.scale != 1.0:
            return np.asarray((rows - self.center) * self.scale, dtype=np.float32)
        return np.asarray(rows - self.center.astype(np.float32) if self.center.any() else rows)

    def scores(self, asked: Floats32, rows: Numbers) -> tuple[Floats32, Floats32]:
        """Return approximate scores (q, n), smaller for nearer, and the lengths of the rows."""
        shaped = self.shaped(rows)
        squares = np.einsum("nd,nd->n", shaped, shaped)
        if self.metric != "l2":
            scores = asked @ shaped.T
            np.negative(scores, out=scores)
        else:
            scores = (-2 * asked) @ shaped.T
            scores += squares
        return scores, np.sqrt(squares)

    def slack(self, lengths: Floats32, reach: Floats32, dimensions: int) -> Floats32:
        """Return how far a score may be off, given the lengths of its query and of its vector."""
        if self.scale > _UNDERFLOW:  # float64 distances lose digits: let them decide alone
            return np.full(len(lengths), np.inf, dtype=np.float32)
        rounding = _HALF_ULP * (2 * dimensions + 16)
        if self.metric != "l2":
            return np.asarray(rounding * lengths * reach + _TINY, dtype=np.float32)
        off = rounding * reach * (reach + 2 * lengths) + 2.0**-48 * lengths**2 + _TINY
        return np.asarray(off, dtype=np.float32)


def _frame(asked: Numbers, stored: Numbers, metric: str) -> _Frame:
    center = np.zeros(stored.shape[1])
    if metric == "l2":  # distances do not change, and the squares that are subtracted get small
        some = stored[:: max(1, len(stored) // 256)].astype(np.float64)
        center = np.median(some, axis=0)  # which a giant among them does not move
    size = max(_largest(asked), _largest(stored))
    if 1e-4 < size < 1e4:
        return _Frame(metric, center.astype(np.float32).astype(np.float64), 1.0)
    return _Frame(metric, center, float(np.ldexp(1.0, -int(np.frexp(size)[1]))))


def search(asked: Numbers, stored: Numbers, k: int, metric: str) -> tuple[Ids, Floats]:
    """Return ids and distances (q, k) of the nearest, nearest first, ties by the lower id.

    Arguments are those that ``checked`` returns; ``k`` is between 1 and the vectors stored.

    >>> import numpy as np
    >>> search(np.array([[0.9]]), np.array([[0.0], [1.0], [1.0]]), 2, "l2")[0]
    array([[1, 2]])
    """
    ids, nearest = np.empty((len(asked), k), dtype=np.int64), np.empty((len(asked), k))
    frame = _frame(asked, stored, metric)
    step = max(1, min(_QUERIES, 4 * _CELLS // k))
    for start in range(0, len(asked), step):
        part = slice(start, start + step)
        ids[part], nearest[part] = _search_some(asked[part], stored, k, frame)
    return ids, nearest


def _search_some(asked: Numbers, stored: Numbers, k: int, frame: _Frame) -> tuple[Ids, Floats]:
    shaped = frame.shaped(asked)
    lengths = np.sqrt(np.einsum("qd,qd->q", shaped, shaped))
    width = max(k, min(16_384, _CELLS // len(asked)))
    best = _Pool(k, asked.astype(np.float64, order="C"), stored, frame.metric)
    for left in range(0, len(stored), width):
        scores, reach = frame.scores(shaped, stored[left : left + width])
        slack = frame.slack(lengths, reach.max(), shaped.shape[1])
        if left == 0:
            best.limit = np.partition(scores, k - 1, axis=1)[:, k - 1] + slack
        hits = np.flatnonzero(scores <= (best.limit + slack)[:, None])
        rows, columns = np.divmod(hits, scores.shape[1])
        # Only its own length counts here: one giant must not keep the limit high for all.
        upper = scores.ravel()[hits] + frame.slack(lengths[rows], reach[columns], shaped.shape[1])
        best.add(rows, columns + left, upper)
    return best.nearest()


class _Pool:
    """The vectors that may still be among the ``k`` nearest of each query."""

    def __init__(self, k: int, asked: Floats, stored: Numbers, metric: str) -> None:
        self.k, self.asked, self.stored, self.metric = k, asked, stored, metric
        self.limit = np.full(len(asked), np.inf, dtype=np.float32)
        self.rows, self.columns = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        self.exact, self.upper = np.empty(0), np.empty(0, dtype=np.float32)
        self.waiting: list[tuple[Ids, Ids, Floats32]] = []

    def add(self, rows: Ids, columns: Ids, upper: Floats32) -> None:
        """Take in candidates, whose scores are at most ``upper``; sort when there are many."""
        self.waiting.append((rows, columns, upper))
        if sum(len(batch[0]) for batch in self.waiting) >= len(self.rows):
            self._sort()

    def _sort(self) -> None:
        rows, columns, upper = (np.concatenate(parts) for parts in zip(*self.waiting, strict=True))
        self.waiting = []
        rows, columns = np.append(self.rows, rows), np.append(self.columns, columns)
        exact = np.append(self.exact, self._distances(rows, columns, len(self.rows)))
        order = np.lexsort((columns, exact, rows))
        first = np.searchsorted(rows[order], np.arange(len(self.asked)))
        kept = order[(first[:, None] + np.arange(self.k)).ravel()]
        self.rows, self.columns, self.exact = rows[kept], columns[kept], exact[kept]
        self.upper = np.append(self.upper, upper)[kept]
        self.limit = np.minimum(self.limit, self.upper.reshape(-1, self.k).max(axis=1))

    def _distances(self, rows: Ids, columns: Ids, known: int) -> Floats:
        found = np.empty(len(rows) - known)
        step = max(1, _PAIR_VALUES // self.asked.shape[1])
        for start in range(known, len(rows), step):
            part = slice(start, start + step)
            right = self.stored[columns[part]].astype(np.float64, order="C")
            found[start - known : start - known + step] = paired(
                self.asked[rows[part]], right, self.metric
            )
        return found

    def nearest(self) -> tuple[Ids, Floats]:
        """Return ids and distances, (q, k) each."""
        if self.waiting:
            self._sort()
        return self.columns.reshape(-1, self.k), self.exact.reshape(-1, self.k)
