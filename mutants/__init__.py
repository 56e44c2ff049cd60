"""Would a test notice? Small faults are put into a copy of the product, one at a
time, and the tests that can notice are run."""
