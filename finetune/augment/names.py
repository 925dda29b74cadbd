"""Given names, so that a person can be called otherwise without the pronouns becoming wrong."""

from __future__ import annotations

# fmt: off
WOMEN = (
    "Abigail", "Agnes", "Alice", "Alicia", "Alyssa", "Amanda", "Amy", "Andrea", "Angela",
    "Anna", "Anne", "Annie", "Ashley", "Barbara", "Becky", "Beth", "Betty", "Brenda",
    "Brianna", "Camila", "Carla", "Carol", "Caroline", "Catherine", "Cecilia", "Charlotte",
    "Christina", "Cindy", "Claire", "Clara", "Cynthia", "Daisy", "Danielle", "Deborah",
    "Diana", "Donna", "Dorothy", "Elaine", "Eliza", "Elizabeth", "Ella", "Ellen", "Emily",
    "Emma", "Erica", "Eva", "Fatima", "Fiona", "Gabriela", "Georgia", "Gloria", "Greta",
    "Hannah", "Helen", "Ines", "Isabella", "Jane", "Janet", "Jasmine", "Jenna", "Jennifer",
    "Jenny", "Jessica", "Jill", "Joanna", "Judy", "Julia", "Julie", "Karen", "Kate",
    "Katherine", "Kathy", "Katie", "Kelsey", "Kimberly", "Laura", "Lauren", "Layla", "Leah",
    "Lena", "Leila", "Linda", "Lisa", "Lucy", "Lydia", "Maggie", "Maria", "Marie", "Marina",
    "Marissa", "Martha", "Mary", "Megan", "Melanie", "Melissa", "Mia", "Michelle", "Molly",
    "Monica", "Nadia", "Nancy", "Naomi", "Natalia", "Natalie", "Nicole", "Nina", "Nora",
    "Olivia", "Pamela", "Patricia", "Paula", "Priya", "Rachel", "Rebecca", "Renee", "Rosa",
    "Ruth", "Samantha", "Sandra", "Sara", "Sarah", "Sharon", "Sheila", "Shirley", "Silvia",
    "Sofia", "Sophia", "Sophie", "Stella", "Stephanie", "Susan", "Suzanne", "Tamara", "Tanya",
    "Tara", "Teresa", "Tina", "Uma", "Valerie", "Vanessa", "Vera", "Victoria", "Wendy", "Yara",
    "Yolanda", "Zara", "Zoe",
)

MEN = (
    "Aaron", "Adam", "Alan", "Albert", "Alex", "Alfred", "Andrew", "Anthony", "Arnold",
    "Arthur", "Ben", "Benjamin", "Bernard", "Bob", "Brandon", "Brian", "Bruce", "Carl",
    "Carlos", "Charles", "Chris", "Christopher", "Colin", "Craig", "Daniel", "Dave", "David",
    "Dennis", "Derek", "Diego", "Donald", "Douglas", "Edgar", "Edward", "Elliot", "Eric",
    "Ethan", "Felix", "Fernando", "Francis", "Fred", "Gary", "George", "Gerald", "Gordon",
    "Greg", "Gregory", "Harold", "Harry", "Hassan", "Henry", "Howard", "Hugo", "Ian", "Isaac",
    "Ivan", "Jack", "Jacob", "Jake", "James", "Jason", "Jeff", "Jeremy", "Jerome", "Jerry",
    "Jesse", "Jim", "Jimmy", "Joe", "John", "Johnny", "Jonathan", "Jorge", "Jose", "Joseph",
    "Joshua", "Juan", "Julian", "Justin", "Karl", "Keith", "Ken", "Kenneth", "Kevin", "Kofi",
    "Kyle", "Larry", "Lawrence", "Leo", "Leonard", "Liam", "Louis", "Lucas", "Luis", "Luke",
    "Malik", "Manuel", "Marcus", "Mario", "Martin", "Marvin", "Matt", "Matthew", "Michael",
    "Miguel", "Mike", "Mohamed", "Nathan", "Nelson", "Nicholas", "Nick", "Noah", "Oliver",
    "Omar", "Oscar", "Patrick", "Paul", "Pedro", "Peter", "Philip", "Ralph", "Raj", "Randy",
    "Ravi", "Raymond", "Ricardo", "Richard", "Robert", "Roger", "Ronald", "Roy", "Ryan",
    "Samuel", "Scott", "Sean", "Simon", "Stanley", "Stephen", "Steve", "Steven", "Ted",
    "Thomas", "Tim", "Timothy", "Todd", "Tom", "Tomas", "Tommy", "Tony", "Tyler", "Victor",
    "Vincent", "Walter", "Wayne", "William", "Zachary",
)
# fmt: on
