"""The oracle's stage and day serve here too."""

from tests.oracle.conftest import asker, scene, still

__all__ = ["asker", "scene", "still"]
