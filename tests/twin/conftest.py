"""The oracle's day serves here too; the twins are copies of its stage."""

from tests.oracle.conftest import still

__all__ = ["still"]
