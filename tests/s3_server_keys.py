"""Who may use the tests' S3; apart from the server, whose import changes the whole process."""

ACCESS, SECRET = "cejc:portal", "a-secret-for-tests"
