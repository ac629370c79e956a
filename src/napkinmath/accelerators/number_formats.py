"""Number formats: float32 values rounded to BF16 and FP16, as a device stores them."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
#: The largest float16, and the step of its smallest numbers.
_FLOAT16_MAX, _FLOAT16_SUBNORMAL = 65504.0, 2.0**-14


def to_bfloat16(values: npt.ArrayLike) -> Floats:
    """Return ``values`` rounded to BF16: the range of float32, 8 bits of precision. Definition.

    >>> to_bfloat16([1.0, 1.001, 3e38]).tolist()[:2]
    [1.0, 1.0]
    """
    x = np.ascontiguousarray(values, dtype=np.float32)
    bits = x.view(np.uint32)
    lowest = (bits >> np.uint32(16)) & np.uint32(1)
    rounded = ((bits + np.uint32(0x7FFF) + lowest) & np.uint32(0xFFFF0000)).view(np.float32)
    return np.where(np.isnan(x), x, rounded)  # the bits of a NaN must not be rounded up


def to_float16(values: npt.ArrayLike) -> Floats:
    """Return ``values`` rounded to FP16: 11 bits, from 6e-8 to 65,504. Definition.

    >>> to_float16([1.001, 7e4, 2e-8]).tolist()
    [1.0009765625, inf, 0.0]
    """
    x = np.ascontiguousarray(values, dtype=np.float32)
    bits = x.view(np.uint32)
    lowest = (bits >> np.uint32(13)) & np.uint32(1)
    normal = ((bits + np.uint32(0xFFF) + lowest) & np.uint32(0xFFFFE000)).view(np.float32)
    # Adding and subtracting 3/4 leaves multiples of 2**-24, rounded to even: float16's smallest.
    with np.errstate(invalid="ignore"):
        small = (x + np.float32(0.75)) - np.float32(0.75)
    rounded = np.where(np.abs(x) < _FLOAT16_SUBNORMAL, small, normal)
    infinite = np.copysign(np.float32(np.inf), rounded)
    return np.where(np.isnan(x), x, np.where(np.abs(rounded) > _FLOAT16_MAX, infinite, rounded))
