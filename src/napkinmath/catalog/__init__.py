"""The data book: accelerators, links, latencies, language models, measured machines, sourced."""

from napkinmath.catalog.hardware import (
    Accelerator,
    accelerator,
    accelerators,
)
from napkinmath.catalog.interconnects import (
    Link,
    link,
    links,
)
from napkinmath.catalog.language_models import (
    Model,
    model,
    models,
)
from napkinmath.catalog.latency_ladder import (
    Latency,
    latencies,
    latency,
)
from napkinmath.catalog.measured_machines import (
    Machine,
    Spread,
    machine,
    read_machine,
    spread,
)

__all__ = [
    "Accelerator",
    "Latency",
    "Link",
    "Machine",
    "Model",
    "Spread",
    "accelerator",
    "accelerators",
    "latencies",
    "latency",
    "link",
    "links",
    "machine",
    "model",
    "models",
    "read_machine",
    "spread",
]
