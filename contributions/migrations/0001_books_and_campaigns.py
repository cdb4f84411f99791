import uuid

import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import contributions.campaigns.models.pledges
import contributions.campaigns.pledge_codes


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("areas", "0002_communes_and_hamlets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Campaign",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("once", models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                ("title", models.CharField(max_length=120, verbose_name="name of the campaign")),
                ("description", models.TextField(max_length=2000, verbose_name="what it is for")),
                (
                    "goal",
                    models.BigIntegerField(
                        help_text="In đồng, with five years of running cost in it.",
                        validators=[
                            django.core.validators.MinValueValidator(1000),
                            django.core.validators.MaxValueValidator(100000000000),
                        ],
                        verbose_name="goal",
                    ),
                ),
                (
                    "running_cost",
                    models.BigIntegerField(
                        help_text="In đồng: power, network, storage, cleaning, repair. Part of the goal.",
                        validators=[
                            django.core.validators.MinValueValidator(1000),
                            django.core.validators.MaxValueValidator(100000000000),
                        ],
                        verbose_name="running cost of five years",
                    ),
                ),
                (
                    "reserve_percent",
                    models.PositiveSmallIntegerField(
                        default=20,
                        help_text="In percent. It is set aside the moment a gift is booked.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="share of every gift kept for upkeep",
                    ),
                ),
                (
                    "managing_unit",
                    models.CharField(
                        help_text="For example: Commune police, with the management board of the hamlet.",
                        max_length=160,
                        verbose_name="who runs the cameras afterwards",
                    ),
                ),
                ("deadline", models.DateField(verbose_name="until")),
                (
                    "basis",
                    models.CharField(
                        choices=[("voluntary", "voluntary campaign without set amounts")],
                        default="voluntary",
                        max_length=20,
                        verbose_name="basis",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("open", "Campaign is on"),
                            ("closed", "Campaign has ended"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        default=contributions.campaigns.pledge_codes.new_code,
                        editable=False,
                        max_length=8,
                        unique=True,
                    ),
                ),
                (
                    "gift_count",
                    models.PositiveIntegerField(
                        default=0,
                        editable=False,
                        help_text="Gifts booked and not reversed, kept up with them.",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("opened_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="campaigns",
                        to="areas.commune",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "hamlet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="campaigns",
                        to="areas.hamlet",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "campaign",
                "verbose_name_plural": "campaigns",
            },
        ),
        migrations.CreateModel(
            name="BankAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "bin",
                    models.CharField(
                        max_length=6,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9]{6}$", "A BIN is 6 digits."
                            )
                        ],
                        verbose_name="bank",
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        max_length=19,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9A-Z]{4,19}$", "An account number has 4 to 19 digits."
                            )
                        ],
                        verbose_name="account number",
                    ),
                ),
                ("holder", models.CharField(max_length=80, verbose_name="account holder")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting for a second person"),
                            ("confirmed", "Confirmed"),
                            ("refused", "Not confirmed"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("written_at", models.DateTimeField(auto_now_add=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("refusal", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "campaign",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bank_account",
                        to="contributions.campaign",
                    ),
                ),
            ],
            options={
                "verbose_name": "bank account",
                "verbose_name_plural": "bank accounts",
            },
        ),
        migrations.CreateModel(
            name="Account",
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
                            ("cash", "Cash box"),
                            ("bank", "Bank account"),
                            ("gifts", "Contributions"),
                            ("spending", "Spending"),
                            ("set_aside", "Set aside for upkeep"),
                            ("reserve", "Upkeep reserve"),
                        ],
                        max_length=12,
                        verbose_name="ledger account",
                    ),
                ),
                ("balance", models.BigIntegerField(default=0, verbose_name="balance")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accounts",
                        to="contributions.campaign",
                    ),
                ),
            ],
            options={
                "verbose_name": "ledger account",
                "verbose_name_plural": "ledger accounts",
            },
        ),
        migrations.CreateModel(
            name="Gift",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("giver_name", models.CharField(blank=True, max_length=120, verbose_name="giver")),
                ("giver_phone", models.CharField(blank=True, max_length=16, verbose_name="phone")),
                (
                    "shown",
                    models.CharField(
                        choices=[
                            ("name", "The real name"),
                            ("alias", "Another name"),
                            ("hidden", "No name"),
                        ],
                        max_length=8,
                        verbose_name="name on the public table",
                    ),
                ),
                ("alias", models.CharField(blank=True, max_length=80, verbose_name="other name")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("year", models.PositiveSmallIntegerField()),
                ("number", models.PositiveIntegerField()),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("cash", "Cash"),
                            ("transfer", "Bank transfer"),
                            ("kind", "In kind"),
                        ],
                        max_length=10,
                        verbose_name="how it came",
                    ),
                ),
                (
                    "amount",
                    models.BigIntegerField(
                        blank=True,
                        help_text="None for a gift in kind.",
                        null=True,
                        verbose_name="amount",
                    ),
                ),
                (
                    "item",
                    models.CharField(blank=True, max_length=200, verbose_name="what was given"),
                ),
                ("received_on", models.DateField(verbose_name="received on")),
                (
                    "bank_reference",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="reference on the statement"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting for the second person"),
                            ("booked", "Booked"),
                            ("refused", "Not confirmed"),
                            ("reversed", "Reversed"),
                            ("refunded", "Given back"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("once", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("first_counted_at", models.DateTimeField(auto_now_add=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("refusal", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                (
                    "erased_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="giver erased"),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="gifts",
                        to="contributions.campaign",
                    ),
                ),
                (
                    "first_counter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "second_counter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="gifts_to_confirm",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "gift",
                "verbose_name_plural": "gifts",
            },
        ),
        migrations.CreateModel(
            name="LedgerCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="checked at")),
                ("entries", models.PositiveIntegerField(verbose_name="entries seen")),
                ("faults", models.PositiveIntegerField(verbose_name="faults found")),
                (
                    "campaign",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="check_result",
                        to="contributions.campaign",
                    ),
                ),
            ],
            options={
                "verbose_name": "ledger check",
                "verbose_name_plural": "ledger checks",
            },
        ),
        migrations.CreateModel(
            name="LedgerEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("gift", "Gift"),
                            ("spending", "Spending"),
                            ("reversal", "Reversal"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("on", models.DateField(verbose_name="date")),
                ("at", models.DateTimeField(verbose_name="booked at")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("turnover", models.BigIntegerField(help_text="The sum of its debits.")),
                (
                    "received",
                    models.BigIntegerField(
                        default=0, help_text="What it adds to the money received."
                    ),
                ),
                (
                    "spent",
                    models.BigIntegerField(default=0, help_text="What it adds to the money spent."),
                ),
                ("balance", models.BigIntegerField(help_text="Money in the purse after it.")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="contributions.campaign",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "gift",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="contributions.gift",
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="contributions.ledgerentry",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "ledger entry",
                "verbose_name_plural": "ledger entries",
            },
        ),
        migrations.CreateModel(
            name="LedgerLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount", models.BigIntegerField(verbose_name="amount")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="contributions.account",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="contributions.ledgerentry",
                    ),
                ),
            ],
            options={
                "verbose_name": "ledger line",
                "verbose_name_plural": "ledger lines",
            },
        ),
        migrations.CreateModel(
            name="Pledge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("giver_name", models.CharField(blank=True, max_length=120, verbose_name="giver")),
                ("giver_phone", models.CharField(blank=True, max_length=16, verbose_name="phone")),
                (
                    "shown",
                    models.CharField(
                        choices=[
                            ("name", "The real name"),
                            ("alias", "Another name"),
                            ("hidden", "No name"),
                        ],
                        max_length=8,
                        verbose_name="name on the public table",
                    ),
                ),
                ("alias", models.CharField(blank=True, max_length=80, verbose_name="other name")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "code",
                    models.CharField(
                        default=contributions.campaigns.pledge_codes.new_code,
                        editable=False,
                        max_length=8,
                        unique=True,
                    ),
                ),
                ("amount", models.BigIntegerField(verbose_name="amount")),
                ("once", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "expires_on",
                    models.DateField(default=contributions.campaigns.models.pledges.pledge_expiry),
                ),
                ("set_aside_at", models.DateTimeField(editable=False, null=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pledges",
                        to="contributions.campaign",
                    ),
                ),
                (
                    "set_aside_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "pledge",
                "verbose_name_plural": "pledges",
            },
        ),
        migrations.AddField(
            model_name="gift",
            name="pledge",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="gifts",
                to="contributions.pledge",
            ),
        ),
        migrations.CreateModel(
            name="ReceiptBook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("last_number", models.PositiveIntegerField(default=0)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipt_books",
                        to="contributions.campaign",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Reversal",
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
                            ("mistake", "It was written down wrongly"),
                            ("refund", "The gift goes back to the giver"),
                        ],
                        default="mistake",
                        max_length=8,
                        verbose_name="what it is",
                    ),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting for the second person"),
                            ("booked", "Reversed"),
                            ("refused", "Not confirmed"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "gift",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversals",
                        to="contributions.gift",
                    ),
                ),
                (
                    "second_counter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversals_to_confirm",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "reversal",
                "verbose_name_plural": "reversals",
            },
        ),
        migrations.AddIndex(
            model_name="campaign",
            index=models.Index(fields=["commune", "-id"], name="campaign_newest_in_commune"),
        ),
        migrations.AddIndex(
            model_name="campaign",
            index=models.Index(fields=["hamlet", "-id"], name="campaign_newest_in_hamlet"),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("goal__range", (1000, 100000000000))),
                name="campaign_goal_is_an_amount_of_money",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("running_cost__gte", 1000), ("running_cost__lte", models.F("goal"))
                ),
                name="campaign_goal_holds_its_running_cost",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("reserve_percent__range", (1, 100))),
                name="campaign_reserve_is_1_to_100_percent",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("managing_unit", ""), _negated=True),
                name="campaign_names_who_runs_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["draft", "open", "closed"])),
                name="campaign_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("opened_at", None), ("opened_by", None), ("status", "draft")),
                    models.Q(
                        ("opened_at__isnull", False),
                        ("opened_by__isnull", False),
                        ("status__in", ["open", "closed"]),
                    ),
                    _connector="OR",
                ),
                name="campaign_opened_by_someone_at_some_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", False), ("status", "closed")),
                    models.Q(models.Q(("status", "closed"), _negated=True), ("closed_at", None)),
                    _connector="OR",
                ),
                name="campaign_closed_means_closed_at",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="campaign",
            trigger=pgtrigger.compiler.Trigger(
                name="what_people_give_for_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."basis" IS DISTINCT FROM (NEW."basis") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."commune_id" IS DISTINCT FROM (NEW."commune_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."created_by_id" IS DISTINCT FROM (NEW."created_by_id") OR OLD."deadline" IS DISTINCT FROM (NEW."deadline") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."goal" IS DISTINCT FROM (NEW."goal") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."managing_unit" IS DISTINCT FROM (NEW."managing_unit") OR OLD."once" IS DISTINCT FROM (NEW."once") OR OLD."opened_at" IS DISTINCT FROM (NEW."opened_at") OR OLD."opened_by_id" IS DISTINCT FROM (NEW."opened_by_id") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."reserve_percent" IS DISTINCT FROM (NEW."reserve_percent") OR OLD."running_cost" IS DISTINCT FROM (NEW."running_cost") OR OLD."title" IS DISTINCT FROM (NEW."title"))',
                    func="\n                    IF OLD.status <> 'draft' THEN\n                        RAISE EXCEPTION 'what people give for stays once a campaign has opened';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="3a661af74cd68081f410a1c4c805a04620a74cda",
                    operation="UPDATE",
                    pgid="pgtrigger_what_people_give_for_stays_d65e5",
                    table="contributions_campaign",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="campaign",
            trigger=pgtrigger.compiler.Trigger(
                name="opens_with_a_confirmed_account_or_none",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF OLD.status = 'draft' AND NEW.status <> 'draft' AND EXISTS (\n                        SELECT FROM contributions_bankaccount\n                        WHERE campaign_id = NEW.id AND status <> 'confirmed'\n                    ) THEN\n                        RAISE EXCEPTION 'the account of a campaign is confirmed before it opens';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="efa94c3b69f3e321e202ee0040023243f3fed69d",
                    operation='UPDATE OF "status"',
                    pgid="pgtrigger_opens_with_a_confirmed_account_or_none_6a01b",
                    table="contributions_campaign",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(("bin__regex", "^[0-9]{6}$")), name="bankaccount_bin_is_6_digits"
            ),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__regex", "^[0-9A-Z]{4,19}$")),
                name="bankaccount_number_is_4_to_19_signs",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None),
                    models.Q(("decided_by", models.F("written_by")), _negated=True),
                    _connector="OR",
                ),
                name="bankaccount_confirmed_by_someone_else",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at", None),
                        ("decided_by", None),
                        ("refusal", ""),
                        ("status", "waiting"),
                    ),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        models.Q(
                            models.Q(("refusal", ""), ("status", "confirmed")),
                            models.Q(
                                ("status", "refused"), models.Q(("refusal", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="bankaccount_decided_means_decided_by_and_at",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bankaccount",
            trigger=pgtrigger.compiler.Trigger(
                name="account_of_an_open_campaign_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE campaign contributions_campaign;",
                    func="\n                    FOR campaign IN\n                        SELECT * FROM contributions_campaign\n                        WHERE id IN (OLD.campaign_id, NEW.campaign_id)\n                        ORDER BY id FOR SHARE\n                    LOOP\n                        IF campaign.status <> 'draft' THEN\n                            RAISE EXCEPTION 'the account of a campaign that has opened stays';\n                        END IF;\n                    END LOOP;\n                    RETURN COALESCE(NEW, OLD);\n                ",
                    hash="c8f7183c814d40950ecdcde57312e64496479ee7",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_account_of_an_open_campaign_stays_1ce71",
                    table="contributions_bankaccount",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bankaccount",
            trigger=pgtrigger.compiler.Trigger(
                name="account_waits_when_it_is_written",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF NEW.status <> 'waiting' THEN\n                        RAISE EXCEPTION 'an account is confirmed after it is written';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="00919b97c5cea600ecfd70c627f0b4d456e8167e",
                    operation="INSERT",
                    pgid="pgtrigger_account_waits_when_it_is_written_d51e3",
                    table="contributions_bankaccount",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bankaccount",
            trigger=pgtrigger.compiler.Trigger(
                name="account_is_confirmed_as_it_was_written",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."bin" IS DISTINCT FROM (NEW."bin") OR OLD."campaign_id" IS DISTINCT FROM (NEW."campaign_id") OR OLD."holder" IS DISTINCT FROM (NEW."holder") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."written_at" IS DISTINCT FROM (NEW."written_at") OR OLD."written_by_id" IS DISTINCT FROM (NEW."written_by_id"))',
                    func="RAISE EXCEPTION 'another account is written anew';",
                    hash="72ee3af26fa0d42e879112dd47a37c9a61633b09",
                    operation="UPDATE",
                    pgid="pgtrigger_account_is_confirmed_as_it_was_written_eb6f5",
                    table="contributions_bankaccount",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(
                fields=("campaign", "kind"), name="account_one_of_each_kind_per_campaign"
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["cash", "bank"]), _negated=True),
                    ("balance__gte", 0),
                    _connector="OR",
                ),
                name="account_holds_no_money_that_never_came",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.UniqueConstraint(
                fields=("campaign", "number"), name="ledgerentry_has_its_own_place_in_its_ledger"
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "gift")),
                fields=("gift",),
                name="ledgerentry_books_a_gift_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="ledgerentry_numbers_start_at_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("written_by", models.F("confirmed_by")), _negated=True),
                name="ledgerentry_two_people_stand_for_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("turnover__gt", 0)), name="ledgerentry_turns_something_over"
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("balance__gte", 0)), name="ledgerentry_leaves_no_debt"
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "gift"), _negated=True),
                    ("gift__isnull", False),
                    _connector="OR",
                ),
                name="ledgerentry_of_a_gift_names_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind", "reversal"),
                        ("reverses__isnull", False),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    models.Q(models.Q(("kind", "reversal"), _negated=True), ("reverses", None)),
                    _connector="OR",
                ),
                name="ledgerentry_reversal_names_what_and_why",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ledgerentry",
            trigger=pgtrigger.compiler.Trigger(
                name="rows_are_never_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="130e45918605827032baa78f7d806185c4d89588",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_rows_are_never_changed_b1f69",
                    table="contributions_ledgerentry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ledgerentry",
            trigger=pgtrigger.compiler.Trigger(
                name="table_is_never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF current_database() LIKE 'test\\_%' THEN RETURN NULL; END IF;\n            RAISE EXCEPTION 'this table is append-only';\n        ",
                    hash="97812ee2f1ebfc24f0095b674accf52f12ff9565",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_table_is_never_emptied_96986",
                    table="contributions_ledgerentry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ledgerentry",
            trigger=pgtrigger.compiler.Trigger(
                name="entry_adds_up",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="\n    IF NOT EXISTS (\n        SELECT FROM contributions_ledgerentry entry\n        JOIN contributions_ledgerline line ON line.entry_id = entry.id\n        JOIN contributions_account account ON account.id = line.account_id\n        WHERE entry.id = NEW.id\n        GROUP BY entry.id\n        HAVING count(*) >= 2\n           AND sum(line.amount) = 0\n           AND sum(greatest(line.amount, 0)) = entry.turnover\n           AND bool_and(account.campaign_id = entry.campaign_id)\n    ) THEN\n        RAISE EXCEPTION 'ledger_entry_adds_up'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entry_adds_up';\n    END IF;\n    RETURN NULL;\n",
                    hash="98a595abbcb3e27b2224182e1dd650afefc209cb",
                    operation="INSERT",
                    pgid="pgtrigger_entry_adds_up_5616d",
                    table="contributions_ledgerentry",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerline",
            constraint=models.UniqueConstraint(
                fields=("entry", "account"), name="ledgerline_one_per_account_and_entry"
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerline",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount", 0), _negated=True), name="ledgerline_moves_something"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ledgerline",
            trigger=pgtrigger.compiler.Trigger(
                name="rows_are_never_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="58b9721589c29b976a80cdba55aefe134a00f58b",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_rows_are_never_changed_3dc18",
                    table="contributions_ledgerline",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ledgerline",
            trigger=pgtrigger.compiler.Trigger(
                name="table_is_never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF current_database() LIKE 'test\\_%' THEN RETURN NULL; END IF;\n            RAISE EXCEPTION 'this table is append-only';\n        ",
                    hash="54380a99cc4bf1d9d0c12944510f0cf66ff2c5e3",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_table_is_never_emptied_19cec",
                    table="contributions_ledgerline",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ledgerline",
            trigger=pgtrigger.compiler.Trigger(
                name="entry_adds_up",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="\n    IF NOT EXISTS (\n        SELECT FROM contributions_ledgerentry entry\n        JOIN contributions_ledgerline line ON line.entry_id = entry.id\n        JOIN contributions_account account ON account.id = line.account_id\n        WHERE entry.id = NEW.entry_id\n        GROUP BY entry.id\n        HAVING count(*) >= 2\n           AND sum(line.amount) = 0\n           AND sum(greatest(line.amount, 0)) = entry.turnover\n           AND bool_and(account.campaign_id = entry.campaign_id)\n    ) THEN\n        RAISE EXCEPTION 'ledger_entry_adds_up'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entry_adds_up';\n    END IF;\n    RETURN NULL;\n",
                    hash="75445da57a69d30700044c37e852228238f8d0ed",
                    operation="INSERT",
                    pgid="pgtrigger_entry_adds_up_648eb",
                    table="contributions_ledgerline",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="pledge",
            index=models.Index(fields=["campaign", "-id"], name="pledge_newest"),
        ),
        migrations.AddConstraint(
            model_name="pledge",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__range", (1000, 100000000000))),
                name="pledge_amount_is_an_amount_of_money",
            ),
        ),
        migrations.AddConstraint(
            model_name="pledge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("set_aside_at", None), ("set_aside_by", None)),
                    models.Q(("set_aside_at__isnull", False), ("set_aside_by__isnull", False)),
                    _connector="OR",
                ),
                name="pledge_set_aside_by_someone_at_some_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="pledge",
            constraint=models.CheckConstraint(
                condition=models.Q(("shown__in", ["name", "alias", "hidden"])),
                name="pledge_shown_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="pledge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("shown", "alias"), models.Q(("alias", ""), _negated=True)),
                    models.Q(models.Q(("shown", "alias"), _negated=True), ("alias", "")),
                    _connector="OR",
                ),
                name="pledge_alias_only_when_chosen",
            ),
        ),
        migrations.AddIndex(
            model_name="gift",
            index=models.Index(fields=["campaign", "-id"], name="gift_newest"),
        ),
        migrations.AddIndex(
            model_name="gift",
            index=models.Index(
                condition=models.Q(("status", "booked")),
                fields=["campaign", "-id"],
                name="gift_givers",
            ),
        ),
        migrations.AddIndex(
            model_name="gift",
            index=models.Index(
                condition=models.Q(("status", "waiting")),
                fields=["campaign"],
                name="gift_waiting_in",
            ),
        ),
        migrations.AddIndex(
            model_name="gift",
            index=models.Index(
                condition=models.Q(("status", "waiting")),
                fields=["second_counter"],
                name="gift_waiting_for",
            ),
        ),
        migrations.AddConstraint(
            model_name="gift",
            constraint=models.UniqueConstraint(
                fields=("campaign", "year", "number"), name="gift_number_once_per_book"
            ),
        ),
        migrations.AddConstraint(
            model_name="gift",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("bank_reference", ""), _negated=True),
                    ("status__in", ["waiting", "booked"]),
                ),
                fields=("campaign", "bank_reference"),
                name="gift_bank_reference_once_per_campaign",
            ),
        ),
        migrations.AddConstraint(
            model_name="gift",
            constraint=models.CheckConstraint(
                condition=models.Q(("second_counter", models.F("first_counter")), _negated=True),
                name="gift_counted_by_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="gift",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("amount__range", (1000, 100000000000)),
                        ("channel__in", ["cash", "transfer"]),
                        ("item", ""),
                        ("amount__isnull", False),
                    ),
                    models.Q(
                        ("amount", None), ("channel", "kind"), models.Q(("item", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="gift_is_money_or_a_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="gift",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("channel", "transfer"), models.Q(("bank_reference", ""), _negated=True)
                    ),
                    models.Q(
                        models.Q(("channel", "transfer"), _negated=True), ("bank_reference", "")
                    ),
                    _connector="OR",
                ),
                name="gift_transfer_names_its_statement_line",
            ),
        ),
        migrations.AddConstraint(
            model_name="gift",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("refusal", ""), ("status", "waiting")),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("refusal", ""),
                        ("status__in", ["booked", "reversed", "refunded"]),
                    ),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("status", "refused"),
                        models.Q(("refusal", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="gift_decided_means_decided_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="gift",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("erased_at", None), models.Q(("giver_name", ""), _negated=True)),
                    models.Q(
                        ("erased_at__isnull", False),
                        ("giver_name", ""),
                        ("giver_phone", ""),
                        ("alias", ""),
                        ("shown", "hidden"),
                        models.Q(("status", "waiting"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="gift_carries_the_real_name_until_it_is_erased",
            ),
        ),
        migrations.AddConstraint(
            model_name="gift",
            constraint=models.CheckConstraint(
                condition=models.Q(("shown__in", ["name", "alias", "hidden"])),
                name="gift_shown_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="gift",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("shown", "alias"), models.Q(("alias", ""), _negated=True)),
                    models.Q(models.Q(("shown", "alias"), _negated=True), ("alias", "")),
                    _connector="OR",
                ),
                name="gift_alias_only_when_chosen",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="gift",
            trigger=pgtrigger.compiler.Trigger(
                name="what_was_decided_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."amount" IS DISTINCT FROM (NEW."amount") OR OLD."bank_reference" IS DISTINCT FROM (NEW."bank_reference") OR OLD."campaign_id" IS DISTINCT FROM (NEW."campaign_id") OR OLD."channel" IS DISTINCT FROM (NEW."channel") OR OLD."decided_at" IS DISTINCT FROM (NEW."decided_at") OR OLD."erased_at" IS DISTINCT FROM (NEW."erased_at") OR OLD."first_counted_at" IS DISTINCT FROM (NEW."first_counted_at") OR OLD."first_counter_id" IS DISTINCT FROM (NEW."first_counter_id") OR OLD."giver_name" IS DISTINCT FROM (NEW."giver_name") OR OLD."giver_phone" IS DISTINCT FROM (NEW."giver_phone") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."item" IS DISTINCT FROM (NEW."item") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."once" IS DISTINCT FROM (NEW."once") OR OLD."pledge_id" IS DISTINCT FROM (NEW."pledge_id") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."received_on" IS DISTINCT FROM (NEW."received_on") OR OLD."refusal" IS DISTINCT FROM (NEW."refusal") OR OLD."second_counter_id" IS DISTINCT FROM (NEW."second_counter_id") OR OLD."year" IS DISTINCT FROM (NEW."year"))',
                    func="\n                    IF OLD.status = 'waiting' THEN RETURN NEW; END IF;\n                    IF OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL\n                       AND to_jsonb(OLD) - ARRAY['giver_name', 'giver_phone', 'shown', 'alias', 'erased_at'] = to_jsonb(NEW) - ARRAY['giver_name', 'giver_phone', 'shown', 'alias', 'erased_at']\n                    THEN RETURN NEW; END IF;\n                    RAISE EXCEPTION 'a gift stays as it was decided';\n                ",
                    hash="813157ed8b0661acf809db4453fee40708349c4a",
                    operation="UPDATE",
                    pgid="pgtrigger_what_was_decided_stays_cc9b7",
                    table="contributions_gift",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="gift",
            trigger=pgtrigger.compiler.Trigger(
                name="numbers_are_never_lost",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="0cf7a4358d80c80d4abaf5535e274e81059f2789",
                    operation="DELETE",
                    pgid="pgtrigger_numbers_are_never_lost_dfc81",
                    table="contributions_gift",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="receiptbook",
            constraint=models.UniqueConstraint(
                fields=("campaign", "year"), name="receiptbook_one_per_campaign_and_year"
            ),
        ),
        migrations.AddConstraint(
            model_name="reversal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["waiting", "booked"])),
                fields=("gift",),
                name="reversal_one_live_per_gift",
            ),
        ),
        migrations.AddConstraint(
            model_name="reversal",
            constraint=models.CheckConstraint(
                condition=models.Q(("second_counter", models.F("asked_by")), _negated=True),
                name="reversal_confirmed_by_someone_else",
            ),
        ),
        migrations.AddConstraint(
            model_name="reversal",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="reversal_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="reversal",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["mistake", "refund"])),
                name="reversal_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="reversal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("status", "waiting")),
                    models.Q(("decided_at__isnull", False), ("status__in", ["booked", "refused"])),
                    _connector="OR",
                ),
                name="reversal_decided_means_decided_at",
            ),
        ),
    ]
