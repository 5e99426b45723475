"""From a link in a learning platform to the page here: login, launch, identity, class."""
