from django.contrib.postgres.operations import (
    BtreeGistExtension,
    CreateCollation,
    TrigramExtension,
)
from django.db import migrations


class Migration(migrations.Migration):
    """What tables of all rooms are made with: search by parts of a word, terms that may not
    overlap, and names in Vietnamese order with numbers read as numbers.
    """

    dependencies = []

    operations = [
        TrigramExtension(),
        BtreeGistExtension(),
        CreateCollation("vietnamese", provider="icu", locale="vi-u-kn-true"),
    ]
