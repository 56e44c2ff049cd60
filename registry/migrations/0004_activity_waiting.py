from django.db import migrations, models


class Migration(migrations.Migration):
    """What waits for review is counted from an index."""

    dependencies = [
        ("registry", "0003_name_grams"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                condition=models.Q(("state__in", ["submitted", "begun"])),
                fields=["organisation", "is_professional_subject", "is_public_subject"],
                name="activity_waiting",
            ),
        ),
    ]
