from django.db import models


class SiteInUse(models.Model):
    """Whose portal this database is: the name of the site's folder that it was begun under. One row."""

    name = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.name
