"""Filings keep the facts as the rules read them and the version of the form; amendments their standing; simulations.

Filings from before have neither: they are recomputed from their answers, with what is on record of the institution today.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0014_potential_and_toolkit"),
    ]

    operations = [
        migrations.AddField(
            model_name="amendment",
            name="confirmed",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="amendment",
            name="standing",
            field=models.CharField(default="policy", max_length=30),
        ),
        migrations.AddField(
            model_name="filing",
            name="held_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="filing",
            name="judged_facts",
            field=models.TextField(default=""),
        ),
        migrations.CreateModel(
            name="FormVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("jurisdiction", models.CharField(max_length=8)),
                ("number", models.PositiveIntegerField()),
                ("hash", models.CharField(max_length=64)),
                ("text", models.TextField()),
                ("since", models.DateTimeField()),
            ],
            options={
                "ordering": ("jurisdiction", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("jurisdiction", "number"), name="one_form_a_number"),
                    models.UniqueConstraint(fields=("jurisdiction", "hash"), name="one_number_a_form"),
                ],
            },
        ),
        migrations.AddField(
            model_name="application",
            name="form",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="portal.formversion"
            ),
        ),
        migrations.AddField(
            model_name="filing",
            name="form",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="portal.formversion"
            ),
        ),
        migrations.CreateModel(
            name="Simulation",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("jurisdiction", models.CharField(max_length=8)),
                ("key", models.CharField(max_length=80)),
                ("layer", models.CharField(max_length=10)),
                ("starts", models.DateField()),
                ("value", models.CharField(max_length=60)),
                ("asked_at", models.DateTimeField()),
                ("law_state", models.CharField(max_length=64)),
                ("filings", models.PositiveIntegerField(default=0)),
                ("drafts", models.PositiveIntegerField(default=0)),
                ("looked_filings", models.PositiveIntegerField(default=0)),
                ("looked_drafts", models.PositiveIntegerField(default=0)),
                ("left_out", models.PositiveIntegerField(default=0)),
                ("last_filing", models.BigIntegerField(default=0)),
                ("last_draft", models.CharField(blank=True, max_length=40)),
                ("finished_at", models.DateTimeField(null=True)),
                ("failure", models.CharField(blank=True, max_length=300)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("-asked_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="SimulatedChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("criterion", models.CharField(max_length=60)),
                ("before", models.CharField(max_length=20)),
                ("after", models.CharField(max_length=20)),
                ("sentence_before", models.TextField()),
                ("sentence_after", models.TextField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="portal.application"
                    ),
                ),
                (
                    "filing",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="portal.filing"
                    ),
                ),
                (
                    "simulation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="portal.simulation"
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.AddIndex(
            model_name="simulation",
            index=models.Index(fields=["jurisdiction", "key", "starts"], name="simulation_of_change"),
        ),
        migrations.AddIndex(
            model_name="simulatedchange",
            index=models.Index(fields=["simulation", "criterion"], name="simulation_by_criterion"),
        ),
    ]
