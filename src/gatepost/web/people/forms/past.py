"""What is typed about past pupils."""

from django.utils.translation import gettext_lazy

from gatepost.web.forms import DateField, Form


class BornForm(Form):
    """When a past pupil was born."""

    date_of_birth = DateField(
        label=gettext_lazy("Date of birth"),
        help_text=gettext_lazy("The day of the 18th birthday everything is erased."),
        error_messages={"required": gettext_lazy("Enter the date of birth.")},
    )
