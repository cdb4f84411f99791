"""Nobody is put into an organisation: the invited says yes herself, or nothing comes of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from cameras.register.models import Site
from portal.errors import RuleViolation
from portal.journal.actions import first_break
from portal.journal.models import Entry
from portal.notices.models import LocalMessage, Notice
from portal.people import actions
from portal.people.models import Invitation, Organisation, User
from tests.cameras.factories import SiteFactory
from tests.people.factories import (
    InvitationFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
NUMBER = "0987 654 321"
STATUS = Invitation.Status


@pytest.fixture
def manager():
    shop = OrganisationFactory(commune__open=True)
    return MembershipFactory(organisation=shop, role="manager").person


@pytest.fixture
def shop(manager):
    return Organisation.objects.of(manager).get()


@pytest.fixture
def invited():
    return UserFactory(phone="+84987654321", full_name="Nguyễn Thị Kín")


def page_of(shop):
    return reverse("people:organisation", args=[shop.public_id])


def facts(**changes):
    return {"phone": NUMBER, "full_name": "Anh Nam", "role": "member", **changes}


def invite(shop, manager, **changes):
    said = {"phone": "+84987654321", "full_name": "Anh Nam", "role": "member", **changes}
    return actions.invite_member(shop, actor=manager, **said)


def press(client, what, invitation):
    return client.post(reverse(f"people:{what}_invitation", args=[invitation.public_id]))


def verbs_of(shop):
    entries = Entry.objects.of(f"organisation:{shop.public_id}")
    return list(entries.order_by("number").values_list("verb", flat=True))


# --- Inviting -----------------------------------------------------------------------------


def test_manager_invites_a_number_nobody_has_and_nobody_is_made(
    sign_in, manager, shop, django_capture_on_commit_callbacks
):
    people = User.objects.count()

    with django_capture_on_commit_callbacks(execute=True):
        answer = sign_in(manager).post(page_of(shop), facts())

    message = LocalMessage.objects.get()
    assert answer.url == page_of(shop)
    assert (message.address, shop.name in message.body) == ("+84987654321", False)
    assert len(message.body) <= 160
    assert (User.objects.count(), shop.memberships.count()) == (people, 1)
    assert shop.invitations.get().status == STATUS.WAITING


def test_who_is_known_finds_the_invitation_in_the_inbox_and_on_the_account_page(
    sign_in, manager, shop, invited
):
    invitation = invite(shop, manager)

    page = sign_in(invited).get(reverse("people:account"))

    assert Notice.objects.inbox(invited).get().kind == "people_invited"
    assert shop.name in page.text
    assert manager.full_name in page.text
    assert reverse("people:accept_invitation", args=[invitation.public_id]) in page.text


def test_the_invited_reaches_nothing_and_keeps_what_is_hers(sign_in, manager, shop, invited):
    own = SiteFactory(owner=invited)
    theirs = SiteFactory(kind="business", owner=None, organisation=shop)
    invite(shop, manager, role="manager")
    client = sign_in(invited)

    assert client.get(page_of(shop)).status_code == 404
    assert not Organisation.objects.of(invited).exists()
    assert list(Site.objects.answered_by(invited)) == [own]
    assert list(Site.objects.answered_by(manager)) == [theirs]
    assert invited not in theirs.answerers
    with pytest.raises(RuleViolation):
        invite(shop, invited, phone="+84912000999")


def test_inviting_a_number_does_not_tell_whose_it_is(sign_in, manager, shop, invited):
    pages = sign_in(manager).post(page_of(shop), facts(), follow=True).text
    pages += sign_in(manager).post(page_of(shop), facts(full_name="Khác"), follow=True).text

    assert "Anh Nam" in pages
    assert "0987 654 321" in pages
    assert "Kín" not in pages


def test_a_plain_member_does_not_see_the_number_that_was_invited(sign_in, manager, shop):
    invite(shop, manager)

    page = sign_in(MembershipFactory(organisation=shop).person).get(page_of(shop))

    assert "0987 654 321" not in page.text


def test_the_same_invitation_sent_twice_is_one_and_another_is_refused(sign_in, manager, shop):
    client = sign_in(manager)

    answers = [client.post(page_of(shop), facts()).status_code for _ in range(2)]
    another = client.post(page_of(shop), facts(role="manager")).status_code

    assert (answers, another) == ([302, 302], 422)
    assert shop.invitations.get().role == "member"
    assert Notice.objects.filter(kind="people_invited").count() == 1


def test_one_number_is_invited_three_times_a_day_at_most(sign_in):
    managers = [MembershipFactory(role="manager") for _ in range(4)]

    answers = [
        sign_in(one.person).post(page_of(one.organisation), facts()).status_code for one in managers
    ]

    assert answers == [302, 302, 302, 429]


def test_a_member_is_not_invited_again(manager, shop):
    member = MembershipFactory(organisation=shop).person

    with pytest.raises(RuleViolation):
        invite(shop, manager, phone=member.phone)


# --- Accepting ----------------------------------------------------------------------------


def test_who_accepts_is_a_member_and_it_is_journalled_and_told(sign_in, manager, shop, invited):
    invitation = invite(shop, manager)

    answer = press(sign_in(invited), "accept", invitation)

    membership = shop.memberships.current().get(person=invited)
    invitation.refresh_from_db()
    assert answer.url == page_of(shop)
    assert (membership.role, membership.shown_as) == ("member", "Anh Nam")
    assert (invitation.status, invitation.phone) == (STATUS.ACCEPTED, "")
    assert verbs_of(shop) == ["member_invited", "invitation_accepted"]
    assert first_break(f"organisation:{shop.public_id}") is None
    assert Entry.objects.of(f"people:{invited.public_id}").get().verb == "member_joined"
    told = Notice.objects.inbox(manager).get()
    assert (told.kind, told.facts["name"]) == ("people_invitation_accepted", "Anh Nam")


def test_two_tabs_accept_once(sign_in, manager, shop, invited):
    invitation = invite(shop, manager)
    tabs = [sign_in(invited), sign_in(invited)]

    answers = [press(tab, "accept", invitation).url for tab in tabs]

    assert answers == [page_of(shop)] * 2
    assert shop.memberships.filter(person=invited).count() == 1
    assert Notice.objects.inbox(manager).count() == 1


@pytest.mark.django_db(transaction=True)
def test_accepted_five_times_at_once_it_is_one_membership(manager, shop, invited):
    invitation = invite(shop, manager)

    def accept(_):
        try:
            return actions.accept_invitation(invitation, actor=invited).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        made = set(pool.map(accept, range(5)))

    assert len(made) == 1
    assert shop.memberships.filter(person=invited).count() == 1


@pytest.mark.django_db(transaction=True)
def test_accepted_and_withdrawn_at_once_one_of_them_holds(manager, shop, invited):
    invitation = invite(shop, manager)

    def do(act):
        try:
            act()
        except RuleViolation:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(2) as pool:
        done = pool.map(
            do,
            [
                lambda: actions.accept_invitation(invitation, actor=invited),
                lambda: actions.withdraw_invitation(invitation, actor=manager),
            ],
        )

    assert sum(done) == 1
    invitation.refresh_from_db()
    joined = shop.memberships.filter(person=invited).exists()
    assert joined == (invitation.status == STATUS.ACCEPTED)


def test_the_other_tab_says_that_it_was_accepted_already(sign_in, manager, shop, invited):
    invitation = invite(shop, manager)
    client = sign_in(invited)
    press(client, "accept", invitation)

    press(client, "refuse", invitation)

    invitation.refresh_from_db()
    assert invitation.status == STATUS.ACCEPTED
    assert shop.memberships.current().filter(person=invited).exists()


def test_an_old_tab_brings_nobody_back_who_has_left(manager, shop, invited):
    invitation = invite(shop, manager)
    actions.end_membership(actions.accept_invitation(invitation, actor=invited), actor=invited)

    with pytest.raises(RuleViolation):
        actions.accept_invitation(invitation, actor=invited)

    assert not shop.memberships.current().filter(person=invited).exists()


@pytest.mark.parametrize("what", ["accept", "refuse"])
def test_an_invitation_of_another_number_is_not_found_and_waits_on(sign_in, what):
    invitation = InvitationFactory()
    stranger = UserFactory()

    answer = press(sign_in(stranger), what, invitation)

    invitation.refresh_from_db()
    assert (answer.status_code, invitation.status) == (404, STATUS.WAITING)
    with pytest.raises(RuleViolation):
        getattr(actions, f"{what}_invitation")(invitation, actor=stranger)


def test_who_has_no_number_is_invited_to_nothing(sign_in):
    InvitationFactory()
    person = UserFactory(phone=None, email="a@gmail.com")

    assert not Invitation.objects.to(person).exists()


def test_where_the_commune_has_left_nobody_joins(manager, shop, invited):
    invitation = invite(shop, manager)
    shop.commune.profile.delete()

    with pytest.raises(RuleViolation):
        actions.accept_invitation(invitation, actor=invited)

    assert shop.memberships.count() == 1


def test_an_invitation_waits_thirty_days_and_then_another_may_be_sent(
    sign_in, manager, shop, invited
):
    invitation = invite(shop, manager)

    with time_machine.travel(timezone.now() + timedelta(days=30, seconds=1)):
        client = sign_in(invited)
        assert shop.name not in client.get(reverse("people:account")).text
        press(client, "accept", invitation)
        assert shop.memberships.count() == 1
        again = invite(shop, manager, role="manager")
        assert actions.accept_invitation(again, actor=invited).role == "manager"


def test_numbers_that_did_not_come_are_forgotten_and_members_are_not(manager, shop, invited):
    actions.accept_invitation(invite(shop, manager), actor=invited)
    for status in (STATUS.WAITING, STATUS.REFUSED, STATUS.WITHDRAWN):
        decided = None if status == STATUS.WAITING else timezone.now()
        InvitationFactory(status=status, decided_at=decided)

    assert actions.forget_invitations() == 0
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert actions.forget_invitations() == 3
    assert Invitation.objects.get().status == STATUS.ACCEPTED


# --- Refusing and withdrawing -------------------------------------------------------------


def test_who_refuses_changes_nothing_and_the_inviter_is_told_once(sign_in, manager, shop, invited):
    invitation = invite(shop, manager)
    client = sign_in(invited)

    for _ in range(2):
        press(client, "refuse", invitation)

    assert verbs_of(shop) == ["member_invited", "invitation_refused"]
    assert [told.kind for told in Notice.objects.inbox(manager)] == ["people_invitation_refused"]
    assert shop.memberships.count() == 1


def test_who_refused_is_left_alone_for_a_week(manager, shop, invited):
    actions.refuse_invitation(invite(shop, manager), actor=invited)

    with pytest.raises(RuleViolation):
        invite(shop, manager, role="manager")
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert invite(shop, manager).status == STATUS.WAITING


def test_a_withdrawn_invitation_says_so_and_opens_nothing(sign_in, manager, shop, invited):
    invitation = invite(shop, manager)
    client = sign_in(manager)

    for _ in range(2):
        press(client, "withdraw", invitation)
    page = sign_in(invited).post(
        reverse("people:accept_invitation", args=[invitation.public_id]), follow=True
    )

    assert verbs_of(shop) == ["member_invited", "invitation_withdrawn"]
    assert "rút lại" in page.text
    assert shop.memberships.count() == 1


def test_only_a_manager_withdraws(sign_in, manager, shop):
    invitation = invite(shop, manager)
    member = MembershipFactory(organisation=shop).person
    elsewhere = MembershipFactory(role="manager").person

    answers = [
        press(sign_in(who), "withdraw", invitation).status_code for who in (member, elsewhere)
    ]

    invitation.refresh_from_db()
    assert (answers, invitation.status) == ([404, 404], STATUS.WAITING)
    with pytest.raises(RuleViolation):
        actions.withdraw_invitation(invitation, actor=member)


# --- Leaving ------------------------------------------------------------------------------


def test_who_was_invited_may_always_leave_the_last_manager_too(sign_in, manager, shop, invited):
    """A founder made her manager and went."""
    joined = actions.accept_invitation(invite(shop, manager, role="manager"), actor=invited)
    actions.end_membership(shop.memberships.get(person=manager), actor=manager)
    SiteFactory(kind="business", owner=None, organisation=shop)

    address = reverse("people:end_membership", args=[joined.public_id])
    answer = sign_in(invited).post(address, {"sure": "yes"})

    assert answer.url == reverse("people:account")
    assert not shop.memberships.current().exists()


def test_a_founder_cannot_go_while_the_invited_has_not_accepted(manager, shop):
    invite(shop, manager, role="manager")

    with pytest.raises(RuleViolation):
        actions.end_membership(shop.memberships.get(), actor=manager)


def test_where_nobody_manages_any_more_nobody_is_invited_any_more(manager, shop, invited):
    joined = actions.accept_invitation(invite(shop, manager, role="manager"), actor=invited)
    waiting = invite(shop, invited, phone="+84912000999")
    actions.end_membership(shop.memberships.get(person=manager), actor=manager)

    actions.end_membership(joined, actor=invited)

    waiting.refresh_from_db()
    assert waiting.status == STATUS.WITHDRAWN


def test_who_left_may_come_back(manager, shop, invited):
    for _ in range(2):
        membership = actions.accept_invitation(invite(shop, manager), actor=invited)
        actions.end_membership(membership, actor=invited)

    assert shop.memberships.filter(person=invited).count() == 2


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("invitation_accepted_is_a_membership_and_no_number", {"phone": ""}),
        (
            "invitation_accepted_is_a_membership_and_no_number",
            {"status": "accepted", "decided_at": timezone.now()},
        ),
        ("invitation_decided_says_when", {"status": "refused"}),
        ("invitation_role_is_known", {"role": "owner"}),
    ],
)
def test_database_refuses_an_invitation(name, changes):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        InvitationFactory(**changes)


def test_database_refuses_two_invitations_of_a_number_at_a_time():
    first = InvitationFactory()

    with pytest.raises(IntegrityError, match="invitation_waits_once"), transaction.atomic():
        InvitationFactory(organisation=first.organisation, phone=first.phone)
