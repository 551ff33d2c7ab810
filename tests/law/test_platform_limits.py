"""The limits of platforms: each in words the software knows."""

from gatepost.law.platform_limits import GRAPHEMES, WEIGHTED, WITH_ADDRESSES, platforms
from gatepost.vocabulary.words import vocabulary


def test_every_platform_counts_in_a_known_way_and_stands_on_a_channel_of_the_vocabulary() -> None:
    assert {"x", "facebook", "instagram", "bluesky", "mastodon", "youtube"} <= set(platforms())
    for one in platforms().values():
        assert one.counts in (GRAPHEMES, WEIGHTED, WITH_ADDRESSES), one.code
        assert one.channel in vocabulary().facts["channel"].values, one.code
        assert one.letters > 0, one.code


def test_no_code_of_a_platform_is_a_word_of_the_vocabulary() -> None:
    assert not set(platforms()) & set(vocabulary().facts["channel"].values)
