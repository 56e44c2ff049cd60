from registry.public_log.models.leaf import LogEarlier, LogHead, LogLeaf
from registry.public_log.models.point import LogCheckpoint, LogCoSignature, LogWitness

__all__ = ["LogCheckpoint", "LogCoSignature", "LogEarlier", "LogHead", "LogLeaf", "LogWitness"]
