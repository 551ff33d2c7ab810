"""The front door; members, safeguarding cover and settings of a school; trusts and councils."""

from django.urls import path

from gatepost.web.schools.views import bodies, cover, front, invitations, members, settings

app_name = "schools"
urlpatterns = [
    path("", front.pick, name="pick"),
    path("bodies/<slug:body>/", bodies.body, name="body"),
    path("<slug:school>/members/", members.members, name="members"),
    path("<slug:school>/members/parents/", members.parents, name="parents"),
    path("<slug:school>/members/add/", members.add, name="add"),
    path("<slug:school>/members/invite/", invitations.invite, name="invite"),
    path("<slug:school>/members/invite/<int:invitation>/withdraw/", invitations.withdraw, name="withdraw-invitation"),
    path("<slug:school>/members/<int:member>/", members.member, name="member"),
    path("<slug:school>/members/<int:member>/role/", members.give_role, name="give-role"),
    path("<slug:school>/members/<int:member>/roles/<int:role>/end/", members.end_role, name="end-role"),
    path("<slug:school>/members/<int:member>/leave/", members.leave, name="leave"),
    path("<slug:school>/members/<int:member>/readmit/", members.readmit, name="readmit"),
    path("<slug:school>/cover/", cover.cover, name="cover"),
    path("<slug:school>/cover/<int:turn>/remove/", cover.remove, name="remove-turn"),
    path("<slug:school>/settings/", settings.settings, name="settings"),
    path("<slug:school>/settings/channels/", settings.approve_channel, name="approve-channel"),
    path("<slug:school>/settings/channels/<int:channel>/withdraw/", settings.withdraw_channel, name="withdraw-channel"),
]
