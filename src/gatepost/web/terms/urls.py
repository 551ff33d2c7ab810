"""Addresses of the school's year. Fixed words come before the names of years."""

from django.urls import path

from gatepost.web.terms.views import bells, files, hours, years

app_name = "terms"
urlpatterns = [
    path("<slug:school>/terms/", years.now, name="now"),
    path("<slug:school>/terms/file/", files.take, name="file"),
    path("<slug:school>/terms/file/confirm/", files.confirm, name="confirm"),
    path("<slug:school>/terms/hours/", hours.listed, name="hours"),
    path("<slug:school>/terms/hours/<int:member>/", hours.one, name="member-hours"),
    path("<slug:school>/terms/<slug:year>/", years.one, name="year"),
    path("<slug:school>/terms/<slug:year>/dates/", years.dates, name="dates"),
    path("<slug:school>/terms/<slug:year>/timetable/", bells.timetable, name="timetable"),
    path("<slug:school>/terms/<slug:year>/remove/", years.remove, name="remove"),
]
