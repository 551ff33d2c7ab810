"""Facts of law and office that differ by jurisdiction or change with time, kept in dated files; knows no policy."""
