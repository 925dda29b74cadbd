"""What general text is about and how it begins: topics, and openings of many forms.

Plain words, written for this project; knows no model.
"""

from __future__ import annotations

TOPICS: dict[str, tuple[str, ...]] = {
    "nature": tuple(
        "volcanoes|coral reefs|the migration of birds|how rivers shape valleys|honeybees|glaciers|"
        "the deep sea|mushrooms in the forest|wolves and their packs|the life of an oak tree|"
        "tides and the moon|desert plants|monsoon rains|earthquakes|the ozone layer|frogs and wetlands|"
        "the Amazon basin|hurricanes|soil and the creatures in it|whales|snow leopards|butterflies|"
        "the carbon cycle|invasive species|limestone caves|the northern lights".split("|")
    ),
    "science": tuple(
        "gene expression in yeast|the structure of proteins|black holes|vaccines and immunity|"
        "superconducting materials|the behaviour of ants|stem cells|antibiotic resistance in bacteria|"
        "dark matter|sleep and memory|the microbiome of the gut|solar cells|plate tectonics|"
        "cell division|insulin signalling in mice|the evolution of birds|quantum computers|"
        "catalysts for clean fuels|nerve cells of the retina|photosynthesis|the expansion of the universe|"
        "inflammation and ageing|mitochondria|the genetics of wheat|a model of ocean currents|"
        "tumour suppressor genes|neutrinos|the physics of sand|polymers|language learning in infants|"
        "T cells and viral infection|drug delivery by nanoparticles|the chemistry of batteries".split(
            "|"
        )
    ),
    "technology": tuple(
        "electric cars|the history of the telephone|open source software|satellites|bicycles|3D printing|"
        "how a search engine works|wind turbines|robots in factories|passwords and security|bridges|"
        "the invention of the printing press|high-speed trains|video games|digital cameras|"
        "the internet of things|machine translation|aircraft engines|clean water for cities|"
        "a bug in a computer program|smartphones in schools|weather forecasting|nuclear power|drones".split(
            "|"
        )
    ),
    "history": tuple(
        "the Roman roads|the Silk Road|the French Revolution|the building of the pyramids|the Vikings|"
        "the industrial revolution|the Ming dynasty|the American Civil War|women and the vote|"
        "the fall of the Berlin Wall|the Black Death|Inca roads and terraces|the space race|"
        "the Ottoman Empire|the Great Depression|the abolition of slavery|ancient Athens|samurai|"
        "the first railways|the voyages of Polynesian sailors|the end of the British Empire|"
        "the discovery of penicillin|medieval guilds|the Second World War at sea|Timbuktu".split(
            "|"
        )
    ),
    "society": tuple(
        "housing in big cities|a local election|public libraries|traffic and air quality|school lunches|"
        "the pension system|a strike at the port|a new law on privacy|refugees|volunteer fire brigades|"
        "freedom of the press|a summit of world leaders|taxes|languages that are dying out|"
        "the rights of workers|a court ruling|public transport|rural doctors|crime statistics|charity|"
        "a census|peace talks|trade between neighbouring countries|a flood and its aftermath|"
        "the price of food|a merger of two airlines|young people and unemployment|a protest march".split(
            "|"
        )
    ),
    "culture": tuple(
        "jazz|the novels of the nineteenth century|street art|Japanese tea ceremonies|opera|photography|"
        "folk tales|the cinema of the 1970s|poetry|dance|pottery|museums|a music festival|a new film|"
        "theatre in ancient Greece|comic books|architecture|carnival|the violin|a painting of the sea|"
        "a television series|an award ceremony|fashion|the history of chess".split("|")
    ),
    "sport": tuple(
        "football|the Olympic Games|marathon running|tennis|a cricket match|swimming|mountain climbing|"
        "basketball|a cycling race|the final of a cup|skiing|a young gymnast|boxing|rowing|a transfer "
        "between two clubs|chess tournaments|the coach of a small team|a Formula One race".split(
            "|"
        )
    ),
    "life": tuple(
        "baking bread|a first garden|looking after a dog|moving to another town|learning to swim|"
        "repairing a bicycle|saving energy at home|a family dinner|growing tomatoes|a good night's sleep|"
        "packing for a journey|writing a letter|a job interview|making soup|camping|learning an instrument|"
        "sewing|a birthday party|neighbours|being patient|an old friend|planning a budget|walking|"
        "teaching a child to read|a rainy weekend|cleaning a kitchen".split("|")
    ),
    "places": tuple(
        "Lisbon|the Scottish Highlands|Kyoto|Cairo|the Great Barrier Reef|Buenos Aires|Iceland|Istanbul|"
        "the Alps|Nairobi|New Orleans|Vietnam|the Sahara|Prague|a small fishing village|Toronto|Mumbai|"
        "the Mississippi|Antarctica|Seoul|Morocco|the canals of Venice|Lagos|Patagonia|Chicago".split(
            "|"
        )
    ),
    "thought": tuple(
        "what makes an argument valid|kindness|the idea of justice|why people tell stories|free will|"
        "the scientific method|happiness|truth and opinion|learning from mistakes|friendship|courage|"
        "logic puzzles|counting and numbers|probability|why the sky is blue|the meaning of work|"
        "how habits form|memory|curiosity|the shape of the Earth|prime numbers|fairness in games".split(
            "|"
        )
    ),
}
"""Topics by field; each fits after "about"."""

