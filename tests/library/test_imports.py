"""The library loads numpy and the standard library, and nothing else until something is drawn."""

import json
import subprocess
import sys

WALK = """
import json, pkgutil, sys
import napkinmath
names = [m.name for m in pkgutil.walk_packages(napkinmath.__path__, "napkinmath.")]
for name in names:
    if name != "napkinmath.plotting" and ".datasets.make_" not in name:
        __import__(name)
tops = {name.partition(".")[0] for name, module in sys.modules.items() if module is not None}
print(json.dumps(sorted(tops - set(sys.stdlib_module_names))))
"""


def test_the_whole_library_without_plotting_loads_only_numpy() -> None:
    out = subprocess.run(
        [sys.executable, "-IX", "utf8", "-c", WALK], capture_output=True, text=True
    )
    assert out.returncode == 0, out.stderr
    loaded = {name for name in json.loads(out.stdout) if not name.startswith(("_", "napkinmath"))}
    assert loaded == {"numpy"}
