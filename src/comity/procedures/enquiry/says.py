"""What is said at each step of an enquiry: the fields of its forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from comity.procedures.fields import Field

TOPICS = (
    ("operational", "How a service is run, day to day"),
    ("strategic", "Policy, plans or something of importance to the whole council"),
    ("casework", "For a constituent"),
)
SHARES = (
    ("nobody", "Nobody"),
    ("ward", "The other Members for the ward"),
    ("ward_group", "Members of my group for the ward"),
    ("named", "Members I name"),
)
OTHERS_SHARES = (
    ("nobody", "Nobody"),
    ("ward", "The other Members for the ward"),
    ("ward_group", "Members of the Member’s group for the ward"),
    ("named", "Members named here"),
)
KINDS = (
    ("enquiry", "Member enquiry"),
    ("service_request", "Service request"),
    ("complaint", "Complaint"),
    ("foi", "Request under the Freedom of Information Act"),
)
WAYS = (
    ("telephone", "By telephone"),
    ("letter", "By letter"),
    ("email", "By e-mail"),
    ("in_person", "In person"),
    ("other", "In another way"),
)
PERSONAL = (
    ("none", "No"),
    ("constituent", "Yes, about the constituent for whom the Member asks"),
    ("third_party", "Yes, about somebody else"),
)

_CASEWORK = (("topic", ("casework",)),)
_SEEN_BY = "The constituent’s name. Only the Member and those who handle this will see it."

QUESTION = (
    Field("topic", "What is it about?", "choice", choices=TOPICS),
    Field(
        "service",
        "Which service?",
        "service",
        required=False,
        hint="If you are not sure, leave it open: democratic services will find out.",
    ),
    Field(
        "ward",
        "Which ward?",
        "ward",
        required=False,
        hint="Leave this open if it is about no ward in particular.",
    ),
    Field(
        "constituent",
        "For whom do you ask?",
        "name",
        told="Constituent",
        when=_CASEWORK,
        hint="The constituent’s name. Only you and those who handle this will see it.",
        audience="asker",
    ),
    Field(
        "lives_in_members_ward",
        "Do they live in the ward you represent?",
        "yes_no",
        when=_CASEWORK,
        told="They live in the Member’s ward",
    ),
    Field(
        "says_represents_them",
        "Are you acting for them, at their request?",
        "yes_no",
        when=_CASEWORK,
        told="The Member acts for them, at their request",
    ),
    Field(
        "necessary_for_complaint",
        "Does answering them need personal information about them?",
        "yes_no",
        when=_CASEWORK,
        told="Personal information about them is needed",
    ),
    Field(
        "title",
        "In a few words",
        "line",
        hint="A title by which you will know it again. Leave out names and addresses.",
    ),
    Field("question", "What do you want to know, or to have done?", "prose"),
    Field("share", "Who else may see it?", "choice", choices=SHARES),
    Field("share_with", "Which Members?", "members", when=(("share", ("named",)),)),
    Field(
        "emergency",
        "Is it an emergency that cannot wait for office hours?",
        "yes_no",
        hint="Emergencies are counted. The officer is told at once, day or night.",
    ),
    Field(
        "emergency_reason",
        "Why can it not wait?",
        "line",
        when=(("emergency", (True,)),),
        told="Why it cannot wait",
    ),
)

#: How the questions of a Member read to an Officer who asks in the Member's name.
_IN_THEIR_NAME: Mapping[str, Mapping[str, Any]] = {
    "constituent": {"label": "For whom does the Member ask?", "hint": _SEEN_BY},
    "lives_in_members_ward": {"label": "Do they live in the ward the Member represents?"},
    "says_represents_them": {"label": "Is the Member acting for them, at their request?"},
    "title": {"hint": "A title by which the Member will know it again. Leave out names and addresses."},
    "question": {"label": "What does the Member want to know, or to have done?"},
    "share": {"choices": OTHERS_SHARES},
}


def in_their_name(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """The same questions, worded for somebody who asks or logs for a Member."""
    return tuple(replace(one, **_IN_THEIR_NAME.get(one.name, {})) for one in fields)


LOGGED = (
    Field("member", "Which Member asked?", "member"),
    Field("way", "How did they ask?", "choice", choices=WAYS, told="How the Member asked"),
    Field("happened", "When did they ask?", "moment", hint="The time for the answer counts from then."),
    *in_their_name(QUESTION),
)

WORDS = (Field("words", "What do you want to say?", "prose"),)
ACKNOWLEDGE = (Field("words", "Anything to tell the Member now?", "prose", required=False),)
ASK_MORE = (
    Field(
        "words",
        "What do you need to know?",
        "prose",
        hint="The time for your answer stands still until the Member replies.",
    ),
)
NOTE = (Field("words", "Working note", "prose", hint="Only those who handle this matter see it."),)
LOOK_BACK = (
    Field(
        "reason",
        "Why do you need it?",
        "prose",
        hint="The reason stays with the matter, with your name. Those who handle the matter can read it.",
    ),
)
HOLD = (
    Field("reason", "Why can it not be answered yet?", "prose"),
    Field("new_date", "By when will it be answered?", "date", told="To be answered by"),
    Field("owner", "Who will answer?", "line", hint="Name and post, for the Member.", told="Who will answer"),
)
ANSWER = (
    Field(
        "whole",
        "Does this answer the whole enquiry?",
        "choice",
        choices=(("whole", "Yes, all of it"), ("in_part", "No, only a part")),
        told="Answers the whole enquiry",
    ),
    Field("left", "What is left open, and why?", "prose", when=(("whole", ("in_part",)),), told="Left open"),
    Field(
        "personal",
        "Does your answer contain personal information?",
        "choice",
        choices=PERSONAL,
        told="Contains personal information",
    ),
    Field(
        "law_permits",
        "Does the law permit the Member to be told?",
        "yes_no",
        told="The law permits the Member to be told",
        when=(("personal", ("third_party",)),),
    ),
    Field(
        "law_basis",
        "What is the legal basis?",
        "line",
        when=(("law_permits", (True,)),),
        told="Legal basis",
    ),
    Field("answer", "Your answer", "prose"),
)
DECLINE = (
    Field(
        "reason", "Why is this enquiry inappropriate?", "prose", hint="The Member is told, with your reasons."
    ),
)
NOT_OURS = (Field("whose", "Who can help instead?", "prose"),)
HAND_OVER = (
    Field("post", "To whom?", "post", told="Handed to"),
    Field(
        "reason",
        "Why?",
        "prose",
        hint="The Member sees who has it now. Your reason is for those who handle it.",
        audience="handling",
        told="Reason",
    ),
)
CONVERT = (
    Field("kind", "What kind of matter is it?", "choice", choices=KINDS, told="It is now a"),
    Field("reason", "Why?", "prose"),
)
PASS_ON = (
    Field("member", "To which Member?", "member", told="Passed on to"),
    Field(
        "consented",
        "In casework: has the constituent agreed that this Member takes it over?",
        "yes_no",
        told="In casework: the constituent has agreed",
    ),
    Field("reason", "Why?", "prose"),
)
CLIMB = (Field("words", "What do you want to say?", "prose", required=False),)
WITHDRAW = (Field("reason", "Why?", "prose", required=False),)
REOPEN = (Field("reason", "What has not been answered?", "prose"),)
SHARE = (
    Field("share", "Who else may see it?", "choice", choices=SHARES),
    Field("share_with", "Which Members?", "members", when=(("share", ("named",)),)),
)
REQUEST_CONSENT = (Field("words", "What will you ask the constituent to agree to?", "prose"),)
RECORD_CONSENT = (
    Field("given", "Did they agree?", "yes_no", told="They agreed"),
    Field("way", "How did they say so?", "choice", choices=WAYS, told="How they said so"),
    Field("words", "What exactly did they agree to, or refuse?", "prose"),
)
RECOUNT = (Field("words", "What changed in the calendar?", "line"),)
