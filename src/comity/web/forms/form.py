"""A form on a page: its fields, its key, what was typed into it and what is wrong with that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.http import HttpRequest, QueryDict
from django.middleware.csrf import get_token
from django.utils.html import format_html
from django.utils.safestring import SafeString

from comity.procedures.fields import Field, Said, hear
from comity.web.forms import finding, keys, typed

YES_NO = (("yes", "Yes"), ("no", "No"))
Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Form:
    """One form, ready to be shown by the macros in pieces/form.html.j2.

    `sent` is what stands in its boxes; `errors` maps names of fields to sentences ("" is the whole form);
    `options` gives what may be chosen, by a field's name or by its kind. `kept` says that it was typed
    before, and could not be sent then.
    """

    fields: tuple[Field, ...]
    hidden: SafeString
    sent: QueryDict
    options: Mapping[str, Choices] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    kept: bool = False

    def with_errors(self, errors: Mapping[str, str]) -> Form:
        """Return the same form with what is wrong with it; `Unheard.errors` fits."""
        return replace(self, errors=dict(errors))

    def with_options(self, options: Mapping[str, Choices]) -> Form:
        """Return the same form with more to choose from."""
        return replace(self, options={**self.options, **options})

    def said(self) -> Said:
        """Return what was said, for a step. Raises Unheard."""
        return hear(self.fields, typed.raw(self.fields, self.sent))

    def value(self, name: str, part: str = "") -> str:
        """Return what stands in a box."""
        return self.sent.get(f"{name}-{part}" if part else name, "")

    def values(self, name: str) -> list[str]:
        """Return everything chosen under a name."""
        return list(self.sent.getlist(name))

    def choices(self, item: Field) -> Choices:
        """Return what may be chosen in a field, as (value, label)."""
        if item.kind == "yes_no":
            return YES_NO
        return item.choices or self.options.get(item.name) or self.options.get(item.kind, ())

    def long(self, item: Field) -> bool:
        """Return whether there are so many people or posts to choose from that one finds them by name."""
        found = item.kind in finding.KINDS and item.name not in finding.WHOLE
        return found and len(self.choices(item)) > finding.MOST

    @property
    def most(self) -> int:
        """Return how many of a long list are shown at once."""
        return finding.MOST

    def shown(self, item: Field) -> Choices:
        """Return what may be chosen in a field, as the page shows it: of a long list what fits."""
        choices = self.choices(item)
        if not self.long(item):
            return choices
        return finding.shown(choices, self.value(finding.box(item.name)), self.values(item.name))

    def fit(self, item: Field) -> int | None:
        """Return how many of a long list fit the words written; None where none were."""
        words = self.value(finding.box(item.name)).strip()
        return len(finding.fitting(self.choices(item), words)) if words else None

    def outer(self) -> list[Field]:
        """Return the fields that stand by themselves, in order."""
        return [item for item in self.fields if self._parent(item) is None]

    def beneath(self, item: Field, value: str) -> list[Field]:
        """Return the fields that are asked only where this answer is given to this field."""
        return [one for one in self.fields if self._parent(one) == (item.name, value)]

    def condition(self, item: Field) -> str:
        """Say when a field that stands by itself is asked at all; empty where always."""
        if not item.when or self._parent(item) is not None:
            return ""
        return "Only " + " and ".join(self._said_of(*pair) for pair in item.when) + "."

    def first_box(self, name: str) -> str:
        """Return the id of the first box of a field, for the links of the error summary."""
        kind = next((item.kind for item in self.fields if item.name == name), "line")
        return f"{name}-day" if kind in typed.PARTS else name

    def _parent(self, item: Field) -> tuple[str, str] | None:
        if len(item.when) != 1 or len(item.when[0][1]) != 1:
            return None
        name, (value,) = item.when[0]
        return name, _sent(value)

    def _said_of(self, name: str, values: tuple[str | bool, ...]) -> str:
        asked = next(item for item in self.fields if item.name == name)
        labels = dict(self.choices(asked))
        said = " or ".join(f"“{labels.get(_sent(value), value)}”" for value in values)
        return f"if you answered {said} to “{asked.label}”"


def form_of(
    request: HttpRequest,
    fields: Sequence[Field],
    *,
    step: str,
    matter: str = "",
    options: Mapping[str, Choices] | None = None,
    initial: Mapping[str, object] | None = None,
    anew: bool = False,
) -> Form:
    """Return a form with a fresh key, filled with what was sent, else what was kept, else `initial`.

    A form that comes back keeps its key, so that sending it twice is noticed: read it first with
    `comity.web.forms.keys.read_key`. With `anew` it gets another key all the same: to be sent as something
    further.
    """
    kept: QueryDict | None = getattr(request, "kept", None)
    sent = request.POST if request.method == "POST" else kept or _filled(fields, initial or {})
    again = not anew and request.method == "POST"
    key = (request.POST.get(keys.NAME) if again else "") or keys.new_key(request, step, matter)
    hidden = format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<input type="hidden" name="{}" value="{}">',
        get_token(request),
        keys.NAME,
        key,
    )
    return Form(tuple(fields), hidden, sent, options or {}, kept=kept is not None)


def _filled(fields: Sequence[Field], initial: Mapping[str, object]) -> QueryDict:
    sent = QueryDict(mutable=True)
    for item in fields:
        if item.name in initial:
            for box, values in typed.boxes(item, initial[item.name]).items():
                sent.setlist(box, values)
    return sent


def _sent(value: str | bool) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else value
