"""A second set of goods and wishes that are looked at while developing; see `shop_words.py`.

Wider than the first: preferences are put in more ways ("only … for me", "… isn't for me", one thing
over another), values have numbers, are a mere yes or no, or say the same in other words.
"""

from __future__ import annotations

from shop_words import Goods, Wish

GOODS = (
    Goods(
        shop="Velodrome",
        noun="bicycles",
        first=("Arrow", "Falcon", "Comet", "Ridge", "Swift", "Ember", "Nimbus", "Drift"),
        second=("One", "Sprint", "Rover", "Tour", "Metro", "Glide", "Racer", "Nomad"),
        choices={
            "Frame": ("steel", "aluminium", "carbon"),
            "Use": ("city", "touring", "racing", "gravel"),
        },
        asked={"Frame": "with a {} frame", "Use": "for {}"},
        price=("Price", 180, 2400, "€{:d}"),
        wishes=(
            Wish(
                ("Only disc brakes for me.", "Rim brakes aren't for me."),
                ("I ride down wet mountain roads.", "I weigh a lot and need to stop fast."),
                "Brakes",
                ("hydraulic disc", "mechanical disc"),
                ("rim brakes", "caliper rim"),
            ),
            Wish(
                ("I avoid chains that need oiling.", "I'd always take a belt over a chain."),
                ("I hate greasy trouser legs.", "I never clean or oil my bike."),
                "Drive",
                ("carbon belt", "toothed belt"),
                ("oiled chain", "steel chain"),
            ),
        ),
    ),
    Goods(
        shop="Soundhouse",
        noun="pianos",
        first=("Opus", "Sonata", "Adagio", "Prelude", "Cantus", "Allegro", "Ballade", "Etude"),
        second=("100", "Classic", "Studio", "Grand", "Prime", "Royale", "Solo", "Home"),
        choices={
            "Keys": ("61 keys", "76 keys", "88 keys"),
            "Finish": ("walnut", "ivory", "ebony"),
        },
        asked={"Keys": "with {}", "Finish": "in {}"},
        price=("Price", 150, 3900, "${:d}"),
        wishes=(
            Wish(
                ("I want a headphone jack.", "A headphone socket is a must for me."),
                ("I practise at midnight next to a sleeping baby.", "My neighbours complain."),
                "Headphone output",
                ("yes", "available"),
                ("no", "none"),
            ),
            Wish(
                ("I like a heavy, weighted touch.", "Light plastic keys aren't for me."),
                ("I grew up on a concert grand.", "I train for the conservatory."),
                "Action",
                ("graded hammer action", "fully weighted"),
                ("unweighted synth action", "light spring action"),
            ),
        ),
    ),
    Goods(
        shop="Moored",
        noun="houseboats",
        first=("Palm", "Crown", "Sea", "Amber", "Bell", "Cedar", "Royal", "Pine"),
        second=("Court", "House", "Inn", "Lodge", "View", "Terrace", "Manor", "Rooms"),
        choices={
            "Town": ("Lisbon", "Porto", "Faro", "Braga"),
            "Room": ("single", "double", "twin", "suite"),
        },
        asked={"Town": "in {}", "Room": "with a {} room"},
        price=("Night", 45, 290, "€{:d}"),
        wishes=(
            Wish(
                ("I never stay where dogs aren't welcome.", "I need a place that takes pets."),
                ("My poodle goes wherever I go.", "I can't leave my dog alone."),
                "Pets allowed",
                ("yes", "allowed"),
                ("no", "not allowed"),
            ),
            Wish(
                ("I'd always take a bathtub over a shower.", "I love a long soak in the tub."),
                ("A hot bath is how I end my day.", "Standing under running water relaxes nobody."),
                "Bathroom",
                ("freestanding bathtub", "deep tub"),
                ("walk-in shower", "shower cubicle"),
            ),
            Wish(
                ("I avoid buffets and like being served.", "A breakfast at the table, please."),
                ("I dislike queueing with a plate in hand.", "Mornings I want to be waited on."),
                "Breakfast",
                ("served at your table", "brought to your room"),
                ("self-service buffet", "cold buffet"),
            ),
        ),
    ),
    Goods(
        shop="Greenthumb",
        noun="plants",
        first=("Silver", "Dwarf", "Weeping", "Purple", "Giant", "Creeping", "Spotted", "Royal"),
        second=("Fern", "Palm", "Ivy", "Lily", "Cactus", "Fig", "Sage", "Aloe"),
        choices={
            "Pot": ("12 cm", "17 cm", "21 cm"),
            "Bloom": ("white", "pink", "yellow", "no bloom"),
        },
        asked={"Pot": "in a {} pot", "Bloom": "with {} flowers"},
        price=("Price", 4, 80, "£{:d}"),
        wishes=(
            Wish(
                (
                    "I only buy plants that put up with shade.",
                    "Plants that need sun aren't for me.",
                ),
                ("My flat looks onto a wall.", "I have one small window facing north."),
                "Light",
                ("deep shade", "low light"),
                ("full sun", "direct sunlight all day"),
            ),
            Wish(
                ("I want plants that rarely need watering.", "Nothing thirsty for me."),
                ("I forget to water everything.", "I'm away for weeks at a time."),
                "Water",
                ("once a month", "drought-tolerant"),
                ("twice a day", "keep moist at all times"),
            ),
            Wish(
                ("I avoid anything poisonous to cats.", "It has to be safe for pets."),
                ("My kitten chews every leaf.", "I have three cats."),
                "Safety",
                ("harmless to animals", "pet-safe"),
                ("toxic if eaten", "poisonous sap"),
            ),
        ),
    ),
    Goods(
        shop="Inkwell",
        noun="novels",
        first=("The", "A", "Our", "Her", "His", "That", "One", "No"),
        second=(
            "Orchard",
            "Winter",
            "Lighthouse",
            "Inheritance",
            "Cartographer",
            "Tide",
            "Sparrow",
            "Verdict",
        ),
        choices={
            "Genre": ("crime", "fantasy", "romance", "history"),
            "Format": ("hardcover", "paperback", "audiobook"),
        },
        asked={"Genre": "in {}", "Format": "as a {}"},
        price=("Price", 5, 45, "${:d}"),
        wishes=(
            Wish(
                ("I prefer short books.", "Thick doorstoppers aren't for me."),
                ("I read ten minutes a day on the bus.", "I never finish long things."),
                "Extent",
                ("a slim 120 pages", "novella"),
                ("over 900 pages", "three thick volumes"),
            ),
            Wish(
                ("I like a happy ending.", "I avoid books that end badly."),
                ("I cry too easily.", "There is enough misery in the news for me."),
                "Ending",
                ("all ends well", "hopeful"),
                ("everyone dies", "bleak and tragic"),
            ),
        ),
    ),
    Goods(
        shop="Cleanline",
        noun="cleaning services",
        first=("Bright", "Spotless", "Fresh", "Shine", "Tidy", "Clear", "Pure", "Crystal"),
        second=("Team", "Crew", "Helpers", "Maids", "Brothers", "Force", "Partners", "Homes"),
        choices={
            "Area": ("Northgate", "Millbrook", "Castle Hill", "Easton"),
            "Slot": ("weekdays", "evenings", "weekends"),
        },
        asked={"Area": "in {}", "Slot": "on {}"},
        price=("Hour", 12, 55, "£{:d}"),
        wishes=(
            Wish(
                ("I want natural cleaning products.", "No harsh chemicals in my home."),
                ("Bleach makes me cough.", "My toddler licks the floor."),
                "Products",
                ("vinegar and soap", "eco-certified"),
                ("strong bleach", "industrial solvents"),
            ),
            Wish(
                ("I'd rather have the same cleaner every time.", "I dislike a new face each week."),
                ("It takes me long to trust people.", "I hate explaining my flat again."),
                "Staff",
                ("one regular cleaner", "always the same person"),
                ("whoever is free", "rotating teams"),
            ),
            Wish(
                ("I never sign long contracts.", "I want to be able to cancel at any time."),
                ("I may move at short notice.", "I got stuck with a gym once."),
                "Commitment",
                ("cancel any day", "pay as you go"),
                ("12-month contract", "two-year minimum term"),
            ),
        ),
    ),
    Goods(
        shop="Railhop",
        noun="trains",
        first=("Alpine", "Coastal", "Night", "Valley", "Capital", "Lakeside", "Border", "Northern"),
        second=("Express", "Runner", "Star", "Link", "Flyer", "Shuttle", "Arrow", "Line"),
        choices={
            "To": ("Vienna", "Zurich", "Milan", "Prague"),
            "Day": ("Friday", "Saturday", "Sunday"),
        },
        asked={"To": "to {}", "Day": "on {}"},
        price=("Fare", 19, 180, "€{:d}"),
        wishes=(
            Wish(
                ("I only take direct trains.", "I avoid changing trains."),
                ("I travel with two big suitcases and a pram.", "I once missed every connection."),
                "Changes",
                ("direct", "no changes"),
                ("2 changes", "change in Basel and Linz"),
            ),
            Wish(
                ("I like the silent coach.", "Chatter around me isn't for me."),
                ("I work on the train.", "I sleep through every journey."),
                "Coach",
                ("quiet zone", "silence carriage"),
                ("family area", "bar and lounge"),
            ),
        ),
    ),
    Goods(
        shop="Kitline",
        noun="laptops",
        first=("Nova", "Zen", "Orbit", "Vertex", "Pixel", "Atlas", "Quill", "Onyx"),
        second=("Air", "Book", "Pro", "Slim", "Max", "Lite", "Edge", "Core"),
        choices={
            "Memory": ("8 GB", "16 GB", "32 GB"),
            "Colour": ("silver", "black", "gold"),
        },
        asked={"Memory": "with {} of memory", "Colour": "in {}"},
        price=("Price", 320, 2900, "${:d}"),
        wishes=(
            Wish(
                ("I prefer a matte display.", "Glossy displays aren't for me."),
                ("I work outside in the sun.", "Reflections drive me mad."),
                "Display",
                ("anti-glare", "matte"),
                ("glossy", "mirror finish"),
            ),
            Wish(
                ("I want something light to carry.", "Heavy machines aren't for me."),
                ("I walk to work with a backpack.", "My back hurts when I carry things."),
                "Weight",
                ("0.9 kg", "1.1 kg"),
                ("3.4 kg", "2.9 kg"),
            ),
            Wish(
                (
                    "I need a battery that lasts all day.",
                    "I avoid laptops that always need a plug.",
                ),
                ("I write in parks and trains.", "There is never an outlet where I sit."),
                "Battery",
                ("lasts 20 hours", "18 hours of use"),
                ("2 hours", "needs mains power"),
            ),
        ),
    ),
    Goods(
        shop="Fitcircle",
        noun="classes",
        first=("Morning", "Sunset", "Core", "Urban", "Total", "Inner", "Daily", "River"),
        second=("Flow", "Burn", "Balance", "Power", "Motion", "Reset", "Pulse", "Stretch"),
        choices={
            "Level": ("beginner", "intermediate", "advanced"),
            "Studio": ("Main Hall", "Loft", "Annexe"),
        },
        asked={"Level": "for {} level", "Studio": "in the {}"},
        price=("Fee", 6, 60, "${:d}"),
        wishes=(
            Wish(
                ("I like exercise that is easy on the joints.", "No jumping for me."),
                ("I had knee surgery.", "My ankles are fragile."),
                "Impact",
                ("low impact", "gentle stretching"),
                ("high impact", "jumps and sprints"),
            ),
            Wish(
                ("I like small classes.", "Large classes aren't for me."),
                ("I am shy around strangers.", "I need the trainer to watch my form."),
                "Group",
                ("at most 5 people", "one trainer to yourself"),
                ("40 people", "big crowd"),
            ),
            Wish(
                ("I'd take swimming pools over gyms any day.", "I only enjoy sport in water."),
                ("I was a lifeguard.", "Sweating on dry land disgusts me."),
                "Place",
                ("heated pool", "open-air lake"),
                ("weights room", "gym floor"),
            ),
        ),
    ),
    Goods(
        shop="Dreamrest",
        noun="mattresses",
        first=("Cloud", "Feather", "Luna", "Nest", "Haven", "Drift", "Siesta", "Polar"),
        second=("Original", "Plus", "Deluxe", "Hybrid", "Support", "Premium", "Essential", "Rest"),
        choices={
            "Size": ("90 x 200", "140 x 200", "160 x 200"),
            "Height": ("18 cm", "22 cm", "28 cm"),
        },
        asked={"Size": "in {}", "Height": "{} high"},
        price=("Price", 120, 1900, "€{:d}"),
        wishes=(
            Wish(
                ("I like a firm bed.", "Soft mattresses aren't for me."),
                ("My doctor told me to sleep on something hard.", "I sink in and wake up sore."),
                "Feel",
                ("very firm", "hard"),
                ("plush", "pillowy soft"),
            ),
            Wish(
                ("I avoid wool and feathers.", "Only vegan materials for me."),
                ("I don't use anything that comes from animals.", "Feathers make me sneeze."),
                "Filling",
                ("natural latex", "plant fibre"),
                ("goose down", "sheep's wool"),
            ),
        ),
    ),
    Goods(
        shop="Cupboard",
        noun="teas",
        first=("Jade", "Golden", "Misty", "Imperial", "Garden", "Desert", "Monsoon", "Evening"),
        second=("Leaf", "Blend", "Cup", "Harvest", "Ritual", "Blossom", "Mountain", "Secret"),
        choices={
            "Origin": ("China", "India", "Sri Lanka", "Kenya"),
            "Pack": ("50 g", "100 g", "250 g"),
        },
        asked={"Origin": "from {}", "Pack": "in packs of {}"},
        price=("Price", 3, 40, "£{:d}"),
        wishes=(
            Wish(
                ("I only drink decaf.", "I stay away from caffeine."),
                ("I drink tea right before bed.", "My heart races after a strong cup."),
                "Caffeine",
                ("caffeine-free", "decaffeinated"),
                ("high", "strong caffeine kick"),
            ),
            Wish(
                ("I like loose leaves.", "I'd always take loose tea over bags."),
                ("I own four teapots and a strainer.", "I try not to throw away packaging."),
                "Form",
                ("loose leaf", "whole leaves"),
                ("tea bags", "pyramid bags"),
            ),
            Wish(
                ("I love spicy flavours.", "Sweet, fruity teas aren't for me."),
                ("I put ginger and pepper in everything.", "Chai reminds me of home."),
                "Taste",
                ("cinnamon and cardamom", "peppery"),
                ("peach and vanilla", "sugary berries"),
            ),
        ),
    ),
    Goods(
        shop="Careerboard",
        noun="jobs",
        first=(
            "Junior",
            "Senior",
            "Lead",
            "Assistant",
            "Deputy",
            "Chief",
            "Associate",
            "Principal",
        ),
        second=("Analyst", "Designer", "Editor", "Planner", "Buyer", "Tester", "Clerk", "Writer"),
        choices={
            "Sector": ("banking", "media", "energy", "retail"),
            "City": ("Leipzig", "Hamburg", "Munich", "Cologne"),
        },
        asked={"Sector": "in {}", "City": "in {}"},
        price=("Application fee", 1, 90, "€{:d}"),
        wishes=(
            Wish(
                ("I want to work from home.", "Commuting to an office isn't for me."),
                ("I live two hours from any city.", "I look after my mother in the house."),
                "Workplace",
                ("fully remote", "home office"),
                ("on site five days", "open-plan office"),
            ),
            Wish(
                ("I only take part-time work.", "I avoid full-time jobs."),
                ("I pick up my kids at two.", "I study three days a week."),
                "Hours",
                ("20 hours a week", "mornings only"),
                ("40 hours a week", "full time with overtime"),
            ),
        ),
    ),
)
