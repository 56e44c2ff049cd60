from registry.rules.models.policy_file import PolicyFile

__all__ = ["PolicyFile"]
