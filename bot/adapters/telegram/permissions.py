"""Who may do what. Pure."""

from __future__ import annotations

from bot.core.people import Role


def role_of(person_id: str, organisers: frozenset[str], operators: frozenset[str]) -> Role:
    """Give the role of a person by the lists of ids.

    Administrators of a group are not organisers by that alone: to know them costs a call for each message, and to
    look after a chat is another task than to look after the answers.
    """
    if person_id in operators:
        return Role.OPERATOR
    return Role.ORGANISER if person_id in organisers else Role.MEMBER
