"""The oracle's two councils and all their people serve here too, built anew."""

from tests.oracle.conftest import asker, scene, still

__all__ = ["asker", "scene", "still"]
