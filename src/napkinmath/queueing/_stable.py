"""The condition that every queue in equilibrium shares."""


def refuse_overload(utilisation: float) -> None:
    """Raise ``ValueError`` unless the queue settles, which takes a utilisation below 1."""
    if not utilisation < 1:
        raise ValueError(
            f"utilisation must be below 1 for the queue to settle, got {float(utilisation):g}"
        )
