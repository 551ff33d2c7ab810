"""The demo's rolls: invented pupils and their parents, the same at every start, and two who have left."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from gatepost.web.operations.demo.modules import turn_on
from gatepost.web.people.known import PAST_PUPILS
from gatepost.web.people.models import Contact, OnRoll, PastPupil, SourceId
from gatepost.web.people.writing import folded_of
from gatepost.web.schools.models import Membership, School
from gatepost.web.schools.person import today

# How many of each year group there are, from which year on; a school that is not named has few of every year.
_SIZES: Mapping[str, Mapping[int, int]] = {
    "quillbrook": dict.fromkeys(range(7), 9),
    "larksend": dict.fromkeys(range(-1, 3), 6),
}
_FEW = dict.fromkeys(range(7), 4)
_KEEPS_PAST_PUPILS = "wrenmoor"
SOURCE = "sims"

# Surname, then forenames of children, then of parents, as families have them.
_FAMILIES = """
Achterberg|Lotte Bram Saskia|Anouk Pieter
Adeyemi|Tolu Simi Femi|Folake Segun
Ahmed|Zaynab Idris Hafsa|Nasreen Tariq
Ashworth|Ellie Jack Rosie|Claire Martin
Bevan|Cerys Dylan Nia|Angharad Huw
Blakeney|Freddie Poppy Isla|Joanne Richard
Chaudhry|Ayaan Maryam Zara|Rubina Imran
Dimitrova|Mila Viktor Elena|Iva Georgi
Featherstone|Arthur Beatrix Kit|Emma Giles
Fraser-Bell|Callum Skye Rory|Morag Stuart
Grzelak|Zuzanna Kacper Ola|Katarzyna Marek
Hallorann|Oisín Saoirse Niamh|Sinéad Declan
Ionescu|Andrei Ioana Matei|Mihaela Radu
Jones|Emily Tom Evie|Sarah Gareth
Kaur|Simran Jasleen Arjan|Harpreet Gurdeep
Lindqvist|Astrid Nils Elsa|Karin Johan
Macaulay|Esther Jude Miriam|Grace Samuel
Nguyen|Linh Minh Mai|Hoa Duc
Obuya|Achieng Otieno Wanjiru|Atieno Odhiambo
O'Dowd|Finn Orla Maeve|Bridie Liam
Okonjo-Reid|Chidi Ada Nnamdi|Ngozi Andrew
Patel|Anaya Dev Riya|Hetal Nikhil
Pereira|Inês Tiago Leonor|Catarina Rui
Quartey|Kofi Abena Kwame|Akosua Yaw
Ramsbottom|Alfie Daisy Stan|Kelly Wayne
Sandhu|Veer Kiran Asha|Manjit Baldev
Szymański|Jakub Lena Antoni|Agnieszka Piotr
Tanaka|Hana Ren Yui|Keiko Hiroshi
Thistlewood|Edith Monty Clemency|Harriet Rupert
Vaughan|Seren Macsen Efa|Rhian Gethin
Wójcik|Zofia Filip Maja|Magdalena Tomasz
Yıldız|Emre Defne Deniz|Aylin Kemal
"""
_OFFICES = {"headteacher", "dsl", "deputy-dsl", "teacher", "support-staff", "office", "business-manager"}
_RESPONSIBLE = ("yes", "yes", "yes", "yes", "unknown", "no")


@dataclass(frozen=True, slots=True)
class _Family:
    surname: str
    children: tuple[str, ...]
    parents: tuple[str, ...]


def enrol(school: School) -> None:
    """Inside the school's scope: fill its roll, and put its members of staff, governors and parents on it."""
    chance = random.Random(school.slug)  # noqa: S311 -- invented names, no secret
    families = list(_families())
    chance.shuffle(families)
    sizes = _SIZES.get(school.slug, _FEW)
    pupils = list(_pupils(school, families, sizes, chance))
    OnRoll.objects.bulk_create(pupils)
    adults, contacts = _parents(school, pupils, families, chance)
    OnRoll.objects.bulk_create(adults)
    Contact.objects.bulk_create(
        Contact(school=school, child=child, adult=adult, **told) for child, adult, told in contacts
    )
    OnRoll.objects.bulk_create(list(_members(school)))
    SourceId.objects.bulk_create(
        SourceId(school=school, person=one, source=SOURCE, source_id=f"{100 + number}")
        for number, one in enumerate([*pupils, *adults])
    )
    if school.slug == _KEEPS_PAST_PUPILS:
        _remember_leavers(school)


