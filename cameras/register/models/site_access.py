"""Whose sites these are: who answers for them, sees them, vouches for them, is told of them."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.lookups import Exact

from cameras.register.models.consents import Consent, Purpose, says_yes
from portal.people.models import POLICE, Appointment, Organisation, Role

if TYPE_CHECKING:
    from cameras.register.models.sites import Site

    Sites = models.QuerySet[Site]
else:
    Sites = models.QuerySet


class SiteAccess(Sites):
    def in_register(self) -> Self:
        return self.exclude(status=self.model.Status.REMOVED)

    def owned_by(self, user: Any) -> Self:
        """Sites this person answers for: their own and those of their organisations."""
        if not user.is_authenticated:
            return self.none()
        # Two lists put together, as an OR of them would read the whole register.
        keys = self.model.objects.order_by().values("pk")
        of_mine = keys.filter(organisation__in=Organisation.objects.of(user))
        return self.filter(pk__in=keys.filter(owner=user).union(of_mine, all=True))

    def visible_to(self, user: Any) -> Self:
        """Rows this person may see: own; the leader's hamlet; the register of the
        administrator's commune; for its police, those that agreed to be seen.
        """
        if not user.is_authenticated:
            return self.none()
        appointments = Appointment.objects.current().of(user)
        hamlets = appointments.of_role(Role.HAMLET_LEADER).values("hamlet")
        administered = appointments.of_role(Role.ADMINISTRATOR).values("commune")
        policed = appointments.of_role(*POLICE).values("commune")
        shown = self.in_register()
        agreed = self.model.objects.consented(Purpose.POLICE).values("pk")
        return (
            self.owned_by(user)
            | shown.filter(Q(hamlet__in=hamlets) | Q(commune__in=administered))
            | shown.filter(commune__in=policed, pk__in=agreed)
        )

    def consented(self, *purposes: str) -> Self:
        """Sites whose newest decision on each of these purposes is yes."""
        return self.filter(*(says_yes(OuterRef("pk"), purpose) for purpose in purposes))

    def led_by(self, user: Any) -> Self:
        """The register of the hamlets this person leads."""
        appointments = Appointment.objects.current().of(user).of_role(Role.HAMLET_LEADER)
        return self.in_register().filter(hamlet__in=appointments.values("hamlet"))

    def led_by_nobody(self) -> Self:
        """The register of places without a hamlet, or whose hamlet has no leader today."""
        leading = Appointment.objects.current().of_role(Role.HAMLET_LEADER)
        led = leading.filter(hamlet=OuterRef("hamlet"))
        return self.in_register().exclude(models.Exists(led))

    def entrusted_to(self, appointment: Appointment) -> Self:
        """What the holder of this appointment vouches for: the hamlets she leads; for the commune's
        administrator, the places that no leader answers for.
        """
        if appointment.role == Role.ADMINISTRATOR:
            return self.led_by_nobody().filter(commune=appointment.commune_id)
        return self.led_by(appointment.person)

    def seen_by_police_of(self, commune: Any) -> Self:
        """What the commune's police see on their map: in use, and willing to be seen."""
        in_use = self.filter(commune=commune, status=self.model.Status.ACTIVE)
        return in_use.consented(Purpose.POLICE)

    def told_by_sms(self, person: Any) -> Self:
        """Sites about which this person agreed to messages."""
        newest = Consent.objects.on_messages(OuterRef("pk"), person).values("granted")[:1]
        return self.filter(Exact(Subquery(newest), True))

    def undecided_on_messages(self, person: Any) -> Self:
        """Sites about which this person has never been asked, or never answered, on messages."""
        answers = Consent.objects.on_messages(OuterRef("pk"), person)
        return self.exclude(models.Exists(answers))
