"""How the total of a class's grades is made: settings, their form, and what they would change."""
