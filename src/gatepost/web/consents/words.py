"""What the rule's codes say on a screen."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gatepost.web.consents import rule

REASONS: dict[str, str | Promise] = {
    rule.SHOWN: _("May be shown"),
    rule.OFF_ROLL: _("Not on the roll"),
    rule.BAR: _("Image bar"),
    rule.CHILD_NO: _("The child said no"),
    rule.DISAGREEMENT: _("Adults disagree"),
    rule.REFUSED: _("Refused"),
    rule.TAKEN_BACK: _("Withdrawn"),
    rule.EXPIRED: _("The answer has run out"),
    rule.OLD_WORDING: _("The wording has changed since: to be asked again"),
    rule.UNKNOWN: _("No answer of somebody known to have parental responsibility"),
    rule.UNANSWERED: _("No answer"),
    rule.HIDDEN: _("Do not publish"),
    rule.OFF: _("Photo consents are not kept here"),
}
# Why a row of a report was not taken.
BAD: dict[str, str | Promise] = {
    "nobody": _("Nobody on the roll has this number, or this name and date of birth."),
    "several": _("More than one child on the roll fits this row."),
    "other-name": _("The number is that of a child with another surname."),
    "no-date": _("The date of birth cannot be read."),
    "name-alone": _("A name alone finds nobody: there must be a number or a date of birth."),
    "no-day": _("The day on which it was given, or the last day, cannot be read."),
    "later-day": _("The day on which it was given is still to come."),
    "told-twice": _("The report says both yes and no to the same thing. Neither is taken."),
}
