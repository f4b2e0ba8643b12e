"""The pieces that pages are made of: what a Member reads in a decision, a deadline, a timeline, a form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from django.http import QueryDict
from django.template import engines

from comity.council.models import Account, Council
from comity.procedures.enquiry import says
from comity.procedures.fields import Unheard, hear
from comity.protocol import packs
from comity.protocol.calendars import Calendar, Source, Within, due
from comity.protocol.deciding import decide
from comity.web.forms import typed
from comity.web.forms.form import Form
from comity.web.words import anchor, say_day, say_moment

COVENTRY = packs.named("coventry/2017-12")


def _shown(template: str, **given: Any) -> str:
    text = engines["jinja2"].from_string(template).render(given)
    return " ".join(text.split())


def _panel(question: str, facts: dict[str, object]) -> str:
    d = decide(COVENTRY, question, facts)
    template = '{% from "pieces/decision.html.j2" import decision with context %}{{ decision(d, names) }}'
    return _shown(template, d=d, names=COVENTRY.names)


def test_a_decision_says_whose_rule_it_is_and_never_in_colour_alone() -> None:
    of_the_council = _panel("enquiry.reply", {})
    assert "within 5 working days" in of_the_council
    assert "Council’s protocol</span>" in of_the_council
    assert "7.1" in of_the_council
    default = _panel("enquiry.hold", {})
    assert "House default – the protocol does not say</span>" in default
    assert "Council’s protocol</span>" not in default


def test_a_receipt_shows_the_day_and_every_line_of_the_count() -> None:
    five = Within.of({"working_days": 5})
    rule = Source("protocol", ("7.1",), "An enquiry is answered within five working days.")
    received = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
    r = due(received, five, Calendar("england"), sources=(rule,))
    template = '{% from "pieces/receipt.html.j2" import receipt %}{{ receipt(r, now=now) }}'
    text = _shown(template, r=r, now=datetime(2026, 4, 3, tzinfo=UTC))
    assert "13 April 2026 at 5pm" in text
    assert "Good Friday" in text
    assert text.count("<li>") == len(r.lines())
    assert ">Late<" not in text
    assert ">Late<" in _shown(template, r=r, now=datetime(2026, 4, 14, tzinfo=UTC))


def test_what_people_write_is_never_markup() -> None:
    template = (
        '{% from "pieces/timeline.html.j2" import entry %}'
        "{{ entry('Asked', name, at, 'the Member', words=words) }}"
    )
    at = datetime(2026, 3, 27, 14, 30, tzinfo=UTC)
    text = _shown(template, name="<i>Clegg</i>", words="<script>alert(1)</script>", at=at)
    assert "<script>" not in text
    assert "<i>" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "Who can see this: the Member" in text


def test_a_step_that_is_not_open_says_why() -> None:
    template = '{% from "pieces/steps.html.j2" import steps %}{{ steps(open, closed) }}'
    closed = [{"title": "Decline", "why": "Only a Head of Service can do this."}]
    text = _shown(template, open=[{"title": "Answer", "href": "/answer"}], closed=closed)
    assert 'href="/answer"' in text
    assert "Only a Head of Service can do this." in text
    assert "There is nothing for you to do here now." in _shown(template, open=[], closed=[])


def test_dates_are_said_as_the_council_lives_them() -> None:
    assert say_day(date(2026, 3, 27)) == "27 March 2026"
    assert say_moment(datetime(2026, 3, 27, 14, 30, tzinfo=UTC)) == "27 March 2026 at 2:30pm"
    assert say_moment(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == "2 July 2026 at 12:30am"
    assert say_moment(None) == ""
    assert anchor("3.1(d)") == "clause-3.1-d"


def _form(fields: Any, sent: str = "", **given: Any) -> Form:
    return Form(tuple(fields), "", QueryDict(sent), **given)  # type: ignore[arg-type]


def test_questions_that_depend_on_an_answer_stand_beneath_it() -> None:
    form = _form(
        says.QUESTION,
        options={"ward": [(3, "Mill")], "service": [(1, "Highways")], "members": [(7, "Amir Patel")]},
    )
    template = '{% from "pieces/form.html.j2" import fields %}{{ fields(form) }}'
    text = _shown(template, form=form)
    assert [item.name for item in form.beneath(says.QUESTION[0], "casework")] == [
        item.name for item in says.QUESTION if item.when and item.when[0][0] == "topic"
    ]
    casework = text.index('value="casework"')
    assert casework < text.index('name="constituent"') < text.index('name="service"')
    for item in says.QUESTION:
        assert text.count(f'name="{item.name}"') >= 1, item.name
    assert '<option value="3">Mill</option>' in text
    assert " style=" not in text
    assert " onclick=" not in text


def test_every_field_of_every_step_can_be_shown_and_read_back() -> None:
    for name in vars(says):
        fields = getattr(says, name)
        if not name.isupper() or not isinstance(fields, tuple) or not hasattr(fields[0], "kind"):
            continue
        template = '{% from "pieces/form.html.j2" import form_page %}{{ form_page(form, "T") }}'
        try:
            hear(fields, typed.raw(fields, QueryDict("form_key=x&csrfmiddlewaretoken=y&files=")))
        except Unheard as wrong:
            errors = wrong.errors
        else:
            errors = {}
        text = _shown(template, form=_form(fields, errors=errors))
        assert set(errors) <= {item.name for item in fields}, name
        for field in errors:
            box = _form(fields).first_box(field)
            assert f'href="#{box}"' in text, (name, field)
            assert f'id="{box}"' in text, (name, field)


def test_what_stood_in_a_form_stands_in_it_again(
    found: Callable[..., Council], joined: Callable[..., Account]
) -> None:
    happened = next(item for item in says.LOGGED if item.name == "happened")
    promised = next(item for item in says.HOLD if item.kind == "date")
    for item, value in ((happened, "2026-07-01T09:05:00+01:00"), (promised, "2026-03-27")):
        sent = QueryDict(mutable=True)
        for box, values in typed.boxes(item, value).items():
            sent.setlist(box, values)
        assert typed.raw((item,), sent) == {item.name: value}
