from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0020_whose_turn"),
    ]

    operations = [
        migrations.AlterField(
            model_name="amendment",
            name="value",
            field=models.CharField(max_length=2000),
        ),
    ]
