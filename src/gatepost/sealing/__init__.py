"""What only the right people can open: texts, files, their keys, safe phrases and recovery by any two cards.

Plain functions over libsodium, by way of PyNaCl; knows no database and no web. `secret` and `faults` are below all,
`envelope` seals contents, `keyring` seals keys, `phrase` is what a person remembers, `recovery` what holders keep on
paper.
"""
