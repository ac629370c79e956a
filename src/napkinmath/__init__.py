"""Napkin math for AI systems: cost, recall, latency and capacity models.

Import a concept from the module that bears its name, for instance
``from napkinmath.queueing import MMc``. Numbers are plain floats in base units, and the
unit stands in the name: ``_s``, ``_bytes``, ``_flops``, ``_usd``, ``_w``, with rates as
``_bytes_per_s`` and so on. A bare name is a count or a ratio between 0 and 1.
"""
