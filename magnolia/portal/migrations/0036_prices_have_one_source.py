from django.db import migrations


class Migration(migrations.Migration):
    """The reports' own copies of a price go; after the rows were moved, since PostgreSQL takes one thing at a time."""

    dependencies = [
        ("portal", "0035_earnings_and_jobs"),
    ]

    operations = [
        migrations.RemoveField(model_name="yearlyreport", name="fees"),
        migrations.RemoveField(model_name="yearlyreport", name="tuition"),
    ]
