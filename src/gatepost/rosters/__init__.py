"""The roll of a school: files of management systems to a snapshot of people, and a snapshot to its differences."""
