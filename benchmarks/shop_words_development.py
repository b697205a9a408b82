"""The goods and wishes that are looked at while developing; see `shop_words.py`."""

from __future__ import annotations

from shop_words import Goods, Wish

GOODS = (
    Goods(
        shop="Tablefinder",
        noun="restaurants",
        first=("Blue", "Copper", "Little", "Old", "Salt", "River", "Paper", "Velvet"),
        second=("Lantern", "Kettle", "Fig", "Anchor", "Orchard", "Spoon", "Heron", "Gate"),
        choices={
            "Cuisine": ("Thai", "Italian", "Mexican", "Georgian", "Indian"),
            "District": ("Old Town", "Harbour", "Westend", "Station"),
        },
        asked={"Cuisine": "{} food", "District": "in {}"},
        price=("Price", 12, 68, "${:d}"),
        wishes=(
            Wish(
                ("I prefer quiet restaurants.", "I don't like loud places."),
                ("I can't stand crowds.", "I like it calm when I eat."),
                "Atmosphere",
                ("quiet garden", "hushed dining room"),
                ("packed and lively", "loud party crowd"),
            ),
            Wish(
                ("I prefer vegetarian dishes.", "I want food without meat."),
                ("I don't eat meat.", "I have been a vegetarian for years."),
                "Kitchen",
                ("plant-based dishes", "vegetables and grains"),
                ("steak and ribs", "grilled lamb"),
            ),
        ),
    ),
    Goods(
        shop="Reel Street",
        noun="films",
        first=("Silent", "Last", "Golden", "Winter", "Broken", "Hidden", "Paper", "Northern"),
        second=("Harvest", "Station", "Mirror", "Letters", "Summer", "Bridge", "Signal", "Tide"),
        choices={
            "Genre": ("Comedy", "Drama", "Thriller", "Documentary"),
            "Country": ("France", "Japan", "Brazil", "Norway"),
        },
        asked={"Genre": "a {}", "Country": "from {}"},
        price=("Rent", 2, 15, "${:d}.99"),
        wishes=(
            Wish(
                ("I like gentle films.", "I don't want gory films."),
                ("I hate violence in films.", "Blood on screen makes me ill."),
                "Tone",
                ("gentle and warm", "tender"),
                ("brutal fights", "gory"),
            ),
            Wish(
                ("I prefer films with English audio.", "I don't like subtitled films."),
                ("I never read subtitles.", "I can't follow a film when I have to read it."),
                "Language",
                ("dubbed in English", "English audio"),
                ("original audio, subtitled", "subtitles only"),
            ),
        ),
    ),
    Goods(
        shop="Potluck",
        noun="recipes",
        first=("Smoky", "Golden", "Green", "Sunday", "Rustic", "Crisp", "Village", "Harvest"),
        second=("Stew", "Bake", "Curry", "Pie", "Noodles", "Salad", "Soup", "Dumplings"),
        choices={
            "Course": ("starter", "main course", "dessert", "side dish"),
            "Season": ("spring", "summer", "autumn", "winter"),
        },
        asked={"Course": "for a {}", "Season": "for {}"},
        price=("Cost", 3, 28, "${:d}"),
        wishes=(
            Wish(
                ("No cream or cheese for me.", "I cook with olive oil or coconut milk."),
                ("I'm lactose intolerant.", "Dairy gives me stomach aches."),
                "Contains",
                ("olive oil and lemon", "coconut milk"),
                ("butter and cream", "plenty of cheese"),
            ),
            Wish(
                ("I want recipes that are ready quickly.", "I don't like recipes that take hours."),
                ("I never have time to cook.", "Cooking has to be quick for me."),
                "Effort",
                ("ready in ten minutes", "no cooking at all"),
                ("simmers for four hours", "rests overnight"),
            ),
        ),
    ),
    Goods(
        shop="Nestly",
        noun="flats",
        first=("Elm", "Maple", "Chestnut", "Market", "Church", "Canal", "Garden", "Mill"),
        second=("Street", "Lane", "Avenue", "Row", "Place", "Hill", "Crescent", "Wharf"),
        choices={
            "Rooms": ("studio", "two rooms", "three rooms", "four rooms"),
            "Quarter": ("Northside", "Riverbank", "Hilltop", "Docklands"),
        },
        asked={"Rooms": "with {}", "Quarter": "in {}"},
        price=("Rent", 400, 2400, "${:d}"),
        wishes=(
            Wish(
                ("I want a calm flat.", "I don't want to live beside a busy road."),
                ("I can't sleep with street noise.", "I need silence at night."),
                "Surroundings",
                ("calm courtyard", "peaceful cul-de-sac"),
                ("above a nightclub", "beside the motorway"),
            ),
            Wish(
                ("I want to live near a station.", "I want good public transport nearby."),
                ("I go to work by train.", "I sold my car and never drive."),
                "Transport",
                ("two minutes to the metro", "next to the central station"),
                ("only reachable by road", "no public transport nearby"),
            ),
            Wish(
                ("I want a balcony or a terrace.", "I don't take flats without a balcony."),
                ("My plants are everything to me.", "I love growing tomatoes."),
                "Outside",
                ("sunny balcony", "roof terrace"),
                ("no balcony", "windows face a wall"),
            ),
        ),
    ),
    Goods(
        shop="Trailmix",
        noun="tours",
        first=("Sunrise", "Coastal", "Hidden", "Royal", "Forgotten", "Wild", "Lantern", "Stone"),
        second=("Ramble", "Discovery", "Passage", "Trek", "Circuit", "Voyage", "Loop", "Quest"),
        choices={
            "Region": ("Andalusia", "Tuscany", "Provence", "Bavaria"),
            "Length": ("half a day", "one day", "two days", "a week"),
        },
        asked={"Region": "in {}", "Length": "that take {}"},
        price=("Per person", 20, 190, "${:d}"),
        wishes=(
            Wish(
                ("I prefer flat paths.", "I don't want cliffs or suspension bridges."),
                ("I'm afraid of heights.", "Looking down from high places makes me dizzy."),
                "Route",
                ("flat riverside path", "through the valley"),
                ("along the cliff edge", "suspension bridges and ladders"),
            ),
            Wish(
                ("I prefer tours on foot.", "I don't want tours by ship."),
                ("I get seasick.", "I don't go on boats."),
                "Travel",
                ("on foot", "by horse-drawn cart"),
                ("by sailing ship", "on a ferry"),
            ),
            Wish(
                (
                    "I prefer tours that start in the afternoon.",
                    "I don't want tours that leave at dawn.",
                ),
                ("I hate getting up early.", "I'm no use before noon."),
                "Start",
                ("starts in the late afternoon", "begins at two in the afternoon"),
                ("leaves at dawn", "meets before breakfast"),
            ),
        ),
    ),
)
