"""An invented council's small and sound protocol, and layers beneath it that answer whatever it leaves."""

from __future__ import annotations

from pathlib import Path

import pytest

from comity.protocol import layers, packs, vocabulary
from comity.protocol.layers import Layers
from comity.protocol.packs import Pack

SOUND = Path(__file__).parent / "sound" / "2020-01"

LAW = b"""
[["role.dual"]]
when    = { paid = true }
outcome = "refuse"
cites   = ["Local Government Act 1972 s.116"]
because = "A councillor may not hold a paid office of the council."
overrides = true
confirmed_by = "A. Solicitor"
confirmed_on = 2024-05-01
"""


def house() -> bytes:
    """A house layer that answers every question in the same careful way."""
    return "\n".join(
        f'[["{name}"]]\noutcome = "refer"\nto = ["personnel_committee"]\n'
        'cites = ["House default"]\nbecause = "Where nothing is said, somebody with authority is asked."\n'
        for name in vocabulary.load().questions
    ).encode()


@pytest.fixture
def files() -> dict[str, bytes]:
    """The files of the sound pack."""
    return packs.files_of(SOUND)


@pytest.fixture(scope="session")
def sound() -> Pack:
    """The sound pack."""
    return packs.load(SOUND)


@pytest.fixture(scope="session")
def careful() -> Layers:
    """One rule of law, confirmed, and a house default for every question."""
    return layers.read(LAW, house(), vocabulary.load())


@pytest.fixture(scope="session")
def law_text() -> bytes:
    """The law of the careful layers as text, to plant faults in."""
    return LAW


@pytest.fixture(scope="session")
def house_text() -> bytes:
    """The house of the careful layers as text, to plant faults in."""
    return house()
