import datetime
import uuid

import django.contrib.gis.db.models.fields
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("areas", "0002_communes_and_hamlets"),
        ("cameras", "0001_register"),
        ("people", "0001_people"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Ask",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("rank", models.PositiveSmallIntegerField(verbose_name="place in the search")),
                ("sent_at", models.DateTimeField(verbose_name="sent")),
                ("expires_at", models.DateTimeField(verbose_name="link lives until")),
                ("link_closes_at", models.DateTimeField()),
                (
                    "overwritten_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="overwritten from"),
                ),
                ("link_token_hash", models.CharField(max_length=64, unique=True)),
                ("recalled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("waiting", "Not answered yet"),
                            ("approved", "Approved"),
                            ("held", "Saved, to be sent later"),
                            ("nothing", "The incident is not in it"),
                            ("gone", "No longer kept"),
                            ("declined", "Declined"),
                        ],
                        default="waiting",
                        max_length=16,
                        verbose_name="answer",
                    ),
                ),
                (
                    "gone_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("overwritten", "Overwritten by the recorder"),
                            ("offline", "The camera or recorder was off"),
                            ("not_covering", "The camera does not look that way"),
                        ],
                        max_length=16,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "told",
                    models.CharField(
                        choices=[
                            ("waiting", "Not answered yet"),
                            ("approved", "Approved"),
                            ("held", "Saved, to be sent later"),
                            ("nothing", "The incident is not in it"),
                            ("gone", "No longer kept"),
                            ("declined", "Declined"),
                        ],
                        default="waiting",
                        max_length=16,
                    ),
                ),
                (
                    "told_gone_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("overwritten", "Overwritten by the recorder"),
                            ("offline", "The camera or recorder was off"),
                            ("not_covering", "The camera does not look that way"),
                        ],
                        max_length=16,
                    ),
                ),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                ("reminders", models.PositiveSmallIntegerField(default=0)),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                ("wants_reminders", models.BooleanField(default=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("cameras", models.ManyToManyField(related_name="asks", to="cameras.camera")),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="asks",
                        to="cameras.site",
                    ),
                ),
            ],
            options={
                "verbose_name": "ask",
                "verbose_name_plural": "asks",
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("waiting", "Not answered yet"),
                            ("approved", "Approved"),
                            ("held", "Saved, to be sent later"),
                            ("nothing", "The incident is not in it"),
                            ("gone", "No longer kept"),
                            ("declined", "Declined"),
                        ],
                        max_length=16,
                    ),
                ),
                ("gone_reason", models.CharField(blank=True, max_length=16)),
                ("at", models.DateTimeField()),
                ("salt", models.CharField(max_length=32)),
                ("seal", models.CharField(max_length=64)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ask",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="footage.ask",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer",
                "verbose_name_plural": "answers",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="DeliveryRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(max_length=24, verbose_name="number")),
                ("issued_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "ask",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delivery_record",
                        to="footage.ask",
                    ),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.commune",
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        help_text="Whose site it was that day; none for a household's.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "received_in",
                    models.ForeignKey(
                        help_text="In which its holder received it that day; none where nobody was in charge.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.appointment",
                    ),
                ),
            ],
            options={
                "verbose_name": "delivery record",
                "verbose_name_plural": "delivery records",
            },
        ),
        migrations.CreateModel(
            name="DeliveryRecordBook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "series",
                    models.CharField(
                        choices=[("BB", "Delivery record"), ("XN", "Certificate of deletion")],
                        max_length=4,
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("last_number", models.PositiveIntegerField(default=0)),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.commune",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Footage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting for the check"),
                            ("inspecting", "Being checked"),
                            ("ready", "Ready to watch"),
                            ("doubtful", "Cannot be opened here"),
                            ("unreadable", "Cannot be read from the disk"),
                            ("accepted", "In the case file"),
                            ("declined", "Not needed"),
                            ("disposed", "Deleted"),
                            ("withdrawn", "Taken back"),
                        ],
                        default="waiting",
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                ("claim", models.UUIDField(editable=False, null=True)),
                ("claimed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "deaths",
                    models.PositiveSmallIntegerField(
                        default=0, editable=False, help_text="claims that no worker gave back"
                    ),
                ),
                (
                    "faults",
                    models.PositiveSmallIntegerField(
                        default=0, editable=False, help_text="times the disk did not give it"
                    ),
                ),
                ("checks", models.PositiveSmallIntegerField(default=1, editable=False)),
                (
                    "again_at",
                    models.DateTimeField(
                        editable=False, help_text="when it is looked at again by itself", null=True
                    ),
                ),
                (
                    "progress",
                    models.PositiveSmallIntegerField(default=0, help_text="percent of the check"),
                ),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("crc32", models.PositiveBigIntegerField(help_text="for archives", null=True)),
                (
                    "finding",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("video", "Video"),
                            ("picture", "Picture"),
                            ("empty", "Nothing inside"),
                            ("disguised", "Not a video"),
                            ("broken", "Damaged"),
                            ("foreign", "Recorder's own format"),
                            ("infected", "Malware found"),
                            ("unknown", "Check did not finish"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "malware",
                    models.CharField(
                        choices=[
                            ("not_checked", "Not scanned for malware"),
                            ("clean", "No malware found"),
                            ("infected", "Malware found"),
                        ],
                        default="not_checked",
                        max_length=16,
                    ),
                ),
                ("media_type", models.CharField(blank=True, max_length=80)),
                ("codec", models.CharField(blank=True, max_length=32)),
                ("seconds", models.PositiveIntegerField(help_text="length of the film", null=True)),
                ("width", models.PositiveIntegerField(null=True)),
                ("height", models.PositiveIntegerField(null=True)),
                ("has_poster", models.BooleanField(default=False)),
                ("preview_seconds", models.PositiveIntegerField(default=0)),
                (
                    "is_excerpt",
                    models.BooleanField(default=False, help_text="the preview is its beginning"),
                ),
                ("is_cut", models.BooleanField(default=False, help_text="it ends before its end")),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("nothing", "Nothing of the incident in it"),
                            ("elsewhere", "Another place or another time"),
                            ("unclear", "Too dark or too blurred"),
                            ("double", "The same as another file"),
                            ("unopened", "It cannot be opened"),
                        ],
                        max_length=16,
                        verbose_name="reason",
                    ),
                ),
                ("dispose_after", models.DateTimeField(blank=True, null=True)),
                ("disposed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "certificate",
                    models.CharField(
                        blank=True, max_length=24, verbose_name="certificate of deletion"
                    ),
                ),
                (
                    "delivery_record",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="footage.deliveryrecord",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "footage file",
                "verbose_name_plural": "footage files",
            },
        ),
        migrations.CreateModel(
            name="FootageRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Being written"),
                            ("submitted", "Waiting for approval"),
                            ("refused", "Sent back by the second officer"),
                            ("sent", "Sent"),
                            ("recalled", "Recalled"),
                            ("closed", "Closed"),
                            ("dropped", "Dropped"),
                        ],
                        default="draft",
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "legal_route",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("criminal", "Criminal procedure"),
                            ("administrative", "Administrative violation"),
                            ("voluntary", "Voluntary cooperation"),
                        ],
                        max_length=16,
                        verbose_name="legal basis",
                    ),
                ),
                (
                    "document_number",
                    models.CharField(blank=True, max_length=40, verbose_name="document number"),
                ),
                (
                    "document_date",
                    models.DateField(blank=True, null=True, verbose_name="date of the document"),
                ),
                (
                    "signer_rank",
                    models.CharField(blank=True, max_length=40, verbose_name="signer's rank"),
                ),
                ("signer_name", models.CharField(blank=True, max_length=80, verbose_name="signer")),
                (
                    "disowned_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="not signed, says the signer"
                    ),
                ),
                (
                    "document_scan",
                    models.FileField(
                        blank=True, upload_to="documents/", verbose_name="scan of the document"
                    ),
                ),
                ("document_scan_sha256", models.CharField(blank=True, max_length=64)),
                (
                    "title",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="what happened, in one line"
                    ),
                ),
                (
                    "looking_for",
                    models.TextField(blank=True, max_length=600, verbose_name="what to look for"),
                ),
                (
                    "more_reason",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        verbose_name="why one owner is asked a third time",
                    ),
                ),
                ("check_code", models.CharField(max_length=4, verbose_name="check digits")),
                (
                    "needs_review",
                    models.BooleanField(default=False, verbose_name="needs a second officer"),
                ),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                ("review_note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("once", models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                (
                    "chosen",
                    models.ManyToManyField(
                        related_name="+", to="cameras.site", verbose_name="sites"
                    ),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="footage_requests",
                        to="areas.commune",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="footage_requests",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "signer",
                    models.ForeignKey(
                        blank=True,
                        help_text="Who of its police is named as the signer, and was told.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "footage request",
                "verbose_name_plural": "footage requests",
            },
        ),
        migrations.CreateModel(
            name="Export",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("once", models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("manifest", models.TextField()),
                ("custody", models.TextField()),
                ("signature", models.BinaryField()),
                ("public_key", models.TextField()),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("files", models.ManyToManyField(related_name="exports", to="footage.footage")),
                (
                    "footage_request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exports",
                        to="footage.footagerequest",
                    ),
                ),
            ],
            options={
                "verbose_name": "export",
                "verbose_name_plural": "exports",
            },
        ),
        migrations.AddField(
            model_name="ask",
            name="footage_request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="asks",
                to="footage.footagerequest",
            ),
        ),
        migrations.CreateModel(
            name="Incident",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("case_number", models.CharField(max_length=40, verbose_name="case number")),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("traffic_accident", "Traffic accident"),
                            ("theft", "Theft"),
                            ("robbery", "Robbery, snatching"),
                            ("disorder", "Public disorder"),
                            ("injury", "Injury caused on purpose"),
                            ("racing", "Illegal racing"),
                            ("drugs", "Drugs"),
                            ("damage", "Damage to property"),
                            ("fraud", "Fraud"),
                            ("missing_person", "Missing person"),
                            ("unexplained_accident", "Accident without known cause"),
                            ("fire", "Fire, explosion"),
                            ("sanitation", "Environmental sanitation"),
                        ],
                        max_length=24,
                        verbose_name="what kind of incident",
                    ),
                ),
                (
                    "location_text",
                    models.CharField(blank=True, max_length=120, verbose_name="place in words"),
                ),
                (
                    "point",
                    django.contrib.gis.db.models.fields.PointField(srid=4326, verbose_name="place"),
                ),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incidents",
                        to="areas.commune",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "incident",
                "verbose_name_plural": "incidents",
            },
        ),
        migrations.AddField(
            model_name="footagerequest",
            name="incident",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="footage_requests",
                to="footage.incident",
            ),
        ),
        migrations.CreateModel(
            name="Outcome",
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
                            ("solved", "Your footage helped solve the case."),
                            ("used", "Your footage is used in the case."),
                            ("seen", "Your footage was viewed and was not needed."),
                            ("going_on", "The case goes on; your footage is kept for it."),
                            ("ended", "The case ended without result."),
                        ],
                        max_length=16,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "words",
                    models.CharField(blank=True, max_length=300, verbose_name="in plain words"),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("once", models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                (
                    "footage_request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes",
                        to="footage.footagerequest",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "outcome",
                "verbose_name_plural": "outcomes",
                "ordering": ["-at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="RequestPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "window_minutes",
                    models.PositiveSmallIntegerField(
                        default=60, verbose_name="usual window, minutes"
                    ),
                ),
                (
                    "window_alone_minutes",
                    models.PositiveSmallIntegerField(
                        default=120, verbose_name="longest window of one officer alone, minutes"
                    ),
                ),
                (
                    "window_most_minutes",
                    models.PositiveSmallIntegerField(
                        default=720, verbose_name="longest window, minutes"
                    ),
                ),
                (
                    "radius_metres",
                    models.PositiveSmallIntegerField(
                        default=200, verbose_name="usual radius, metres"
                    ),
                ),
                (
                    "radius_alone_metres",
                    models.PositiveSmallIntegerField(
                        default=200, verbose_name="largest radius of one officer alone, metres"
                    ),
                ),
                (
                    "area_most_square_metres",
                    models.PositiveIntegerField(
                        default=1290000, verbose_name="largest area, square metres"
                    ),
                ),
                (
                    "link_days",
                    models.PositiveSmallIntegerField(default=10, verbose_name="days a link lives"),
                ),
                (
                    "reminders_most",
                    models.PositiveSmallIntegerField(default=4, verbose_name="reminders at most"),
                ),
                (
                    "requests_per_owner",
                    models.PositiveSmallIntegerField(
                        default=2, verbose_name="requests of one incident to one owner"
                    ),
                ),
                (
                    "warn_from_request",
                    models.PositiveSmallIntegerField(
                        default=3, verbose_name="warn from this request of an incident"
                    ),
                ),
                (
                    "files_per_link",
                    models.PositiveSmallIntegerField(default=25, verbose_name="files per link"),
                ),
                (
                    "file_bytes_most",
                    models.PositiveBigIntegerField(
                        default=2000000000, verbose_name="bytes per file"
                    ),
                ),
                (
                    "link_bytes_most",
                    models.PositiveBigIntegerField(
                        default=10000000000, verbose_name="bytes per link"
                    ),
                ),
                (
                    "unneeded_days",
                    models.PositiveSmallIntegerField(
                        default=7, verbose_name="days until an unneeded file is deleted"
                    ),
                ),
                (
                    "commune",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="request_policy",
                        to="areas.commune",
                        verbose_name="commune",
                    ),
                ),
            ],
            options={
                "verbose_name": "limits of asking",
                "verbose_name_plural": "limits of asking",
            },
        ),
        migrations.CreateModel(
            name="Search",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("once", models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                ("case_number", models.CharField(max_length=40, verbose_name="case number")),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("traffic_accident", "Traffic accident"),
                            ("theft", "Theft"),
                            ("robbery", "Robbery, snatching"),
                            ("disorder", "Public disorder"),
                            ("injury", "Injury caused on purpose"),
                            ("racing", "Illegal racing"),
                            ("drugs", "Drugs"),
                            ("damage", "Damage to property"),
                            ("fraud", "Fraud"),
                            ("missing_person", "Missing person"),
                            ("unexplained_accident", "Accident without known cause"),
                            ("fire", "Fire, explosion"),
                            ("sanitation", "Environmental sanitation"),
                        ],
                        max_length=24,
                        verbose_name="what kind of incident",
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("vehicle", "Find a vehicle"),
                            ("person", "Find the person who did it"),
                            ("route", "Follow the way taken"),
                            ("sequence", "Establish what happened"),
                            ("missing", "Find someone who is missing"),
                            ("property", "Find what was taken"),
                        ],
                        max_length=16,
                        verbose_name="what for",
                    ),
                ),
                (
                    "location_text",
                    models.CharField(blank=True, max_length=120, verbose_name="place in words"),
                ),
                (
                    "point",
                    django.contrib.gis.db.models.fields.PointField(srid=4326, verbose_name="place"),
                ),
                (
                    "area",
                    django.contrib.gis.db.models.fields.PolygonField(
                        srid=4326, verbose_name="area"
                    ),
                ),
                (
                    "radius_metres",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="radius, metres"
                    ),
                ),
                ("square_metres", models.PositiveIntegerField(verbose_name="area, square metres")),
                ("since", models.DateTimeField(verbose_name="from")),
                ("until", models.DateTimeField(verbose_name="to")),
                ("hits", models.JSONField(blank=True, default=list, verbose_name="sites found")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="searches",
                        to="people.appointment",
                    ),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="searches",
                        to="areas.commune",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="searches",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "search",
                "verbose_name_plural": "searches",
            },
        ),
        migrations.AddField(
            model_name="footagerequest",
            name="search",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="footage_requests",
                to="footage.search",
            ),
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("footage", "Footage"),
                            ("clock", "Picture of the recorder's clock"),
                        ],
                        default="footage",
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="file name")),
                ("once", models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                ("fingerprint", models.CharField(blank=True, max_length=100)),
                ("size", models.PositiveBigIntegerField(help_text="bytes", verbose_name="size")),
                (
                    "offset",
                    models.PositiveBigIntegerField(
                        default=0, help_text="bytes", verbose_name="received"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("receiving", "Uploading"),
                            ("received", "All received"),
                            ("withdrawn", "Taken back"),
                        ],
                        default="receiving",
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                (
                    "sha256",
                    models.CharField(
                        blank=True,
                        help_text="Taken while the bytes came in; may be missing.",
                        max_length=64,
                    ),
                ),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("moved_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("received_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ask",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uploads",
                        to="footage.ask",
                    ),
                ),
            ],
            options={
                "verbose_name": "upload",
                "verbose_name_plural": "uploads",
            },
        ),
        migrations.AddField(
            model_name="footage",
            name="upload",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="footage",
                to="footage.upload",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="answer",
            trigger=pgtrigger.compiler.Trigger(
                name="rows_are_never_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="7617c22c4077f282922d97343831c30d8c407584",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_rows_are_never_changed_2d165",
                    table="footage_answer",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="answer",
            trigger=pgtrigger.compiler.Trigger(
                name="table_is_never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF current_database() LIKE 'test\\_%' THEN RETURN NULL; END IF;\n            RAISE EXCEPTION 'this table is append-only';\n        ",
                    hash="798a56432184cd12d21668fbf9430d6bd45c9400",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_table_is_never_emptied_3fa34",
                    table="footage_answer",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="deliveryrecord",
            index=models.Index(fields=["commune", "issued_at"], name="delivery_record_by_commune"),
        ),
        migrations.AddConstraint(
            model_name="deliveryrecord",
            constraint=models.UniqueConstraint(
                fields=("commune", "number"), name="deliveryrecord_number_once_per_commune"
            ),
        ),
        migrations.AddConstraint(
            model_name="deliveryrecordbook",
            constraint=models.UniqueConstraint(
                fields=("commune", "series", "year"),
                name="deliveryrecordbook_one_per_commune_series_and_year",
            ),
        ),
        migrations.AddIndex(
            model_name="ask",
            index=models.Index(
                condition=models.Q(("answer", "waiting"), ("recalled_at", None)),
                fields=["sent_at"],
                name="ask_unanswered_by_time_sent",
            ),
        ),
        migrations.AddConstraint(
            model_name="ask",
            constraint=models.UniqueConstraint(
                fields=("footage_request", "site"), name="ask_one_per_request_and_site"
            ),
        ),
        migrations.AddConstraint(
            model_name="ask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", "waiting"), ("answered_at", None), ("answered_by", None)),
                    models.Q(
                        models.Q(("answer", "waiting"), _negated=True),
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="ask_answered_means_answered_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="ask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answer", "gone"),
                        ("gone_reason__in", ["overwritten", "offline", "not_covering"]),
                    ),
                    models.Q(models.Q(("answer", "gone"), _negated=True), ("gone_reason", "")),
                    _connector="OR",
                ),
                name="ask_gone_carries_its_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="ask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("told__in", ["waiting", "approved", "held", "nothing", "gone"])
                ),
                name="ask_never_tells_police_of_a_decline",
            ),
        ),
        migrations.AddConstraint(
            model_name="ask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("told", "waiting"), ("told_at", None)),
                    models.Q(
                        models.Q(("told", "waiting"), _negated=True), ("told_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="ask_told_means_told_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="ask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("expires_at__gt", models.F("sent_at")),
                    (
                        "expires_at__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("sent_at"), "+", models.Value(datetime.timedelta(days=28))
                        ),
                    ),
                ),
                name="ask_link_lives_28_days_at_most",
            ),
        ),
        migrations.AddConstraint(
            model_name="ask",
            constraint=models.CheckConstraint(
                condition=models.Q(("link_closes_at__gt", models.F("sent_at"))),
                name="ask_link_closes_after_it_was_sent",
            ),
        ),
        migrations.AddConstraint(
            model_name="ask",
            constraint=models.CheckConstraint(
                condition=models.Q(("reminders__lte", 4)), name="ask_reminds_four_times_at_most"
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.UniqueConstraint(
                models.F("commune"),
                models.Func(
                    models.Func(
                        models.Func(
                            django.db.models.functions.text.Upper("case_number"),
                            models.Value("[^[:alnum:]\\u0080-\\uffff]+"),
                            models.Value("-"),
                            models.Value("g"),
                            function="REGEXP_REPLACE",
                            output_field=models.TextField(),
                        ),
                        models.Value("(?<![0-9])-|-(?![0-9])"),
                        models.Value(""),
                        models.Value("g"),
                        function="REGEXP_REPLACE",
                        output_field=models.TextField(),
                    ),
                    models.Value("(?<![0-9])0+(?=[0-9])"),
                    models.Value(""),
                    models.Value("g"),
                    function="REGEXP_REPLACE",
                    output_field=models.TextField(),
                ),
                name="incident_has_its_own_case_number_in_its_commune",
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(("case_number", ""), _negated=True),
                name="incident_has_a_case_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "category__in",
                        [
                            "traffic_accident",
                            "theft",
                            "robbery",
                            "disorder",
                            "injury",
                            "racing",
                            "drugs",
                            "damage",
                            "fraud",
                            "missing_person",
                            "unexplained_accident",
                            "fire",
                            "sanitation",
                        ],
                    )
                ),
                name="incident_category_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["solved", "used", "seen", "going_on", "ended"])),
                name="outcome_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="requestpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("window_alone_minutes__lte", models.F("window_most_minutes")),
                    ("window_minutes__gte", 1),
                    ("window_minutes__lte", models.F("window_alone_minutes")),
                    ("window_most_minutes__lte", 720),
                ),
                name="policy_window_stays_within_12_hours",
            ),
        ),
        migrations.AddConstraint(
            model_name="requestpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("area_most_square_metres__lte", 1290000),
                    ("radius_alone_metres__lte", 640),
                    ("radius_metres__gte", 10),
                    ("radius_metres__lte", models.F("radius_alone_metres")),
                ),
                name="policy_area_stays_within_1_29_square_kilometres",
            ),
        ),
        migrations.AddConstraint(
            model_name="requestpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(("link_days__range", (1, 28))),
                name="policy_link_lives_1_to_28_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="requestpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(("reminders_most__lte", 4)),
                name="policy_reminds_four_times_at_most",
            ),
        ),
        migrations.AddConstraint(
            model_name="requestpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(("requests_per_owner__range", (1, 3))),
                name="policy_asks_one_owner_three_times_at_most",
            ),
        ),
        migrations.AddConstraint(
            model_name="requestpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("file_bytes_most__range", (1, 60000000000)),
                    ("files_per_link__range", (1, 200)),
                    ("link_bytes_most__range", (1, 200000000000)),
                ),
                name="policy_upload_stays_within_60_and_200_gigabytes",
            ),
        ),
        migrations.AddConstraint(
            model_name="requestpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(("unneeded_days__range", (1, 30))),
                name="policy_deletes_unneeded_files_within_30_days",
            ),
        ),
        migrations.AddIndex(
            model_name="search",
            index=models.Index(fields=["commune", "-at"], name="search_by_commune_and_time"),
        ),
        migrations.AddConstraint(
            model_name="search",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gt", models.F("since"))),
                name="search_window_runs_forwards",
            ),
        ),
        migrations.AddConstraint(
            model_name="search",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "until__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("since"), "+", models.Value(datetime.timedelta(seconds=43200))
                        ),
                    )
                ),
                name="search_window_is_12_hours_at_most",
            ),
        ),
        migrations.AddConstraint(
            model_name="search",
            constraint=models.CheckConstraint(
                condition=models.Q(("square_metres__lte", 1290000)),
                name="search_area_is_within_1_29_square_kilometres",
            ),
        ),
        migrations.AddConstraint(
            model_name="search",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "category__in",
                        [
                            "traffic_accident",
                            "theft",
                            "robbery",
                            "disorder",
                            "injury",
                            "racing",
                            "drugs",
                            "damage",
                            "fraud",
                            "missing_person",
                            "unexplained_accident",
                            "fire",
                            "sanitation",
                        ],
                    ),
                    (
                        "purpose__in",
                        ["vehicle", "person", "route", "sequence", "missing", "property"],
                    ),
                    models.Q(("case_number", ""), _negated=True),
                ),
                name="search_has_a_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="footagerequest",
            index=models.Index(fields=["commune", "-id"], name="request_by_commune_and_id"),
        ),
        migrations.AddIndex(
            model_name="footagerequest",
            index=models.Index(fields=["commune", "sent_at"], name="request_by_commune_and_time"),
        ),
        migrations.AddIndex(
            model_name="footagerequest",
            index=models.Index(
                condition=models.Q(("status", "submitted")),
                fields=["commune"],
                name="request_waiting_for_review",
            ),
        ),
        migrations.AddIndex(
            model_name="footagerequest",
            index=models.Index(
                condition=models.Q(("status", "sent")),
                fields=["sent_at"],
                name="request_sent_and_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="footagerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("check_code__regex", "^[0-9]{4}$")),
                name="footagerequest_check_code_is_four_digits",
            ),
        ),
        migrations.AddConstraint(
            model_name="footagerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reviewer", None),
                    models.Q(("reviewer", models.F("officer")), _negated=True),
                    _connector="OR",
                ),
                name="footagerequest_reviewed_by_someone_else",
            ),
        ),
        migrations.AddConstraint(
            model_name="footagerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("signer", None),
                    models.Q(("signer", models.F("officer")), _negated=True),
                    _connector="OR",
                ),
                name="footagerequest_signer_told_is_someone_else",
            ),
        ),
        migrations.AddConstraint(
            model_name="footagerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("disowned_at", None), ("signer__isnull", False), _connector="OR"
                ),
                name="footagerequest_disowned_by_its_signer",
            ),
        ),
        migrations.AddConstraint(
            model_name="footagerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reviewed_at", None), ("reviewer", None)),
                    models.Q(("reviewed_at__isnull", False), ("reviewer__isnull", False)),
                    _connector="OR",
                ),
                name="footagerequest_decided_means_reviewed",
            ),
        ),
        migrations.AddConstraint(
            model_name="footagerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["draft", "submitted"]), _negated=True),
                    ("reviewer", None),
                    _connector="OR",
                ),
                name="footagerequest_waits_for_review_unreviewed",
            ),
        ),
        migrations.AddConstraint(
            model_name="footagerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("needs_review", False),
                    models.Q(
                        ("status__in", ["sent", "recalled", "closed", "refused"]), _negated=True
                    ),
                    ("reviewer__isnull", False),
                    _connector="OR",
                ),
                name="footagerequest_beyond_the_limits_leaves_only_reviewed",
            ),
        ),
        migrations.AddConstraint(
            model_name="footagerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("status__in", ["submitted", "sent", "recalled", "closed"]), _negated=True
                    ),
                    models.Q(
                        ("document_date__isnull", False),
                        models.Q(("legal_route", ""), _negated=True),
                        models.Q(("document_number", ""), _negated=True),
                        models.Q(("signer_name", ""), _negated=True),
                        models.Q(("title", ""), _negated=True),
                        models.Q(("looking_for", ""), _negated=True),
                        models.Q(("document_scan", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="footagerequest_sent_carries_a_written_document",
            ),
        ),
        migrations.AddConstraint(
            model_name="footagerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("sent_at__isnull", False), ("status__in", ["sent", "recalled", "closed"])
                    ),
                    models.Q(
                        models.Q(("status__in", ["sent", "recalled", "closed"]), _negated=True),
                        ("sent_at", None),
                    ),
                    _connector="OR",
                ),
                name="footagerequest_sent_means_sent_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="footagerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ended_at__isnull", False),
                        ("status__in", ["recalled", "closed", "dropped"]),
                    ),
                    models.Q(
                        models.Q(("status__in", ["recalled", "closed", "dropped"]), _negated=True),
                        ("ended_at", None),
                    ),
                    _connector="OR",
                ),
                name="footagerequest_ended_means_ended_at",
            ),
        ),
        migrations.AddIndex(
            model_name="upload",
            index=models.Index(
                condition=models.Q(("status", "receiving")),
                fields=["expires_at"],
                name="upload_arriving",
            ),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.CheckConstraint(
                condition=models.Q(("size__gt", 0)), name="upload_has_some_bytes"
            ),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.CheckConstraint(
                condition=models.Q(("offset__lte", models.F("size"))),
                name="upload_received_no_more_than_announced",
            ),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "received"), _negated=True),
                    models.Q(("offset", models.F("size")), ("received_at__isnull", False)),
                    _connector="OR",
                ),
                name="upload_received_means_all_of_it_at_some_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["receiving", "received", "withdrawn"])),
                name="upload_status_is_known",
            ),
        ),
        migrations.AddIndex(
            model_name="footage",
            index=models.Index(
                condition=models.Q(("status__in", ["waiting", "inspecting"])),
                fields=["claimed_at"],
                name="footage_inspectable",
            ),
        ),
        migrations.AddIndex(
            model_name="footage",
            index=models.Index(
                condition=models.Q(("again_at__isnull", False)),
                fields=["again_at"],
                name="footage_to_check_again",
            ),
        ),
        migrations.AddIndex(
            model_name="footage",
            index=models.Index(
                condition=models.Q(("status", "unreadable")),
                fields=["id"],
                name="footage_unreadable",
            ),
        ),
        migrations.AddIndex(
            model_name="footage",
            index=models.Index(
                condition=models.Q(("status__in", ["declined", "disposed"])),
                fields=["dispose_after"],
                name="footage_by_day_of_disposal",
            ),
        ),
        migrations.AddIndex(
            model_name="footage",
            index=models.Index(
                condition=models.Q(("status", "declined")),
                fields=["dispose_after"],
                name="footage_disposable",
            ),
        ),
        migrations.AddConstraint(
            model_name="footage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["waiting", "inspecting", "unreadable", "withdrawn"]),
                    models.Q(
                        models.Q(("sha256", ""), _negated=True),
                        models.Q(("finding", ""), _negated=True),
                        ("crc32__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="footage_checked_means_hashed_and_found",
            ),
        ),
        migrations.AddConstraint(
            model_name="footage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("claim__isnull", False),
                        ("claimed_at__isnull", False),
                        ("status", "inspecting"),
                    ),
                    models.Q(
                        models.Q(("status", "inspecting"), _negated=True),
                        ("claim", None),
                        ("claimed_at", None),
                    ),
                    _connector="OR",
                ),
                name="footage_being_inspected_means_claimed",
            ),
        ),
        migrations.AddConstraint(
            model_name="footage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["accepted", "declined", "disposed"]), _negated=True),
                    models.Q(
                        ("delivery_record__isnull", False),
                        ("reviewed_at__isnull", False),
                        ("reviewer__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="footage_judged_means_sent_and_reviewed_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="footage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["declined", "disposed"]), _negated=True),
                    models.Q(
                        models.Q(("reason", ""), _negated=True), ("dispose_after__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="footage_declined_means_a_reason_and_a_day_of_disposal",
            ),
        ),
        migrations.AddConstraint(
            model_name="footage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("disposed_at__isnull", False),
                        ("status", "disposed"),
                        models.Q(("certificate", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("status", "disposed"), _negated=True),
                        ("certificate", ""),
                        ("disposed_at", None),
                    ),
                    _connector="OR",
                ),
                name="footage_disposed_means_certified",
            ),
        ),
        migrations.AddConstraint(
            model_name="footage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "withdrawn"), _negated=True),
                    ("delivery_record", None),
                    _connector="OR",
                ),
                name="footage_taken_back_was_never_sent",
            ),
        ),
        migrations.AddConstraint(
            model_name="footage",
            constraint=models.CheckConstraint(
                condition=models.Q(("progress__lte", 100)), name="footage_progress_is_a_percentage"
            ),
        ),
    ]
