"""A real S3 for tests: OpenStack Swift with its s3api, one disk, one process, loopback only.

`python -m tests.s3_server FOLDER` prints its port and serves until it is ended. Unlike a mock it checks
every signature, and it keeps objects on disk.
"""

import eventlet

eventlet.monkey_patch()

import os  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

from eventlet import wsgi  # noqa: E402
from swift.common import utils  # noqa: E402

from tests.s3_server_keys import ACCESS, SECRET  # noqa: E402

PIPELINE = "catch_errors cache s3api tempauth bulk slo proxy-server"
LAYERS = {
    "catch_errors": "use = egg:swift#catch_errors",
    "cache": "use = egg:swift#memcache\nmemcache_servers = 127.0.0.1:1",
    "s3api": "use = egg:swift#s3api\ns3_acl = false\nlocation = us-east-1\nallow_no_owner = true",
    "tempauth": f"use = egg:swift#tempauth\nuser_{ACCESS.replace(':', '_')} = {SECRET} .admin",
    "bulk": "use = egg:swift#bulk",
    "slo": "use = egg:swift#slo",
}


def main(folder: Path) -> None:
    """Serve from `folder`, which is empty."""
    _name_the_cluster(folder)
    ports = {kind: eventlet.listen(("127.0.0.1", 0)) for kind in ("account", "container", "object")}
    for kind, socket in ports.items():
        _ring(folder, kind, socket.getsockname()[1])
    from swift.account.server import app_factory as account
    from swift.container.server import app_factory as container
    from swift.obj.server import app_factory as object_

    for kind, factory in (("account", account), ("container", container), ("object", object_)):
        eventlet.spawn(wsgi.server, ports[kind], factory(_settings(folder)), log_output=False)
    door = eventlet.listen(("127.0.0.1", 0))
    print(door.getsockname()[1], flush=True)  # noqa: T201  (what the parent reads)
    wsgi.server(door, _proxy(folder), log_output=False)


def _name_the_cluster(folder: Path) -> None:
    """Swift reads its one fixed file when it is imported; here it lies in the folder."""
    path = folder / "swift.conf"
    path.write_text("[swift-hash]\nswift_hash_path_suffix = tests\nswift_hash_path_prefix = tests\n")
    utils.SWIFT_CONF_FILE = str(path)
    utils.HASH_PATH_SUFFIX = utils.HASH_PATH_PREFIX = b"tests"
    (folder / "disks" / "d1").mkdir(parents=True)


def _ring(folder: Path, kind: str, port: int) -> None:
    from swift.common.ring import RingBuilder

    builder = RingBuilder(part_power=4, replicas=1, min_part_hours=0)
    builder.add_dev({"region": 1, "zone": 1, "ip": "127.0.0.1", "port": port, "device": "d1", "weight": 1})
    builder.rebalance()
    builder.get_ring().save(str(folder / f"{kind}.ring.gz"))


def _settings(folder: Path) -> dict[str, Any]:
    return {
        "devices": f"{folder}/disks",
        "mount_check": "false",
        "swift_dir": str(folder),
        "workers": "0",
        "fallocate_reserve": "0",
        "disable_fallocate": "true",
        "log_level": "ERROR",
    }


def _proxy(folder: Path) -> Any:
    from swift.common.wsgi import loadapp

    parts = [f"[DEFAULT]\nswift_dir = {folder}\nlog_level = ERROR", f"[pipeline:main]\npipeline = {PIPELINE}"]
    parts.append(
        "[app:proxy-server]\nuse = egg:swift#proxy\naccount_autocreate = "
        "true\nallow_account_management = true"
    )
    parts += [f"[filter:{name}]\n{text}" for name, text in LAYERS.items()]
    path = folder / "proxy.conf"
    path.write_text("\n\n".join(parts) + "\n")
    return loadapp(str(path), allow_modify_pipeline=True)


if __name__ == "__main__":
    os.umask(0o077)
    main(Path(sys.argv[1]))
