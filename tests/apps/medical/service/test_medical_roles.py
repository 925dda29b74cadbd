import pytest

from apps.medical.service.roles import (
    MAY,
    Forbidden,
    Permission,
    Role,
    User,
    holders,
    local_user,
    require,
)

CLINICIAN = User("Dr. Who", Role.CLINICIAN, "ward")
REVIEWER = User("R. Eader", Role.REVIEWER, "ward")
ADMINISTRATOR = User("A. Dmin", Role.ADMINISTRATOR, "ward")


@pytest.mark.parametrize(
    ("user", "may", "may_not"),
    [
        (CLINICIAN, Permission.SIGN_OFF, Permission.DELETE),
        (CLINICIAN, Permission.OVERRIDE, Permission.MANAGE),
        (REVIEWER, Permission.VIEW, Permission.SIGN_OFF),
        (REVIEWER, Permission.VERIFY_AUDIT, Permission.EXPORT),
        (ADMINISTRATOR, Permission.DELETE, Permission.VIEW),
        (ADMINISTRATOR, Permission.MANAGE, Permission.SIGN_OFF),
    ],
)
def test_a_role_carries_what_is_its_own(user: User, may: Permission, may_not: Permission) -> None:
    require(user, may)
    with pytest.raises(Forbidden) as refused:
        require(user, may_not)
    said = str(refused.value)
    assert user.name in said
    assert may_not in said
    assert all(role in said for role in holders(may_not))


def test_every_permission_is_somebodys() -> None:
    assert set().union(*MAY.values()) == set(Permission)
    assert all(holders(permission) for permission in Permission)


def test_who_works_alone_may_do_everything_under_his_own_name() -> None:
    user = local_user()
    assert user.role is Role.CLINICIAN
    assert user.permissions == set(Permission)


@pytest.mark.parametrize(("name", "tenant"), [("", "ward"), ("x", " ")])
def test_a_user_has_a_name_and_a_tenant(name: str, tenant: str) -> None:
    with pytest.raises(ValueError, match="give a name and a tenant"):
        User(name, Role.CLINICIAN, tenant)
