"""What is said at each step of a concern: the fields of its forms."""

from __future__ import annotations

from comity.procedures.fields import Field

ABOUT_OFFICER = (
    ("conduct", "How they behaved"),
    ("performance", "How they do their work"),
    ("discourtesy", "A lack of politeness or respect"),
    ("fraud", "Fraud, bribery or corruption"),
)
ABOUT_MEMBER = (
    ("minor", "Something minor that might be settled by talking"),
    ("serious", "Something serious"),
    ("code_breach", "A breach of the Members’ code of conduct"),
    ("fraud", "Fraud, bribery or corruption"),
)
WAYS = (
    ("informal", "Informally"),
    ("disciplinary", "Under the disciplinary procedure"),
    ("code", "As a complaint under the Members’ code of conduct"),
    ("whistleblowing", "Under the whistleblowing arrangements"),
)
FINDINGS = (
    ("upheld", "It is upheld"),
    ("in_part", "It is upheld in part"),
    ("not_upheld", "It is not upheld"),
    ("settled", "It is settled without a finding"),
    ("passed_on", "It is dealt with elsewhere from now on"),
)

_ACCOUNT = (
    Field(
        "happened_on",
        "On which day did it happen?",
        "date",
        hint="The protocol as it stood on that day counts.",
    ),
    Field(
        "clause",
        "Which clause was not kept?",
        "clause",
        required=False,
        hint="Leave it open if you are not sure.",
    ),
    Field("account", "What happened?", "prose", hint="Keep to what you saw and heard."),
    Field("wish", "What would put it right?", "prose", required=False),
)
RAISE_OFFICER = (
    Field("subject", "Which officer is it about?", "officer"),
    Field("nature", "What is it about?", "choice", choices=ABOUT_OFFICER),
    *_ACCOUNT,
)
RAISE_MEMBER = (
    Field("subject", "Which Member is it about?", "member"),
    Field("nature", "What is it about?", "choice", choices=ABOUT_MEMBER),
    *_ACCOUNT,
)
SETTLED = (Field("words", "How was it settled?", "prose", required=False),)
FURTHER = (
    Field("words", "Why does it go further?", "prose", hint="For instance: you talked, and it did not help."),
)
ADD = (Field("words", "What do you want to add?", "prose"),)
NOTE = (Field("words", "Working note", "prose", hint="Only those who hear this concern see it."),)
ASIDE = (
    Field(
        "words",
        "Why do you step aside?",
        "prose",
        hint="For instance: you are friends, or dealt with it before. Whoever hears it next sees this.",
    ),
)
WAY = (
    Field("way", "How is it dealt with?", "choice", choices=WAYS, told="How it is dealt with"),
    Field("words", "Why?", "prose", audience="handling"),
)
PUT = (
    Field(
        "as_written",
        "What do they see?",
        "choice",
        told="What they see",
        choices=(
            ("own_words", "What I write here, without the name of whoever raised it"),
            ("account", "The account as it was written, with the name of whoever raised it"),
        ),
    ),
    Field(
        "words",
        "What do you put to them?",
        "prose",
        hint="They see this, and nothing else that you do not open.",
    ),
)
RESPOND = (
    Field("words", "What do you say to it?", "prose"),
    Field(
        "companion",
        "Who comes with you to a meeting?",
        "name",
        told="Companion at a meeting",
        required=False,
        hint="You may bring somebody.",
    ),
)
MEET = (
    Field("meeting", "When?", "moment"),
    Field(
        "with_subject",
        "Is the person it is about invited?",
        "yes_no",
        told="The person it is about is invited",
    ),
    Field("words", "Where, and what for?", "prose", hint="Anybody invited may bring somebody with them."),
)
LEADER = (
    Field("words", "What do you tell the leader of their group?", "prose", hint="The leader sees this only."),
)
DECIDE = (
    Field("finding", "What do you find?", "choice", choices=FINDINGS, told="Finding"),
    Field("words", "What do you tell whoever raised it?", "prose"),
    Field("reasons", "Reasons for the record", "prose", audience="handling"),
)
TELL_SUBJECT = (Field("words", "What do you tell the person it was about?", "prose"),)
CHECK_IN = (
    Field(
        "well",
        "Are you treated as you should be, since you raised this?",
        "yes_no",
        told="Treated as they should be",
    ),
    Field("words", "What do you want to say?", "prose", required=False, audience="handling"),
)
HAND_OVER = (
    Field("post", "To whoever holds which post?", "post"),
    Field("words", "Why?", "prose", audience="handling"),
)
_WHOM = Field("whom", "Who outside the council?", "outsider")
OUTSIDE_CODE = (_WHOM,)
OUTSIDE_LINK = (_WHOM, Field("words", "Why?", "prose", audience="handling", required=False))
OUTSIDE_SHUT = (_WHOM, Field("words", "Why?", "prose", audience="handling"))
