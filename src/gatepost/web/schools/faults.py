"""What was asked for and cannot be, said in a sentence for the person."""


class Fault(Exception):
    """What somebody asked for cannot be done as things are; the message is a sentence for the screen, already in their
    language. `field` names the field of the form that it is about, or is empty.
    """

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field
