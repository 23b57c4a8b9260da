import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0013_institutions_and_counties"),
    ]

    operations = [
        migrations.AddField(
            model_name="programfacts",
            name="input_channel_approval",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.CreateModel(
            name="ProgramFile",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("state", models.CharField(db_index=True, default="", max_length=30)),
                ("version", models.PositiveIntegerField(default=0)),
                ("name", models.CharField(max_length=200)),
                ("media_type", models.CharField(max_length=100)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("jurisdiction", models.CharField(max_length=8)),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="portal.case"),
                ),
            ],
            options={
                "ordering": ("-added_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="ToolkitItem",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("state", models.CharField(db_index=True, default="", max_length=30)),
                ("version", models.PositiveIntegerField(default=0)),
                ("jurisdiction", models.CharField(db_index=True, max_length=8)),
                ("group", models.CharField(max_length=30)),
                ("title", models.CharField(max_length=120)),
                ("purpose", models.CharField(max_length=400)),
                ("link", models.CharField(blank=True, max_length=300)),
                ("dated", models.DateField()),
                ("delivered", models.CharField(blank=True, max_length=40)),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="portal.case"),
                ),
            ],
            options={
                "ordering": ("title", "id"),
            },
        ),
        migrations.CreateModel(
            name="ToolkitFile",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200)),
                ("media_type", models.CharField(max_length=100)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="portal.event"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="portal.toolkititem"
                    ),
                ),
            ],
            options={
                "ordering": ("-added_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="PotentialProgram",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("state", models.CharField(db_index=True, default="", max_length=30)),
                ("version", models.PositiveIntegerField(default=0)),
                ("jurisdiction", models.CharField(max_length=8)),
                ("institution_name", models.CharField(max_length=200)),
                ("name", models.CharField(max_length=200)),
                ("offered_as", models.CharField(blank=True, max_length=12)),
                ("hours", models.DecimalField(decimal_places=2, max_digits=7)),
                ("weeks", models.DecimalField(decimal_places=2, max_digits=5)),
                ("cost", models.DecimalField(decimal_places=2, max_digits=9, null=True)),
                ("notes", models.CharField(blank=True, max_length=500)),
                ("source", models.CharField(blank=True, max_length=300)),
                ("source_year", models.PositiveSmallIntegerField(null=True)),
                ("words", models.TextField(blank=True)),
                ("key", models.CharField(db_index=True, max_length=420)),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="portal.case"),
                ),
                (
                    "institution",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="portal.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ("institution_name", "name", "id"),
                "indexes": [models.Index(fields=["jurisdiction", "state", "name"], name="potential_of_a_state")],
            },
        ),
        migrations.AddConstraint(
            model_name="toolkititem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("delivered", ""), _negated=True),
                fields=("jurisdiction", "delivered"),
                name="one_row_a_delivered_item",
            ),
        ),
    ]
