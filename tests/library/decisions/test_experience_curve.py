import pytest

from napkinmath.decisions.experience_curve import experience_exponent


def test_experience_exponent() -> None:
    assert experience_exponent(0.20) == pytest.approx(0.32193, abs=5e-6)
    assert 2 ** -experience_exponent(0.35) == pytest.approx(0.65)
    with pytest.raises(ValueError, match="saving_per_doubling must be strictly between"):
        experience_exponent(1.0)
