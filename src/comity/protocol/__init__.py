"""What a council's Member/Officer protocol says: packs, rules, layers, and the decision they give."""

from comity.protocol.deciding import decide
from comity.protocol.decision import Confirmed, Decision, Within
from comity.protocol.faults import ProtocolError
from comity.protocol.layers import Layers, Ruling, Standard
from comity.protocol.packs import About, Pack
from comity.protocol.rules import Rule
from comity.protocol.vocabulary import Fact, Facts, Question, Vocabulary

__all__ = [
    "About",
    "Confirmed",
    "Decision",
    "Fact",
    "Facts",
    "Layers",
    "Pack",
    "ProtocolError",
    "Question",
    "Rule",
    "Ruling",
    "Standard",
    "Vocabulary",
    "Within",
    "decide",
]
