"""What `gatepost doctor` looks at: one module for each organ."""
