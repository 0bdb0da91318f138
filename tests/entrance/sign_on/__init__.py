"""The single sign-on of the office, against a real provider over HTTP."""
