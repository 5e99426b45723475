"""Error codes of LTI: why a launch from a learning platform is not followed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from virtlearn.core.refusal import ErrorCode


class LtiCode(ErrorCode):
    """What is wrong with a launch, and who can mend it."""

    NO_PLATFORM = (
        "lti-no-platform",
        gettext_lazy("This site does not know the learning platform “%(issuer)s”."),
        gettext_lazy("The head of this site registers it, with the client id that it gave."),
    )
    PLATFORM_OFF = (
        "lti-platform-off",
        gettext_lazy("The learning platform is turned off here."),
        gettext_lazy("The head of this site turns it on."),
    )
    LOGIN_INCOMPLETE = (
        "lti-login-incomplete",
        gettext_lazy("The learning platform did not say who comes, or where to."),
        gettext_lazy("Open the link in your learning platform again."),
    )
    TARGET_FOREIGN = (
        "lti-target-foreign",
        gettext_lazy("The link leads to an address of another site."),
        gettext_lazy("Whoever made the link corrects the tool's address: it begins with %(site)s."),
    )
    TARGET_GONE = (
        "lti-target-gone",
        gettext_lazy("What the link leads to is not here."),
        gettext_lazy("Your teacher can choose it anew; it may have been removed or renamed."),
    )
    REFUSED_THERE = (
        "lti-refused-there",
        gettext_lazy("The learning platform did not let you come: %(error)s"),
        gettext_lazy("Sign in there again, and open the link once more."),
    )
    STATE_UNKNOWN = (
        "lti-state-unknown",
        gettext_lazy("This launch was not begun here."),
        gettext_lazy("Open the link in your learning platform again."),
    )
    STATE_OLD = (
        "lti-state-old",
        gettext_lazy("The launch took longer than ten minutes."),
        gettext_lazy("Open the link in your learning platform again."),
    )
    STATE_USED = (
        "lti-state-used",
        gettext_lazy("This launch was used already: each works once."),
        gettext_lazy("Open the link in your learning platform again."),
    )
    BROWSER = (
        "lti-browser",
        gettext_lazy("The launch was begun in another browser, or this one keeps no cookies."),
        gettext_lazy(
            "Allow this site's cookies, and open the link in your learning platform again."
        ),
    )
    FRAME = (
        "lti-frame",
        gettext_lazy("Your browser keeps no cookies of this site inside another one's page."),
        gettext_lazy("Open it in a window of its own."),
    )
    TOKEN_MALFORMED = (
        "lti-token-malformed",
        gettext_lazy("What the learning platform sent can't be read."),
        gettext_lazy("Tell its administrator what stands below."),
    )
    TOKEN_ALGORITHM = (
        "lti-token-algorithm",
        gettext_lazy("The learning platform's message is not signed by RS256."),
        gettext_lazy("Its administrator sets that; nothing else is taken."),
    )
    TOKEN_KEY = (
        "lti-token-key",
        gettext_lazy("The learning platform's message is signed by a key that is not published."),
        gettext_lazy(
            "Try again in five minutes; else the head of this site checks where its keys are."
        ),
    )
    TOKEN_SIGNATURE = (
        "lti-token-signature",
        gettext_lazy("The learning platform's message was changed on its way, or is not its own."),
        gettext_lazy("Open the link in your learning platform again."),
    )
    TOKEN_ISSUER = (
        "lti-token-issuer",
        gettext_lazy("The message comes from another learning platform than the launch."),
        gettext_lazy("Open the link in your learning platform again."),
    )
    TOKEN_AUDIENCE = (
        "lti-token-audience",
        gettext_lazy("The learning platform's message is meant for another tool."),
        gettext_lazy("The head of this site compares the client id with the platform's."),
    )
    TOKEN_NONCE = (
        "lti-token-nonce",
        gettext_lazy("The learning platform's message answers another launch."),
        gettext_lazy("Open the link in your learning platform again."),
    )
    CLOCK_AHEAD = (
        "lti-clock-ahead",
        gettext_lazy("The learning platform's clock is %(seconds)s seconds ahead of this site's."),
        gettext_lazy("Ten seconds are allowed. Whoever runs the two sets their clocks by NTP."),
    )
    CLOCK_BEHIND = (
        "lti-clock-behind",
        gettext_lazy("The learning platform's clock is %(seconds)s seconds behind this site's."),
        gettext_lazy("Ten seconds are allowed. Whoever runs the two sets their clocks by NTP."),
    )
    TOKEN_EXPIRED = (
        "lti-token-expired",
        gettext_lazy("The learning platform's message ran out %(seconds)s seconds ago."),
        gettext_lazy("Open the link in your learning platform again."),
    )
    VERSION = (
        "lti-version",
        gettext_lazy("The learning platform does not speak LTI 1.3."),
        gettext_lazy("Its administrator adds this site as a tool of LTI 1.3."),
    )
    MESSAGE = (
        "lti-message",
        gettext_lazy("The learning platform asks for something that this site does not do."),
        gettext_lazy("Tell its administrator what stands below."),
    )
    ANONYMOUS = (
        "lti-anonymous",
        gettext_lazy("The learning platform does not say who you are."),
        gettext_lazy(
            "Its administrator lets the tool have an identifier of each person; no names."
        ),
    )
    DEPLOYMENT = (
        "lti-deployment",
        gettext_lazy("The learning platform's deployment “%(deployment)s” is not known here."),
        gettext_lazy("The head of this site adds it to the platform, if it is meant to be."),
    )
    ACCOUNT_OFF = (
        "lti-account-off",
        gettext_lazy("Your account on this site is turned off."),
        gettext_lazy("Ask the head of this site."),
    )
    HEAD = (
        "lti-head",
        gettext_lazy("Heads of this site don't come in by way of a learning platform."),
        gettext_lazy("Sign in here with your password."),
    )
    OTHER_IDENTITY = (
        "lti-other-identity",
        gettext_lazy("The account belongs to somebody else on that learning platform."),
        gettext_lazy("Begin with a new account, or sign in with another one."),
    )
    TICKET = (
        "lti-ticket",
        gettext_lazy("This way in was used already, or is too old."),
        gettext_lazy("Open the link in your learning platform again."),
    )
    CHOICE_ROLE = (
        "lti-choice-role",
        gettext_lazy("Only who teaches the course there chooses what it links to."),
        gettext_lazy("Ask a teacher of the course."),
    )
    CHOICE_KIND = (
        "lti-choice-kind",
        gettext_lazy("The learning platform does not take links of LTI here."),
        gettext_lazy("Add the link where it offers activities or external tools."),
    )
    CHOICE_CLASSES = (
        "lti-choice-classes",
        gettext_lazy("The assignments belong to several classes."),
        gettext_lazy("Choose those of one class: a course there is connected with one class here."),
    )
    NOT_CONNECTED = (
        "lti-not-connected",
        gettext_lazy("The assignment belongs to a class that is not connected with this course."),
        gettext_lazy("A teacher of the class opens the link, and connects the two."),
    )
    BLOCKED = (
        "lti-blocked",
        gettext_lazy("You can't be in the class of this course."),
        gettext_lazy("Ask your teacher."),
    )
    KEYS_UNREAD = (
        "lti-keys-unread",
        gettext_lazy("The learning platform's public keys could not be fetched: %(said)s"),
        gettext_lazy("Correct the address of the keys, or try again."),
    )
    ADDRESS_REFUSED = (
        "lti-address-refused",
        gettext_lazy("This site may not ask that address: %(said)s"),
        gettext_lazy("Write a public https address; others need OUTBOUND_NETWORKS."),
    )
    PLATFORM_TWICE = (
        "lti-platform-twice",
        gettext_lazy("A platform with this issuer and client id is registered."),
        gettext_lazy("Change that one, or correct the client id."),
    )
    ADDRESS_SHAPE = (
        "lti-address-shape",
        gettext_lazy("This is no address of a site."),
        gettext_lazy("Write it as https://lms.example.org/path."),
    )
    DEPLOYMENTS_SHAPE = (
        "lti-deployments-shape",
        gettext_lazy("These are no deployment ids."),
        gettext_lazy("Write those that the platform gave, one a line."),
    )
    ISSUER_KEYS = (
        "lti-issuer-keys",
        gettext_lazy("The same issuer is registered with another address of its keys."),
        gettext_lazy("One issuer has one set of keys: people are known by issuer and subject."),
    )
