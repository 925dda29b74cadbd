"""Reads who signed in out of OpenID Connect claims: name, role and tenant.

The role is the first of the claim `consilium_role` or the list `roles` that this desk knows; the
tenant is the claim `tenant`. Without a role there is no user.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apps.medical.service.roles import LOCAL_TENANT, Role, User


def user_of_claims(claims: Mapping[str, Any]) -> User | None:
    """None where the claims name no role of this desk."""
    asked = [claims.get("consilium_role"), *_listed(claims.get("roles"))]
    roles = [Role(one) for one in asked if one in set(Role)]
    name = str(claims.get("email") or claims.get("name") or claims.get("sub") or "").strip()
    if not roles or not name:
        return None
    tenant = str(claims.get("tenant") or LOCAL_TENANT)
    return User(name, roles[0], tenant, also=frozenset(roles[1:]))


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []
