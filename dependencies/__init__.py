"""What the product is built of: each package fixed by version and hash, and looked up among known vulnerabilities."""
