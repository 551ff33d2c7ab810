"""A draft checked: what was found in its words and photos, told to the policy, and what is still to be asked."""
