import uuid

import django.contrib.gis.db.models.fields
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("areas", "0002_communes_and_hamlets"),
        ("people", "0001_people"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Camera",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("once", models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                ("ordinal", models.PositiveSmallIntegerField()),
                ("label", models.CharField(blank=True, max_length=80, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[("fixed", "Fixed camera"), ("high", "High-mounted camera")],
                        default="fixed",
                        max_length=5,
                    ),
                ),
                (
                    "bearing",
                    models.PositiveSmallIntegerField(help_text="degrees", verbose_name="direction"),
                ),
                (
                    "angle",
                    models.PositiveSmallIntegerField(default=90, verbose_name="angle of view"),
                ),
                (
                    "range_metres",
                    models.PositiveSmallIntegerField(default=20, verbose_name="sees clearly to"),
                ),
                ("view", django.contrib.gis.db.models.fields.PolygonField(srid=4326)),
                (
                    "retention_days",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="days kept"
                    ),
                ),
                ("clock_offset_seconds", models.IntegerField(blank=True, null=True)),
                (
                    "health",
                    models.CharField(
                        choices=[
                            ("unknown", "Not checked"),
                            ("working", "Working"),
                            ("doubtful", "Doubtful"),
                            ("broken", "Broken"),
                        ],
                        default="unknown",
                        max_length=8,
                    ),
                ),
                ("paused_at", models.DateTimeField(blank=True, null=True)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["site", "ordinal"],
            },
        ),
        migrations.CreateModel(
            name="ShownText",
            fields=[
                ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("text", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="Site",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="number")),
                ("sequence", models.PositiveIntegerField()),
                ("once", models.UUIDField(editable=False, null=True, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("household", "Household"),
                            ("business", "Business"),
                            ("school", "School"),
                            ("office", "Office"),
                            ("bank", "Bank"),
                            ("public", "Public cluster"),
                        ],
                        default="household",
                        max_length=9,
                        verbose_name="kind",
                    ),
                ),
                ("label", models.CharField(blank=True, max_length=80, verbose_name="name")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="address")),
                (
                    "location_kind",
                    models.CharField(
                        choices=[
                            ("other", "Another place"),
                            ("junction_3", "Three-way junction"),
                            ("junction_4", "Crossroads"),
                            ("black_spot", "Black spot"),
                            ("main_road", "Main road"),
                            ("school", "School"),
                            ("market", "Market"),
                            ("boundary", "Boundary area"),
                            ("culture_house", "Hamlet culture house"),
                        ],
                        default="other",
                        max_length=13,
                        verbose_name="kind of place",
                    ),
                ),
                (
                    "point",
                    django.contrib.gis.db.models.fields.PointField(
                        srid=4326, verbose_name="position"
                    ),
                ),
                ("is_approximate", models.BooleanField(default=False)),
                ("employees_told_at", models.DateTimeField(blank=True, null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("active", "In use"),
                            ("paused", "Paused"),
                            ("removed", "Removed"),
                        ],
                        default="active",
                        max_length=7,
                    ),
                ),
                (
                    "in_use_since",
                    models.DateField(blank=True, null=True, verbose_name="in use since"),
                ),
                (
                    "in_use_year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="year of first use"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("paused_at", models.DateTimeField(blank=True, null=True)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "vouching",
                    models.CharField(
                        choices=[
                            ("none", "Not confirmed yet"),
                            ("asked", "Waiting for the owner"),
                            ("vouched", "Confirmed"),
                        ],
                        db_default="none",
                        default="none",
                        editable=False,
                        max_length=7,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Street",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("key", models.CharField(max_length=80)),
                (
                    "point",
                    django.contrib.gis.db.models.fields.PointField(spatial_index=False, srid=4326),
                ),
                ("sites", models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name="Vouching",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("once", models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                (
                    "word",
                    models.CharField(
                        choices=[("vouched", "Confirmed"), ("asked", "Asked the owner")],
                        max_length=7,
                    ),
                ),
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
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("question", models.CharField(blank=True, max_length=300, verbose_name="question")),
                ("reply", models.CharField(blank=True, max_length=300, verbose_name="answer")),
                ("replied_at", models.DateTimeField(blank=True, null=True)),
                ("moved_metres", models.PositiveIntegerField(default=0)),
                ("lapsed_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ConsentText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("P1", "Enter the camera in the register"),
                            ("P2", "Let the commune police see position and direction"),
                            ("P3", "Receive requests of the police for footage"),
                            ("P5", "Connect live to the duty desk"),
                            ("P6", "Show on the public map"),
                            ("P7", "Publish the name among the givers"),
                            ("P8", "Receive SMS and Zalo messages"),
                            ("P9", "Use picture and story in outreach"),
                        ],
                        max_length=2,
                    ),
                ),
                ("version", models.PositiveSmallIntegerField()),
                ("language", models.CharField(max_length=2)),
                ("question", models.CharField(max_length=200)),
                ("hint", models.CharField(max_length=300)),
                ("body", models.TextField()),
                ("data", models.CharField(blank=True, max_length=400)),
                ("recipients", models.CharField(blank=True, max_length=400)),
                ("kept", models.CharField(blank=True, max_length=400)),
                ("sensitive", models.CharField(blank=True, max_length=400)),
                ("sha256", models.CharField(max_length=64)),
                ("published_on", models.DateField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("purpose", "language", "version"),
                        name="consenttext_one_per_purpose_version_and_language",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")),
                        name="consenttext_has_its_sha256",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("P1", "Enter the camera in the register"),
                            ("P2", "Let the commune police see position and direction"),
                            ("P3", "Receive requests of the police for footage"),
                            ("P5", "Connect live to the duty desk"),
                            ("P6", "Show on the public map"),
                            ("P7", "Publish the name among the givers"),
                            ("P8", "Receive SMS and Zalo messages"),
                            ("P9", "Use picture and story in outreach"),
                        ],
                        max_length=2,
                    ),
                ),
                ("granted", models.BooleanField()),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("web", "On the portal"),
                            ("paper", "On paper"),
                            ("sms", "By SMS"),
                            ("call", "By telephone"),
                            ("in_person", "In person"),
                        ],
                        default="web",
                        max_length=9,
                    ),
                ),
                ("ip", models.GenericIPAddressField(blank=True, null=True)),
                ("user_agent", models.CharField(blank=True, db_default="", max_length=200)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "camera",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to="cameras.camera",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "witness",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "text",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cameras.consenttext",
                    ),
                ),
                (
                    "shown",
                    models.ForeignKey(
                        db_column="shown_sha256",
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cameras.showntext",
                    ),
                ),
            ],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="showntext",
            trigger=pgtrigger.compiler.Trigger(
                name="rows_are_never_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="8f4d7160f41eb111165fc11af01ff31515767ba2",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_rows_are_never_changed_a87fd",
                    table="cameras_showntext",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="showntext",
            trigger=pgtrigger.compiler.Trigger(
                name="table_is_never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF current_database() LIKE 'test\\_%' THEN RETURN NULL; END IF;\n            RAISE EXCEPTION 'this table is append-only';\n        ",
                    hash="8612e2c8d7cd7712d8da57a34e0d0227c4781d3d",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_table_is_never_emptied_aa8d6",
                    table="cameras_showntext",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="site",
            name="commune",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sites",
                to="areas.commune",
            ),
        ),
        migrations.AddField(
            model_name="site",
            name="hamlet",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sites",
                to="areas.hamlet",
            ),
        ),
        migrations.AddField(
            model_name="site",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sites",
                to="people.organisation",
            ),
        ),
        migrations.AddField(
            model_name="site",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sites",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="site",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="consents",
                to="cameras.site",
            ),
        ),
        migrations.AddField(
            model_name="camera",
            name="site",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cameras",
                to="cameras.site",
            ),
        ),
        migrations.AddField(
            model_name="street",
            name="commune",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="areas.commune"
            ),
        ),
        migrations.AddField(
            model_name="vouching",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="vouching",
            name="replied_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="vouching",
            name="site",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="vouchings",
                to="cameras.site",
            ),
        ),
        migrations.AddIndex(
            model_name="site",
            index=models.Index(fields=["commune", "id"], name="site_of_commune"),
        ),
        migrations.AddIndex(
            model_name="site",
            index=models.Index(
                condition=models.Q(("vouching", "none")),
                fields=["hamlet", "id"],
                name="site_to_vouch",
            ),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.UniqueConstraint(
                fields=("commune", "sequence"), name="site_one_per_sequence"
            ),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind", "household"), ("organisation", None), ("owner__isnull", False)
                    ),
                    models.Q(
                        ("kind__in", ["business", "school", "office", "bank"]),
                        ("organisation__isnull", False),
                        ("owner", None),
                    ),
                    models.Q(("kind", "public"), ("owner", None)),
                    _connector="OR",
                ),
                name="site_belongs_to_whom_its_kind_says",
            ),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("removed_at__isnull", False), ("status", "removed")),
                    models.Q(models.Q(("status", "removed"), _negated=True), ("removed_at", None)),
                    _connector="OR",
                ),
                name="site_removed_means_removed_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("paused_at__isnull", False), ("status", "paused")),
                    models.Q(("paused_at", None), ("status", "active")),
                    ("status", "removed"),
                    _connector="OR",
                ),
                name="site_paused_means_paused_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["household", "public"]),
                    ("employees_told_at__isnull", False),
                    _connector="OR",
                ),
                name="site_of_an_organisation_told_its_employees",
            ),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("in_use_since", None), ("in_use_year", None)),
                    models.Q(
                        ("in_use_since__isnull", False), ("in_use_year", None), ("kind", "public")
                    ),
                    models.Q(
                        ("in_use_since", None), ("in_use_year__isnull", False), ("kind", "public")
                    ),
                    _connector="OR",
                ),
                name="site_public_in_use_since_a_day_or_a_year",
            ),
        ),
        migrations.AddIndex(
            model_name="consent",
            index=models.Index(
                models.F("site"),
                models.F("purpose"),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("camera", None)),
                include=("granted",),
                name="consent_present_of_site",
            ),
        ),
        migrations.AddIndex(
            model_name="consent",
            index=models.Index(
                models.F("camera"),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("camera__isnull", False)),
                include=("granted",),
                name="consent_present_of_camera",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(("camera", None), ("purpose", "P3"), _connector="OR"),
                name="consent_of_a_camera_is_to_requests",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel", "web"), ("witness__isnull", False), _connector="OR"),
                name="consent_given_elsewhere_has_a_witness",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="consent",
            trigger=pgtrigger.compiler.Trigger(
                name="rows_are_never_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="c1523a322e7d04d1bfbec7ef3526d30e81fea09a",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_rows_are_never_changed_f2905",
                    table="cameras_consent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="consent",
            trigger=pgtrigger.compiler.Trigger(
                name="table_is_never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF current_database() LIKE 'test\\_%' THEN RETURN NULL; END IF;\n            RAISE EXCEPTION 'this table is append-only';\n        ",
                    hash="d1ac0acc559c7f19e344242260a3162c4c947b90",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_table_is_never_emptied_338a8",
                    table="cameras_consent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="camera",
            constraint=models.UniqueConstraint(
                fields=("site", "ordinal"), name="camera_one_per_ordinal"
            ),
        ),
        migrations.AddConstraint(
            model_name="camera",
            constraint=models.CheckConstraint(
                condition=models.Q(("ordinal__range", (1, 300))),
                name="camera_is_one_of_300_of_its_site_at_most",
            ),
        ),
        migrations.AddConstraint(
            model_name="camera",
            constraint=models.CheckConstraint(
                condition=models.Q(("bearing__lt", 360)), name="camera_bearing_is_a_compass_bearing"
            ),
        ),
        migrations.AddConstraint(
            model_name="camera",
            constraint=models.CheckConstraint(
                condition=models.Q(("angle__range", (1, 360))),
                name="camera_angle_is_1_to_360_degrees",
            ),
        ),
        migrations.AddConstraint(
            model_name="camera",
            constraint=models.CheckConstraint(
                condition=models.Q(("range_metres__range", (1, 500))),
                name="camera_range_is_1_to_500_metres",
            ),
        ),
        migrations.AddConstraint(
            model_name="camera",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("retention_days", None), ("retention_days__range", (1, 365)), _connector="OR"
                ),
                name="camera_keeps_footage_1_to_365_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="camera",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("clock_offset_seconds", None),
                    ("clock_offset_seconds__range", (-315360000, 315360000)),
                    _connector="OR",
                ),
                name="camera_clock_is_off_by_less_than_ten_years",
            ),
        ),
        migrations.AddConstraint(
            model_name="street",
            constraint=models.UniqueConstraint(
                fields=("commune", "key"), name="street_one_per_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="vouching",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lapsed_at", None), ("word", "vouched")),
                fields=("site",),
                name="vouching_once_per_site",
            ),
        ),
        migrations.AddConstraint(
            model_name="vouching",
            constraint=models.CheckConstraint(
                condition=models.Q(("lapsed_at", None), ("word", "vouched"), _connector="OR"),
                name="vouching_lapses_and_no_question",
            ),
        ),
        migrations.AddConstraint(
            model_name="vouching",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("word", "asked"), models.Q(("question", ""), _negated=True)),
                    models.Q(("question", ""), ("word", "vouched")),
                    _connector="OR",
                ),
                name="vouching_asks_a_question_or_none",
            ),
        ),
        migrations.AddConstraint(
            model_name="vouching",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("replied_at", None), ("replied_by", None), ("reply", "")),
                    models.Q(
                        ("replied_at__isnull", False),
                        ("replied_by__isnull", False),
                        ("word", "asked"),
                        models.Q(("reply", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="vouching_reply_has_its_author_and_time",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="vouching",
            trigger=pgtrigger.compiler.Trigger(
                name="vouching_is_by_another_than_the_owner",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                IF NEW.word = 'vouched' AND EXISTS (\n                    SELECT FROM cameras_site site WHERE site.id = NEW.site_id AND (\n                        site.owner_id = NEW.by_id OR EXISTS (\n                            SELECT FROM people_membership member\n                            WHERE member.organisation_id = site.organisation_id\n                            AND member.person_id = NEW.by_id AND member.until IS NULL\n                        )\n                    )\n                ) THEN\n                    RAISE EXCEPTION 'nobody vouches for a place of their own';\n                END IF;\n                RETURN NEW;\n                ",
                    hash="a04050e109bc72f2b08139df057f2d4bfbc3ecdc",
                    operation="INSERT",
                    pgid="pgtrigger_vouching_is_by_another_than_the_owner_d08af",
                    table="cameras_vouching",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="vouching",
            trigger=pgtrigger.compiler.Trigger(
                name="site_follows_its_newest_vouching",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE of_site bigint;",
                    func="\n                of_site := COALESCE(NEW.site_id, OLD.site_id);\n                UPDATE cameras_site SET vouching = COALESCE((\n                    SELECT CASE WHEN lapsed_at IS NOT NULL THEN 'none'\n                                WHEN word = 'vouched' THEN 'vouched'\n                                WHEN replied_at IS NULL THEN 'asked' ELSE 'none' END\n                    FROM cameras_vouching WHERE site_id = of_site ORDER BY id DESC LIMIT 1\n                ), 'none') WHERE id = of_site;\n                RETURN NULL;\n                ",
                    hash="28ded0a9e3f5ccda3f7fa8ac069aa269b3b67ee9",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_site_follows_its_newest_vouching_01808",
                    table="cameras_vouching",
                    when="AFTER",
                ),
            ),
        ),
    ]