OPENINGS: dict[str, tuple[str, ...]] = {
    "encyclopedia": (
        "{Topic}\n\n",
        "{Topic}: an overview\n\n",
        "An introduction to {topic}\n\nThe",
        "{Topic}\n\nHistory\n\n",
    ),
    "news": (
        "{place}, {month} {day} - ",
        "{place} ({month} {day}, {year}) ",
        "News in brief: {topic}\n\n",
        "By our correspondent in {place}\n\nA new report on {topic} says",
        "{month} {day}, {year}\n\nOfficials in {place} said on {weekday} that",
        "{weekday}'s announcement about {topic} has",
    ),
    "abstract": (
        "Abstract\n\n",
        "Title: {Topic}: a study\n\nAbstract: ",
        "BACKGROUND: ",
        "Objective: To examine {topic}.\n\nMethods: ",
        "We investigated {topic}. Here we show that",
        "In this paper we study {topic}.",
        "Recent work on {topic} suggests that",
    ),
    "lesson": (
        "Lesson: {topic}\n\nIn this lesson, students will",
        "Chapter {number}: {Topic}\n\n",
        "What is meant by {topic}? To answer this question,",
        "Key facts about {topic}:\n\n",
    ),
    "essay": (
        "Why {topic} still matters\n\n",
        "An essay on {topic}\n\n",
        "Most people have an opinion about {topic}.",
        "On {topic}\n\nWhen I was young,",
    ),
    "story": (
        "It was late in {month} when {name}",
        '"I know nothing about {topic}," said {name}.',
        "Once upon a time, in {place}, there lived",
        "{name} had never thought much about {topic} until",
    ),
    "letter": (
        "Dear {name},\n\n",
        "Dear {name},\n\nThank you for your letter about {topic}.",
        "To: {name}\nSubject: {Topic}\n\n",
    ),
    "guide": (
        "A beginner's guide to {topic}\n\n1.",
        "How to get started with {topic}\n\n",
        "Ten things to know about {topic}\n\n",
        "Travel guide: {place}\n\n",
    ),
    "talk": (
        "Interviewer: Let us talk about {topic}.\n{name}:",
        "{name}: What do you think about {topic}?\n",
        "Q: What should everybody know about {topic}?\nA:",
        "Review: a new book about {topic}\n\n",
    ),
}
"""How a plain text begins, by form."""

ORDERS = (
    "Write a short article about {topic}.",
    "Explain {topic} to a ten-year-old.",
    "Tell me three facts about {topic} and explain each.",
    "Write a news report about {topic} in {place}.",
    "What are the advantages and disadvantages of {topic}?",
    "Write a short story in which {topic} and a person called {name} play a part.",
    "Summarise what is known about {topic} in one paragraph.",
    "Write an e-mail to {name} about {topic}.",
    "I have to give a talk about {topic}. What should I say?",
    "Describe {place} to somebody who has never been there.",
    "Why do people care about {topic}?",
    "Write the abstract of a scientific paper about {topic}.",
    "Give me a plan to learn more about {topic} in {number} weeks.",
    "Compare {topic} with {other}.",
    "Write a dialogue between {name} and a teacher about {topic}.",
    "List common misunderstandings about {topic}.",
)
"""What a user asks for."""

NAMES = tuple(
    "Anna|Omar|Mei|Tomas|Grace|Ravi|Elena|Kofi|Hannah|Diego|Yuki|Samuel|Leila|Peter|Amara|Lucas|"
    "Ingrid|Hassan|Clara|Jonas|Nadia|Victor|Ruth|Daniel".split("|")
)
MONTHS = tuple(
    "January|February|March|April|May|June|July|August|September|October|November|December".split(
        "|"
    )
)
WEEKDAYS = tuple("Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday".split("|"))
