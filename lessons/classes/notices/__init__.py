"""Messages to a class, which its members see on the class's page and on labs."""
