"""The condition that every queue in equilibrium shares."""


def refuse_overload(utilization: float) -> None:
    """Raise ``ValueError`` unless the queue settles, which takes a utilization below 1."""
    if not utilization < 1:
        raise ValueError(
            f"utilization must be below 1 for the queue to settle, got {float(utilization):g}"
        )
