"""What a member can do: the pages of the school that are open to them, in plain words.

Each page stands here with the permission that its own view asks for, so no link leads to what is not there.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gatepost.web.approvals import permissions as approvals
from gatepost.web.checks import permissions as checks
from gatepost.web.consents import permissions as consents
from gatepost.web.modules import permissions as modules
from gatepost.web.modules.queries import states
from gatepost.web.people import permissions as people
from gatepost.web.phones import permissions as phones
from gatepost.web.policies import permissions as policies
from gatepost.web.releases import permissions as releases
from gatepost.web.reports import permissions as reports
from gatepost.web.safe import permissions as safe
from gatepost.web.schools import permissions as schools
from gatepost.web.schools.access import anyone
from gatepost.web.schools.models import School
from gatepost.web.schools.person import Person
from gatepost.web.terms import permissions as terms
from gatepost.web.tokens import permissions as tokens


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the school. `address` names it and needs nothing but the school; `may` is for whom it is there; where
    it says nothing while a module is off, `module` names that.
    """

    title: str | Promise
    says: str | Promise
    address: str
    may: Callable[[Person], bool] = anyone
    module: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Pages under one heading."""

    heading: str | Promise
    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A page as somebody who may open it sees it."""

    title: str
    says: str
    at: str


GROUPS = (
    Group(
        _("The school"),
        (
            Page(
                _("Check a draft"),
                _("See what is in your words and photos before you post them."),
                "checks:check",
                checks.may_check,
            ),
            Page(_("School year"), _("Term dates, and the times of the school day."), "terms:now", terms.may_see_terms),
            Page(_("Safeguarding cover"), _("Who acts, and when."), "schools:cover", schools.may_see_cover),
            Page(
                _("Every version of our policy"),
                _("Which text was in force when."),
                "policies:history",
                policies.may_read_versions,
            ),
            Page(
                _("Adopt a policy"),
                _("Lay a text on the table, see what it would change, adopt it."),
                "policies:propose",
                policies.may_adopt,
            ),
        ),
    ),
    Group(
        _("Permissions"),
        (
            Page(
                _("My requests"),
                _("Ask for permission, and see what was said."),
                "approvals:mine",
                approvals.may_ask,
            ),
            Page(
                _("Permissions to decide on"),
                _("What waits for your yes or no."),
                "approvals:waiting",
                approvals.may_decide,
            ),
            Page(
                _("Register of accounts"),
                _("Every account that was approved, and who answers for it."),
                "approvals:accounts",
                approvals.may_see_accounts,
            ),
            Page(
                _("News held back"),
                _("What is not to be told yet, and until when."),
                "releases:list",
                releases.may_see_releases,
            ),
            Page(
                _("Pupils’ phones"),
                _("Hand in, collect, who may bring one."),
                "phones:front",
                phones.may_keep_list,
                "phones",
            ),
        ),
    ),
    Group(
        _("People"),
        (
            Page(
                _("My children"),
                _("What the school holds about them."),
                "people:my-children",
                people.may_see_own_children,
                "parents-on-roll",
            ),
            Page(
                _("My family links"),
                _("Declare that you are family of somebody a rule is about."),
                "people:family-links",
                people.may_declare_links,
                "family-links",
            ),
            Page(
                _("Family links of others"),
                _("Those that wait for your word, and those that count."),
                "people:family-links-to-note",
                people.may_decide_links,
                "family-links",
            ),
            Page(_("Pupils"), _("Who is in which class."), "people:roll", people.may_see_names),
            Page(
                _("Who may be shown?"),
                _("In a photo, a video, by voice, with a name: by class."),
                "consents:shown",
                consents.may_see_who,
                "photo-consents",
            ),
            Page(
                _("Ask parents about photos"),
                _("Rounds, paper forms, what is asked."),
                "consents:rounds",
                consents.may_keep,
                "photo-consents",
            ),
            Page(
                _("May the school show my child?"),
                _("Answer, and change your mind at any time."),
                "consents:mine",
                consents.may_answer,
                "photo-consents",
            ),
            Page(
                _("Past pupils"),
                _("Who left and is not yet 18."),
                "people:past-pupils",
                people.may_see_past_pupils,
                "past-pupils",
            ),
            Page(
                _("Parents’ own pages"),
                _("Say whose page shows which child."),
                "people:parent-accounts",
                people.may_confirm_parents,
                "parents-on-roll",
            ),
            Page(_("Files for the roll"), _("Bring the roll up to date."), "people:imports", people.may_change_roll),
            Page(_("The new school year"), _("Move every class on."), "people:new-year", people.may_change_roll),
            Page(_("Members"), _("Who can sign in here, and as what."), "schools:members", schools.may_see_members),
            Page(
                _("Invite somebody"), _("A link that lets one person in."), "schools:invite", schools.may_manage_members
            ),
        ),
    ),
    Group(
        _("Gatepost at our school"),
        (
            Page(
                _("Modules"),
                _("What is switched on, and the data protection assessments."),
                "modules:list",
                modules.may_see_modules,
            ),
            Page(
                _("The safe"),
                _("Your safe phrase, and the recovery cards."),
                "safe:safe",
                safe.may_have_phrase,
            ),
            Page(
                _("Settings"),
                _("Approved channels, and where the record is sent."),
                "schools:settings",
                schools.may_change_settings,
            ),
            Page(
                _("The record"),
                _("Whether it is whole, and what stands in it."),
                "reports:record",
                reports.may_see_record,
            ),
            Page(
                _("Tokens for programs"),
                _("Let a program ask what you can see here."),
                "tokens:list",
                tokens.may_hold_tokens,
            ),
            Page(_("Notices"), _("What waits for you, and what you have read."), "notices:list"),
        ),
    ),
)


def links(person: Person, school: School) -> tuple[tuple[str, tuple[Link, ...]], ...]:
    """Each heading with the pages that are open to the person; headings without any are left out."""
    on = {"", *(one.module.code for one in states() if one.on)}
    found = (
        (
            str(group.heading),
            tuple(
                Link(str(page.title), str(page.says), reverse(page.address, args=[school.slug]))
                for page in group.pages
                if page.module in on and page.may(person)
            ),
        )
        for group in GROUPS
    )
    return tuple((heading, pages) for heading, pages in found if pages)
