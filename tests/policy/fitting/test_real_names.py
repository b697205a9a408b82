"""Names alone tell whether they honour a preference, with the model that comes with the install."""

from __future__ import annotations

import numpy as np
import pytest

from uptake.core.settings import Settings
from uptake.memory.embedding import load_embedder
from uptake.policy.fitting import FitHead

pytestmark = pytest.mark.real

# What somebody says | a name that honours it | one that does not
SAID = """
I can't stand crowds|Quiet garden|Lively market
Crowds make me nervous|Empty beach|Street carnival
I like to be among people|Night market|Hermitage trail
I can't stand noise|Reading room|Drum workshop
I sleep badly when it is loud|Countryside inn|Room above the bar
I'm afraid of heights|Harbour stroll|Rooftop climb
I get dizzy looking down|Botanical garden|Glass-floor tower
I don't like spicy food|Creamy korma|Hot vindaloo
My stomach can't take chilli|Plain rice porridge|Sichuan hot pot
I love hot food that burns|Jalapeño burger|Mild pumpkin soup
I'm vegetarian|Mushroom risotto|Beef stew
I keep kosher|Falafel plate|Pork chops
I don't drink alcohol|Ginger lemonade|Gin and tonic
I'm trying to cut sugar|Natural yoghurt|Caramel fudge cake
I hate fish|Roast chicken|Grilled mackerel
I have a sweet tooth|Chocolate mousse|Pickled herring
I hate scary films|Sunny romance|The Haunting
I need a good laugh|Slapstick comedy|Funeral drama
I'm bored by love stories|Spy thriller|Romantic holiday
I love true stories|Documentary on Everest|Wizard school
My kids come along|Puppet theatre|Wine cellar tour
We have a baby with us|Picnic in the park|Late-night cabaret
I use a wheelchair|Ground-floor gallery|Cliff path
My knees hurt on stairs|Riverside walk|Bell tower climb
I get seasick|Train ride|Boat cruise
I can't swim|Canal walk|Diving course
I hate the cold|Desert lodge|Ice hotel
I burn in the sun|Underground caves|Beach afternoon
I love the sea|Beach hut|Mountain hut
I miss the mountains|Alpine chalet|Seaside flat
I'd rather be outdoors|Forest hike|Escape room
I hate the rain|Indoor pool|Open-air concert
I love old buildings|Medieval abbey|Glass office tower
I'm into modern design|Concrete loft|Thatched cottage
I have no money this month|Free walking tour|Five-star spa
I want to treat myself|Champagne brunch|Budget hostel
I only have half an hour|Quick espresso|Nine-course dinner
I like to take my time|Slow-food evening|Drive-through burger
I hate museums|Food tasting|History museum
I love painting|Watercolour class|Motor show
I'm allergic to cats|Dog café|Cat café
I'm scared of dogs|Aviary visit|Dog show
I don't eat gluten|Rice noodles|Wheat pasta
I'm lactose intolerant|Lemon sorbet|Cheese fondue
I love jazz|Saxophone night|Techno rave
I can't stand electronic music|String quartet|Techno rave
I play the violin|Orchestra rehearsal|Wrestling match
I hate sports|Poetry reading|Football match
I want to get fit|Rowing class|Pudding buffet
I need to relax|Thermal baths|Boot camp
I want a thrill|Bungee jump|Tea ceremony
I don't like violence|Baking show|Gangster film
I like things in order|Filing cabinet|Junk drawer
I hate tidying|Self-cleaning oven|White carpet
I fly a lot|Carry-on case|Grand piano
I cycle to work|Bike panniers|Car wax
I don't own a car|Bus pass|Parking permit
I work at night|Blackout curtains|Sunrise alarm
I have a bad back|Lumbar cushion|Beanbag
I wear only black|Charcoal coat|Pink blazer
I don't like leather|Canvas bag|Suede boots
I'm left-handed|Left-hand scissors|Right-hand scissors
I care about the climate|Night train|Short-haul flight
I avoid plastic|Glass bottle|Plastic cup
I love to dance|Salsa night|Chess club
I'm shy|Solo audio guide|Karaoke party
I like meeting new people|Group cooking class|Private cabin
I hate getting up early|Evening lecture|Sunrise yoga
I'm an early bird|Dawn birdwatching|Midnight movie
I can't sit still|Trampoline park|Opera marathon
"""


def test_of_two_names_the_one_that_honours_a_preference_is_found_mostly() -> None:
    head = FitHead(load_embedder(Settings()))
    rows = [line.split("|") for line in SAID.split("\n") if line]
    apart = []
    for said, good, bad in rows:
        fits = head.fits([said], [good, bad])[:, 0]
        apart.append(fits[0] - fits[1])
    assert len(rows) == 70
    # Chance is 0.5; words alone find 0.71.
    assert np.mean(np.array(apart) > 0) >= 0.8
    # It is not only found, but said: a name that is told apart faintly moves nothing.
    assert np.mean(apart) >= 0.5
