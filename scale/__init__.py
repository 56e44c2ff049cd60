"""The portal on several nodes, brought up on loopback from Debian's packages: `make scale-out`."""
