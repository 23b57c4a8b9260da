"""The portal's settings with the trapdoors of deadly.py."""

from magnolia.portal.settings import *  # noqa: F403
from magnolia.portal.settings import INSTALLED_APPS as OWN

INSTALLED_APPS = [*OWN, "tests.portal.faults.deadly.Deadly"]
