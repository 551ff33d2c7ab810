"""Ending what an account has open, at once and everywhere."""

from allauth.usersessions.models import UserSession


def end_sessions(account_id: int, except_key: str | None = None) -> int:
    """End every session of an account, but for the one with this key; returns how many ended.

    A request that is under way when its session ends is the last.
    """
    ended = 0
    for session in UserSession.objects.filter(user_id=account_id).exclude(session_key=except_key or ""):
        session.end()
        ended += 1
    return ended
