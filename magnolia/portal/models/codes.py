"""Official lists of codes as loaded from their publishers' files: CIP, SOC, and the crosswalk between them."""

from __future__ import annotations

from django.db import models


class CodeList(models.Model):
    """One loaded edition of a list; a later file of the same kind replaces it, and its rows stay."""

    kind = models.CharField(max_length=10)  # an id of policy/model/codes.toml
    edition = models.CharField(max_length=20)
    source = models.CharField(max_length=300)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    loaded_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(replaced_at__isnull=True), name="one_list_in_use_a_kind"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.edition}"


class Code(models.Model):
    """One code of a CIP or SOC list with its level and title; no longer `in_use` where the edition retired it."""

    list = models.ForeignKey(CodeList, models.PROTECT, related_name="codes")
    code = models.CharField(max_length=7)
    level = models.CharField(max_length=10)
    title = models.CharField(max_length=200)
    in_use = models.BooleanField(default=True)
    moved_to = models.CharField(max_length=7, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["list", "code"], name="one_row_a_code"),)

    def __str__(self) -> str:
        return self.code


class CodeLink(models.Model):
    """One link of the crosswalk; the other side is empty where the publishers matched a code to nothing."""

    list = models.ForeignKey(CodeList, models.PROTECT, related_name="links")
    cip = models.CharField(max_length=7, blank=True)
    soc = models.CharField(max_length=7, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["list", "cip", "soc"], name="one_row_a_link"),)
        indexes = (models.Index(fields=["list", "soc"]),)

    def __str__(self) -> str:
        return f"{self.cip} {self.soc}"
