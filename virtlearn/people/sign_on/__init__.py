"""Sign-on: accounts of a school's own OpenID Connect providers open accounts here."""
