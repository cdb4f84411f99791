import datetime
import uuid

import django.contrib.gis.db.models.fields
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("areas", "0001_extensions_and_collation"),
    ]

    operations = [
        migrations.CreateModel(
            name="Commune",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=5,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator("^\\d{5}$", "A code is 5 digits.")
                        ],
                    ),
                ),
                ("name", models.CharField(db_collation="vietnamese", max_length=80)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("xã", "commune"),
                            ("phường", "ward"),
                            ("đặc khu", "special zone"),
                        ],
                        max_length=20,
                    ),
                ),
                ("centre", django.contrib.gis.db.models.fields.PointField(srid=4326)),
                (
                    "islands",
                    django.contrib.gis.db.models.fields.MultiPointField(
                        blank=True, null=True, srid=4326
                    ),
                ),
                ("valid_from", models.DateField(default=datetime.date(2025, 7, 1))),
                ("valid_to", models.DateField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "commune",
                "verbose_name_plural": "communes",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="Hamlet",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("thôn", "thôn (village)"),
                            ("tổ dân phố", "tổ dân phố (residential group)"),
                            ("khu phố", "khu phố (street quarter)"),
                            ("khu", "khu (quarter)"),
                            ("khóm", "khóm (quarter)"),
                            ("ấp", "ấp (hamlet)"),
                            ("bản", "bản (mountain village)"),
                            ("làng", "làng (village)"),
                            ("buôn", "buôn (highland village)"),
                            ("xóm", "xóm (hamlet)"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "name",
                    models.CharField(db_collation="vietnamese", max_length=80, verbose_name="name"),
                ),
                (
                    "former_names",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "households",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="households"),
                ),
                (
                    "people",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="people"),
                ),
                (
                    "centre",
                    django.contrib.gis.db.models.fields.PointField(
                        blank=True, null=True, srid=4326
                    ),
                ),
                ("valid_from", models.DateField(default=django.utils.timezone.localdate)),
                ("valid_to", models.DateField(blank=True, null=True)),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hamlets",
                        to="areas.commune",
                    ),
                ),
            ],
            options={
                "verbose_name": "hamlet",
                "verbose_name_plural": "hamlets",
                "ordering": ["commune", "name"],
            },
        ),
        migrations.CreateModel(
            name="Province",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=2, unique=True)),
                ("name", models.CharField(db_collation="vietnamese", max_length=80)),
                (
                    "kind",
                    models.CharField(
                        choices=[("tỉnh", "province"), ("thành phố", "city")], max_length=20
                    ),
                ),
            ],
            options={
                "verbose_name": "province",
                "verbose_name_plural": "provinces",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="CommuneOutline",
            fields=[
                (
                    "commune",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="outline",
                        serialize=False,
                        to="areas.commune",
                    ),
                ),
                ("boundary", django.contrib.gis.db.models.fields.MultiPolygonField(srid=4326)),
            ],
        ),
        migrations.CreateModel(
            name="HamletOutline",
            fields=[
                (
                    "hamlet",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="outline",
                        serialize=False,
                        to="areas.hamlet",
                    ),
                ),
                ("boundary", django.contrib.gis.db.models.fields.MultiPolygonField(srid=4326)),
            ],
        ),
        migrations.CreateModel(
            name="HamletSuccession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField()),
                (
                    "after",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="origins",
                        to="areas.hamlet",
                    ),
                ),
                (
                    "before",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successions",
                        to="areas.hamlet",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Hotline",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("label", models.CharField(max_length=80, verbose_name="name of the line")),
                ("phone", models.CharField(max_length=20, verbose_name="telephone")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hotlines",
                        to="areas.commune",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="MapFeature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("road", "road"),
                            ("house", "house"),
                            ("water", "water"),
                            ("park", "park"),
                            ("label", "label"),
                        ],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=120)),
                ("shape", django.contrib.gis.db.models.fields.GeometryField(srid=4326)),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="map_features",
                        to="areas.commune",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.AddField(
            model_name="commune",
            name="province",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="communes",
                to="areas.province",
            ),
        ),
        migrations.CreateModel(
            name="CommuneName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("within", models.CharField(blank=True, max_length=160)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("own", "own name"),
                            ("former", "former unit"),
                            ("alias", "name in use"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "is_whole",
                    models.BooleanField(
                        default=True, help_text="All of the former unit lies in this commune."
                    ),
                ),
                (
                    "is_main",
                    models.BooleanField(
                        default=True,
                        help_text="Of several communes, the one most of the former unit went to.",
                    ),
                ),
                ("key", models.CharField(max_length=120)),
                ("bare", models.CharField(max_length=120)),
                ("line", models.CharField(max_length=300)),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="names",
                        to="areas.commune",
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["line"],
                        name="commune_name_line_trigrams",
                        opclasses=["gin_trgm_ops"],
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("commune", "name", "within"),
                        name="commune_name_once_per_commune_and_unit",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CommuneProfile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "abbreviation",
                    models.CharField(
                        help_text="Begins the number of every camera site, like MC1-0482-K.",
                        max_length=12,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z0-9]+$", "Use capital letters A to Z and digits only."
                            )
                        ],
                        verbose_name="abbreviation",
                    ),
                ),
                (
                    "police_name",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="name of the police station"
                    ),
                ),
                (
                    "police_phone",
                    models.CharField(
                        blank=True, max_length=20, verbose_name="telephone of the police"
                    ),
                ),
                (
                    "committee_phone",
                    models.CharField(
                        blank=True,
                        max_length=20,
                        verbose_name="telephone of the People's Committee",
                    ),
                ),
                (
                    "data_officer_name",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="data protection officer"
                    ),
                ),
                (
                    "data_officer_phone",
                    models.CharField(
                        blank=True, max_length=20, verbose_name="the officer's telephone"
                    ),
                ),
                (
                    "data_officer_email",
                    models.EmailField(
                        blank=True, max_length=254, verbose_name="the officer's e-mail"
                    ),
                ),
                (
                    "households",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="households"),
                ),
                (
                    "people",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="people"),
                ),
                (
                    "opened_on",
                    models.DateField(
                        default=django.utils.timezone.localdate, verbose_name="open since"
                    ),
                ),
                (
                    "commune",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="profile",
                        to="areas.commune",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("abbreviation__regex", "^[A-Z0-9]+$")),
                        name="commune_abbreviation_is_letters_and_digits",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="hamlet",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to__isnull", True)),
                fields=("commune", "kind", "name"),
                name="hamlet_name_once_per_commune",
                violation_error_message="The commune already has a hamlet of this kind and name.",
            ),
        ),
        migrations.AddConstraint(
            model_name="hamlet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="hamlet_ends_no_earlier_than_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="hamletsuccession",
            constraint=models.UniqueConstraint(
                fields=("before", "after"), name="hamlet_succession_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="hamletsuccession",
            constraint=models.CheckConstraint(
                condition=models.Q(("before", models.F("after")), _negated=True),
                name="hamlet_does_not_succeed_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="commune",
            constraint=models.CheckConstraint(
                condition=models.Q(("code__regex", "^\\d{5}$")), name="commune_code_is_5_digits"
            ),
        ),
        migrations.AddConstraint(
            model_name="commune",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True),
                    ("valid_to__gt", models.F("valid_from")),
                    _connector="OR",
                ),
                name="commune_ends_after_it_begins",
            ),
        ),
    ]
