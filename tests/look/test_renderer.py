"""Widgets written without templates are what Django's templates would have drawn."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from portal.look.renderer import WRITERS, Renderer

NASTY = "\"><script>'&"
CHOICES = [
    ("", "–"),
    (1, gettext_lazy("Home page")),
    (NASTY, NASTY),
    ("Group <b>", [("a", "A"), ("b", mark_safe("<b>B</b>"))]),
]
ATTRS = {"id": "id_it", "class": "form-control", "required": True, "disabled": False, "x": NASTY}
WIDGETS = [
    forms.TextInput,
    forms.NumberInput,
    forms.EmailInput,
    forms.HiddenInput,
    forms.DateInput,
    forms.TimeInput,
    forms.DateTimeInput,
    forms.CheckboxInput,
    forms.Textarea,
]


def drawn(widget, value, attrs=None):
    """By Django's templates, which leave empty lines behind, and by us."""
    both = [
        widget.render("it", value, attrs=attrs, renderer=renderer)
        for renderer in (DjangoTemplates(), Renderer())
    ]
    return ["\n".join(filter(None, map(str.rstrip, html.split("\n")))) for html in both]


@pytest.mark.parametrize("value", [None, "", "plain", NASTY, 12, 1.5, True, mark_safe("<i>")])
@pytest.mark.parametrize("attrs", [{}, ATTRS])
@pytest.mark.parametrize("widget", WIDGETS)
def test_an_input_is_written_as_django_draws_it(widget, attrs, value):
    theirs, ours = drawn(widget(), value, attrs)

    assert ours == theirs


@pytest.mark.parametrize("value", ["", 1, "1", NASTY, "b", None])
@pytest.mark.parametrize("widget", [forms.Select, forms.SelectMultiple])
def test_a_select_is_written_as_django_draws_it(widget, value):
    theirs, ours = drawn(widget(choices=CHOICES), [value], ATTRS)

    assert ours == theirs


@pytest.mark.parametrize("widget", [forms.RadioSelect, forms.CheckboxSelectMultiple])
def test_each_radio_button_and_tick_is_written_as_django_draws_it(widget):
    theirs, ours = (
        [
            "".join(str(choice.tag(wrap_label=wrap)).split())
            for wrap in (False, True)
            for choice in field_of(widget, renderer)
        ]
        for renderer in (DjangoTemplates(), Renderer())
    )

    assert ours == theirs
    assert len(ours) == 10


def field_of(widget, renderer):
    class Form(forms.Form):
        it = forms.ChoiceField(choices=CHOICES, widget=widget, initial="a")

    return Form(renderer=renderer)["it"]


def test_every_widget_we_write_is_compared():
    ours = {widget().template_name for widget in [*WIDGETS, forms.Select]}
    ours |= {
        kind.option_template_name for kind in (forms.RadioSelect, forms.CheckboxSelectMultiple)
    }

    assert ours == set(WRITERS)
