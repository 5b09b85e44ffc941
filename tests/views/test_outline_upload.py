"""Files in place of the text of an outline."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

pytestmark = pytest.mark.django_db
NEW = "/outlines/new/"


@pytest.mark.parametrize(
    ("address", "name", "data", "status"),
    [
        (NEW, "a.pdf", b"%PDF\xff", 422),
        (NEW, "a.md", b"# R", 200),
        ("/activity/parts/streak/", "a.pdf", b"%PDF\xff", 400),
    ],
)
def test_files_may_be_anything_where_files_are_read(editor_client, address, name, data, status):
    fields = {"file": SimpleUploadedFile(name, data), "body": "x" if status == 200 else ""}
    assert editor_client.post(address, fields).status_code == status
