"""The colors of series: their contrast, and whether all readers can tell them apart."""

from itertools import combinations

import numpy as np
import pytest

from napkinmath.book import plotting

#: What an eye without one kind of cone makes of linear RGB: Machado, Oliveira and Fernandes (2009).
SEEN = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
    "all cones": np.eye(3),
}
LUMINANCE = np.array([0.2126729, 0.7151522, 0.0721750])
XYZ = np.array([[0.4124564, 0.3575761, 0.1804375], LUMINANCE, [0.0193339, 0.1191920, 0.9503041]])
#: The palette of the first edition, in which green and grey were one color to one reader in twelve.
FORMER = ("#2b7bba", "#d2600f", "#1a9070", "#9a62c0", "#7f7f7f")
#: Least distances: in CIELAB as seen, and in lightness alone.
APART, APART_IN_GREY = 15.0, 4.5


def _linear(color: str) -> np.ndarray:
    channels = np.array([int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def _lab(linear: np.ndarray) -> np.ndarray:
    xyz = XYZ @ np.clip(linear, 0, 1) / [0.95047, 1.0, 1.08883]
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def nearest(colors: tuple[str, ...], matrix: object) -> float:
    """Return the distance of the two colors that are hardest to tell apart."""
    seen = [_lab(np.asarray(matrix) @ _linear(color)) for color in colors]
    return min(float(np.linalg.norm(a - b)) for a, b in combinations(seen, 2))


def nearest_in_grey(colors: tuple[str, ...]) -> float:
    light = [_lab(np.full(3, LUMINANCE @ _linear(color)))[0] for color in colors]
    return min(abs(a - b) for a, b in combinations(light, 2))


@pytest.mark.parametrize("color", plotting.COLORS)
def test_colors_keep_their_contrast_on_white_and_on_near_black(color: str) -> None:
    luminance = float(LUMINANCE @ _linear(color))
    light, dark = 1.05 / (luminance + 0.05), (luminance + 0.05) / (0.0072 + 0.05)
    assert min(light, dark) >= 3


@pytest.mark.parametrize("eye", SEEN)
def test_colors_are_apart_for_every_reader(eye: str) -> None:
    assert nearest(plotting.COLORS, SEEN[eye]) >= APART


def test_colors_are_apart_in_greyscale() -> None:
    assert nearest_in_grey(plotting.COLORS) >= APART_IN_GREY


def test_the_former_palette_would_not_pass() -> None:
    failed = {eye for eye in SEEN if nearest(FORMER, SEEN[eye]) < APART}
    assert failed == {"protanopia", "deuteranopia", "tritanopia"}
    assert nearest_in_grey(FORMER) < 1


def test_every_color_has_a_line_style_of_its_own() -> None:
    assert len(plotting.LINES) == len(set(map(str, plotting.LINES))) == len(plotting.COLORS)
