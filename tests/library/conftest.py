"""Property tests have no deadline: nothing is asserted on wall-clock, least of all by accident."""

from hypothesis import settings

settings.register_profile("book", deadline=None)
settings.load_profile("book")
