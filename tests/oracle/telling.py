"""Telling the tables' matters to the product, step by step, and filling in the forms of the next step."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from comity.council.context import within
from comity.matters import files, handles, ledger
from comity.matters.actors import actor
from comity.matters.models import Document, Matter
from comity.procedures.catalogue import PROCEDURES
from comity.procedures.fields import hear
from comity.procedures.shape import Step
from tests.cast import Cast, at
from tests.oracle.concerns import Concern, plainly
from tests.oracle.matters import Matter as Enquiry
from tests.oracle.people import CITY, PARISH
from tests.oracle.told import filed, mark

if TYPE_CHECKING:
    from tests.oracle.scene import Scene

Told = Enquiry | Concern

WAYS: dict[str, tuple[str, dict[str, object]]] = {
    "answer": ("answer", {"whole": "whole", "personal": "none"}),
    "answer_in_part": ("answer", {"whole": "in_part", "personal": "none"}),
    "answer_personal": ("answer", {"whole": "whole", "personal": "constituent"}),
    "convert": ("convert", {"kind": "foi"}),
    "record_consent": ("record_consent", {"given": "yes", "way": "telephone"}),
    "share": ("share", {"share": "nobody"}),
    "put": ("put", {"as_written": "own_words"}),
    "put:account": ("put", {"as_written": "account"}),
    "way": ("way", {"way": "informal"}),
    "meet": ("meet", {"meeting": "2026-03-12T10:00+00:00", "with_subject": "no"}),
    "meet:both": ("meet", {"meeting": "2026-03-12T10:00+00:00", "with_subject": "yes"}),
    "decide": ("decide", {"finding": "settled"}),
    "answer_check_in": ("answer_check_in", {"well": "no"}),
}
"""Each way to take a step: its own name, and what is chosen in its form besides words."""

CASEWORK = {"lives_in_members_ward": "yes", "says_represents_them": "yes", "necessary_for_complaint": "yes"}
PROMISED = {CITY: "2026-03-13", PARISH: "2026-03-20"}


def tell(scene: Scene, told: Told) -> None:
    """Everything that people did in a matter, in its order; what was done late comes after the sweep."""
    entry = _take(scene, told, (1, told.begun), _raiser(told), _moment(told, 1), begins=True)
    for place, (who, step) in enumerate(_taken(told), start=2):
        if step != "climb":
            by = (_taker(told, who), _moment(told, place))
            _take(scene, told, (place, step), *by, matter=entry)
    with within(scene.council(told.council), system=True):
        scene.matters[told.name] = Matter.objects.get(pk=entry)


def climb(scene: Scene, told: Told) -> None:
    """Take it to the next rung, once its time has run out, where the tables say that the Member did."""
    for place, (_, step) in enumerate(_taken(told), start=2):
        if step == "climb":
            matter = scene.matters[told.name].pk
            _take(scene, told, (place, step), _raiser(told), at("2026-03-06 10:00"), matter=matter)


def shape(told: Told, step: str) -> Step:
    """A step as the product has it."""
    return PROCEDURES["concern" if told.sealed else "enquiry"].step(step)


def typed(cast: Cast, told: Told, step: str, words: dict[str, str]) -> dict[str, object]:
    """What is typed at a step of a matter: the words given, and a choice where one must be made."""
    plain, chosen = WAYS.get(step, (plainly(step), {}))
    given: dict[str, object] = {**chosen, **words}
    if plain == "hold":
        given["new_date"] = PROMISED[told.council]
    if plain == "hand_over":
        given["post"] = str(cast.posts[_to(told, step)].pk)
    if plain == "pass_on":
        given |= {"member": str(cast.people[_other(told)].pk), "consented": "yes"}
    if isinstance(told, Concern):
        return given | (_raised(cast, told) if plain.startswith("raise_") else {})
    return given | (_asked(cast, told, plain) if plain in {"ask", "log"} else {})


def words_of(told: Told, place: int) -> dict[str, str]:
    """The marks that stand in the boxes of an entry."""
    return {box: mark(told.name, place, box) for at_, _, box, _ in told.words() if at_ == place}


def _taken(told: Told) -> tuple[tuple[str, str], ...]:
    return told.taken if isinstance(told, Concern) else told.path.taken


def _raiser(told: Told) -> str:
    return told.raiser if isinstance(told, Concern) else told.begun_by or told.was or told.asker


def _taker(told: Told, who: str) -> str:
    """Who takes a step of a path, by the word that the tables have for them."""
    if isinstance(told, Concern):
        return told.raiser if who == "raiser" else who
    first = ("dot",) if told.name == "handed" else told.handlers[:1]
    known = {"handler": first, "new handler": told.handlers[:1], "asker": (told.was or told.asker,)}
    return (known.get(who) or ("tess",))[0]


def _moment(told: Told, place: int) -> datetime:
    if isinstance(told, Concern):
        early = at("2026-01-12 10:00") + timedelta(days=place - 1)
        return early if told.early else at("2026-03-06 10:00") + timedelta(minutes=20 * (place - 1))
    if place == 1:
        return at("2026-02-16 10:00" if "late" in told.path.true else "2026-03-06 10:00")
    return at(f"2026-03-06 {10 + place}:00")


def _take(
    scene: Scene,
    told: Told,
    at_step: tuple[int, str],
    who: str,
    moment: datetime,
    *,
    matter: int = 0,
    begins: bool = False,
) -> int:
    cast, person = scene.casts[told.council], scene.person(told.council, who)
    assert person is not None, who
    place, step = at_step
    plain = WAYS.get(step, (plainly(step), {}))[0]
    with within(cast.council, person):
        given = typed(cast, told, step, words_of(told, place))
        if plain == "log":
            given |= {"happened": moment.isoformat()}
        said = hear(shape(told, plain).says, given)
        uploads = _uploads(told, place)
        if begins:
            by = actor(person, moment.date(), acting_for=_acting_for(cast, told, plain))
            kind = "concern" if told.sealed else "enquiry"
            entry = ledger.begin(
                cast.council, cast.edition, kind, plain, said, by=by, at=moment, uploads=uploads
            )
        else:
            by = actor(person, moment.date())
            entry = ledger.take(matter, plain, said, by=by, at=moment, uploads=uploads)
        for document in Document.objects.filter(entry=entry):
            scene.files[told.name, place] = handles.of(document)
    return int(entry.matter_id)


def _acting_for(cast: Cast, told: Told, step: str) -> object:
    asker = "" if isinstance(told, Concern) else told.was or told.asker
    return cast.people[asker] if step == "ask" and _raiser(told) != asker and asker else None


def _uploads(told: Told, place: int) -> tuple[files.Upload, ...]:
    if place not in filed(told.name):
        return ()
    text = mark(told.name, place, "inside")
    return (files.Upload(f"{mark(told.name, place, 'file')}.txt", text.encode()),)


def _raised(cast: Cast, told: Concern) -> dict[str, object]:
    return {
        "subject": str(cast.people[told.about.removeprefix("p-")].pk),
        "nature": told.nature,
        "happened_on": "2026-01-09" if told.early else "2026-03-05",
    }


def _asked(cast: Cast, told: Enquiry, step: str) -> dict[str, object]:
    given: dict[str, object] = {
        "topic": told.topic,
        "share": told.share,
        "emergency": "no",
        "ward": str(cast.wards["north"].pk),
    }
    given |= CASEWORK if told.topic == "casework" else {}
    if told.share == "named":
        given["share_with"] = [str(cast.people["nan" if told.council == CITY else "dee"].pk)]
    if cast.services and told.handlers:
        given["service"] = str(cast.services["highways"].pk)
    if step == "log":
        given |= {"member": str(cast.people[told.asker].pk), "way": "telephone"}
    return given


def _to(told: Told, step: str) -> str:
    """To whose post a matter is handed: named with the step, or to somebody who has not got it."""
    named = step.partition(":")[2]
    if named or told.council == PARISH:
        return named or ("clive" if told.sealed else "stan")
    if isinstance(told, Concern):
        return "vic" if "vic" not in told.hears else "mo"
    return "hal" if "joe" in told.handlers and told.name != "handed" else "joe"


def _other(told: Enquiry | Concern) -> str:
    """A Member to whom somebody passes their enquiry on: whom the tables say, or anybody else."""
    if isinstance(told, Concern):
        return told.raiser
    if told.was:
        return told.asker.removeprefix("p-")
    return "gwen" if told.council == CITY else "cy"
