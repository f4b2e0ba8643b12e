"""Puts the stylesheet and scripts into a wheel of Comity, built first where they are missing."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class AssetsHook(BuildHookInterface[Any]):
    """Before a wheel is packed, its pages' stylesheet and scripts are built."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the assets; an editable install leaves that to ``make setup``."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        try:
            import build_assets
        finally:
            sys.path.remove(self.root)
        build_assets.build(Path(self.root))
