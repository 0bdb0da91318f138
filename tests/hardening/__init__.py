"""What keeps the product shut: secrets, headers, what it was built of, what it says of itself."""
