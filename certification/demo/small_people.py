"""A person of a demo with an employer, a title and a login."""

import random
from datetime import date

from certification.demo.people import PASSWORD
from registry.enums import Degree, IdentityType, TitleLevel
from registry.models import Organisation, Professional, User
from registry.people.services import account, employment


def person_at(
    clerk: User, unit: Organisation, name: str, number: str, login: str, series: str, dice: random.Random
) -> User:
    placed = employment.add_person(
        actor=clerk,
        organisation=unit,
        name=name,
        identity_type=IdentityType.RESIDENT_CARD,
        number=number,
        position=dice.choice(["业务科", "教研室", "研究所"]),
        valid_from=date(2012, 7, 1),
        degree=Degree.DOCTOR,
        title_series=series,
        title_level=TitleLevel.INTERMEDIATE,
    )
    person = Professional.objects.get(pk=placed.professional_id)
    return account.create(actor=None, professional=person, username=login, password=PASSWORD)
