"""An item in free words on the State's list can open places of the form."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portal", "0016_process_described")]

    operations = [
        migrations.CreateModel(
            name="OpenedPlace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.CharField(max_length=60)),
                (
                    "deficiency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="opens", to="portal.deficiency"
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "constraints": [models.UniqueConstraint(fields=("deficiency", "place"), name="a_place_opens_once")],
            },
        ),
    ]
