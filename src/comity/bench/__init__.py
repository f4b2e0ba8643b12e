"""Councils of any size for measuring: invented people, lives told through the ledger and multiplied."""
