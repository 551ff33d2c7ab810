"""A part of a picture: where something was seen, or what is to be made unrecognisable."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels of `Picture.image`; it may reach over the edges."""

    left: int
    top: int
    width: int
    height: int

    def within(self, width: int, height: int) -> "Box | None":
        """The part of it that lies in a picture of this size; None where there is none."""
        left, top = max(0, self.left), max(0, self.top)
        right, bottom = min(width, self.left + self.width), min(height, self.top + self.height)
        return Box(left, top, right - left, bottom - top) if right > left and bottom > top else None

    def wider(self, share: float) -> "Box":
        """The box with this share of its size added on each side."""
        across, down = round(self.width * share), round(self.height * share)
        return Box(self.left - across, self.top - down, self.width + 2 * across, self.height + 2 * down)

    def scaled(self, by: float) -> "Box":
        """The box in a picture that is this many times as large; it covers at least what it covered."""
        left, top = int(self.left * by), int(self.top * by)
        right, bottom = -int(-(self.left + self.width) * by // 1), -int(-(self.top + self.height) * by // 1)
        return Box(left, top, right - left, bottom - top)
