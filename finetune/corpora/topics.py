"""What general text is about and how it begins: topics, and openings of many forms.

Plain words, written for this project; knows no model.
"""

from __future__ import annotations

import json
from pathlib import Path

TOPICS: dict[str, list[str]] = json.loads(
    Path(__file__).with_name("topics.json").read_text(encoding="utf-8")
)
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

NAMES = (
    "Anna",
    "Omar",
    "Mei",
    "Tomas",
    "Grace",
    "Ravi",
    "Elena",
    "Kofi",
    "Hannah",
    "Diego",
    "Yuki",
    "Samuel",
    "Leila",
    "Peter",
    "Amara",
    "Lucas",
    "Ingrid",
    "Hassan",
    "Clara",
    "Jonas",
    "Nadia",
    "Victor",
    "Ruth",
    "Daniel",
)
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
