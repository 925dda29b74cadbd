"""What the pages ask of the domain: records kept, reviews made, questions answered."""
