"""What is said at each step of an enquiry: the fields of its forms."""

from __future__ import annotations

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
        when=_CASEWORK,
        hint="The constituent’s name. Only you and those who handle this will see it.",
        audience="asker",
    ),
    Field("lives_in_members_ward", "Do they live in the ward you represent?", "yes_no", when=_CASEWORK),
    Field("says_represents_them", "Are you acting for them, at their request?", "yes_no", when=_CASEWORK),
    Field(
        "necessary_for_complaint",
        "Does answering them need personal information about them?",
        "yes_no",
        when=_CASEWORK,
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
    Field("emergency_reason", "Why can it not wait?", "line", when=(("emergency", (True,)),)),
)

LOGGED = (
    Field("member", "Which Member asked?", "member"),
    Field("way", "How did they ask?", "choice", choices=WAYS),
    Field("happened", "When did they ask?", "moment", hint="The time for the answer counts from then."),
    *QUESTION,
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
    Field("new_date", "By when will it be answered?", "date"),
    Field("owner", "Who will answer?", "line", hint="Name and post, for the Member."),
)
ANSWER = (
    Field(
        "whole",
        "Does this answer the whole enquiry?",
        "choice",
        choices=(("whole", "Yes, all of it"), ("in_part", "No, only a part")),
    ),
    Field("left", "What is left open, and why?", "prose", when=(("whole", ("in_part",)),)),
    Field("personal", "Does your answer contain personal information?", "choice", choices=PERSONAL),
    Field(
        "law_permits",
        "Does the law permit the Member to be told?",
        "yes_no",
        when=(("personal", ("third_party",)),),
    ),
    Field("law_basis", "What is the legal basis?", "line", when=(("law_permits", (True,)),)),
    Field("answer", "Your answer", "prose"),
)
DECLINE = (
    Field(
        "reason", "Why is this enquiry inappropriate?", "prose", hint="The Member is told, with your reasons."
    ),
)
NOT_OURS = (Field("whose", "Who can help instead?", "prose"),)
HAND_OVER = (
    Field("post", "To whom?", "post"),
    Field(
        "reason",
        "Why?",
        "prose",
        hint="The Member sees who has it now. Your reason is for those who handle it.",
        audience="handling",
    ),
)
CONVERT = (
    Field("kind", "What is it really?", "choice", choices=KINDS),
    Field("reason", "Why?", "prose"),
)
PASS_ON = (
    Field("member", "To which Member?", "member"),
    Field("consented", "In casework: has the constituent agreed that this Member takes it over?", "yes_no"),
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
    Field("given", "Did they agree?", "yes_no"),
    Field("way", "How did they say so?", "choice", choices=WAYS),
    Field("words", "What exactly did they agree to, or refuse?", "prose"),
)
RECOUNT = (Field("words", "What changed in the calendar?", "line"),)
