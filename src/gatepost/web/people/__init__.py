"""The roll: pupils, staff, governors and parents as the school lists them; past pupils; family links."""
