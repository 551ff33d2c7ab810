"""Make faces unrecognisable: a photo, boxes on it, and the result to download; nothing of it is kept."""
