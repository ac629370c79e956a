"""The data book: accelerators, links, language models, measured machines, all with a source."""

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
from napkinmath.catalog.measured_machines import (
    Machine,
    Spread,
    machine,
    read_machine,
    spread,
)

__all__ = [
    "Accelerator",
    "Link",
    "Machine",
    "Model",
    "Spread",
    "accelerator",
    "accelerators",
    "link",
    "links",
    "machine",
    "model",
    "models",
    "read_machine",
    "spread",
]
