"""Messages to logins, and reminders that go out."""
