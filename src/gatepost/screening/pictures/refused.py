"""A picture that cannot be taken: one sentence that says why and what to do instead."""


class PictureRefused(ValueError):
    """The file is not taken; its message is a sentence for the person who sent it."""


DAMAGED = "This picture is damaged and cannot be read. Open it where it was made, save it again, and send that."
CUT_SHORT = "This picture did not arrive whole. Send it again, over a better connection if you can."
MOVING = "This is a moving picture. Send a still one: a screenshot of the moment that matters will do."
RARE = "This is a rare sort of picture that cannot be looked at here. Open it, save it as a JPEG, and send that."
