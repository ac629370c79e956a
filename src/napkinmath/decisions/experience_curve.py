"""Experience curves (Wright's law): prices that fall with the cumulative volume."""

import math

from napkinmath import require


def experience_exponent(saving_per_doubling: float) -> float:
    """Return the exponent b of an experience curve, on which a price falls as volume**-b.

    Definition: the price falls by ``saving_per_doubling`` at each doubling of the cumulative
    volume.

    Raises ``ValueError`` unless the share lies strictly between 0 and 1.

    >>> round(experience_exponent(0.20), 4)
    0.3219
    """
    return -math.log2(1 - require.open_fraction("saving_per_doubling", saving_per_doubling))
