import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from portal.people.models import Appointment, Invitation, Membership, Organisation, Role, User
from portal.people.roles import OF_A_PROVINCE
from tests.areas.factories import CommuneFactory, HamletFactory, ProvinceFactory


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User

    phone = factory.Sequence(lambda n: f"+8491{n:07d}")
    full_name = factory.Sequence(lambda n: f"Nguyễn Thị Mẫu{n}")
    honorific = "bà"


class OrganisationFactory(DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Cửa hàng số {n}")
    kind = Organisation.Kind.BUSINESS
    commune = factory.SubFactory(CommuneFactory)


class MembershipFactory(DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    organisation = factory.SubFactory(OrganisationFactory)
    person = factory.SubFactory(UserFactory)
    shown_as = "Trần Văn Mẫu"


class InvitationFactory(DjangoModelFactory[Invitation]):
    """`person` is who has the invited number."""

    class Meta:
        model = Invitation
        exclude = ("person",)

    person = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    phone = factory.SelfAttribute("person.phone")
    role = Membership.Role.MEMBER
    shown_as = "Trần Văn Mẫu"
    invited_by = factory.SubFactory(UserFactory)


class AppointmentFactory(DjangoModelFactory[Appointment]):
    """An appointment with an area of its role's level; `hamlet=` brings its commune along."""

    class Meta:
        model = Appointment

    person = factory.SubFactory(UserFactory)
    role = Role.OFFICER
    shown_as = "Người Được Cử"
    taken_up_at = factory.LazyFunction(timezone.now)
    province = factory.Maybe(
        factory.LazyAttribute(lambda appointment: appointment.role in OF_A_PROVINCE),
        factory.SubFactory(ProvinceFactory),
    )
    hamlet = factory.Maybe(
        factory.LazyAttribute(lambda appointment: appointment.role == Role.HAMLET_LEADER),
        factory.SubFactory(HamletFactory),
    )
    commune = factory.Maybe(
        factory.LazyAttribute(lambda appointment: appointment.role in OF_A_PROVINCE),
        None,
        factory.Maybe(
            "hamlet",
            factory.SelfAttribute("hamlet.commune"),
            factory.SubFactory(CommuneFactory, open=True),
        ),
    )
