"""What an institution says of its accreditation and standing, who validates, and the counties of each ecosystem."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("portal", "0012_after_approval"),)

    operations = (
        migrations.AddField("employerletter", "source_kind", models.CharField(blank=True, max_length=30)),
        migrations.AddField("programfacts", "accreditor", models.CharField(blank=True, max_length=200)),
        migrations.AddField("programfacts", "title_iv_status", models.CharField(blank=True, max_length=20)),
        migrations.AddField("programfacts", "institution_basis", models.CharField(blank=True, max_length=20)),
        migrations.AddField(
            "programfacts", "on_the_job_hours", models.DecimalField(decimal_places=2, max_digits=7, null=True)
        ),
        migrations.CreateModel(
            name="County",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("jurisdiction", models.CharField(max_length=8)),
                ("fips", models.CharField(max_length=5)),
                ("name", models.CharField(max_length=60)),
                ("local_area", models.CharField(max_length=100)),
                ("ecosystem", models.CharField(blank=True, max_length=30)),
                ("source", models.CharField(max_length=200)),
            ],
            options={
                "ordering": ("name",),
                "constraints": [
                    models.UniqueConstraint(fields=("jurisdiction", "fips"), name="one_row_a_county"),
                    models.UniqueConstraint(fields=("jurisdiction", "name"), name="one_county_a_name"),
                ],
            },
        ),
    )