def _remember_leavers(school: School) -> None:
    """The module for past pupils signed and on, and two of them; of one the date of birth was never known."""
    turn_on(PAST_PUPILS)
    summer = date(_school_year(), 7, 22)
    left = (
        ("Gwilym", "Farrant", date(summer.year - 11, 4, 3), False),
        ("Tamsin", "Odell", date(summer.year - 11, 8, 31), True),
    )
    for forename, surname, born, estimated in left:
        row = PastPupil(school=school, forename=forename, surname=surname, date_of_birth=born, estimated=estimated)
        row.came_on, row.left_on = date(summer.year - 7, 9, 4), summer
        row.folded = folded_of(row)
        row.save()


def _families() -> Iterator[_Family]:
    for line in _FAMILIES.strip().splitlines():
        surname, children, parents = line.split("|")
        yield _Family(surname, tuple(children.split()), tuple(parents.split()))


def _school_year() -> int:
    """The year in which the school year began."""
    day = today()
    return day.year if day.month >= 9 else day.year - 1


def _pupils(
    school: School, families: list[_Family], sizes: Mapping[int, int], chance: random.Random
) -> Iterator[OnRoll]:
    """The children of the families in turn, so that brothers and sisters are in different years."""
    began = _school_year()
    number = 0
    for year, size in sizes.items():
        for _place in range(size):
            family = families[number % len(families)]
            forename = family.children[number // len(families) % len(family.children)]
            oldest = date(began - 5 - year, 9, 1)
            yield _on_roll(
                school,
                "pupil",
                forename,
                family.surname,
                date_of_birth=oldest + timedelta(days=chance.randrange(364)),
                class_name="Nursery" if year < 0 else "Reception" if year == 0 else f"Year {year}",
                year_group=year,
                starts=date(began - max(year, 0), 9, 3),
            )
            number += 1
    if school.slug == "quillbrook":  # two of one name, as every school has them
        for born in (date(began - 8, 11, 5), date(began - 7, 2, 14)):
            yield _on_roll(school, "pupil", "Emily", "Jones", date_of_birth=born, class_name="Year 3", year_group=3)


def _parents(
    school: School, pupils: list[OnRoll], families: list[_Family], chance: random.Random
) -> tuple[list[OnRoll], list[tuple[OnRoll, OnRoll, dict[str, object]]]]:
    by_name = {family.surname: family for family in families}
    adults: dict[tuple[str, str], OnRoll] = {}
    contacts: list[tuple[OnRoll, OnRoll, dict[str, object]]] = []
    for child in pupils:
        for place, forename in enumerate(by_name[child.surname].parents, start=1):
            key = (child.surname, forename)
            if key not in adults:
                address = f"{folded_of(OnRoll(forename=forename, surname=child.surname)).split()[0]}.{len(adults)}"
                adults[key] = _on_roll(school, "parent", forename, child.surname, email=f"{address}@post.example")
            relationship = ("Mother", "Father")[place - 1]
            told = {
                "relationship": relationship,
                "parental_responsibility": "yes" if place == 1 else chance.choice(_RESPONSIBLE),
                "priority": place,
            }
            contacts.append((child, adults[key], told))
    return list(adults.values()), contacts


def _members(school: School) -> Iterator[OnRoll]:
    """The members of staff and the governors as the school's own list has them."""
    for member in Membership.objects.select_related("account").prefetch_related("roles").order_by("pk"):
        roles = {one.role for one in member.roles.all()}
        kind = "staff" if roles & _OFFICES else "governor" if roles & {"chair", "governor"} else ""
        forename, _space, surname = member.account.name.partition(" ")
        if kind:
            yield _on_roll(school, kind, forename, surname, email=member.account.email or "", by_hand=True)


def _on_roll(school: School, kind: str, forename: str, surname: str, **told: object) -> OnRoll:
    row = OnRoll(school=school, kind=kind, forename=forename, surname=surname, **told)
    row.folded = folded_of(row)
    return row
