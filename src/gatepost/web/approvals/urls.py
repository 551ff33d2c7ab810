"""Addresses of permissions and of the register of accounts."""

from django.urls import path

from gatepost.web.approvals.views import accounts, asking, deciding

app_name = "approvals"
urlpatterns = [
    path("<slug:school>/permissions/", asking.mine, name="mine"),
    path("<slug:school>/permissions/ask/", asking.choose, name="choose"),
    path("<slug:school>/permissions/ask/<slug:kind>/", asking.ask, name="ask"),
    path("<slug:school>/permissions/waiting/", deciding.waiting, name="waiting"),
    path("<slug:school>/permissions/note/", deciding.note_spoken, name="note"),
    path("<slug:school>/permissions/<int:asked>/", deciding.one, name="one"),
    path("<slug:school>/permissions/<int:asked>/picture/<int:shown>/", asking.picture, name="picture"),
    path("<slug:school>/permissions/<int:asked>/reply/", asking.reply, name="reply"),
    path("<slug:school>/permissions/<int:asked>/take-back/", asking.take_back, name="take-back"),
    path("<slug:school>/permissions/<int:asked>/withdraw/", deciding.withdraw, name="withdraw"),
    path("<slug:school>/school-accounts/", accounts.register, name="accounts"),
    path("<slug:school>/school-accounts/<int:registered>/close/", accounts.close, name="close-account"),
]
