"""A choice among rows is read by one plain statement."""

import pytest
from django import forms

from portal.areas.models import Hamlet
from portal.look.fields import RowChoiceField
from tests.areas.factories import HamletFactory

pytestmark = pytest.mark.django_db


class Form(forms.Form):
    hamlet = RowChoiceField(queryset=Hamlet.objects.order_by("pk"), empty_label="–")


def test_a_list_that_fits_on_a_page_takes_one_statement(django_assert_num_queries):
    first, second = HamletFactory.create_batch(2)

    with django_assert_num_queries(1):
        choices = [(str(value), label) for value, label in Form().fields["hamlet"].choices]

    assert choices == [
        ("", "–"),
        (str(first.pk), str(first)),
        (str(second.pk), str(second)),
    ]
