import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import portal.people.models.users


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("areas", "0002_communes_and_hamlets"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "phone",
                    models.CharField(
                        blank=True, max_length=16, null=True, unique=True, verbose_name="phone"
                    ),
                ),
                (
                    "email",
                    models.EmailField(
                        blank=True, max_length=254, null=True, unique=True, verbose_name="e-mail"
                    ),
                ),
                (
                    "full_name",
                    models.CharField(blank=True, max_length=80, verbose_name="full name"),
                ),
                (
                    "honorific",
                    models.CharField(
                        blank=True,
                        choices=[("bà", "Mrs"), ("ông", "Mr")],
                        max_length=8,
                        verbose_name="form of address",
                    ),
                ),
                ("language", models.CharField(default="vi", max_length=8, verbose_name="language")),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "date_joined",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="since"),
                ),
                (
                    "session_stamp",
                    models.CharField(
                        default=portal.people.models.users.new_session_stamp,
                        editable=False,
                        max_length=32,
                    ),
                ),
            ],
            options={
                "verbose_name": "person",
                "verbose_name_plural": "people",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("phone__isnull", False),
                            ("email__isnull", False),
                            ("is_active", False),
                            _connector="OR",
                        ),
                        name="user_is_reached_by_phone_or_email",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("phone", None),
                            ("phone__regex", "^\\+[1-9][0-9]{6,14}$"),
                            _connector="OR",
                        ),
                        name="user_phone_is_written_in_e164",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("email", None),
                            ("email", django.db.models.functions.text.Lower("email")),
                            _connector="OR",
                        ),
                        name="user_email_is_in_lower_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("honorific__in", ["", "bà", "ông"])),
                        name="user_honorific_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["vi", "en"])),
                        name="user_language_is_spoken_here",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("once", models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                (
                    "name",
                    models.CharField(
                        db_collation="vietnamese", max_length=120, verbose_name="name"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("business", "Business"),
                            ("school", "School"),
                            ("office", "Office"),
                            ("bank", "Bank"),
                        ],
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="organisations",
                        to="areas.commune",
                    ),
                ),
            ],
            options={
                "verbose_name": "organisation",
                "verbose_name_plural": "organisations",
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "role",
                    models.CharField(
                        choices=[("manager", "Manager"), ("member", "Member")],
                        default="member",
                        max_length=16,
                        verbose_name="role",
                    ),
                ),
                (
                    "shown_as",
                    models.CharField(
                        help_text="The name as whoever invited wrote it.",
                        max_length=80,
                        verbose_name="shown as",
                    ),
                ),
                (
                    "since",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="since"),
                ),
                ("until", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "membership",
                "verbose_name_plural": "memberships",
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "phone",
                    models.CharField(
                        blank=True,
                        help_text="Until it is accepted: then the membership says.",
                        max_length=16,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("manager", "Manager"), ("member", "Member")],
                        max_length=16,
                        verbose_name="role",
                    ),
                ),
                ("shown_as", models.CharField(max_length=80, verbose_name="shown as")),
                ("invited_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("accepted", "Accepted"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="waiting",
                        max_length=16,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        blank=True,
                        help_text="What came of it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="people.membership",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "invitation",
                "verbose_name_plural": "invitations",
            },
        ),
        migrations.CreateModel(
            name="Appointment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("hamlet_leader", "Hamlet leader"),
                            ("treasurer", "Treasurer"),
                            ("police_officer", "Police officer"),
                            ("police_chief", "Chief of police"),
                            ("duty_desk", "Police duty desk"),
                            ("commune_administrator", "Commune administrator"),
                            ("front_supervisor", "Fatherland Front supervisor"),
                            ("province_reader", "Province reader"),
                            ("operator", "Portal operator"),
                        ],
                        max_length=32,
                        verbose_name="role",
                    ),
                ),
                ("rank", models.CharField(blank=True, max_length=40, verbose_name="rank")),
                (
                    "shown_as",
                    models.CharField(
                        blank=True,
                        help_text="The name as whoever appointed wrote it.",
                        max_length=80,
                        verbose_name="shown as",
                    ),
                ),
                (
                    "shown_honorific",
                    models.CharField(
                        blank=True, choices=[("bà", "Mrs"), ("ông", "Mr")], max_length=8
                    ),
                ),
                (
                    "appointed_phone",
                    models.CharField(
                        blank=True,
                        help_text="The number as whoever appointed wrote it.",
                        max_length=16,
                    ),
                ),
                (
                    "taken_up_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When its holder began. It opens nothing before.",
                        null=True,
                    ),
                ),
                (
                    "since",
                    models.DateField(default=django.utils.timezone.localdate, verbose_name="since"),
                ),
                (
                    "until",
                    models.DateField(
                        blank=True,
                        help_text="Last day of the term",
                        null=True,
                        verbose_name="until",
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "appointed_by",
                    models.ForeignKey(
                        blank=True,
                        help_text="None when the operator of the portal did it by command.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="areas.commune",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "hamlet",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="areas.hamlet",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "province",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="areas.province",
                    ),
                ),
            ],
            options={
                "verbose_name": "appointment",
                "verbose_name_plural": "appointments",
                "indexes": [
                    models.Index(fields=["commune", "role"], name="appointment_by_commune")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("commune__isnull", False),
                                ("hamlet__isnull", False),
                                ("province", None),
                                ("role__in", ["hamlet_leader", "treasurer"]),
                            ),
                            models.Q(
                                ("commune__isnull", False),
                                ("hamlet", None),
                                ("province", None),
                                (
                                    "role__in",
                                    [
                                        "commune_administrator",
                                        "duty_desk",
                                        "front_supervisor",
                                        "police_chief",
                                        "police_officer",
                                        "treasurer",
                                    ],
                                ),
                            ),
                            models.Q(
                                ("commune", None),
                                ("hamlet", None),
                                ("province__isnull", False),
                                ("role__in", ["operator", "province_reader"]),
                            ),
                            _connector="OR",
                        ),
                        name="appointment_has_an_area_of_its_role_s_level",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="appointment_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("appointed_by", None),
                            models.Q(("appointed_by", models.F("person")), _negated=True),
                            _connector="OR",
                        ),
                        name="appointment_is_not_given_to_oneself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_by", None), ("ended_at__isnull", False), _connector="OR"
                        ),
                        name="appointment_ended_by_someone_has_ended",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("ended_at", None), ("role", "police_chief")),
                        expressions=[
                            ("commune", "="),
                            (
                                models.Func(
                                    models.F("since"),
                                    models.F("until"),
                                    models.Value("[]"),
                                    function="DATERANGE",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="appointment_one_chief_of_police_per_commune_at_a_time",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(
                            ("ended_at", None), ("hamlet", None), ("province", None)
                        ),
                        expressions=[
                            ("person", "="),
                            ("role", "="),
                            ("commune", "="),
                            (
                                models.Func(
                                    models.F("since"),
                                    models.F("until"),
                                    models.Value("[]"),
                                    function="DATERANGE",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="appointment_of_a_commune_is_held_once_per_person_at_a_time",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("ended_at", None), ("hamlet__isnull", False)),
                        expressions=[
                            ("person", "="),
                            ("role", "="),
                            ("hamlet", "="),
                            (
                                models.Func(
                                    models.F("since"),
                                    models.F("until"),
                                    models.Value("[]"),
                                    function="DATERANGE",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="appointment_of_a_hamlet_is_held_once_per_person_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "field",
                    models.CharField(
                        choices=[("phone", "Phone number"), ("email", "E-mail address")],
                        max_length=8,
                    ),
                ),
                (
                    "former",
                    models.CharField(
                        blank=True, help_text="Empty where there was none before.", max_length=254
                    ),
                ),
                ("present", models.CharField(max_length=254)),
                ("moved_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contact_moves",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "change of a number or address",
                "verbose_name_plural": "changes of numbers and addresses",
                "indexes": [
                    models.Index(fields=["former"], name="contactmove_by_former"),
                    models.Index(fields=["moved_at"], name="contactmove_by_age"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("field__in", ["phone", "email"])),
                        name="contactmove_is_of_a_number_or_an_address",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("present", ""), _negated=True),
                            models.Q(("present", models.F("former")), _negated=True),
                        ),
                        name="contactmove_leads_somewhere_else",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OneTimeCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("once", models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("sign_in", "Sign in"),
                            ("answer", "Answer by a link"),
                            ("confirm", "Confirm that it is you"),
                            ("contact", "Change the phone number or e-mail"),
                        ],
                        max_length=16,
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=16)),
                ("email", models.EmailField(blank=True, max_length=254)),
                (
                    "about",
                    models.CharField(
                        blank=True,
                        help_text="The journal's stream of what is answered with it.",
                        max_length=64,
                    ),
                ),
                ("browser", models.CharField(blank=True, max_length=64)),
                ("digest", models.CharField(max_length=64)),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty when signing in: whether the number is known is asked afterwards.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "one-time code",
                "verbose_name_plural": "one-time codes",
                "indexes": [
                    models.Index(fields=["sent_at"], name="onetimecode_by_age"),
                    models.Index(
                        condition=models.Q(("purpose", "answer")),
                        fields=["person", "-sent_at"],
                        name="onetimecode_to_answer",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("email", ""), models.Q(("phone", ""), _negated=True)),
                            models.Q(models.Q(("email", ""), _negated=True), ("phone", "")),
                            _connector="OR",
                        ),
                        name="onetimecode_goes_to_a_phone_or_an_address",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("person__isnull", False),
                                ("purpose", "answer"),
                                models.Q(("about", ""), _negated=True),
                                models.Q(("browser", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("purpose", "answer"), _negated=True),
                                ("about", ""),
                                ("browser", ""),
                            ),
                            _connector="OR",
                        ),
                        name="onetimecode_to_answer_says_what_and_who_and_where",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tries__lte", 5)),
                        name="onetimecode_is_tried_five_times_at_most",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["business", "school", "office", "bank"])),
                name="organisation_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="organisation_has_a_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)),
                fields=("organisation", "person"),
                name="membership_one_at_a_time_per_person_and_organisation",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until", None), ("until__gte", models.F("since")), _connector="OR"
                ),
                name="membership_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["manager", "member"])),
                name="membership_role_is_known",
            ),
        ),
        migrations.AddIndex(
            model_name="invitation",
            index=models.Index(
                condition=models.Q(("phone", ""), _negated=True),
                fields=["phone"],
                name="invitation_by_number",
            ),
        ),
        migrations.AddIndex(
            model_name="invitation",
            index=models.Index(fields=["invited_at"], name="invitation_by_age"),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "waiting")),
                fields=("organisation", "phone"),
                name="invitation_waits_once_per_organisation_and_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("membership__isnull", False), ("phone", ""), ("status", "accepted")),
                    models.Q(
                        ("membership", None),
                        ("status__in", ["waiting", "refused", "withdrawn"]),
                        models.Q(("phone", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="invitation_accepted_is_a_membership_and_no_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("status", "waiting")),
                    models.Q(
                        models.Q(("status", "waiting"), _negated=True),
                        ("decided_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="invitation_decided_says_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["manager", "member"])),
                name="invitation_role_is_known",
            ),
        ),
    ]
