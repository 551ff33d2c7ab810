"""A slow, obvious answer to what a minute is, from lists of days made by hand out of a year."""

from datetime import date, datetime, timedelta

from gatepost.terms.year import SchoolYear, Stretch


def days(stretches: tuple[Stretch, ...]) -> set[date]:
    return {
        one.starts + timedelta(days=number) for one in stretches for number in range((one.ends - one.starts).days + 1)
    }


def table(year: SchoolYear, bank_holidays: set[date]) -> dict[date, str]:
    """Every day of a year to `free`, `training` or `lessons`."""
    taught = days(year.terms) - days(year.half_terms) - set(year.inset_days)
    shut = bank_holidays | days(year.closures)
    found = {}
    day = year.starts
    while day <= year.ends:
        if day.strftime("%a") in ("Sat", "Sun") or day in shut:
            found[day] = "free"
        elif day in year.inset_days:
            found[day] = "training"
        else:
            found[day] = "lessons" if day in taught else "free"
        day += timedelta(days=1)
    return found


def usual_minute(clock: str) -> str:
    """What a minute such as `10:45` is on a whole day of lessons for staff."""
    if not "08:20" <= clock < "16:30":
        return "own-time"
    if "10:45" <= clock < "11:00" or "12:15" <= clock < "13:15":
        return "school-day-break"
    return "lesson" if "09:00" <= clock < "15:10" else "working-time"


def minute(wall: datetime, kinds: dict[date, str], ends_early: dict[date, str]) -> str:
    """What a minute on the wall is for staff, with the hour at which half days end."""
    clock = wall.strftime("%H:%M")
    match kinds[wall.date()]:
        case "free":
            return "own-time"
        case "training":
            return "working-time" if "08:20" <= clock < "16:30" else "own-time"
    closes = ends_early.get(wall.date())
    if closes is None or clock < closes:
        return usual_minute(clock)
    hour, past = (int(part) for part in closes.split(":"))
    gone = (datetime.combine(wall.date(), datetime.min.time()) + timedelta(hours=hour, minutes=past + 70)).strftime(
        "%H:%M"
    )
    return "working-time" if clock < gone else "own-time"
