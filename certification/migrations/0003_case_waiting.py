from django.db import migrations, models


class Migration(migrations.Migration):
    """What is open on a desk is read in the order of waiting."""

    dependencies = [
        ("certification", "0002_guards"),
        ("registry", "0003_name_grams"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("state__in", ("cancelled", "issued", "recorded")), _negated=True),
                fields=["department", "state_since", "id"],
                name="case_wait_department",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(
                    ("reached_province", True),
                    models.Q(("state__in", ("cancelled", "issued", "recorded")), _negated=True),
                ),
                fields=["state_since", "id"],
                name="case_wait_province",
            ),
        ),
    ]
