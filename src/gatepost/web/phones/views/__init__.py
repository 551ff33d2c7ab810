"""The pages of pupils' phones."""
