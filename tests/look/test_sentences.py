"""Django's own sentences, as our catalogue says them."""

from pathlib import Path

import django
import pytest
from django import forms
from django.utils.translation import override

from portal.look import sentences

DJANGO = Path(django.__file__).parent / "conf/locale/en/LC_MESSAGES/django.po"


@pytest.mark.parametrize("sentence", sentences.OF_FORMS)
def test_each_sentence_is_still_one_of_djangos(sentence):
    with override("en"):
        assert f'msgid "{sentence}"' in DJANGO.read_text().replace('"\n"', "").replace('""', '"')


def test_an_empty_field_is_told_in_our_words():
    class Form(forms.Form):
        name = forms.CharField()

    with override("vi"):
        assert Form({"name": ""}).errors == {"name": ["Mục này còn trống."]}


def test_a_long_name_is_told_in_our_words():
    class Form(forms.Form):
        name = forms.CharField(max_length=3)

    with override("vi"):
        assert Form({"name": "Hạnh"}).errors == {"name": ["Dài nhất 3 ký tự, hiện có 4."]}
