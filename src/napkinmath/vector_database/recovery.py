"""Disaster recovery of a vector database: restore time, and the distance to a second region."""

from napkinmath import require

_FIBER_REFRACTIVE_INDEX = 1.468
_LIGHT_M_PER_S = 299_792_458.0


def restore_s(
    snapshot_bytes: float, log_bytes: float, *, bytes_per_s: float, replay_bytes_per_s: float
) -> float:
    """Return the restore time: the snapshot is read, then the log after it is replayed. Definition.

    Raises ``ValueError`` if bytes are negative or a rate is not positive.

    >>> restore_s(1e12, 1e10, bytes_per_s=1e9, replay_bytes_per_s=1e7)
    2000.0
    """
    require.non_negative("snapshot_bytes", snapshot_bytes)
    require.non_negative("log_bytes", log_bytes)
    require.positive("bytes_per_s", bytes_per_s)
    require.positive("replay_bytes_per_s", replay_bytes_per_s)
    return snapshot_bytes / bytes_per_s + log_bytes / replay_bytes_per_s


def fiber_round_trip_s(distance_m: float, *, route_factor: float = 1.0) -> float:
    """Return the shortest round trip time over optical fiber between points ``distance_m`` apart.

    Definition: light in fiber of refractive index 1.468 covers 2.04e8 m/s; ``route_factor`` is the
    length of the cable over the distance.
    Raises ``ValueError`` if the distance is negative or the factor below 1.

    >>> round(fiber_round_trip_s(6_000_000), 4)
    0.0588
    """
    require.non_negative("distance_m", distance_m)
    if require.positive("route_factor", route_factor) < 1:
        raise ValueError(f"route_factor must be 1 or more, got {route_factor!r}")
    return 2 * distance_m * route_factor * _FIBER_REFRACTIVE_INDEX / _LIGHT_M_PER_S
