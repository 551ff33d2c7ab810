"""The web site of Gatepost: a Django project that stands on the library, one app for each noun."""
