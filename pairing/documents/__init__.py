"""Documents that go out of the office: rosters and lists, masked for the public, whole for the office."""
