from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("contributions", "0006_givers_can_be_erased_and_accounts_come_first"),
    ]

    operations = [
        ValidateConstraint(
            model_name="receipt", name="receipt_carries_the_real_name_until_it_is_forgotten"
        ),
    ]
