"""What each section of the report shows, as plain frozen values made from the tables; templates only lay them out."""
