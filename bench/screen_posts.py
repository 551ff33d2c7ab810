"""Invented people and posts for the bench of the screening: sentences of school life and plain ones, by chance."""

import random

from gatepost.screening.roll import Person

LENGTH = 280  # characters of a post

_FORENAMES = """
Amelia Olivia Isla Ava Mia Freya Lily Florence Rosie Phoebe Evie Harriet Imogen Matilda Oliver George Arthur Noah Leo
Oscar Theo Finley Harvey Jasper Rupert Toby Elliot Felix Aisha Fatima Zainab Maryam Hamza Yusuf Ibrahim Bilal Priya
Anjali Rohan Arjun Kavya Zofia Jakub Kacper Oliwia Szymon Wiktoria Chidi Amara Kwame Adaeze Tunde Seren Carys Ffion
Rhys Dylan Gethin Lowri Osian Megan Angharad Niamh Aoife Callum Fergus Mei Jia Linh Minh Elif Emre Zeynep Mateo Sofia
Diego
"""
_SURNAMES = """
Hartley Whitaker Pemberton Ashdown Thackeray Bexley Colbourne Dunmore Fairweather Gledhill Hollis Ingham Jessop
Kendrick Lockwood Merriman Norbury Oakeshott Partridge Quayle Ramsbottom Shuttleworth Tattersall Underhill Verney
Winstanley Yardley Okafor Adeyemi Mensah Khan Hussain Chaudhry Malik Patel Sharma Kaur Gill Nowak Kowalski Wisniewski
Zielinski Popescu Griffiths Llewellyn Prosser Bevan Cadwallader Pritchard Maddocks O'Connell Gallagher MacLeod
Farquhar Nguyen Tran Chen Yilmaz Demir Rodrigues Fernandes Lindqvist
"""
_SYLLABLES = "bar bel cor dan del dor fen gal har hol kel lan mar mel nor pel ral sel tam ter val wen wol yar"
_ENDINGS = "by ley ton ford worth wick field man son more stock ridge"

_SCHOOL = """\
What a lovely morning we had in the forest school area today.
The children made clay pots and painted them in bright colours.
Please remember that PE kits need to come home this Friday.
Our harvest assembly is at half past two and all families are welcome.
Year 4 went to the museum and learnt how the Romans built their roads.
Thank you to everybody who helped at the summer fair on Saturday.
We are reading a story about a bear who cannot sleep in winter.
The cake sale raised money for new books in the library.
Swimming starts again next week, so pack a towel and a drink.
A big well done to our netball team, who played so well in the rain.
The choir sang beautifully at the care home this afternoon.
Reception have been planting beans and measuring how tall they grow.
We still need volunteers to hear readers on Tuesday mornings.
Lost property is on the table by the office, come and have a look.
Our new climbing frame is open and there was a long queue for it.
Class 2 wrote letters to the mayor about the crossing outside the gate.
Parents' evening forms went home in book bags yesterday.
The school council has chosen a pond as its project for this year.
Everyone dressed up for World Book Day and the costumes were superb.
We practised our times tables with a song and a lot of clapping.
"""
_PLAIN = """\
The bus was late again and I got soaked waiting for it.
Made a curry tonight and there is enough left for tomorrow.
Does anyone know a good plumber around here?
I cannot believe how dark it is at five o'clock already.
Watched the match with my brother and the second half was brilliant.
The garden is full of leaves and I have run out of bags.
We walked along the river and saw two herons and a fox.
My train is stuck outside the station, so I will be home later.
Finally finished that jigsaw and of course one piece is missing.
Coffee first, then the shopping, then a long sit down.
That film was far too long but the music was wonderful.
Happy birthday to the best sister anybody could have.
The dog ate half a loaf and looks very pleased with himself.
Booked a week by the sea and I am counting the days.
It snowed for ten minutes and the whole town stopped.
New shoes, sore feet, no regrets.
The neighbours are having a party and the music is not bad at all.
Trying to learn the guitar at my age is harder than I thought.
Who else is watching the baking on the telly tonight?
The queue at the post office went all the way round the corner.
"""
_NAMED = """\
Well done {name} for a wonderful piece of writing.
{name} scored the winning goal on Saturday.
So proud of {name} today.
Thank you {name} for bringing in your shells.
"""
_PERSONAL = """\
Ring me on 07700 900{number} if you can help.
Write to jo{number}@mail.example before Monday.
We are at {number} Mill Lane, TN{one} {one}QX, come round.
"""
_UNKIND = """\
Honestly what a useless idiot that man is.
I think the council should be ashamed of this decision.
Tickets are £5, message me to order yours.
"""


def people(number: int, seed: int = 1) -> list[Person]:
    """So many invented pupils, all with different names; beyond a few thousand the surnames are made of syllables."""
    chance = random.Random(seed)
    forenames, surnames, syllables, endings = (text.split() for text in (_FORENAMES, _SURNAMES, _SYLLABLES, _ENDINGS))
    found: dict[tuple[str, str], Person] = {}
    while len(found) < number:
        surname = chance.choice(surnames)
        if number > 3000:
            surname = "".join(chance.choices(syllables, k=chance.choice((1, 2)))).title() + chance.choice(endings)
        name = (chance.choice(forenames), surname)
        found[name] = Person("pupil", *name, class_name=f"{chance.randint(1, 6)}{chance.choice('AB')}")
    return list(found.values())


def posts(number: int, roll: list[Person], seed: int = 2) -> list[str]:
    """Posts of LENGTH characters: half of school life, half plain; one in eight names somebody of the roll, one in
    twenty tells personal data, one in twenty is unkind, gives an opinion or sells."""
    chance = random.Random(seed)
    school, plain, named, personal, unkind = (
        text.splitlines() for text in (_SCHOOL, _PLAIN, _NAMED, _PERSONAL, _UNKIND)
    )
    found = []
    for at in range(number):
        sentences = chance.sample(school if at % 2 else plain, 6)
        if chance.random() < 1 / 8:
            person = chance.choice(roll)
            sentences[0] = chance.choice(named).format(name=f"{person.forename} {person.surname}")
        if chance.random() < 1 / 20:
            sentences[1] = chance.choice(personal).format(number=chance.randint(100, 999), one=chance.randint(1, 9))
        if chance.random() < 1 / 20:
            sentences[2] = chance.choice(unkind)
        found.append(" ".join(sentences)[:LENGTH])
    return found
