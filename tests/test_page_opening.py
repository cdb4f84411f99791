"""How a page is opened and how it refuses: method before gate, one way home for refusals."""

from unicodedata import normalize

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from portal.errors import RuleViolation
from portal.pages import (
    FORM,
    PRESS,
    READ,
    anybody,
    attempt,
    filled,
    page,
    refusals_on,
    status_of,
)
from portal.people.gates import sign_in_required


class NameForm(forms.Form):
    name = forms.CharField()


def asked(method: str, data: dict[str, str] | None = None) -> HttpRequest:
    request = RequestFactory().generic(method, "/")
    if method == "POST":
        request = RequestFactory().post("/", data or {})
    request.user = AnonymousUser()
    request._messages = CookieStorage(request)
    return request


def messages_of(request: HttpRequest) -> list[tuple[str, str]]:
    return [(message.level_tag, str(message)) for message in get_messages(request)]


@pytest.mark.parametrize(
    ("methods", "method", "status"),
    [
        (READ, "GET", 200),
        (READ, "HEAD", 200),
        (READ, "POST", 405),
        (FORM, "GET", 200),
        (FORM, "POST", 200),
        (FORM, "PUT", 405),
        (PRESS, "POST", 200),
        (PRESS, "GET", 405),
        (PRESS, "DELETE", 405),
    ],
)
def test_a_page_answers_its_own_methods_only(methods, method, status):
    opened = page(methods, anybody)(lambda request: HttpResponse())

    assert opened(asked(method)).status_code == status


def test_address_of_a_button_opened_as_a_page_says_what_it_is():
    answer = page(PRESS, anybody)(lambda request: HttpResponse())(asked("GET"))

    assert answer["Allow"] == "POST"
    assert "<h1>" in answer.text
    assert 'href="/"' in answer.text


@pytest.mark.django_db
def test_page_of_a_button_s_address_keeps_to_the_rules_for_scripts(client):
    page_of_a_button = client.get("/theme/")

    assert page_of_a_button.status_code == 405
    assert 'nonce=""' not in page_of_a_button.text


def test_another_method_is_refused_before_anyone_is_asked_who_they_are():
    opened = page(PRESS, sign_in_required)(lambda request: HttpResponse())

    assert opened(asked("GET")).status_code == 405
    assert opened(asked("POST")).status_code == 302


def test_behind_a_closed_gate_the_view_does_not_run():
    ran: list[HttpRequest] = []

    def view(request: HttpRequest) -> HttpResponse:
        ran.append(request)
        return HttpResponse()

    page(READ, sign_in_required)(view)(asked("GET"))

    assert ran == []


def test_an_attempt_that_succeeds_says_so_on_the_next_page():
    request = asked("POST")

    with attempt(request, "Kept.") as tried:
        pass

    assert tried.is_done
    assert messages_of(request) == [("success", "Kept.")]


def test_an_attempt_without_a_sentence_says_nothing():
    request = asked("POST")

    with attempt(request) as tried:
        pass

    assert (tried.is_done, messages_of(request)) == (True, [])


def test_an_attempt_that_is_refused_shows_the_rule_s_own_sentence_and_goes_on():
    request = asked("POST")

    with attempt(request, "Kept.") as tried:
        raise RuleViolation("Somebody must manage it.")

    assert not tried.is_done
    assert messages_of(request) == [("error", "Somebody must manage it.")]


def test_an_attempt_hides_no_fault():
    request = asked("POST")

    with pytest.raises(ZeroDivisionError), attempt(request, "Kept."):
        raise ZeroDivisionError

    assert messages_of(request) == []


@pytest.mark.parametrize(
    ("field", "errors"),
    [("name", {"name": ["Taken."]}), (None, {"__all__": ["Taken."]})],
)
def test_a_refusal_stands_on_the_form_and_the_page_is_422(field, errors):
    form = NameForm({"name": "Phú Hữu"})
    assert form.is_valid()

    with refusals_on(form, field):
        raise RuleViolation("Taken.")

    assert form.errors == errors
    assert status_of(form) == 422


def test_a_form_hides_no_fault_either():
    with pytest.raises(ZeroDivisionError), refusals_on(NameForm({"name": "x"})):
        raise ZeroDivisionError


def test_a_page_of_several_forms_is_422_as_soon_as_one_is_wrong():
    right, wrong, blank = NameForm({"name": "x"}), NameForm({}), NameForm()

    assert status_of(right, blank) == 200
    assert status_of(right, wrong) == 422


def test_a_form_is_filled_by_a_post_even_an_empty_one_and_by_nothing_else():
    assert filled(asked("GET")) is None
    assert filled(asked("POST")) is not None
    assert NameForm(filled(asked("POST"))).is_bound
    assert filled(asked("POST", {"name": "x"}))["name"] == "x"


def test_a_form_is_sent_in_composed_letters_before_any_limit_sees_it():
    class Short(forms.Form):
        name = forms.CharField(max_length=4)

    @page(FORM, anybody)
    def view(request):
        return HttpResponse(str(Short(filled(request)).is_valid()))

    assert view(asked("POST", {"name": normalize("NFD", "Thoả")})).content == b"True"
