"""The demo: invented schools with invented people in them."""
