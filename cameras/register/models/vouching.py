"""What those who know the place said of a registration: that it is right, or a question."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.people.models import Role
from portal.people.models.appointments import name_of_appointment
from portal.personal_data import CONSENT, OFFICE, WITH_PROOF, WITH_SITE, Personal


class Vouching(models.Model):
    """One word of the hamlet's leader or the commune's administrator, in that role at that time.

    The newest row is what holds, unless it lapsed: a word is given for a place. Questions of a
    site that left the register are deleted: they speak of the place.
    """

    class Word(models.TextChoices):
        VOUCHED = "vouched", _("Confirmed")
        ASKED = "asked", _("Asked the owner")

    class State(models.TextChoices):
        """What the newest row of a site means for it; the site's column `vouching`."""

        NONE = "none", _("Not confirmed yet")
        ASKED = "asked", _("Waiting for the owner")
        VOUCHED = "vouched", _("Confirmed")

    site = models.ForeignKey("cameras.Site", models.PROTECT, related_name="vouchings")
    once = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    word = models.CharField(max_length=7, choices=Word)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField(max_length=32, choices=Role)
    at = models.DateTimeField(default=timezone.now)
    question = models.CharField(_("question"), max_length=300, blank=True)
    reply = models.CharField(_("answer"), max_length=300, blank=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    replied_at = models.DateTimeField(null=True, blank=True)
    moved_metres = models.PositiveIntegerField(default=0)  # in all, since the word was given
    lapsed_at = models.DateTimeField(null=True, blank=True)

    personal = {
        "by": Personal("who knows the place", OFFICE, WITH_PROOF),
        "question": Personal("what was asked of the owner", CONSENT, WITH_SITE, erased=True),
        "reply": Personal("what the owner answered", CONSENT, WITH_SITE, erased=True),
        "replied_by": Personal("who answered", CONSENT, WITH_SITE, erased=True),
    }
    impersonal = "once site word role at replied_at moved_metres lapsed_at"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="vouching_once_per_site",
                fields=["site"],
                condition=Q(word="vouched", lapsed_at=None),
            ),
            models.CheckConstraint(
                name="vouching_lapses_and_no_question",
                condition=Q(lapsed_at=None) | Q(word="vouched"),
            ),
            models.CheckConstraint(
                name="vouching_asks_a_question_or_none",
                condition=Q(word="asked") & ~Q(question="") | Q(word="vouched", question=""),
            ),
            models.CheckConstraint(
                name="vouching_reply_has_its_author_and_time",
                condition=Q(reply="", replied_by=None, replied_at=None)
                | Q(word="asked", replied_by__isnull=False, replied_at__isnull=False)
                & ~Q(reply=""),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="vouching_is_by_another_than_the_owner",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                IF NEW.word = 'vouched' AND EXISTS (
                    SELECT FROM cameras_site site WHERE site.id = NEW.site_id AND (
                        site.owner_id = NEW.by_id OR EXISTS (
                            SELECT FROM people_membership member
                            WHERE member.organisation_id = site.organisation_id
                            AND member.person_id = NEW.by_id AND member.until IS NULL
                        )
                    )
                ) THEN
                    RAISE EXCEPTION 'nobody vouches for a place of their own';
                END IF;
                RETURN NEW;
                """,
            ),
            # The search and every list ask for what holds now: a column of the site, which
            # follows its rows whoever writes them.
            pgtrigger.Trigger(
                name="site_follows_its_newest_vouching",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.After,
                declare=[("of_site", "bigint")],
                func="""
                of_site := COALESCE(NEW.site_id, OLD.site_id);
                UPDATE cameras_site SET vouching = COALESCE((
                    SELECT CASE WHEN lapsed_at IS NOT NULL THEN 'none'
                                WHEN word = 'vouched' THEN 'vouched'
                                WHEN replied_at IS NULL THEN 'asked' ELSE 'none' END
                    FROM cameras_vouching WHERE site_id = of_site ORDER BY id DESC LIMIT 1
                ), 'none') WHERE id = of_site;
                RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.word} {self.at:%Y-%m-%d}"

    @property
    def appointment(self) -> str:
        """In which appointment it was said: "Trưởng thôn Phú Hữu", where the site lies now."""
        if self.role != Role.HAMLET_LEADER:
            return name_of_appointment(self.role, str(self.site.commune))
        hamlet = self.site.hamlet  # None once the site has moved out of every hamlet
        return name_of_appointment(self.role, str(hamlet)) if hamlet else self.get_role_display()
