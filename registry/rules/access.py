"""Fetch a policy file for this user, or 404."""

from registry.enums import Role
from registry.people.access import fetching, role_required
from registry.rules.models import PolicyFile

officers = role_required(Role.PROVINCE, Role.BUREAU)
policy_file_of = fetching(PolicyFile, "office", "version", "drafted_by", "proposed_by", "published_by")
