"""Who may do what: users, their roles and the permissions that a role carries.

Knows nothing of how a user proves who he is.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

LOCAL_TENANT: Final = "local"


class Permission(StrEnum):
    VIEW = "view"
    IMPORT = "import"
    SIGN_OFF = "sign-off"
    OVERRIDE = "override"
    EXPORT = "export"
    DELETE = "delete"
    VERIFY_AUDIT = "verify-audit"
    MANAGE = "manage"


class Role(StrEnum):
    CLINICIAN = "clinician"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"


MAY: Final[dict[Role, frozenset[Permission]]] = {
    Role.CLINICIAN: frozenset(
        {
            Permission.VIEW,
            Permission.IMPORT,
            Permission.SIGN_OFF,
            Permission.OVERRIDE,
            Permission.EXPORT,
        }
    ),
    Role.REVIEWER: frozenset({Permission.VIEW, Permission.VERIFY_AUDIT}),
    Role.ADMINISTRATOR: frozenset(
        {Permission.EXPORT, Permission.DELETE, Permission.VERIFY_AUDIT, Permission.MANAGE}
    ),
}
"""An administrator runs the desk without reading it: he exports or deletes on request, audited."""


class Forbidden(PermissionError):
    """Somebody asked for what his role does not carry; the message says whose role does."""


@dataclass(frozen=True, slots=True)
class User:
    """A person at the desk. `also` are further roles that he holds, as one who works alone does."""

    name: str
    role: Role
    tenant: str
    also: frozenset[Role] = frozenset()

    def __post_init__(self) -> None:
        if not self.name.strip() or not self.tenant.strip():
            raise ValueError(f"user {self.name!r} of {self.tenant!r}: give a name and a tenant")

    @property
    def permissions(self) -> frozenset[Permission]:
        return frozenset().union(*(MAY[role] for role in {self.role, *self.also}))

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions


def local_user() -> User:
    """Who works on an installation without sign-in: one person in every part."""
    return User("clinician", Role.CLINICIAN, LOCAL_TENANT, also=frozenset(Role))


def holders(permission: Permission) -> tuple[Role, ...]:
    """The roles that carry a permission."""
    return tuple(role for role in Role if permission in MAY[role])


def require(user: User, permission: Permission) -> None:
    """Raises Forbidden where none of the user's roles carries the permission."""
    if not user.may(permission):
        may = " or ".join(holders(permission))
        raise Forbidden(
            f"{user.name!r} is {user.role} of {user.tenant!r} and may not {permission}; ask a {may}"
        )
