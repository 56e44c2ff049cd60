from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0005_trial_stopped")]

    operations = [
        migrations.CreateModel(
            name="SiteInUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100)),
            ],
        ),
    ]
