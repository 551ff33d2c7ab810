"""Permission asked of the headteacher: bound to exactly what was asked; and the register of accounts."""
