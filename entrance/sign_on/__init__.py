"""Coming in by the single sign-on of the office (OpenID Connect): an extra, off unless the installation sets it up."""
