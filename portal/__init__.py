"""Cairn's settings, root URLs and version."""

import tomllib
from pathlib import Path

# pyproject.toml is the only place that states the version.
_project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))["project"]
__version__: str = _project["version"]
