"""Addresses of the roll, of family links, of past pupils and of parents' own pages."""

from django.urls import path

from gatepost.web.people.views import imports, links, parents, past, roll, rollover, sending

app_name = "people"
urlpatterns = [
    path("<slug:school>/roll/", roll.pupils, name="roll"),
    path("<slug:school>/roll/staff/", roll.adults, {"kind": "staff"}, name="staff"),
    path("<slug:school>/roll/governors/", roll.adults, {"kind": "governor"}, name="governors"),
    path("<slug:school>/roll/parents/", roll.adults, {"kind": "parent"}, name="parents"),
    path("<slug:school>/roll/search/", roll.search, name="search"),
    path("<slug:school>/roll/copy/", roll.copy, name="copy"),
    path("<slug:school>/roll/add/", roll.add, name="add"),
    path("<slug:school>/roll/people/<int:someone>/", roll.one, name="one"),
    path("<slug:school>/roll/people/<int:someone>/change/", roll.change, name="change"),
    path("<slug:school>/roll/people/<int:someone>/leave/", roll.take_off, name="take-off"),
    path("<slug:school>/roll/import/", sending.imports, name="imports"),
    path("<slug:school>/roll/import/<int:file>/", imports.one, name="import"),
    path("<slug:school>/roll/import/<int:file>/decide/", imports.decide, name="decide"),
    path("<slug:school>/roll/import/<int:file>/confirm/", imports.confirm, name="confirm"),
    path("<slug:school>/roll/import/<int:file>/give-up/", imports.give_up, name="give-up"),
    path("<slug:school>/roll/import/<int:file>/undo/", imports.undo, name="undo"),
    path("<slug:school>/roll/import/<int:file>/faults/", imports.faults, name="faults"),
    path("<slug:school>/roll/import/<int:file>/<slug:part>/", imports.section, name="section"),
    path("<slug:school>/roll/folder/", sending.folder, name="folder"),
    path("<slug:school>/roll/new-year/", rollover.new_year, name="new-year"),
    path("<slug:school>/family-links/", links.mine, name="family-links"),
    path("<slug:school>/family-links/declare/", links.declare, name="declare-link"),
    path("<slug:school>/family-links/key-in/", links.key_in, name="key-in-link"),
    path("<slug:school>/family-links/to-note/", links.to_note, name="family-links-to-note"),
    path("<slug:school>/family-links/<int:link>/", links.one, name="family-link"),
    path("<slug:school>/family-links/<int:link>/again/", links.again, name="declare-again"),
    path("<slug:school>/family-links/<int:link>/end/", links.end, name="end-link"),
    path("<slug:school>/past-pupils/", past.past_pupils, name="past-pupils"),
    path("<slug:school>/past-pupils/<int:past>/", past.one, name="past-pupil"),
    path("<slug:school>/past-pupils/<int:past>/remove/", past.remove, name="remove-past-pupil"),
    path("<slug:school>/my-children/", parents.my_children, name="my-children"),
    path("<slug:school>/parents/", parents.parents, name="parent-accounts"),
    path("<slug:school>/parents/invite/", parents.invite, name="invite-parents"),
    path("<slug:school>/parents/<int:member>/", parents.parent, name="parent-account"),
]
