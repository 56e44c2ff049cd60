"""Portals beside the one of the tests, and an S3 for their files."""

import subprocess
import sys
import uuid
from contextlib import closing

import boto3
import pytest
from django.conf import settings
from django.db import connection

from tests import s3_server_keys as keys
from tests.databases import databases, environment
from tests.portals import Place

REGION = "us-east-1"


@pytest.fixture(scope="session")
def endpoint(tmp_path_factory):
    folder = tmp_path_factory.mktemp("s3")
    with open(folder / "log", "w") as log:
        server = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.s3_server", str(folder)],
            cwd=settings.BASE_DIR,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    port = server.stdout.readline().strip()
    assert port, (folder / "log").read_text()
    url = f"http://127.0.0.1:{port}"
    yield url
    server.terminate()
    server.wait(20)
    server.stdout.close()


@pytest.fixture(scope="session")
def new_bucket(endpoint):
    """`new_bucket(name)`: the settings of an empty bucket in the S3 of the tests, by their names."""

    def made(name):
        access = {"aws_access_key_id": keys.ACCESS, "aws_secret_access_key": keys.SECRET}
        with closing(boto3.client("s3", endpoint_url=endpoint, region_name=REGION, **access)) as client:
            client.create_bucket(Bucket=name)
        return {
            "CEJC_S3_BUCKET": name,
            "CEJC_S3_ENDPOINT": endpoint,
            "CEJC_S3_ACCESS_KEY": keys.ACCESS,
            "CEJC_S3_SECRET_KEY": keys.SECRET,
            "CEJC_S3_REGION": REGION,
        }

    return made


@pytest.fixture(scope="module")
def places(migrated, tmp_path_factory, django_db_setup, django_db_blocker):
    """`places(source)`: a place with a copy of that database, or with nothing; `more` are variables of it."""
    kinds, made = databases(), []

    def place(source=None, **more):
        folder = tmp_path_factory.mktemp("place")
        name = kinds.beside(
            folder, "cejc" if connection.vendor == "sqlite" else f"place_{uuid.uuid4().hex[:12]}"
        )
        with django_db_blocker.unblock():
            kinds.copy(source, name) if source else kinds.make(name)
        made.append((Place(environment(folder, kinds.url(name)) | keys | more), name))
        return made[-1][0]

    keys = {f"CEJC_{name}_KEY": "k" * 50 for name in ("SECRET", "FIELD", "INDEX", "CHECK")}
    yield place
    for one, name in made:
        one.end()
        with django_db_blocker.unblock():
            kinds.drop(name)
