"""From records and reviews to what is shown: tables, charts' data and words. Pure."""
