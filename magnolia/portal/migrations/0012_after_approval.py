"""Lost programs, requests and lists of the Secretary, cohort records, yearly reports and waivers."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0011_found_by_words"),
    ]

    operations = [
        migrations.CreateModel(
            name="CohortRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("award_year", models.PositiveSmallIntegerField()),
                ("counted", models.PositiveIntegerField()),
                ("excluded", models.PositiveIntegerField()),
                ("undetermined", models.PositiveIntegerField()),
                ("undetermined_rows", models.TextField(blank=True)),
                ("earnings_year", models.PositiveSmallIntegerField(null=True)),
                ("listed", models.PositiveIntegerField(null=True)),
                ("pooled", models.PositiveIntegerField(null=True)),
                ("returned", models.PositiveIntegerField(null=True)),
                ("outside_percent", models.DecimalField(decimal_places=1, max_digits=4, null=True)),
                ("notice", models.CharField(max_length=300)),
                ("on", models.DateField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cohort_records",
                        to="portal.application",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("award_year", "id"),
            },
        ),
        migrations.CreateModel(
            name="CompleterList",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("state", models.CharField(db_index=True, default="", max_length=30)),
                ("version", models.PositiveIntegerField(default=0)),
                ("award_year", models.PositiveSmallIntegerField()),
                ("received_on", models.DateField()),
                ("reference", models.CharField(max_length=300)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="completer_lists",
                        to="portal.application",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="portal.case"),
                ),
            ],
            options={
                "ordering": ("received_on", "id"),
            },
        ),
        migrations.CreateModel(
            name="FederalRequest",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("state", models.CharField(db_index=True, default="", max_length=30)),
                ("version", models.PositiveIntegerField(default=0)),
                ("award_year", models.PositiveSmallIntegerField()),
                ("wanted", models.CharField(max_length=300)),
                ("reference", models.CharField(blank=True, max_length=300)),
                ("asked_on", models.DateField()),
                ("answered_on", models.DateField(null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="federal_requests",
                        to="portal.application",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="portal.case"),
                ),
                (
                    "proof",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="portal.proof"
                    ),
                ),
            ],
            options={
                "ordering": ("asked_on", "id"),
            },
        ),
        migrations.CreateModel(
            name="ListCorrection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("on", models.DateField()),
                ("late", models.BooleanField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "completer_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="portal.completerlist",
                    ),
                ),
            ],
            options={
                "ordering": ("on", "id"),
            },
        ),
        migrations.CreateModel(
            name="Loss",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("state", models.CharField(db_index=True, default="", max_length=30)),
                ("version", models.PositiveIntegerField(default=0)),
                ("jurisdiction", models.CharField(max_length=8)),
                ("program_name", models.CharField(max_length=200)),
                ("cip_code", models.CharField(max_length=7)),
                ("soc_codes", models.CharField(max_length=200)),
                ("credential_name", models.CharField(blank=True, max_length=200)),
                ("outline", models.TextField(blank=True)),
                ("ground", models.CharField(max_length=30)),
                ("lost_on", models.DateField(null=True)),
                ("stopped_on", models.DateField(null=True)),
                ("notice", models.CharField(max_length=300)),
                ("asked_year", models.PositiveSmallIntegerField(null=True)),
                ("asked_total", models.DecimalField(decimal_places=2, max_digits=9, null=True)),
                ("permission", models.CharField(blank=True, max_length=300)),
                ("restored_on", models.DateField(null=True)),
                (
                    "approval",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="losses",
                        to="portal.approval",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="portal.case"),
                ),
                (
                    "institution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="losses", to="portal.organisation"
                    ),
                ),
            ],
            options={
                "ordering": ("program_name", "id"),
            },
        ),
        migrations.CreateModel(
            name="Liability",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("award_year", models.PositiveSmallIntegerField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=11)),
                ("notice", models.CharField(max_length=300)),
                ("dated", models.DateField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "loss",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="liabilities", to="portal.loss"
                    ),
                ),
            ],
            options={
                "ordering": ("dated", "id"),
            },
        ),
        migrations.CreateModel(
            name="Waiver",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("state", models.CharField(db_index=True, default="", max_length=30)),
                ("version", models.PositiveIntegerField(default=0)),
                ("award_year", models.PositiveSmallIntegerField()),
                ("measure", models.CharField(max_length=20)),
                ("scope", models.CharField(max_length=30)),
                ("reason", models.TextField()),
                ("letter", models.CharField(blank=True, max_length=300)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="waivers", to="portal.application"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="portal.case"),
                ),
                (
                    "designation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="portal.designation",
                    ),
                ),
                (
                    "proof",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="portal.proof"
                    ),
                ),
            ],
            options={
                "ordering": ("award_year", "measure", "id"),
            },
        ),
        migrations.CreateModel(
            name="YearlyReport",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("state", models.CharField(db_index=True, default="", max_length=30)),
                ("version", models.PositiveIntegerField(default=0)),
                ("award_year", models.PositiveSmallIntegerField()),
                ("matter", models.CharField(max_length=20)),
                ("filed_on", models.DateField(null=True)),
                ("faults", models.TextField(blank=True)),
                ("rows", models.PositiveIntegerField(null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("tuition", models.DecimalField(decimal_places=2, max_digits=9, null=True)),
                ("fees", models.DecimalField(decimal_places=2, max_digits=9, null=True)),
                ("reported_on", models.DateField(null=True)),
                ("participants", models.PositiveIntegerField(null=True)),
                ("completed", models.PositiveIntegerField(null=True)),
                ("completers", models.PositiveIntegerField(null=True)),
                ("employed", models.PositiveIntegerField(null=True)),
                ("source", models.CharField(blank=True, max_length=40)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="yearly_reports",
                        to="portal.application",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="portal.case"),
                ),
            ],
            options={
                "ordering": ("award_year", "matter"),
            },
        ),
        migrations.CreateModel(
            name="Exclusion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=30)),
                ("persons", models.PositiveIntegerField()),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="exclusions", to="portal.yearlyreport"
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Clearance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("lost", models.UUIDField()),
                ("program_name", models.CharField(max_length=200)),
                ("reason", models.TextField()),
                ("on", models.DateField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="clearances", to="portal.application"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "constraints": [models.UniqueConstraint(fields=("application", "lost"), name="one_clearance_a_loss")],
            },
        ),
        migrations.AddIndex(
            model_name="loss",
            index=models.Index(fields=["institution", "state"], name="losses_of_an_institution"),
        ),
        migrations.AddConstraint(
            model_name="yearlyreport",
            constraint=models.UniqueConstraint(
                fields=("application", "award_year", "matter"), name="one_report_a_matter"
            ),
        ),
        migrations.AddConstraint(
            model_name="exclusion",
            constraint=models.UniqueConstraint(fields=("report", "reason"), name="one_exclusion_a_reason"),
        ),
    ]
