"""The councils themselves, and the accounts by which people sign in: the only rows no wall surrounds."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower


class Kind(models.TextChoices):
    """Kinds of council, by the names that packs use."""

    COUNTY = "county", "County council"
    DISTRICT = "district", "District council"
    UNITARY = "unitary", "Unitary council"
    METROPOLITAN = "metropolitan", "Metropolitan district council"
    LONDON_BOROUGH = "london_borough", "London borough council"
    PARISH = "parish", "Parish or town council"


class Governance(models.TextChoices):
    """Forms of governance (Local Government Act 2000 s.9B; parishes have their own)."""

    LEADER_AND_CABINET = "leader_and_cabinet", "Leader and cabinet"
    MAYOR_AND_CABINET = "mayor_and_cabinet", "Elected mayor and cabinet"
    COMMITTEE = "committee", "Committee system"
    PARISH = "parish", "Parish or town council"


class Jurisdiction(models.TextChoices):
    """Whose law and whose bank holidays apply."""

    ENGLAND = "england", "England"
    WALES = "wales", "Wales"
    SCOTLAND = "scotland", "Scotland"
    NORTHERN_IRELAND = "northern_ireland", "Northern Ireland"


class Council(models.Model):
    """A council that uses this instance; it is found by host name or by /c/<slug>/."""

    id = models.BigAutoField(primary_key=True)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind)
    governance = models.CharField(max_length=20, choices=Governance)
    jurisdiction = models.CharField(max_length=20, choices=Jurisdiction, default=Jurisdiction.ENGLAND)
    host = models.CharField(max_length=253, blank=True, default="")
    made_by_demo = models.BooleanField(default=False)
    created = models.DateTimeField()
    suspended = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["host"], condition=~Q(host=""), name="council_host_once"),
        )

    def __str__(self) -> str:
        return self.name


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts and finds them, by e-mail address in small letters."""

    def create_account(self, email: str, password: str | None = None, **fields: Any) -> Account:
        """Return a new account; without a password it can sign in only by other means."""
        account = self.model(email=email.strip().lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    create_user = create_account

    def get_by_natural_key(self, email: str | None) -> Account:
        """Return the account with this e-mail address, however its letters are written."""
        return self.get(email=(email or "").strip().lower())


class Account(AbstractBaseUser):
    """Somebody who signs in. Who they are in a council is a Person, one for each council."""

    id = models.BigAutoField(primary_key=True)
    email = models.EmailField(max_length=254, unique=True)
    is_active = models.BooleanField(default=True)
    created = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = AccountManager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="council_account_email_small_letters"
            ),
        )

    def __str__(self) -> str:
        return f"account {self.pk}"
