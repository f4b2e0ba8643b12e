"""Comity runs a council's Member/Officer protocol, and shows the clause for everything it decides."""

__version__ = "0.1.0"
