import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0028_priority_occupations"),
    ]

    operations = [
        migrations.CreateModel(
            name="DataAgreement",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("state", models.CharField(db_index=True, default="", max_length=30)),
                ("version", models.PositiveIntegerField(default=0)),
                ("jurisdiction", models.CharField(max_length=8)),
                ("parties", models.CharField(max_length=300)),
                ("purpose", models.TextField()),
                ("ferpa_basis", models.CharField(max_length=300)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="portal.case"),
                ),
                (
                    "institution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="data_agreements",
                        to="portal.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ("-starts_on", "id"),
            },
        ),
        migrations.CreateModel(
            name="DataSubmission",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("state", models.CharField(db_index=True, default="", max_length=30)),
                ("version", models.PositiveIntegerField(default=0)),
                ("award_year", models.PositiveSmallIntegerField()),
                ("number", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=200)),
                ("media_type", models.CharField(max_length=100)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("received_at", models.DateTimeField()),
                ("checked_at", models.DateTimeField(null=True)),
                ("rows", models.PositiveIntegerField(null=True)),
                ("rejected", models.PositiveIntegerField(null=True)),
                ("warnings", models.PositiveIntegerField(null=True)),
                ("participants", models.PositiveIntegerField(null=True)),
                ("enrolled", models.PositiveIntegerField(null=True)),
                ("purged_on", models.DateField(null=True)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="portal.dataagreement"
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="data_submissions",
                        to="portal.application",
                    ),
                ),
                (
                    "by",
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
                "ordering": ("-award_year", "-number"),
            },
        ),
        migrations.CreateModel(
            name="OutcomeRun",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("state", models.CharField(db_index=True, default="", max_length=30)),
                ("version", models.PositiveIntegerField(default=0)),
                ("jurisdiction", models.CharField(max_length=8)),
                ("number", models.PositiveIntegerField()),
                ("as_of", models.DateField()),
                ("wages_through", models.PositiveIntegerField()),
                ("method_sha256", models.CharField(max_length=64)),
                ("rates_sha256", models.CharField(max_length=64)),
                ("manifest", models.JSONField()),
                ("brought_at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="portal.case"),
                ),
            ],
            options={
                "ordering": ("-brought_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="OutcomeResult",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("state", models.CharField(db_index=True, default="", max_length=30)),
                ("version", models.PositiveIntegerField(default=0)),
                ("award_year", models.PositiveSmallIntegerField()),
                ("metric", models.CharField(max_length=20)),
                ("cohort", models.PositiveIntegerField()),
                ("excluded", models.PositiveIntegerField()),
                ("denominator", models.PositiveIntegerField()),
                ("numerator", models.PositiveIntegerField()),
                ("pending", models.PositiveIntegerField()),
                ("result", models.CharField(max_length=20)),
                ("published_on", models.DateField(null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcome_results",
                        to="portal.application",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="portal.case"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="results", to="portal.datasubmission"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="results", to="portal.outcomerun"
                    ),
                ),
            ],
            options={
                "ordering": ("-award_year", "metric", "id"),
            },
        ),
        migrations.CreateModel(
            name="SubmissionFault",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row", models.PositiveIntegerField()),
                ("student_id", models.CharField(blank=True, max_length=60)),
                ("column", models.CharField(blank=True, max_length=60)),
                ("code", models.CharField(max_length=60)),
                ("level", models.CharField(max_length=10)),
                ("message", models.CharField(max_length=500)),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="faults", to="portal.datasubmission"
                    ),
                ),
            ],
            options={
                "ordering": ("row", "id"),
            },
        ),
        migrations.AddIndex(
            model_name="dataagreement",
            index=models.Index(fields=["institution", "state", "ends_on"], name="agreements_of_an_institution"),
        ),
        migrations.AddConstraint(
            model_name="datasubmission",
            constraint=models.UniqueConstraint(
                fields=("application", "award_year", "number"), name="one_submission_a_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="outcomerun",
            constraint=models.UniqueConstraint(fields=("jurisdiction", "number"), name="one_run_a_number"),
        ),
        migrations.AddIndex(
            model_name="outcomeresult",
            index=models.Index(fields=["application", "award_year", "metric", "state"], name="results_of_a_program"),
        ),
        migrations.AddConstraint(
            model_name="outcomeresult",
            constraint=models.UniqueConstraint(
                fields=("run", "application", "award_year", "metric"), name="one_result_a_run"
            ),
        ),
        migrations.AddIndex(
            model_name="submissionfault",
            index=models.Index(fields=["submission", "level", "row"], name="faults_of_a_submission"),
        ),
    ]
