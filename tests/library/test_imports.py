"""The library loads numpy and the standard library, and nothing else until something is drawn."""

import json
import subprocess
import sys

WALK = """
import json, pkgutil, sys
import numpy, numpy.random
before = {name.partition(".")[0] for name in sys.modules}
import napkinmath
for found in pkgutil.walk_packages(napkinmath.__path__, "napkinmath."):
    if not found.name.endswith(("._chart", "._svg_text", "._time_axis")):
        __import__(found.name)
after = {name.partition(".")[0] for name in sys.modules}
print(json.dumps(sorted(after - before - set(sys.stdlib_module_names))))
"""


def test_the_whole_library_without_its_figure_loads_only_numpy() -> None:
    out = subprocess.run(
        [sys.executable, "-IX", "utf8", "-c", WALK], capture_output=True, text=True
    )
    assert out.returncode == 0, out.stderr
    assert json.loads(out.stdout) == ["napkinmath"]
