"""School years: what a day is, what a moment is, and when a deadline falls; knows no policy, no law and no web.

`timetable` and `year` hold what a school says, `calendar` joins years, `moment` and `deadlines` answer from it.
`entry`, `csv_dates` and `ics` read dates into proposals, `assemble` makes a year of them.
"""
