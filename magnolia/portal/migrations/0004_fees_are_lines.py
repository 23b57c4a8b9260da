from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("portal", "0003_rows_and_queue")]
    operations = [migrations.RemoveField(model_name="programfacts", name="required_fees")]
